"""The elements of a well-formed feed: which of an entry's parts speak for it, and what each says.

All here raise UncommonError where feedparser's rules for what is meant would be needed.
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import urljoin

from briefing.sources.feeds.feed_fields import mended
from briefing.sources.text.document_dates import to_iso

__all__ = [
    "ATOM",
    "DC",
    "ENCODED",
    "RDF",
    "RSS1",
    "UncommonError",
    "date_in",
    "identifier",
    "only",
    "parts_of",
    "plain_address",
    "text_in",
    "unadorned",
]

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
"""What an entry may have, by the namespace of its format: those of the format by their name alone."""
_OFTEN = _SHARED.keys() - {ENCODED, DC + "date"} | {"category", "link", "author", "enclosure", "contributor"}
"""What it may have several of."""
_NESTED = frozenset({"author", "contributor"})

_PARTS[""][ATOM + "updated"] = DC + "date"
_POST_NUMBER = "{com-wordpress:feed-additions:1}post-id"

_CAPTIONING = re.compile(
    r"\{http://(?:search\.yahoo\.com/mrss/?|www\.itunes\.com/dtds/podcast-1\.0\.dtd)\}", re.IGNORECASE
)
"""What says something of a picture or an episode, in words that feedparser takes for the entry's own."""
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
"""feedparser goes by these, where it does not know the namespace."""
_ODD_ADDRESS = re.compile(r"&\w+;|:///")


class UncommonError(Exception):
    """Something that only feedparser knows how to read."""


def parts_of(entry: Any, space: str) -> tuple[dict[str, Any], frozenset[str]]:
    """The parts of an entry by their names, and which kinds of captions there are beside them."""
    parts: dict[str, Any] = {}
    captions: set[str] = set()
    known = _PARTS[space]
    for element in entry:
        tag: str = element.tag
        name = known.get(tag)
        if name is None:
            if _CAPTIONING.match(tag):
                captions.update(str(each.tag).rpartition("}")[2].lower() for each in element.iter())
            elif not _says_nothing(element):
                raise UncommonError
            continue
        if name in parts and (name not in _OFTEN or (name == "link" and space != ATOM)):
            raise UncommonError
        if len(element) and name not in _NESTED:
            raise UncommonError  # markup that is not escaped
        parts[name] = element
    return parts, frozenset(captions)


def only(parent: Any, tag: str) -> Any:
    """The one child of that name; None where there is none."""
    found = parent.findall(tag)
    if len(found) > 1 or (found and len(found[0])):
        raise UncommonError
    return found[0] if found else None


def text_in(element: Any) -> str:
    """Its text, mended as feedparser does."""
    return mended(element.text.strip()) if element is not None and element.text else ""


def unadorned(element: Any) -> str:
    """The text of an element that nothing is said of."""
    if element is not None and element.attrib:
        raise UncommonError
    return text_in(element)


def date_in(element: Any) -> str | None:
    words = text_in(element)
    moment = to_iso(words)
    if words and moment is None:
        raise UncommonError  # feedparser knows more ways to write a date
    return moment


def plain_address(words: str) -> str:
    if _ODD_ADDRESS.search(words):
        raise UncommonError
    return words


def identifier(guid: str, base: str, *, is_link: bool) -> str:
    return urljoin(base, plain_address(guid)) if guid and is_link else guid


def _says_nothing(element: Any) -> bool:
    """Whether it is none of the entry's own words, to feedparser neither."""
    tag: str = element.tag
    if tag == _POST_NUMBER:
        return True
    if tag == ATOM + "link":
        return element.get("href") is not None and element.get("rel", "alternate").lower() != "alternate"
    if tag[0] != "{" or _MEANINGFUL.match(tag) or len(element):
        return False
    return element.prefix is not None and element.prefix not in _MEANINGFUL_PREFIXES
