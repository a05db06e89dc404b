"""Trains the issue classifier on folders of gold briefings.

    python training/train_issues.py EVAL_FOLDER [--further FOLDER]

Reads EVAL_FOLDER/briefing-train and what training/further_golds.py put into FOLDER, writes
briefing/nlp/data/issues.json. Needs scikit-learn, which the program itself does not. The gold texts stay
where they are: what is written is weights by feature name.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path

import numpy as np
from golds import Gold, origin, read
from sklearn.feature_extraction import DictVectorizer
from sklearn.linear_model import LogisticRegression, Ridge

from briefing.domain import Article, IssueKind
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.linear_model import LinearModel
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.engine.word_vectors import load_word_vectors
from briefing.nlp.issues.issue_classifier import importance_features, issue_sentence_features
from briefing.nlp.issues.issue_clusters import cluster_sentences, pair_features, sentence_topics
from briefing.nlp.issues.issue_extraction import (
    MAX_PASSAGES,
    MIN_MEMBER,
    MIN_OPEN_PROBABILITY,
    MIN_SIMILARITY,
)
from briefing.nlp.issues.issue_features import Features
from briefing.nlp.parsing.document import Document, parse

OUT = Path(__file__).parents[1] / "briefing" / "nlp" / "data" / "issues.json"


@dataclass(frozen=True)
class Example:
    """An article with what the gold says of each of its sentences."""

    gold: Gold
    document: Document
    features: list[Features]
    issues: list[list[int]]
    """For each sentence, the numbers of the gold issues that it is evidence for."""


def example(gold: Gold, document: Document) -> Example:
    return Example(
        gold,
        document,
        issue_sentence_features(document, load_word_vectors()),
        [
            [
                number
                for number, issue in enumerate(gold["issues"])
                if any(
                    2 * (min(end, span.end) - max(start, span.start)) >= min(end - start, len(span))
                    for start, end in issue["evidence"]
                )
            ]
            for span in (sentence.span.trimmed(gold["text"]) for sentence in document.sentences)
        ],
    )


def logistic(
    features: Sequence[Features],
    wanted: Sequence[bool],
    strength: float,
    least: int,
    prune: float,
    origins: Sequence[str] = (),
    counts: Sequence[float] | None = None,
) -> LinearModel:
    """Features in fewer than `least` examples and weights below `prune` are left out.

    `origins` tells for each example whose it is: how much more or less than the gold standard another set of
    texts or annotators leaves open is learned beside the rest, and left out of the model. `counts` tells how
    much each example counts.
    """
    spread = Counter(name for row in features for name in row)
    vectors = DictVectorizer()
    rows = vectors.fit_transform(
        [
            {name: value for name, value in row.items() if spread[name] >= least}
            | ({_ORIGIN + whose: _EAGER} if whose else {})
            for row, whose in zip(features, origins or [""] * len(features), strict=True)
        ]
    )
    model = LogisticRegression(C=strength, max_iter=3000).fit(rows, wanted, sample_weight=counts)
    kept = {
        name: round(float(weight), 3)
        for name, weight in zip(vectors.get_feature_names_out(), model.coef_[0], strict=True)
        if abs(weight) >= prune and not name.startswith(_ORIGIN)
    }
    return LinearModel(round(float(model.intercept_[0]), 3), kept)


_ORIGIN = "origin "
_EAGER = 3.0
"""Makes the penalty count less for it than for what is said of a sentence."""


def learn(examples: list[Example]) -> dict[str, LinearModel]:
    """What is open, and of what kind, from all examples; the rest from the gold standard alone.

    How matters are divided is not learned better from more annotators, each of whom has a way of their own.
    """
    rows = [features for e in examples for features in e.features]
    opened = [bool(numbers) for e in examples for numbers in e.issues]
    origins = [origin(e.gold) for e in examples for _ in e.features]
    golds = [e for e in examples if not origin(e.gold)]
    counts = [_count(e, numbers) for e in examples for numbers in e.issues]
    models = {"open": logistic(rows, opened, 0.06, 8, 0.04, origins, counts), "same": _same(golds)}
    shown, kinds, whose = [], [], []
    for e in examples:
        for features, numbers in zip(e.features, e.issues, strict=True):
            for number in numbers:
                shown.append(features)
                kinds.append(e.gold["issues"][number]["kind"])
                whose.append(origin(e.gold))
    for kind in IssueKind:
        models[f"kind {kind.value}"] = logistic(shown, [k == kind.value for k in kinds], 0.06, 8, 0.04, whose)
    models["weight"] = _weight(golds, models)
    return models


def _count(e: Example, numbers: list[int]) -> float:
    """What a sentence counts for as an example of what is open, by the weightiest matter that it shows."""
    return _COUNTS[max(e.gold["issues"][number]["importance"] for number in numbers)] if numbers else 1.0


_COUNTS = {3: 1.3, 2: 1.0, 1: 0.6}
"""By importance: to miss a central matter is worse, and of minor ones annotators are less sure."""


def _same(examples: list[Example]) -> LinearModel:
    pairs, joined = [], []
    for e in examples:
        about = sentence_topics(e.document)
        for i, j in combinations([n for n, numbers in enumerate(e.issues) if numbers], 2):
            pairs.append(pair_features(about[i], about[j]))
            joined.append(bool(set(e.issues[i]) & set(e.issues[j])))
    return logistic(pairs, joined, 1.0, 1, 0.0)


def _weight(examples: list[Example], models: dict[str, LinearModel]) -> LinearModel:
    """From the matters that the models find where the gold has one."""
    rows, weights = [], []
    for e in examples:
        open_probabilities = [models["open"].probability(features) for features in e.features]
        for members in matters(e, open_probabilities, models):
            strongest = e.issues[members[0]]
            if strongest:
                issue = e.gold["issues"][strongest[0]]
                rows.append(
                    importance_features(
                        IssueKind(issue["kind"]), members, open_probabilities, e.features[members[0]]
                    )
                )
                weights.append(issue["importance"])
    vectors = DictVectorizer()
    model = Ridge(alpha=1.0).fit(vectors.fit_transform(rows), np.array(weights))
    names = vectors.get_feature_names_out()
    return LinearModel(
        round(float(model.intercept_), 3),
        {n: round(float(w), 3) for n, w in zip(names, model.coef_, strict=True)},
    )


def matters(e: Example, open_probabilities: list[float], models: dict[str, LinearModel]) -> list[list[int]]:
    return cluster_sentences(
        open_probabilities,
        sentence_topics(e.document),
        models["same"],
        min_open=MIN_OPEN_PROBABILITY,
        min_member=MIN_MEMBER,
        min_similarity=MIN_SIMILARITY,
        max_size=MAX_PASSAGES,
    )


def dump(models: dict[str, LinearModel]) -> str:
    """One weight a line, sorted, so that a new training shows as a readable difference."""
    body = {
        name: {"bias": {"bias": model.bias}, "weights": dict(sorted(model.weights.items()))}
        for name, model in sorted(models.items())
    }
    return json.dumps({"schema": 1, "models": body}, indent=0, ensure_ascii=False) + "\n"


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("folder", type=Path, help="the folder that holds briefing-train")
    arguments.add_argument("--further", type=Path, help="what training/further_golds.py wrote")
    given = arguments.parse_args()
    nlp = load_pipeline(DEFAULT_PIPELINES["en"]).nlp
    golds = read(given.folder / "briefing-train") + (read(given.further) if given.further else [])
    examples = [
        example(gold, parse(nlp, Article(gold["id"], gold["title"], gold["text"], published=gold["date"])))
        for gold in golds
    ]
    models = learn(examples)
    OUT.write_text(dump(models), encoding="utf-8")
    print({name: len(model.weights) for name, model in models.items()})


if __name__ == "__main__":
    main()
