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

__all__ = ["merge", "merge_all", "same_words"]

SEPARATOR = "---"
"""A line between two notes that were joined; Markdown draws a rule."""


def merge(base: Annotation | None, mine: Annotation, theirs: Annotation) -> Annotation:
    """One annotation of two that have the same id; `base` is what both were changed from, if it is known.

    Field by field: a change of one side wins over no change. Where both changed: of tags, each one's
    additions and removals; both notes, joined by a line `---`; my colour; the place that was given later.
    Without a base the colour, too, is the later one's, and no tag is taken for removed.
    """
    raw = theirs.raw if base is not None else _later(mine, theirs, _words).raw
    if base is None:
        raw = with_members_of(raw, mine.raw if raw is theirs.raw else theirs.raw)
    if base is not None and _says(base, theirs):
        return replace(mine, raw=raw)
    if base is not None and _says(base, mine):
        return theirs
    place = _changing(base, mine, theirs, _place) or _later(mine, theirs, _place)
    painted = _changing(base, mine, theirs, _color)
    if painted is None:
        painted = mine if base is not None else _later(mine, theirs, _color)
    return replace(
        mine,
        created=min(mine.created, theirs.created, key=_moment),
        modified=max(mine.modified, theirs.modified, key=_moment),
        note=_note(base, mine, theirs),
        tags=_tags(base, mine, theirs),
        color=painted.color,
        anchor=place.anchor,
        state=place.state,
        confidence=place.confidence,
        first=place.first,
        raw=raw,
    )


def merge_all(annotations: Iterable[Annotation]) -> tuple[Annotation, ...]:
    """Each id once, in the order in which it comes first; versions of one are merged without a base."""
    found: dict[str, Annotation] = {}
    for annotation in annotations:
        known = found.get(annotation.id)
        found[annotation.id] = annotation if known is None else merge(None, known, annotation)
    return tuple(found.values())


def same_words(one: Annotation, other: Annotation) -> bool:
    """Whether the reader wrote the same: note, tags and colour; where it stands may differ."""
    return _words(one) == _words(other)


def _words(annotation: Annotation) -> tuple[object, ...]:
    return annotation.note, annotation.tags, annotation.color


def _says(one: Annotation, other: Annotation) -> bool:
    return same_words(one, other) and _place(one) == _place(other)


def _place(annotation: Annotation) -> tuple[object, ...]:
    return annotation.anchor, annotation.state, annotation.confidence, annotation.first


def _color(annotation: Annotation) -> Color:
    return annotation.color


def _changing(
    base: Annotation | None,
    mine: Annotation,
    theirs: Annotation,
    part: Callable[[Annotation], object],
) -> Annotation | None:
    """The side that alone changed this part; None where both did, or nobody knows."""
    if part(mine) == part(theirs):
        return mine
    if base is None:
        return None
    if part(base) == part(theirs):
        return mine
    return theirs if part(base) == part(mine) else None


def _note(base: Annotation | None, mine: Annotation, theirs: Annotation) -> str:
    changing = _changing(base, mine, theirs, lambda each: each.note)
    if changing is not None:
        return changing.note
    later = _later(mine, theirs, lambda each: each.note)
    first, last = (theirs.note, mine.note) if later is mine else (mine.note, theirs.note)
    if _holds(last, first):
        return last
    return first if _holds(first, last) else f"{first}\n\n{SEPARATOR}\n\n{last}"


def _holds(long: str, short: str) -> bool:
    """Whether all words of one note stand in the other, together."""
    return re.search(rf"(?<!\w){re.escape(short)}(?!\w)", long) is not None


def _tags(base: Annotation | None, mine: Annotation, theirs: Annotation) -> tuple[str, ...]:
    changing = _changing(base, mine, theirs, lambda each: each.tags)
    if changing is not None:
        return changing.tags
    later = _later(mine, theirs, lambda each: each.tags)
    first, last = (theirs, mine) if later is mine else (mine, theirs)
    if _folded(first) <= _folded(last):
        first, last = last, first  # in the order of the one that has them all
    kept: dict[str, str] = {}
    for tag in (*first.tags, *last.tags):
        kept.setdefault(tag.casefold(), tag)
    known = _folded(base)
    removed = (known - _folded(mine)) | (known - _folded(theirs))
    return tuple(tag for name, tag in kept.items() if name not in removed)


def _folded(annotation: Annotation | None) -> set[str]:
    return {tag.casefold() for tag in annotation.tags} if annotation else set()


def _later(mine: Annotation, theirs: Annotation, part: Callable[[Annotation], object]) -> Annotation:
    """The one that was changed later; of the same second, the one that every device would choose."""
    return max(theirs, mine, key=lambda each: (_moment(each.modified)[0], str(part(each))))


def _moment(text: str) -> tuple[datetime, str]:
    """A moment in order of time, whatever its offset; what is no moment comes first."""
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return datetime.min.replace(tzinfo=UTC), text
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC), text
