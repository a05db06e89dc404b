"""Validates the values of settings."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from briefing.domain.feeds.feed_address import feed_address
from briefing.domain.text.sanitize import safe_line
from briefing.settings.settings_errors import Problems, dotted

Reader = Callable[[object], object]
"""Returns the validated value. Raises Unusable."""


class Unusable(Exception):
    """The error of an unusable value, which says what it should be, to follow “must be”."""


def text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise Unusable("a name in quotes")
    return value.strip()


def address(value: object) -> str:
    """Read the address of a server on the web, or "" for none."""
    if value == "":
        return ""
    if not isinstance(value, str) or (found := feed_address(value)) is None:
        raise Unusable('an address such as "https://rss.example.org"')
    return found


def switch(value: object) -> bool:
    if not isinstance(value, bool):
        raise Unusable("true or false")
    return value


def one_of(*names: str) -> Reader:
    def read(value: object) -> str:
        if value not in names:
            raise Unusable(" or ".join(f'"{name}"' for name in names))
        return str(value)

    return read


def whole_number(least: int, most: int) -> Reader:
    def read(value: object) -> int:
        # A bool is an int to Python, but not to the reader.
        if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
            raise Unusable(f"a whole number from {least} to {most}")
        return value

    return read


def limit(most: int) -> Reader:
    """Return the reader of a number of things to keep, where 0 stands for all of them."""
    read = whole_number(0, most)
    return lambda value: read(value) or None


def read_fields(
    values: Mapping[str, object],
    readers: Mapping[str, Reader],
    defaults: object,
    problems: Problems,
    place: tuple[str, ...] = (),
) -> dict[str, Any]:
    """Return the usable values by field name; `defaults` has the others."""
    found: dict[str, Any] = {}  # the fields have different types, each checked by its reader
    for name, read in readers.items():
        if name not in values:
            continue
        try:
            found[name] = read(values[name])
        except Unusable as wanted:
            problems.add((*place, name), unusable(name, wanted, getattr(defaults, name)))
    return found


def unusable(name: str, wanted: Unusable, default: object) -> str:
    return f"“{name}” must be {wanted}; {_used(default)}."


def value_at(values: Mapping[str, Any], name: str) -> object:
    """Return the file's value of a dotted name, in quotes or as a table; None if it is missing."""
    if name in values:
        return values[name]
    first, _, rest = name.partition(".")
    inner = values.get(first)
    return inner if not rest else inner.get(rest) if isinstance(inner, dict) else None


def _used(default: object) -> str:
    """Return the default as it would be written in the file, with a verb."""
    if isinstance(default, bool):
        return "true is used" if default else "false is used"
    if isinstance(default, str):
        return f'"{default}" is used'
    return f"{default} is used" if isinstance(default, int) else "it is left out"


def table(value: object, place: tuple[str, ...], problems: Problems) -> dict[str, Any]:
    """Return the table at this place, or an empty one and a problem in place of anything else."""
    if isinstance(value, dict):
        return value
    name = dotted(place)
    problems.add(place, f"“{safe_line(name)}” must be a table, written [{safe_line(name)}].")
    return {}


def leaves(values: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """Yield names and values, where a name may contain a dot, which TOML parses as a nested table."""
    for key, value in values.items():
        if isinstance(value, dict):
            yield from ((f"{key}.{rest}", inner) for rest, inner in leaves(value))
        else:
            yield key, value
