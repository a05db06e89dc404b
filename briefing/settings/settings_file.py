"""From config.toml to the settings, with a sentence for each thing in it that cannot be used."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any, Final

from briefing.domain.text.sanitize import safe_line
from briefing.settings.checks import Reader, leaves, read_fields, switch, text, whole_number
from briefing.settings.settings_errors import Problems
from briefing.settings.values import Settings

__all__ = ["load_settings"]

MIN_WIDTH: Final = 20
MAX_WIDTH: Final = 200

_READERS: Mapping[str, Reader] = {
    "theme": text,
    "width": whole_number(MIN_WIDTH, MAX_WIDTH),
    "plain_emoji": switch,
}

_TABLES: Mapping[str, tuple[str, str]] = {
    "engine.pipelines": ("pipelines", "the pipeline of “{}”"),
    "keymap": ("keymap", "the keys of “{}”"),
}
"""Table of names that are the reader's, as TOML joins them, to the field it adds to and what it holds."""

_NAMES: Mapping[str, str] = {"engine.name": "engine"}
"""Setting beside such tables, to its field."""

_LIBRARY_TABLES = frozenset(("feeds", "queries", "rules"))

_KNOWN = (*_READERS, *_NAMES, "engine.pipelines", "feeds", "queries", "rules", "keymap")


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
    # tomllib tells the place only in its message before Python 3.14.
    reason, _, place = str(error).partition(" (at ")
    line = re.search(r"line (\d+)", place)
    where = f"{name} line {line[1]}" if line else name
    if isinstance(error, RecursionError):
        reason = "too deeply nested"
    return f"{where}: not valid TOML ({safe_line(reason)}); the defaults are used until it is mended."


def _read(values: Mapping[str, Any], problems: Problems) -> Settings:
    fields = read_fields(values, _READERS, Settings(), problems)
    if not _LIBRARY_TABLES.isdisjoint(values):
        # The first frame waits for the settings, and most files have none of these.
        from briefing.settings.library_settings import read_library_tables

        fields |= read_library_tables(values, problems)
    rest = {name: value for name, value in values.items() if name not in (*_READERS, *_LIBRARY_TABLES)}
    fields |= _read_tables(rest, problems)
    return replace(Settings(), **fields)


def _read_tables(values: Mapping[str, Any], problems: Problems) -> dict[str, object]:
    tables: dict[str, dict[str, str]] = {
        field_name: dict(getattr(Settings(), field_name)) for field_name, _ in _TABLES.values()
    }
    names: dict[str, str] = {}
    for table, name, value in _flatten(values):
        place = tuple(filter(None, (table, name)))
        joined = ".".join(place)
        if table in _TABLES:
            field_name, what = _TABLES[table]
            if isinstance(value, str) and value.strip():
                tables[field_name][name] = value.strip()
            else:
                problems.add(place, f"{what.format(safe_line(name))} must be text in quotes.")
        elif joined in _NAMES:
            field_name = _NAMES[joined]
            if isinstance(value, str) and value.strip():
                names[field_name] = value.strip()
            else:
                default = getattr(Settings(), field_name)
                problems.add(place, f'“{joined}” must be a name in quotes; "{default}" is used.')
        elif any(f"{known}.".startswith(f"{joined}.") for known in _TABLES):
            problems.add(place, f"“{joined}” must be a table, written [{joined}].")
        else:
            problems.add_unknown(place, _KNOWN)
    return {**tables, **names}


def _flatten(values: Mapping[str, Any], table: str = "") -> Iterator[tuple[str, str, object]]:
    """(table, name, value). A table we do not know is one unknown setting, whatever it holds."""
    for name, value in values.items():
        joined = f"{table}.{name}" if table else name
        if not isinstance(value, dict):
            yield table, name, value
        elif joined in _TABLES:
            yield from ((joined, leaf, inner) for leaf, inner in leaves(value))
        elif any(known.startswith(f"{joined}.") for known in _TABLES):
            yield from _flatten(value, joined)
        else:
            yield table, name, value
