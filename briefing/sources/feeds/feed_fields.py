"""What the fields of a feed's entry mean, however the feed is written: titles, addresses, plain text."""

from __future__ import annotations

import html
import re
from collections.abc import Iterable
from contextlib import suppress
from urllib.parse import urljoin

from briefing.sources.article_identity import is_web_address
from briefing.sources.formats.plain_text import paragraphs
from briefing.sources.text.normalize_text import clean_line

__all__ = ["first_nonblank", "join_names", "markup_title", "mended", "plain_text_markup", "web_url"]

_TAG = re.compile(r"</?([A-Za-z][\w:-]*)[^<>]*>|<!--.*?-->", re.DOTALL)
_BREAKING = frozenset({"br", "p", "div", "li", "h1", "h2", "h3", "h4"})
_WORDLESS = re.compile(r"(?:<[^<>]*>|\s|&nbsp;|&#160;)*+")


def mended(text: str) -> str:
    """UTF-8 that somebody took for Latin-1 and encoded again becomes itself."""
    if not text.isascii():
        with suppress(UnicodeError):
            return text.encode("latin-1").decode("utf-8")
    return text


def markup_title(markup: str) -> str:
    """The words of a title that is HTML."""
    words = _TAG.sub(lambda tag: " " if (tag[1] or "").lower() in _BREAKING else "", markup)
    return " ".join(html.unescape(words).split())


def plain_text_markup(text: str) -> str:
    """HTML that shows a plain text as it was meant: its paragraphs, and "<" as itself."""
    return "".join(f"<p>{html.escape(paragraph, quote=False)}</p>" for paragraph in paragraphs(text))


def first_nonblank(candidates: Iterable[str | None]) -> str:
    """The first HTML that has words in it, else the first that has anything; "" where none has."""
    given = [markup for markup in candidates if markup]
    return next((markup for markup in given if not _WORDLESS.fullmatch(markup)), given[0] if given else "")


def web_url(candidates: Iterable[str | None], *, base: str) -> str | None:
    """The first that is, once resolved against `base`, http or https: a browser may be sent nowhere else."""
    for candidate in candidates:
        words = clean_line(candidate or "")
        if not words:
            continue
        try:
            url = urljoin(base, words)
        except ValueError:
            continue
        if is_web_address(url):
            return url
    return None


def join_names(names: Iterable[str | None]) -> str | None:
    """Who wrote it, in one line, each once."""
    lines = (clean_line(mended(name or "")) for name in names)
    return ", ".join(dict.fromkeys(filter(None, lines))) or None
