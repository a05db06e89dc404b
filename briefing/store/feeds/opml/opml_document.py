"""Reads feeds from OPML outlines and writes outlines for feeds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from briefing.domain.feeds.feed import Subscription
from briefing.domain.feeds.feed_address import feed_address, subscription_address
from briefing.domain.text.sanitize import safe_line
from briefing.store.feeds.opml.loose_xml import Element, parse_loosely, serialize

LONGEST_NAME = 300
"""The most characters of a name; longer ones are cut."""

DEEPEST_FOLDER = 50
"""The most names in a path; anything deeper goes into the last folder."""

_OWN = frozenset({"text", "title", "type", "xmlurl", "url", "htmlurl"})
"""Attributes, in lower case, that map to fields of Subscription."""
_NEW_ROOT = (("version", "2.0"),)
_CATEGORIES = ("category", "categories")
_NO_FEED = frozenset({"link", "include"})
"""Types of an outline whose `url` points to a page or another OPML file."""


@dataclass(frozen=True, slots=True)
class Opml:
    """A document in its order, with everything that other programs wrote into it."""

    outlines: tuple[Element, ...] = ()
    """The elements at the top level: folders, feeds, and comments."""
    head: tuple[Element, ...] = ()
    attributes: tuple[tuple[str, str], ...] = _NEW_ROOT
    """The attributes of the root element."""
    is_cut_off: bool = field(default=False, compare=False)
    """Whether the document ended early, so that something may be missing."""

    def feeds(self) -> tuple[Subscription, ...]:
        """Return each feed once, at its first occurrence."""
        found: dict[str, Subscription] = {}
        for element, folder in self._walk():
            if (url := url_of(element)) is not None and url not in found:
                found[url] = _subscription(element, url, folder, dict(self.attributes))
        return tuple(found.values())

    def refused(self) -> tuple[str, ...]:
        """Return a sentence for each outline that should be a feed but cannot be one."""
        return tuple(sentence for element, _ in self._walk() if (sentence := _refusal(element)) is not None)

    def _walk(self) -> Iterator[tuple[Element, tuple[str, ...]]]:
        return _outlines(self.outlines, ())


def parse_opml(text: str) -> Opml | None:
    """Parse a document, repairing it where possible; return None if it is not OPML."""
    tree = parse_loosely(text)
    root = next((each for each in tree.elements if each.is_named("opml")), None)
    within = root.children if root is not None else tree.elements
    outlines = tuple(_outermost(within))
    if root is None and not any(map(is_outline, outlines)):
        return None
    head = next((each.children for each in within if each.is_named("head")), ())
    return Opml(
        outlines,
        tuple(each for each in head if not (is_outline(each) or each.is_named("body"))),
        root.attributes if root is not None else _NEW_ROOT,
        tree.is_cut_off,
    )


def serialize_opml(opml: Opml) -> str:
    head = Element("head", children=opml.head)
    return serialize(Element("opml", opml.attributes, (head, Element("body", children=opml.outlines))))


def is_outline(element: Element) -> bool:
    return element.is_named("outline")


def url_of(element: Element) -> str | None:
    """Return the feed's URL, or None for an outline without one that can be fetched."""
    written = _written_url(element)
    return subscription_address(written) if written else None


def name_of(element: Element) -> str:
    """Return the outline's name on one line, or "" if it has none."""
    return clean_name(element.get("text")) or clean_name(element.get("title"))


def _category(element: Element) -> tuple[str, ...]:
    """Return the folder path in a feed's first category, such as `/News/World`."""
    return _folders_in(next((value for each in _CATEGORIES if (value := element.get(each))), ""))


def _folders_in(category: str) -> tuple[str, ...]:
    return tuple(name for part in category.split(",")[0].split("/") if (name := clean_name(part)))


def outline_of(feed: Subscription) -> Element:
    """Make the outline of a newly added feed."""
    extra = dict(feed.extra)
    name = feed.title or feed.url  # OPML requires a text
    attributes = {"text": name, "title": extra.pop("title", name), "type": extra.pop("type", "rss")}
    attributes["xmlUrl"] = feed.url
    if feed.site:
        attributes["htmlUrl"] = feed.site
    if not feed.folder:  # it stays at the top, despite a category that names folders
        extra = {
            key: value
            for key, value in extra.items()
            if not (key.lower() in _CATEGORIES and _folders_in(value))
        }
    return Element("outline", tuple((attributes | extra).items()))


def folder_outline(name: str) -> Element:
    return Element("outline", (("text", name), ("title", name)))


def _outermost(elements: Iterable[Element]) -> Iterator[Element]:
    """Yield the top-level outlines, wherever they are, and their siblings in the body."""
    for element in elements:
        if is_outline(element):
            yield element
        elif element.is_named("body"):
            for child in element.children:
                if child.is_named("head") or child.is_named("body"):
                    yield from _outermost((child,))
                else:
                    yield child
        else:
            yield from _outermost(element.children)


def _outlines(
    elements: Iterable[Element], folder: tuple[str, ...]
) -> Iterator[tuple[Element, tuple[str, ...]]]:
    """Yield each outline with its folders; a feed with children is not a folder."""
    for element in filter(is_outline, elements):
        yield element, folder
        if element.children:
            name = "" if _written_url(element) else name_of(element)
            yield from _outlines(element.children, (*folder, name) if name else folder)


def _subscription(element: Element, url: str, folder: tuple[str, ...], root: dict[str, str]) -> Subscription:
    name, title = name_of(element), clean_name(element.get("title"))
    placeholders = ("", clean_name(url), clean_name(_written_url(element)))  # a URL in place of a name
    if name in placeholders:
        name = title
    extra = {key: value for key, value in element.attributes if key.lower() not in _OWN}
    if title and title != name:
        extra["title"] = title
    if (kind := (element.get("type") or "rss").strip()) != "rss":
        extra["type"] = kind
    for key in list(extra):
        prefix, colon, _ = key.partition(":")
        if colon and prefix not in ("xml", "xmlns") and (declared := f"xmlns:{prefix}") not in extra:
            if declared in root:  # copied, so that the attribute has the same meaning in another document
                extra[declared] = root[declared]
            else:
                del extra[key]
    return Subscription(
        url=url,
        title=name if name not in placeholders else None,
        folder=(folder or _category(element))[:DEEPEST_FOLDER],
        site=feed_address(element.get("htmlurl") or ""),
        extra=tuple(sorted(extra.items())),
    )


def _written_url(element: Element) -> str | None:
    if (url := element.get("xmlurl")) and url.strip():
        return url
    return None if _type(element) in _NO_FEED else element.get("url")


def _refusal(element: Element) -> str | None:
    name, written = name_of(element), clean_name(_written_url(element))
    if written and url_of(element) is None:
        called = f"“{name}”" if name and name != written else "A feed"
        return (
            f"{called} was left out: {_short(written)} is no address that a feed can be had from, "
            f"which begins with http:// or https://."
        )
    if written:
        return None
    if _type(element) in _NO_FEED:
        return (
            f"“{name or 'An outline'}” was left out: it is a link, not a feed; "
            f"give its address to `briefing feeds add` to look for a feed there."
        )
    if _type(element) == "rss" and not element.children:
        return f"“{name or 'A feed'}” was left out: the file names no address for it."
    return None


def _type(element: Element) -> str:
    return (element.get("type") or "").strip().lower()


def clean_name(text: str | None) -> str:
    """Clean a name: one line, without characters that are unsafe on a terminal."""
    # Cut the text first: normalizing a long run of combining marks takes quadratic time.
    whole = unicodedata.normalize("NFC", safe_line(text or "")[: 2 * LONGEST_NAME])
    return " ".join(whole.split())[:LONGEST_NAME].rstrip()


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:59]}…"
