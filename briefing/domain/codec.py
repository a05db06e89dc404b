"""Encodes frozen dataclasses as JSON objects, and decodes and checks them.

An object has a member for each field, in their order. A class that says otherwise lists its members in
`JSON`: `rank` is a field, `name=model` a field under another name, `model.name=model` one in an object of its
own, and `also?` is left out where it has its default. A field that is not listed is not encoded. The members
of a class with `JSON_IN_PLACE`, such as `Span`, stand in the object of the value that has one.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import MISSING, fields, is_dataclass
from datetime import date
from enum import Enum
from functools import cache
from operator import attrgetter, index
from types import NoneType, UnionType
from typing import Any, NamedTuple, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from briefing.domain.text.sanitize import safe_line

# JSON values have no narrower type than Any: what is read is checked member by member.
Json = dict[str, Any]

Value = TypeVar("Value")

_PLAIN = (str, int, float, bool, NoneType)
_FAULTS = (KeyError, TypeError, AttributeError, ValueError, OverflowError, RecursionError)


class _Member(NamedTuple):
    path: tuple[str, ...]
    """The names from the object down: one, or two if the member is in an object of its own."""
    place: str
    """The field, with dots for a field of a value in place."""
    get: Callable[[Any], Any]
    omitted: object
    """The value with which the member is left out; MISSING if there is none."""


def encode(value: object) -> Json:
    """Encode a dataclass as a JSON object."""
    made: Json = {}
    kind: Any = type(value)  # mypy takes no class for hashable
    for path, _, get, omitted in _members(kind):
        each = get(value)
        if omitted is MISSING or each != omitted:
            place = made if len(path) == 1 else made.setdefault(path[0], {})
            place[path[-1]] = encoded(each)
    return made


def encoded(value: Any) -> Any:
    """Encode a dataclass, a sequence, or a value that has a JSON value."""
    if type(value) in _PLAIN:
        return value
    if isinstance(value, tuple | list):
        return [encoded(each) for each in value]
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, date):
        return value.isoformat()
    return encode(value) if is_dataclass(value) else value


def decode(kind: type[Value], value: object) -> Value:
    """Decode a dataclass; unknown members are ignored. Raises ValueError if the object is none."""
    try:
        decoder = _decoder(cast(Any, kind))  # mypy takes no class for hashable
        return cast(Value, decoder(value))
    except _FAULTS as error:
        raise ValueError(f"no {kind.__name__}: {type(error).__name__} {error}") from error


def without_controls(value: Any) -> Any:
    """Remove control characters from a JSON value, except from members `text`, which quote an article."""
    if isinstance(value, str):
        return safe_line(value)
    if isinstance(value, list):
        return [without_controls(each) for each in value]
    if isinstance(value, dict):
        return {key: each if key == "text" else without_controls(each) for key, each in value.items()}
    return value


@cache
def _members(kind: Any) -> tuple[_Member, ...]:
    """Return the members of a class in the order of its objects."""
    places: dict[str, str] = {}
    for name, of in _types(kind).items():
        inner = _members(of) if _is_in_place(of) else ()
        places |= {each.path[0]: f"{name}.{each.place}" for each in inner} or {name: name}
    defaults = {each.name: each.default for each in fields(kind)}
    members = []
    for listed in vars(kind).get("JSON", " ".join(places)).split():
        name, _, field = listed.rstrip("?").partition("=")
        place = places[field or name]
        omitted = defaults[place] if listed.endswith("?") else MISSING
        members.append(_Member(tuple(name.split(".")), place, attrgetter(place), omitted))
    return tuple(members)


@cache
def _types(kind: Any) -> dict[str, Any]:
    """Return the types of a class's fields by name."""
    hints = get_type_hints(kind)
    return {each.name: hints[each.name] for each in fields(kind)}


def _is_in_place(of: object) -> bool:
    return getattr(of, "JSON_IN_PLACE", False) is True


@cache
def _decoder(kind: Any) -> Callable[[Any], Any]:
    """Return the decoder of values of a type. It raises any of `_FAULTS`."""
    arguments = get_args(kind)
    if get_origin(kind) in (Union, UnionType):
        return _first_of([_decoder(each) for each in arguments])
    if get_origin(kind) is tuple:
        decoder, array = _decoder(arguments[0]), _checked(list)
        return lambda value: tuple(map(decoder, array(value)))
    if is_dataclass(kind):
        return _object_decoder(cast(type, kind))
    if isinstance(kind, type) and issubclass(kind, Enum):
        return kind
    if kind is int:
        return index
    return _checked(kind)


def _checked(kind: type) -> Callable[[Any], Any]:
    def checked(value: Any) -> Any:
        if isinstance(value, kind):
            return value
        if kind is float and type(value) is int:
            return float(value)
        raise TypeError(f"{value!r:.40} is of another type")

    return checked


def _first_of(decoders: list[Callable[[Any], Any]]) -> Callable[[Any], Any]:
    def decoded(value: Any) -> Any:
        *others, last = decoders
        for decoder in others:
            try:
                return decoder(value)
            except _FAULTS:
                continue
        return last(value)

    return decoded


def _object_decoder(kind: type) -> Callable[[Any], Any]:
    types = _types(kind)
    in_place = [(name, _decoder(of)) for name, of in types.items() if _is_in_place(of)]
    optional = {
        each.name for each in fields(kind) if (each.default, each.default_factory) != (MISSING, MISSING)
    }
    members = [
        (
            each.path[0],
            each.place,
            _within(_decoder(types[each.place]), each.path[1:]),
            each.place in optional,
        )
        for each in _members(kind)
        if each.place in types
    ]
    is_object = _checked(dict)

    def decoded(value: Any) -> Any:
        is_object(value)
        found = {field: decoder(value) for field, decoder in in_place}
        for name, field, decoder, is_optional in members:
            if not is_optional or name in value:
                found[field] = decoder(value[name])
        return kind(**found)

    return decoded


def _within(decoder: Callable[[Any], Any], path: tuple[str, ...]) -> Callable[[Any], Any]:
    """Return a decoder of a member of an object."""
    return (lambda value: decoder(value[path[0]])) if path else decoder
