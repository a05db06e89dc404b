"""Scores the salience of entities and selects those that are listed as actors."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefing.nlp.actors.actor_features import ActorFeatures
from briefing.nlp.engine.word_lists import load_json

_SUMMARY_WEIGHT = 0.25
"""Weight of being named in a summary, as evidence of an analyst's choice."""
_USUAL_LENGTH = 10
_MIN_PROBABILITY = 0.25
"""Probability from which entities fill lists that are shorter than usual: more of the important ones are
found, and the F1 on unseen articles is not lower."""
_COUNTRY_SALIENCE = 0.25
"""Salience from which a country is always listed. On GUM news this lifts average precision from .58 to
.68, at less than .01 of the listing F1."""
_ORGANIZATION_SALIENCE = 0.7
"""Salience from which an organization with a name of several words is always listed: a repeated single word
is as often an error ("Sport"). On GUM news this lifts precision from .68 to .69, at no cost of listing F1."""


@dataclass(frozen=True)
class ActorWeights:
    """The coefficients of three logistic regressions; docs/models.md describes the training."""

    salience: Mapping[str, float]
    """The weights for how central an entity is: whether a summary names it, or the story is about it."""
    listing: Mapping[str, float]
    """The weights for whether an analyst would list the entity at all."""
    helpful: Mapping[str, float]
    """The weights for whether an actor's line helps a reader."""


def load_actor_weights() -> ActorWeights:
    stored = load_json("actor_weights")
    return ActorWeights(stored["salience"], stored["listing"], stored["helpful"])


def salience(features: ActorFeatures, weights: ActorWeights) -> float:
    """Return how central the entity is to the story, 0 to 1."""
    return _logistic(features, weights.salience)


def select_actors(features: Sequence[ActorFeatures], weights: ActorWeights) -> tuple[bool, ...]:
    """Select as many of the likeliest actors as maximize the expected F1 of the list.

    A list of n has the expected F1 of 2 S(n) / (n + S), S(n) being the sum of the n highest probabilities and
    S of all (Lewis 1995, Chai 2005).
    """
    probabilities = [listing_probability(row, weights) for row in features]
    order = sorted(range(len(probabilities)), key=lambda number: (-probabilities[number], number))
    best, length, hits = 0.0, 0, 0.0
    total = sum(probabilities)
    for n, number in enumerate(order, start=1):
        hits += probabilities[number]
        expected = 2 * hits / (n + total)
        if expected > best:
            best, length = expected, n
    while length < min(_USUAL_LENGTH, len(order)) and probabilities[order[length]] >= _MIN_PROBABILITY:
        length += 1
    kept = frozenset(order[:length]) | _always_listed(features, weights)
    return tuple(number in kept for number in range(len(probabilities)))


def _always_listed(features: Sequence[ActorFeatures], weights: ActorWeights) -> frozenset[int]:
    """Return the countries and organizations so salient that they are listed even if they hardly act.

    Those that are only attributes ("US President", "President of the United States") are excluded.
    """
    return frozenset(
        number
        for number, row in enumerate(features)
        if not row.get("only_attribute") and salience(row, weights) >= _min_salience(row)
    )


def _min_salience(row: ActorFeatures) -> float:
    """Return the salience from which an entity of this kind is always listed."""
    if row.get("kind:country"):
        return _COUNTRY_SALIENCE
    named = row.get("kind:organization") or (row.get("kind:place") and row.get("acts"))
    if named and row.get("long_name") and not row.get("artifact"):
        return _ORGANIZATION_SALIENCE
    return math.inf


def listing_probability(row: ActorFeatures, weights: ActorWeights) -> float:
    """Return the probability that analysts would list the entity or a summary names it.

    Towns and things that are built or signed are named in summaries too, but do not act.
    """
    chosen = _majority(_logistic(row, weights.listing))
    if row.get("kind:place") or row.get("artifact") or row.get("only_attribute:country"):
        return chosen
    return 1 - (1 - chosen) * (1 - _SUMMARY_WEIGHT * salience(row, weights) ** 2)


def _majority(one: float) -> float:
    """Return the probability that two of three analysts list what one lists with probability `one`.

    The weights were learned from one analyst an article; a list should have what most would include.
    """
    return 3 * one**2 - 2 * one**3


def _logistic(features: ActorFeatures, coefficients: Mapping[str, float]) -> float:
    total = sum(coefficients.get(name, 0.0) * value for name, value in features.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
