"""How annotations are written as plain JSON values: W3C Web Annotations, in files and in exports alike.

https://www.w3.org/TR/annotation-model/. `color`, `state`, `confidence` and `made_on` are members of ours.
"""

from __future__ import annotations

import copy
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
from briefing.domain.safe_text import safe_line, safe_one_to_one
from briefing.domain.span import Span

__all__ = [
    "CONTEXT_IRI",
    "SCHEMA",
    "annotation_from_dict",
    "annotation_to_dict",
    "head_from_dict",
    "head_to_dict",
]

# JSON values have no narrower type than Any: what is read is checked member by member.
Json = dict[str, Any]

SCHEMA = 1
CONTEXT_IRI = "http://www.w3.org/ns/anno.jsonld"

_QUOTE, _POSITION = "TextQuoteSelector", "TextPositionSelector"


def annotation_to_dict(annotation: Annotation, source: str) -> Json:
    """The Web Annotation on the article at `source`; members it was read with that are not ours stay."""
    raw: Json = copy.deepcopy(dict(annotation.raw))
    ours: Json = {
        "id": annotation.id,
        "type": "Annotation",
        "created": annotation.created,
        "modified": annotation.modified,
        "motivation": _motivation(annotation, raw.get("motivation")),
        "color": _color_name(annotation, raw.get("color")),
        "body": _bodies(annotation, raw.get("body")),
        "target": _target(annotation, source, raw.get("target")),
    }
    if annotation.state is not AnchorState.EXACT:
        ours["state"] = str(annotation.state)
    if annotation.confidence is not None:
        ours["confidence"] = annotation.confidence
    if annotation.first is not None:
        ours["made_on"] = _anchor_dict(annotation.first)
    others = {name: value for name, value in raw.items() if name not in _MEMBERS}
    return ours | others


def annotation_from_dict(value: Mapping[str, Any]) -> Annotation:
    """The annotation in a JSON object that we wrote. Raises ValueError when it marks no text."""
    try:
        target = value["target"]
        quote = _selector(target, _QUOTE)
        position = _selector(target, _POSITION)
        if quote is None or not isinstance(quote.get("exact"), str) or not quote["exact"]:
            raise ValueError("not an annotation of a text: it quotes nothing")
        bodies = _listed(value.get("body"))
        notes = [body["value"] for body in bodies if _is_ours(body, "commenting")]
        state = AnchorState(value.get("state", "exact"))
        created = safe_line(str(value.get("created") or ""))
        return Annotation(
            id=safe_line(str(value["id"])),
            anchor=_anchor(quote, position),
            created=created,
            modified=safe_line(str(value.get("modified") or created)),
            note=clean_note(notes[0]) if notes else "",
            tags=clean_tags(body["value"] for body in bodies if _is_ours(body, "tagging")),
            color=_color(value.get("color")),
            state=state,
            confidence=None if value.get("confidence") is None else float(value["confidence"]),
            first=None if value.get("made_on") is None else _anchor(value["made_on"], value["made_on"]),
            raw=dict(value),
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise ValueError(f"not an annotation: {type(error).__name__} {error}") from error


def head_to_dict(head: ArticleHead) -> Json:
    return {
        "id": head.id,
        "title": head.title,
        "url": head.url,
        "path": head.path,
        "source": head.source,
        "author": head.author,
        "published": head.published,
        "text_sha256": head.text_sha256,
    }


def head_from_dict(value: Mapping[str, Any]) -> ArticleHead:
    """Raises ValueError when it is none."""
    try:
        return ArticleHead(
            id=safe_line(str(value["id"])),
            title=safe_line(str(value.get("title") or "")),
            url=_optional(value.get("url")),
            path=_optional(value.get("path")),
            source=_optional(value.get("source")),
            author=_optional(value.get("author")),
            published=_optional(value.get("published")),
            text_sha256=safe_line(str(value.get("text_sha256") or "")),
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


def _bodies(annotation: Annotation, raw: object) -> list[Json]:
    """Our bodies, then what others wrote; the note keeps members that another program gave it."""
    old = _listed(raw)
    notes = [body for body in old if _is_ours(body, "commenting")]
    bodies: list[Json] = []
    if annotation.note:
        known = notes[0] if notes else {}
        base = {"type": "TextualBody", "purpose": "commenting", "format": "text/markdown"}
        bodies.append(base | known | {"value": annotation.note})
    bodies += [{"type": "TextualBody", "purpose": "tagging", "value": tag} for tag in annotation.tags]
    others = [body for body in old if not _is_ours(body, "commenting") and not _is_ours(body, "tagging")]
    return [*bodies, *notes[1:], *others]


def _target(annotation: Annotation, source: str, raw: object) -> Json:
    old: Json = dict(raw) if isinstance(raw, Mapping) else {}
    anchor = annotation.anchor
    selectors: list[Json] = [
        {"type": _QUOTE, "exact": anchor.quote, "prefix": anchor.prefix, "suffix": anchor.suffix}
    ]
    if anchor.span is not None:
        selectors.append({"type": _POSITION, "start": anchor.span.start, "end": anchor.span.end})
    others = [
        each
        for each in _listed(old.get("selector"))
        if not isinstance(each, Mapping) or each.get("type") not in (_QUOTE, _POSITION)
    ]
    rest = {name: member for name, member in old.items() if name not in ("source", "selector")}
    return {"source": source, "selector": [*selectors, *others]} | rest


def _anchor_dict(anchor: Anchor) -> Json:
    value: Json = {"exact": anchor.quote, "prefix": anchor.prefix, "suffix": anchor.suffix}
    if anchor.span is not None:
        value |= {"start": anchor.span.start, "end": anchor.span.end}
    return value


def _anchor(quote: Mapping[str, Any], position: Mapping[str, Any] | None) -> Anchor:
    span = None
    if position is not None and position.get("start") is not None and position.get("end") is not None:
        span = Span(int(position["start"]), int(position["end"]))
    return Anchor(
        quote=safe_one_to_one(quote["exact"]),
        prefix=safe_one_to_one(quote.get("prefix") or ""),
        suffix=safe_one_to_one(quote.get("suffix") or ""),
        span=span,
    )


def _selector(target: Mapping[str, Any], kind: str) -> Mapping[str, Any] | None:
    for each in _listed(target.get("selector")):
        if isinstance(each, Mapping) and each.get("type") == kind:
            return each
    return None


def _is_ours(body: object, purpose: str) -> bool:
    return (
        isinstance(body, Mapping)
        and body.get("type") == "TextualBody"
        and body.get("purpose") == purpose
        and isinstance(body.get("value"), str)
    )


def _listed(value: object) -> list[Any]:
    """JSON-LD writes one value as itself, and several as an array."""
    if value is None:
        return []
    return list(value) if isinstance(value, Iterable) and not isinstance(value, str | Mapping) else [value]


def _color(value: object) -> Color:
    """A colour that we do not know is shown as the first of ours; `annotation_to_dict` writes it back."""
    return Color(value) if isinstance(value, str) and value in list(Color) else Color.YELLOW


def _color_name(annotation: Annotation, raw: object) -> object:
    unknown = raw is not None and raw not in list(Color)
    return raw if unknown and annotation.color is Color.YELLOW else str(annotation.color)


def _optional(value: object) -> str | None:
    return None if value is None else safe_line(str(value))
