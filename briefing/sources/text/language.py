"""Which language a text is written in."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from briefing.sources import lazy

__all__ = ["declared_language", "detect_language", "detect_languages"]

FEWEST_WORDS = 5
SAMPLE = 10_000
"""Code points looked at; more does not change the answer."""

LEAST_SHARED = 0.5
"""Of its small words, how many a text has in common with others of its language; neighbours share a third."""
TOGETHER = 3_000
"""Code points that tell the language of several texts, the longest of them before others."""
MOST_LANGUAGES = 8
"""Told for texts that stand together; past that each is asked for alone, or the comparing would not end."""

_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORD = re.compile(r"\b[^\W\d_]{1,4}\b")
"""Articles, prepositions and the like, which a language has of its own."""
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
    # Addresses and names in capitals sway it; it was trained on running text.
    return _two_letters(lazy.py3langid.classify(re.sub(r"https?://\S+", " ", sample))[0])


def detect_languages(texts: Sequence[str]) -> list[str | None]:
    """The language of each of several texts that stand together, such as the entries of a feed.

    Those that share their small words are asked for once, all together: that is many times quicker, and tells
    the language of a headline as well, of which alone nothing could be told.
    """
    told: list[str | None] = [None] * len(texts)
    words = [_small_words(text) for text in texts]
    # From the longest on: it knows most of the small words that its language has.
    left = sorted(range(len(texts)), key=lambda place: -len(words[place]))
    for _ in range(MOST_LANGUAGES):
        if not left or not words[left[0]]:
            break
        known, together, others = set[str](), list[int](), list[int]()
        for place in left:
            own = words[place]
            shared = sum(word in known for word in own)
            if not known or (own and shared >= LEAST_SHARED * len(own)):
                known.update(own)
                together.append(place)
            else:
                others.append(place)
        language = detect_language(_sample(texts[place] for place in together))
        for place in together:
            told[place] = language
        left = others
    for place in left:
        told[place] = detect_language(texts[place])
    return told


def declared_language(tag: str | None) -> str | None:
    """ISO 639-1 from a tag that a document declares, such as "en-GB" or "de_AT"."""
    match = re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", (tag or "").strip())
    return _two_letters(match[1].lower()) if match else None


def _sample(texts: Iterable[str]) -> str:
    sample = ""
    for text in texts:
        sample += f" {text}"
        if len(sample) >= TOGETHER:
            break
    return sample


def _small_words(text: str) -> list[str]:
    """None for a script that parts no words, or that has no small letters."""
    return list(filter(str.islower, _SMALL_WORD.findall(text)))


def _is_plain_english(words: list[str]) -> bool:
    """Whether "the" and its like make up the share that they have in English and in no neighbour of it."""
    if len(words) < 40:
        return False
    the = words.count("the")
    common = sum(word in _ENGLISH_WORDS for word in words)
    return the >= 0.02 * len(words) and common >= 0.14 * len(words)


def _two_letters(code: str) -> str | None:
    if code in _NO_LANGUAGE:
        return None
    code = _LETTERS_TWO.get(code, code)
    return code if len(code) == 2 else None
