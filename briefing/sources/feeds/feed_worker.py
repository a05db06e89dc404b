"""Parses feed documents and mails in a worker process."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator

from briefing.domain.article import text_hash
from briefing.domain.feeds.feed import ParsedFeed
from briefing.sources.article_assembly import assemble
from briefing.sources.feeds.feed_articles import FeedArticles, assemble_feed
from briefing.sources.feeds.feed_parser import parse_feed
from briefing.sources.formats.mail import parse_mail, subject_of

Document = tuple[bytes, str, str | None, str | None, bool]
"""The content, its address, the content type and charset that the server declared, whether it is a mail."""

GC_THRESHOLD = 20_000
"""Objects, as many as some feeds have: what a feed leaves is freed without looking for circles."""
MAX_NAME = 100
"""Characters of a subject that name a mail in a message."""


def make_handler() -> Callable[[Document], Iterator[FeedArticles]]:
    gc.freeze()
    gc.set_threshold(GC_THRESHOLD)

    def read(document: Document) -> Iterator[FeedArticles]:
        data, url, content_type, charset, is_mail = document
        if is_mail:
            yield _assemble_mail(data, mailbox=url)
            return
        feed = parse_feed(data, url=url, content_type=content_type, charset=charset)
        yield assemble_feed(feed, url=url)

    return read


def _assemble_mail(data: bytes, *, mailbox: str) -> FeedArticles:
    """Build the article of a mail, with its key; its sender is its source. Raises SourceError.

    A key has the hash of the text: no other mail takes the place of one by its Message-ID.
    """
    subject = subject_of(data)[:MAX_NAME]
    name = f"The mail “{subject}” in {mailbox}" if subject else f"A mail in {mailbox}"
    mail = parse_mail(data, name=name)
    article = assemble(mail, name=name)
    _ = article.sha256, article.input_sha256  # computed and cached here, in the worker process
    key = f"sha256:{text_hash(f'{mail.own_id} {article.title} {article.text}')}"
    return FeedArticles(ParsedFeed(None, None, ()), ((key, article),))
