"""The reader's settings: what config.toml may say, and what each setting is when it says nothing."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Final

from briefing.domain.safe_text import safe_line
from briefing.nlp.built_in import DEFAULT_PIPELINES

__all__ = ["Settings", "load_settings"]

MIN_WIDTH: Final = 20
MAX_WIDTH: Final = 200


@dataclass(frozen=True, slots=True)
class Settings:
    """What the reader chose; always complete and in range."""

    theme: str = "newsprint"
    """The name a theme file gives itself; whether there is one is for the themes to say."""
    width: int = 76
    """The longest line of article text, in columns."""
    plain_emoji: bool = False
    """Show emoji as single characters, for terminals that get their widths wrong."""
    pipelines: Mapping[str, str] = field(default_factory=lambda: dict(DEFAULT_PIPELINES))
    """The package or folder of the spaCy pipeline of each language, ISO 639-1."""
    keymap: Mapping[str, str] = field(default_factory=dict)
    """Command id to keys, as written; `briefing.ui.keymap` judges both."""


class _Unusable(Exception):
    """What the value should have been, in words that follow “must be”."""


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise _Unusable("a name in quotes")
    return value.strip()


def _switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise _Unusable("true or false")
    return value


def _width(value: object) -> int:
    # A bool is an int to Python, but not to the reader.
    if not isinstance(value, int) or isinstance(value, bool) or not MIN_WIDTH <= value <= MAX_WIDTH:
        raise _Unusable(f"a whole number from {MIN_WIDTH} to {MAX_WIDTH}")
    return value


_READERS: Mapping[str, tuple[str, Callable[[object], object]]] = {
    "theme": ("theme", _text),
    "width": ("width", _width),
    "plain_emoji": ("plain_emoji", _switch),
}
"""Setting to the field it fills and what reads its value."""

_TABLES: Mapping[str, tuple[str, str]] = {
    "engine.pipelines": ("pipelines", "the pipeline of “{}”"),
    "keymap": ("keymap", "the keys of “{}”"),
}
"""Table of names that are the reader's, dotted as in TOML, to the field that it adds to and what it holds."""


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
    return _read(values, _Locator(path.name, source))


def _broken(name: str, error: Exception) -> str:
    # tomllib tells the place only in its message before Python 3.14.
    reason, _, place = str(error).partition(" (at ")
    line = re.search(r"line (\d+)", place)
    where = f"{name} line {line[1]}" if line else name
    if isinstance(error, RecursionError):
        reason = "too deeply nested"
    return f"{where}: not valid TOML ({safe_line(reason)}); the defaults are used until it is mended."


@dataclass(frozen=True, slots=True)
class _Locator:
    """Says where in the file a setting stands; tomllib does not."""

    name: str
    source: str

    def where(self, dotted: str) -> str:
        for number, found in self._keys():
            if found == dotted or found.startswith(f"{dotted}."):
                return f"{self.name} line {number}"
        return self.name

    def _keys(self) -> Iterator[tuple[int, str]]:
        """(line, dotted name) of what looks like a key or a table; good enough to point at a line."""
        table = ""
        for number, line in enumerate(self.source.splitlines(), 1):
            if heading := re.match(r"\s*\[+\s*([^\]]+?)\s*\]", line):
                table = _bare(heading[1]) + "."
                yield number, table
            elif key := re.match(
                r"""\s*((?:"[^"]*"|'[^']*'|[\w-]+)(?:\s*\.\s*(?:"[^"]*"|[\w-]+))*)\s*=""", line
            ):
                yield number, table + _bare(key[1])


def _bare(key: str) -> str:
    """A TOML key without its quotes and the spaces around its dots."""
    return re.sub(r"\s*\.\s*", ".", key.replace('"', "").replace("'", ""))


def _read(values: Mapping[str, Any], at: _Locator) -> tuple[Settings, tuple[str, ...]]:
    problems: list[str] = []
    fields: dict[str, Any] = {}  # the fields have different types, each checked by its reader
    tables: dict[str, dict[str, str]] = {
        field_name: dict(getattr(Settings(), field_name)) for field_name, _ in _TABLES.values()
    }
    for table, name, value in _flatten(values):
        dotted = f"{table}.{name}" if table else name
        if table in _TABLES:
            field_name, what = _TABLES[table]
            if isinstance(value, str) and value.strip():
                tables[field_name][name] = value.strip()
            else:
                problems.append(f"{at.where(dotted)}: {what.format(safe_line(name))} must be text in quotes.")
        elif name in _READERS and not table:
            field_name, read = _READERS[name]
            try:
                fields[field_name] = read(value)
            except _Unusable as wanted:
                default = getattr(Settings(), field_name)
                problems.append(f"{at.where(dotted)}: “{name}” must be {wanted}; {_toml(default)} is used.")
        elif any(f"{known}.".startswith(f"{dotted}.") for known in _TABLES):
            problems.append(f"{at.where(dotted)}: “{dotted}” must be a table, written [{dotted}].")
        else:
            problems.append(f"{at.where(dotted)}: unknown setting “{safe_line(dotted)}”{_nearest(dotted)}")
    fields |= tables
    return replace(Settings(), **fields), tuple(problems)


def _flatten(values: Mapping[str, Any], table: str = "") -> Iterator[tuple[str, str, object]]:
    """(table, name, value). A table we do not know is one unknown setting, whatever it holds."""
    for name, value in values.items():
        dotted = f"{table}.{name}" if table else name
        if not isinstance(value, dict):
            yield table, name, value
        elif dotted in _TABLES:
            yield from ((dotted, leaf, inner) for leaf, inner in _leaves(value))
        elif any(known.startswith(f"{dotted}.") for known in _TABLES):
            yield from _flatten(value, dotted)
        else:
            yield table, name, value


def _leaves(table: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Command ids hold a dot, which TOML reads as a table within the table unless it is quoted."""
    for key, value in table.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{rest}", inner) for rest, inner in _leaves(value))
        else:
            yield key, value


def _nearest(name: str) -> str:
    known = [*_READERS, *_TABLES]
    by_last = {setting.rpartition(".")[2]: setting for setting in known}
    near = get_close_matches(name, known, 1, 0.6)
    if not near:
        near = [by_last[last] for last in get_close_matches(name.rpartition(".")[2], by_last, 1, 0.6)]
    if not near:
        return f"; the settings are {', '.join(known)}."
    return f"; did you mean “{near[0]}”?"


def _toml(value: object) -> str:
    """A default as the file would say it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return f'"{value}"' if isinstance(value, str) else str(value)
