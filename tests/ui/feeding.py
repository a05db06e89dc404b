"""Feeds to list, a port that keeps what it is asked for, and the reader with a library that follows feeds."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from briefing.domain.feeds.feed import FeedSummary
from briefing.presentation.library.feed_rows import FeedOverview, SavedQuery
from briefing.services.library import Library
from briefing.settings.table import FeedSettings
from briefing.ui.app import BriefingApp
from tests.ui.conftest import reader_app

__all__ = ["FEEDS", "OVERVIEW", "RecordingPort", "feed", "following_app"]

GONE = "https://old.example/rss is gone (HTTP 410): unsubscribe."


def feed(name: str, *folder: str, unread: int = 0, error: str | None = None, **others: object) -> FeedSummary:
    url = f"https://{name.lower().replace(' ', '-')}.example/rss"
    values: dict[str, object] = {
        "site": None,
        "next_try": None,
        "checked": "2026-11-20T08:00:00+00:00",
        "is_gone": False,
    }
    return FeedSummary(url, name, folder=folder, unread=unread, error=error, **(values | others))  # type: ignore[arg-type]


FEEDS = (
    feed("Wire", unread=3),
    feed("Globe", "World", unread=12),
    feed("Post", "World", "Europe", error="post.example gave no answer: look at it in a browser."),
    feed("Old", "World", error=GONE, is_gone=True),
)
OVERVIEW = FeedOverview(FEEDS, 340, 15, 2, {"oil": 4}, {"Budget": SavedQuery("budget OR tax")})


@dataclass
class RecordingPort:
    """Answers with what there is, and keeps what else it is asked for."""

    overview: FeedOverview | None = OVERVIEW
    """None to keep the screen waiting."""
    wishes: list[tuple[object, ...]] = field(default_factory=list)
    stops: bool = False
    """Whether there is a refresh to stop."""

    @property
    def changes(self) -> RecordingPort:
        return self

    @property
    def tasks(self) -> RecordingPort:
        return self

    def newest(self, _name: str) -> Callable[[], bool]:
        return lambda: True

    def after_writes(
        self, _executor: object, _job: object, show: Callable[[FeedOverview], object], **_named: object
    ) -> None:
        """Show what there is."""
        if self.overview is not None:
            show(self.overview)

    def stop_refresh(self) -> bool:
        self.wishes.append(("stop_refresh",))
        return self.stops

    def __getattr__(self, name: str) -> object:
        if name.startswith("_"):
            raise AttributeError(name)
        return lambda *asked, **named: self.wishes.append(
            (name, *asked, *(each for each in named.values() if not callable(each)))
        )


def following_app(
    library: Library,
    *references: str,
    queries: Mapping[str, str] | None = None,
    refresh_minutes: int = 0,
) -> BriefingApp:
    """The reader, with what the settings say about feeds."""
    feeds = FeedSettings(refresh_minutes=refresh_minutes)
    return reader_app(library, *references, queries=queries or {}, feeds=feeds)
