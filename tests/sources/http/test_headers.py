from __future__ import annotations

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.sources.http.headers import request_headers, retry_after, sendable_validator

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        pytest.param({}, None, id="not said"),
        pytest.param({"retry-after": "120"}, 120.0, id="seconds"),
        pytest.param({"retry-after": " 2.5 "}, 2.5, id="parts of seconds"),
        pytest.param({"retry-after": "0"}, 0.0, id="at once"),
        pytest.param({"retry-after": "99999999999"}, 86400.0, id="years: a day"),
        pytest.param({"retry-after": "Mon, 02 Nov 2026 12:10:00 GMT"}, 600.0, id="a date"),
        pytest.param({"retry-after": "Mon, 02 Nov 2026 11:00:00 GMT"}, 0.0, id="a date in the past"),
        pytest.param({"retry-after": "Sun, 02 Nov 2036 11:00:00 GMT"}, 86400.0, id="a date years off: a day"),
        pytest.param(
            {"retry-after": "Sat, 03 Jan 1970 00:10:00 GMT", "date": "Sat, 03 Jan 1970 00:00:00 GMT"},
            600.0,
            id="a date by a clock that is wrong",
        ),
        pytest.param({"retry-after": "soon"}, None, id="no time at all"),
        pytest.param({"retry-after": "-5"}, None, id="less than nothing"),
        pytest.param({"retry-after": "१२०"}, None, id="digits of another script"),
    ],
)
def test_how_long_a_server_asks_us_to_stay_away(headers: dict[str, str], seconds: float | None) -> None:
    assert retry_after(headers, NOW) == seconds


@given(st.text(max_size=40), st.text(max_size=40))
def test_whatever_a_server_says_we_stay_away_a_day_at_most(value: str, date: str) -> None:
    seconds = retry_after({"retry-after": value, "date": date}, NOW)

    assert seconds is None or 0 <= seconds <= 86400


@pytest.mark.parametrize(
    ("value", "sent"),
    [
        ('"abc"', '"abc"'),
        ('W/"abc"', 'W/"abc"'),
        (" Thu, 01 Jan 2026 00:00:00 GMT ", "Thu, 01 Jan 2026 00:00:00 GMT"),
        ("", None),
        (None, None),
        ('"é"', None),
        ('"a\r\nb"', None),
    ],
)
def test_a_validator_is_sent_back_as_it_came_or_not_at_all(value: str | None, sent: str | None) -> None:
    assert sendable_validator(value) == sent


@given(st.dictionaries(st.text(max_size=20), st.text(max_size=20)))
def test_no_header_of_the_readers_can_end_its_line(own: dict[str, str]) -> None:
    for name, value in request_headers("*/*", None, None, own=own):
        assert not set(b"\r\n\0:") & set(name)
        assert not set(b"\r\n\0") & set(value)


def test_the_readers_own_header_takes_the_place_of_ours() -> None:
    headers = request_headers("*/*", None, None, own={"user-agent": "Lésé/1"})

    assert [value for name, value in headers if name.lower() == b"user-agent"] == ["Lésé/1".encode()]
