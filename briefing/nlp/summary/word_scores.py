"""Scores sentences by learned scores of their words."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence

from spacy.tokens import Span as Tokens
from spacy.tokens import Token

from briefing.nlp.engine.word_lists import load_json

MIN_LENGTH = 6
"""The least number that a sum of scores is divided by: a single word is weak evidence."""


def load_word_scores() -> Mapping[str, float]:
    """Load the scores in data/summary_words.json, by word in lower case.

    The file has the words of each score in one string, which is faster to read than an entry for each word.
    """
    stored: dict[str, str] = load_json("summary_words")["words"]
    scores: dict[str, float] = {}
    for score, words in stored.items():
        scores.update(dict.fromkeys(words.split(), float(score)))
    return scores


def word_score(tokens: Tokens, scores: Mapping[str, float]) -> float:
    """Return the mean score of the words, leaving out names, dates and figures."""
    words, length = counted_words(tokens, scores)
    return sum(scores[word] for word in words) / max(MIN_LENGTH, length)


def counted_words(tokens: Tokens | Sequence[Token], known: Container[str]) -> tuple[list[str], int]:
    """Return the known words, by form or lemma, and the number of all words, unknown ones included."""
    found: list[str] = []
    length = 0
    for token in tokens:
        if token.is_alpha and not token.ent_type_:
            length += 1
            word = token.lower_ if token.lower_ in known else token.lemma_.lower()
            if word in known:
                found.append(word)
    return found, length
