"""Reads the settings from config.toml, and reports what in it cannot be used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from briefing.domain.text.sanitize import safe_line
from briefing.settings.checks import Reader, leaves, read_fields, switch, table, text, whole_number
from briefing.settings.settings_errors import Problems
from briefing.settings.values import Settings

MIN_WIDTH: Final = 20
MAX_WIDTH: Final = 200

_READERS: Mapping[str, Reader] = {
    "theme": text,
    "width": whole_number(MIN_WIDTH, MAX_WIDTH),
    "plain_emoji": switch,
}

_SUMMARY_POINTS: Mapping[str, Reader] = {"summary_points": whole_number(1, 10)}
_LIBRARY_TABLES = ("feeds", "queries", "rules")
_TEXTS: Mapping[str, tuple[str, str]] = {
    "engine.pipelines": ("pipelines", "the pipeline of “{}”"),
    "keymap": ("keymap", "the keys of “{}”"),
}
"""Table of names that are the reader's own, to its field and what a name holds."""

_KNOWN = (*_READERS, "engine.name", "engine.summary_points", "engine.pipelines", *_LIBRARY_TABLES, "keymap")


def load_settings(path: Path) -> tuple[Settings, tuple[str, ...]]:
    """The settings, and a sentence for each thing in the file that could not be used.

    Never raises for what a file holds or for a file that cannot be read: what is unusable keeps its default.
    A file that is not there is no problem.
    """
    try:
        source = path.read_bytes().decode("utf-8-sig")
        values = tomllib.loads(source)
    except FileNotFoundError:
        return Settings(), ()
    except OSError as error:
        return Settings(), (f"{path.name} cannot be read ({error.strerror}); the defaults are used.",)
    except UnicodeDecodeError:
        return Settings(), (
            f"{path.name} is not UTF-8 text; the defaults are used until it is saved as such.",
        )
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return Settings(), (_broken(path.name, error),)
    problems = Problems(path.name, source)
    return _read(values, problems), tuple(problems.sentences)


def _broken(name: str, error: Exception) -> str:
    # Before Python 3.14, tomllib has the position only in its message.
    reason, _, place = str(error).partition(" (at ")
    line = re.search(r"line (\d+)", place)
    where = f"{name} line {line[1]}" if line else name
    if isinstance(error, RecursionError):
        reason = "too deeply nested"
    return f"{where}: not valid TOML ({safe_line(reason)}); the defaults are used until it is mended."


def _read(values: Mapping[str, Any], problems: Problems) -> Settings:
    fields = read_fields(values, _READERS, Settings(), problems)
    if any(name in values for name in _LIBRARY_TABLES):
        # The first frame waits for the settings, and most files have none of these.
        from briefing.settings.library_settings import read_library_tables

        fields |= read_library_tables(values, problems)
    defaults = Settings()
    for name, value in _with_engine(values):
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
    return replace(defaults, **fields)


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
        if isinstance(setting, str) and setting.strip():
            found[name] = setting.strip()
        else:
            problems.add((*place, name), f"{what.format(safe_line(name))} must be text in quotes.")
    return found
