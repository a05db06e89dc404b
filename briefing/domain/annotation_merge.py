"""Merges two versions of an annotation without losing a word of either.

Merging is idempotent: devices that exchange files converge.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import UTC, datetime

from briefing.domain.annotation import Annotation, Color
from briefing.domain.annotation_codec import with_members_of

SEPARATOR = "---"
"""A line between two joined notes, a rule in Markdown."""


def merge(base: Annotation | None, mine: Annotation, theirs: Annotation) -> Annotation:
    """Merge two versions of an annotation; `base` is their common ancestor, if known.

    Field by field: a change on one side wins over no change. Where both changed: tags are added and removed
    as on either side; notes are joined by a line `---`; my colour wins; the later anchor wins. Without a base
    the later colour wins, too, and no tag is removed.
    """
    raw = theirs.raw if base is not None else _later(mine, theirs, _words).raw
    if base is None:
        raw = with_members_of(raw, mine.raw if raw is theirs.raw else theirs.raw)
    if base is not None and _is_equal(base, theirs):
        return replace(mine, raw=raw)
    if base is not None and _is_equal(base, mine):
        return theirs
    place = _changed_side(base, mine, theirs, _place) or _later(mine, theirs, _place)
    color_side = _changed_side(base, mine, theirs, _color)
    if color_side is None:
        color_side = mine if base is not None else _later(mine, theirs, _color)
    return replace(
        mine,
        created=min(mine.created, theirs.created, key=_moment),
        modified=max(mine.modified, theirs.modified, key=_moment),
        note=_note(base, mine, theirs),
        tags=_tags(base, mine, theirs),
        color=color_side.color,
        anchor=place.anchor,
        state=place.state,
        confidence=place.confidence,
        first=place.first,
        raw=raw,
    )


def merge_all(annotations: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """Keep each id once, in order of first occurrence, and merge its versions without a base."""
    found: dict[str, Annotation] = {}
    for annotation in annotations:
        known = found.get(annotation.id)
        found[annotation.id] = annotation if known is None else merge(None, known, annotation)
    return tuple(found.values())


def same_words(one: Annotation, other: Annotation) -> bool:
    """Return whether note, tags and colour are equal; the anchors may differ."""
    return _words(one) == _words(other)


def _words(annotation: Annotation) -> tuple[object, ...]:
    return annotation.note, annotation.tags, annotation.color


def _is_equal(one: Annotation, other: Annotation) -> bool:
    return same_words(one, other) and _place(one) == _place(other)


def _place(annotation: Annotation) -> tuple[object, ...]:
    return annotation.anchor, annotation.state, annotation.confidence, annotation.first


def _color(annotation: Annotation) -> Color:
    return annotation.color


def _changed_side(
    base: Annotation | None,
    mine: Annotation,
    theirs: Annotation,
    part: Callable[[Annotation], object],
) -> Annotation | None:
    """Return the only side that changed this part, or None if both did, or it is unknown."""
    if part(mine) == part(theirs):
        return mine
    if base is None:
        return None
    if part(base) == part(theirs):
        return mine
    return theirs if part(base) == part(mine) else None


def _note(base: Annotation | None, mine: Annotation, theirs: Annotation) -> str:
    side = _changed_side(base, mine, theirs, lambda each: each.note)
    if side is not None:
        return side.note
    later = _later(mine, theirs, lambda each: each.note)
    first, last = (theirs.note, mine.note) if later is mine else (mine.note, theirs.note)
    if _holds(last, first):
        return last
    return first if _holds(first, last) else f"{first}\n\n{SEPARATOR}\n\n{last}"


def _holds(long: str, short: str) -> bool:
    """Return whether one note contains the other as whole words."""
    return re.search(rf"(?<!\w){re.escape(short)}(?!\w)", long) is not None


def _tags(base: Annotation | None, mine: Annotation, theirs: Annotation) -> tuple[str, ...]:
    side = _changed_side(base, mine, theirs, lambda each: each.tags)
    if side is not None:
        return side.tags
    later = _later(mine, theirs, lambda each: each.tags)
    first, last = (theirs, mine) if later is mine else (mine, theirs)
    if _folded(first) <= _folded(last):
        first, last = last, first  # the order is that of the note that contains the other
    kept: dict[str, str] = {}
    for tag in (*first.tags, *last.tags):
        kept.setdefault(tag.casefold(), tag)
    known = _folded(base)
    removed = (known - _folded(mine)) | (known - _folded(theirs))
    return tuple(tag for name, tag in kept.items() if name not in removed)


def _folded(annotation: Annotation | None) -> set[str]:
    return {tag.casefold() for tag in annotation.tags} if annotation else set()


def _later(mine: Annotation, theirs: Annotation, part: Callable[[Annotation], object]) -> Annotation:
    """Return the version modified later; within a second, the one that every device chooses."""
    return max(theirs, mine, key=lambda each: (_moment(each.modified)[0], str(part(each))))


def _moment(text: str) -> tuple[datetime, str]:
    """Return a sort key by time in any offset; invalid times come first."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC), text
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC), text
