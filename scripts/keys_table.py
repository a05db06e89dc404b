"""Write the table of keys into docs/keys.md from the registry of commands."""

from __future__ import annotations

from pathlib import Path

from briefing.ui.commands.registry import COMMANDS, display_key

DOCUMENT = Path(__file__).parent.parent / "docs" / "keys.md"
BEGIN = "<!-- keys: made by scripts/keys_table.py -->\n"
END = "<!-- end of keys -->"


def table() -> str:
    rows = ["| keys | what they do | id |", "|---|---|---|"]
    for command in COMMANDS:
        keys = " ".join(f"`` {display_key(key)} ``" for key in command.keys)
        rows.append(f"| {keys} | {command.help} | `{command.id}` |")
    return "\n".join(rows) + "\n"


def with_table(document: str) -> str:
    head, _, rest = document.partition(BEGIN)
    _, _, tail = rest.partition(END)
    return f"{head}{BEGIN}\n{table()}\n{END}{tail}"


if __name__ == "__main__":
    DOCUMENT.write_text(with_table(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
