"""Parses RSS, RDF, Atom and JSON Feed, with the fast parser or feedparser."""

from __future__ import annotations

import json
import re
from html.entities import html5

from briefing.domain.feeds.feed import ParsedFeed
from briefing.domain.text.clean_characters import clean_markup
from briefing.errors import UnreadableError
from briefing.sources.feeds.fast_parser import parse_common_feed
from briefing.sources.feeds.feedparser_adapter import parse_any_feed
from briefing.sources.feeds.json_feed import parse_json_feed
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


_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")
_AMPERSAND = re.compile(
    r"""<!\[CDATA\[.*?(?:\]\]>|\Z)
    |&(?:(?P<name>[A-Za-z][A-Za-z0-9]{1,31});|\#(?P<number>[0-9]{1,7}|x[0-9A-Fa-f]{1,6});)?""",
    re.DOTALL | re.VERBOSE,
)
_XML_NAMES = frozenset({"amp", "lt", "gt", "quot", "apos"})


def repair_xml(text: str) -> str:
    """Escape a bare "&", replace HTML's character names, and remove characters that XML does not allow."""
    text = _AMPERSAND.sub(_repair_reference, text)
    return clean_markup(text) if _CONTROL.search(text) else text


def _repair_reference(match: re.Match[str]) -> str:
    if (name := match["name"]) is not None:
        # A name unknown to HTML may be declared in the document.
        return match[0] if name in _XML_NAMES else html5.get(f"{name};", match[0])
    if (number := match["number"]) is not None:
        code = int(number[1:], 16) if number[0] == "x" else int(number)
        if code > 0x10FFFF or 0xD800 <= code < 0xE000:
            return "\ufffd"
        return chr(code) if _CONTROL.match(chr(code)) else match[0]
    return "&amp;" if match[0] == "&" else match[0]
