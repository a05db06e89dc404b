"""Offsets in code points and in UTF-16 code units name the same passage."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain import Span
from briefing.exchange.utf16 import span_of_units, units_of_span


@pytest.mark.parametrize(
    ("text", "span", "units"),
    [
        pytest.param("plain text", Span(0, 5), Span(0, 5), id="ASCII"),
        pytest.param("Føroyar", Span(1, 3), Span(1, 3), id="one unit each up to U+FFFF"),
        pytest.param("🚢 sails", Span(2, 7), Span(3, 8), id="an emoji before the passage"),
        pytest.param("a 🚢🧭 b", Span(2, 4), Span(2, 6), id="emoji inside it"),
        pytest.param("a🚢", Span(2, 2), Span(3, 3), id="an empty span behind one"),
    ],
)
def test_an_astral_character_counts_two(text: str, span: Span, units: Span) -> None:
    assert units_of_span(text, span) == units
    assert span_of_units(text, units) == span


@pytest.mark.parametrize(
    "units",
    [
        pytest.param(Span(1, 3), id="begins inside a character"),
        pytest.param(Span(2, 4), id="ends inside one"),
        pytest.param(Span(3, 9), id="leaves the text"),
    ],
)
def test_units_that_name_no_passage_are_told(units: Span) -> None:
    assert span_of_units("🚢 🧭", units) is None


@given(st.text(st.characters(exclude_categories=["Cs"])), st.data())
def test_every_span_comes_back(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text)))
    span = Span(start, data.draw(st.integers(start, len(text))))
    assert span_of_units(text, units_of_span(text, span)) == span
