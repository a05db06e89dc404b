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
"""Sentences of a summary that is the opening alone."""
_LEAST, _MOST = 3, 5
"""Points of a summary, where so many stand alone."""
_LIKELY = 0.1
"""How likely a sentence is key at least to be worth the room of a fourth or fifth point."""
_PENALTY = 1.0
"""What likeness to a sentence already chosen costs, against the logarithm of the probability."""
_LENGTH = 0.4
"""What the logarithm of a point's words costs: of two as likely, the shorter is taken."""
_REPEATS = 0.6
"""Likeness past which a sentence says the same again."""
_COMPARED = 15
"""How many of the likeliest are weighed against one another; further down none is ever taken."""
_EXAMINED = 200
"""No summary sentence is sought further down than this; bounds the work on very long texts."""


def lead_summary(article: Article) -> tuple[Passage, ...]:
    """Return the first sentences, split without a pipeline: for languages that have none."""
    return tuple(
        Passage.at(article.text, span.start, span.end) for span in lead_sentences(article.text, LEAD)
    )


def extract_summary(document: Document, models: Models) -> tuple[Passage, ...]:
    """Return three to five points in reading order, fewer if fewer can stand alone."""
    about = sentence_topics(document)
    if not about:
        return ()
    rows = sentence_features(document, about, models.word_scores)[:_EXAMINED]
    likely = [max(1e-6, models.key_sentence.probability(row)) for row in rows]
    points = _points(document, likely)
    worth = {
        index: math.log(likely[index]) - _LENGTH * math.log(len(point.text.split()))
        for index, point in points.items()
    }
    chosen = _chosen(about, worth, min(_MOST, max(_LEAST, len(about) // 2)))
    kept = [index for rank, index in enumerate(chosen) if rank < _LEAST or likely[index] >= _LIKELY]
    return tuple(points[index] for index in sorted(kept))


def _points(document: Document, likely: Sequence[float]) -> dict[int, Passage]:
    """The likeliest that stand alone and are not the headline again, by the number of their sentence."""
    headline = _bare(document.article.title)
    found: dict[int, Passage] = {}
    for index in sorted(range(len(likely)), key=lambda index: (-likely[index], index)):
        point = compress(document.sentences[index])
        if point is not None and _bare(point.text) != headline:
            found[index] = point
            if len(found) == _COMPARED:
                break
    return found


def _bare(text: str) -> str:
    return text.casefold().strip(" .!?")


def _chosen(about: Sequence[SentenceTopic], worth: Mapping[int, float], wanted: int) -> list[int]:
    """Greedily the best that repeats nothing chosen so far (maximal marginal relevance)."""
    able = sorted(worth)
    chosen: list[int] = []
    repeated = dict.fromkeys(able, 0.0)
    while len(chosen) < wanted and able:
        best = max(able, key=lambda index: (round(worth[index] - _PENALTY * repeated[index], 6), -index))
        able.remove(best)
        chosen.append(best)
        for index in able:
            repeated[index] = max(repeated[index], about[best].terms.cosine(about[index].terms))
        able = [index for index in able if repeated[index] < _REPEATS]
    return chosen
