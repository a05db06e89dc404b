"""Encodes and decodes annotations as W3C Web Annotations, for files and exports.

https://www.w3.org/TR/annotation-model/. `color`, `state`, `confidence` and `made_on` are our own members.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from briefing.domain.annotation import (
    Anchor,
    AnchorState,
    Annotation,
    ArticleHead,
    Color,
    clean_note,
    clean_tags,
)
from briefing.domain.codec import Json, encode
from briefing.domain.span import Span
from briefing.domain.text.sanitize import safe_line, safe_one_to_one

SCHEMA = 1
CONTEXT_IRI = "http://www.w3.org/ns/anno.jsonld"

_QUOTE, _POSITION = "TextQuoteSelector", "TextPositionSelector"


def annotation_to_dict(annotation: Annotation, source: str) -> Json:
    """Encode the Web Annotation on the article at `source`, with unknown members that it was read with.

    The unknown members are the objects of `annotation.raw` itself: do not modify them.
    """
    raw = annotation.raw
    ours: Json = {
        "id": annotation.id,
        "type": _type(raw.get("type")),
        "created": annotation.created,
        "modified": annotation.modified,
        "motivation": _motivation(annotation, raw.get("motivation")),
        "color": _color_name(annotation, raw.get("color")),
        "body": _bodies(annotation, raw.get("body")),
        "target": _target(annotation, source, raw.get("target")),
    }
    if annotation.state is not AnchorState.EXACT:
        ours["state"] = str(annotation.state)
    elif _state(raw.get("state")) is None:
        ours["state"] = raw["state"]  # an unknown state, from a newer version, is written back
    if annotation.confidence is not None:
        ours["confidence"] = annotation.confidence
    if annotation.first is not None:
        ours["made_on"] = _foreign_members(raw.get("made_on"), _ANCHOR_MEMBERS) | _anchor_dict(
            annotation.first
        )
    elif raw.get("made_on") is not None and _first(raw["made_on"]) is None:
        ours["made_on"] = raw["made_on"]
    others = {name: value for name, value in raw.items() if name not in _MEMBERS}
    return ours | others


def annotation_from_dict(value: Mapping[str, Any]) -> Annotation:
    """Decode an annotation. Raises ValueError if it annotates no text."""
    try:
        target = value["target"]
        quote = _selector(target, _QUOTE)
        position = _selector(target, _POSITION)
        if quote is None or not isinstance(quote.get("exact"), str) or not quote["exact"]:
            raise ValueError("not an annotation of a text: it quotes nothing")
        bodies = _as_list(value.get("body"))
        notes = [body["value"] for body in bodies if _is_ours(body, "commenting")]
        created = safe_line(str(value.get("created") or ""))
        return Annotation(
            id=safe_line(str(value["id"])),
            anchor=_anchor(quote, position),
            created=created,
            modified=safe_line(str(value.get("modified") or created)),
            note=clean_note(notes[0]) if notes else "",
            tags=clean_tags(body["value"] for body in bodies if _is_ours(body, "tagging")),
            color=_color(value.get("color")),
            state=_state(value.get("state")) or AnchorState.EXACT,
            confidence=_number(value.get("confidence")),
            first=_first(value.get("made_on")),
            raw=dict(value),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an annotation: {type(error).__name__} {error}") from error


def with_members_of(raw: Mapping[str, Any], other: Mapping[str, Any]) -> Json:
    """Return `raw` with the unknown members that only `other` has."""
    both = {**other, **raw}
    bodies = _as_list(raw.get("body"))
    more = [each for each in _foreign(_as_list(other.get("body"))) if each not in bodies]
    if more:
        both["body"] = bodies + more
    target, others = raw.get("target"), other.get("target")
    if isinstance(target, Mapping) and isinstance(others, Mapping):
        selectors = _as_list(target.get("selector"))
        unknown = [
            each
            for each in _as_list(others.get("selector"))
            if each not in selectors and not _is_a(each, _QUOTE) and not _is_a(each, _POSITION)
        ]
        both["target"] = {**others, **target, "selector": selectors + unknown}
    return both


def head_to_dict(head: ArticleHead) -> Json:
    return encode(head)


def head_from_dict(value: Mapping[str, Any]) -> ArticleHead:
    """Decode the head of an article. Raises ValueError for an invalid one."""
    try:
        return ArticleHead(
            id=safe_line(str(value["id"])),
            title=safe_line(str(value.get("title") or "")),
            text_sha256=safe_line(str(value.get("text_sha256") or "")),
            **{name: _optional(value.get(name)) for name in ("url", "path", "source", "author", "published")},
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an article's head: {type(error).__name__} {error}") from error


_MEMBERS = frozenset("id type created modified motivation color body target state confidence made_on".split())


def _motivation(annotation: Annotation, raw: object) -> object:
    if raw is not None and raw not in ("commenting", "tagging", "highlighting"):
        return raw
    if annotation.note:
        return "commenting"
    return "tagging" if annotation.tags else "highlighting"


def _type(raw: object) -> object:
    return raw if isinstance(raw, list) and "Annotation" in raw else "Annotation"


def _bodies(annotation: Annotation, raw: object) -> list[Json]:
    """Return our bodies, then foreign ones; note and tags retain members added by other programs.

    A note or a tag that nobody has changed is written as it was read, not as it was cleaned.
    """
    old = _as_list(raw)
    bodies: list[Json] = []
    if annotation.note:
        known: Json = next((body for body in old if _is_ours(body, "commenting")), {})
        base = {"type": "TextualBody", "purpose": "commenting", "format": "text/markdown"}
        is_unchanged = bool(known) and clean_note(known["value"]) == annotation.note
        bodies.append(base | known | ({} if is_unchanged else {"value": annotation.note}))
    tags = {tag: body for body in old if _is_ours(body, "tagging") for tag in clean_tags([body["value"]])}
    for tag in annotation.tags:
        bodies.append({"type": "TextualBody", "purpose": "tagging"} | tags.get(tag, {"value": tag}))
    return [*bodies, *_foreign(old)]


def _foreign(bodies: Iterable[Any]) -> list[Any]:
    """Return the bodies that are neither the note, which is the first comment, nor tags."""
    others, noted = [], False
    for body in bodies:
        if _is_ours(body, "commenting") and not noted:
            noted = True
        elif not _is_ours(body, "tagging"):
            others.append(body)
    return others


def _target(annotation: Annotation, source: str, raw: object) -> Json:
    old: Json = dict(raw) if isinstance(raw, Mapping) else {}
    anchor = annotation.anchor
    known = _as_list(old.get("selector"))
    quote = next((each for each in known if _is_a(each, _QUOTE)), None)
    position = next((each for each in known if _is_a(each, _POSITION)), None)
    selectors: list[Json] = [
        {"type": _QUOTE, "exact": anchor.quote, "prefix": anchor.prefix, "suffix": anchor.suffix}
        | _foreign_members(quote, _QUOTE_MEMBERS)
    ]
    if anchor.span is not None:
        place = {"type": _POSITION, "start": anchor.span.start, "end": anchor.span.end}
        selectors.append(place | _foreign_members(position, _POSITION_MEMBERS))
    others = [each for each in known if each is not quote and each is not position]
    rest = {name: member for name, member in old.items() if name not in ("source", "selector")}
    where: object = source
    if isinstance(old.get("source"), Mapping):
        where = old["source"] | {"id": source}
    return {"source": where, "selector": [*selectors, *others]} | rest


_QUOTE_MEMBERS = frozenset(("type", "exact", "prefix", "suffix"))
_POSITION_MEMBERS = frozenset(("type", "start", "end"))
_ANCHOR_MEMBERS = _QUOTE_MEMBERS | _POSITION_MEMBERS


def _foreign_members(raw: object, ours: frozenset[str]) -> Json:
    """Return the members that another program added to one of our objects."""
    return (
        {name: value for name, value in raw.items() if name not in ours} if isinstance(raw, Mapping) else {}
    )


def _anchor_dict(anchor: Anchor) -> Json:
    value: Json = {"exact": anchor.quote, "prefix": anchor.prefix, "suffix": anchor.suffix}
    if anchor.span is not None:
        value |= {"start": anchor.span.start, "end": anchor.span.end}
    return value


def _anchor(quote: Mapping[str, Any], position: Mapping[str, Any] | None) -> Anchor:
    span = None
    if position is not None and _is_place(position.get("start"), position.get("end")):
        span = Span(position["start"], position["end"])
    return Anchor(
        quote=safe_one_to_one(quote["exact"]),
        prefix=safe_one_to_one(quote.get("prefix") or ""),
        suffix=safe_one_to_one(quote.get("suffix") or ""),
        span=span,
    )


def _is_place(start: object, end: object) -> bool:
    """Return whether a range is valid; others are ignored: the quote is enough to locate the passage."""
    return type(start) is int and type(end) is int and 0 <= start < end


def _first(value: object) -> Anchor | None:
    if not isinstance(value, Mapping) or not isinstance(value.get("exact"), str):
        return None
    return _anchor(value, value)


def _state(value: object) -> AnchorState | None:
    """Decode a state: EXACT if it is missing, None if it is unknown."""
    if value is None:
        return AnchorState.EXACT
    return AnchorState(value) if isinstance(value, str) and value in list(AnchorState) else None


def _number(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) and not isinstance(value, bool) else None


def _selector(target: Mapping[str, Any], kind: str) -> Mapping[str, Any] | None:
    selectors = _as_list(target.get("selector"))
    found: Mapping[str, Any] | None = next((each for each in selectors if _is_a(each, kind)), None)
    return found


def _is_a(selector: object, kind: str) -> bool:
    return isinstance(selector, Mapping) and selector.get("type") == kind


def _is_ours(body: object, purpose: str) -> bool:
    return (
        isinstance(body, Mapping)
        and body.get("type") == "TextualBody"
        and body.get("purpose") == purpose
        and isinstance(body.get("value"), str)
    )


def _as_list(value: object) -> list[Any]:
    """Return a list as it is, and a single value, which JSON-LD writes without an array, in a list."""
    if value is None:
        return []
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else [value]


def _color(value: object) -> Color:
    """Decode a colour; an unknown one is shown as our first, and `annotation_to_dict` writes it back."""
    return Color(value) if isinstance(value, str) and value in list(Color) else Color.YELLOW


def _color_name(annotation: Annotation, raw: object) -> object:
    unknown = raw is not None and raw not in list(Color)
    return raw if unknown and annotation.color is Color.YELLOW else str(annotation.color)


def _optional(value: object) -> str | None:
    return None if value is None else safe_line(str(value))
