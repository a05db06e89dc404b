"""Write the table of keys into README.md, from the list of commands that the reader itself uses."""

from __future__ import annotations

from pathlib import Path

from briefing.ui.commands.registry import COMMANDS, display_key

README = Path(__file__).parent.parent / "README.md"
BEGIN = "<!-- keys: made by scripts/keys_table.py -->\n"
END = "<!-- end of keys -->"


def table() -> str:
    rows = ["| keys | what they do | id |", "|---|---|---|"]
    for command in COMMANDS:
        keys = " ".join(f"`` {display_key(key)} ``" for key in command.keys)
        rows.append(f"| {keys} | {command.help} | `{command.id}` |")
    return "\n".join(rows) + "\n"


def with_table(readme: str) -> str:
    head, _, rest = readme.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


if __name__ == "__main__":
    README.write_text(with_table(README.read_text(encoding="utf-8")), encoding="utf-8")
