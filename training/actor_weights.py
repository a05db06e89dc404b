"""Trains the two regressions behind the key actors on gold briefings, and cross-validates them.

    python training/actor_weights.py EVAL_DIR [--write]

EVAL_DIR holds `briefing-train/`, one gold briefing a file. Articles whose name begins with "GUM_" are left
out, since they measure the engine elsewhere. Needs scikit-learn, which the program itself does not.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from sklearn.linear_model import LogisticRegression

from briefing.domain import Article
from briefing.nlp.actors.actor_extraction import collect_entities
from briefing.nlp.actors.actor_features import ActorFeatures
from briefing.nlp.actors.countries import Countries, load_countries
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.parsing.document import Document, parse

Floats = npt.NDArray[np.float64]

FOLDS = 8
LISTING_STRENGTH, SALIENCE_STRENGTH = 0.04, 0.03
"""Inverse strengths of the L2 penalty on standardized features: many features need more of it than few."""
SMALLEST_SCALE = 0.2
"""What is rare is standardized as if it were less so: its weight would rest on a handful of names."""
SHARED = {3: 1.0, 2: 0.95, 1: 0.8}
"""How far an importance in one annotator's briefing counts as an actor: minor ones others often leave out."""
PROMINENCE = frozenset(
    "bias often headline early kind:place other_label only_attribute:country opens_headline".split()
)
"""What salience is told by: how often and how early somebody is named, not which kind of actor it is. With
all features it follows the taste of the annotators, and loses a seventh of its average precision on articles
that others summed up (GUM)."""
WEIGHTS = Path(__file__).parents[1] / "briefing/nlp/data/actor_weights.json"


@dataclass(frozen=True)
class Sample:
    """One article: its entities' evidence, and what the gold says of each."""

    evidence: Sequence[ActorFeatures]
    wanted: Floats
    """1 where the entity is an actor of the gold."""
    shared: Floats
    """0 to 1, as `SHARED` has it."""
    told: Floats
    """1 where the annotator's own summary names the entity, or the story is about it (importance 3)."""
    actors: int
    """How many actors the gold has."""


def fold(form: str) -> str:
    """One spelling of a surface form, as the scorer has it."""
    form = re.sub(r"\s+", " ", form.lower().replace("’", "'").replace("‘", "'")).strip(" .,;:\"'")
    return re.sub(r"^(the|a|an) ", "", re.sub(r"'s?$", "", form))


def sample(gold: dict[str, Any], document: Document, countries: Countries) -> Sample:
    """Entities are matched to gold actors greedily, those that share most names first."""
    found = collect_entities(document, countries)
    described = [each.entity for each in found]
    names = [{fold(n) for n in (e.name, *e.surfaces)} for e in described]
    forms = [{fold(f) for f in (a["name"], *a["surface_forms"])} for a in gold["actors"]]
    shares = sorted(
        ((len(n & f) / len(n), -i, -j) for i, n in enumerate(names) for j, f in enumerate(forms) if n & f),
        reverse=True,
    )
    wanted, shared = np.zeros(len(found)), np.zeros(len(found))
    taken: set[int] = set()
    for _, i, j in shares:
        if not wanted[-i] and -j not in taken:
            taken.add(-j)
            wanted[-i] = 1
            importance = min(3, max(1, round(gold["actors"][-j]["importance"])))
            shared[-i] = SHARED[importance]
    named = [_told([e.name, *e.surfaces], gold["summaries"]) for e in described]
    told = np.maximum(named, shared == SHARED[3])
    return Sample([each.features for each in found], wanted, shared, told, len(forms))


def _told(names: Sequence[str], summaries: Sequence[str]) -> bool:
    """Whether a summary holds one of the names as whole words."""
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) for name in names for text in summaries)


def matrix(samples: Sequence[Sample], features: Sequence[str]) -> Floats:
    return np.array([[row.get(f, 0.0) for f in features] for s in samples for row in s.evidence])


def fit(x: Floats, target: Floats, strength: float) -> Floats:
    """Coefficients for the raw features; a target between 0 and 1 is both classes, each with its share."""
    scale = np.maximum(x.std(axis=0), SMALLEST_SCALE)
    both = np.vstack([x / scale, x / scale])
    labels = np.concatenate([np.ones(len(x)), np.zeros(len(x))])
    model = LogisticRegression(C=strength, fit_intercept=False, solver="newton-cholesky", max_iter=300)
    model.fit(both, labels, sample_weight=np.concatenate([target, 1 - target]))
    return np.asarray(model.coef_[0] / scale, dtype=np.float64)


def probabilities(x: Floats, coefficients: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-(x @ coefficients))), dtype=np.float64)


def mean_f1(samples: Sequence[Sample], likely: Floats) -> float:
    """The F1 of lists made as in `briefing.nlp.actors.salience.listed`, for the taste of one annotator."""
    scores, at = [], 0
    for s in samples:
        p = likely[at : at + len(s.wanted)]
        at += len(s.wanted)
        order = np.argsort(-p, kind="stable")
        expected = 2 * np.cumsum(p[order]) / (np.arange(1, len(p) + 1) + p.sum())
        kept = order[: int(np.argmax(expected)) + 1] if len(p) else order
        scores.append(2 * s.wanted[kept].sum() / max(1, len(kept) + s.actors))
    return float(np.mean(scores))


def average_precision(samples: Sequence[Sample], score: Floats) -> float:
    """How well the score puts those first whom the summary names or the story is about."""
    values, at = [], 0
    for s in samples:
        order = np.argsort(-score[at : at + len(s.wanted)], kind="stable")
        at += len(s.wanted)
        right = s.told[order] > 0
        if right.any():
            values.append(float(np.mean(np.cumsum(right)[right] / (np.flatnonzero(right) + 1))))
    return float(np.mean(values))


def cross_validated(x: Floats, target: Floats, article: npt.NDArray[np.int64], strength: float) -> Floats:
    """Predictions for each article by a model that has not seen it."""
    out = np.zeros(len(target))
    for k in range(FOLDS):
        held = article % FOLDS == k
        out[held] = probabilities(x[held], fit(x[~held], target[~held], strength))
    return out


def train(samples: Sequence[Sample]) -> dict[str, Any]:
    features = sorted({f for s in samples for row in s.evidence for f in row})
    x = matrix(samples, features)
    wanted = np.concatenate([s.wanted for s in samples])
    shared = np.concatenate([s.shared for s in samples])
    told = np.concatenate([s.told for s in samples])
    article = np.concatenate([np.full(len(s.wanted), i, dtype=np.int64) for i, s in enumerate(samples)])
    likely = cross_validated(x, shared, article, LISTING_STRENGTH)
    prominent = np.array([f in PROMINENCE for f in features])
    salient = cross_validated(x * prominent, told, article, SALIENCE_STRENGTH)
    print(
        f"{len(samples)} articles, {len(wanted)} entities; across articles:",
        f"listing F1 {mean_f1(samples, likely):.3f};",
        f"average precision of those in the summary {average_precision(samples, salient):.3f} by salience,",
        f"{average_precision(samples, likely):.3f} by listing",
    )

    def named(coefficients: Floats) -> dict[str, float]:
        return {
            f: round(float(c), 3) for f, c in zip(features, coefficients, strict=True) if abs(c) >= 0.0005
        }

    return {
        "listing": named(fit(x, shared, LISTING_STRENGTH)),
        "salience": named(fit(x * prominent, told, SALIENCE_STRENGTH)),
    }


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("eval_dir", type=Path)
    parser.add_argument("--write", action="store_true", help="write the weights into the package")
    arguments = parser.parse_args()
    nlp, countries = load_pipeline(DEFAULT_PIPELINES["en"]).nlp, load_countries()
    samples = []
    for path in sorted((arguments.eval_dir / "briefing-train").glob("*.json")):
        if not path.name.startswith("GUM_"):
            gold = json.loads(path.read_text(encoding="utf-8"))
            article = Article(path.stem, gold["title"], gold["text"], published=gold["date"], language="en")
            samples.append(sample(gold, parse(nlp, article), countries))
    weights = train(samples)
    if arguments.write:
        weights["helpful"] = json.loads(WEIGHTS.read_text(encoding="utf-8"))["helpful"]  # by actor_lines.py
        WEIGHTS.write_text(json.dumps(weights, indent=2) + "\n", encoding="utf-8")
        print(f"written: {WEIGHTS.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
