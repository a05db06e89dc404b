"""Annotations on the text: marks, the ones under the caret, the words about them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefing.domain import Span
from briefing.domain.annotation import AnchorState, Annotation, Color, new_annotation
from briefing.presentation.annotations.annotation_marks import (
    TextMark,
    annotation_summary,
    annotations_at,
    beside,
    marks_of,
    tally,
)

TEXT = "Brook called the first round useful. Dahl said that the border remains open."
NOW = datetime(2026, 3, 4, tzinfo=UTC)


def made(start: int, end: int, note: str = "", *tags: str, color: Color = Color.YELLOW) -> Annotation:
    return new_annotation(TEXT, Span(start, end), NOW, note=note, tags=tags, color=color)


OUTER = made(0, 36, "Useful to whom?", "talks", "border", color=Color.GREEN)
INNER = made(6, 20)
LATER = made(37, 41, "", "border")
GONE = replace(made(50, 60, "why"), state=AnchorState.ORPHAN)
GONE = replace(GONE, anchor=replace(GONE.anchor, span=None))
ALL = (OUTER, INNER, LATER, GONE)


def test_the_shorter_mark_lies_above_and_an_orphan_has_none() -> None:
    assert marks_of(ALL) == (
        TextMark(Span(0, 36), "mark-2", -36, "*"),
        TextMark(Span(6, 20), "mark-1", -14, "-"),
        TextMark(Span(37, 41), "mark-1", -4, "-"),
    )


@pytest.mark.parametrize(
    ("offset", "here"),
    [(0, (OUTER,)), (6, (INNER, OUTER)), (20, (OUTER,)), (36, ()), (40, (LATER,)), (55, ())],
)
def test_the_annotations_at_an_offset_come_innermost_first(offset: int, here: tuple[Annotation, ...]) -> None:
    assert annotations_at(ALL, offset) == here


@pytest.mark.parametrize(
    ("offset", "by", "start"),
    [(0, 1, 6), (6, 1, 37), (37, 1, None), (37, -1, 6), (6, -1, 0), (0, -1, None), (76, -1, 37)],
)
def test_the_annotation_beside(offset: int, by: int, start: int | None) -> None:
    found = beside(ALL, offset, by)
    assert (found and found.start) == start


@pytest.mark.parametrize(
    ("here", "words"),
    [
        ((), ""),
        ((OUTER,), "Useful to whom?  #talks #border"),
        ((INNER, OUTER), "1 of 2 here: marked yellow"),
        ((replace(OUTER, state=AnchorState.FUZZY, confidence=0.944),),
         "Useful to whom?  #talks #border  (moved, 94% sure)"),
        ((made(0, 5, "two\n\nlines"),), "two lines"),
    ],
    ids=["none", "note and tags", "overlap", "fuzzy", "lines"],
)  # fmt: skip
def test_the_words_about_what_is_under_the_caret(here: tuple[Annotation, ...], words: str) -> None:
    assert annotation_summary(here) == words


def test_the_tally_counts_notes_marks_tags_and_orphans() -> None:
    assert tally(ALL) == "2 notes, 2 marks, 2 tags, 1 orphan"
    assert tally((INNER,)) == "1 mark"
    assert tally(()) == ""
