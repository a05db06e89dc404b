"""Parses feeds of any kind, also malformed ones, with feedparser."""

from __future__ import annotations

import io
import re
import warnings
from calendar import timegm
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

from briefing.diagnostics import log_fault
from briefing.domain.feeds.feed import FeedItem, ParsedFeed
from briefing.sources import lazy
from briefing.sources.feeds.feed_fields import (
    HTML_TYPES,
    first_nonblank,
    guid_address,
    has_code,
    join_names,
    markup_title,
    plain_text_markup,
    web_url,
)
from briefing.sources.text.document_dates import to_iso
from briefing.sources.text.normalize_text import clean_line

_COMMENT = re.compile(rb"<!--.*?-->", re.DOTALL)
_ROOT = re.compile(rb"<((?:[\w.-]+:)?(?:rss|feed|rdf|channel))\b[^<>]*?(/?)>")
_YEAR_FIRST = re.compile(r"(\d{4})\D{1,2}(\d{1,2})\D{1,2}(\d{1,2})(?!\d)")


def parse_any_feed(data: bytes, *, url: str) -> ParsedFeed | None:
    """Parse a document in UTF-8, well-formed or not, or return None if it is no feed."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # deprecations in feedparser itself
        try:
            found: Any = lazy.feedparser.parse(  # it has no type information
                io.BytesIO(data),  # feedparser would open bytes as a file name
                response_headers={"content-location": url, "content-type": "application/xml; charset=utf-8"},
                sanitize_html=False,
                resolve_relative_uris=False,
            )
        except Exception as error:  # whatever a hostile document can make it raise, it holds no feed for us
            log_fault(error)
            return None
        if not found.get("version") and not found.entries:  # without a character it has no version
            return None
        language = _text(found.feed.get("language"))
        is_atom = found.version.startswith("atom")
        items = tuple(_item(entry, url, language, is_atom=is_atom) for entry in found.entries)
        fault = None
        if _breaks_off(data):
            fault = f"{url} breaks off before its end: what came until there is taken, so refresh it later."
            # Without its guid, which the others have, the last would be another than when it is whole.
            if items and not items[-1].guid and (not items[-1].url or any(each.guid for each in items)):
                items = items[:-1]
        return ParsedFeed(
            title=_title(found.feed, is_atom=is_atom),
            site=web_url((found.feed.get("link"),), base=url),
            items=items,
            language=language,
            fault=fault,
        )


def _breaks_off(data: bytes) -> bool:
    data = _COMMENT.sub(b"", data).lower()
    root = _ROOT.search(data)
    return root is not None and root[2] != b"/" and data.rfind(b"</" + root[1]) < root.start()


def _item(entry: Any, url: str, feed_language: str | None, *, is_atom: bool) -> FeedItem:
    guid = entry.get("id")
    language = next(_languages(entry), None)
    return FeedItem(
        guid=_text(guid),
        url=web_url(
            (
                entry.get("feedburner_origlink"),
                entry.get("link"),
                guid_address(guid),
            ),
            base=url,
        ),
        title=_title(entry, is_atom=is_atom),
        markup=first_nonblank(_bodies(entry, is_atom)),
        author=join_names(each.get("name") or each.get("email") for each in entry.get("authors", ())),
        published=_date(entry, "published"),
        updated=_date(entry, "updated"),
        language=language if language != feed_language else None,
    )


def _title(context: Any, *, is_atom: bool) -> str | None:
    title = context.get("title")
    if not title:
        return None
    # RSS does not say what a title is, and feedparser takes one with a tag that is not safe for plain text.
    is_markup = context.get("title_detail", {}).get("type") in HTML_TYPES or (not is_atom and has_code(title))
    return clean_line(markup_title(title) if is_markup else title) or None


def _bodies(entry: Any, is_atom: bool) -> Iterator[str]:
    """Candidates for the text, the likeliest first. In RSS, plain content is a caption."""
    contents = entry.get("content", ())
    texts = [content for content in contents if is_atom or content.get("type") in HTML_TYPES]
    yield from map(_markup, texts)
    yield _summary(entry)
    yield from map(_markup, contents)


def _markup(content: Any) -> str:
    kind, value = content.get("type"), content.get("value") or ""
    if kind in HTML_TYPES:
        return str(value)
    # Content of other types may be a picture in base64.
    return plain_text_markup(value) if kind == "text/plain" else ""


def _summary(entry: Any) -> str:
    detail = entry.get("summary_detail")
    return _markup(detail) if detail else entry.get("summary") or ""


def _languages(entry: Any) -> Iterator[str]:
    details = [entry, *entry.get("content", ()), entry.get("summary_detail"), entry.get("title_detail")]
    for detail in filter(None, details):
        if language := _text(detail.get("language")):
            yield language


def _date(entry: Any, name: str) -> str | None:
    """Return the entry's date with its offset, else feedparser's, which is in UTC."""
    if name not in entry:  # feedparser would return "published" for "updated"
        return None
    words = entry.get(name)
    if (iso := to_iso(words)) is not None:
        return iso
    try:
        if match := _YEAR_FIRST.match(words):
            return date(*map(int, match.groups())).isoformat()
        # feedparser parses anything that starts with a year as ISO 8601, and invents the rest.
        parsed = None if words[:4].isdigit() else entry.get(f"{name}_parsed")
        return datetime.fromtimestamp(timegm(parsed), UTC).isoformat() if parsed else None
    except (ValueError, OverflowError, OSError):
        return None


def _text(value: Any) -> str | None:
    return clean_line(value) or None if isinstance(value, str) else None
