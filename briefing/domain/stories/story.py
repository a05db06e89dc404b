"""Stories and their articles, as the reader sees them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class StoryArticle:
    """An article of a story."""

    id: str
    title: str
    url: str | None
    source: str | None
    published: str | None
    """The time of publication as the article gives it, in ISO 8601."""
    time: str
    """The time of publication or, where that is not known, of the fetch, in ISO 8601, UTC."""
    arrived: str
    """The time from which the reader could see it, in ISO 8601, UTC."""
    copy_of: str | None = None
    """The id of the article whose text this one copies."""

    @property
    def day(self) -> str:
        """The day of its publication in ISO 8601, UTC, or an empty string if it does not tell one."""
        return self.time[:10] if self.published else ""


@dataclass(frozen=True, slots=True)
class Story:
    """The articles on one event, the newest first."""

    id: str
    title: str
    first: str
    """The time at which its earliest article was published, or else fetched, in ISO 8601, UTC."""
    last: str
    sources: int
    """The number of publishers with a text of their own."""
    copies: int
    """The number of articles that copy the text of another one."""
    unread: int
    new: int
    """The number of articles since the reader last left the story; all if it was never opened."""
    followed: bool
    muted: bool
    terms: tuple[str, ...]
    """The terms that most of its articles share, the most telling first: why these are one story."""
    articles: tuple[StoryArticle, ...]
    by_hand: bool = False
    """Whether the reader split or merged it, so that its articles are not assigned anew."""
    earlier: tuple[str, ...] = ()
    """The ids of the earlier stories of its matter, the oldest first."""
    later: tuple[str, ...] = ()
