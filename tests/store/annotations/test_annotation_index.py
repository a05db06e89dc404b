"""The index of annotations: what was put comes back, whatever was in its place before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing.domain import Article, Span
from briefing.domain.annotation import (
    AnchorState,
    AnnotatedArticle,
    Annotation,
    ArticleHead,
    Color,
    new_annotation,
)
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.database.connections import Database

TEXT = "Brook called the first round useful. Dahl said that the border remains open."
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture
def index(tmp_path: Path) -> Iterator[AnnotationIndex]:
    database = Database(tmp_path / "library.db")
    yield AnnotationIndex(database)
    database.close()


def head(number: int) -> ArticleHead:
    return ArticleHead.of(
        Article(f"{number:016x}", f"Article {number}", TEXT, url=f"https://a.example/{number}")
    )


def annotated(number: int, *annotations: Annotation) -> AnnotatedArticle:
    return AnnotatedArticle(head(number), annotations, TEXT)


def note(minutes: int, *tags: str, text: str = "why?") -> Annotation:
    moment = NOON + timedelta(minutes=minutes)
    return new_annotation(TEXT, Span(0, 5), moment, note=text, tags=tags, color=Color.BLUE)


def test_what_was_put_comes_back_whole(index: AnnotationIndex) -> None:
    plain = note(1, "talks", "two words")
    moved = replace(
        note(2), state=AnchorState.FUZZY, confidence=0.94, first=replace(plain.anchor, span=Span(7, 12))
    )
    orphan = replace(note(3), state=AnchorState.ORPHAN, anchor=replace(plain.anchor, span=None))
    index.put([("stamp", annotated(1, plain, moved, orphan))])
    assert [entry.annotation for entry in index.entries()] == [orphan, moved, plain]
    assert {entry.head for entry in index.entries()} == {head(1)}
    assert index.stamps() == {head(1).id: "stamp"}


def test_a_file_replaces_what_stood_for_it(index: AnnotationIndex) -> None:
    first, second = note(1, "old"), note(2, "new")
    index.put([("1", annotated(1, first)), ("1", annotated(2, first))])
    index.put([("2", annotated(1, second))])
    assert [(entry.head.id, entry.annotation) for entry in index.entries()] == [
        (head(1).id, second),
        (head(2).id, first),
    ]
    assert index.stamps() == {head(1).id: "2", head(2).id: "1"}
    index.remove([head(1).id])
    assert [entry.head.id for entry in index.entries()] == [head(2).id]
    assert index.tags() == {"old": 1}


def test_the_newest_come_first_and_a_limit_takes_those(index: AnnotationIndex) -> None:
    notes = [note(minute) for minute in (3, 1, 2)]
    index.put([("1", annotated(1, *notes))])
    assert [entry.annotation for entry in index.entries(limit=2)] == [notes[0], notes[2]]


def test_spellings_of_a_tag_count_as_one(index: AnnotationIndex) -> None:
    notes = [note(1, "Talks"), note(2, "talks"), note(3, "talks"), note(4, "border")]
    index.put([("1", annotated(1, *notes[:2])), ("1", annotated(2, *notes[2:]))])
    assert list(index.tags().items()) == [("talks", 3), ("border", 1)]
    assert index.counts() == {head(1).id: 2, head(2).id: 2}
    assert index.tags_by_article()[head(2).id] == ("border", "talks")
