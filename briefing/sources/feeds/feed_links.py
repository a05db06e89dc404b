"""Which feeds a site has: those that its page names, and the addresses where feeds usually lie."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urljoin, urlsplit

from briefing.sources.article_identity import same_site
from briefing.sources.feeds.feed_fields import web_url
from briefing.sources.text.html_to_text import parse_html
from briefing.sources.text.normalize_text import clean_line

__all__ = ["FeedLink", "common_feed_urls", "find_feed_links"]

_TYPES = {
    "application/rss+xml": "RSS",
    "application/atom+xml": "Atom",
    "application/feed+json": "JSON Feed",
    "application/rdf+xml": "RDF",
    "application/x-rss+xml": "RSS",
    "application/x.atom+xml": "Atom",
    "text/rss+xml": "RSS",
    "text/atom+xml": "Atom",
    "text/rss": "RSS",
}
_MAYBE_FEED_TYPES = frozenset({"application/json", "application/xml", "text/xml"})
"""Also what a page's data and its map come as: meant for a feed only where a link calls itself one."""
_FEED_ENDINGS = ("/feed", "/rss", "/atom", ".rss", ".atom", "rss.xml", "atom.xml", "feed.xml", "feed.json")
_USUAL_PATHS = (
    "feed",
    "rss",
    "feed.xml",
    "rss.xml",
    "atom.xml",
    "index.xml",
    "feed.json",
)


@dataclass(frozen=True, slots=True)
class FeedLink:
    """A feed that a page points to; not yet asked for."""

    title: str | None
    url: str
    kind: str | None
    """As the page has it: "RSS", "Atom", "RDF" or "JSON Feed"; None where it does not say."""


def find_feed_links(page_markup: str, url: str) -> tuple[FeedLink, ...]:
    """The feeds named by the page at `url`, the site's own before those of comments.

    Links in its head speak first; only where there is none do links to read count, by what they end in.
    """
    root = parse_html(page_markup)
    if root is None:
        return ()
    base = web_url(root.xpath("//base/@href")[:1], base=url) or url
    found: dict[str, FeedLink] = {}
    for feed in list(_announced(root, base)) or _linked(root, base):
        found.setdefault(feed.url, feed)
    return tuple(sorted(found.values(), key=_is_of_comments))


def common_feed_urls(url: str) -> tuple[str, ...]:
    """Where to look for a feed of the site when its page names none: below the page first, then at its root.

    Empty for what is no http or https address.
    """
    if web_url((url,), base="") is None:
        return ()
    parts = urlsplit(url)
    root = f"{parts.scheme}://{parts.netloc}/"
    folder = urljoin(root, parts.path.rstrip("/") + "/") if "." not in parts.path.rsplit("/", 1)[-1] else root
    return tuple(dict.fromkeys(urljoin(place, path) for place in (folder, root) for path in _USUAL_PATHS))


def _announced(root: Any, base: str) -> Iterator[FeedLink]:
    """lxml's tree has no type information."""
    for link in root.iter("link"):
        relations = (link.get("rel") or "").lower().split()
        kind = (link.get("type") or "").partition(";")[0].strip().lower()
        is_alternate = "alternate" in relations and kind in _TYPES
        is_feed = "feed" in relations and (not kind or kind in _TYPES or kind in _MAYBE_FEED_TYPES)
        if (is_alternate or is_feed) and (url := web_url((link.get("href"),), base=base)) is not None:
            yield FeedLink(clean_line(link.get("title") or "") or None, url, _TYPES.get(kind))


def _linked(root: Any, base: str) -> list[FeedLink]:
    """Links to feeds of the site itself; those of other sites are somebody else's."""
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
