"""Stories as the reader meets them."""

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
    """As the article says it; ISO 8601."""
    time: str
    """When it was published or, where that is not known, fetched; ISO 8601, UTC."""
    arrived: str
    """When the reader could see it; ISO 8601, UTC."""
    copy_of: str | None = None
    """The id of the article whose text it has."""


@dataclass(frozen=True, slots=True)
class StoryLink:
    """Another story of the same thread."""

    id: str
    title: str
    time: str
    """When its earliest article was published, or else fetched; ISO 8601, UTC."""
    articles: int


@dataclass(frozen=True, slots=True)
class Story:
    """The articles on one event, the newest first."""

    id: str
    title: str
    first: str
    """When its earliest article was published or, where that is not known, fetched; ISO 8601, UTC."""
    last: str
    sources: int
    """Publishers with a text of their own."""
    copies: int
    """Articles that have the text of another one."""
    unread: int
    new: int
    """Articles since the reader left the story last; all where it never was opened."""
    followed: bool
    muted: bool
    terms: tuple[str, ...]
    """Why these are one story: what most of its articles share, the most telling first."""
    articles: tuple[StoryArticle, ...]
    by_hand: bool = False
    """Whether the reader took it apart or put it together, so that the machine leaves its articles there."""
    earlier: tuple[StoryLink, ...] = ()
    """Stories of the weeks before that it follows from, in the order of time."""
    later: tuple[StoryLink, ...] = ()
