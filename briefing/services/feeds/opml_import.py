"""Reads subscriptions from other programs' OPML, and writes ours for them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from briefing.domain.feeds.feed import Subscription
from briefing.errors import TooLargeError, UnreadableError
from briefing.sources.formats.format_detection import DocumentFormat, sniff_format
from briefing.sources.local_files import format_size
from briefing.sources.text.charset import decode, html_charset
from briefing.store.feeds.opml.loose_xml import Element
from briefing.store.feeds.opml.opml_document import Opml, parse_opml, serialize_opml
from briefing.store.feeds.opml.subscription_edits import add_feeds

LARGEST_OPML = 10_000_000
"""Bytes: some forty thousand feeds."""

_FEED = re.compile(r"<(?:rss|feed|rdf:rdf)\b", re.IGNORECASE)
_EXPORT = "export the subscriptions of your other reader as OPML and import that file"


@dataclass(frozen=True, slots=True)
class SubscriptionList:
    feeds: tuple[Subscription, ...]
    refused: tuple[str, ...] = ()
    """A sentence about each outline that was left out."""


def read_opml(data: bytes, *, name: str) -> SubscriptionList:
    """Return the feeds of a document, repaired where possible. Raises UnreadableError and TooLargeError.

    `name` is what messages call the document.
    """
    if len(data) > LARGEST_OPML:
        raise TooLargeError(
            f"{name} is larger than {format_size(LARGEST_OPML)}, too much for a list of feeds: "
            f"check that it is the file you meant, or split it."
        )
    if not data.strip():
        raise UnreadableError(f"{name} is empty: {_EXPORT}.")
    text = decode(data, html_charset(data), name=name, allow_controls=True)
    opml = parse_opml(text)
    if opml is None:
        raise UnreadableError(f"{name} {_what_it_is(data, text)}.")
    feeds, refused = opml.feeds(), opml.refused()
    if not feeds and not refused:
        raise UnreadableError(f"{name} names no feed: {_EXPORT}.")
    return SubscriptionList(feeds, refused)


def write_opml(feeds: Iterable[Subscription], *, title: str = "Subscriptions") -> bytes:
    """Write the feeds as OPML in UTF-8."""
    empty = Opml(head=(Element("title", text=title),))
    return serialize_opml(add_feeds(empty, feeds)).encode("utf-8")


def _what_it_is(data: bytes, text: str) -> str:
    if _FEED.search(text[:4096]):
        return "is a feed, not a list of feeds: follow it with `briefing feeds add`"
    if sniff_format(data) is DocumentFormat.HTML:
        return f"is a web page, not OPML: {_EXPORT}"
    return f"is not OPML: {_EXPORT}"
