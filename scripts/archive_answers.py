"""Run the questions of docs/archive.md over exported tables, and write their answers and the picture.

    python scripts/archive_answers.py FOLDER

FOLDER has a folder `tables`. DuckDB, pandas with pyarrow, Polars and Matplotlib are needed.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

DOCUMENT = Path(__file__).parent.parent / "docs" / "archive.md"
_QUESTION = re.compile(
    r"```python\n(import (\w+)\n.*?)```\n\n<!-- answer -->\n(.*?)(?=\n#|\n!\[|\Z)", re.DOTALL
)

Answer = list[dict[str, str]]
"""Cells by column."""


def questions(document: str) -> Iterator[tuple[str, str, str]]:
    """Yield the code of each question, the package that it needs, and the answer as it is printed."""
    return ((match[1], match[2], match[3].strip()) for match in _QUESTION.finditer(document))


def answered(code: str) -> Answer:
    """Run the code of a question in the current folder."""
    values: dict[str, Any] = {}
    exec(code, values)
    answer = values["answer"]
    rows: Sequence[Mapping[str, Any]]
    rows = answer.to_dicts() if hasattr(answer, "to_dicts") else answer.to_dict("records")
    return [{name: _cell(value) for name, value in row.items()} for row in rows]


def _cell(value: object) -> str:
    # pandas has no type for days
    text = value.date().isoformat() if hasattr(value, "date") else str(value)
    return re.sub(r"\s+", " ", text).replace("|", "\\|")


def printed(answer: Answer) -> str:
    lines = [
        " | ".join(answer[0]),
        "|".join("---" for _ in answer[0]),
        *(" | ".join(row.values()) for row in answer),
    ]
    return "\n".join(f"| {line} |" if "---" not in line else f"|{line}|" for line in lines)


def picture(answer: Answer, file: Path) -> None:
    """Draw a line for each row, from its first day to its last."""
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams.update({"svg.fonttype": "none", "svg.hashsalt": "briefing", "font.size": 9})
    from matplotlib import pyplot

    figure, axes = pyplot.subplots(figsize=(7.5, 0.24 * len(answer) + 0.6))
    for place, row in enumerate(reversed(answer)):
        days = [date.fromisoformat(row[name]) for name in ("first", "last")]
        axes.plot(days, [place, place], linewidth=6, solid_capstyle="butt", color="#4477aa")
    axes.set_yticks(range(len(answer)), [row["name"] for row in reversed(answer)])
    axes.spines[["top", "right", "left"]].set_visible(False)
    axes.tick_params(axis="y", length=0)
    figure.tight_layout()
    figure.savefig(file, metadata={"Date": None})


def main() -> None:
    os.chdir(sys.argv[1])
    document = DOCUMENT.read_text(encoding="utf-8")
    for code, _, before in questions(document):
        answer = answered(code)
        begin = f"{code}```\n\n<!-- answer -->\n"
        document = document.replace(
            f"{begin}\n{before}" if before else begin, f"{begin}\n{printed(answer)}\n", 1
        )
    document = re.sub(r"\n{3,}", "\n\n", document)
    DOCUMENT.write_text(document, encoding="utf-8")
    picture(answer, DOCUMENT.with_name("archive.svg"))


if __name__ == "__main__":
    main()
