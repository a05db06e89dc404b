"""Cuts words to crude stems, by which passages without a parse are compared."""

from __future__ import annotations

import re

from spacy.lang.en.stop_words import STOP_WORDS

_WORD = re.compile(r"[^\W\d_]{4,}")
_ENDING = re.compile(r"(?:ing|ed|es|s)$")


def word_stems(text: str) -> set[str]:
    """Return the content words of four letters and more in lower case, without the commonest endings."""
    words = set(_WORD.findall(text.casefold())) - STOP_WORDS
    return {_ENDING.sub("", word) for word in words}
