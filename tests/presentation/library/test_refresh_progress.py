"""How a refresh is told, without a screen."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from briefing.domain.feeds.refresh_result import FeedFailure, PageFailure, RefreshReport
from briefing.presentation.keys.registry import COMMANDS, with_keys
from briefing.presentation.library.refresh_progress import (
    Progress,
    due_by_age,
    moment,
    outcome,
    progress_message,
)
from tests.ui.feeding import feed

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)
MIDWAY = Progress(41, 60, 12, 2)


def test_one_row_has_it_in_a_few_words() -> None:
    assert progress_message(MIDWAY) == "41 of 60, 12 new, 2 failed"
    assert progress_message(Progress()) == "refreshing feeds"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-11-20T18:40:00+00:00", "18:40"),
        ("2026-11-20T18:40:00", "18:40"),
        ("2026-11-21T06:00:00+00:00", "Sat 06:00"),
        ("2026-12-24T06:00:00+00:00", "24 Dec"),
        ("soon", "soon"),
    ],
)
def test_a_moment_is_said_as_short_as_it_is_clear(written: str, said: str) -> None:
    assert moment(written, NOW) == said


FAILURE = FeedFailure("u", "Wire", "No answer.", None)
PAGE = PageFailure("id", "Rain", "wire.example answered 404: open it in a browser.")


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (RefreshReport(60, new=12), "60 feeds refreshed: 12 new articles."),
        (
            RefreshReport(1, new=1, failures=(FAILURE,)),
            "1 feed refreshed: 1 new article. 1 failed: ! says why.",
        ),
        (
            RefreshReport(9, failures=(FAILURE,), page_failures=(PAGE, PAGE), pruned=("a", "b")),
            "9 feeds refreshed: nothing new. 1 failed, 2 pages could not be fetched: ! says why. "
            "Removed by your settings: 2 old articles.",
        ),
        (
            RefreshReport(2, failures=(FAILURE,), waiting=5, waiting_until="2026-11-20T18:40:00+00:00"),
            "2 feeds refreshed: nothing new. 1 failed: ! says why. "
            "5 feeds of a host that limits requests wait until 18:40.",
        ),
        (RefreshReport(60), "60 feeds refreshed: nothing new."),
        (RefreshReport(41, new=2, was_cancelled=True), "Stopped: 41 of 60 feeds refreshed, 2 new articles."),
        (RefreshReport(60, is_offline=True), "No server could be reached: check the network connection"),
        (RefreshReport(0), "No feed is due: failed ones wait for their next try"),
    ],
    ids=[
        "new",
        "one-failed",
        "pages-and-old-ones",
        "waiting",
        "nothing-new",
        "stopped",
        "offline",
        "none-due",
    ],
)
def test_the_end_of_a_refresh_is_told(report: RefreshReport, said: str) -> None:
    assert with_keys(outcome(report, 60, NOW), COMMANDS).startswith(said)


def test_feeds_that_were_asked_lately_or_are_gone_are_not_due_by_age() -> None:
    def asked(name: str, minutes: int) -> str:
        return (NOW - timedelta(minutes=minutes)).isoformat()

    feeds = (
        feed("new", checked=None),
        feed("fresh", checked=asked("fresh", 10)),
        feed("old", checked=asked("old", 40)),
        feed("gone", checked=asked("gone", 40), is_gone=True),
    )
    assert due_by_age(feeds, NOW, 30) == (feeds[0].url, feeds[2].url)
