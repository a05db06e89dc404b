"""Looks up a quote that a user typed in an article's text."""

from __future__ import annotations

import re
import unicodedata

from briefing.domain.anchoring.exact_match import find_all
from briefing.domain.span import Span
from briefing.domain.text.clean_characters import limit_marks

_ALIKE = ("'‘’", '"“”„«»', "-‐‑–—")
"""Groups of characters that are one key on a keyboard but several characters in texts."""
_BLANKS = re.compile(r"\s+")


def find_quote(text: str, quote: str, prefix: str = "", suffix: str = "") -> tuple[Span, ...]:
    """Find all occurrences of a quote, between `prefix` and `suffix` if these are given.

    Any white space and any kind of quotation mark match, but if there are literal occurrences, only those
    count.
    """
    context = _ContextFilter(text, prefix, suffix)
    exact = [Span(at, at + len(quote)) for at in find_all(text, quote)] if quote else []
    found = tuple(span for span in exact if context.fits(span))
    if found or not quote.strip():
        return found
    loose = re.compile(_loose_pattern(quote))
    return tuple(
        span for match in loose.finditer(text) if context.fits(span := Span(match.start(), match.end()))
    )


def _loose_pattern(words: str) -> str:
    """Make a pattern for the words that accepts any white space and all similar marks."""
    normal = unicodedata.normalize("NFC", limit_marks(words)).strip()
    return r"\s+".join("".join(map(_alternatives, part)) for part in _BLANKS.split(normal))


def _alternatives(character: str) -> str:
    alike = next((group for group in _ALIKE if character in group), "")
    return f"[{re.escape(alike)}]" if alike else re.escape(character)


class _ContextFilter:
    """Checks the text around a span, ignoring white space next to the span."""

    def __init__(self, text: str, prefix: str, suffix: str) -> None:
        self._text = text
        self._before = re.compile(rf"{_loose_pattern(prefix)}\s*\Z") if prefix.strip() else None
        self._after = re.compile(rf"\s*{_loose_pattern(suffix)}") if suffix.strip() else None
        self._reach = 2 * len(prefix) + 8

    def fits(self, span: Span) -> bool:
        if self._before and not self._before.search(self._text, max(0, span.start - self._reach), span.start):
            return False
        return self._after is None or self._after.match(self._text, span.end) is not None
