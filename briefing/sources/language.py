"""Which language a text is written in."""

from __future__ import annotations

import re

__all__ = ["declared_language", "detect_language"]

FEWEST_WORDS = 5
SAMPLE = 10_000
"""Code points looked at; more does not change the answer."""

_WORD = re.compile(r"[^\W\d_]+")
_WIDE_LETTER = "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
"""Compiled, which takes 5 ms, only for a text that needs it."""
_ENGLISH_WORDS = frozenset(
    {"the", "and", "of", "that", "with", "was", "said", "for", "to", "from", "by", "has"}
)
_NO_LANGUAGE = frozenset({"zxx", "und", "mul"})
_LETTERS_TWO = {
    "nb": "no",
    "nn": "no",
    "yue": "zh",
    "wuu": "zh",
    "arz": "ar",
    "ary": "ar",
    "fil": "tl",
    "iw": "he",
}
"""What readers and pipelines know under the wider two-letter name."""


def detect_language(text: str) -> str | None:
    """ISO 639-1 of the text's language; None under five words, or where no two-letter code names it.

    Telling English by its commonest words spares the half second that the model takes to load.
    """
    sample = text[:SAMPLE]
    words = _WORD.findall(sample.lower())
    if _is_plain_english(words):
        return "en"
    # Two characters make about a word where none are parted by spaces.
    wide = len(re.findall(_WIDE_LETTER, sample))
    if len(words) < FEWEST_WORDS and wide < 2 * FEWEST_WORDS:
        return None
    import py3langid

    # Addresses and names in capitals sway it; it was trained on running text.
    return _two_letters(py3langid.classify(re.sub(r"https?://\S+", " ", sample))[0])


def declared_language(tag: str | None) -> str | None:
    """ISO 639-1 from a tag that a document declares, such as "en-GB" or "de_AT"."""
    match = re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", (tag or "").strip())
    return _two_letters(match[1].lower()) if match else None


def _is_plain_english(words: list[str]) -> bool:
    """Whether "the" and its like make up the share that they have in English and in no neighbour of it."""
    if len(words) < 40:
        return False
    the = words.count("the")
    common = sum(word in _ENGLISH_WORDS for word in words)
    return the >= 0.03 * len(words) and common >= 0.14 * len(words)


def _two_letters(code: str) -> str | None:
    if code in _NO_LANGUAGE:
        return None
    code = _LETTERS_TWO.get(code, code)
    return code if len(code) == 2 else None
