"""Parses and serializes one article's file of annotations.

Members that other programs added, on any level, are written back unchanged.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from briefing.domain.annotation import Annotation, ArticleHead
from briefing.domain.annotation_codec import (
    CONTEXT_IRI,
    SCHEMA,
    annotation_from_dict,
    annotation_to_dict,
    head_from_dict,
    head_to_dict,
)
from briefing.domain.annotation_merge import merge_all

__all__ = ["Collection", "DamagedError", "Salvage", "parse", "salvage", "serialize"]

Json = dict[str, Any]
"""JSON values have no narrower type than Any: what is read is checked member by member."""

MOST_ATTEMPTS = 20_000
"""How many opening braces of a damaged file are tried: no file, however harmful, takes long."""


class DamagedError(ValueError):
    """The bytes are no collection; the message goes on from “it …”."""


@dataclass(frozen=True, slots=True)
class Collection:
    """What one file says."""

    head: ArticleHead
    annotations: tuple[Annotation, ...]
    """In no order; each id once."""
    foreign: tuple[Any, ...] = ()
    """Items that annotate no text, as they were read."""
    raw: Mapping[str, Any] = field(default_factory=dict)
    """The object that was read, without its items: for members that are not ours."""
    newer: object = None
    """The schema, when it is one that this version does not know: such a file is never rewritten."""

    def changed(self, head: ArticleHead, annotations: Iterable[Annotation]) -> Collection:
        return replace(self, head=head, annotations=tuple(annotations))


@dataclass(frozen=True, slots=True)
class Salvage:
    """What could be had from a damaged file."""

    head: ArticleHead | None
    whole: tuple[Annotation, ...]
    """Those that are as they were written."""
    marred: tuple[Annotation, ...]
    """Those in which bytes are broken; another copy of them is better."""
    foreign: tuple[Any, ...] = ()


def parse(content: bytes, article_id: str) -> Collection:
    """The collection of this article. Raises DamagedError."""
    value = _decoded(content)
    if not isinstance(value, dict):
        raise DamagedError("holds something else than annotations")
    schema = value.get("schema", SCHEMA)
    newer = None if type(schema) is int and schema <= SCHEMA else schema
    items, about = value.get("items"), value.get("article")
    if newer is not None:  # shown as far as it is understood
        items = items if isinstance(items, list) else []
        about = about if isinstance(about, dict) else {}
    if not isinstance(items, list) or not isinstance(about, dict):
        raise DamagedError("holds something else than annotations")
    try:
        head = head_from_dict({"id": article_id} | about)
    except ValueError as error:
        raise DamagedError("does not say which article it is about") from error
    annotations, foreign = _sorted_out(items)
    raw = {name: member for name, member in value.items() if name != "items"}
    # The file's name says whose it is: a sync tool or a hand may have copied what is inside.
    return Collection(replace(head, id=article_id), merge_all(annotations), foreign, raw, newer)


def serialize(collection: Collection) -> bytes:
    """The file's bytes; the same collection gives the same, whatever the order of its annotations."""
    head, raw = collection.head, collection.raw
    known = raw.get("article")
    about = head_to_dict(head)
    if isinstance(known, Mapping):
        about |= {name: member for name, member in known.items() if name not in about}
    items = [annotation_to_dict(each, head.address) for each in collection.annotations]
    value: Json = {
        "@context": raw.get("@context", CONTEXT_IRI),
        "type": raw.get("type", "AnnotationCollection"),
        "schema": SCHEMA,
        "article": about,
        "items": sorted([*items, *collection.foreign], key=_order),
    }
    value |= {name: member for name, member in raw.items() if name not in value}
    text = json.dumps(value, ensure_ascii=False, indent=2) + "\n"
    # Half a surrogate pair, which JSON can spell and UTF-8 cannot, is spelt as JSON spells it.
    return text.encode("utf-8", "backslashreplace")


def salvage(content: bytes) -> Salvage:
    """The head and the items that stand whole in bytes which are no collection as a whole."""
    text = content.decode("utf-8", "surrogateescape")
    heads: list[ArticleHead] = []
    whole: list[Annotation] = []
    marred: list[Annotation] = []
    foreign: list[Any] = []
    for value in _objects(text):
        mended, broken = _mended(value)
        try:
            annotation = annotation_from_dict(mended)
        except ValueError:
            if mended.get("type") == "Annotation":
                foreign.append(mended)
            elif "text_sha256" in mended and "id" in mended:
                heads.append(head_from_dict(mended))
        else:
            (marred if broken else whole).append(annotation)
    return Salvage(heads[0] if heads else None, merge_all(whole), merge_all(marred), tuple(foreign))


def _decoded(content: bytes) -> object:
    if not content:
        raise DamagedError("is empty")
    if not content.strip(b"\0"):
        raise DamagedError("holds nothing but zeros")
    try:
        # Some editors put a byte order mark in front.
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DamagedError("holds bytes that are no text") from error
    except json.JSONDecodeError as error:
        cut = error.doc.lstrip().startswith("{") and not error.doc.rstrip().endswith("}")
        raise DamagedError("breaks off" if cut else "is no JSON") from error
    except (ValueError, RecursionError) as error:  # a number or a nesting that is past reason
        raise DamagedError("is no JSON") from error


def _sorted_out(items: Iterable[Any]) -> tuple[list[Annotation], tuple[Any, ...]]:
    annotations: list[Annotation] = []
    foreign: list[Any] = []
    for item in items:
        try:
            annotations.append(annotation_from_dict(item))
        except (ValueError, RecursionError):
            foreign.append(item)
    return annotations, tuple(foreign)


def _order(item: Any) -> tuple[bool, str, str]:
    """By when it was made, then by id: a new note is added at the end, and the difference is small."""
    if not isinstance(item, dict):
        return True, "", ""
    return False, str(item.get("created") or ""), str(item.get("id") or "")


def _objects(text: str) -> Iterator[Json]:
    """The JSON objects that begin at any brace of the text; from within those that are ours, none."""
    decoder = json.JSONDecoder()
    at = text.find("{")
    for _ in range(MOST_ATTEMPTS):
        if at < 0:
            return
        after = at + 1
        try:
            value, end = decoder.raw_decode(text, at)
        except (ValueError, RecursionError):
            pass
        else:
            if "items" not in value:  # else the whole, of a shape that is not ours: look inside
                yield value
                if value.get("type") == "Annotation":
                    after = end
        at = text.find("{", after)


def _mended(value: Json) -> tuple[Json, bool]:
    """The object with each broken byte shown as one, and whether it has any."""
    text = json.dumps(value, ensure_ascii=False)
    shown = _BROKEN.sub("\ufffd", text)
    return (value, False) if shown == text else (json.loads(shown), True)


_BROKEN = re.compile("[\udc80-\udcff]")
"""How `surrogateescape` hands on bytes that are not UTF-8."""
