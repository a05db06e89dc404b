"""Trains the regression that judges which actors' lines help a reader, and cross-validates it by article.

    python training/actor_lines.py MARKS_DIR... [--write]

Each MARKS_DIR holds `articles.jsonl` (id, title, source, published, text) and `marks.jsonl`: the actors'
lines that strict readers marked, with article, pane, name, kind, role and one or two marks. A line counts
where the engine still prints it as it was marked. Needs scikit-learn, which the program itself does not.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from actor_weights import WEIGHTS
from sklearn.linear_model import LogisticRegression

from briefing.domain import Actor, Article
from briefing.nlp.actors.actor_extraction import judged_lines
from briefing.nlp.actors.line_judge import foremost, shown_lines
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.models import Models, load_models
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.parsing.document import Document, parse

Floats = npt.NDArray[np.float64]
Line = tuple[str, str, str, str | None]
"""Article, name, kind and role: what a reader marked."""

FOLDS, SHUFFLES = 12, 4
STRENGTH = 0.05
"""Inverse strength of the L2 penalty on standardized features."""
SMALLEST_SCALE = 0.2
LEAST = 8
"""Features of fewer lines are left out."""
USUAL = 10
"""Lines of an article that count in full: a table of forty scorers counts as ten."""


@dataclass(frozen=True)
class Sample:
    """The lines of one article, with the share of readers who found each right, None where nobody read it."""

    lines: Sequence[Mapping[str, float]]
    right: Sequence[float | None]


def read(folder: Path, name: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in (folder / name).read_text(encoding="utf-8").splitlines() if line]


def marks_of(folder: Path) -> dict[Line, list[str]]:
    marks: dict[Line, list[str]] = defaultdict(list)
    for row in read(folder, "marks.jsonl"):
        if row["pane"] == "actors":
            line = (row["article"], row["name"], row["kind"], row["role"])
            marks[line] += [row[key] for key in ("mark", "mark2") if row.get(key)]
    return marks


def sample(document: Document, marks: Mapping[Line, Sequence[str]], models: Models) -> Sample:
    actors, lines = judged_lines(document, models)
    return Sample(lines, [_share(marks.get(_line(document.article, actor), ())) for actor in actors])


def _line(article: Article, actor: Actor) -> Line:
    return article.id, actor.name, str(actor.kind), actor.role


def _share(marks: Sequence[str]) -> float | None:
    return sum(mark == "right" for mark in marks) / len(marks) if marks else None


def fit(samples: Sequence[Sample]) -> dict[str, float]:
    """Coefficients by feature; a line that one of two readers found right is both classes, each half."""
    counts = Counter(name for s in samples for line in s.lines for name in line)
    features = sorted(name for name, count in counts.items() if count >= LEAST)
    rows, right, weight = [], [], []
    for s in samples:
        read_lines = [
            (line, share) for line, share in zip(s.lines, s.right, strict=True) if share is not None
        ]
        for line, share in read_lines:
            rows.append([line.get(name, 0.0) for name in features])
            right.append(share)
            weight.append(min(1.0, USUAL / len(read_lines)))
    x, target, weights = np.array(rows), np.array(right), np.array(weight)
    scale = np.maximum(x.std(axis=0), SMALLEST_SCALE)
    labels = np.concatenate([np.ones(len(x)), np.zeros(len(x))])
    model = LogisticRegression(C=STRENGTH, fit_intercept=False, max_iter=2000)
    shares = np.concatenate([target, 1 - target]) * np.concatenate([weights, weights])
    model.fit(np.vstack([x / scale, x / scale]), labels, sample_weight=shares)
    coefficients = zip(features, model.coef_[0] / scale, strict=True)
    return {name: round(float(value), 3) for name, value in coefficients if abs(value) >= 0.0005}


def report(samples: Sequence[Sample]) -> str:
    """What readers find right of the lines shown, each article judged by weights that have not seen it."""
    right = shown = first = articles = 0.0
    for shuffle in range(SHUFFLES):
        order = np.random.default_rng(shuffle).permutation(len(samples))
        for fold in range(FOLDS):
            held = set(order[fold::FOLDS])
            weights = fit([s for number, s in enumerate(samples) if number not in held])
            for number in held:
                s = samples[number]
                kept = shown_lines(s.lines, weights)
                known = [
                    share
                    for share, is_shown in zip(s.right, kept, strict=True)
                    if is_shown and share is not None
                ]
                right, shown, articles = right + sum(known), shown + len(known), articles + 1
                main = foremost(s.lines, kept, weights)
                first += (s.right[main] or 0.0) if main is not None else 0.0
    return (
        f"{len(samples)} articles; of {shown / SHUFFLES:.0f} lines shown {right / shown:.3f} are right, "
        f"of first lines {first / articles:.3f}"
    )


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folders", type=Path, nargs="+", metavar="MARKS_DIR")
    parser.add_argument("--write", action="store_true", help="write the weights into the package")
    arguments = parser.parse_args()
    nlp, models = load_pipeline(DEFAULT_PIPELINES["en"]).nlp, load_models()
    samples = []
    for folder in arguments.folders:
        marks = marks_of(folder)
        for row in read(folder, "articles.jsonl"):
            article = Article(
                row["id"],
                row["title"],
                row["text"],
                published=row["published"],
                language="en",
                source=row["source"],
            )
            samples.append(sample(parse(nlp, article), marks, models))
    print(report(samples))
    if arguments.write:
        stored = json.loads(WEIGHTS.read_text(encoding="utf-8"))
        stored["helpful"] = fit(samples)
        WEIGHTS.write_text(json.dumps(stored, indent=2) + "\n", encoding="utf-8")
        print(f"written: {WEIGHTS.name}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
