"""Scores the salience of entities and selects those that are listed as actors."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from briefing.nlp.actors.actor_features import ActorFeatures

_PROMINENT = 0.25
"""How far being named in a summary stands for an analyst's choice."""
_USUAL = 10
_FAIR = 0.27
"""Lists shorter than the usual are filled with those who have a fair chance: more of the important are found,
and the F1 of unseen articles is none the worse."""
_CENTRAL = 0.25
"""Salience from which a country is listed in any case. On GUM news this lifts average precision from .58 to
.68, at less than .01 of the listing F1."""
_FOREMOST = 0.7
"""The same for an organization with a name of several words: a lone capital word that a story repeats is
as often a slip of the recognizer ("Sport", "Level"). On GUM news .68 to .69, at no cost of the listing F1."""


@dataclass(frozen=True)
class ActorWeights:
    """The coefficients of two logistic regressions; docs/models.md describes the training."""

    salience: Mapping[str, float]
    """How central the entity is: whether a summary names it, or the story is about it."""
    listing: Mapping[str, float]
    """Whether an analyst would list the entity at all."""


def load_actor_weights() -> ActorWeights:
    """Read the weights that ship with the package."""
    source = files("briefing.nlp").joinpath("data/actor_weights.json").read_text(encoding="utf-8")
    stored = json.loads(source)
    return ActorWeights(stored["salience"], stored["listing"])


def salience(evidence: ActorFeatures, weights: ActorWeights) -> float:
    """Return how central the entity is to the story, 0 to 1."""
    return _logistic(evidence, weights.salience)


def select_actors(evidence: Sequence[ActorFeatures], weights: ActorWeights) -> tuple[bool, ...]:
    """Select as many of the likeliest actors as maximize the expected F1 of the list.

    A list of n has the expected F1 of 2 S(n) / (n + S), S(n) being the sum of the n highest probabilities and
    S of all (Lewis 1995, Chai 2005).
    """
    likely = [listing_probability(row, weights) for row in evidence]
    order = sorted(range(len(likely)), key=lambda number: (-likely[number], number))
    best, length, right = 0.0, 0, 0.0
    wanted = sum(likely)
    for n, number in enumerate(order, start=1):
        right += likely[number]
        expected = 2 * right / (n + wanted)
        if expected > best:
            best, length = expected, n
    while length < min(_USUAL, len(order)) and likely[order[length]] >= _FAIR:
        length += 1
    kept = frozenset(order[:length]) | _foremost(evidence, weights)
    return tuple(number in kept for number in range(len(likely)))


def _foremost(evidence: Sequence[ActorFeatures], weights: ActorWeights) -> frozenset[int]:
    """Countries and organizations that a summary of the story could not do without, little as they do.

    One that only tells whose somebody is ("US President", "President of the United States") is none of them.
    """
    return frozenset(
        number
        for number, row in enumerate(evidence)
        if not row.get("only_attribute") and salience(row, weights) >= _needed(row)
    )


def _needed(row: ActorFeatures) -> float:
    """The salience from which its kind is listed in any case."""
    if row.get("kind:country"):
        return _CENTRAL
    if row.get("kind:organization") and row.get("long_name") and not row.get("artifact"):
        return _FOREMOST
    return math.inf


def listing_probability(row: ActorFeatures, weights: ActorWeights) -> float:
    """Return the probability that analysts would list the entity or a summary names it.

    Towns and things that are built or signed are named in summaries too, but do not act.
    """
    chosen = _majority(_logistic(row, weights.listing))
    if row.get("kind:place") or row.get("artifact") or row.get("only_attribute:country"):
        return chosen
    return 1 - (1 - chosen) * (1 - _PROMINENT * salience(row, weights) ** 2)


def _majority(one: float) -> float:
    """How likely two of three analysts list what one lists with this probability.

    The weights were learned from one analyst an article; a list should hold what most would put there.
    """
    return 3 * one**2 - 2 * one**3


def _logistic(evidence: ActorFeatures, coefficients: Mapping[str, float]) -> float:
    total = sum(coefficients.get(name, 0.0) * value for name, value in evidence.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
