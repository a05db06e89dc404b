"""How parts of a screen share its rows."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.ui.briefing.rooms import Ask, pane_rows, rows_below

SUMMARY, ACTORS, ISSUES = Ask(12, is_shown=True), Ask(20), Ask(16)
TIMELINE, QUOTES = Ask(3, is_aside=True), Ask(12, is_aside=True)
EMPTY = Ask(3, is_empty=True)


@pytest.mark.parametrize(
    ("asks", "room", "rows"),
    [
        pytest.param(
            [SUMMARY, ACTORS, ISSUES, TIMELINE, QUOTES], 70, [12, 20, 16, 3, 12], id="all have room"
        ),
        pytest.param(
            [SUMMARY, ACTORS, ISSUES, TIMELINE, QUOTES], 57, [12, 20, 16, 3, 6], id="the last is cut"
        ),
        pytest.param(
            [SUMMARY, ACTORS, ISSUES, TIMELINE, QUOTES], 54, [12, 20, 16, 0, 0], id="those aside fold"
        ),
        pytest.param([SUMMARY, ACTORS, ISSUES, TIMELINE, QUOTES], 33, [12, 10, 10, 0, 0], id="even shares"),
        pytest.param([SUMMARY, ACTORS, ISSUES], 16, [8, 4, 4], id="the one that is shown has twice as many"),
        pytest.param(
            [SUMMARY, EMPTY, ISSUES], 40, [12, 3, 16], id="an empty one says why where there is room"
        ),
        pytest.param([SUMMARY, EMPTY, ISSUES], 25, [12, 1, 12], id="an empty one takes one row"),
        pytest.param([Ask(3, is_shown=True, is_empty=True), ACTORS, ISSUES], 25, [3, 11, 11], id="but shown"),
        pytest.param([Ask(12), ACTORS, ISSUES, Ask(3, True, True), QUOTES], 30, [0, 0, 0, 3, 12], id="aside"),
        pytest.param([SUMMARY], 30, [30], id="alone"),
    ],
)
def test_each_pane_has_the_rows_that_it_has_a_use_for(asks: list[Ask], room: int, rows: list[int]) -> None:
    assert pane_rows(asks, room, 1) == rows


ASKS = st.lists(st.integers(1, 60), min_size=3, max_size=3)


@given(ASKS, st.lists(st.integers(1, 60), min_size=2, max_size=2), st.integers(0, 4), st.integers(6, 90))
def test_no_row_is_left_over_while_one_is_wanted(
    main: list[int], aside: list[int], shown: int, room: int
) -> None:
    wanted = [(rows, False) for rows in main] + [(rows, True) for rows in aside]
    asks = [Ask(rows, at == shown, is_aside) for at, (rows, is_aside) in enumerate(wanted)]
    rows = pane_rows(asks, room, 1)
    assert all(got <= ask.rows for got, ask in zip(rows, asks, strict=True))
    assert rows[shown] > 0 and sum(rows) <= room
    if any(0 < got < ask.rows for got, ask in zip(rows, asks, strict=True)):
        assert sum(rows) + (0 in rows) == room


@pytest.mark.parametrize(
    ("ask", "text", "room", "folded", "rows"),
    [
        pytest.param(16, 60, 21, False, 8, id="looked at: the least rows"),
        pytest.param(16, 60, 21, True, 1, id="read: the titles"),
        pytest.param(16, 6, 21, True, 15, id="what a short text leaves over, also while it is read"),
        pytest.param(16, 6, 21, False, 15, id="and while one looks at the pane"),
        pytest.param(5, 6, 21, True, 5, id="no more than it has a use for"),
        pytest.param(5, 60, 21, False, 5, id="nor of a long text"),
        pytest.param(30, 60, 47, False, 19, id="two fifths of a tall screen"),
        pytest.param(16, 19, 21, True, 1, id="no line of two rows"),
    ],
)
def test_a_pane_below_a_text(ask: int, text: int, room: int, folded: bool, rows: int) -> None:
    assert rows_below(ask, text, room, folded=folded) == rows
