"""How much the story is about an entity, and which entities are worth listing."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from briefing.nlp.evidence import Evidence

__all__ = ["Weights", "listed", "load_weights", "salience"]


_FOREMOST = 3
_CENTRAL = 0.2
"""Salience from which one of the foremost is listed in any case. On GUM news this lifts the salient mentions
found from .76 to .83, at less than .01 of the listing F1."""
_UNLIKELY = 0.05
"""Probability of being listed below which a name is more likely no actor at all."""


@dataclass(frozen=True)
class Weights:
    """Two logistic regressions over the evidence; docs/models.md tells how they came about."""

    salience: Mapping[str, float]
    """How central the entity is: whether the story is about it."""
    listing: Mapping[str, float]
    """Whether an analyst would list the entity at all."""


def load_weights() -> Weights:
    """Read the weights that ship with the package."""
    source = files("briefing.nlp").joinpath("data/actor_weights.json").read_text(encoding="utf-8")
    stored = json.loads(source)
    return Weights(stored["salience"], stored["listing"])


def salience(evidence: Evidence, weights: Weights) -> float:
    """0 to 1: how central the entity is to the story."""
    return _logistic(evidence, weights.salience)


def listed(evidence: Sequence[Evidence], weights: Weights) -> tuple[bool, ...]:
    """Which entities are actors of the story: as many of the likeliest as promise the best F1.

    A list of n has the expected F1 of 2 S(n) / (n + S), S(n) being the sum of the n highest probabilities and
    S of all (Lewis 1995, Chai 2005). Those whom the story names most prominently are listed in any case.
    """
    likely = [_majority(_logistic(row, weights.listing)) for row in evidence]
    order = sorted(range(len(likely)), key=lambda number: (-likely[number], number))
    best, length, right = 0.0, 0, 0.0
    wanted = sum(likely)
    for n, number in enumerate(order, start=1):
        right += likely[number]
        expected = 2 * right / (n + wanted)
        if expected > best:
            best, length = expected, n
    kept = frozenset(order[:length]) | _foremost(evidence, weights)
    return tuple(number in kept for number in range(len(likely)))


def _foremost(evidence: Sequence[Evidence], weights: Weights) -> frozenset[int]:
    """The few names that a summary of the story could not do without, though they do not act in it."""
    central = [(salience(row, weights), number) for number, row in enumerate(evidence)]
    central.sort(key=lambda pair: (-pair[0], pair[1]))
    return frozenset(
        number
        for score, number in central[:_FOREMOST]
        if score >= _CENTRAL
        and _logistic(evidence[number], weights.listing) >= _UNLIKELY
        and not any(evidence[number].get(name) for name in ("kind:place", "artifact"))
    )


def _majority(one: float) -> float:
    """How likely two of three analysts list what one lists with this probability.

    The weights were learned from one analyst an article; a list should hold what most would put there.
    """
    return 3 * one**2 - 2 * one**3


def _logistic(evidence: Evidence, coefficients: Mapping[str, float]) -> float:
    total = sum(coefficients.get(name, 0.0) * value for name, value in evidence.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
