"""Clusters sentences that are about the same issue."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from briefing.nlp.engine.linear_model import LinearModel
from briefing.nlp.issues.lexicon import senses
from briefing.nlp.parsing.document import Document, Sentence
from briefing.nlp.parsing.term_vectors import TermVector, term_vectors

_CONTENT = frozenset(("NOUN", "PROPN", "VERB", "ADJ", "NUM"))
_ANAPHORIC = frozenset(("this", "these", "that", "those", "such"))
_MAX_COMPARED = 2
"""Strongest sentences of a cluster that a new one is compared with, which keeps the time linear."""


@dataclass(frozen=True, slots=True)
class SentenceTopic:
    """The content lemmas of a sentence, and whether it refers to an earlier one."""

    index: int
    paragraph: int
    terms: TermVector
    rare: frozenset[str]
    """Lemmas that occur in at most three sentences of the article."""
    senses: frozenset[str]
    is_anaphoric: bool
    """Whether it opens with a pronoun or "this"."""


def sentence_topics(document: Document) -> list[SentenceTopic]:
    """Return the topic of each sentence."""
    bags = [_content_counts(sentence) for sentence in document.sentences]
    df = Counter(word for bag in bags for word in bag)
    found = []
    for sentence, bag, vector in zip(document.sentences, bags, term_vectors(bags), strict=True):
        opening = sentence.tokens[:6]
        found.append(
            SentenceTopic(
                sentence.index,
                sentence.paragraph,
                vector,
                frozenset(word for word in bag if df[word] <= 3),
                frozenset(sense for t in sentence.tokens for sense in senses(t.lemma_.lower(), t.pos_)),
                any(token.pos_ == "PRON" or token.lower_ in _ANAPHORIC for token in opening),
            )
        )
    return found


def pair_features(one: SentenceTopic, other: SentenceTopic) -> dict[str, float]:
    """Compute the features of whether two sentences, the first before the other, share their issue."""
    shared = len(one.terms.weights.keys() & other.terms.weights.keys())
    distance = other.index - one.index
    together = float(one.paragraph == other.paragraph)
    next_to = float(distance == 1)
    return {
        "cosine": one.terms.cosine(other.terms),
        "shared": min(4, shared) / 4,
        "rare": min(3, len(one.rare & other.rare)) / 3,
        "covered": shared / max(1, min(len(one.terms.weights), len(other.terms.weights))),
        "next": next_to,
        "next but one": float(distance == 2),
        "distance": math.log(max(1, distance)),
        "paragraph": together,
        "next, paragraph": next_to * together,
        "next, leans": next_to * other.is_anaphoric,
        "lead": float(one.index == 0),
        "senses": len(one.senses & other.senses) / max(1, min(len(one.senses), len(other.senses))),
    }


def cluster_sentences(
    open_probabilities: Sequence[float],
    topics: Sequence[SentenceTopic],
    same: LinearModel,
    *,
    min_open: float,
    min_member: float,
    min_similarity: float,
    max_size: int,
) -> list[list[int]]:
    """Return the indices of sentences by issue, the strongest first; issues by their strongest sentence.

    A sentence of at least the probability `min_open` starts an issue; one of at least `min_member` joins the
    most similar issue above `min_similarity`, up to `max_size` sentences; further ones are dropped.
    """
    clusters: list[list[int]] = []
    for index in sorted(range(len(open_probabilities)), key=lambda i: (-open_probabilities[i], i)):
        if open_probabilities[index] < min_member or len(clusters) >= _MAX_CLUSTERS:
            break
        nearest, closest = None, min_similarity
        for cluster in clusters:
            for member in cluster[:_MAX_COMPARED]:
                first, second = sorted((index, member))
                similarity = same.probability(pair_features(topics[first], topics[second]))
                if similarity > closest:
                    nearest, closest = cluster, similarity
        if nearest is not None:
            if len(nearest) < max_size:
                nearest.append(index)
        elif open_probabilities[index] >= min_open:
            clusters.append([index])
    return clusters


_MAX_CLUSTERS = 40
"""Issues of an article at most, which bounds the comparisons in very long texts."""


def _content_counts(sentence: Sentence) -> Counter[str]:
    return Counter(
        token.lemma_.lower()
        for token in sentence.tokens
        if (token.is_alpha or token.like_num) and not token.is_stop and token.pos_ in _CONTENT
    )
