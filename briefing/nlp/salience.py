"""How much the story is about an entity, and which entities are worth listing."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files

from briefing.nlp.evidence import Evidence

__all__ = ["Weights", "listed", "load_weights", "salience"]


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
    S of all (Lewis 1995, Chai 2005).
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
    kept = frozenset(order[:length])
    return tuple(number in kept for number in range(len(likely)))


def _majority(one: float) -> float:
    """How likely two of three analysts list what one lists with this probability.

    The weights were learned from one analyst an article; a list should hold what most would put there.
    """
    return 3 * one**2 - 2 * one**3


def _logistic(evidence: Evidence, coefficients: Mapping[str, float]) -> float:
    total = sum(coefficients.get(name, 0.0) * value for name, value in evidence.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
