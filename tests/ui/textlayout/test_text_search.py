"""Search in an article's text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.ui.textlayout.text_search import find_all


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("sullivan", "Sullivan met SULLIVAN", [(0, 8), (13, 21)]),
        ("Sullivan", "Sullivan met SULLIVAN", [(0, 8)]),
        ("china's army", "China’s\narmy", [(0, 12)]),
        ("a.c", "abc a.c", [(4, 7)]),
        ("   ", "abc", []),
        ("İ", "aİb", [(1, 2)]),
    ],
    ids=[
        "any-case",
        "capital-counts",
        "curled-quote-and-newline",
        "no-pattern",
        "nothing",
        "odd-case-folding",
    ],
)
def test_search(words: str, text: str, found: list[tuple[int, int]]) -> None:
    assert [(span.start, span.end) for span in find_all(words, text)] == found


@given(st.text(max_size=200), st.text(min_size=1, max_size=4))
def test_what_is_found_stands_there(text: str, words: str) -> None:
    for span in find_all(words, text):
        assert 0 <= span.start < span.end <= len(text)
