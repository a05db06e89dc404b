"""Measures how much of a question a passage says, in the same words or in others."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import numpy as np

from briefing.nlp.engine.encoder import Encoder, Floats, load_arrays, read_encoder

MAX_QUESTION, MAX_TITLE, MAX_PASSAGE = 64, 60, 200
"""The most word pieces that are compared."""


class PassageLikeness:
    """Compares vectors of words in their context (ColBERT, Khattab & Zaharia 2020), rare words first.

    The encoder is the one that finds open issues: it was trained on sentences of like meaning before.
    """

    def __init__(self, encoder: Encoder | None = None) -> None:
        self._encoder = encoder or read_encoder(load_arrays("issue_encoder"))
        self._bounds = [self._encoder.pieces.numbers[each] for each in ("[CLS]", "[SEP]")]

    def __call__(self, question: str, passages: Sequence[tuple[str, str]]) -> list[float]:
        """Return a number up to 1 for each passage, given with the title of its article."""
        split = self._encoder.pieces.split
        asked = split(question)[:MAX_QUESTION]
        said = [split(passage)[:MAX_PASSAGE] for _, passage in passages]
        having = Counter(piece for pieces in said for piece in set(pieces))
        weights = np.log1p([len(said) / (1 + having[piece]) for piece in asked])
        wanted = self._vectors(asked)
        likeness = []
        for (title, _), pieces in zip(passages, said, strict=True):
            before = split(title)[:MAX_TITLE] if title.strip() else []
            vectors = self._vectors([*before, self._bounds[1], *pieces])[len(before) + 1 :]
            likeness.append(float((wanted @ vectors.T).max(axis=1) @ weights / weights.sum()))
        return likeness

    def _vectors(self, pieces: Sequence[int]) -> Floats:
        """Return a vector of length 1 for each piece."""
        begin, end = self._bounds
        states = self._encoder.encode([begin, *pieces, end])[1:-1]
        vectors: Floats = states / np.linalg.norm(states, axis=1, keepdims=True)
        return vectors
