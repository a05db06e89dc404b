"""Progress and results of refreshing feeds."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


@dataclass(frozen=True, slots=True)
class RefreshStep:
    """The progress of a refresh after one more feed; feeds finish in the order in which servers answer."""

    done: int
    total: int
    new: int
    """The number of new articles in all feeds so far."""
    failed: int
    """The number of failed feeds so far."""
    url: str
    title: str
    error: str | None = None
    """A sentence that says why this feed failed."""
    next_try: str | None = None
    """The time at which it is requested again automatically, in ISO 8601, UTC."""
    is_offline: bool = False
    """Whether no server could be reached; see `RefreshReport.is_offline`."""


class FeedFailure(NamedTuple):
    url: str
    title: str
    sentence: str
    next_try: str | None
    """The time of the next request, or None if there is no automatic one."""


class PageFailure(NamedTuple):
    """A page that could not be fetched; its article keeps the feed's text."""

    article_id: str
    title: str
    sentence: str


@dataclass(frozen=True, slots=True)
class RefreshReport:
    asked: int
    """The number of finished feeds, including failed ones."""
    new: int = 0
    """The number of new articles."""
    changed: int = 0
    """The number of articles whose text changed."""
    failures: tuple[FeedFailure, ...] = ()
    waiting: int = 0
    """The number of feeds not asked because another feed's server on their host limits our requests."""
    waiting_until: str | None = None
    """The time from which the last of them may be asked, in ISO 8601, UTC."""
    was_cancelled: bool = False
    is_offline: bool = False
    """Whether no server could be reached, which does not count as a failure of the feeds."""
    notifications: tuple[str, ...] = ()
    """A sentence for each matching NOTIFY rule."""
    page_failures: tuple[PageFailure, ...] = ()
    """Pages that could not be fetched, for feeds with full text."""
    sync: str = ""
    """What came of the sync with a server, in a sentence; "" without one."""
    pruned: tuple[str, ...] = ()
    """Ids of the articles that retention removed."""
