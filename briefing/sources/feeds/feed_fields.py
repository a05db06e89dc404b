"""Converts the fields of a feed entry of any format: titles, addresses, author names, plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urljoin, urlsplit

from briefing.sources.article_identity import is_web_address
from briefing.sources.formats.plain_text import paragraphs
from briefing.sources.text.normalize_text import clean_line

_TAG = re.compile(r"</?([A-Za-z][\w:-]*+)[^<>]*>|<!--.*?(?:-->|\Z)", re.DOTALL)
_CODE = re.compile(r"<(script|style)\b[^<>]*>.*?(?P<end></\1\s*>|\Z)", re.DOTALL | re.IGNORECASE)
"""A script or style sheet up to the title's end where none ends it, as searching each end is quadratic."""
_BREAKING = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4"})
_WORDLESS = re.compile(r"(?:<[^<>]*>|\s|&nbsp;|&#160;)*+")
_WHOLE_ADDRESS = re.compile(
    r"https?://[a-z0-9.-]+(?::[0-9]+)?/[\w.~%+,=@!$'()*/-]*(?:\?[\w.~%+,=@!$'()*/&-]+)?", re.ASCII
)

HTML_TYPES = frozenset({"text/html", "application/xhtml+xml"})


def is_whole_address(words: str) -> bool:
    """Return whether this is plainly a page's address, which cleaning and joining would not change."""
    return _WHOLE_ADDRESS.fullmatch(words) is not None


def repair_mojibake(text: str) -> str:
    """Repair UTF-8 that was decoded as Latin-1 and encoded again."""
    if not text.isascii():
        with suppress(UnicodeError):
            return text.encode("latin-1").decode("utf-8")
    return text


def has_code(markup: str) -> bool:
    """Return whether the markup holds a whole script or style sheet."""
    return any(code["end"] for code in _CODE.finditer(markup))


def markup_title(markup: str) -> str:
    """Return the text of a title in HTML."""
    words = _CODE.sub(lambda code: " " if code["end"] else code[0], markup)
    words = _TAG.sub(lambda tag: " " if (tag[1] or "").lower() in _BREAKING else "", words)
    return " ".join(html.unescape(words).split())


def plain_text_markup(text: str) -> str:
    """Return plain text as HTML paragraphs."""
    return "".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in paragraphs(text))


def first_nonblank(candidates: Iterable[str | None]) -> str:
    """Return the first HTML with text, else the first that is not empty, else ""."""
    given = [markup for markup in candidates if markup]
    return next((markup for markup in given if not _WORDLESS.fullmatch(markup)), given[0] if given else "")


def guid_address(guid: str | None) -> str | None:
    """Return the guid if it is a web address, which then leads to the entry's page."""
    return guid if guid and is_web_address(guid) else None


def web_url(candidates: Iterable[str | None], *, base: str) -> str | None:
    """Return the first that `base` resolves to an http or https address: no other is safe to open."""
    for candidate in candidates:
        if candidate and is_whole_address(candidate):
            return candidate
        words = clean_line(candidate or "")
        if not words:
            continue
        try:
            # Joining is slow, and most addresses are whole.
            url = words if is_web_address(words) and urlsplit(words).netloc else urljoin(base, words)
        except ValueError:
            continue
        if is_web_address(url):
            return url
    return None


def join_names(names: Iterable[str | None]) -> str | None:
    """Join the names in one line, without duplicates."""
    lines = (clean_line(repair_mojibake(name or "")) for name in names)
    return ", ".join(dict.fromkeys(filter(None, lines))) or None
