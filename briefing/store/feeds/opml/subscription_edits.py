"""Adds, removes, moves, renames and readdresses feeds in an OPML document.

An edit preserves everything else: order, other programs' attributes, comments. A feed that is listed more
than once is changed everywhere.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from briefing.domain.feeds.feed import Subscription
from briefing.domain.feeds.feed_address import subscription_address
from briefing.store.feeds.opml.loose_xml import Element
from briefing.store.feeds.opml.opml_document import (
    DEEPEST_FOLDER,
    Opml,
    clean_name,
    folder_outline,
    is_outline,
    name_of,
    outline_of,
    url_of,
)


def add_feeds(opml: Opml, feeds: Iterable[Subscription]) -> Opml:
    """Append new feeds to their folders, creating missing ones.

    Raises ValueError for a URL that `subscription_address` would change.
    """
    known = {feed.url for feed in opml.feeds()}
    root = _Node(Element("", children=opml.outlines))
    for feed in feeds:
        if _checked(feed.url) not in known:
            known.add(feed.url)
            folder = [name for each in feed.folder if (name := clean_name(each))]
            root.place(folder[:DEEPEST_FOLDER], outline_of(feed))
    return replace(opml, outlines=root.element().children)


def remove_feeds(opml: Opml, urls: Iterable[str]) -> Opml:
    """Remove feeds and the folders that become empty, except those with other programs' attributes."""
    gone = frozenset(urls)
    return _changed(opml, lambda element: None if url_of(element) in gone else element)


def move_feed(opml: Opml, url: str, folder: Sequence[str]) -> Opml:
    """Move a feed to the end of another folder, with all its attributes."""
    feed = next((each for each in opml.feeds() if each.url == url), None)
    if feed is None or feed.folder == tuple(folder):
        return opml
    return add_feeds(remove_feeds(opml, [url]), [replace(feed, folder=tuple(folder))])


def rename_feed(opml: Opml, url: str, title: str | None) -> Opml:
    """Set the reader's name for a feed; with None, the feed's own title is shown."""
    called = title or url  # OPML requires a text

    def renamed(element: Element) -> Element:
        return _with_name(element, called) if url_of(element) == url else element

    return _changed(opml, renamed)


def readdress_feed(opml: Opml, old: str, new: str) -> Opml:
    """Change a feed's URL; if the new one is subscribed to already, the old one is removed.

    Raises ValueError as `add_feeds` does.
    """
    _checked(new)
    if new == old:
        return opml
    if any(feed.url == new for feed in opml.feeds()):
        return remove_feeds(opml, [old])

    def readdressed(element: Element) -> Element:
        if url_of(element) != old:
            return element
        element = _with_attributes(element, {"xmlurl": new})
        return _with_name(element, new) if name_of(element) == old else element

    return _changed(opml, readdressed)


class _Node:
    def __init__(self, outline: Element) -> None:
        self._outline = outline
        self._children: list[_Node] = []
        self._folders: dict[str, _Node] = {}
        """Child folders by name; of two with one name, the first."""
        for child in outline.children:
            self._append(child)

    def element(self) -> Element:
        return replace(self._outline, children=tuple(child.element() for child in self._children))

    def place(self, folder: Sequence[str], outline: Element) -> None:
        if not folder:
            self._append(outline)
            return
        name, *inner = folder
        found = self._folders.get(name) or self._append(folder_outline(name))
        found.place(inner, outline)

    def _append(self, element: Element) -> _Node:
        node = _Node(element)
        self._children.append(node)
        if is_outline(element) and url_of(element) is None:
            self._folders.setdefault(name_of(element), node)
        return node


def _changed(opml: Opml, change: Callable[[Element], Element | None]) -> Opml:
    return replace(opml, outlines=_changed_all(opml.outlines, change))


def _changed_all(
    elements: Iterable[Element], change: Callable[[Element], Element | None]
) -> tuple[Element, ...]:
    """Return the outlines after a change; the children of a removed outline take its place."""
    kept: list[Element] = []
    for element in elements:
        if not is_outline(element):
            kept.append(element)
            continue
        inner = _changed_all(element.children, change)
        changed = change(element)
        if changed is None:
            kept += inner
        elif inner or not element.children or not _is_bare_folder(element):
            kept.append(replace(changed, children=inner))
    return tuple(kept)


def _is_bare_folder(element: Element) -> bool:
    return url_of(element) is None and {key.lower() for key, _ in element.attributes} <= {"text", "title"}


def _checked(url: str) -> str:
    if subscription_address(url) != url:
        raise ValueError(f"not the address of a feed: {url!r}")
    return url


def _with_name(element: Element, name: str) -> Element:
    """Set the name, and the title too, unless it differs from the name: then it is the feed's own."""
    title = element.get("title")
    same = title is None or clean_name(title) == name_of(element)
    return _with_attributes(element, {"text": name, "title": name} if same else {"text": name})


def _with_attributes(element: Element, values: dict[str, str]) -> Element:
    """Set attributes, named in lower case; existing ones keep their position and case."""
    spelt = {"xmlurl": "xmlUrl"}
    attributes = tuple((key, values.get(key.lower(), value)) for key, value in element.attributes)
    there = {key.lower() for key, _ in attributes}
    added = ((spelt.get(key, key), value) for key, value in values.items() if key not in there)
    return replace(element, attributes=(*attributes, *added))
