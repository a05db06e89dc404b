"""Normalizes text for search: case, accents and the form of quotes and dashes are ignored."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

__all__ = ["search_words"]

_ALIKE = str.maketrans({"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"'})
_ALIKE |= dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_SHORT = 4
"""Code points up to which a stretch is likely to be met again: a quote, a dash, a letter with its accent."""


def search_words(text: str) -> str:
    """The text for a comparison: "Erdoğan’s  –" → "erdogan's -". White space becomes single spaces.

    Offsets are lost: this is for finding which texts hold the words, not where.

    >>> search_words("Ça va,\\n“Straße”") == search_words('ca va, "strasse"')
    True
    """
    plain = text if text.isascii() else _NOT_ASCII.sub(_folded, text)
    return " ".join(plain.lower().split())


def _folded(match: re.Match[str]) -> str:
    stretch = match.group()
    return _fold_again(stretch) if len(stretch) <= _SHORT else _fold(stretch)


def _fold(stretch: str) -> str:
    # Casefolding may compose what was decomposed, and the other way round: hence twice.
    once = unicodedata.normalize("NFKD", stretch.translate(_ALIKE)).casefold()
    bare = unicodedata.normalize("NFKD", once)
    return "".join(letter for letter in bare if not unicodedata.combining(letter)).translate(_ALIKE)


_fold_again = lru_cache(maxsize=4096)(_fold)
