"""Parses JSON Feed, versions 1 and 1.1."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from briefing.domain.feeds.feed import FeedItem, ParsedFeed
from briefing.sources.feeds.feed_fields import (
    first_nonblank,
    guid_address,
    join_names,
    plain_text_markup,
    web_url,
)
from briefing.sources.text.document_dates import to_iso
from briefing.sources.text.normalize_text import clean_line

_VERSION = "://jsonfeed.org/version/"


def parse_json_feed(document: object, *, url: str) -> ParsedFeed | None:
    """Parse decoded JSON, or return None if it is no JSON Feed. A field of a wrong type counts as absent."""
    if not isinstance(document, Mapping):
        return None
    items = document.get("items")
    if not isinstance(items, list) or _VERSION not in (_line(document, "version") or ""):
        return None
    entries = [item for item in items if isinstance(item, Mapping)]
    return ParsedFeed(
        title=_line(document, "title"),
        site=web_url((_line(document, "home_page_url"),), base=url),
        items=tuple(_item(entry, url, document) for entry in entries),
        language=_line(document, "language"),
    )


def _item(entry: Mapping[object, object], url: str, feed: Mapping[object, object]) -> FeedItem:
    guid = _line(entry, "id")
    plain = [_string(entry, "content_text"), _string(entry, "summary")]
    language = _line(entry, "language")
    return FeedItem(
        guid=guid,
        url=web_url(
            (
                _line(entry, "url"),
                guid_address(guid),
                _line(entry, "external_url"),
            ),
            base=url,
        ),
        title=_line(entry, "title"),
        markup=first_nonblank(
            (_string(entry, "content_html"), *(plain_text_markup(words) for words in plain if words))
        ),
        author=join_names(_names(entry)) or join_names(_names(feed)),
        published=to_iso(_line(entry, "date_published")),
        updated=to_iso(_line(entry, "date_modified")),
        language=language if language != _line(feed, "language") else None,
    )


def _names(holder: Mapping[object, object]) -> Iterator[str | None]:
    """Yield the names of authors: version 1 has one, 1.1 has several."""
    authors = holder.get("authors")
    for author in authors if isinstance(authors, list) else [holder.get("author")]:
        if isinstance(author, Mapping):
            yield _line(author, "name")


def _string(holder: Mapping[object, object], name: str) -> str | None:
    value = holder.get(name)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)  # the specification allows numbers as ids
    return value if isinstance(value, str) else None


def _line(holder: Mapping[object, object], name: str) -> str | None:
    return clean_line(_string(holder, name) or "") or None
