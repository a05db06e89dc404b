"""Finds words in an article's text."""

from __future__ import annotations

import re

from briefing.domain import Span

MAX_MATCHES = 10_000
"""The most matches, as they take time to paint."""

_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"'})
"""Translates curled quotation marks to straight ones, as they are typed; one to one, for valid offsets."""


def find_all(words: str, text: str) -> tuple[Span, ...]:
    """Find the words, in order. Case counts only if a capital was typed; any white space matches."""
    parts = [re.escape(part) for part in words.translate(_QUOTES).split()]
    if not parts:
        return ()
    flags = re.NOFLAG if any(char.isupper() for char in words) else re.IGNORECASE
    pattern = re.compile(r"\s+".join(parts), flags)
    found: list[Span] = []
    for match in pattern.finditer(text.translate(_QUOTES)):
        found.append(Span(*match.span()))
        if len(found) == MAX_MATCHES:
            break
    return tuple(found)
