"""Decides when a feed is fetched next: at once after success, ever later after failures, never when gone."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from briefing.domain.feeds.feed import FeedState

__all__ = ["LONGEST_WAIT", "answered", "failed", "gone", "is_due", "wait_after"]

FIRST_WAIT = timedelta(minutes=5)
LONGEST_WAIT = timedelta(days=1)
"""However often it failed, and however long the server asks us to stay away."""


def wait_after(failures: int, retry_after: float | None = None) -> timedelta:
    """How long to leave a feed alone after so many failures in a row: twice as long after each.

    `retry_after` is the server's own word, in seconds. It can make the wait longer, never shorter.
    """
    doublings = min(max(failures, 1) - 1, 20)
    asked_for = timedelta(seconds=min(max(retry_after or 0.0, 0.0), LONGEST_WAIT.total_seconds()))
    return max(min(FIRST_WAIT * (1 << doublings), LONGEST_WAIT), asked_for)


def is_due(state: FeedState, now: datetime) -> bool:
    """Whether the feed may be asked now without the reader's own word."""
    if state.is_gone:
        return False
    if state.next_try is None:
        return True
    try:
        next_try = datetime.fromisoformat(state.next_try)
    except ValueError:
        return True
    if next_try.tzinfo is None:
        next_try = next_try.replace(tzinfo=UTC)
    # Further off than any wait of ours: the clock was wrong when it was written.
    return next_try <= now or next_try > now + LONGEST_WAIT


def answered(state: FeedState, now: datetime, *, is_new: bool) -> FeedState:
    """After an answer that could be used, "nothing new" included."""
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


def failed(state: FeedState, now: datetime, why: str, retry_after: float | None = None) -> FeedState:
    """After a try that failed; `why` is a sentence."""
    failures = state.failures + 1
    return replace(
        state,
        checked=_written(now),
        next_try=_written(now + wait_after(failures, retry_after)),
        failures=failures,
        error=why,
    )


def gone(state: FeedState, now: datetime, why: str) -> FeedState:
    """After the server said that the feed is there no more."""
    return replace(
        state, checked=_written(now), next_try=None, failures=state.failures + 1, error=why, is_gone=True
    )


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds")
