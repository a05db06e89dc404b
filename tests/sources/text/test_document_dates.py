from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.sources.text.document_dates import to_iso


@pytest.mark.parametrize(
    ("value", "iso"),
    [
        pytest.param(date(2024, 8, 28), "2024-08-28", id="date"),
        pytest.param(datetime(2024, 8, 28, 10, tzinfo=UTC), "2024-08-28T10:00:00+00:00", id="moment"),
        pytest.param("2024-08-28", "2024-08-28", id="ISO date"),
        pytest.param("20240828", "2024-08-28", id="compact"),
        pytest.param("2024-08-28T10:15:00Z", "2024-08-28T10:15:00+00:00", id="ISO moment"),
        pytest.param("2024-08-28 10:15:00+02:00", "2024-08-28T10:15:00+02:00", id="blank for T"),
        pytest.param("2024-08-28T10:15:00", "2024-08-28", id="a time nobody can place"),
        pytest.param(datetime(2024, 8, 28, 10), "2024-08-28", id="a moment nobody can place"),
        pytest.param("Wed, 28 Aug 2024 10:15:00 +0200", "2024-08-28T10:15:00+02:00", id="mail"),
        pytest.param("28 Aug 2024 10:15:00 -0000", "2024-08-28T10:15:00+00:00", id="mail, place unsaid"),
        pytest.param("Aug. 28, 2024", "2024-08-28", id="American, short"),
        pytest.param("Wednesday, August 28th, 2024", "2024-08-28", id="American, long"),
        pytest.param("28 September 2024", "2024-09-28", id="British"),
        pytest.param("2024-13-45", None, id="no such day"),
        pytest.param("31 February 2024", None, id="no such day in words"),
        pytest.param("28 Brumaire 2024", None, id="no such month"),
        pytest.param("yesterday", None, id="words"),
        pytest.param("", None, id="nothing"),
        pytest.param(20240828, None, id="a number"),
        pytest.param(None, None, id="none"),
    ],
)
def test_dates(value: object, iso: str | None) -> None:
    assert to_iso(value) == iso


@given(st.one_of(st.text(max_size=40), st.text("0123456789-:TZ+ ,AugWed", max_size=30)))
def test_what_comes_out_is_iso_or_nothing(words: str) -> None:
    iso = to_iso(words)
    assert iso is None or datetime.fromisoformat(iso)
