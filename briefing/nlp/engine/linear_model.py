"""Linear models: weights by feature name, loaded from JSON files in data/."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass

from briefing.nlp.engine.word_lists import load_json

Features = dict[str, float]


@dataclass(frozen=True)
class LinearModel:
    """A bias and a weight for each known feature; unknown features are ignored."""

    bias: float
    weights: Mapping[str, float]

    def score(self, features: Mapping[str, float]) -> float:
        weights = self.weights
        return self.bias + sum(weights[name] * value for name, value in features.items() if name in weights)

    def probability(self, features: Mapping[str, float]) -> float:
        """Return the logistic function of the score, rounded so that machines agree."""
        score = max(-60.0, min(60.0, self.score(features)))
        return round(1.0 / (1.0 + math.exp(-score)), 6)


def load_linear_models(name: str) -> Mapping[str, LinearModel]:
    models: dict[str, dict[str, dict[str, float]]] = load_json(name)["models"]
    return {key: LinearModel(model["bias"]["bias"], model["weights"]) for key, model in models.items()}
