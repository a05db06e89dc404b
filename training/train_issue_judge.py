"""Trains the judge of lines about issues on readers' marks: `python training/train_issue_judge.py [FOLDER]`.

FOLDER holds articles.jsonl ("id", "title", "text", "published"; "tuned" if the encoder learned from it) and
marks.jsonl ("article", the "text" of a line, "right" if a strict reader marked it so). Prints how many of the
lines that folds show of articles they have not seen are right, and writes the model "right" of
briefing/nlp/data/issue_judge.json; the weights of kinds there are set by hand. Needs scikit-learn, which the
program itself does not.

Two weights, of what is said to be unsettled and of what is only scheduled, are learned last, from the
sentences of annotations/settled.tsv, since few marked lines tell such things. Without FOLDER these alone are.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

import numpy as np
from linear import dump, logistic

from briefing.domain import Article
from briefing.nlp.actors.actor_extraction import extract_actors
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.linear_model import Features, LinearModel, load_linear_models
from briefing.nlp.engine.models import Models, load_models
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.issues.issue_extraction import MIN_RIGHT, Wording, all_lines, judge_clauses
from briefing.nlp.issues.issue_judge import can_stand_alone
from briefing.nlp.issues.labels.references import References
from briefing.nlp.parsing.document import parse

OUT = Path(__file__).parents[1] / "briefing" / "nlp" / "data" / "issue_judge.json"
FOLDS = 8
ENCODERS = ("open", "named", "kind ")
"""How the features begin that come from the encoder; those of articles that it was tuned on are set apart."""
SETTLED = Path(__file__).parent / "annotations" / "settled.tsv"
SETTLED_FEATURES = ("unsettled", "scheduled")
SETTLED_TITLE = "Bridge at Malden closed after lorry hits pillar"
SETTLED_LEAD = (
    "The old bridge over the river at Malden was closed on Thursday after a lorry hit a pillar, the council "
    "said. Some 4,000 people use it each day. "
)
RIDGE = np.array([0.1, 0.3, 0.05])
"""How far the two weights, and the level of these short articles, are held near 0."""
Marks = dict[tuple[str, str], bool]


def rows_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def issues_in(row: dict[str, Any], nlp: Any, models: Models) -> list[list[Wording]]:
    """Return the wordings of each issue of an article."""
    document = parse(nlp, Article(row["id"], row["title"], row["text"], published=row.get("published")))
    judged = judge_clauses(document, models)
    if judged is None:
        return []
    references = References(document, extract_actors(document, models))
    return [lines for _, lines in all_lines(judged, references, models.issue_judge) if lines]


def examples(row: dict[str, Any], issues: list[list[Wording]], marks: Marks) -> list[tuple[Features, bool]]:
    """Return the features of the marked lines, and their marks."""
    start = "tuned " if row.get("tuned") else ""
    return [
        (
            {
                (start if name.startswith(ENCODERS) else "") + name: value
                for name, value in line.features.items()
                if name not in SETTLED_FEATURES
            },
            right,
        )
        for lines in issues
        for line in lines
        if (right := marks.get((row["id"], line.statement.text.casefold()))) is not None
    ]


def learn(found: list[tuple[Features, bool]]) -> LinearModel:
    model = logistic([each for each, _ in found], [right for _, right in found], 0.1, least=4, prune=0.02)
    weights = {name: value for name, value in model.weights.items() if not name.startswith("tuned ")}
    return LinearModel(model.bias, weights)


def settled_lines(nlp: Any, models: Models) -> list[tuple[Features, bool]]:
    """Return the features of the lines that word the sentences of settled.tsv, and whether they are open."""
    found: list[tuple[Features, bool]] = []
    for number, row in enumerate(SETTLED.read_text(encoding="utf-8").splitlines()):
        mark, sentence = row.split("\t")
        text = SETTLED_LEAD + sentence
        article = {"id": str(number), "title": SETTLED_TITLE, "text": text, "published": "2024-08-29"}
        found += [
            (line.features, mark == "open")
            for lines in issues_in(article, nlp, models)
            for line in lines
            if can_stand_alone(line.statement) and line.statement.sentence.passage.text == sentence
        ]
    return found


def with_settled(model: LinearModel, found: list[tuple[Features, bool]]) -> LinearModel:
    """Fit the two weights by Newton's method, all others held as they are."""
    fixed = {name: value for name, value in model.weights.items() if name not in SETTLED_FEATURES}
    offset = np.array([LinearModel(model.bias, fixed).score(features) for features, _ in found])
    rows = np.array([[*(features[name] for name in SETTLED_FEATURES), 1.0] for features, _ in found])
    wanted = np.array([float(is_open) for _, is_open in found])
    weights = np.zeros(len(RIDGE))
    for _ in range(100):
        likely = 1 / (1 + np.exp(-(offset + rows @ weights)))
        curve = rows.T @ (rows * (likely * (1 - likely))[:, None]) + np.diag(RIDGE)
        weights -= np.linalg.solve(curve, rows.T @ (likely - wanted) + RIDGE * weights)
    return LinearModel(
        model.bias, fixed | dict(zip(SETTLED_FEATURES, weights.round(3).tolist(), strict=False))
    )


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument(
        "folder", type=Path, nargs="?", help="the folder that holds articles.jsonl and marks.jsonl"
    )
    folder = arguments.parse_args().folder
    nlp, models = load_pipeline(DEFAULT_PIPELINES["en"]).nlp, load_models()
    kept = dict(load_linear_models("issue_judge"))
    if folder is not None:
        kept["right"] = learned_from(folder, nlp, models)
    kept["right"] = with_settled(kept["right"], settled_lines(nlp, models))
    OUT.write_text(dump(kept), encoding="utf-8")


def learned_from(folder: Path, nlp: Any, models: Models) -> LinearModel:
    """Learn from the marks of a folder, and print how right the lines are that folds show."""
    marks = {
        (row["article"], row["text"].casefold()): row["right"] for row in rows_of(folder / "marks.jsonl")
    }
    articles = [(row, issues_in(row, nlp, models)) for row in rows_of(folder / "articles.jsonl")]
    found = [examples(row, issues, marks) for row, issues in articles]
    shown: list[bool] = []
    for number, (row, issues) in enumerate(articles):
        if row.get("tuned"):
            continue
        others = [
            each for place, rest in enumerate(found) if place % FOLDS != number % FOLDS for each in rest
        ]
        model = learn(others)
        for lines in issues:
            best = max(
                lines, key=lambda line: (can_stand_alone(line.statement), model.probability(line.features))
            )
            right = marks.get((row["id"], best.statement.text.casefold()))
            if (
                can_stand_alone(best.statement)
                and model.probability(best.features) >= MIN_RIGHT
                and right is not None
            ):
                shown.append(right)
    print(f"{sum(shown)} of {len(shown)} lines shown are right")
    return learn([each for rest in found for each in rest])


if __name__ == "__main__":
    main()
