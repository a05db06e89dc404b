"""Reads the settings from config.toml, and reports what in it cannot be used."""

from __future__ import annotations

import tomllib
from codecs import BOM_UTF8
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from briefing.domain.text.sanitize import safe_line
from briefing.regular_files import MAX_SETTINGS_BYTES, read_regular
from briefing.settings.checks import Unusable, leaves, table, unusable, value_at
from briefing.settings.settings_errors import Problems
from briefing.settings.table import DECLARED, SETTINGS, TABLES, FeedSettings, Settings, SyncSettings

_TEXTS: Mapping[str, str] = {
    "engine.pipelines": "the pipeline of “{}”",
    "keymap": "the keys of “{}”",
}
"""Words for the content of a name, by the table of texts that it is in."""
_UNBINDABLE = "keymap"
"""The table where an empty text has a meaning: no key."""
_LIBRARY_TABLES = ("feeds", "queries", "rules", "model")
_UNUSED = "Nothing of it is used until it is mended."


def load_settings(path: Path, last: Settings | None = None) -> tuple[Settings, tuple[str, ...]]:
    """Load the settings, and a sentence for each thing in the file that cannot be used.

    No content raises an error: an unusable setting keeps its default, and if a file cannot be read at all,
    the `last` settings stay, else the defaults. A missing file is no problem.
    """
    try:
        return parse_settings(read_regular(path, MAX_SETTINGS_BYTES), path.name, last)
    except FileNotFoundError:
        return Settings(), ()
    except OSError as error:
        return last or Settings(), (f"{path.name} cannot be read ({error.strerror}). {_UNUSED}",)


def parse_settings(
    content: bytes, name: str, last: Settings | None = None
) -> tuple[Settings, tuple[str, ...]]:
    """Parse the content of a file named `name` into settings and its problems. Never raises."""
    try:
        source = content.removeprefix(BOM_UTF8).decode()
        # A comment behind it makes the error of an unfinished line or text name the line, not the end.
        values = tomllib.loads(f"{source}\n# '\n")
    except RecursionError:
        reason = "it is too deeply nested"
    except UnicodeDecodeError as error:
        line = error.object.count(b"\n", 0, error.start) + 1
        reason = f"it is not UTF-8 text (at line {line})"
    except ValueError as error:
        reason = safe_line(str(error))
    else:
        problems = Problems(name, source)
        return _read(values, problems), tuple(problems.sentences)
    return last or Settings(), (f"{name} cannot be read as TOML: {reason}. {_UNUSED}",)


def _read(values: Mapping[str, Any], problems: Problems) -> Settings:
    found: dict[str, Any] = {}  # by attribute; each has been checked for its type
    for setting in SETTINGS:
        if (value := value_at(values, setting.name)) is not None:
            try:
                found[setting.attribute] = setting.read(value)
            except Unusable as wanted:
                sentence = unusable(setting.shown, wanted, setting.default)
                problems.add((setting.name,), sentence)
    if "theme" in found:  # whether there is such a theme is known later
        found["theme"] = problems.located(found["theme"], ("theme",))
    if any(name in values for name in _LIBRARY_TABLES):
        # The first frame waits for the settings, and most files have none of these.
        from briefing.settings.library_settings import read_library_tables

        found |= read_library_tables(values, problems)
    for table_ in TABLES:
        if table_.name in _TEXTS and (value := value_at(values, table_.name)) is not None:
            given = _read_texts(value, table_.name, problems)
            found[table_.attribute] = {**getattr(Settings(), table_.attribute), **given}
    _report_unknown(values, problems)
    return _made(found)


def _made(found: Mapping[str, Any]) -> Settings:
    def of(table: str) -> dict[str, Any]:
        return {name.removeprefix(table): value for name, value in found.items() if name.startswith(table)}

    own = {name: value for name, value in found.items() if "." not in name}
    return Settings(**own, feeds=FeedSettings(**of("feeds.")), sync=SyncSettings(**of("sync.")))


def _read_texts(value: object, name: str, problems: Problems) -> dict[str, str]:
    """Read a table whose names are the reader's own, without the settings that are declared in it."""
    found: dict[str, str] = {}
    place = tuple(name.split("."))
    for inner, text in leaves(table(value, place, problems)):
        if f"{name}.{inner}" in _NAMES:
            continue
        if isinstance(text, str) and (text.strip() or name == _UNBINDABLE):
            found[inner] = problems.located(text.strip(), (*place, inner))
        else:
            problems.add((*place, inner), f"{_TEXTS[name].format(safe_line(inner))} must be text in quotes.")
    return found


_NAMES = tuple(each.name for each in DECLARED)
_TABLE_NAMES = frozenset(name.rpartition(".")[0] for name in _NAMES) - {""}
"""The tables that settings stand in."""


def _report_unknown(values: Mapping[str, Any], problems: Problems) -> None:
    for name, value in values.items():
        if name in _TABLE_NAMES and name not in _NAMES:
            known = [each.removeprefix(f"{name}.") for each in _NAMES if each.startswith(f"{name}.")]
            for inner in table(value, (name,), problems):
                if inner not in known:
                    problems.add_unknown((name, inner), known, within=f"[{name}]")
        elif name not in _NAMES:
            problems.add_unknown((name,), _NAMES)
