"""Short vectors of common English words, so that a model generalizes to words that it was not trained on."""

from __future__ import annotations

import base64
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from spacy.tokens import Span as Tokens

from briefing.nlp.engine.word_lists import load_json
from briefing.nlp.summary.word_scores import MIN_LENGTH, counted_words


@dataclass(frozen=True)
class WordVectors:
    numbers: Mapping[str, int]
    """The row of each word, in lower case."""
    vectors: npt.NDArray[np.int8]
    unit: float
    """The value of one step of a vector's integers."""

    def features(self, tokens: Tokens) -> dict[str, float]:
        """Return the mean vector of the words that are part of no name, date or figure."""
        words, length = counted_words(tokens, self.numbers)
        known = [self.numbers[word] for word in words]
        # Integer sums are the same on every machine.
        total = self.vectors[known].sum(axis=0, dtype=np.int64)
        scale = self.unit / max(MIN_LENGTH, length)
        return {f"word {n}": round(int(part) * scale, 6) for n, part in enumerate(total)}


def load_word_vectors() -> WordVectors:
    stored = load_json("words")
    words: list[str] = stored["words"].split()
    vectors = np.frombuffer(base64.b64decode(stored["vectors"]), dtype=np.int8)
    numbers = {word: number for number, word in enumerate(words)}
    return WordVectors(numbers, vectors.reshape(len(words), -1), stored["unit"])
