"""Offsets, rows and cells agree with each other, whatever the script and however narrow the column."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.cells import cell_len, split_graphemes

from briefing.domain.text.sanitize import safe_one_to_one
from briefing.ui.textlayout.graphemes import graphemes, is_plain
from briefing.ui.textlayout.wrapping import TextLayout, _cuts, _plain_cuts

FAMILY = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
THUMB = "\U0001f44d\U0001f3fd"
GERMANY, FRANCE = "\U0001f1e9\U0001f1ea", "\U0001f1eb\U0001f1f7"
HEART = "\u2764\ufe0f"
KEYCAP = "1\ufe0f\u20e3"
WALES = "\U0001f3f4\U000e0067\U000e0062\U000e0077\U000e006c\U000e0073\U000e007f"

pieces = st.one_of(
    st.sampled_from(
        [" ", "  ", "\n", "\n\n", "\xa0", "\u202f", "\u3000", "。", "「", "」", "、", "-", "…", "“", "”"]
    ),
    st.sampled_from(
        [FAMILY, THUMB, GERMANY, FRANCE, GERMANY[0], HEART, KEYCAP, WALES, "\u200d", "\ufe0f", "\u0301"]
    ),
    st.sampled_from(
        ["word", "longer-word", "a" * 40, "é", "e\u0301", "中文", "かな", "한국", "क्षि", "ไทยกำ", "السلام"]
    ),
    st.text(max_size=4),
)
unhurried = settings(deadline=None)
"""A busy machine is no failure."""

texts = st.lists(pieces, max_size=30).map("".join)
widths = st.one_of(st.integers(1, 3), st.integers(1, 90))


def rows_of(text: str, width: int) -> list[str]:
    layout = TextLayout(text, width)
    return [text[start:end] for start, end in zip(layout.starts, layout.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "width", "rows"),
    [
        pytest.param("", 10, [""], id="nothing is one empty row"),
        pytest.param("one two", 10, ["one two"], id="fits"),
        pytest.param("one two", 7, ["one two"], id="fits exactly"),
        pytest.param("one two", 6, ["one ", "two"], id="after a blank"),
        pytest.param("one   two", 4, ["one   ", "two"], id="blanks hang past the width"),
        pytest.param("one two   ", 7, ["one two   "], id="blanks at the end make no row"),
        pytest.param("a\n\nb\n", 10, ["a", "", "b", ""], id="blank lines are rows"),
        pytest.param("abcdefgh ij", 3, ["abc", "def", "gh ", "ij"], id="a long word is cut"),
        pytest.param("10\xa0km and", 4, ["10\xa0k", "m ", "and"], id="no break at a no-break space"),
        pytest.param(
            "wait 10\xa0km", 7, ["wait ", "10\xa0km"], id="the no-break space keeps its words together"
        ),
        pytest.param("« non\u202f», dit", 7, ["« ", "non\u202f», ", "dit"], id="nor at the narrow one"),
        pytest.param("中文很好。", 8, ["中文很", "好。"], id="a full stop takes its character along"),
        pytest.param(
            "他说「好的」",
            7,
            ["他说", "「好", "的」"],
            id="no opening mark ends a row, no closing one starts it",
        ),
        pytest.param("見て Python だ", 7, ["見て ", "Python ", "だ"], id="words among kana stay whole"),
        pytest.param("中中", 1, ["中", "中"], id="a wide character alone may be wider than the width"),
        pytest.param(FAMILY * 3, 4, [FAMILY * 2, FAMILY], id="families are not torn apart"),
        pytest.param(
            GERMANY + FRANCE + GERMANY, 5, [GERMANY + FRANCE, GERMANY], id="flags are not torn apart"
        ),
        pytest.param("ab e\u0301e\u0301", 2, ["ab ", "e\u0301e\u0301"], id="an accent stays on its letter"),
        pytest.param("대한민국 만세", 8, ["대한민국 ", "만세"], id="Korean breaks at its blanks"),
    ],
)
def test_a_text_is_wrapped(text: str, width: int, rows: list[str]) -> None:
    assert rows_of(text, width) == rows


@pytest.mark.parametrize(
    ("text", "clusters"),
    [
        pytest.param(GERMANY + FRANCE, [GERMANY, FRANCE], id="two flags"),
        pytest.param(GERMANY + GERMANY[0], [GERMANY, GERMANY[0]], id="half a flag is left over"),
        pytest.param(f"a{FAMILY}b", ["a", FAMILY, "b"], id="a family"),
        pytest.param(f"{THUMB}{HEART}{KEYCAP}", [THUMB, HEART, KEYCAP], id="skin tone, emoji style, keycap"),
        pytest.param("e\u0301\u0323x", ["e\u0301\u0323", "x"], id="accents"),
        pytest.param("\u1100\u1161\u11a8", ["\u1100\u1161\u11a8"], id="conjoining jamo"),
    ],
)
def test_graphemes_are_what_the_eye_counts(text: str, clusters: list[str]) -> None:
    assert [text[each.start : each.end] for each in graphemes(text)] == clusters


@unhurried
@given(texts)
def test_what_is_drawn_has_the_same_offsets_and_nothing_a_terminal_obeys(text: str) -> None:
    shown = TextLayout(text, 20).shown
    assert len(shown) == len(text)
    assert not any((ord(each) < 32 and each != "\n") or 127 <= ord(each) < 160 for each in shown)
    shown.encode("utf-8")


@unhurried
@given(texts, widths)
def test_rows_cover_the_text_in_order(text: str, width: int) -> None:
    layout = TextLayout(text, width)
    after = 0
    for start, end in zip(layout.starts, layout.ends, strict=True):
        assert layout.shown[after:start] in ("", "\n")
        assert start <= end
        after = end
    assert after == len(text)
    assert layout.starts[0] == 0
    assert layout.starts == sorted(set(layout.starts))


@unhurried
@given(texts, widths)
def test_no_row_is_wider_than_the_width_but_for_one_wide_character(text: str, width: int) -> None:
    layout = TextLayout(text, width)
    for row in range(layout.height):
        shown = [each for each in layout.row_graphemes(row) if each.width]
        while shown and layout.shown[layout.starts[row] + shown[-1].start] in " \u3000":
            shown.pop()
        wide = sum(each.width for each in shown)
        assert wide <= width or len(shown) == 1


@unhurried
@given(texts, widths)
def test_offset_to_cell_to_offset_comes_back(text: str, width: int) -> None:
    layout = TextLayout(text, width)
    for row in range(layout.height):
        for each in layout.row_graphemes(row):
            if each.width and each.cell < width:
                offset = layout.starts[row] + each.start
                assert layout.cell(offset) == (row, each.cell)
                assert layout.offset(row, each.cell) == offset
                assert layout.offset(row, each.cell + each.width - 1) in (
                    offset,
                    layout.offset(row, width - 1),
                )
                assert layout.grapheme_at(offset) == (offset, layout.starts[row] + each.end)


@unhurried
@given(texts, widths)
def test_stepping_forth_and_back_visits_the_same_graphemes(text: str, width: int) -> None:
    layout = TextLayout(text, width)
    forth = [0]
    while (following := layout.next_grapheme(forth[-1])) < len(text):
        assert following > forth[-1]
        forth.append(following)
    back = [forth[-1]]
    while back[-1]:
        back.append(layout.previous_grapheme(back[-1]))
    assert back == forth[::-1]


@unhurried
@given(texts, widths, st.integers(-3, 200), st.integers(0, 200))
def test_a_snapped_range_holds_whole_graphemes(text: str, width: int, start: int, length: int) -> None:
    layout = TextLayout(text, width)
    low, high = layout.snap(start, start + length)
    within = slice(*slice(max(0, start), max(0, start + length)).indices(len(text)))
    assert low <= within.start and high >= within.stop
    if low < high:
        assert layout.grapheme_at(low)[0] == low
        assert high == len(text) or layout.grapheme_at(high)[0] == high


@unhurried
@given(st.text(alphabet="ab “’—é ", max_size=120), st.integers(1, 30))
def test_the_short_way_cuts_where_the_long_one_does(line: str, width: int) -> None:
    assert is_plain(line)
    assert _plain_cuts(line, width) == _cuts(line, width)


@unhurried
@given(texts)
def test_rich_measures_a_text_as_the_sum_of_its_graphemes(text: str) -> None:
    """What painting relies on: strips are measured with `cell_len`, rows are laid out by graphemes."""
    for line in safe_one_to_one(text).split("\n"):
        spans, total = split_graphemes(line)
        assert [start for start, _, _ in spans] == [0, *(end for _, end, _ in spans)][: len(spans)]
        assert total == sum(width for _, _, width in spans)
        shown = [line[each.start : each.end] for each in graphemes(line) if each.width]
        assert cell_len("".join(shown)) == sum(cell_len(each) for each in shown) == total


@pytest.mark.parametrize(
    ("cluster", "width"),
    [
        pytest.param(FAMILY, 2, id="joined emoji"),
        pytest.param(THUMB, 2, id="skin tone"),
        pytest.param(HEART, 2, id="emoji style widens"),
        pytest.param(GERMANY, 2, id="flag"),
        pytest.param("한", 2, id="Hangul"),
        pytest.param("’", 1, id="a quotation mark, ambiguous in Unicode, is narrow"),
        pytest.param("\u0301", 0, id="an accent"),
        pytest.param("\xa0", 1, id="no-break space"),
    ],
)
def test_rich_gives_the_widths_that_terminals_draw(cluster: str, width: int) -> None:
    assert cell_len(cluster) == width
