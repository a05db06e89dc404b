"""Parses RSS, RDF, Atom and JSON Feed, with the fast parser or feedparser."""

from __future__ import annotations

import json
import re

from briefing.domain.feeds.feed import ParsedFeed
from briefing.errors import UnreadableError
from briefing.sources.feeds.fast_parser import parse_common_feed
from briefing.sources.feeds.feedparser_adapter import parse_any_feed
from briefing.sources.feeds.json_feed import parse_json_feed
from briefing.sources.feeds.xml_repair import repair_xml
from briefing.sources.text.charset import decode

HEAD = 4096
"""Characters that are enough to detect what a document is."""

_DECLARED = re.compile(rb"""<\?xml\b[^>]{0,200}?\bencoding\s*=\s*["']([\w.:-]+)""")
_DECLARATION = re.compile(r"<\?xml\b[^>]{0,400}>")
_OTHER_DOCUMENTS = (
    (re.compile(r"<opml\b", re.IGNORECASE), "it is a list of feeds (OPML), so import it instead"),
    (re.compile(r"<(?:urlset|sitemapindex)\b"), "it is a site's map, so look for the site's feed instead"),
    (
        re.compile(r"<!doctype\s+html|<html\b|<head\b|<body\b", re.IGNORECASE),
        "it is a web page, so give the site's own address to have its feeds looked for",
    ),
)
_OTHERWISE = "check the address in a browser"


def parse_feed(data: bytes, *, url: str, content_type: str | None, charset: str | None) -> ParsedFeed:
    """Parse a feed, malformed or not; `charset` is the one that the server declared.

    Nothing that the document refers to is opened. Raises UnreadableError if it is no feed.
    """
    text = _decoded(data, charset, url)
    if "json" in (content_type or "").lower() or text[:1] == "{":
        return _from_json(text, url)
    feed = _from_xml(text, url)
    if feed is None:
        raise UnreadableError(f"{url} is not a feed: {_explain(text)}.")
    return feed


def _decoded(data: bytes, charset: str | None, url: str) -> str:
    """Decode the document, and drop its XML declaration, whose encoding is no longer true."""
    if not data.strip():
        raise UnreadableError(f"{url} is not a feed: it is empty, so try again later or {_OTHERWISE}.")
    declared = _DECLARED.search(data[:HEAD])
    if charset is None and declared is not None:
        charset = declared[1].decode("ascii")
    if data.lstrip()[:1] == b"<" and data.lstrip()[1:2] != b"\0":
        data = data.replace(b"\0", b"")  # stray NULs, not halves of wider letters
    try:
        text = decode(data, charset, name=url).lstrip()
    except UnreadableError as error:
        raise UnreadableError(f"{url} is not a feed: it holds no text, so {_OTHERWISE}.") from error
    return _DECLARATION.sub("", text, count=1) if text.startswith("<?xml") else text


def _from_xml(text: str, url: str) -> ParsedFeed | None:
    data = text.encode("utf-8", "replace")
    if (feed := parse_common_feed(data, url=url)) is not None:
        return feed
    if (mended := repair_xml(text)) == text:
        return parse_any_feed(data, url=url)
    data = mended.encode("utf-8", "replace")
    return parse_common_feed(data, url=url) or parse_any_feed(data, url=url)


def _from_json(text: str, url: str) -> ParsedFeed:
    try:
        feed = parse_json_feed(json.loads(text), url=url)
    except (ValueError, RecursionError):
        raise UnreadableError(f"{url} is not a feed: it is broken JSON, so try again later.") from None
    if feed is None:
        raise UnreadableError(f"{url} is not a feed: it is JSON of another kind, so {_OTHERWISE}.")
    return feed


def _explain(text: str) -> str:
    head = text[:HEAD]
    return next((said for pattern, said in _OTHER_DOCUMENTS if pattern.search(head)), f"so {_OTHERWISE}")
