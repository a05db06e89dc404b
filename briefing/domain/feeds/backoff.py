"""Decides when a feed may be retried: at once after a success, later after each failure, never when gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from math import ceil

from briefing.domain.feeds.feed import FeedState

FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)
"""The longest wait, also for the server's `Retry-After`."""


def wait_after(failures: int, retry_after: float | None = None) -> timedelta:
    """Return the delay after this many consecutive failures, which doubles with each.

    `retry_after`, the server's request in seconds, can make it longer, never shorter.
    """
    doublings = min(max(failures, 1) - 1, 20)
    asked_for = timedelta(seconds=min(max(retry_after or 0.0, 0.0), LONGEST_WAIT.total_seconds()))
    return max(min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT), asked_for)


def is_due(state: FeedState, now: datetime) -> bool:
    """Whether the feed may be fetched automatically now."""
    return not state.is_gone and waits_until(state.next_try, now) is None


def waits_until(next_try: str | None, now: datetime) -> datetime | None:
    """Return the time of the next try, given in ISO 8601, or None if the feed may be tried now."""
    try:
        moment = datetime.fromisoformat(next_try or "")
    except ValueError:
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    # A time further away than the longest wait was written when the clock was wrong.
    return moment if now < moment <= now + LONGEST_WAIT else None


def after_success(state: FeedState, now: datetime, *, is_new: bool) -> FeedState:
    """Return the state after a usable response, including "not modified"."""
    moment = _written(now)
    return replace(
        state,
        checked=moment,
        changed=moment if is_new else state.changed,
        next_try=None,
        failures=0,
        error=None,
        is_gone=False,
    )


def after_failure(state: FeedState, now: datetime, why: str, retry_after: float | None = None) -> FeedState:
    """Return the state after a failed request; `why` is a sentence."""
    failures = state.failures + 1
    return replace(
        state,
        checked=_written(now),
        next_try=_written(now + wait_after(failures, retry_after)),
        failures=failures,
        error=why,
    )


def after_wait(state: FeedState, now: datetime, wait: float) -> FeedState:
    """Return the state of a feed that was not asked, as its host must be left alone for `wait` seconds."""
    until = _written(now + timedelta(seconds=ceil(min(wait, LONGEST_WAIT.total_seconds()))))
    # A feed that has failed keeps its own next try, if that is later.
    own_next_try = state.next_try if state.error and not is_due(state, now) else None
    return replace(state, next_try=max(until, own_next_try or ""))


def after_removal(state: FeedState, now: datetime, why: str) -> FeedState:
    """Return the state after the server reported the feed as gone."""
    return replace(
        state, checked=_written(now), next_try=None, failures=state.failures + 1, error=why, is_gone=True
    )


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
