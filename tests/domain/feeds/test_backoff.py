from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.feeds.backoff import (
    LONGEST_WAIT,
    after_failure,
    after_removal,
    after_success,
    after_wait,
    is_due,
    wait_after,
)
from briefing.domain.feeds.feed import FeedState

NOW = datetime(2026, 11, 2, 9, 30, tzinfo=UTC)
WHY = "news.example has a server error (HTTP 500): try again later."
FEED = FeedState("https://news.example/feed", etag='"1"', changed="2026-11-01T08:00:00+00:00")


@pytest.mark.parametrize(
    ("failures", "minutes"),
    [(1, 5), (2, 10), (3, 20), (4, 40), (8, 640), (9, 1280), (10, 1440), (1_000_000, 1440)],
)
def test_each_failure_doubles_the_wait_up_to_a_day(failures: int, minutes: int) -> None:
    assert wait_after(failures) == timedelta(minutes=minutes)


@pytest.mark.parametrize(
    ("failures", "retry_after", "wait"),
    [
        pytest.param(1, 3600.0, timedelta(hours=1), id="longer than ours: obeyed"),
        pytest.param(4, 10.0, timedelta(minutes=40), id="shorter than ours: ours"),
        pytest.param(1, 1e12, LONGEST_WAIT, id="years: a day"),
        pytest.param(1, float("inf"), LONGEST_WAIT, id="for ever: a day"),
        pytest.param(1, -5.0, timedelta(minutes=5), id="in the past: ours"),
    ],
)
def test_the_servers_word_makes_the_wait_longer_but_not_shorter(
    failures: int, retry_after: float, wait: timedelta
) -> None:
    assert wait_after(failures, retry_after) == wait


@given(st.integers(0, 10**9), st.none() | st.floats(allow_nan=False))
def test_a_wait_is_never_nothing_and_never_more_than_a_day(failures: int, retry_after: float | None) -> None:
    assert timedelta(0) < wait_after(failures, retry_after) <= LONGEST_WAIT


def test_a_feed_that_failed_is_due_when_its_wait_is_over() -> None:
    state = after_failure(FEED, NOW, WHY)

    assert (state.failures, state.error, state.next_try) == (1, WHY, "2026-11-02T09:35:00+00:00")
    assert not is_due(state, NOW + timedelta(minutes=4, seconds=59))
    assert is_due(state, NOW + timedelta(minutes=5))


@pytest.mark.parametrize(
    ("before", "wait", "next_try"),
    [
        pytest.param(FEED, 599.2, "2026-11-02T09:40:00+00:00", id="as long as the host asks"),
        pytest.param(FEED, 1e12, "2026-11-03T09:30:00+00:00", id="a day at most"),
        pytest.param(after_failure(FEED, NOW, WHY), 60.0, "2026-11-02T09:35:00+00:00", id="its own wait"),
        pytest.param(after_failure(FEED, NOW, WHY), 600.0, "2026-11-02T09:40:00+00:00", id="the longer one"),
    ],
)
def test_a_feed_that_was_not_asked_waits_and_has_not_failed(
    before: FeedState, wait: float, next_try: str
) -> None:
    assert after_wait(before, NOW, wait) == replace(before, next_try=next_try)


def test_a_failure_keeps_what_is_known_of_the_feed() -> None:
    state = after_failure(FEED, NOW, WHY)

    assert (state.etag, state.changed, state.checked) == (
        FEED.etag,
        FEED.changed,
        "2026-11-02T09:30:00+00:00",
    )


def test_an_answer_ends_the_failures() -> None:
    state = after_success(after_failure(after_failure(FEED, NOW, WHY), NOW, WHY), NOW, is_new=False)

    assert (state.failures, state.error, state.next_try) == (0, None, None)
    assert is_due(state, NOW)


def test_only_an_answer_with_something_new_changes_the_feed() -> None:
    assert after_success(FEED, NOW, is_new=False).changed == FEED.changed
    assert after_success(FEED, NOW, is_new=True).changed == "2026-11-02T09:30:00+00:00"


def test_a_feed_that_is_gone_is_never_due_until_it_answers_again() -> None:
    state = after_removal(FEED, NOW, WHY)

    assert state.error == WHY
    assert not is_due(state, NOW + timedelta(days=4000))
    assert is_due(after_success(state, NOW, is_new=True), NOW)


def test_moments_are_written_in_utc() -> None:
    there = NOW.astimezone(timezone(timedelta(hours=9)))

    assert after_success(FEED, there, is_new=True).checked == "2026-11-02T09:30:00+00:00"


@pytest.mark.parametrize(
    ("next_try", "due"),
    [
        pytest.param(None, True, id="never asked"),
        pytest.param("2026-11-02T09:31:00+00:00", False, id="a minute to go"),
        pytest.param("2026-11-02T09:31:00", False, id="without a zone"),
        pytest.param("2036-11-02T09:30:00+00:00", True, id="written when the clock was wrong"),
        pytest.param("tomorrow", True, id="no moment at all"),
    ],
)
def test_a_moment_that_cannot_be_right_holds_up_nothing(next_try: str | None, due: bool) -> None:
    assert is_due(FeedState("https://news.example/feed", next_try=next_try), NOW) is due
