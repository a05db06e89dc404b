"""Looks up a quote that a user typed in an article's text."""

from __future__ import annotations

import re
import unicodedata

from briefing.domain.span import Span

__all__ = ["find_quote"]

_ALIKE = ("'‘’", '"“”„«»', "-‐‑–—")
"""Characters that a keyboard has one of where a text may have any."""
_BLANKS = re.compile(r"\s+")


def find_quote(text: str, quote: str, prefix: str = "", suffix: str = "") -> tuple[Span, ...]:
    """Every place where the quote stands, right after `prefix` and before `suffix` where these are given.

    Any blanks count as one, and so do straight and curly quotation marks; where the quote stands to the
    letter, only those places count.
    """
    around = _Around(text, prefix, suffix)
    exact = [Span(at, at + len(quote)) for at in _every(text, quote)]
    found = tuple(span for span in exact if around.fits(span))
    if found or not quote.strip():
        return found
    loose = re.compile(_loosely(quote))
    return tuple(
        span for match in loose.finditer(text) if around.fits(span := Span(match.start(), match.end()))
    )


def _every(text: str, quote: str) -> list[int]:
    found, at = [], text.find(quote) if quote else -1
    while at >= 0:
        found.append(at)
        at = text.find(quote, at + 1)
    return found


def _loosely(words: str) -> str:
    """A pattern for the words with any blanks between them, and any of the marks that look alike."""
    normal = unicodedata.normalize("NFC", words).strip()
    return r"\s+".join("".join(map(_any_alike, part)) for part in _BLANKS.split(normal))


def _any_alike(character: str) -> str:
    alike = next((group for group in _ALIKE if character in group), "")
    return f"[{re.escape(alike)}]" if alike else re.escape(character)


class _Around:
    """Whether what stands around a span is what was asked for, blanks next to the span aside."""

    def __init__(self, text: str, prefix: str, suffix: str) -> None:
        self._text = text
        self._before = re.compile(rf"{_loosely(prefix)}\s*\Z") if prefix.strip() else None
        self._after = re.compile(rf"\s*{_loosely(suffix)}") if suffix.strip() else None
        self._reach = 2 * len(prefix) + 8

    def fits(self, span: Span) -> bool:
        if self._before and not self._before.search(self._text, max(0, span.start - self._reach), span.start):
            return False
        return self._after is None or self._after.match(self._text, span.end) is not None
