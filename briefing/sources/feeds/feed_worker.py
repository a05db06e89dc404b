"""Parses feed documents and mails in a worker process."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

from briefing.sources.feeds.feed_articles import FeedArticles, assemble_feed
from briefing.sources.feeds.feed_parser import parse_feed
from briefing.sources.feeds.mail_articles import assemble_mail

Document = tuple[bytes, str, str | None, str | None, bool]
"""The content, its address, the content type and charset that the server declared, whether it is a mail."""


GC_THRESHOLD = 20_000
"""Objects, as many as some feeds have: what a feed leaves is freed without looking for circles."""


def make_handler() -> Callable[[Document], Iterator[FeedArticles]]:
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)

    def read(document: Document) -> Iterator[FeedArticles]:
        data, url, content_type, charset, is_mail = document
        if is_mail:
            yield assemble_mail(data, mailbox=url)
            return
        feed = parse_feed(data, url=url, content_type=content_type, charset=charset)
        yield assemble_feed(feed, url=url)

    return read
