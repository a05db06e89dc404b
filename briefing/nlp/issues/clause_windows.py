"""Splits an article into windows of word pieces for the encoder, and locates each clause in them."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from spacy.tokens import Doc
from spacy.tokens import Span as Tokens

from briefing.nlp.engine.encoder import MAX_PIECES, Floats, WordPieces
from briefing.nlp.issues.content_words import content_words
from briefing.nlp.parsing.clauses import Clause
from briefing.nlp.parsing.document import Document

_MAX_TITLE_PIECES, _MAX_SENTENCE_PIECES = 40, 200
"""The most word pieces of a headline and of a sentence; longer ones are cut."""
_QUOTES = frozenset('"“”')


@dataclass(frozen=True, slots=True)
class Window:
    """A run of sentences that is encoded at once, after the headline and with the sentence before."""

    numbers: list[int]
    """The numbers of the word pieces."""
    places: list[tuple[int, int, int]]
    """(sentence, token in its doc, position in `numbers`) of each piece of the sentences that are judged."""


def windows(document: Document, pieces: WordPieces) -> Iterator[Window]:
    """Split the article into runs of sentences of at most MAX_PIECES pieces."""
    opening = pieces.numbers["[CLS]"]
    closing = pieces.numbers["[SEP]"]
    title = [piece for _, piece in _split(document.title, pieces)]
    head = [opening, *title[:_MAX_TITLE_PIECES], closing]
    room = MAX_PIECES - len(head) - 1
    numbers: list[int] = []
    places: list[tuple[int, int, int]] = []
    before: list[int] = []
    for sentence in document.sentences:
        found = list(_split(sentence.tokens, pieces))[:_MAX_SENTENCE_PIECES]
        if places and len(numbers) + len(found) > room:
            yield Window([*head, *numbers, closing], places)
            numbers, places = [], []
        if not places and len(before) < room // 3 and len(before) + len(found) <= room:
            numbers = list(before)
        for token, piece in found:
            places.append((sentence.index, token, len(head) + len(numbers)))
            numbers.append(piece)
        before = [piece for _, piece in found]
    if places:
        yield Window([*head, *numbers, closing], places)


def _split(tokens: Doc | Tokens, pieces: WordPieces) -> Iterator[tuple[int, int]]:
    """Yield each piece with the number of its token."""
    for token in tokens:
        if not token.is_space:
            for piece in pieces.split(token.text):
                yield token.i, piece


def place_features(document: Document, clauses: Sequence[Clause]) -> Floats:
    """Compute the place, length and syntactic function of each clause: a row of 12 numbers."""
    title = content_words(document.title)
    total = max(1, len(document.sentences))
    rows: list[list[float]] = []
    for clause in clauses:
        index = clause.sentence.index
        opens = index == 0 or document.sentences[index - 1].paragraph != clause.sentence.paragraph
        function = clause.head.dep_
        rows.append(
            [
                index / total,
                float(index == 0),
                float(index < 3),
                math.log1p(index) / 3,
                float(opens),
                len(title.keys() & content_words(clause.tokens).keys()) / max(1, len(title)),
                math.log1p(len(clause.tokens)) / 3,
                float(any(token.text in _QUOTES for token in clause.tokens)),
                float(function == "ROOT"),
                float(function == "conj"),
                float(function == "ccomp"),
                float(function in ("relcl", "acl")),
            ]
        )
    return np.array(rows, dtype=np.float32).reshape(len(rows), 12)


def pair_features(clauses: Sequence[Clause], one: int, other: int) -> Floats:
    """Compute how near two clauses stand: four numbers."""
    first, second = clauses[one].sentence, clauses[other].sentence
    return np.array(
        [
            float(first.index == second.index),
            math.log1p(abs(first.index - second.index)) / 3,
            float(first.paragraph == second.paragraph),
            float(abs(one - other) == 1),
        ],
        dtype=np.float32,
    )
