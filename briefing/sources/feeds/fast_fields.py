"""Reads the elements of a well-formed feed entry for the fast parser.

All functions raise UncommonError for anything that needs feedparser's rules.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from briefing.sources.feeds.feed_fields import is_whole_address, repair_mojibake
from briefing.sources.text.document_dates import to_iso

# lxml's elements have no type information: wherever one is passed, it is Any.

RSS1 = "{http://purl.org/rss/1.0/}"
RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
ATOM = "{http://www.w3.org/2005/Atom}"
DC = "{http://purl.org/dc/elements/1.1/}"
ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"

_SHARED = {ENCODED: ENCODED} | {
    DC + name: DC + name for name in ("creator", "date", "subject", "publisher", "rights", "format", "type")
}
_PARTS = {
    space: _SHARED | {space + name: name for name in names.split()}
    for space, names in {
        "": "title link description guid pubDate author category comments enclosure source",
        RSS1: "title link description",
        ATOM: "title link id published updated content summary author contributor category rights",
    }.items()
}
"""Elements of an entry by the namespace of its format, whose own elements have their local names."""
_OFTEN = _SHARED.keys() - {ENCODED, DC + "date"} | {"category", "link", "author", "enclosure", "contributor"}
"""Elements that may be repeated."""
_NESTED = frozenset({"author", "contributor"})

_PARTS[""][ATOM + "updated"] = DC + "date"
_POST_NUMBER = "{com-wordpress:feed-additions:1}post-id"

_CAPTIONING = re.compile(
    r"\{http://(?:search\.yahoo\.com/mrss/?|www\.itunes\.com/dtds/podcast-1\.0\.dtd)\}", re.IGNORECASE
)
"""Elements that describe a picture or an episode, and that feedparser confuses with those of the entry."""
_MEANINGFUL = re.compile(
    r"""\{(?:
        http://purl\.org/(?:dc/|atom/|echo/|pie/|rss/1\.0/(?:\}|modules/(?:content|rss091)))
        |http://www\.w3\.org/(?:2005/atom|1999/xhtml|xml/)
        |http://(?:my\.netscape|backend\.userland|blogs\.law|example)\.
        |http://rssnamespace\.org/feedburner|uri/of/echo
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_MEANINGFUL_PREFIXES = frozenset(
    "admin cc content dc dcterms feedburner georss gml itunes media psc xhtml".split()
)
"""feedparser interprets these prefixes, whatever their namespace."""
_ODD_ADDRESS = re.compile(r"&\w+;|:///")


class UncommonError(Exception):
    """The feed has something that only feedparser can read."""


def parts_of(entry: Any, space: str) -> tuple[dict[str, Any], frozenset[str]]:
    """Return the elements of an entry by name, and the kinds of its captions."""
    parts: dict[str, Any] = {}
    captions: set[str] = set()
    known = _PARTS[space]
    for element in entry:
        tag: str = element.tag
        name = known.get(tag)
        if name is None:
            if _CAPTIONING.match(tag):
                captions.update(str(each.tag).rpartition("}")[2].lower() for each in element.iter())
            elif not _is_irrelevant(element):
                raise UncommonError
            continue
        if name in parts and (name not in _OFTEN or (name == "link" and space != ATOM)):
            raise UncommonError
        if len(element) and name not in _NESTED:
            raise UncommonError  # unescaped markup
        parts[name] = element
    return parts, frozenset(captions)


def only(parent: Any, tag: str) -> Any:
    """Return the only child of that name, or None."""
    found = parent.findall(tag)
    if len(found) > 1 or (found and len(found[0])):
        raise UncommonError
    return found[0] if found else None


def text_in(element: Any) -> str:
    """Return an element's text, repaired as feedparser does."""
    words: str = (element.text or "").strip() if element is not None else ""
    return words if words.isascii() else repair_mojibake(words)


def plain_text_in(element: Any) -> str:
    """Return the text of an element without attributes."""
    if element is not None and element.attrib:
        raise UncommonError
    return text_in(element)


def date_in(element: Any) -> str | None:
    words = text_in(element)
    moment = to_iso(words)
    if words and moment is None:
        raise UncommonError  # feedparser parses more date formats
    return moment


def plain_address(words: str) -> str:
    if _ODD_ADDRESS.search(words):
        raise UncommonError
    return words


def identifier(guid: str, base: str, *, is_link: bool) -> str:
    if not guid or not is_link or is_whole_address(guid):
        return guid
    return urljoin(base, plain_address(guid))


def _is_irrelevant(element: Any) -> bool:
    """Return whether the element adds nothing to the entry, for feedparser neither."""
    tag: str = element.tag
    if tag == _POST_NUMBER:
        return True
    if tag == ATOM + "link":
        return element.get("href") is not None and element.get("rel", "alternate").lower() != "alternate"
    if tag[0] != "{" or _MEANINGFUL.match(tag) or len(element):
        return False
    return element.prefix is not None and element.prefix not in _MEANINGFUL_PREFIXES
