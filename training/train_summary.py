"""Trains the key-sentence model: `python training/train_summary.py EVAL_FOLDER VECTORS`.

Reads EVAL_FOLDER/briefing-train without the GUM_* texts, which gum-news-dev measures, and the word vectors
that training/word_vectors.py makes. Prints figures on articles that the fold has not seen and writes
briefing/nlp/data/summary.json and summary_words.json. Needs scikit-learn, which the program itself does not.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import mean

import numpy as np
import numpy.typing as npt
from golds import Gold, read
from linear import dump
from sklearn.linear_model import LogisticRegression

from briefing.domain import Article, Passage
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES, SUMMARY_POINTS
from briefing.nlp.engine.linear_model import Features, LinearModel
from briefing.nlp.engine.models import load_models
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.parsing.document import Document, parse
from briefing.nlp.summary.sentence_features import WORD_SCORE, sentence_features, sentence_vectors
from briefing.nlp.summary.summary_extraction import extract_summary
from briefing.nlp.summary.word_scores import counted_words

OUT = Path(__file__).parents[1] / "briefing" / "nlp" / "data"
FOLDS = 5
UNIT = 0.2
"""What the stored scores of words are multiples of; finer ones win no more."""

_STRENGTH = 0.3
"""The inverse of the penalty; as the next, chosen by the likelihood of folds not seen."""
_SPREAD = 0.06
"""What the mean of the vectors' deviation is scaled to, so that words are learned less eagerly than place."""
_LEAST = 6
_PRUNE = 0.02
_FEW = 6

Matrix = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Vectors:
    """Word vectors around their mean, and the row of each word."""

    rows: Mapping[str, int]
    values: Matrix

    def of(self, document: Document) -> Matrix:
        """For each sentence the mean over its words."""
        found = np.zeros((len(document.sentences), self.values.shape[1]))
        for number, sentence in enumerate(document.sentences):
            words, length = counted_words(sentence.tokens, self.rows)
            found[number] = self.values[[self.rows[word] for word in words]].sum(0) / max(_FEW, length)
        return found


@dataclass(frozen=True)
class Example:
    """An article with the features of its sentences, and whether an annotator chose each or most of it."""

    gold: Gold
    document: Document
    features: list[Features]
    meaning: Matrix
    chosen: list[bool]


def example(gold: Gold, document: Document, vectors: Vectors) -> Example:
    spans = [sentence.span.trimmed(gold["text"]) for sentence in document.sentences]
    return Example(
        gold,
        document,
        sentence_features(document, sentence_vectors(document), {}),
        vectors.of(document),
        [
            any(
                2 * (min(k["end"], s.end) - max(k["start"], s.start)) >= min(k["end"] - k["start"], len(s))
                for k in gold["key_sentences"]
            )
            for s in spans
        ],
    )


def learn(examples: Sequence[Example], vectors: Vectors) -> tuple[LinearModel, dict[str, float]]:
    """One logistic regression over features and vectors; its second half becomes a score for each word."""
    rows = [row for e in examples for row in e.features]
    spread = Counter(name for row in rows for name in row)
    names = sorted(name for name, times in spread.items() if times >= _LEAST and name != WORD_SCORE)
    plain = np.array([[row.get(name, 0.0) for name in names] for row in rows])
    meaning = np.concatenate([e.meaning for e in examples])
    scale = _SPREAD / float(meaning.std(0).mean())
    wanted = [chosen for e in examples for chosen in e.chosen]
    model = LogisticRegression(C=_STRENGTH, max_iter=3000).fit(np.hstack((plain, meaning * scale)), wanted)
    coefficients = model.coef_[0]
    kept = {
        name: round(float(weight), 3)
        for name, weight in zip(names, coefficients[: len(names)], strict=True)
        if abs(weight) >= _PRUNE
    }
    scores = vectors.values @ (coefficients[len(names) :] * scale)
    steps = {word: round(float(scores[row]) / UNIT) for word, row in vectors.rows.items()}
    return (
        LinearModel(round(float(model.intercept_[0]), 3), kept | {WORD_SCORE: 1.0}),
        {word: round(step * UNIT, 1) for word, step in steps.items() if step},
    )


def won(gold: Gold, points: Sequence[Passage]) -> float:
    """The share of the annotator's sentences that a point covers half of, or that cover half of a point."""
    return mean(
        any(
            2 * (min(k["end"], p.span.end) - max(k["start"], p.span.start))
            >= min(k["end"] - k["start"], len(p.span))
            for p in points
        )
        for k in gold["key_sentences"]
    )


def report(examples: Sequence[Example], vectors: Vectors) -> None:
    """What is won on folds that were not seen, and how long the summaries are."""
    models = load_models()
    shares, words, points = [], [], []
    for fold in range(FOLDS):
        model, scores = learn([e for n, e in enumerate(examples) if n % FOLDS != fold], vectors)
        for e in examples[fold::FOLDS]:
            summary = extract_summary(
                e.document, replace(models, key_sentence=model, word_scores=scores), SUMMARY_POINTS
            )
            shares.append(won(e.gold, summary))
            words.append(sum(len(point.text.split()) for point in summary))
            points.append(len(summary))
    print(f"key {mean(shares):.3f}, {mean(points):.1f} points, {mean(words):.0f} words")


def read_vectors(path: Path) -> Vectors:
    with np.load(path) as stored:
        values = stored["vectors"].astype(np.float64)
        return Vectors({str(word): row for row, word in enumerate(stored["words"])}, values - values.mean(0))


def main() -> None:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    arguments.add_argument("folder", type=Path, help="the folder that holds briefing-train")
    arguments.add_argument("vectors", type=Path, help="what training/word_vectors.py wrote")
    given = arguments.parse_args()
    nlp = load_pipeline(DEFAULT_PIPELINES["en"]).nlp
    vectors = read_vectors(given.vectors)
    examples = [
        example(gold, parse(nlp, Article(gold["id"], gold["title"], gold["text"])), vectors)
        for gold in read(given.folder / "briefing-train")
        if not gold["id"].startswith("GUM_")
    ]
    report(examples, vectors)
    model, scores = learn(examples, vectors)
    (OUT / "summary.json").write_text(dump({"key": model}), encoding="utf-8")
    words: dict[float, list[str]] = {}
    for word, score in sorted(scores.items()):
        words.setdefault(score, []).append(word)
    body = {"schema": 1, "words": {str(score): " ".join(words[score]) for score in sorted(words)}}
    (OUT / "summary_words.json").write_text(json.dumps(body, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
