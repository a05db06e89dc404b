"""Normalizes text for search: case, accents and the form of quotes and dashes are ignored."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

from briefing.domain.text.clean_characters import limit_marks

_ALIKE = str.maketrans({"‘": "'", "’": "'", "‚": "'", "‛": "'", "“": '"', "”": '"', "„": '"', "‟": '"'})
_ALIKE |= dict.fromkeys(map(ord, "‐‑‒–—―−"), "-")
_NOT_ASCII = re.compile(r"[^\x00-\x7f]+")
_SHORT = 4
"""Length up to which runs of non-ASCII characters are cached: quotes, dashes and accented letters recur."""


def search_words(text: str) -> str:
    """Normalize text for comparison: "Erdoğan’s  –" → "erdogan's -". White space becomes single spaces.

    Offsets are lost: the result shows whether a text contains words, not where.

    >>> search_words("Ça va,\\n“Straße”") == search_words('ca va, "strasse"')
    True
    """
    plain = text if text.isascii() else _NOT_ASCII.sub(_folded, text)
    return " ".join(plain.lower().split())


def has_words(typed: str, texts: Iterable[str]) -> bool:
    """Whether these texts together contain all words typed, in any order.

    >>> has_words("Ça  straße", ("Strasse", "ca va")), has_words("vas", ("ca va",)), has_words("", ())
    (True, False, True)
    """
    words = search_words(typed).split()
    text = search_words("\n".join(texts)) if words else ""
    return all(word in text for word in words)


def _folded(match: re.Match[str]) -> str:
    run = match.group()
    return _fold_cached(run) if len(run) <= _SHORT else _fold(run)


def _fold(run: str) -> str:
    # Decompose twice, since casefolding may change the decomposition.
    folded = unicodedata.normalize("NFKD", limit_marks(run).translate(_ALIKE)).casefold()
    decomposed = unicodedata.normalize("NFKD", folded)
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter)).translate(_ALIKE)


_fold_cached = lru_cache(maxsize=4096)(_fold)
