"""Logistic regressions by feature name, as the training scripts fit and write them."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression

from briefing.nlp.engine.linear_model import Features, LinearModel


def logistic(
    features: Sequence[Features], wanted: Sequence[bool], strength: float, least: int, prune: float
) -> LinearModel:
    """Features in fewer than `least` examples and weights below `prune` are left out."""
    spread = Counter(name for row in features for name in row)
    vectors = DictVectorizer()
    rows = vectors.fit_transform(
        [{name: value for name, value in row.items() if spread[name] >= least} for row in features]
    )
    model = LogisticRegression(C=strength, max_iter=3000).fit(rows, wanted)
    kept = {
        name: round(float(weight), 3)
        for name, weight in zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)
        if abs(weight) >= prune
    }
    return LinearModel(round(float(model.intercept_[0]), 3), kept)


def dump(models: dict[str, LinearModel]) -> str:
    """One weight a line, sorted, so that a new training shows as a readable difference."""
    body = {
        name: {"bias": {"bias": model.bias}, "weights": dict(sorted(model.weights.items()))}
        for name, model in sorted(models.items())
    }
    return json.dumps({"schema": 1, "models": body}, indent=0, ensure_ascii=False) + "\n"
