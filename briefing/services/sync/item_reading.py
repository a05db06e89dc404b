"""Turns the articles of a sync server into articles of the library, as those of feeds are."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from concurrent.futures import Future

from briefing.domain import Article
from briefing.domain.sync import ServerItem
from briefing.errors import UnreadableError
from briefing.sources.feeds.feed_articles import FeedArticles
from briefing.sources.feeds.feed_readers import FeedReaders

_GUID = "sync:"


def guid_of(item_id: str) -> str:
    """Return the guid of a server's article within its feed."""
    return _GUID + item_id


class ItemReader:
    """Reads articles in the process that reads feeds: a stranger wrote them, whichever server sends them."""

    def __init__(self) -> None:
        self._readers = FeedReaders(1)

    def read(
        self, by_feed: Mapping[str, tuple[str, Sequence[ServerItem]]]
    ) -> dict[str, tuple[tuple[str, Article], ...]]:
        """Return the guids and articles of each feed, given by address with its title."""
        begun = {url: self._submit(url, title, items) for url, (title, items) in by_feed.items()}
        return {url: self._entries(url, *by_feed[url], future) for url, future in begun.items()}

    def close(self) -> None:
        self._readers.close()

    def _submit(self, url: str, title: str, items: Sequence[ServerItem]) -> Future[FeedArticles]:
        return self._readers.submit(_document(title, items), url=url, content_type="application/feed+json")

    def _entries(
        self, url: str, title: str, items: Sequence[ServerItem], reading: Future[FeedArticles]
    ) -> tuple[tuple[str, Article], ...]:
        """Return what could be read; where one article breaks the reading, it alone is left out."""
        try:
            return reading.result().entries
        except UnreadableError:
            if len(items) == 1:
                return ()
            return tuple(
                entry
                for item in items
                for entry in self._entries(url, title, [item], self._submit(url, title, [item]))
            )


def _document(title: str, items: Sequence[ServerItem]) -> bytes:
    """Write articles as a JSON Feed."""
    entries = [
        {
            "id": guid_of(item.id),
            "url": item.entry.url,
            "title": item.entry.title,
            "content_html": item.entry.markup,
            "authors": [{"name": item.entry.author}],
            "date_published": item.entry.published,
        }
        for item in items
        if item.entry is not None
    ]
    feed = {"version": "https://jsonfeed.org/version/1.1", "title": title, "items": entries}
    return json.dumps(feed).encode()
