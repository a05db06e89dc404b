"""Feeds: the subscription, the parsed document, and the state of fetching it."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["FeedItem", "FeedState", "ParsedFeed", "Subscription"]


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that the reader follows, as feeds.opml says it."""

    url: str
    """Where the feed is had from, http or https; what identifies it."""
    title: str | None = None
    """The reader's own name for it, else what the feed calls itself; None until it has been read."""
    folder: tuple[str, ...] = ()
    """The folders it lies in, outermost first; empty at the top."""
    site: str | None = None
    """The address of the site that the feed is of."""
    extra: tuple[tuple[str, str], ...] = ()
    """Attributes of its outline that another program wrote there, kept and written back."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry of a feed, before it is cleaned and becomes an article."""

    guid: str | None
    """What the feed names it by; unique within the feed alone."""
    url: str | None
    """The address of its page, absolute; http or https."""
    title: str | None
    markup: str
    """HTML of the content, else of the summary; "" where there is neither."""
    author: str | None = None
    published: str | None = None
    """ISO 8601."""
    updated: str | None = None
    """ISO 8601."""
    language: str | None = None
    """As the feed declares it, such as "en-GB"."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A document that was found to be a feed."""

    title: str | None
    site: str | None
    items: tuple[FeedItem, ...]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """How asking for a feed has gone so far. Moments are ISO 8601 in UTC."""

    url: str
    title: str | None = None
    """What the feed calls itself."""
    site: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    """Of the document that was read last: the same one again need not be parsed."""
    checked: str | None = None
    """When the server was asked last."""
    changed: str | None = None
    """When it had something new last."""
    next_try: str | None = None
    """Not to be asked before."""
    failures: int = 0
    """How many tries have failed since the last that did not."""
    error: str | None = None
    """Why the last try failed; one sentence."""
    is_gone: bool = False
    """The server said that the feed is there no more (410): it is not asked again by itself."""
