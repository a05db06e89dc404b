"""Selects the sentences of an article's summary."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence, Set

from briefing.domain import Article, Passage
from briefing.domain.analysis import Point, ranked_points
from briefing.nlp.engine.models import Models
from briefing.nlp.multilingual.lead_sentences import lead_sentences
from briefing.nlp.parsing.document import Document
from briefing.nlp.parsing.term_vectors import TermVector
from briefing.nlp.parsing.word_stems import word_stems
from briefing.nlp.summary.consequence import consequence, needs_introduction
from briefing.nlp.summary.sentence_features import sentence_features, sentence_vectors
from briefing.nlp.summary.standalone import standalone_passage
from briefing.nlp.timeline.relative_days import day_of

_PENALTY = 1.0
"""Weight of the similarity to points already chosen, against the log probability."""
_LENGTH_WEIGHT = 0.4
"""Weight of the log word count: of two equally likely points, the shorter is chosen."""
_TEASER_WEIGHT = 4.0
"""Weight against an opening that only leads to the news; it is chosen where hardly anything else can be."""
_SURE = 0.45
"""The probability of a key sentence from which an opening is none that only leads to the news."""
_LEAST_SHARED = 2
"""The fewest words of a headline that an opening with its news shares."""
_SHORT_HEADLINE = 4
"""The number of words below which a headline tells too little to judge the opening by it."""
_REDUNDANT = 0.6
"""Similarity from which a sentence is redundant."""
_REPEATED = 0.45
"""Similarity from which a last point repeats the others."""
_KEY_WEIGHT = 0.3
"""Weight of the log probability of a key sentence, against what a sentence says of the consequences."""
_MIN_CONSEQUENCE = 1.75
"""The least that a last point must say of the consequences; else it is the next best key sentence."""
_MIN_LAST = 0.25
"""The probability of a key sentence from which a third point is worth a line that tells no consequences."""
_MIN_POINTS = 3
"""The fewest points of a summary whose last one says what follows."""
_SPEECH = 0.15
"""The share of sentences with "I" from which a text is somebody's speech or statement."""
_AUTHOR = re.compile(r"\b(?:I|me|my|My)\b(?!-)")
_QUOTED = re.compile(r"[\"“][^\"“”]*[\"”]")
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
        index: math.log(probability[index])
        - _LENGTH_WEIGHT * math.log(len(point.text.split()))
        - _TEASER_WEIGHT
        * (index == 0 and probability[0] < _SURE and _is_teaser(point, document.article.title))
        for index, point in candidates.items()
    }
    chosen = _choose_points(vectors, scores, points)
    found = [candidates[index] for index in chosen]
    if points >= _MIN_POINTS and len(chosen) == points:
        last = _what_follows(document, vectors, probability, chosen[:-1])
        if last is not None:
            found[-1] = last
        elif points == _MIN_POINTS and probability[chosen[-1]] < _MIN_LAST:
            del found[-1]
    return ranked_points(found)


def _what_follows(
    document: Document, vectors: Sequence[TermVector], probability: Sequence[float], chosen: Sequence[int]
) -> Passage | None:
    """Return the sentence that says best what follows from the chosen ones or what is next, if one does."""
    published = day_of(document.article.published)
    headline = word_stems(document.article.title)
    news = set().union(*(word_stems(document.sentences[each].tokens.text) for each in chosen))
    known = {token.lower_ for each in chosen for token in document.sentences[each].tokens}
    found: list[tuple[float, int, Passage]] = []
    for index, likelihood in enumerate(probability):
        sentence = document.sentences[index]
        point = standalone_passage(sentence, document.quotations, contrasts=index > max(chosen))
        is_new = max(vectors[index].cosine(vectors[each]) for each in chosen) < _REPEATED
        if point is None or index in chosen or not is_new or needs_introduction(sentence.tokens, known):
            continue
        worth = consequence(sentence, point, headline, news, published)
        if worth >= _MIN_CONSEQUENCE:
            found.append((round(worth + _KEY_WEIGHT * math.log(likelihood), 6), -index, point))
    return max(found, key=lambda each: each[:2])[2] if found else None


def _candidate_points(document: Document, probability: Sequence[float]) -> dict[int, Passage]:
    """Return the likeliest points other than the headline, by the index of their sentence."""
    headline, asides = _normalize(document.article.title), _asides(document)
    found: dict[int, Passage] = {}
    for index in sorted(range(len(probability)), key=lambda index: (-probability[index], index)):
        point = standalone_passage(document.sentences[index], document.quotations)
        if point is not None and _normalize(point.text) != headline and index not in asides:
            found[index] = point
            if len(found) == _MAX_CANDIDATES:
                break
    return found


def _asides(document: Document) -> Set[int]:
    """Return the numbers of the sentences in which an author says "I", unless the text is a speech."""
    found = {each.index for each in document.sentences if _AUTHOR.search(_QUOTED.sub("", each.tokens.text))}
    return found if len(found) < _SPEECH * len(document.sentences) else frozenset()


def _is_teaser(opening: Passage, title: str) -> bool:
    """Whether the opening tells a scene or the background in place of the headline's news."""
    headline = word_stems(title)
    return len(headline) >= _SHORT_HEADLINE and len(headline & word_stems(opening.text)) < _LEAST_SHARED


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
