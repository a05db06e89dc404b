"""Motions land on starts of words, sentences and paragraphs, and always get on."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.domain.text.motions import (
    paragraph_at,
    paragraph_back,
    paragraph_end,
    paragraph_forward,
    sentence_at,
    sentence_back,
    sentence_end,
    sentence_forward,
    word_at,
    word_back,
    word_end,
    word_forward,
)
from briefing.domain.text.sentences import sentence_starts

Motion = Callable[[str, int, int], int]
FORTH: tuple[Motion, ...] = (word_forward, sentence_forward, paragraph_forward)
BACK: tuple[Motion, ...] = (word_back, sentence_back, paragraph_back)
ENDS: tuple[Motion, ...] = (word_end, sentence_end, paragraph_end)

unhurried = settings(deadline=None)
"""A busy machine is no failure."""

texts = st.lists(
    st.one_of(
        st.sampled_from(
            [" ", "\n", "\n\n", ". ", "! ", "。", "“", "”", "Gen. ", "U.S. ", "1,000", "don’t", "x-ray"]
        ),
        st.sampled_from(
            ["word ", "中文", "かな", "カナ", "कि", "e\u0301", "The ", "a.m. ", "…", "\U0001f600"]
        ),
        st.text(max_size=3),
    ),
    max_size=30,
).map("".join)


def visited(step: Motion, text: str, offset: int = 0) -> list[str]:
    """The three characters after each stop of a motion that is repeated to the text's end."""
    stops: list[str] = []
    while (offset := step(text, offset, 1)) < len(text):
        stops.append(text[offset : offset + 3])
    return stops


@pytest.mark.parametrize(
    ("text", "sentences"),
    [
        pytest.param("One. Two! Three?", ["One.", "Two!", "Three?"], id="the three marks"),
        pytest.param(
            "“Why?” he asked. Nobody knew.", ["“Why?” he asked.", "Nobody knew."], id="a quoted question"
        ),
        pytest.param(
            "He left.” “Good.” So it was.", ["He left.”", "“Good.”", "So it was."], id="closing quotes"
        ),
        pytest.param(
            "Gen. Zhang met Sen. Day. They sat.", ["Gen. Zhang met Sen. Day.", "They sat."], id="titles"
        ),
        pytest.param(
            "In the U.S. Congress. In the U.S. The",
            ["In the U.S. Congress.", "In the U.S.", "The"],
            id="U.S.",
        ),
        pytest.param("George W. Bush spoke.", ["George W. Bush spoke."], id="an initial"),
        pytest.param("At 5 p.m. Biden called.", ["At 5 p.m. Biden called."], id="an hour"),
        pytest.param(
            "Acme Inc. sued. He said no. Then left.",
            ["Acme Inc. sued.", "He said no.", "Then left."],
            id="no",
        ),
        pytest.param("It is No. 10 here. Yes.", ["It is No. 10 here.", "Yes."], id="a number"),
        pytest.param(
            "It rose 3.5 percent. Wow… Then fell.",
            ["It rose 3.5 percent.", "Wow…", "Then fell."],
            id="decimals",
        ),
        pytest.param("Oil [2] fell.[3] Gas rose.", ["Oil [2] fell.[3]", "Gas rose."], id="references"),
        pytest.param("他说。我听。", ["他说。", "我听。"], id="Chinese"),
        pytest.param("A list\nits second line", ["A list", "its second line"], id="a new line"),
        pytest.param("no capital. here", ["no capital. here"], id="a small letter goes on"),
    ],
)
def test_a_paragraph_falls_into_sentences(text: str, sentences: list[str]) -> None:
    starts = list(sentence_starts(text, 0, len(text)))
    ends = [*starts[1:], len(text)]
    assert [text[start:end].strip() for start, end in zip(starts, ends, strict=True)] == sentences
    assert [sentence_at(text, start).of(text) for start in starts] == sentences


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("one, two — three", ["one", "two", "three"], id="punctuation is no word"),
        pytest.param(
            "don’t military-to-military U.S. AT&T",
            ["don’t", "military-to-military", "U.S", "AT&T"],
            id="joined",
        ),
        pytest.param("3.5 and 1,000, then", ["3.5", "and", "1,000", "then"], id="numbers"),
        pytest.param("東京タワーへ", ["東京", "タワー", "へ"], id="Japanese scripts"),
        pytest.param("कि e\u0301t", ["कि", "e\u0301t"], id="marks belong to their letters"),
    ],
)
def test_words(text: str, words: list[str]) -> None:
    found = [0]
    while (offset := word_forward(text, found[-1])) < len(text):
        found.append(offset)
    assert [word_at(text, offset).of(text) for offset in found] == words
    assert [
        word_at(text, offset + len(word) - 1).of(text) for offset, word in zip(found, words, strict=True)
    ] == words


TEXT = "First line. Second one.\n\nNext, the U.S. case.\nA line.\n\n\nLast."


@pytest.mark.parametrize(
    ("step", "stops"),
    [
        pytest.param(paragraph_forward, ["Nex", "Las"], id="paragraphs"),
        pytest.param(sentence_forward, ["Sec", "Nex", "A l", "Las"], id="sentences cross paragraphs"),
    ],
)
def test_stops_going_forward(step: Motion, stops: list[str]) -> None:
    assert visited(step, TEXT) == stops


@pytest.mark.parametrize(
    ("step", "stops"),
    [
        pytest.param(paragraph_back, ["Las", "Nex", "Fir"], id="paragraphs"),
        pytest.param(sentence_back, ["Las", "A l", "Nex", "Sec", "Fir"], id="sentences"),
        pytest.param(word_back, ["Las", "lin", "A l", "cas", "U.S", "the", "Nex", "one"], id="words"),
    ],
)
def test_stops_going_back(step: Motion, stops: list[str]) -> None:
    offset, found = len(TEXT), []
    for _ in stops:
        offset = step(TEXT, offset, 1)
        found.append(TEXT[offset : offset + 3])
    assert found == stops


@pytest.mark.parametrize(
    ("step", "ends"),
    [
        pytest.param(
            word_end, ["First", " line", "econd", " one", "Next", " the", "U.S", "case"], id="words"
        ),
        pytest.param(sentence_end, ["line.", " one.", "case.", "line.", "Last."], id="sentences"),
        pytest.param(paragraph_end, [" one.", "line.", "Last."], id="paragraphs"),
    ],
)
def test_ends_going_forward(step: Motion, ends: list[str]) -> None:
    offset, found = 0, []
    for _ in ends:
        offset = step(TEXT, offset, 1)
        found.append(TEXT[max(0, offset - 5) : offset])
    assert [each.endswith(end.lstrip()) for each, end in zip(found, ends, strict=True)] == [True] * len(ends)
    assert step(TEXT, len(TEXT), 1) == len(TEXT)


@pytest.mark.parametrize(
    ("step", "offset", "end"),
    [
        pytest.param(word_end, "rst line", "First", id="from within the word"),
        pytest.param(word_end, " line", "First line", id="at a word's end, the next"),
        pytest.param(word_end, ".S. case", "First line. Second one.\n\nNext, the U.S", id="from a joiner"),
        pytest.param(sentence_end, " Second", "First line. Second one.", id="at a sentence's end, the next"),
        pytest.param(paragraph_end, "\n\nNext", "First line. Second one.\n\nNext, the U.S. case.\nA line.",
                     id="in a gap, the next paragraph's"),
    ],
)  # fmt: skip
def test_the_end_past_an_offset(step: Motion, offset: str, end: str) -> None:
    assert TEXT[: step(TEXT, TEXT.index(offset), 1)] == end


@pytest.mark.parametrize(
    ("offset", "paragraph"),
    [
        pytest.param(3, "First line. Second one.", id="inside"),
        pytest.param(TEXT.index("\n\n") + 1, "First line. Second one.", id="in the gap after"),
        pytest.param(TEXT.index("Next"), "Next, the U.S. case.\nA line.", id="at the start"),
        pytest.param(len(TEXT), "Last.", id="at the end"),
    ],
)
def test_paragraph_at(offset: int, paragraph: str) -> None:
    assert paragraph_at(TEXT, offset).of(TEXT) == paragraph


@pytest.mark.parametrize("step", FORTH, ids=lambda step: step.__name__)
@unhurried
@given(text=texts, count=st.integers(1, 5))
def test_going_forward_gets_on_and_ends_at_the_end(step: Motion, text: str, count: int) -> None:
    offset = 0
    while offset < len(text):
        following = step(text, offset, 1)
        assert offset < following <= len(text)
        offset = following
    assert step(text, 0, count) == step(text, step(text, 0, 1), count - 1)


@pytest.mark.parametrize("step", ENDS, ids=lambda step: step.__name__)
@unhurried
@given(text=texts, offset=st.integers(0, 60), count=st.integers(1, 4))
def test_an_end_lies_past_the_offset_and_after_no_blank(
    step: Motion, text: str, offset: int, count: int
) -> None:
    offset = min(offset, len(text))
    end = step(text, offset, 1)
    assert offset < end <= len(text) or end == offset == len(text)
    assert end in (offset, len(text)) or not text[end - 1].isspace()
    assert step(text, offset, count) == step(text, end, count - 1)


@pytest.mark.parametrize("step", BACK, ids=lambda step: step.__name__)
@unhurried
@given(text=texts)
def test_going_back_gets_on_and_ends_at_or_before_the_first_word(step: Motion, text: str) -> None:
    offset, steps = len(text), 0
    while (before := step(text, offset, 1)) != offset and steps <= len(text):
        assert 0 <= before < offset or not text[:before].strip()
        offset, steps = before, steps + 1
    assert steps <= len(text)
    assert not text[:offset].strip() or step is word_back


@unhurried
@given(texts, st.integers(0, 120))
def test_what_stands_at_an_offset_lies_within_the_text(text: str, offset: int) -> None:
    for at in (word_at, sentence_at, paragraph_at):
        span = at(text, offset)
        assert 0 <= span.start <= span.end <= len(text)
    if offset < len(text):
        assert offset in word_at(text, offset)
    assert paragraph_at(text, offset).covers(sentence_at(text, offset))
