"""Learn which sentences are key from gold briefings: `python training/train_summary.py EVAL_FOLDER`.

Reads EVAL_FOLDER/briefing-train without the GUM_* texts, which gum-news-dev measures, and writes
briefing/nlp/data/summary.json. Needs scikit-learn, which the program itself does not.
"""

from __future__ import annotations

import argparse
from pathlib import Path

from train_issues import Gold, dump, logistic, read

from briefing.domain import Article
from briefing.nlp.document import Document, parse
from briefing.nlp.engine import DEFAULT_PIPELINES
from briefing.nlp.features import Features
from briefing.nlp.keyness import key_features
from briefing.nlp.linear import LinearModel
from briefing.nlp.matters import profiles
from briefing.nlp.pipeline import load_pipeline

OUT = Path(__file__).parents[1] / "briefing" / "nlp" / "data" / "summary.json"


def examples(gold: Gold, document: Document) -> tuple[list[Features], list[bool]]:
    """Each sentence, and whether an annotator chose it or most of it."""
    spans = [sentence.span.trimmed(gold["text"]) for sentence in document.sentences]
    keys = [(key["start"], key["end"]) for key in gold["key_sentences"]]
    return key_features(document, profiles(document)), [
        any(
            2 * (min(end, span.end) - max(start, span.start)) >= min(end - start, len(span))
            for start, end in keys
        )
        for span in spans
    ]


def learn(rows: list[Features], wanted: list[bool]) -> LinearModel:
    return logistic(rows, wanted, strength=30.0, least=6, prune=0.02)


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("folder", type=Path, help="the folder that holds briefing-train")
    nlp = load_pipeline(DEFAULT_PIPELINES["en"])
    rows: list[Features] = []
    wanted: list[bool] = []
    for gold in read(arguments.parse_args().folder / "briefing-train"):
        if not gold["id"].startswith("GUM_"):
            features, chosen = examples(gold, parse(nlp, Article(gold["id"], gold["title"], gold["text"])))
            rows += features
            wanted += chosen
    OUT.write_text(dump({"key": learn(rows, wanted)}), encoding="utf-8")


if __name__ == "__main__":
    main()
