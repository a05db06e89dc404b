"""Reads the settings from config.toml, and reports what in it cannot be used."""

from __future__ import annotations

from codecs import BOM_UTF8
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from briefing.domain.text.sanitize import safe_line
from briefing.regular_files import MAX_SETTINGS_BYTES, read_regular
from briefing.settings.checks import Reader, leaves, one_of, read_fields, switch, table, text, whole_number
from briefing.settings.lenient_toml import parse_leniently
from briefing.settings.settings_errors import Problems
from briefing.settings.values import LIST, PRESETS, TODAY, Settings

MIN_WIDTH: Final = 20
MAX_WIDTH: Final = 200

_READERS: Mapping[str, Reader] = {
    "theme": text,
    "width": whole_number(MIN_WIDTH, MAX_WIDTH),
    "plain_emoji": switch,
    "opens_on": one_of(TODAY, LIST),
    "notify_watches": switch,
}

_SUMMARY_POINTS: Mapping[str, Reader] = {"summary_points": whole_number(1, 10)}
_PRESET: Mapping[str, Reader] = {"preset": one_of(*PRESETS)}
_LIBRARY_TABLES = ("feeds", "queries", "rules", "model")
_TEXTS: Mapping[str, tuple[str, str]] = {
    "engine.pipelines": ("pipelines", "the pipeline of “{}”"),
    "keymap": ("keymap", "the keys of “{}”"),
}
"""Table of names that are the reader's own, to its field and what a name holds."""
_UNBINDABLE = ("keymap",)
"""The table where an empty text has a meaning: no key."""

_KNOWN = (*_READERS, "engine.name", "engine.summary_points", "engine.pipelines", *_LIBRARY_TABLES, "keymap")


def load_settings(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings, and a sentence for each thing in the file that could not be used.

    Never raises for what a file holds or for a file that cannot be read: what is unusable keeps its default.
    A file that is not there is no problem.
    """
    try:
        return parse_settings(read_regular(path, MAX_SETTINGS_BYTES), path.name)
    except FileNotFoundError:
        return Settings(), ()
    except OSError as error:
        return Settings(), (f"{path.name} cannot be read ({error.strerror}); the defaults are used.",)


def parse_settings(content: bytes, name: str) -> tuple[Settings, tuple[str, ...]]:
    """The settings that the content of a file named `name` makes, and its problems. Never raises."""
    source = content.removeprefix(BOM_UTF8).decode(errors="surrogateescape")
    if "\0" in source:
        return Settings(), (f"{name} is not UTF-8 text; the defaults are used until it is saved as such.",)
    try:
        values, faults = parse_leniently(source)
    except (ValueError, RecursionError) as error:
        reason = "too deeply nested" if isinstance(error, RecursionError) else safe_line(str(error))
        return Settings(), (f"{name}: not valid TOML ({reason}); the defaults are used until it is mended.",)
    problems = Problems(name, source)
    for fault in faults:
        what = f"“{safe_line(fault.name)}” is " if fault.name else ""
        problems.sentences.append(
            f"{name} line {fault.line}: {what}{safe_line(fault.reason)}; it is left out."
        )
    return _read(values, problems), tuple(problems.sentences)


def _read(values: Mapping[str, Any], problems: Problems) -> Settings:
    fields = read_fields(values, _READERS, Settings(), problems)
    if "theme" in fields:  # whether there is such a theme is known later
        fields["theme"] = problems.located(fields["theme"], ("theme",))
    if any(name in values for name in _LIBRARY_TABLES):
        # The first frame waits for the settings, and most files have none of these.
        from briefing.settings.library_settings import read_library_tables

        fields |= read_library_tables(values, problems)
    defaults = Settings()
    for name, value in _with_engine(values):
        if name == "keymap" and isinstance(value, dict) and "preset" in value:
            fields |= read_fields(value, _PRESET, defaults, problems, (name,))
            value = {id_: keys for id_, keys in value.items() if id_ != "preset"}
        if name in _TEXTS:
            field, what = _TEXTS[name]
            own = _read_texts(value, tuple(name.split(".")), what, problems)
            fields[field] = {**fields.get(field, getattr(defaults, field)), **own}
        elif name == "engine.name":
            if isinstance(value, str) and value.strip():
                fields["engine"] = value.strip()
            else:
                problems.add((name,), f'“{name}” must be a name in quotes; "{defaults.engine}" is used.')
        elif name == "engine.summary_points":
            given = {"summary_points": value}
            fields |= read_fields(given, _SUMMARY_POINTS, defaults, problems, ("engine",))
        elif name == "engine":
            table(value, (name,), problems)
        elif name not in _KNOWN:
            problems.add_unknown((name,), _KNOWN)
    return Settings(**fields)


def _with_engine(values: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The settings of [engine] as “engine.name”, as they may be written too."""
    for name, value in values.items():
        if name == "engine" and isinstance(value, dict):
            yield from ((f"engine.{inner}", setting) for inner, setting in value.items())
        else:
            yield name, value


def _read_texts(value: object, place: tuple[str, ...], what: str, problems: Problems) -> dict[str, str]:
    """A table whose names are the reader's own."""
    found: dict[str, str] = {}
    for name, setting in leaves(table(value, place, problems)):
        if isinstance(setting, str) and (setting.strip() or place == _UNBINDABLE):
            found[name] = problems.located(setting.strip(), (*place, name))
        else:
            problems.add((*place, name), f"{what.format(safe_line(name))} must be text in quotes.")
    return found
