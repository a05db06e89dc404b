"""Selects the sentences of an article's summary."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from briefing.domain import Article, Passage
from briefing.domain.analysis import Point, ranked_points
from briefing.nlp.engine.models import Models
from briefing.nlp.multilingual.lead_sentences import lead_sentences
from briefing.nlp.parsing.document import Document
from briefing.nlp.parsing.term_vectors import TermVector
from briefing.nlp.summary.sentence_features import sentence_features, sentence_vectors
from briefing.nlp.summary.standalone import standalone_passage

_PENALTY = 1.0
"""Weight of the similarity to points already chosen, against the log probability."""
_LENGTH_WEIGHT = 0.4
"""Weight of the log word count: of two equally likely points, the shorter is chosen."""
_REDUNDANT = 0.6
"""Similarity from which a sentence is redundant."""
_MAX_CANDIDATES = 15
"""The number of the likeliest points that are compared; others are never chosen."""
_MAX_SENTENCES = 200
"""The number of sentences from which a summary is chosen, which bounds the time for very long texts."""


def lead_summary(article: Article, points: int) -> tuple[Point, ...]:
    """Return the first sentences of an article, split without a pipeline: for languages that have none."""
    text = article.text
    return ranked_points(Passage.at(text, span.start, span.end) for span in lead_sentences(text, points))


def extract_summary(document: Document, models: Models, points: int) -> tuple[Point, ...]:
    """Return the best sentences in reading order, fewer than `points` if fewer stand alone."""
    vectors = sentence_vectors(document)
    if not vectors:
        return ()
    rows = sentence_features(document, vectors, models.word_scores)[:_MAX_SENTENCES]
    probability = [max(1e-6, models.key_sentence.probability(row)) for row in rows]
    candidates = _candidate_points(document, probability)
    scores = {
        index: math.log(probability[index]) - _LENGTH_WEIGHT * math.log(len(point.text.split()))
        for index, point in candidates.items()
    }
    return ranked_points(candidates[index] for index in _choose_points(vectors, scores, points))


def _candidate_points(document: Document, probability: Sequence[float]) -> dict[int, Passage]:
    """Return the likeliest points other than the headline, by the index of their sentence."""
    headline = _normalize(document.article.title)
    found: dict[int, Passage] = {}
    for index in sorted(range(len(probability)), key=lambda index: (-probability[index], index)):
        point = standalone_passage(document.sentences[index], document.quotations)
        if point is not None and _normalize(point.text) != headline:
            found[index] = point
            if len(found) == _MAX_CANDIDATES:
                break
    return found


def _normalize(text: str) -> str:
    return text.casefold().strip(" .!?")


def _choose_points(vectors: Sequence[TermVector], scores: Mapping[int, float], wanted: int) -> list[int]:
    """Choose points greedily by maximal marginal relevance."""
    left = sorted(scores)
    chosen: list[int] = []
    overlap = dict.fromkeys(left, 0.0)
    while len(chosen) < wanted and left:
        best = max(left, key=lambda index: (round(scores[index] - _PENALTY * overlap[index], 6), -index))
        left.remove(best)
        chosen.append(best)
        for index in left:
            overlap[index] = max(overlap[index], vectors[best].cosine(vectors[index]))
        left = [index for index in left if overlap[index] < _REDUNDANT]
    return chosen
