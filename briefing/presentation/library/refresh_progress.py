"""Progress and outcome of a refresh as messages, and the feeds due for one."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from briefing.domain.feeds.feed import FeedSummary
from briefing.domain.feeds.refresh_result import RefreshReport, RefreshStep
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.sentences import pluralize


@dataclass(frozen=True, slots=True)
class Progress:
    """The progress of a refresh."""

    done: int = 0
    total: int = 0
    """The number of feeds; 0 until the first has answered."""
    new: int = 0
    failed: int = 0

    @classmethod
    def of(cls, step: RefreshStep) -> Progress:
        return cls(step.done, step.total, step.new, step.failed)


def progress_message(progress: Progress) -> str:
    """Return the progress in a few words, for a single row."""
    if not progress.total:
        return "refreshing feeds"
    failed = f", {progress.failed} failed" if progress.failed else ""
    return f"{progress.done} of {progress.total}, {progress.new} new{failed}"


def failure_when(next_try: str | None, now: datetime) -> str:
    """Say when a failed feed is tried again."""
    return f"next try {moment(next_try, now)}" if next_try else "{reader.refresh-all} tries again"


def moment(written: str, now: datetime) -> str:
    """Return an ISO 8601 moment in the time zone of `now`: "18:40", "Thu 18:40", "26 Nov"."""
    try:
        then = datetime.fromisoformat(written)
    except ValueError:
        return safe_line(written)
    then = (then if then.tzinfo else then.replace(tzinfo=UTC)).astimezone(now.tzinfo)
    days = abs((then.date() - now.date()).days)
    if not days:
        return f"{then:%H:%M}"
    return f"{then:%a %H:%M}" if days < 7 else f"{then.day} {then:%b}"


def outcome(report: RefreshReport, total: int, now: datetime) -> str:
    """Return the result of a refresh, and what to do next, in a few sentences."""
    new = pluralize(report.new, "new article")
    if report.is_offline:
        return (
            "No server could be reached: check the network connection, then {reader.refresh-all} tries again."
        )
    if report.was_cancelled:
        stopped = f"Stopped: {report.asked} of {total} feeds refreshed, {new}"
        return f"{stopped}. {{reader.refresh-all}} refreshes all."
    if not report.asked and not report.waiting and report.sync:
        return report.sync
    if not report.asked and not report.waiting:
        return "No feed is due: failed ones wait for their next try; {reader.refresh-all} refreshes all now."
    message = f"{pluralize(report.asked, 'feed')} refreshed: {new if report.new else 'nothing new'}."
    failed = [f"{len(report.failures)} failed"] if report.failures else []
    if report.page_failures:
        failed.append(f"{pluralize(len(report.page_failures), 'page')} could not be fetched")
    if failed:
        message += f" {', '.join(failed)}: {{reader.failures}} says why."
    if report.waiting:
        wait = "waits" if report.waiting == 1 else "wait"
        until = moment(report.waiting_until or "", now)
        message += (
            f" {pluralize(report.waiting, 'feed')} of a host that limits requests {wait} until {until}."
        )
    if report.pruned:
        message += f" Removed by your settings: {pluralize(len(report.pruned), 'old article')}."
    return f"{message} {report.sync}".rstrip()


def due_by_age(feeds: Iterable[FeedSummary], now: datetime, minutes: int) -> tuple[str, ...]:
    """Return the addresses of feeds last asked more than so many minutes ago, or never."""
    return tuple(feed.url for feed in feeds if not feed.is_gone and is_older(feed.checked, now, minutes))


def is_older(written: str | None, now: datetime, minutes: int) -> bool:
    """Return whether an ISO 8601 moment is more than so many minutes ago, or there is none."""
    try:
        then = datetime.fromisoformat(written or "")
    except ValueError:
        return True
    return (then if then.tzinfo else then.replace(tzinfo=UTC)) <= now - timedelta(minutes=minutes)
