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
_BACKWARD = frozenset(("this", "these", "that", "those", "such"))
_LOOKED_AT = 2
"""How many of a matter's strongest passages a new one is compared with: keeps the work linear."""


@dataclass(frozen=True, slots=True)
class SentenceTopic:
    """The content lemmas of a sentence, and whether it refers to what went before."""

    index: int
    paragraph: int
    terms: TermVector
    rare: frozenset[str]
    """Lemmas that stand in at most three sentences of the article."""
    senses: frozenset[str]
    leans: bool
    """Whether it opens with a pronoun or "this"."""


def sentence_topics(document: Document) -> list[SentenceTopic]:
    """Return the topic of each sentence."""
    bags = [_bag(sentence) for sentence in document.sentences]
    spread = Counter(word for bag in bags for word in bag)
    found = []
    for sentence, bag, vector in zip(document.sentences, bags, term_vectors(bags), strict=True):
        opening = sentence.tokens[:6]
        found.append(
            SentenceTopic(
                sentence.index,
                sentence.paragraph,
                vector,
                frozenset(word for word in bag if spread[word] <= 3),
                frozenset(sense for t in sentence.tokens for sense in senses(t.lemma_.lower(), t.pos_)),
                any(token.pos_ == "PRON" or token.lower_ in _BACKWARD for token in opening),
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
        "next, leans": next_to * other.leans,
        "lead": float(one.index == 0),
        "senses": len(one.senses & other.senses) / max(1, min(len(one.senses), len(other.senses))),
    }


def cluster_sentences(
    open_probabilities: Sequence[float],
    about: Sequence[SentenceTopic],
    same: LinearModel,
    *,
    least: float,
    weakest: float,
    alike: float,
    most: int,
) -> list[list[int]]:
    """Return the indices of sentences by issue, the strongest first; issues by their strongest sentence.

    An issue needs a sentence of at least the probability `least`; one of at least `weakest` joins an issue
    that it is `alike` to, up to `most` sentences; further ones are dropped.
    """
    matters: list[list[int]] = []
    for index in sorted(range(len(open_probabilities)), key=lambda i: (-open_probabilities[i], i)):
        if open_probabilities[index] < weakest or len(matters) >= _MATTERS:
            break
        nearest, closest = None, alike
        for matter in matters:
            for member in matter[:_LOOKED_AT]:
                first, second = sorted((index, member))
                likeness = same.probability(pair_features(about[first], about[second]))
                if likeness > closest:
                    nearest, closest = matter, likeness
        if nearest is not None:
            if len(nearest) < most:
                nearest.append(index)
        elif open_probabilities[index] >= least:
            matters.append([index])
    return matters


_MATTERS = 40
"""No article's briefing is longer; bounds the comparisons on very long texts."""


def _bag(sentence: Sentence) -> Counter[str]:
    return Counter(
        token.lemma_.lower()
        for token in sentence.tokens
        if (token.is_alpha or token.like_num) and not token.is_stop and token.pos_ in _CONTENT
    )
