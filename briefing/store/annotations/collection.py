"""Parses and serializes one article's annotation file.

Unknown members, at any level, are written back unchanged.
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
from briefing.domain.codec import Json
from briefing.domain.text.json_text import json_file

MOST_ATTEMPTS = 100_000
"""The number of opening braces of a damaged file that are tried, as a malicious file could take long."""
NESTING_ATTEMPTS = 5_000
"""The braces that one counts for if it is nested too deeply, after which the next may be as well."""
_WINDOW = 32_000
"""Characters that may stand before an attempt; more are cut off."""


_NAMES = {
    "article", "body", "color", "confidence", "created", "end", "exact", "id", "items", "made_on", "modified",
    "motivation", "prefix", "purpose", "selector", "source", "start", "state", "suffix", "target",
    "text_sha256", "type", "value",
}  # fmt: skip

_ANY_NAME = re.compile(rb'"([^"\\]{2,12})"\s*:')
_DEPTH = 8
"""The lists and objects around a name of an annotation, at most."""


class DamagedError(ValueError):
    """The content is not a collection; the message is a predicate: “it …”."""


@dataclass(frozen=True, slots=True)
class Collection:
    head: ArticleHead
    annotations: tuple[Annotation, ...]
    """The annotations in any order, without duplicate ids."""
    foreign: tuple[Any, ...] = ()
    """Items that are not annotations of text, as they were read."""
    raw: Mapping[str, Any] = field(default_factory=dict)
    """The JSON object without its items, for unknown members."""
    newer: object = None
    """The schema, if this version does not know it: such a file is never rewritten."""

    def changed(self, head: ArticleHead, annotations: Iterable[Annotation]) -> Collection:
        return replace(self, head=head, annotations=tuple(annotations))


@dataclass(frozen=True, slots=True)
class Salvage:
    """The parts of a damaged file that could be recovered."""

    head: ArticleHead | None
    whole: tuple[Annotation, ...]
    """Annotations that are intact."""
    marred: tuple[Annotation, ...]
    """Annotations with invalid bytes; another copy of them is preferred."""
    foreign: tuple[Any, ...] = ()


def parse(content: bytes, article_id: str) -> Collection:
    """Parse the collection of this article. Raises DamagedError."""
    value = _decode(content)
    if not isinstance(value, dict):
        raise DamagedError("holds something else than annotations")
    schema = value.get("schema", SCHEMA)
    newer = None if type(schema) is int and schema <= SCHEMA else schema
    items, about = value.get("items"), value.get("article")
    if newer is not None:  # show what this version understands
        items = items if isinstance(items, list) else []
        about = about if isinstance(about, dict) else {}
    if not isinstance(items, list) or not isinstance(about, dict):
        raise DamagedError("holds something else than annotations")
    try:
        head = head_from_dict({"id": article_id} | about)
    except ValueError as error:
        raise DamagedError("does not say which article it is about") from error
    if newer is None and _may_have_flipped_name(content) and _with_mended_names(value) != value:
        raise DamagedError("has a member whose name is damaged")
    annotations, foreign = _split_items(items)
    raw = {name: member for name, member in value.items() if name != "items"}
    # The file's name is authoritative: the content may have been copied from another file.
    return Collection(replace(head, id=article_id), merge_all(annotations), foreign, raw, newer)


def serialize(collection: Collection) -> bytes:
    """Return the bytes of the file, which do not depend on the order of the annotations."""
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
    return json_file(value)


def salvage(content: bytes) -> Salvage:
    """Recover the head and the complete items from content that is not valid JSON."""
    text = content.decode("utf-8", "surrogateescape")
    head: ArticleHead | None = None
    whole: list[Annotation] = []
    marred: list[Annotation] = []
    foreign: list[Any] = []
    for found in _complete_objects(text):
        waiting: list[Any] = [_with_mended_names(found)]
        while waiting:
            value = waiting.pop()
            if isinstance(value, list):
                waiting += reversed(value)
            elif isinstance(value, dict):
                annotation = _annotation_in(value)
                if annotation is not None or value.get("type") == "Annotation":
                    cleaned, is_marred = _replace_broken_bytes(value)
                    if annotation is None:
                        foreign.append(cleaned)
                    elif is_marred:
                        marred.append(annotation_from_dict(cleaned))
                    else:
                        whole.append(annotation)
                    continue  # nothing within an annotation is another
                if head is None and "text_sha256" in value and "id" in value:
                    head = head_from_dict(_replace_broken_bytes(value)[0])
                waiting += reversed(value.values())
    return Salvage(head, merge_all(whole), merge_all(marred), tuple(foreign))


def _decode(content: bytes) -> object:
    if not content:
        raise DamagedError("is empty")
    if not content.strip(b"\0"):
        raise DamagedError("holds nothing but zeros")
    try:
        # Some editors write a byte order mark.
        return json.loads(content.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise DamagedError("holds bytes that are no text") from error
    except json.JSONDecodeError as error:
        cut = error.doc.lstrip().startswith("{") and not error.doc.rstrip().endswith("}")
        raise DamagedError("breaks off" if cut else "is no JSON") from error
    except (ValueError, RecursionError) as error:  # an absurdly long number or deep nesting
        raise DamagedError("is no JSON") from error


def _may_have_flipped_name(content: bytes) -> bool:
    """Return whether any name in the file is one bit from a known one, without a look at where it stands."""
    names = {name.decode("latin-1") for name in set(_ANY_NAME.findall(content))}
    return any(_mended(name, _NAMES) != name for name in names - _NAMES)


def _with_mended_names(value: Any, depth: int = _DEPTH) -> Any:
    """Return the value with each name mended that is one bit from a missing one, and hides what it has.

    Members of other programs are left alone.
    """
    if isinstance(value, list) and depth >= 0:
        return [_with_mended_names(each, depth - 1) for each in value]
    if not isinstance(value, dict) or depth < 0:
        return value
    missing = _NAMES - value.keys()
    mended = {name if name in _NAMES else _mended(name, missing): each for name, each in value.items()}
    return {
        name: _with_mended_names(each, depth - 1) if name in _NAMES else each for name, each in mended.items()
    }


def _mended(name: str, missing: Iterable[str]) -> str:
    return next((known for known in missing if _is_one_bit_apart(name, known)), name)


def _is_one_bit_apart(one: str, other: str) -> bool:
    if len(one) != len(other):
        return False
    (*apart,) = (ord(mine) ^ ord(theirs) for mine, theirs in zip(one, other, strict=True) if mine != theirs)
    return len(apart) == 1 and apart[0].bit_count() == 1


def _split_items(items: Iterable[Any]) -> tuple[list[Annotation], tuple[Any, ...]]:
    annotations: list[Annotation] = []
    foreign: list[Any] = []
    for item in items:
        try:
            annotations.append(annotation_from_dict(item))
        except (ValueError, RecursionError):
            foreign.append(item)
    return annotations, tuple(foreign)


def _order(item: Any) -> tuple[bool, str, str]:
    """Order by creation date, then id: new notes are appended, which makes small diffs."""
    if not isinstance(item, dict):
        return True, "", ""
    return False, str(item.get("created") or ""), str(item.get("id") or "")


def _annotation_in(value: Json) -> Annotation | None:
    try:
        return annotation_from_dict(value)
    except (ValueError, RecursionError):
        return None


def _complete_objects(text: str) -> Iterator[Json]:
    """The outermost JSON objects that have an end, in the order of the text.

    Each part of the text is decoded once: before damage, complete objects are kept; others would fail there,
    too.
    """
    outermost: dict[int, Json] = {}

    def add(ended: Json) -> Json:
        within = list(ended.values())
        while within:
            value = within.pop()
            if isinstance(value, list):
                within += value
            elif isinstance(value, dict):
                del outermost[id(value)]
        outermost[id(ended)] = ended
        return ended

    decoder = json.JSONDecoder(object_hook=add)
    attempts, at = MOST_ATTEMPTS, text.find("{")
    while at >= 0 and attempts > 0:
        if at > _WINDOW:  # an error counts the lines before it
            text, at = text[at:], 0
        attempts -= 1
        outermost.clear()
        try:
            _, after = decoder.raw_decode(text, at)
        except json.JSONDecodeError as error:
            after = max(at + 1, error.pos)
        except (ValueError, RecursionError):  # an absurdly long number or deep nesting
            attempts -= NESTING_ATTEMPTS
            after = at + 1
            outermost.clear()
        yield from list(outermost.values())
        at = text.find("{", after)


def _replace_broken_bytes(value: Json) -> tuple[Json, bool]:
    """The object with invalid bytes replaced by U+FFFD, and whether it had any."""
    text = json.dumps(value, ensure_ascii=False)
    shown = _BROKEN.sub("\ufffd", text)
    return (value, False) if shown == text else (json.loads(shown), True)


_BROKEN = re.compile("[\udc80-\udcff]")
"""Bytes that are not UTF-8, as `surrogateescape` represents them."""
