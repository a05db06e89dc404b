"""Encodes and decodes the structure of an article as JSON values, for the library and for standard output."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from operator import index
from typing import Any, TypeVar

from briefing.domain.span import Span
from briefing.domain.structure import (
    NO_STRUCTURE,
    BlockKind,
    Image,
    Link,
    MarkedBlock,
    Structure,
    Stub,
    Update,
)
from briefing.domain.text.json_text import json_line
from briefing.domain.text.sanitize import safe_line, safe_one_to_one

_Made = TypeVar("_Made")


def structure_to_dict(structure: Structure, text: str) -> dict[str, object]:
    """Encode the structure for other programs; unknown is None."""
    return {
        "stub": structure.stub,
        "structure": [
            {"kind": each.kind, "level": each.level, **_span_dict(each.span)} for each in structure.blocks
        ],
        "links": [
            {"text": each.span.of(text), **_span_dict(each.span), "url": each.url} for each in structure.links
        ],
        "images": [
            {"caption": each.caption, "url": each.url, "start": each.offset} for each in structure.images
        ],
        "updates": [{"time": each.time, "start": each.offset} for each in structure.updates],
        "words_cut": len(structure.rest.split()),
    }


def structure_to_json(structure: Structure) -> str:
    """Encode the structure, as "" for an article that is nothing but its text."""
    if structure == NO_STRUCTURE:
        return ""
    rows = {
        "stub": structure.stub,
        "blocks": [(each.kind, each.span.start, each.span.end, each.level) for each in structure.blocks],
        "links": [(each.span.start, each.span.end, each.url) for each in structure.links],
        "images": [(each.offset, each.url, each.caption) for each in structure.images],
        "updates": [(each.offset, each.time) for each in structure.updates],
        "rest": structure.rest,
    }
    kept = {name: value for name, value in rows.items() if value}
    return json_line(kept)


def structure_from_json(payload: str, length: int) -> Structure:
    """Decode the structure of a text of this length; of a damaged payload, what can be read of it."""
    try:
        value = json.loads(payload)
    except (ValueError, RecursionError):
        return NO_STRUCTURE
    if not isinstance(value, dict):
        return NO_STRUCTURE

    def span(start: int, end: int) -> Span:
        if end > length:
            raise ValueError
        return Span(index(start), index(end))

    def offset(at: int) -> int:
        return span(at, at).start

    stub = value.get("stub")
    return Structure(
        stub=Stub(stub) if stub in list(Stub) else None,
        blocks=_each(
            value.get("blocks"), lambda k, s, e, level: MarkedBlock(BlockKind(k), span(s, e), index(level))
        ),
        links=_each(value.get("links"), lambda s, e, url: Link(span(s, e), _web(url))),
        images=_each(
            value.get("images"), lambda at, url, words: Image(offset(at), _web(url), safe_line(words))
        ),
        updates=_each(value.get("updates"), lambda at, time: Update(offset(at), safe_line(time))),
        rest=safe_one_to_one(rest) if isinstance(rest := value.get("rest"), str) else "",
    )


# The types are Any: others can write to the file.
def _each(rows: Any, make: Callable[..., _Made]) -> tuple[_Made, ...]:
    made: list[_Made] = []
    for row in rows if isinstance(rows, list) else ():
        with suppress(TypeError, ValueError, AttributeError):
            made.append(make(*row))
    return tuple(made)


def _web(url: str) -> str:
    if not url.startswith(("http://", "https://")):
        raise ValueError
    return safe_line(url)


def _span_dict(span: Span) -> dict[str, int]:
    return {"start": span.start, "end": span.end}
