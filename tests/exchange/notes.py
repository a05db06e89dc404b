"""Annotations of one short text, for tests that change them, and any text that a reader may type."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from briefing.domain import Analysis, EngineInfo, Passage, Span
from briefing.domain.annotation import (
    AnchorState,
    AnnotatedArticle,
    Annotation,
    ArticleHead,
    anchor_at,
    clean_note,
    clean_tags,
    sort_by_position,
)
from briefing.domain.article import text_hash

TEXT = "Brook called the first round useful.\n\nDahl said that the border remains open. # Vale left."
SPOTS = ((0, 5), (6, 35), (13, 60), (38, 42), (48, 76), (78, 90))
HEAD = ArticleHead(
    "0123456789abcdef",
    "The Vale talks",
    url="https://a.example/1",
    author="Jo Doe",
    text_sha256=text_hash(TEXT),
)
ENGINE = EngineInfo("e", "1", "m")


def annotation(
    number: int, note: str = "", tags: tuple[str, ...] = (), *, orphan: bool = False
) -> Annotation:
    anchor = anchor_at(TEXT, Span(*SPOTS[number]))
    made = f"2026-03-0{number + 1}T12:00:00Z"
    return Annotation(
        id=f"urn:uuid:{number}",
        anchor=replace(anchor, span=None) if orphan else anchor,
        created=made,
        modified=made,
        note=clean_note(note),
        tags=clean_tags(tags),
        state=AnchorState.ORPHAN if orphan else AnchorState.EXACT,
    )


def annotated(*annotations: Annotation, title: str = HEAD.title) -> AnnotatedArticle:
    return AnnotatedArticle(replace(HEAD, title=title), sort_by_position(annotations), TEXT)


def analysis(end: int = 36) -> Analysis:
    return Analysis(ENGINE, (Passage.at(TEXT, 0, end),), (), ())


markdown = st.text("ab1 .#>-*`^[]%<!=|~_\\\n\n$é🧭", max_size=30)
titles = st.text(max_size=30)
some_annotation = st.builds(
    annotation,
    st.integers(0, len(SPOTS) - 1),
    markdown,
    st.lists(st.sampled_from(("talks", "two words", "2026", "a/b", "!!")), max_size=2).map(tuple),
    orphan=st.booleans(),
)
articles = st.builds(
    lambda made, title: annotated(*made, title=title),
    st.lists(some_annotation, max_size=4, unique_by=lambda each: each.id),
    st.one_of(st.just(HEAD.title), titles),
)
briefings = st.sampled_from((None, analysis(), analysis(12)))
