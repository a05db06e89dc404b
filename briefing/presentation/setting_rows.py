"""Turns the settings, and what the file says, into the rows of the Settings screen."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from briefing.domain.query.search_words import has_words
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.keys.presets import preset_commands
from briefing.presentation.keys.registry import RENAMED
from briefing.presentation.rows import Row
from briefing.settings.checks import leaves, value_at
from briefing.settings.config_writer import Place
from briefing.settings.table import SETTINGS, TABLES, Setting, Settings, Table

WIDEST_VALUE = 20
KEYMAP = "keymap"
"""The table of commands and their keys."""


@dataclass(frozen=True, slots=True)
class SettingLine:
    """A setting, a table of the user's own names, or one line of such a table."""

    name: str
    value: object
    """The value as the file would say it, or the number of a table's lines."""
    meaning: str
    place: Place = ()
    """The place in the file; empty for a table."""
    default: object = None
    is_live: bool = True
    table: Table | None = None
    choices: Mapping[str, str] = field(default_factory=dict)
    """The values to choose among, as in `Setting`."""

    @property
    def typed(self) -> str:
        return as_typed(self.value)

    @property
    def is_key(self) -> bool:
        """Whether it is a command with its keys."""
        return bool(self.place) and self.table is not None and self.table.name == KEYMAP

    @property
    def is_changed(self) -> bool:
        """Whether the file says something else than the default."""
        return bool(self.place) and self.value != self.default


def setting_lines(settings: Settings, values: Mapping[str, Any]) -> tuple[SettingLine, ...]:
    """List the settings; `values` are the file's, with the lines of tables that could not be used."""
    pipelines = Settings().pipelines
    return (
        *(_setting(info, settings) for info in SETTINGS),
        *(line for info in TABLES for line in _table(info, values, pipelines, settings.preset)),
    )


def _setting(info: Setting, settings: Settings) -> SettingLine:
    value, default = info.value(settings), info.default
    return SettingLine(
        info.name,
        0 if value is None else value,
        info.meaning,
        tuple(info.name.split(".")),
        0 if default is None else default,
        is_live=info.is_live,
        choices=info.choices,
    )


def _table(
    info: Table, values: Mapping[str, Any], pipelines: Mapping[str, str], preset: str
) -> Iterator[SettingLine]:
    path = tuple(info.name.split("."))
    content = value_at(values, info.name)
    defaults = pipelines if info.name == "engine.pipelines" else {}
    if defaults:
        content = {**defaults, **(content if isinstance(content, dict) else {})}
    lines = list(_lines(path, content))
    yield SettingLine(info.name, len(lines), info.meaning, is_live=info.is_live, table=info)
    if info.name == KEYMAP:
        yield from _keys(info, {name: value for _, name, value in lines}, preset)
        return
    for place, name, value in lines:
        yield SettingLine(name, value, "", place, defaults.get(name), is_live=info.is_live, table=info)


def _keys(info: Table, named: Mapping[str, object], preset: str) -> Iterator[SettingLine]:
    """Yield a line for each command, and for each name in the file that no command has, or none any more."""
    commands = preset_commands(preset)
    for command in commands:
        keys = ", ".join(command.keys)
        value = named.get(command.id, keys)
        yield SettingLine(command.id, value, command.help, (KEYMAP, command.id), keys, table=info)
    for name in named.keys() - {each.id for each in commands}:
        new = RENAMED.get(name)
        kept = "the keys of that one count" if new in named else "which has these keys too"
        meaning = f"An earlier name of {new}, {kept}." if new else "No command has this name."
        yield SettingLine(name, named[name], meaning, (KEYMAP, name), table=info)


def _lines(path: Place, content: object) -> Iterator[tuple[Place, str, object]]:
    if isinstance(content, list):
        for number, rule in enumerate(content):
            if isinstance(rule, dict):
                yield (*path, number), as_typed(rule.get("when", "")), rule.get("then", "")
    elif isinstance(content, dict) and path == ("feeds", "of"):
        for address, options in content.items():
            for name, value in options.items() if isinstance(options, dict) else ():
                yield (*path, address, name), f"{address} {name}", value
    elif isinstance(content, dict):
        settings = {info.name for info in SETTINGS}
        for name, value in leaves(content):
            if ".".join(map(str, (*path, name))) not in settings:
                yield (*path, name), name, value


def matching_lines(lines: Sequence[SettingLine], typed: str, *, keys: bool = True) -> tuple[SettingLine, ...]:
    """Return the lines that hold what was typed; without `keys`, no commands that have their own keys."""
    found = (line for line in lines if has_words(typed, (line.name, line.meaning, line.typed)))
    return tuple(line for line in found if keys or line.is_changed or not line.is_key)


def setting_row(line: SettingLine, *, short: bool = False) -> Row:
    """Make a row with the name in a column of its own, unless the row is to be `short`."""
    if line.table is None:
        default = f"default {as_typed(line.default)}" + ("" if line.is_live else ", from the next start on")
        text, shown = line.meaning, line.typed
    elif not line.place:
        default = (
            "{settings.change} lists all commands, to give them other keys"
            if line.name == KEYMAP
            else f"{{settings.change}} adds a line: {line.table.form}"
            if line.table.form
            else "{settings.change} finds one, tries it and uses it; {settings.edit} opens the file"
            if line.name == "model"
            else "written in the file: {settings.edit} opens it"
        )
        text, shown = line.meaning, str(line.value or "")
    elif line.is_key and line.default is None:
        default = f"{line.meaning} {{settings.reset}} takes the line out"
        text, shown = f"{line.name} = {line.typed}", ""
    elif line.is_key:
        default = f"{line.meaning} {{settings.change}} gives it another key" + (
            ", {settings.reset} its own" if line.is_changed else ""
        )
        text, shown = f"{line.name} = {line.typed}", "changed" if line.is_changed else ""
    else:
        default = "{settings.change} changes it, {settings.reset} takes it out" + (
            "" if line.table.is_live else "; from the next start on"
        )
        text, shown = f"{line.name} = {line.typed}", ""
    is_entry = bool(line.place) and line.table is not None
    label = f"{'*' if line.is_changed else ' '} {line.name}"
    if is_entry or short:
        text = text if is_entry else f"{line.name}  {text}"
        label = "" if is_entry else label[:2]
    return Row(
        repr(line.place or line.name),
        safe_line(text),
        label=label,
        count=safe_line(shown)[:WIDEST_VALUE],
        strong=len(line.name) if short and not is_entry else 0,
        about=default[:1].upper() + default[1:],
        depth=int(is_entry),
        item=line,
    )


def as_typed(value: object) -> str:
    """Return a value as it is typed."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)
