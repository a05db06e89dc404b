"""What is exported and imported again is the same, whatever Unicode notes, tags and articles hold."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.domain import Span
from briefing.domain.annotation import (
    Anchor,
    AnchorState,
    AnnotatedArticle,
    Annotation,
    ArticleHead,
    Color,
    anchor_at,
    clean_note,
    clean_tags,
    sort_by_position,
    stamp,
)
from briefing.domain.annotation_codec import CONTEXT_IRI, annotation_to_dict, head_to_dict
from briefing.domain.article import article_id, text_hash
from briefing.domain.text.sanitize import safe_line
from briefing.exchange.export_bundle import ExportBundle
from briefing.exchange.exporters.hypothesis import to_hypothesis
from briefing.exchange.exporters.json import to_json
from briefing.exchange.exporters.jsonl import to_jsonl
from briefing.exchange.exporters.w3c import to_w3c
from briefing.exchange.importers.import_file import read_annotations
from briefing.sources.text.normalize_text import clean_text

NOW = datetime(2026, 11, 25, tzinfo=UTC)

unhurried = settings(deadline=None, max_examples=25)

lines = st.text(max_size=40).map(safe_line).map(str.strip)
notes = st.text(max_size=80).map(clean_note)
tags = st.lists(st.text(max_size=12), max_size=4).map(clean_tags)
texts = st.text(min_size=1, max_size=200).map(clean_text).filter(bool)
ids = st.uuids().map(lambda each: each.urn) | st.sampled_from(
    ["https://example.org/anno/7?a=b#c", "urn:x-other:17", "urn:uuid:0C0FFEE0-0000-4000-8000-00000000000A"]
)
offsets = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))
instants = st.datetimes(datetime(1990, 1, 1), datetime(2100, 1, 1))
moments = instants.map(lambda each: stamp(each.replace(tzinfo=UTC))) | st.builds(
    lambda instant, zone: instant.replace(tzinfo=zone).isoformat(), instants, offsets
)


@st.composite
def spans(draw: st.DrawFn, text: str) -> Span:
    start = draw(st.integers(0, len(text) - 1))
    return Span(start, draw(st.integers(start + 1, len(text))))


@st.composite
def marked_passages(draw: st.DrawFn, text: str) -> Annotation:
    anchor = anchor_at(text, draw(spans(text)))
    state = draw(st.sampled_from(AnchorState))
    if state is AnchorState.ORPHAN:
        anchor = replace(anchor, span=None)
    elsewhere = Anchor(
        quote=draw(texts), prefix=draw(texts), suffix=draw(lines), span=draw(st.none() | spans("x" * 99))
    )
    return Annotation(
        id=draw(ids),
        anchor=anchor,
        created=draw(moments),
        modified=draw(moments),
        note=draw(notes),
        tags=draw(tags),
        color=draw(st.sampled_from(Color)),
        state=state,
        confidence=draw(st.none() | st.floats(0, 1)) if state is AnchorState.FUZZY else None,
        first=None if state is AnchorState.EXACT else draw(st.none() | st.just(elsewhere)),
    )


@st.composite
def articles(draw: st.DrawFn) -> AnnotatedArticle:
    text = draw(texts)
    marked = draw(st.lists(marked_passages(text), max_size=3))
    head = ArticleHead(
        id=article_id(text),
        title=draw(lines),
        url=draw(st.none() | st.just("https://example.org/ä?b=c&d#e")),
        path=draw(st.none() | lines.map(lambda each: f"/home/{each}.txt")),
        source=draw(st.none() | lines),
        author=draw(st.none() | lines),
        published=draw(st.none() | moments),
        text_sha256=text_hash(text),
    )
    return AnnotatedArticle(head, sort_by_position(marked), text)


def _annotations(bundle: ExportBundle) -> list[Annotation]:
    return [annotation for article in bundle.articles for annotation in article.annotations]


def _unmistakable(bundle: ExportBundle) -> bool:
    named = [each.id for each in _annotations(bundle)]
    return len(set(named)) == len(named)


bundles = st.lists(articles(), max_size=2).map(lambda each: ExportBundle(tuple(each))).filter(_unmistakable)


def as_stored(bundle: ExportBundle) -> str:
    """The file of each article's annotations; one article alone has one file, so the rest is a list."""
    files = [
        {
            "@context": CONTEXT_IRI,
            "type": "AnnotationCollection",
            "schema": 1,
            "article": head_to_dict(each.head),
            "items": [annotation_to_dict(annotation, each.head.address) for annotation in each.annotations],
        }
        for each in bundle.articles
    ]
    return json.dumps(files[0] if len(files) == 1 else files, ensure_ascii=False, indent=1)


LOSSLESS = [to_json, to_jsonl, to_w3c, as_stored]


@pytest.mark.parametrize("write", LOSSLESS)
@unhurried
@given(bundle=bundles)
def test_a_lossless_format_gives_back_what_it_was_given(
    write: Callable[[ExportBundle], str], bundle: ExportBundle
) -> None:
    written = write(bundle).encode()
    if not written:
        return  # no lines: nothing was exported
    read = read_annotations(written, "it", NOW)
    assert read.passed_over == ()
    assert [each.annotation for each in read.incoming] == _annotations(bundle)
    assert [each.source for each in read.incoming] == [
        article.head.address for article in bundle.articles for _ in article.annotations
    ]
    assert [each.article_id for each in read.incoming] == [
        article.head.id for article in bundle.articles for _ in article.annotations
    ]


@unhurried
@given(bundle=bundles)
def test_hypothesis_gives_back_what_it_has_a_place_for(bundle: ExportBundle) -> None:
    """All but colour, state and the anchor as it was made; the place comes from its UTF-16 offsets."""
    read = read_annotations(to_hypothesis(bundle).encode(), "it", NOW)
    texts_of = [article.text or "" for article in bundle.articles for _ in article.annotations]
    came_back = [each.placed_in(text) for each, text in zip(read.incoming, texts_of, strict=True)]
    assert came_back == [
        replace(
            annotation,
            color=Color.YELLOW,
            state=AnchorState.ORPHAN if annotation.is_orphan else AnchorState.EXACT,
            confidence=None,
            first=None,
        )
        for annotation in _annotations(bundle)
    ]


@pytest.mark.parametrize("write", [*LOSSLESS, to_hypothesis])
@unhurried
@given(bundle=bundles)
def test_the_same_bundle_gives_the_same_bytes(
    write: Callable[[ExportBundle], str], bundle: ExportBundle
) -> None:
    """Also when it has been out and in: what was read is written as it was."""
    first = write(bundle)
    assert write(bundle) == first
    if not first or write is to_hypothesis:
        return
    incoming = iter(read_annotations(first.encode(), "it", NOW).incoming)
    again = ExportBundle(
        tuple(
            replace(article, annotations=tuple(next(incoming).annotation for _ in article.annotations))
            for article in bundle.articles
        )
    )
    assert write(again) == first


@pytest.mark.parametrize("write", [*LOSSLESS, to_hypothesis])
def test_the_bundle_of_the_golden_files_comes_back_too(
    write: Callable[[ExportBundle], str], bundle: ExportBundle
) -> None:
    read = read_annotations(write(bundle).encode(), "it", NOW)
    assert [each.annotation.id for each in read.incoming] == [each.id for each in _annotations(bundle)]
    assert [each.annotation.note for each in read.incoming] == [each.note for each in _annotations(bundle)]


def test_a_briefing_brings_the_text_of_its_article(briefed_bundle: ExportBundle) -> None:
    for write in (to_json, to_jsonl):
        read = read_annotations(write(briefed_bundle).encode(), "it", NOW)
        assert [each.annotation for each in read.incoming] == _annotations(briefed_bundle)
        assert read.incoming[0].text == briefed_bundle.articles[0].text
        assert read.incoming[-1].text is None
        assert read.passed_over == ()
