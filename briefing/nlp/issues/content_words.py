"""Compares texts by the stems of their content words."""

from __future__ import annotations

import re
from collections.abc import Iterable

from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_words

FUNCTION_WORDS = load_words("content_words")["function words"]
_SUFFIX = re.compile(r"(?:ing|ed|es|s|ions?|ments?|al)$")


def content_words(tokens: Iterable[Token]) -> dict[str, list[Token]]:
    """Return the content words (no function words) of a text, by stem."""
    found: dict[str, list[Token]] = {}
    for token in tokens:
        if (token.is_alpha or token.like_num) and token.lower_ not in FUNCTION_WORDS:
            found.setdefault(stem(token.lower_), []).append(token)
    return found


def stem(word: str) -> str:
    """Return the stem that "resign" and "resigned" share: at most seven letters, without the ending."""
    return _SUFFIX.sub("", word)[:7] if len(word) > 4 else word
