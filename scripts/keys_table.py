"""Write the table of keys into docs/keys.md, and that of signs into README.md, from the code."""

from __future__ import annotations

from pathlib import Path

from briefing.ui.commands.key_presets import preset_commands
from briefing.ui.commands.registry import COMMANDS, Command, display_keys, with_keys
from briefing.ui.presenters.signs import SIGNS

ROOT = Path(__file__).parent.parent
TABLES = {"keys": ROOT / "docs" / "keys.md", "signs": ROOT / "README.md"}
"""Where each table is, between two comments."""


def keys() -> str:
    rows = ["| keys | with arrows | what they do | id |", "|---|---|---|---|"]
    for command, other in zip(COMMANDS, preset_commands("arrows"), strict=True):
        arrows = "" if command.keys == other.keys else _cell(other) or "none"
        rows.append(f"| {_cell(command)} | {arrows} | {with_keys(command.help, COMMANDS)} | `{command.id}` |")
    return "\n".join(rows) + "\n"


def _cell(command: Command) -> str:
    return " ".join(f"`` {key} ``" for key in display_keys(command.keys))


def signs() -> str:
    rows = ["| where | sign | meaning |", "|---|---|---|"]
    for place, meanings in SIGNS.items():
        for number, (sign, says) in enumerate(meanings.items()):
            shown = sign.replace("|", "\\|")
            rows.append(f"| {'' if number else place} | `` {shown} `` | {with_keys(says, COMMANDS)} |")
    return "\n".join(rows) + "\n"


def with_table(name: str, document: str) -> str:
    begin, end = f"<!-- {name}: made by scripts/keys_table.py -->\n", f"<!-- end of {name} -->"
    head, _, rest = document.partition(begin)
    _, _, tail = rest.partition(end)
    table = keys() if name == "keys" else signs()
    return f"{head}{begin}\n{table}\n{end}{tail}"


if __name__ == "__main__":
    for name, path in TABLES.items():
        path.write_text(with_table(name, path.read_text(encoding="utf-8")), encoding="utf-8")
