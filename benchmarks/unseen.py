"""The engine on articles that no learned part of it has seen: trained anew for each fold, without it.

    python -m benchmarks.unseen EVAL_DIR [--vectors FILE] [--further FOLDER --encoders FILE FILE FILE]

EVAL_DIR is that of `benchmarks.quality`; FILE is what training/word_vectors.py wrote. Without it the summary
keeps the weights that ship, which have seen these articles, and its figures are left out. FOLDER is what
training/further_golds.py wrote, and the encoders are what training/train_issue_encoder.py trained without
each fold of its articles; without them the figures of open issues are left out. Needs scikit-learn.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import Any

from benchmarks.quality import score, system_object
from briefing.domain import Analysis, Article, EngineInfo
from briefing.nlp.actors.actor_extraction import extract_actors
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES, SUMMARY_POINTS
from briefing.nlp.engine.models import Models, load_models
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.issues.issue_classifier import IssueClassifier, read_issue_classifier
from briefing.nlp.issues.issue_extraction import extract_issues
from briefing.nlp.parsing.document import Document, parse
from briefing.nlp.summary.summary_extraction import extract_summary

__all__ = ["unseen_figures"]

FOLDS = 3
OF_ISSUES = "I"
"""The first letter of their figures."""
OF_SUMMARY = ("S.words", "key", "key3", "rouge1", "rouge2", "rougeL")

Gold = dict[str, Any]
Learner = Callable[[Sequence[int]], "dict[str, Any]"]
"""From the numbers of the articles to learn from to the models learned, by the names of `Models`."""


def unseen_figures(
    folder: Path, vectors: Path | None = None, further: Path | None = None, encoders: Sequence[Path] = ()
) -> dict[str, float]:
    """The figures of the scorer on briefing-train, every article judged by models that did not see it."""
    sys.path.insert(0, str(Path(__file__).parents[1] / "training"))
    from clause_examples import fold_of
    from golds import read

    golds, others = read(folder / "briefing-train"), read(further) if further else []
    nlp = load_pipeline(DEFAULT_PIPELINES["en"]).nlp

    def parsed(gold: Gold) -> Document:
        about = Article(gold["id"], gold["title"], gold["text"], published=gold["date"], language="en")
        return parse(nlp, about)

    documents = [parsed(gold) for gold in golds]
    models = load_models()
    learners = _learners(golds, documents, vectors, models)
    folds = fold_of({gold["id"] for gold in [*golds, *others]}, FOLDS)
    answers: dict[int, dict[str, Any]] = {}
    for fold in range(FOLDS):
        held = [n for n, gold in enumerate(golds) if folds[gold["id"]] == fold]
        seen = [n for n in range(len(golds)) if n not in held]
        with redirect_stdout(StringIO()):  # what the scripts report while they train
            learned = {name: value for learn in learners for name, value in learn(seen).items()}
            if encoders:
                learned["issue_classifier"] = _issue_classifier(encoders[fold])
        for number in held:
            answers[number] = _answer(golds[number], documents[number], replace(models, **learned))
    with tempfile.TemporaryDirectory() as out:
        system = Path(out) / "all.jsonl"
        system.write_text("\n".join(json.dumps(answers[n]) for n in sorted(answers)), encoding="utf-8")
        figures = score(folder, "briefing-train", system)
    return {
        name: value
        for name, value in figures.items()
        if (vectors or name not in OF_SUMMARY) and (encoders or not name.startswith(OF_ISSUES))
    }


def _issue_classifier(file: Path) -> IssueClassifier:
    import numpy as np  # here: the engine's processes import this module first

    with np.load(file, allow_pickle=False) as stored:
        return read_issue_classifier(dict(stored))


def _answer(gold: Gold, document: Document, models: Models) -> dict[str, Any]:
    actors = extract_actors(document, models)
    issues = extract_issues(document, actors, models)
    made = Analysis(EngineInfo("", "", ""), extract_summary(document, models, SUMMARY_POINTS), actors, issues)
    return system_object(gold["id"], gold["title"], made)


def _learners(
    golds: Sequence[Gold],
    documents: Sequence[Document],
    vectors: Path | None,
    models: Models,
) -> list[Learner]:
    """Each training script as a function; those that leave out GUM's articles do so here too."""
    import actor_weights

    pairs = list(zip(golds, documents, strict=True))
    apart = [n for n, gold in enumerate(golds) if not gold["id"].startswith("GUM_")]
    actors = {n: actor_weights.sample(*pairs[n], models.countries) for n in apart}

    def learn_actors(articles: Sequence[int]) -> dict[str, Any]:
        trained = actor_weights.train([actors[n] for n in articles if n in actors])
        return {"actor_weights": replace(models.actor_weights, **trained)}

    if vectors is None:
        return [learn_actors]
    import train_summary

    table = train_summary.read_vectors(vectors)
    keys = {n: train_summary.example(*pairs[n], table) for n in apart}

    def learn_summary(articles: Sequence[int]) -> dict[str, Any]:
        model, scores = train_summary.learn([keys[n] for n in articles if n in keys], table)
        return {"key_sentence": model, "word_scores": scores}

    return [learn_actors, learn_summary]


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("folder", type=Path)
    parser.add_argument("--vectors", type=Path, help="what training/word_vectors.py wrote")
    parser.add_argument("--further", type=Path, help="what training/further_golds.py wrote")
    parser.add_argument(
        "--encoders", type=Path, nargs=FOLDS, default=(), help="one trained without each fold"
    )
    given = parser.parse_args()
    print(f"briefing-train, {FOLDS} folds:")
    figures = unseen_figures(given.folder, given.vectors, given.further, given.encoders)
    print("  ".join(f"{name} {value:.3f}" for name, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
