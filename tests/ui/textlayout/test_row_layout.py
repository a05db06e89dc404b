"""Rows wrapped to a width: which line shows what, and how much work it takes to know."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from briefing.presentation.rows import Row
from briefing.ui.textlayout.row_layout import CURSOR_CELLS, Line, RowLayout
from briefing.ui.textlayout.wrapping import TextLayout
from tests.ui.counted_rows import CountedRow, counted_rows

TEXTS = st.text("abc de\u3000漢字é👍🏽🇫🇷\n\t\x1b", max_size=40)
ROWS = st.builds(
    Row,
    key=st.just("key"),
    text=TEXTS,
    label=st.sampled_from(["", "N", "pending", "漢字"]),
    count=st.sampled_from(["", "2", "12 Mar"]),
    depth=st.integers(0, 2),
)


@given(st.lists(ROWS, max_size=6), st.integers(1, 40), st.integers(0, 2))
def test_each_row_has_the_lines_that_its_wrapped_text_has_and_a_gap(
    rows: list[Row], width: int, gap: int
) -> None:
    layout = RowLayout(rows, width, gap)
    label_cells = max((cell_len(row.label) + 1 for row in rows if row.label), default=0)
    expected = []
    for index, row in enumerate(rows):
        left = CURSOR_CELLS + 2 * row.depth + (label_cells if row.label else 0)
        right = cell_len(row.count) + 1 if row.count else 0
        wrapped = TextLayout(row.text, width - left - right)
        expected += [Line(index, part) for part in range(wrapped.height)] + [Line(index, None)] * gap
        assert (layout.text(index).starts, layout.text(index).ends) == (wrapped.starts, wrapped.ends)
        assert layout.last_line(index) - layout.first_lines[index] + 1 == wrapped.height
    assert [layout.line(number) for number in range(layout.height)] == expected
    assert (layout.line(-1), layout.line(layout.height)) == (None, None)


def test_without_a_width_no_row_has_a_line() -> None:
    assert RowLayout([Row("a", "A title")], 0).height == 0


@pytest.mark.parametrize("text", ["A title", "A title that takes more than a line", "漢字"])
def test_the_work_grows_with_the_number_of_rows_and_no_faster(text: str) -> None:
    def reads(number: int) -> int:
        RowLayout(counted_rows(number, text), 30)
        return CountedRow.reads

    assert 0 < reads(400) <= 4 * reads(100)


@pytest.mark.parametrize(("width", "label"), [(80, "R risk"), (40, "R")])
def test_the_sign_of_a_label_stands_alone_where_there_is_little_room(width: int, label: str) -> None:
    row = Row("1", "the river may rise", label="risk", sign="R")
    layout = RowLayout([row], width)
    assert layout.label(row) == label
    assert layout.indent(row) == 2 + len(label) + 1
