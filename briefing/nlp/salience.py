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
    threshold: float
    """The least probability of being listed at which an actor is listed."""


def load_weights() -> Weights:
    """Read the weights that ship with the package."""
    source = files("briefing.nlp").joinpath("data/actor_weights.json").read_text(encoding="utf-8")
    stored = json.loads(source)
    return Weights(stored["salience"], stored["listing"], stored["threshold"])


def salience(evidence: Evidence, weights: Weights) -> float:
    """0 to 1: how central the entity is to the story."""
    return _logistic(evidence, weights.salience)


def listed(evidence: Sequence[Evidence], weights: Weights) -> tuple[bool, ...]:
    """Which entities are actors of the story.

    The two likeliest need half the probability only, so that the pane says something about a thin story.
    """
    likely = [_logistic(row, weights.listing) for row in evidence]
    foremost = sorted(range(len(likely)), key=lambda number: (-likely[number], number))[:2]
    return tuple(
        p >= weights.threshold or (number in foremost and p >= weights.threshold / 2)
        for number, p in enumerate(likely)
    )


def _logistic(evidence: Evidence, coefficients: Mapping[str, float]) -> float:
    total = sum(coefficients.get(name, 0.0) * value for name, value in evidence.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))
