"""Progress and results of a refresh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

__all__ = ["FeedFailure", "PageFailure", "RefreshReport", "RefreshStep"]


@dataclass(frozen=True, slots=True)
class RefreshStep:
    """One more feed is done; steps come in the order in which the servers answer."""

    done: int
    total: int
    new: int
    """Articles so far, of all feeds."""
    failed: int
    """Feeds so far."""
    url: str
    """The feed as it was asked for."""
    title: str
    error: str | None = None
    """Why it failed; one sentence."""
    next_try: str | None = None
    """When it is asked again by itself; ISO 8601 in UTC."""
    arrived: tuple[str, ...] = ()
    """The ids of its new articles."""
    is_offline: bool = False
    """See `RefreshReport.is_offline`."""


class FeedFailure(NamedTuple):
    url: str
    title: str
    sentence: str
    next_try: str | None
    """None where it is not asked again by itself."""


class PageFailure(NamedTuple):
    """An article keeps what its feed says, since its page could not be had."""

    article_id: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RefreshReport:
    asked: int
    """Feeds that are done, well or not."""
    new: int = 0
    """Articles."""
    changed: int = 0
    """Articles whose text is another now."""
    failures: tuple[FeedFailure, ...] = ()
    was_cancelled: bool = False
    is_offline: bool = False
    """Not one server could be reached, so that it is hardly the feeds' fault: it does not count as theirs."""
    notifications: tuple[str, ...] = ()
    """What the reader's rules want to be said; a sentence each."""
    page_failures: tuple[PageFailure, ...] = ()
    """Of feeds whose articles are wanted in full."""
    pruned: tuple[str, ...] = ()
    """The ids of articles that are older or more than the reader wants to keep."""
