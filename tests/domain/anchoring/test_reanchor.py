"""What holds for every text and every annotation that is found again in it."""

from __future__ import annotations

import difflib
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.domain.anchoring.normalize import normalize_text
from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.anchoring.similarity import distance, similarity
from briefing.domain.annotation import Anchor, AnchorState, Annotation, anchor_at, new_annotation
from briefing.domain.span import Span
from briefing.sources.load import load

NOW = datetime(2026, 11, 1, tzinfo=UTC)
ARTICLE = load(str(Path(__file__).parents[3] / "seeds" / "000_544e8202dd5ab671.txt")).text
UNRELATED = 0.4
"""A ratio that no two sentences of the article reach."""

unhurried = settings(deadline=None)
"""A busy machine is no failure."""

pieces = st.one_of(
    st.sampled_from(
        [
            "Sullivan ",
            "said ",
            "the ",
            "White House ",
            "talks",
            ". ",
            "\n\n",
            "“so”",
            "2018 ",
            "don’t ",
            "-- ",
        ]
    ),
    st.sampled_from(["中文", "ß", "İ", "e\u0301", "\U0001f600", "\u00ad", "\u00a0", "…", "Σς", "\t"]),
    st.text(max_size=4),
)
texts = st.lists(pieces, min_size=1, max_size=25).map("".join).filter(bool)


@st.composite
def marked(draw: st.DrawFn) -> tuple[str, Annotation]:
    text = draw(texts)
    start = draw(st.integers(0, len(text) - 1))
    end = draw(st.integers(start + 1, len(text)))
    return text, new_annotation(text, Span(start, end), NOW)


@st.composite
def edited_article(draw: st.DrawFn) -> str:
    """The article after a few edits of any kind."""
    text = ARTICLE
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(text)))
        gone = draw(st.sampled_from([0, 1, 8, 40, 300, 2000]))
        kept_at = draw(st.integers(0, len(ARTICLE)))
        added = draw(st.sampled_from(["", "x", " not", "New words here. ", "\n\n", ARTICLE[kept_at:][:200]]))
        text = text[:at] + added + text[at + gone :]
    return text


def article_spans(shortest: int, longest: int) -> st.SearchStrategy[Span]:
    return st.builds(
        lambda start, length: Span(start, min(start + length, len(ARTICLE))).trimmed(ARTICLE),
        st.integers(0, len(ARTICLE) - shortest - 2),
        st.integers(shortest, longest),
    ).filter(lambda span: len(span) >= shortest)


def check(standing: Annotation, made: Annotation, text: str) -> None:
    anchor = standing.anchor
    assert standing.made == made.made
    assert standing.is_orphan == (standing.state is AnchorState.ORPHAN)
    assert (standing.confidence is not None) == (standing.state is AnchorState.FUZZY)
    assert standing.first != anchor
    if anchor.span is None:
        assert (anchor.quote, anchor.prefix, anchor.suffix) == (
            made.made.quote,
            made.made.prefix,
            made.made.suffix,
        )
        return
    assert anchor == anchor_at(text, anchor.span)
    assert (anchor.quote == made.made.quote) == (standing.state in (AnchorState.EXACT, AnchorState.MOVED))
    assert (standing.state is AnchorState.EXACT) == (
        anchor.quote == made.made.quote and anchor.span == made.made.span
    )


@unhurried
@given(marked(), texts)
def test_whatever_the_texts_the_annotation_tells_what_is_there(
    case: tuple[str, Annotation], text: str
) -> None:
    made_on, annotation = case
    (standing,) = reanchor([annotation], text)
    check(standing, annotation, text)
    assert reanchor([standing], text)[0] is standing
    assert reanchor([standing], made_on) == (annotation,)


@unhurried
@given(marked())
def test_on_its_own_text_an_annotation_is_the_same_object(case: tuple[str, Annotation]) -> None:
    text, annotation = case
    assert reanchor([annotation], text)[0] is annotation


@pytest.mark.slow
@settings(deadline=None, max_examples=settings().max_examples * 3 // 5)
@given(article_spans(1, 250), st.lists(edited_article(), min_size=1, max_size=3))
def test_through_several_versions_and_back(span: Span, versions: list[str]) -> None:
    annotation = new_annotation(ARTICLE, span, NOW)
    standing = annotation
    for version in versions:
        (standing,) = reanchor([standing], version)
        check(standing, annotation, version)
        assert reanchor([standing], version)[0] is standing
    assert reanchor([standing], ARTICLE) == (annotation,)


@pytest.mark.slow
@settings(deadline=None, max_examples=settings().max_examples * 3 // 5)
@given(article_spans(1, 250), st.lists(edited_article(), min_size=1, max_size=3))
def test_with_each_previous_version_known_it_returns_or_is_an_orphan(span: Span, versions: list[str]) -> None:
    annotation = new_annotation(ARTICLE, span, NOW)
    standing, text = annotation, ARTICLE
    for version in versions:
        (standing,) = reanchor([standing], version, text)
        check(standing, annotation, version)
        assert reanchor([standing], version, version)[0] is standing
        text = version
    (back,) = reanchor([standing], ARTICLE, text)
    assert back == annotation or back.is_orphan


@settings(deadline=None, max_examples=settings().max_examples * 3 // 5)
@given(article_spans(1, 250), edited_article())
def test_what_is_found_resembles_what_was_marked(span: Span, text: str) -> None:
    (found,) = reanchor([new_annotation(ARTICLE, span, NOW)], text)
    if found.anchor.span is not None:
        here, there = found.anchor.span.of(text).casefold(), span.of(ARTICLE).casefold()
        assert difflib.SequenceMatcher(None, here, there, autojunk=False).ratio() > UNRELATED


@pytest.mark.slow
@settings(deadline=None, max_examples=settings().max_examples * 3 // 2)
@given(article_spans(8, 250), st.data())
def test_a_passage_whose_surroundings_stay_is_found_to_the_letter(span: Span, data: st.DataObject) -> None:
    """Anything may happen outside of its 40 characters on either side."""
    low, high = max(0, span.start - 40), min(len(ARTICLE), span.end + 40)
    before, after = ARTICLE[:low], ARTICLE[high:]
    cut_from = data.draw(st.integers(0, len(before)))
    cut_to = data.draw(st.integers(cut_from, len(before)))
    added = data.draw(st.sampled_from(["", "New words here. ", "中文\n\n", "\U0001f600"]))
    before = before[:cut_from] + added + before[cut_to:]
    after = after[data.draw(st.integers(0, len(after))) :]
    annotation = new_annotation(ARTICLE, span, NOW)
    (found,) = reanchor([annotation], before + ARTICLE[low:high] + after)
    assert found.anchor.span == span.shift(len(before) - low)
    same = len(before) == low
    assert found.state is (AnchorState.EXACT if same else AnchorState.MOVED)


def test_what_was_followed_counts_for_more_than_old_words_out_of_their_context() -> None:
    """A passage is reworded more and more, and its first wording quoted elsewhere at last."""
    first = "The ministry said that talks would begin in March in the capital."
    second = "The ministry said that talks would begin in April in the capital."
    third = "The ministry said that talks could begin in April near the capital."
    frame = "A deal is far away, all agree.\n\n{}\n\nNobody has seen a draft of it so far."
    versions = [frame.format(words) for words in (first, second, third)]
    versions[-1] += f"\n\nEarlier, this article said: “{first}” That was wrong."
    text = versions[0]
    start = text.index(first)
    standing = new_annotation(text, Span(start, start + len(first)), NOW)
    for version, words in zip(versions[1:], (second, third), strict=True):
        (standing,) = reanchor([standing], version)
        assert (standing.anchor.quote, standing.state) == (words, AnchorState.FUZZY)


RHINOS = "In 2014, 1,215 rhinos were slaughtered for their horns."
KILLED = RHINOS.replace("slaughtered", "killed")
EARLIER = "Poaching has risen, and rangers have asked for help.\n\n{} Fewer died a year before that, though."
LATER = "The ministry published its numbers on Friday afternoon. {} No arrests have been made until today."


@pytest.mark.parametrize(
    ("marked", "found", "later"),
    [
        pytest.param(RHINOS, KILLED, LATER, id="a whole sentence"),
        pytest.param(RHINOS[:-1], KILLED[:-1], LATER, id="without its full stop"),
        pytest.param(RHINOS, None, LATER.replace("{}", "Some say that {}"), id="now a part of a sentence"),
        pytest.param(RHINOS[9:], None, LATER, id="a part of a sentence"),
        pytest.param("Many rhinos were slaughtered.", None, LATER, id="too short"),
    ],
)
def test_a_changed_sentence_in_changed_surroundings_is_found_where_it_is_long_enough(
    marked: str, found: str | None, later: str
) -> None:
    sentence = RHINOS if marked in RHINOS else marked
    old, new = EARLIER.format(sentence), later.format(sentence.replace("slaughtered", "killed"))
    start = old.index(marked)
    (standing,) = reanchor([new_annotation(old, Span(start, start + len(marked)), NOW)], new, old)
    assert standing.anchor.quote == (found or marked)
    assert standing.state is (AnchorState.FUZZY if found else AnchorState.ORPHAN)


def test_an_orphan_waits_for_its_passage() -> None:
    annotation = new_annotation(ARTICLE, Span(0, 60), NOW)
    (orphan,) = reanchor([annotation], "Subscribe to read on.")
    assert orphan.anchor == Anchor(annotation.anchor.quote, "", annotation.anchor.suffix)
    assert orphan.first == annotation.anchor
    assert reanchor([orphan], ARTICLE) == (annotation,)


@pytest.mark.parametrize(
    ("left", "right", "edits"),
    [
        pytest.param("", "", 0, id="nothing"),
        pytest.param("", "abc", 3, id="all new"),
        pytest.param("kitten", "sitting", 3, id="a textbook's"),
        pytest.param("Sullivan", "Sulivan", 1, id="one letter less"),
        pytest.param("x" * 300 + "a", "b" + "x" * 300, 2, id="longer than a machine word"),
    ],
)
def test_distance(left: str, right: str, edits: int) -> None:
    assert distance(left, right) == distance(right, left) == edits


@given(st.text("abc ", max_size=12), st.text("abc ", max_size=12))
def test_distance_is_what_the_table_gives(left: str, right: str) -> None:
    row = list(range(len(right) + 1))
    for above, item in enumerate(left, 1):
        previous, row[0] = row[0], above
        for at, other in enumerate(right, 1):
            previous, row[at] = row[at], min(row[at] + 1, row[at - 1] + 1, previous + (item != other))
    assert distance(left, right) == row[-1]
    assert 0 <= similarity(left, right) <= 1


@given(texts)
def test_a_folded_text_knows_where_each_character_was(text: str) -> None:
    folded_text = normalize_text(text)
    assert len(folded_text.text) == len(folded_text.starts) == len(folded_text.ends)
    assert list(folded_text.starts) == sorted(folded_text.starts)
    for at, (start, end) in enumerate(zip(folded_text.starts, folded_text.ends, strict=True)):
        assert folded_text.text[at] in normalize_text(text[start:end]).text
