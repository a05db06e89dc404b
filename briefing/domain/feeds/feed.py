"""Feeds: subscription, settings, parsed document, and the state of fetching it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that the reader follows, as stored in feeds.opml."""

    url: str
    """The feed's http or https URL, which identifies it."""
    title: str | None = None
    """The reader's name for it, else the feed's own title; None until it has been read."""
    folder: tuple[str, ...] = ()
    """Folder path, outermost first; empty at the top."""
    site: str | None = None
    """URL of the feed's web site."""
    extra: tuple[tuple[str, str], ...] = ()
    """Other programs' attributes of its outline, which are written back."""


@dataclass(frozen=True, slots=True)
class FeedOptions:
    full_text: bool = False
    """Fetch the pages of new articles."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Sent with each request to the feed's own host."""
    proxy: str | None = None
    """None for the environment's proxy, "" for no proxy."""
    user: str | None = None
    """User name for HTTP authentication; the password is in the keyring or the environment."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry of a feed, before it is cleaned and becomes an article."""

    guid: str | None
    """The feed's own id of the entry, unique within the feed only."""
    url: str | None
    """Absolute URL of its page; http or https."""
    title: str | None
    markup: str
    """HTML of the content, else of the summary, else ""."""
    author: str | None = None
    published: str | None = None
    """ISO 8601."""
    updated: str | None = None
    """ISO 8601."""
    language: str | None = None
    """As the feed declares it, such as "en-GB"."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    title: str | None
    site: str | None
    items: tuple[FeedItem, ...]
    language: str | None = None


@dataclass(frozen=True, slots=True)
class FeedState:
    """The state of fetching a feed. Times are ISO 8601 in UTC."""

    url: str
    title: str | None = None
    site: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    """Of the last document: an identical one need not be parsed."""
    checked: str | None = None
    """When it was last requested."""
    changed: str | None = None
    """When it last had something new."""
    next_try: str | None = None
    """When it may be requested again."""
    failures: int = 0
    """Consecutive failures."""
    error: str | None = None
    """Why the last request failed; one sentence."""
    is_gone: bool = False
    """The server reported it as gone (410): it is not requested again automatically."""
