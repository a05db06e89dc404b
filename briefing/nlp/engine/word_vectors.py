"""Short vectors of common English words, so that a model generalizes to words that it was not trained on."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import numpy.typing as npt
from spacy.tokens import Span as Tokens

_MIN_LENGTH = 6
"""The mean of fewer words is taken over this many: a single word is weak evidence."""


@dataclass(frozen=True)
class WordVectors:
    numbers: Mapping[str, int]
    """The row of each word, in lower case."""
    vectors: npt.NDArray[np.int8]
    unit: float
    """The value of one step of a vector's integers."""

    def features(self, tokens: Tokens) -> dict[str, float]:
        """Return the mean vector of the words that are part of no name, date or figure."""
        known: list[int] = []
        length = 0
        for token in tokens:
            if token.is_alpha and not token.ent_type_:
                length += 1
                number = self.numbers.get(token.lower_, -1)
                if number < 0:
                    number = self.numbers.get(token.lemma_.lower(), -1)
                if number >= 0:
                    known.append(number)
        # Integer sums are the same on every machine.
        total = self.vectors[known].sum(axis=0, dtype=np.int64)
        scale = self.unit / max(_MIN_LENGTH, length)
        return {f"word {n}": round(int(part) * scale, 6) for n, part in enumerate(total)}


def load_word_vectors() -> WordVectors:
    stored = json.loads(files("briefing.nlp").joinpath("data/words.json").read_text(encoding="utf-8"))
    words: list[str] = stored["words"].split()
    vectors = np.frombuffer(base64.b64decode(stored["vectors"]), dtype=np.int8)
    numbers = {word: number for number, word in enumerate(words)}
    return WordVectors(numbers, vectors.reshape(len(words), -1), stored["unit"])
