"""Write docs/architecture.md: a line for each module, in the words of the module itself."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).parent.parent
DOCUMENT = ROOT / "docs" / "architecture.md"
BEGIN = "<!-- modules: made by scripts/architecture.py -->\n"
END = "<!-- end of modules -->"


def first_sentence(path: Path) -> str:
    """The module's docstring up to its first full stop that ends a sentence, on one line."""
    said = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    paragraph = " ".join(said.split("\n\n")[0].split())
    return paragraph.partition(". ")[0].rstrip(".") + "."


def table(package: Path = ROOT / "briefing") -> str:
    rows = ["| module | what it knows |", "|---|---|"]
    paths = sorted(package.rglob("*.py"), key=lambda path: (len(path.parts) > len(package.parts) + 1, path))
    for path in paths:
        if path.read_text(encoding="utf-8").strip():
            rows.append(f"| `{path.relative_to(package).as_posix()}` | {first_sentence(path)} |")
    return "\n".join(rows) + "\n"


def with_table(document: str) -> str:
    head, _, rest = document.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
