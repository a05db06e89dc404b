"""Feeds of the common kind, read quickly from a tree: what is uncommon in any way is left to feedparser.

Well-formed RSS, RDF and Atom in which each field of an entry is there once and is plainly text or HTML
comes out as feedparser would have it, about ten times as fast. Only captions of Media RSS and summaries of
podcasts, which feedparser takes for an entry's content, are kept apart.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from typing import Any
from urllib.parse import urljoin

from briefing.domain.feed import FeedItem, ParsedFeed
from briefing.sources.clean import clean_line
from briefing.sources.dates import to_iso
from briefing.sources.feed_fields import (
    first_with_words,
    markup_of_plain,
    names_in_line,
    title_of_markup,
    web_url,
)
from briefing.sources.identity import is_web_address

__all__ = ["read_common"]

_RSS1 = "{http://purl.org/rss/1.0/}"
_RDF = "{http://www.w3.org/1999/02/22-rdf-syntax-ns#}"
_ATOM = "{http://www.w3.org/2005/Atom}"
_DC = "{http://purl.org/dc/elements/1.1/}"
_ENCODED = "{http://purl.org/rss/1.0/modules/content/}encoded"
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"

_RSS_FIELDS = frozenset(
    "title link description guid pubDate author category comments enclosure source".split()
)
_ATOM_FIELDS = frozenset(
    "title link id published updated content summary author contributor category rights".split()
)
_DC_FIELDS = frozenset("creator date subject publisher rights format type".split())
_OTHERS = re.compile(
    r"\{(?:http://search\.yahoo\.com/mrss/?|http://www\.itunes\.com/DTDs/PodCast-1\.0\.dtd"
    r"|http://purl\.org/rss/1\.0/modules/(?:slash|syndication|threading)/|http://purl\.org/syndication/thread/1\.0"
    r"|http://wellformedweb\.org/CommentAPI/|http://www\.georss\.org/georss)\}",
    re.IGNORECASE,
)
"""Modules that add to an entry what is no part of an article."""

_UNCOMMON = tuple(b"<!doctype <!entity xml:base base= mode= base64 feedburner:origlink".split())
"""Seen anywhere in the document, and be it inside an article."""
_CONTROL = re.compile(rb"\xc2[\x80-\x9f]|&#(?:1(?:2[89]|[345]\d)|x[89][0-9a-f]);")
"""Mostly quotes and dashes of Windows-1252; also looked for in the whole document."""
_MAYBE_MARKUP = re.compile(r"</\w+>|&#?\w+;")
_REFERENCE = re.compile(r"&\w+;|:///")
_NAME_AFTER_MAIL = re.compile(r"[^\s@()]+@[^\s@()]+\s*\(([^()@]+)\)")


class _UncommonError(Exception):
    """Something that only feedparser knows how to read."""


def read_common(data: bytes, *, url: str) -> ParsedFeed | None:
    """The feed in a well-formed document in UTF-8; None where it is not, or is of an uncommon kind."""
    from lxml import etree

    lower = data.lower()
    if any(sign in lower for sign in _UNCOMMON) or _CONTROL.search(lower) or lower.count(b"xml:lang") > 1:
        return None
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, remove_comments=True, remove_pis=True, huge_tree=True
    )
    try:
        root = etree.fromstring(data, parser)
        return _read_root(root, url)
    except (etree.XMLSyntaxError, ValueError, _UncommonError):
        return None


def _read_root(root: Any, url: str) -> ParsedFeed | None:
    """lxml's elements have no type information."""
    if root.tag == "rss":
        channels = root.findall("channel")
        if len(channels) == 1 and root.get(_LANGUAGE) is None:
            return _feed(channels[0], "", channels[0].findall("item"), _rss_item, url)
    elif root.tag == _RDF + "RDF":
        channels = root.findall(_RSS1 + "channel")
        if len(channels) == 1 and root.get(_LANGUAGE) is None:
            return _feed(channels[0], _RSS1, root.findall(_RSS1 + "item"), _rss_item, url)
    elif root.tag == _ATOM + "feed":
        return _feed(root, _ATOM, root.findall(_ATOM + "entry"), _atom_item, url)
    return None


def _feed(
    head: Any,
    space: str,
    entries: Iterable[Any],
    read_item: Callable[[Any, str, str], FeedItem],
    url: str,
) -> ParsedFeed:
    if space == _ATOM:
        title, site = _atom_title(_only(head, space + "title")), _atom_link(head)
        language = _mended(head.get(_LANGUAGE) or "").replace("_", "-")
    else:
        title, site = _rss_title(_only(head, space + "title")), _rss_link(_only(head, space + "link"))
        language = _text(_only(head, "language"))
    if head.find(_DC + "language") is not None or head.find(_DC + "title") is not None:
        raise _UncommonError
    return ParsedFeed(
        title=title,
        site=web_url((site,), base=url),
        items=tuple(read_item(entry, space, url) for entry in entries),
        language=clean_line(language) or None,
    )


def _rss_item(item: Any, space: str, url: str) -> FeedItem:
    field = _fields(item, space, _RSS_FIELDS)
    body = [_html(field.get(_ENCODED)), _html(field.get("description"))]
    about = item.get(_RDF + "about")
    guid, is_link = about, False
    if (element := field.get("guid")) is not None:
        guid, is_link = _text(element), element.get("isPermaLink", "true") == "true"
        if about is not None or set(element.attrib) - {"isPermaLink"}:
            raise _UncommonError
    guid = _identifier(guid, url, is_link=is_link)
    link = _rss_link(field.get("link"))
    if link is None and is_link:
        link = guid
    _require(field.get("title"), body)
    return FeedItem(
        guid=clean_line(guid or "") or None,
        url=web_url((link, guid if guid and is_web_address(guid) else None), base=url),
        title=_rss_title(field.get("title")),
        markup=first_with_words(body),
        author=names_in_line(_rss_authors(item, space)),
        published=_date(field.get("pubDate")),
        updated=_date(field.get(_DC + "date")),
    )


def _atom_item(entry: Any, space: str, url: str) -> FeedItem:
    field = _fields(entry, space, _ATOM_FIELDS)
    body = [_atom_markup(field.get("content")), _atom_markup(field.get("summary"))]
    guid = _identifier(_text(field.get("id")), url, is_link=True)
    _require(field.get("title"), body)
    return FeedItem(
        guid=clean_line(guid or "") or None,
        url=web_url((_atom_link(entry), guid), base=url),
        title=_atom_title(field.get("title")),
        markup=first_with_words(body),
        author=names_in_line(_atom_authors(entry)),
        published=_date(field.get("published")),
        updated=_date(field.get("updated")),
    )


def _fields(entry: Any, space: str, known: frozenset[str]) -> dict[str, Any]:
    """The parts of an entry by their names: those of its own format without namespace."""
    fields: dict[str, Any] = {}
    for element in entry:
        tag: str = element.tag
        own = tag.removeprefix(space) if tag.startswith(space) else ""
        if own in known:
            tag = own
        elif tag != _ENCODED and not (tag.startswith(_DC) and tag[len(_DC) :] in _DC_FIELDS):
            if _OTHERS.match(tag):
                continue
            # A link of the feed to itself is what Atom lends to RSS; all else may mean anything.
            if tag == _ATOM + "link" and element.get("rel") == "self":
                continue
            raise _UncommonError
        if (
            tag in fields
            and tag not in ("category", "link", "author", "enclosure", "contributor")
            and (not tag.startswith(_DC) or tag == _DC + "date")
        ):
            raise _UncommonError
        if len(element) and tag not in ("author", "contributor"):
            raise _UncommonError  # markup that is not escaped
        if tag == "link" and not space == _ATOM and (tag in fields or element.attrib):
            raise _UncommonError
        fields[tag] = element
    return fields


def _require(title: Any, body: Iterable[str]) -> None:
    """Only where an entry speaks for itself can it be left aside what modules say of it."""
    if not _text(title) or not any(body):
        raise _UncommonError


def _only(head: Any, tag: str) -> Any:
    found = head.findall(tag)
    if len(found) > 1 or (found and len(found[0])):
        raise _UncommonError
    return found[0] if found else None


def _text(element: Any) -> str:
    if element is None or not element.text:
        return ""
    return _mended(element.text.strip())


def _mended(text: str) -> str:
    """UTF-8 that somebody took for Latin-1 and encoded again becomes itself."""
    if not text.isascii():
        with suppress(UnicodeError):
            text = text.encode("latin-1").decode("utf-8")
    return text


def _html(element: Any) -> str:
    if element is not None and element.attrib:
        raise _UncommonError
    return _text(element)


def _rss_title(element: Any) -> str | None:
    title = _html(element)
    if _MAYBE_MARKUP.search(title):
        raise _UncommonError  # feedparser has rules for when it is HTML
    return clean_line(title) or None


def _rss_link(element: Any) -> str | None:
    link = _html(element)
    if _REFERENCE.search(link):
        raise _UncommonError
    return link or None


def _rss_authors(item: Any, space: str) -> Iterator[str]:
    for element in item:
        if element.tag in (space + "author", _DC + "creator"):
            name = _text(element)
            if "@" in name:
                match = _NAME_AFTER_MAIL.fullmatch(name)
                if match is None:
                    raise _UncommonError
                name = match[1]
            yield name


def _atom_kind(element: Any) -> str:
    kind: str = element.get("type", "text")
    if kind not in ("text", "html", "text/plain", "text/html") or element.get("src") is not None:
        raise _UncommonError
    return kind.removeprefix("text/")


def _atom_title(element: Any) -> str | None:
    if element is None:
        return None
    title = _text(element)
    return clean_line(title_of_markup(title) if _atom_kind(element) == "html" else title) or None


def _atom_markup(element: Any) -> str:
    if element is None:
        return ""
    return _text(element) if _atom_kind(element) == "html" else markup_of_plain(_text(element))


def _atom_link(head: Any) -> str | None:
    """The last page that is named, as feedparser has it."""
    page = None
    for link in head.iterfind(_ATOM + "link"):
        if link.get("rel", "alternate") == "alternate" and link.get("type", "text/html") in (
            "text/html",
            "application/xhtml+xml",
        ):
            page = link.get("href")
            if page is None or _REFERENCE.search(page):
                raise _UncommonError
    return page


def _atom_authors(entry: Any) -> Iterator[str]:
    for author in entry.iterfind(_ATOM + "author"):
        yield _text(_only(author, _ATOM + "name")) or _text(_only(author, _ATOM + "email"))


def _identifier(guid: str | None, url: str, *, is_link: bool) -> str | None:
    if not guid:
        return None
    if is_link and _REFERENCE.search(guid):
        raise _UncommonError
    return urljoin(url, guid) if is_link else guid


def _date(element: Any) -> str | None:
    words = _text(element)
    if not words:
        return None
    if (iso := to_iso(words)) is None:
        raise _UncommonError  # feedparser knows more ways to write a date
    return iso
