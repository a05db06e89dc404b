from __future__ import annotations

from datetime import UTC, datetime

from briefing.domain import Span
from briefing.domain.annotation import AnnotationEntry, ArticleHead, new_annotation
from briefing.domain.annotation_counts import article_counts, article_tags, tag_counts

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def entry(article: str, *tags: str) -> AnnotationEntry:
    return AnnotationEntry(
        ArticleHead(article, article), new_annotation("words", Span(0, 5), NOON, tags=tags)
    )


def test_tags_are_counted_the_most_used_first_and_by_the_alphabet_where_alike() -> None:
    counts = tag_counts([entry("a", "z", "b"), entry("a", "b"), entry("b", "C", "a")])
    assert list(counts.items()) == [("b", 2), ("a", 1), ("C", 1), ("z", 1)]


def test_the_spellings_of_a_tag_are_one_under_the_most_used() -> None:
    assert tag_counts([entry("a", "nato"), entry("a", "NATO"), entry("b", "NATO")]) == {"NATO": 3}


def test_articles_are_counted_and_have_each_tag_once() -> None:
    entries = [entry("a", "x", "b"), entry("a", "x"), entry("b"), entry("c", "y")]
    assert article_counts(entries) == {"a": 2, "b": 1, "c": 1}
    assert article_tags(entries) == {"a": ("b", "x"), "c": ("y",)}


def test_of_nothing_there_is_nothing_to_count() -> None:
    assert (tag_counts([]), article_counts([]), article_tags([])) == ({}, {}, {})
