"""Progress and results of a refresh."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class RefreshStep:
    """Reported for each finished feed, in the order in which the servers answer."""

    done: int
    total: int
    new: int
    """New articles of all feeds so far."""
    failed: int
    """Failed feeds so far."""
    url: str
    title: str
    error: str | None = None
    """Why it failed; one sentence."""
    next_try: str | None = None
    """When it is requested again automatically; ISO 8601 in UTC."""
    arrived: tuple[str, ...] = ()
    """Ids of its new articles."""
    is_offline: bool = False
    """See `RefreshReport.is_offline`."""


class FeedFailure(NamedTuple):
    url: str
    title: str
    sentence: str
    next_try: str | None
    """None where it is not requested again automatically."""


class PageFailure(NamedTuple):
    """A page that could not be fetched; its article keeps the feed's text."""

    article_id: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RefreshReport:
    asked: int
    """Finished feeds, including failed ones."""
    new: int = 0
    """Articles."""
    changed: int = 0
    """Articles whose text changed."""
    failures: tuple[FeedFailure, ...] = ()
    waiting: int = 0
    """Feeds that were not asked, since another feed's server on their host limits our requests."""
    waiting_until: str | None = None
    """When the last of them may be asked; ISO 8601 in UTC."""
    was_cancelled: bool = False
    is_offline: bool = False
    """No server could be reached, which does not count as a failure of the feeds."""
    notifications: tuple[str, ...] = ()
    """One sentence for each matching NOTIFY rule."""
    page_failures: tuple[PageFailure, ...] = ()
    """For feeds with full text."""
    pruned: tuple[str, ...] = ()
    """Ids of articles removed by retention."""
