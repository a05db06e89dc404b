"""Ranks the sentences of articles by how well they match a question (BM25)."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from briefing.domain.query.search_words import search_words
from briefing.domain.span import Passage, Span
from briefing.domain.stories.terms import terms_of
from briefing.domain.text.sentences import sentence_starts

SATURATION, LENGTH = 1.2, 0.5
"""BM25's k1 and b; b is usually 0.75, but sentences differ in length less than whole texts."""
NEIGHBOUR = 0.3
"""Weight of the better neighbouring sentence: words of the question also stand beside the answer."""
ARTICLE = 0.5
"""Weight of the question's words found anywhere in the article: the right article comes first."""
MIN_STEM = 3
"""The fewest letters that stemming leaves of a word."""

_ENDING = re.compile(
    r"(?:i[sz])?(?:ation|ator)s?$|ments?$|ions?$|ings?$|edly$|ied$|ed$|ers?$|ly$|ity$|ive$|al$|e$"
)
_SENTENCE_END = re.compile(r"[.!?…。！？]\W*\Z")


@dataclass(frozen=True, slots=True)
class RankedPassage:
    """A sentence, with the sentences of other articles that have the same words."""

    places: tuple[tuple[int, Passage], ...]
    """The article's position in the sequence, and the sentence in it; at least one place, the best first."""
    score: float


@dataclass(frozen=True, slots=True)
class _Sentence:
    article: int
    passage: Passage
    counts: Counter[str]


def question_terms(question: str) -> tuple[str, ...]:
    """Return the stems that a question is searched by; none if it has only stop words."""
    return tuple(dict.fromkeys(_stems(question)))


def best_passages(question: str, texts: Sequence[str], limit: int) -> list[RankedPassage]:
    """Return the sentences that match a question, the best first; each has a word of the question."""
    terms = question_terms(question)
    sentences = [each for article, text in enumerate(texts) for each in _sentences(article, text)]
    if not terms or not sentences:
        return []
    having = Counter(term for each in sentences for term in terms if term in each.counts)
    weights = {
        term: math.log1p((len(sentences) - having[term] + 0.5) / (having[term] + 0.5)) for term in terms
    }
    average = sum(each.counts.total() for each in sentences) / len(sentences)
    scores = [_bm25(each.counts, weights, average) for each in sentences]
    found: list[set[str]] = [set() for _ in texts]
    for each in sentences:
        found[each.article].update(term for term in terms if term in each.counts)
    whole = [math.fsum(weights[term] for term in terms_found) for terms_found in found]
    groups: dict[str, list[tuple[int, Passage]]] = {}
    best: dict[str, float] = {}
    for score, each in sorted(
        (
            (score + NEIGHBOUR * _beside(at, sentences, scores) + ARTICLE * whole[each.article], each)
            for at, (score, each) in enumerate(zip(scores, sentences, strict=True))
            if score
        ),
        key=lambda pair: -pair[0],
    ):
        same = search_words(each.passage.text)
        groups.setdefault(same, []).append((each.article, each.passage))
        best.setdefault(same, score)
    return [RankedPassage(tuple(groups[same]), best[same]) for same in list(groups)[:limit]]


def _sentences(article: int, text: str) -> Iterator[_Sentence]:
    """Yield the sentences of a text, without a headline in its first line: every list shows that anyhow."""
    for start, end in pairwise((*sentence_starts(text, 0, len(text)), len(text))):
        is_headline = start == 0 and text[end - 1 : end] == "\n" and not _SENTENCE_END.search(text[:end])
        if not is_headline and len(span := Span(start, end).trimmed(text)):
            passage = Passage(span, span.of(text))
            yield _Sentence(article, passage, Counter(_stems(passage.text)))


def _bm25(counts: Counter[str], weights: dict[str, float], average: float) -> float:
    length = 1 - LENGTH + LENGTH * counts.total() / max(average, 1)
    return sum(
        weight * counts[term] * (SATURATION + 1) / (counts[term] + SATURATION * length)
        for term, weight in weights.items()
        if term in counts
    )


def _beside(at: int, sentences: Sequence[_Sentence], scores: Sequence[float]) -> float:
    return max(
        (
            scores[near]
            for near in (at - 1, at + 1)
            if 0 <= near < len(scores) and sentences[near].article == sentences[at].article
        ),
        default=0.0,
    )


def _stems(text: str) -> Iterator[str]:
    return map(_stem, terms_of(text))


@lru_cache(maxsize=20_000)
def _stem(term: str) -> str:
    """Remove the ending of an inflected or derived English word."""
    stem = _ENDING.sub("", term)
    if len(stem) < MIN_STEM:
        return term
    # Of a doubled consonant, as in "stopped", one is left.
    return stem[:-1] if MIN_STEM < len(stem) < len(term) and stem[-1] == stem[-2] else stem
