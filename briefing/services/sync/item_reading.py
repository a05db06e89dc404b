"""Turns the articles of a sync server into articles of the library, as those of feeds are."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future

from briefing.domain import Article
from briefing.domain.feeds.sync import ServerItem
from briefing.errors import UnreadableError
from briefing.sources.feeds.feed_articles import FeedArticles
from briefing.sources.feeds.feed_readers import FeedReaders, is_of_the_process

MOST_UNREAD = 20
"""Articles of one batch that may break the reading; with more it is not the articles."""

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
    ) -> tuple[dict[str, tuple[tuple[str, Article], ...]], set[str]]:
        """Return guids and articles of each feed, given by address with its title, and ids of unread ones.

        Raises UnreadableError if the process cannot read at all.
        """
        begun = {url: self._submit(url, title, items) for url, (title, items) in by_feed.items()}
        found, unread = dict[str, tuple[tuple[str, Article], ...]](), set[str]()
        for url, (title, items) in by_feed.items():
            try:
                found[url] = begun[url].result().entries
            except UnreadableError as error:
                if is_of_the_process(error):
                    raise
                found[url] = tuple(self._singly(url, title, items, unread))
        return found, unread

    def close(self) -> None:
        self._readers.close()

    def _submit(self, url: str, title: str, items: Sequence[ServerItem]) -> Future[FeedArticles]:
        return self._readers.submit(_document(title, items), url=url, content_type="application/feed+json")

    def _singly(
        self, url: str, title: str, items: Sequence[ServerItem], unread: set[str]
    ) -> Iterator[tuple[str, Article]]:
        """Read one article after another, so that one that breaks the reading is left out alone."""
        for item in items:
            try:
                yield from self._submit(url, title, [item]).result().entries
            except UnreadableError as error:
                unread.add(item.id)
                if is_of_the_process(error) or len(unread) > MOST_UNREAD:
                    raise


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
