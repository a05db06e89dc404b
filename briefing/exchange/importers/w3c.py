"""Reads W3C Web Annotations, ours and others', by normalizing them to the form in which we store them.

https://www.w3.org/TR/annotation-model/
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from briefing.domain.annotation import clean_note, clean_tag
from briefing.domain.annotation_codec import CONTEXT_IRI, annotation_from_dict
from briefing.exchange.exporters.w3c import AUTHOR, IDENTIFIER, PUBLISHED, PUBLISHER, TITLE
from briefing.exchange.importers.import_record import (
    ImportRecord,
    article_id_in,
    clean_address,
    derive_id,
    optional_line,
    valid_id,
    valid_time,
)

# JSON values have no narrower type than Any: they are checked member by member.
Json = Mapping[str, Any]

_LARGEST_OFFSET = 2**53
"""The largest number that every program can count to; no text is that long."""
_QUOTE, _POSITION = "TextQuoteSelector", "TextPositionSelector"
_ABOUT = frozenset((IDENTIFIER, TITLE, AUTHOR, PUBLISHER, PUBLISHED))
_REPLACED = frozenset(("@id", "@type", "article", "bodyValue", "confidence", "made_on"))
"""Members that are written in another way, or left out if what they say cannot be kept."""


class NoTextError(Exception):
    """An annotation marks no text; the message is the end of a sentence about it."""


def read_web_annotation(value: Json, article: Json, now: str) -> list[ImportRecord]:
    """Return a record for each target that quotes text. Raises NoTextError if no target does.

    `article` is what the collection says about the article.
    """
    targets = [each for each in as_list(value.get("target")) if _quote(each) is not None]
    if not targets:
        raise NoTextError("quotes no words of a text")
    own = value.get("article")
    about = own if isinstance(own, Mapping) else article
    return [_incoming(value, target, about, number, now) for number, target in enumerate(targets)]


def as_list(value: object) -> list[Any]:
    """Return a list: JSON-LD writes one value as itself, and several as an array."""
    if value is None:
        return []
    return value if isinstance(value, list) else [value]


def _incoming(value: Json, target: Json, about: Json, number: int, now: str) -> ImportRecord:
    source = _source(target, about)
    kept = {
        name: member
        for name, member in value.items()
        if name not in _REPLACED and (name, member) != ("@context", CONTEXT_IRI)
    }
    kept |= {
        "id": valid_id(value.get("id", value.get("@id"))) or "",
        "type": "Annotation",
        "created": valid_time(value.get("created"), now),
        "body": _bodies(value),
        "target": _target(target, source),
    }
    kept["modified"] = valid_time(value.get("modified"), kept["created"])
    kept |= _anchor_members(value, target)
    annotation_id = kept["id"] or _made_id(kept, source)
    kept["body"] = [_cleaned(body) for body in kept["body"]]
    # Each target gets the body, but only one annotation gets the id.
    kept["id"] = derive_id(annotation_id, str(number)) if number else annotation_id
    return ImportRecord(
        source=source,
        annotation=annotation_from_dict(kept),
        title=optional_line(about.get("title", target.get(TITLE))),
        author=optional_line(about.get("author", target.get(AUTHOR))),
        published=optional_line(about.get("published", target.get(PUBLISHED))),
        article_id=article_id_in(about.get("id", target.get(IDENTIFIER)), source),
        dated=any(valid_time(value.get(name), "") for name in ("created", "modified")),
    )


def _made_id(kept: Json, source: str) -> str:
    quote = kept["target"]["selector"][0]
    words = [body["value"] for body in kept["body"] if isinstance(body, Mapping) and "value" in body]
    return derive_id(source, quote["exact"], quote["prefix"], quote["suffix"], *map(str, words))


def _source(target: Json, about: Json) -> str:
    source = target.get("source", target.get("id", target.get("@id")))
    if isinstance(source, list) and source:
        source = source[0]
    if isinstance(source, Mapping):
        source = source.get("id", source.get("@id"))
    return clean_address(source) or clean_address(about.get("url")) or clean_address(about.get("path"))


def _target(target: Json, source: str) -> dict[str, Any]:
    """Return the target with one quote, at most one position, and the members that we do not know."""
    quote = _quote(target) or {}
    selectors: list[Any] = [
        {
            "type": _QUOTE,
            "exact": quote["exact"],
            "prefix": text_or_empty(quote.get("prefix")),
            "suffix": text_or_empty(quote.get("suffix")),
        }
    ]
    if position := _position(target):
        selectors.append(position)
    selectors += [
        each
        for each in as_list(target.get("selector"))
        if not isinstance(each, Mapping) or _kind(each) not in (_QUOTE, _POSITION)
    ]
    rest = {name: member for name, member in target.items() if name not in _ABOUT}
    return rest | {"source": source, "selector": selectors}


def _quote(target: object) -> Json | None:
    """Return the selector that quotes or, if there is none, the one that refines a wider selector."""
    if not isinstance(target, Mapping):
        return None
    level = [each for each in as_list(target.get("selector")) if isinstance(each, Mapping)]
    while level:
        for each in level:
            exact = each.get("exact")
            if _kind(each) == _QUOTE and isinstance(exact, str) and exact:
                return each
        level = [
            inner for each in level for inner in as_list(each.get("refinedBy")) if isinstance(inner, Mapping)
        ]
    return None


def _position(target: Json) -> dict[str, Any] | None:
    # A position that refines another selector counts from there, so it is none in the text.
    for each in as_list(target.get("selector")):
        if isinstance(each, Mapping) and _kind(each) == _POSITION:
            start, end = each.get("start"), each.get("end")
            if is_valid_span(start, end):
                return {"type": _POSITION, "start": start, "end": end}
    return None


def is_valid_span(start: object, end: object) -> bool:
    """Whether these are the offsets of a non-empty passage."""
    # An exact type is needed, as True is an int.
    return type(start) is int and type(end) is int and 0 <= start < end <= _LARGEST_OFFSET


def _kind(selector: Json) -> str:
    kinds = as_list(selector.get("type", selector.get("@type")))
    names = [each.removeprefix("oa:") for each in kinds if isinstance(each, str)]
    return next((name for name in names if name in (_QUOTE, _POSITION)), names[0] if names else "")


def _bodies(value: Json) -> list[Any]:
    """Return the bodies of our two kinds, with at most one note, and then those of other kinds."""
    notes: list[dict[str, Any]] = []
    tags: list[dict[str, Any]] = []
    others: list[Any] = []
    motivations = as_list(value.get("motivation"))
    for body in [*as_list(value.get("body")), *as_list(value.get("bodyValue"))]:
        if isinstance(body, str):
            body = {"type": "TextualBody", "value": body}
        words = _words(body)
        if words is None:
            others.append(body)
            continue
        purposes = as_list(body.get("purpose")) or motivations
        purpose = "tagging" if {"tagging", "oa:tagging"} & {*filter(_is_text, purposes)} else "commenting"
        (tags if purpose == "tagging" else notes).append(
            dict(body) | {"type": "TextualBody", "purpose": purpose, "value": words}
        )
    if notes:
        note = "\n\n".join(stripped for each in notes if (stripped := each["value"].strip()))
        notes = [notes[0] | {"value": note}]
    return [*notes, *tags, *others]


def _cleaned(body: Any) -> Any:
    """Clean a body before it is stored; what is stored already is only shown clean."""
    if _words(body) is None:
        return body
    clean = clean_tag if body["purpose"] == "tagging" else clean_note
    return body | {"value": clean(body["value"])}


def _words(body: object) -> str | None:
    """Return the text of a textual body, or None for a body of another kind."""
    if not isinstance(body, Mapping):
        return None
    kinds = {*filter(_is_text, as_list(body.get("type", body.get("@type"))))}
    if kinds and not kinds & {"TextualBody", "oa:TextualBody", "Text", "dctypes:Text", "cnt:ContentAsText"}:
        return None
    words = body.get("value", body.get("chars"))
    return words if isinstance(words, str) else None


def _anchor_members(value: Json, target: Json) -> dict[str, Any]:
    """Make our own members consistent: an orphan has no position, and only a fuzzy one a confidence."""
    state, confidence, made_on = value.get("state"), value.get("confidence"), value.get("made_on")
    if _position(target) is None:
        state = "orphan"
    elif state not in ("moved", "fuzzy"):
        state = "exact"
    members: dict[str, Any] = {"state": state}
    if state == "fuzzy" and isinstance(confidence, int | float) and 0 <= confidence <= 1:
        members["confidence"] = confidence
    if isinstance(made_on, Mapping) and _is_text(made_on.get("exact")) and made_on["exact"]:
        members["made_on"] = _made_on(made_on)
    return members


def _made_on(anchor: Json) -> dict[str, Any]:
    start, end = anchor.get("start"), anchor.get("end")
    quote = {
        "exact": anchor["exact"],
        "prefix": text_or_empty(anchor.get("prefix")),
        "suffix": text_or_empty(anchor.get("suffix")),
    }
    return quote | ({"start": start, "end": end} if is_valid_span(start, end) else {})


def _is_text(value: object) -> bool:
    return isinstance(value, str)


def text_or_empty(value: object) -> str:
    return value if isinstance(value, str) else ""
