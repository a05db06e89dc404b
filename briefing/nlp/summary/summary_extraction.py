"""Selects the sentences of the summary."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence

from briefing.domain import Article, Passage
from briefing.nlp.engine.models import Models
from briefing.nlp.issues.issue_clusters import SentenceTopic, sentence_topics
from briefing.nlp.multilingual.lead_sentences import lead_sentences
from briefing.nlp.parsing.document import Document
from briefing.nlp.summary.compression import compress
from briefing.nlp.summary.sentence_features import sentence_features

LEAD = 3
"""Sentences of a summary that is only the lead."""
_MIN_POINTS, _MAX_POINTS = 3, 5
"""Points of a summary, if enough are understandable without context."""
_LIKELY = 0.1
"""Probability of a key sentence that a fourth or fifth point needs."""
_PENALTY = 1.0
"""Weight of the similarity to points already chosen, against the log probability."""
_LENGTH_WEIGHT = 0.4
"""Weight of the log word count: of two points as likely, the shorter is chosen."""
_REDUNDANT = 0.6
"""Similarity from which a sentence is redundant."""
_MAX_CANDIDATES = 15
"""Likeliest points that are compared; others are never chosen."""
_MAX_SENTENCES = 200
"""Sentences from which a summary is chosen, which bounds the time for very long texts."""


def lead_summary(article: Article) -> tuple[Passage, ...]:
    """Return the first sentences, split without a pipeline: for languages that have none."""
    return tuple(
        Passage.at(article.text, span.start, span.end) for span in lead_sentences(article.text, LEAD)
    )


def extract_summary(document: Document, models: Models) -> tuple[Passage, ...]:
    """Return three to five points in reading order, fewer if fewer are understandable without context."""
    topics = sentence_topics(document)
    if not topics:
        return ()
    rows = sentence_features(document, topics, models.word_scores)[:_MAX_SENTENCES]
    probability = [max(1e-6, models.key_sentence.probability(row)) for row in rows]
    points = _candidate_points(document, probability)
    scores = {
        index: math.log(probability[index]) - _LENGTH_WEIGHT * math.log(len(point.text.split()))
        for index, point in points.items()
    }
    chosen = _choose_points(topics, scores, min(_MAX_POINTS, max(_MIN_POINTS, len(topics) // 2)))
    kept = [index for rank, index in enumerate(chosen) if rank < _MIN_POINTS or probability[index] >= _LIKELY]
    return tuple(points[index] for index in sorted(kept))


def _candidate_points(document: Document, probability: Sequence[float]) -> dict[int, Passage]:
    """Return the likeliest points other than the headline, by the index of their sentence."""
    headline = _normalize(document.article.title)
    found: dict[int, Passage] = {}
    for index in sorted(range(len(probability)), key=lambda index: (-probability[index], index)):
        point = compress(document.sentences[index])
        if point is not None and _normalize(point.text) != headline:
            found[index] = point
            if len(found) == _MAX_CANDIDATES:
                break
    return found


def _normalize(text: str) -> str:
    return text.casefold().strip(" .!?")


def _choose_points(topics: Sequence[SentenceTopic], scores: Mapping[int, float], wanted: int) -> list[int]:
    """Choose points greedily by maximal marginal relevance."""
    left = sorted(scores)
    chosen: list[int] = []
    overlap = dict.fromkeys(left, 0.0)
    while len(chosen) < wanted and left:
        best = max(left, key=lambda index: (round(scores[index] - _PENALTY * overlap[index], 6), -index))
        left.remove(best)
        chosen.append(best)
        for index in left:
            overlap[index] = max(overlap[index], topics[best].terms.cosine(topics[index].terms))
        left = [index for index in left if overlap[index] < _REDUNDANT]
    return chosen
