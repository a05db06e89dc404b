"""Painting a row: what is drawn measures what was laid out, whatever lies over it."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from briefing.domain import Span
from briefing.presentation.annotations.annotation_marks import TextMark
from briefing.ui.textlayout.highlights import Highlights
from briefing.ui.textlayout.row_paint import Stretch, paint_row, stretches_by_row
from briefing.ui.textlayout.wrapping import TextLayout

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
FLAGS = "\U0001f1e9\U0001f1ea\U0001f1eb\U0001f1f7"
BASE, BOLD, UNDERLINE = Style.parse("white on black"), Style(bold=True), Style(underline=True)

unhurried = settings(deadline=None)
"""A busy machine is no failure."""

texts = st.lists(
    st.one_of(
        st.sampled_from(
            [" ", "\n", "\xa0", "\u3000", "。", FAMILY, FLAGS, "e\u0301", "\u200d", "\ufe0f", "\u0301"]
        ),
        st.sampled_from(["word ", "中文", "a" * 30, "❤️", "[/x]", "\x1b[31m", "\u202e"]),
        st.text(max_size=3),
    ),
    max_size=25,
).map("".join)
layers = st.lists(
    st.tuples(st.integers(0, 90), st.integers(0, 90), st.sampled_from([BOLD, UNDERLINE])), max_size=5
).map(lambda found: [(min(a, b), max(a, b), style) for a, b, style in found])


@unhurried
@given(texts, st.one_of(st.integers(1, 3), st.integers(1, 60)), layers)
def test_a_painted_row_measures_exactly_the_width(
    text: str, width: int, over: list[tuple[int, int, Style]]
) -> None:
    layout = TextLayout(text, width)
    for row in range(layout.height):
        segments = paint_row(layout, row, BASE, over)
        assert cell_len("".join(segment.text for segment in segments)) <= width
        strip = Strip(segments).adjust_cell_length(width, BASE)
        assert strip.cell_length == width
        assert sum(cell_len(segment.text) for segment in strip) == cell_len(strip.text) == width
        assert all(segment.style and segment.style.bgcolor == BASE.bgcolor for segment in strip)


@unhurried
@given(texts, st.integers(2, 60), layers)
def test_highlights_change_the_look_and_never_the_words(
    text: str, width: int, over: list[tuple[int, int, Style]]
) -> None:
    layout = TextLayout(text, width)
    for row in range(layout.height):
        plainly = "".join(segment.text for segment in paint_row(layout, row, BASE, ()))
        assert "".join(segment.text for segment in paint_row(layout, row, BASE, over)) == plainly


@pytest.mark.parametrize(
    ("text", "over", "painted"),
    [
        pytest.param("one two", [(4, 7, BOLD)], [("one ", BASE), ("two", BASE + BOLD)], id="a word"),
        pytest.param(
            "abcdef",
            [(0, 4, BOLD), (2, 6, UNDERLINE)],
            [("ab", BASE + BOLD), ("cd", BASE + BOLD + UNDERLINE), ("ef", BASE + UNDERLINE)],
            id="two that overlap",
        ),
        pytest.param(
            f"a{FAMILY}b",
            [(2, 3, BOLD)],
            [("a", BASE), (FAMILY, BASE + BOLD), ("b", BASE)],
            id="inside an emoji",
        ),
        pytest.param("one", [(3, 9, BOLD)], [("one", BASE)], id="past the row"),
        pytest.param("a\u200d", [], [("a", BASE)], id="a joiner with nothing to join"),
        pytest.param("中中", [(0, 1, BOLD)], [("中", BASE + BOLD), ("中", BASE)], id="a wide character"),
    ],
)
def test_layers_are_snapped_to_graphemes(
    text: str, over: list[tuple[int, int, Style]], painted: list[tuple[str, Style]]
) -> None:
    assert paint_row(TextLayout(text, 20), 0, BASE, over) == [Segment(*each) for each in painted]


def test_a_passage_over_three_rows_covers_words_and_not_the_blanks_rows_are_broken_at() -> None:
    layout = TextLayout("one two three\n\nfour five", 9)
    found = stretches_by_row(layout, [(Span(4, 19), "evidence")])
    assert found == {
        0: [Stretch(4, 7, "evidence")],
        1: [Stretch(8, 13, "evidence")],
        3: [Stretch(15, 19, "evidence")],
    }


@pytest.mark.parametrize(
    "span", [pytest.param(Span(5, 5), id="empty"), pytest.param(Span(90, 99), id="outside the text")]
)
def test_a_span_without_words_highlights_nothing(span: Span) -> None:
    assert stretches_by_row(TextLayout("one two three", 9), [(span, "evidence")]) == {}


# "one two / three four / five six", a row each.
ROWS = TextLayout("one two three four five six", 11)


@pytest.mark.parametrize(
    ("highlights", "signs"),
    [
        pytest.param(
            Highlights(evidence=(Span(4, 13),)), {0: "> ", 1: "> "}, id="evidence on each of its rows"
        ),
        pytest.param(
            Highlights(marks=(TextMark(Span(0, 3), "mark-1"),)), {0: " -"}, id="a mark without a note"
        ),
        pytest.param(
            Highlights(marks=(TextMark(Span(4, 22), "mark-1", sign="*"),)),
            {0: " *", 1: " |", 2: " |"},
            id="a note goes on",
        ),
        pytest.param(
            Highlights(marks=(TextMark(Span(0, 3), "mark-1"), TextMark(Span(4, 7), "mark-2"))),
            {0: " 2"},
            id="two begin",
        ),
        pytest.param(
            Highlights(evidence=(Span(0, 3),), marks=(TextMark(Span(0, 13), "mark-1"),)),
            {0: ">-", 1: " |"},
            id="evidence and a mark",
        ),
        pytest.param(Highlights(matches=(Span(0, 3),)), {}, id="matches have no sign"),
    ],
)
def test_signs_in_the_gutter(highlights: Highlights, signs: dict[int, str]) -> None:
    assert highlights.by_row(ROWS).signs == signs


def test_the_current_evidence_lies_over_the_others_and_all_evidence_over_marks() -> None:
    span = Span(0, 3)
    highlights = Highlights(
        marks=(TextMark(span, "mark-2", layer=1), TextMark(span, "mark-1")), evidence=(span, span), current=0
    )
    names = [each.style for each in highlights.by_row(ROWS).stretches[0]]
    assert names == ["mark-1", "mark-2", "evidence", "evidence", "evidence-current"]


def test_only_rows_that_look_otherwise_have_changed() -> None:
    before = Highlights(evidence=(Span(0, 3), Span(8, 13)), current=0).by_row(ROWS)
    after = Highlights(evidence=(Span(0, 3), Span(8, 13)), current=1).by_row(ROWS)
    assert after.changed(before) == {0, 1}
    assert Highlights(evidence=(Span(0, 3),), current=0).by_row(ROWS).changed(before) == {1}
    assert before.changed(before) == set()
