"""Builds articles from the entries of a feed, each with a key that identifies it within the feed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from urllib.parse import urlsplit

from briefing.domain import Article
from briefing.domain.article import text_hash
from briefing.domain.feeds.feed import FeedItem, ParsedFeed
from briefing.errors import NoArticleError
from briefing.sources.article_assembly import assemble
from briefing.sources.article_identity import identify, normalize_url
from briefing.sources.feeds.feed_fields import markup_title
from briefing.sources.formats.parsed_document import ParsedDocument
from briefing.sources.text.html_to_text import element_blocks, parse_html
from briefing.sources.text.language import declared_language, detect_languages
from briefing.sources.text.source_blocks import SourceBlocks

MAX_KEY = 300
"""Characters; a longer key is replaced by its hash."""
LANGUAGE_SAMPLE = 300
"""Characters of an entry that its language is detected from; more would take longer than all the rest."""


@dataclass(frozen=True, slots=True)
class FeedArticles:
    """A feed and the articles of its entries."""

    head: ParsedFeed
    """The feed without its items."""
    entries: tuple[tuple[str, Article], ...]
    """Keys and articles in the order of the document."""


def assemble_feed(feed: ParsedFeed, *, url: str) -> FeedArticles:
    """Build the articles of a feed that was fetched from `url`, each with its key.

    A key is the entry's guid, else its address, else its content. A guid or an address of several entries
    identifies none of them; identical entries count once.
    """
    items = list(dict.fromkeys(feed.items))
    addresses = {item.url: normalize_url(item.url) for item in items if item.url}
    guids = Counter(item.guid for item in items)
    shared = Counter(addresses[item.url] for item in items if item.url)
    sources = [_blocks(item) for item in items]
    texts = [_text(item, source) for item, source in zip(items, sources, strict=True)]
    articles: dict[str, Article] = {}
    languages = _languages(items, texts, feed.language)
    for item, source, text, language in zip(items, sources, texts, languages, strict=True):
        address = addresses[item.url] if item.url else None
        own_address = address if shared[address] == 1 else None
        own_guid = item.guid if guids[item.guid] == 1 else None
        key = own_guid or own_address or f"{item.title}\n{item.url}\n{item.markup}"
        if len(key) > MAX_KEY or not (own_guid or own_address):
            key = f"sha256:{text_hash(key)}"
        document = ParsedDocument(
            text,
            title=item.title,
            author=item.author,
            published=item.published or item.updated,
            source=feed.title or urlsplit(url).hostname,
            url=item.url,
            language=language,
            own_id=f"{url} {key}",
            blocks=source,
        )
        article = _assembled(document, url, is_sole=own_address is not None)
        if article is not None:
            articles[key] = article
    return FeedArticles(replace(feed, items=()), tuple(articles.items()))


def _assembled(document: ParsedDocument, feed_url: str, *, is_sole: bool) -> Article | None:
    """Build the article of an entry; return None if the entry has no text."""
    try:
        article = assemble(document, name=feed_url, base=feed_url)
    except NoArticleError:
        return None
    if not is_sole:
        own_id = identify(url=None, own_id=document.own_id, path=None, text=article.text)
        article = replace(article, id=own_id)
    # The hashes are computed and cached here, in the worker process.
    _ = article.sha256, article.input_sha256
    return article


def _blocks(item: FeedItem) -> SourceBlocks:
    return element_blocks(parse_html(item.markup)) if item.markup else SourceBlocks()


def _text(item: FeedItem, source: SourceBlocks) -> str:
    """Return the text of an entry, else its title, else its address."""
    text = source.text
    if not _has_words(text):
        # The entry has nothing but a picture, or tags nested deeper than lxml allows.
        text = markup_title(item.markup)
    return next(filter(_has_words, (text, item.title or "", item.url or "")), "")


def _has_words(text: str) -> bool:
    return any(map(str.isalnum, text))


def _languages(items: Sequence[FeedItem], texts: Sequence[str], of_feed: str | None) -> list[str | None]:
    """The language that each entry or else the feed declares, else the detected one."""
    shared = declared_language(of_feed)
    told = [declared_language(item.language) or shared for item in items]
    untold = [place for place, language in enumerate(told) if language is None]
    samples = [texts[place][:LANGUAGE_SAMPLE] for place in untold]
    for place, language in zip(untold, detect_languages(samples), strict=True):
        told[place] = language
    return told
