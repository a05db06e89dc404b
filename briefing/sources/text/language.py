"""Detects the language of one text, or of several related texts at once."""

from __future__ import annotations

import re
from collections.abc import Sequence

from briefing.sources import lazy

MIN_WORDS = 5
SAMPLE = 10_000
"""Code points that are looked at; more do not change the answer."""
MIN_SHARED = 0.5
"""The share of its short words that a text has in common with others of its language; related languages share
a third."""
MAX_GROUP_SAMPLE = 3_000
"""Code points from several texts that are detected together, the longest first."""
MAX_LANGUAGES = 8
"""The number of groups of texts that are compared; other texts are detected singly, to save time."""

_WORD = re.compile(r"[^\W\d_]+")
_SMALL_WORD = re.compile(r"\b[^\W\d_]{1,4}\b")
"""Articles, prepositions and the like, which differ between languages."""
_SMALL_ASCII_WORD = re.compile(r"\b[a-z]{1,4}\b", re.ASCII)
_WIDE_LETTER = "[\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff]"
"""Letters of scripts without spaces; the pattern is compiled at first use, which takes 5 ms."""
_ENGLISH_WORDS = frozenset("the and of that with was said for to from by has".split())
_NO_LANGUAGE = frozenset({"zxx", "und", "mul"})
_MACRO_LANGUAGES = dict(nb="no", nn="no", yue="zh", wuu="zh", arz="ar", ary="ar", fil="tl", iw="he")
"""Codes of languages that readers and pipelines know by the code of the larger one."""


def detect_language(text: str) -> str | None:
    """Return the ISO 639-1 code; None for fewer than five words or a language without a two-letter code.

    Recognising English by its commonest words saves loading the model, which takes half a second.
    """
    sample = text[:SAMPLE]
    words = _WORD.findall(sample.lower())
    if _is_plain_english(words):
        return "en"
    # Two characters are about one word in scripts without spaces.
    wide = len(re.findall(_WIDE_LETTER, sample))
    if len(words) < MIN_WORDS and wide < 2 * MIN_WORDS:
        return None
    # The model was trained on prose: addresses would mislead it.
    return _two_letters(lazy.py3langid.classify(re.sub(r"https?://\S+", " ", sample))[0])


def detect_languages(texts: Sequence[str]) -> list[str | None]:
    """Detect the language of each of several related texts, such as the entries of a feed.

    Texts that share their short words are detected together: that is many times faster, and finds the
    language of a headline too, which alone would be too short.
    """
    languages: list[str | None] = [None] * len(texts)
    words = [_small_words(text) for text in texts]
    # The longest text comes first: it has most of the short words of its language.
    left = sorted(range(len(texts)), key=lambda place: -len(words[place]))
    for _ in range(MAX_LANGUAGES):
        if not left or not words[left[0]]:
            break
        known, together, others = set[str](), list[int](), list[int]()
        for place in left:
            own = words[place]
            shared = sum(word in known for word in own)
            if not known or (own and shared >= MIN_SHARED * len(own)):
                known.update(own)
                together.append(place)
            else:
                others.append(place)
        language = detect_language(" ".join(texts[place] for place in together)[:MAX_GROUP_SAMPLE])
        for place in together:
            languages[place] = language
        left = others
    found = set(filter(None, languages))
    for place in left:
        # Beside texts of one language, a headline without a small word is no reason to load the model: of so
        # few words it is often wrong.
        if len(found) == 1 and texts[place] and texts[place].isascii() and not words[place]:
            (languages[place],) = found
        else:
            languages[place] = detect_language(texts[place])
    return languages


def declared_language(tag: str | None) -> str | None:
    """Return the ISO 639-1 code of a tag that a document declares, such as "en-GB" or "de_AT"."""
    match = re.match(r"([A-Za-z]{2,3})(?:[-_]|$)", (tag or "").strip())
    return _two_letters(match[1].lower()) if match else None


def _small_words(text: str) -> list[str]:
    """Return the short words; none for a script without spaces or without lower case."""
    if text.isascii():  # this takes a third of the time
        return _SMALL_ASCII_WORD.findall(text)
    return list(filter(str.islower, _SMALL_WORD.findall(text)))


def _is_plain_english(words: list[str]) -> bool:
    """Return whether "the" and the like are as frequent as in English, and more than in related languages."""
    if len(words) < 40:
        return False
    the = words.count("the")
    common = sum(word in _ENGLISH_WORDS for word in words)
    return the >= max(1, int(0.02 * len(words))) and common >= 0.14 * len(words)


def _two_letters(code: str) -> str | None:
    if code in _NO_LANGUAGE:
        return None
    code = _MACRO_LANGUAGES.get(code, code)
    return code if len(code) == 2 else None
