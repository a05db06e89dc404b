"""Feeds: subscription, settings, parsed document, and the state of fetching it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Subscription:
    """A feed that the reader follows, as stored in feeds.opml."""

    url: str
    """The feed's http or https URL, which identifies it."""
    title: str | None = None
    """The reader's name for the feed, or else its own title; None until it has been read."""
    folder: tuple[str, ...] = ()
    """The path of its folder, outermost first; empty at the top."""
    site: str | None = None
    """The URL of the feed's web site."""
    extra: tuple[tuple[str, str], ...] = ()
    """Attributes that other programs gave its outline, which are written back."""


@dataclass(frozen=True, slots=True)
class FeedOptions:
    full_text: bool = False
    """Whether to fetch the pages of new articles."""
    headers: Mapping[str, str] = field(default_factory=dict)
    """Headers to send with each request to the feed's own host."""
    proxy: str | None = None
    """The proxy's URL; None for the environment's proxy, "" for none."""
    user: str | None = None
    """The user name for HTTP authentication; the password is in the keyring or the environment."""


@dataclass(frozen=True, slots=True)
class FeedItem:
    """One entry of a feed, before it is cleaned and becomes an article."""

    guid: str | None
    """The feed's own id for the entry, unique within the feed only."""
    url: str | None
    """The absolute URL of its page, http or https."""
    title: str | None
    markup: str
    """The HTML of the content, or else of the summary, or else ""."""
    author: str | None = None
    published: str | None = None
    """The time of publication, in ISO 8601."""
    updated: str | None = None
    """The time of the last change, in ISO 8601."""
    language: str | None = None
    """The language that the feed declares, such as "en-GB"."""


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    title: str | None
    site: str | None
    items: tuple[FeedItem, ...]
    language: str | None = None
    fault: str | None = None
    """Why there may be more items than these, a sentence."""


@dataclass(frozen=True, slots=True)
class FeedState:
    """The state of fetching a feed. Its times are in ISO 8601, UTC."""

    url: str
    title: str | None = None
    site: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    body_sha256: str | None = None
    """The hash of the last document: an identical one need not be parsed."""
    checked: str | None = None
    """The time at which it was last requested."""
    changed: str | None = None
    """The time at which it last had something new."""
    next_try: str | None = None
    """The time from which it may be requested again."""
    failures: int = 0
    """The number of consecutive failures."""
    error: str | None = None
    """A sentence that says why the last request failed."""
    is_gone: bool = False
    """Whether the server reported it as gone (410); then it is not requested again automatically."""


@dataclass(frozen=True, slots=True)
class FeedSummary:
    """A followed feed with its state. Moments are ISO 8601 in UTC."""

    JSON: ClassVar = "url title site folder unread error next_try"

    url: str
    title: str
    site: str | None
    folder: tuple[str, ...]
    unread: int
    error: str | None
    next_try: str | None
    checked: str | None
    """The time of the last fetch; None if there was none."""
    is_gone: bool
