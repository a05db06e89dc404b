"""Trains the key-sentence model for any language: `python training/train_plain_summary.py EVAL_FOLDER`.

Reads EVAL_FOLDER/briefing-train without the GUM_* texts, which gum-news-dev measures, prints how the weights
do on folds they have not seen, and writes briefing/nlp/data/plain_summary.json. Needs scikit-learn, which the
program itself does not.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from golds import Gold, read
from linear import dump, logistic

from briefing.domain import Article
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.linear_model import Features, LinearModel
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.multilingual.plain_summary import plain_features
from briefing.nlp.parsing.document import Document, parse

OUT = Path(__file__).parents[1] / "briefing" / "nlp" / "data" / "plain_summary.json"
FOLDS = 5
MOST = 3
"""Sentences of each article that the printed figure looks at."""


def example(gold: Gold, document: Document) -> tuple[list[Features], list[bool]]:
    """Each sentence, and whether an annotator chose it or most of it."""
    spans = [sentence.span.trimmed(gold["text"]) for sentence in document.sentences]
    keys = [(key["start"], key["end"]) for key in gold["key_sentences"]]
    return plain_features(document), [
        any(
            2 * (min(end, span.end) - max(start, span.start)) >= min(end - start, len(span))
            for start, end in keys
        )
        for span in spans
    ]


def learn(examples: list[tuple[list[Features], list[bool]]]) -> LinearModel:
    rows = [row for features, _ in examples for row in features]
    wanted = [key for _, keys in examples for key in keys]
    return logistic(rows, wanted, strength=1.0, least=6, prune=0.02)


def won(model: LinearModel, features: list[Features], keys: list[bool]) -> float:
    """The share of the key sentences that the likeliest are."""
    best = sorted(range(len(features)), key=lambda n: (-model.probability(features[n]), n))[:MOST]
    return sum(keys[n] for n in best) / max(1, min(MOST, sum(keys)))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("folder", type=Path, help="the folder that holds briefing-train")
    nlp = load_pipeline(DEFAULT_PIPELINES["en"]).nlp
    examples = [
        example(gold, parse(nlp, Article(gold["id"], gold["title"], gold["text"])))
        for gold in read(arguments.parse_args().folder / "briefing-train")
        if not gold["id"].startswith("GUM_")
    ]
    unseen, opening = 0.0, 0.0
    for fold in range(FOLDS):
        model = learn([e for n, e in enumerate(examples) if n % FOLDS != fold])
        unseen += sum(won(model, *e) for e in examples[fold::FOLDS])
        opening += sum(sum(keys[:MOST]) / max(1, min(MOST, sum(keys))) for _, keys in examples[fold::FOLDS])
    print(f"key sentences among the {MOST} likeliest, {FOLDS} folds of {len(examples)} articles:")
    print(f"{unseen / len(examples):.3f}; among the first {MOST}: {opening / len(examples):.3f}")
    OUT.write_text(dump({"key": learn(examples)}), encoding="utf-8")


if __name__ == "__main__":
    main()
