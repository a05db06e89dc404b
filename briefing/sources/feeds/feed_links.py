"""Finds the feeds of a site: those that a page links to, and common addresses to try."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from briefing.sources.article_identity import same_site
from briefing.sources.feeds.feed_fields import web_url
from briefing.sources.text.html_to_text import parse_html
from briefing.sources.text.normalize_text import clean_line

_RSS_TYPES = ("application/rss+xml", "application/x-rss+xml", "text/rss+xml", "text/rss")
_ATOM_TYPES = ("application/atom+xml", "application/x.atom+xml", "text/atom+xml")
_TYPES = {
    **dict.fromkeys(_RSS_TYPES, "RSS"),
    **dict.fromkeys(_ATOM_TYPES, "Atom"),
    "application/feed+json": "JSON Feed",
    "application/rdf+xml": "RDF",
}
_MAYBE_FEED_TYPES = frozenset({"application/json", "application/xml", "text/xml"})
"""Types of feeds and also of other data and site maps: only the link's relation tells which it is."""
_FEED_ENDINGS = ("/feed", "/rss", "/atom", ".rss", ".atom", "rss.xml", "atom.xml", "feed.xml", "feed.json")
_COMMON_PATHS = "feed rss feed.xml rss.xml atom.xml index.xml feed.json".split()


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A link to a feed, not fetched yet."""

    title: str | None
    url: str
    kind: str | None
    """The kind in the page's own words, "RSS", "Atom", "RDF" or "JSON Feed", else None."""


def find_feed_links(page_markup: str, url: str) -> tuple[FeedLink, ...]:
    """Find the feeds of the page at `url`, the feeds of comments last.

    They are the links of its head; without any, the links of its body that look like a feed.
    """
    root = parse_html(page_markup)
    if root is None:
        return ()
    base = web_url(root.xpath("//base/@href")[:1], base=url) or url
    found: dict[str, FeedLink] = {}
    for feed in list(_head_links(root, base)) or _body_links(root, base):
        found.setdefault(feed.url, feed)
    return tuple(sorted(found.values(), key=_is_of_comments))


def common_feed_urls(url: str) -> tuple[str, ...]:
    """Return addresses to try for a page without links to feeds: below the page, then below the site's root.

    There are none for anything but an http or https address.
    """
    if web_url((url,), base="") is None:
        return ()
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    folder = urljoin(root, parts.path.rstrip("/") + "/") if "." not in parts.path.rsplit("/", 1)[-1] else root
    return tuple(dict.fromkeys(urljoin(place, path) for place in (folder, root) for path in _COMMON_PATHS))


def _head_links(root: Any, base: str) -> Iterator[FeedLink]:
    for link in root.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        is_alternate = "alternate" in relations and kind in _TYPES
        is_feed = "feed" in relations and (not kind or kind in _TYPES or kind in _MAYBE_FEED_TYPES)
        if (is_alternate or is_feed) and (url := web_url((link.get("href"),), base=base)) is not None:
            yield FeedLink(clean_line(link.get("title") or "") or None, url, _TYPES.get(kind))


def _body_links(root: Any, base: str) -> list[FeedLink]:
    """Find links to feeds on the same site."""
    found = []
    for link in root.iter("a"):
        url = web_url((link.get("href"),), base=base)
        if url is None or not urlsplit(url).path.lower().rstrip("/").endswith(_FEED_ENDINGS):
            continue
        if same_site(url, base):
            found.append(FeedLink(clean_line(link.text_content()) or None, url, None))
    return found


def _is_of_comments(feed: FeedLink) -> bool:
    return "comments" in urlsplit(feed.url).path.lower() or "comments" in (feed.title or "").lower()
