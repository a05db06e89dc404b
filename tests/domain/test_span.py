"""Spans and passages: slices of a text, and the words that stand there."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain import Article, Passage, Span
from briefing.domain.article import article_id, text_hash


@st.composite
def text_and_span(draw: st.DrawFn) -> tuple[str, Span]:
    text = draw(st.text(max_size=60))
    start = draw(st.integers(0, len(text)))
    return text, Span(start, draw(st.integers(start, len(text))))


@given(text_and_span())
def test_a_span_is_a_slice(pair: tuple[str, Span]) -> None:
    text, span = pair
    assert span.of(text) == text[span.start : span.end]
    assert len(span) == len(span.of(text))
    assert Passage.at(text, span.start, span.end).holds_in(text)


@given(text_and_span())
def test_trimming_takes_white_space_alone(pair: tuple[str, Span]) -> None:
    text, span = pair
    inner = span.trimmed(text)
    assert inner.of(text) == span.of(text).strip()
    assert span.covers(inner)


@given(text_and_span(), st.integers(0, 60), st.integers(0, 60))
def test_overlap_counts_shared_offsets(pair: tuple[str, Span], one: int, other: int) -> None:
    _, span = pair
    second = Span(min(one, other), max(one, other))
    shared = sum(offset in second for offset in range(span.start, span.end))
    assert span.overlap(second) == second.overlap(span) == shared


@pytest.mark.parametrize(("start", "end"), [(-1, 2), (3, 2)])
def test_what_is_no_range_is_refused(start: int, end: int) -> None:
    with pytest.raises(ValueError, match="not a span"):
        Span(start, end)


def test_a_passage_may_not_leave_its_text() -> None:
    with pytest.raises(ValueError, match="leaves a text"):
        Passage.at("short", 2, 9)


def test_a_passage_knows_when_the_text_has_changed() -> None:
    assert not Passage.at("one two", 0, 3).holds_in("two one")


def test_an_article_tells_its_length_and_hash() -> None:
    article = Article("x", "T", "word " * 401)
    assert (article.words, article.minutes) == (401, 3)
    assert article.sha256 == text_hash(article.text)
    assert Article("x", "T", "").minutes == 1


def test_ids_are_short_stable_and_survive_broken_text() -> None:
    assert article_id("https://example.org/") == article_id("https://example.org/")
    assert len(article_id("\ud800")) == 16
