"""Builds the article of a mail in a mailbox that is followed like a feed."""

from __future__ import annotations

from dataclasses import replace

from briefing.domain.article import text_hash
from briefing.domain.feeds.feed import ParsedFeed
from briefing.sources.article_assembly import assemble
from briefing.sources.feeds.feed_articles import FeedArticles
from briefing.sources.formats.mail import parse_mail, subject_of

MAX_NAME = 100
"""Characters of a subject that name a mail in a message."""


def assemble_mail(data: bytes, *, mailbox: str) -> FeedArticles:
    """Build the article of a mail, with its key; its sender is its source. Raises SourceError.

    A key has the hash of the text: no other mail takes the place of one by its Message-ID.
    """
    subject = subject_of(data)[:MAX_NAME]
    name = f"The mail “{subject}” in {mailbox}" if subject else f"A mail in {mailbox}"
    mail = parse_mail(data, name=name)
    article = assemble(replace(mail, source=mail.author, author=None), name=name)
    _ = article.sha256, article.input_sha256  # computed and cached here, in the worker process
    key = f"sha256:{text_hash(f'{mail.own_id} {article.title} {article.text}')}"
    return FeedArticles(ParsedFeed(None, None, ()), ((key, article),))
