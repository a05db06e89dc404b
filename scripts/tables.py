"""Write the tables of keys, signs, settings and the library's columns into the documents, from the code."""

from __future__ import annotations

from pathlib import Path

from briefing.exchange.tables import tables
from briefing.presentation.keys.presets import preset_commands
from briefing.presentation.keys.registry import COMMANDS, Command, display_keys, with_keys
from briefing.presentation.setting_rows import as_typed
from briefing.presentation.signs import SIGNS
from briefing.settings.table import DECLARED, Setting

ROOT = Path(__file__).parent.parent
DOCUMENTS = {name: ROOT / "docs" / f"{name}.md" for name in ("keys", "signs", "settings", "archive")}
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


def settings() -> str:
    rows = ["| setting | default | meaning | takes effect |", "|---|---|---|---|"]
    for setting in DECLARED:
        default = (
            f"`{as_typed(0 if setting.default is None else setting.default)}`"
            if isinstance(setting, Setting)
            else ""
        )
        when = "at once" if setting.is_live else "at the next start"
        rows.append(f"| `{setting.name}` | {default} | {setting.meaning} | {when} |")
    return "\n".join(rows) + "\n"


def archive() -> str:
    rows = ["| table | column | type | |", "|---|---|---|---|"]
    for table, known in tables().items():
        rows.append(f"| **{table}** | | | {known['about']} |")
        rows += (
            f"| | `{name}` | {each['type']} | {each['meaning']} |" for name, each in known["columns"].items()
        )
    return "\n".join(rows) + "\n"


_MAKERS = {"keys": keys, "signs": signs, "settings": settings, "archive": archive}


def with_table(name: str, document: str) -> str:
    begin, end = f"<!-- {name}: made by scripts/tables.py -->\n", f"<!-- end of {name} -->"
    head, _, rest = document.partition(begin)
    _, _, tail = rest.partition(end)
    return f"{head}{begin}\n{_MAKERS[name]()}\n{end}{tail}"


if __name__ == "__main__":
    for name, path in DOCUMENTS.items():
        path.write_text(with_table(name, path.read_text(encoding="utf-8")), encoding="utf-8")
