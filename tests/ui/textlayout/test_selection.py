"""What is selected, in whole graphemes and units, whatever moves its ends."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.domain import Span
from briefing.ui.textlayout.graphemes import clusters, grapheme_around
from briefing.ui.textlayout.selection import Selection, Unit, selection_message

TEXT = "One two, three. Four five! Six.\n\nNext here. Last one.\n\nEnd of it."
FAMILY = "\U0001f469\u200d\U0001f467"
CHARACTER, WORD, SENTENCE, PARAGRAPH = Unit

unhurried = settings(deadline=None)
"""A busy machine is no failure."""

texts = st.lists(
    st.one_of(
        st.sampled_from(["word ", " ", "\n", "\n\n", ". ", "! ", "。", "中文", "don’t", "The ", "  ", "I "]),
        st.sampled_from(
            ["e\u0301", FAMILY, "\U0001f1e9\U0001f1ea", "\U0001f1eb", "❤️", "\u200d", "\ufe0f", " \u0301"]
        ),
        st.text(max_size=3),
    ),
    min_size=1,
    max_size=20,
).map("".join)
units = st.sampled_from(list(Unit))
steps = st.sampled_from([WORD, SENTENCE, PARAGRAPH])


def at(words: str, *, end: bool = False, text: str = TEXT) -> int:
    """Where words begin, or their last letter stands."""
    return text.index(words) + (len(words) - 1 if end else 0)


def boundaries(text: str) -> set[int]:
    """Every offset where a grapheme starts or ends, found line by line from their beginnings."""
    found, start = {0, len(text)}, 0
    for line in text.split("\n"):
        found |= {start, start + len(line)} | {start + each for each, _, _ in clusters(line)}
        start += len(line) + 1
    return found


@pytest.mark.parametrize(
    ("unit", "anchor", "head", "selected"),
    [
        pytest.param(CHARACTER, at("two"), at("two", end=True), "two", id="both ends are selected"),
        pytest.param(CHARACTER, at("two", end=True), at("two"), "two", id="backwards"),
        pytest.param(CHARACTER, at(" two"), at("two, ", end=True), "two,", id="no blanks at the ends"),
        pytest.param(CHARACTER, at(" two"), at(" two"), " ", id="a blank alone"),
        pytest.param(CHARACTER, at("\n\n"), at("Next"), "N", id="no newlines at the ends"),
        pytest.param(WORD, at("wo,"), at("ree"), "two, three", id="words"),
        pytest.param(SENTENCE, at("ive"), at("ive"), "Four five!", id="the sentence at the caret"),
        pytest.param(SENTENCE, at("ix."), at("ive"), "Four five! Six.", id="sentences touched, backwards"),
        pytest.param(SENTENCE, at("five"), at("here"), "Four five! Six.\n\nNext here.", id="across a gap"),
        pytest.param(PARAGRAPH, at("here"), at("here"), "Next here. Last one.", id="a paragraph"),
    ],
)
def test_what_is_selected(unit: Unit, anchor: int, head: int, selected: str) -> None:
    assert Selection(anchor, head, unit).span(TEXT).of(TEXT) == selected


Steps = Callable[[Selection], Selection]


@pytest.mark.parametrize(
    ("unit", "start", "move", "selected"),
    [
        pytest.param(CHARACTER, "two", lambda s: s.forward(TEXT, WORD), "two", id="a word to its end"),
        pytest.param(CHARACTER, "two", lambda s: s.forward(TEXT, WORD, 2), "two, three", id="two words"),
        pytest.param(
            CHARACTER, "two", lambda s: s.forward(TEXT, SENTENCE), "two, three.", id="a sentence to its end"
        ),
        pytest.param(
            CHARACTER,
            "two",
            lambda s: s.forward(TEXT, SENTENCE, 3),
            "two, three. Four five! Six.",
            id="three sentences",
        ),
        pytest.param(
            CHARACTER,
            "five",
            lambda s: s.forward(TEXT, PARAGRAPH, 2),
            "five! Six.\n\nNext here. Last one.",
            id="two paragraphs",
        ),
        pytest.param(
            CHARACTER, "three", lambda s: s.back(TEXT, WORD, 2), "One two, t", id="words back, to starts"
        ),
        pytest.param(
            CHARACTER,
            "two",
            lambda s: s.forward(TEXT, WORD, 3).back(TEXT, WORD),
            "two, three",
            id="a word given up whole",
        ),
        pytest.param(
            CHARACTER,
            "five",
            lambda s: s.back(TEXT, WORD, 3).forward(TEXT, WORD),
            "three. Four f",
            id="and from the other side",
        ),
        pytest.param(
            CHARACTER,
            "two",
            lambda s: s.forward(TEXT, WORD).back(TEXT, WORD, 2),
            "One t",
            id="back across the anchor",
        ),
        pytest.param(
            CHARACTER,
            "two",
            lambda s: s.back(TEXT, WORD).forward(TEXT, WORD, 2),
            "two",
            id="forward across the anchor",
        ),
        pytest.param(SENTENCE, "ive!", lambda s: s.forward(TEXT, SENTENCE), "Four five! Six.", id="by )"),
        pytest.param(
            SENTENCE,
            "ive!",
            lambda s: s.forward(TEXT, SENTENCE, 2).back(TEXT, SENTENCE),
            "Four five! Six.",
            id="by ( one fewer",
        ),
        pytest.param(
            SENTENCE,
            "ive!",
            lambda s: s.forward(TEXT, SENTENCE).back(TEXT, SENTENCE, 2),
            "One two, three. Four five!",
            id="by ( past the anchor's sentence",
        ),
        pytest.param(
            SENTENCE, "ive!", lambda s: s.forward(TEXT, PARAGRAPH), "Four five! Six.", id="by } to its end"
        ),
        pytest.param(
            SENTENCE,
            "ive!",
            lambda s: s.back(TEXT, PARAGRAPH),
            "One two, three. Four five!",
            id="by { to its start",
        ),
        pytest.param(SENTENCE, "ive!", lambda s: s.by(CHARACTER, TEXT), "Four five!", id="v keeps it"),
        pytest.param(
            SENTENCE,
            "ive!",
            lambda s: s.back(TEXT, SENTENCE).by(CHARACTER, TEXT).forward(TEXT, WORD),
            "two, three. Four five!",
            id="v keeps the direction",
        ),
        pytest.param(CHARACTER, "ive!", lambda s: s.by(SENTENCE, TEXT), "Four five!", id="V takes the whole"),
        pytest.param(CHARACTER, "wo,", lambda s: s.object(TEXT, WORD), "two", id="iw"),
        pytest.param(CHARACTER, " two", lambda s: s.object(TEXT, WORD), "two", id="iw on a blank"),
        pytest.param(CHARACTER, "wo,", lambda s: s.object(TEXT, WORD, 2), "two, three", id="2iw"),
        pytest.param(CHARACTER, "wo,", lambda s: s.object(TEXT, SENTENCE), "One two, three.", id="is"),
        pytest.param(
            CHARACTER, "wo,", lambda s: s.object(TEXT, SENTENCE, 2), "One two, three. Four five!", id="2is"
        ),
        pytest.param(
            CHARACTER,
            "wo,",
            lambda s: s.object(TEXT, SENTENCE).object(TEXT, SENTENCE),
            "One two, three. Four five!",
            id="is again takes the next",
        ),
        pytest.param(
            CHARACTER, "wo,", lambda s: s.object(TEXT, PARAGRAPH), "One two, three. Four five! Six.", id="ip"
        ),
        pytest.param(CHARACTER, "of it", lambda s: s.forward(TEXT, WORD, 99), "of it.", id="to the last"),
        pytest.param(CHARACTER, "ne two", lambda s: s.back(TEXT, WORD, 99), "On", id="to the first"),
    ],
)  # fmt: skip
def test_moving_the_head(unit: Unit, start: str, move: Steps, selected: str) -> None:
    begun = Selection(at(start), at(start), unit)
    assert move(begun).span(TEXT).of(TEXT) == selected


@st.composite
def selections(draw: st.DrawFn) -> tuple[str, Selection]:
    text = draw(texts)
    starts = sorted(boundaries(text) - {len(text)}) or [0]
    ends = st.sampled_from(starts)
    return text, Selection(draw(ends), draw(ends), draw(units))


@unhurried
@given(selections(), st.lists(st.tuples(st.sampled_from(["forward", "back", "object"]), steps), max_size=6))
def test_a_selection_is_never_empty_leaves_no_text_and_parts_no_grapheme(
    begun: tuple[str, Selection], moves: list[tuple[str, Unit]]
) -> None:
    text, selection = begun
    for name, step in moves:
        selection = getattr(selection, name)(text, step)
        assert {selection.anchor, selection.head} <= boundaries(text) - {len(text)} or not text
    span = selection.span(text)
    assert 0 <= span.start <= span.end <= len(text)
    assert len(span) > 0 or not text
    assert {span.start, span.end} <= boundaries(text)
    quote = span.of(text)
    assert not quote.strip() or not clusters_blank(quote)


def clusters_blank(quote: str) -> bool:
    """Whether the first or last grapheme is blank."""
    first, last = grapheme_around(quote, 0), grapheme_around(quote, len(quote) - 1)
    return not quote[slice(*first)].strip() or not quote[slice(*last)].strip()


@unhurried
@given(selections())
def test_both_ends_are_selected_unless_they_are_blank(begun: tuple[str, Selection]) -> None:
    text, selection = begun
    span = replace(selection, unit=CHARACTER).span(text)
    for end in (selection.anchor, selection.head):
        assert not text or end in span or not text[slice(*grapheme_around(text, end))].strip()


@unhurried
@given(selections())
def test_the_other_end_twice_is_where_one_was(begun: tuple[str, Selection]) -> None:
    text, selection = begun
    assert selection.swapped().swapped() == selection
    assert selection.swapped().span(text) == selection.span(text)


@unhurried
@given(selections(), steps, st.integers(1, 4))
def test_more_is_selected_going_away_and_never_more_coming_back(
    begun: tuple[str, Selection], step: Unit, count: int
) -> None:
    text, selection = begun
    single = selection.moved(selection.anchor)
    away = single.forward(text, step, count)
    # Blanks alone are the one selection that more letters make smaller.
    if single.span(text).of(text).strip():
        assert away.span(text).covers(single.span(text))
    assert away == single.forward(text, step, count - 1).forward(text, step, 1)
    nearer = away.back(text, step)
    if nearer.head >= nearer.anchor and nearer.span(text).of(text).strip():
        assert away.span(text).covers(nearer.span(text))


@unhurried
@given(
    st.lists(st.sampled_from(["one", "of", "many", "don’t", "e\u0301t"]), min_size=3, max_size=9), st.data()
)
def test_coming_back_undoes_going_away_word_by_word(words: list[str], data: st.DataObject) -> None:
    text = ", ".join(words)
    first = data.draw(st.integers(0, len(words) - 2))
    start = sum(len(word) + 2 for word in words[:first])
    selection = Selection(start, start).object(text, WORD)
    count = data.draw(st.integers(1, len(words) - first - 1))
    assert selection.forward(text, WORD, count).back(text, WORD, count).span(text) == selection.span(text)


@unhurried
@given(texts, st.integers(0, 60))
def test_the_letters_around_an_offset_tell_its_grapheme(text: str, offset: int) -> None:
    start, end = grapheme_around(text, offset)
    known = sorted(boundaries(text))
    if offset >= len(text):
        assert (start, end) == (len(text), len(text))
    else:
        assert start == max(each for each in known if each <= offset)
        assert end == min(each for each in known if each > offset)


@pytest.mark.parametrize(
    "span", [Span(4, 7), Span(0, len(TEXT)), Span(3, 4)], ids=["a word", "all", "a blank"]
)
def test_a_passage_can_be_selected(span: Span) -> None:
    assert Selection.of(TEXT, span).span(TEXT) == span


def test_a_passage_that_leaves_the_text_is_cut_to_it() -> None:
    assert Selection.of(TEXT, Span(at("it."), 10_000)).span(TEXT).of(TEXT) == "it."
    assert Selection.of("", Span(3, 9)).span("") == Span(0, 0)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("One two, three.", "3 words, 15 characters selected", id="words"),
        pytest.param("x", "1 word, 1 character selected", id="one of each"),
        pytest.param(f"e\u0301 {FAMILY}", "2 words, 3 characters selected", id="drawn as one"),
        pytest.param("a\n\nb", "2 words, 4 characters selected", id="newlines"),
    ],
)  # fmt: skip
def test_the_words_for_the_status_row(text: str, words: str) -> None:
    assert selection_message(text, Span(0, len(text)), keys="") == words
    assert selection_message(text, Span(0, len(text))).startswith(f"{words}  {{reader.annotate}} note")
