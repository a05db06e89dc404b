"""Predicts whether a sentence leaves something open, the kind of issue, and its importance."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefing.domain import IssueKind
from briefing.nlp.engine.linear_model import LinearModel, load_linear_models
from briefing.nlp.engine.word_vectors import WordVectors, load_word_vectors
from briefing.nlp.issues.issue_features import Features, clause_features
from briefing.nlp.issues.lexicon import phrase_features
from briefing.nlp.parsing.clauses import Clause
from briefing.nlp.parsing.document import Document

_CENTRAL, _MINOR = 2.35, 1.72
"""Thresholds that map the predicted weight, a mean of the annotators' 1 to 3, to the three levels."""
_FURTHER_WEIGHT = 0.5
"""Weight of a further passage in classifying the kind; the strongest has 1."""


@dataclass(frozen=True)
class IssueClassifier:
    open: LinearModel
    same: LinearModel
    """Predicts whether two sentences are about the same issue."""
    weight: LinearModel
    kinds: Mapping[IssueKind, LinearModel]
    words: WordVectors
    """The vectors from which the sentences' features are computed."""

    def open_probabilities(self, features: Sequence[Features]) -> list[float]:
        """Return the probability that each sentence leaves something open."""
        return [self.open.probability(sentence) for sentence in features]

    def classify_kind(self, strongest: Features, further: Sequence[Features] = ()) -> IssueKind:
        """Return the kind of an issue from the features of its sentences."""
        scores = {
            kind: round(model.score(strongest) + _FURTHER_WEIGHT * sum(map(model.score, further)), 6)
            for kind, model in self.kinds.items()
        }
        return max(IssueKind, key=lambda kind: scores.get(kind, -99.0))

    def importance(self, features: Features) -> int:
        weight = round(self.weight.score(features), 6)
        return 3 if weight >= _CENTRAL else 1 if weight < _MINOR else 2


def load_issue_classifier() -> IssueClassifier:
    return make_issue_classifier(load_linear_models("issues"), load_word_vectors())


def make_issue_classifier(models: Mapping[str, LinearModel], words: WordVectors) -> IssueClassifier:
    kinds = {kind: models[f"kind {kind.value}"] for kind in IssueKind}
    return IssueClassifier(models["open"], models["same"], models["weight"], kinds, words)


def issue_sentence_features(document: Document, words: WordVectors) -> list[Features]:
    """Compute the features of each sentence, in order."""
    whole = [Clause(sentence, sentence.tokens, sentence.tokens.root) for sentence in document.sentences]
    rows = clause_features(document, whole)
    for clause, row in zip(whole, rows, strict=True):
        row |= phrase_features(clause.tokens.text) | words.features(clause.tokens)
    return rows


def importance_features(
    kind: IssueKind, members: Sequence[int], open_probabilities: Sequence[float], strongest: Features
) -> Features:
    """Compute the features of an issue's importance: probability, number, position, shared headline words."""
    return {
        "openness": max(open_probabilities[index] for index in members),
        "passages": float(len(members)),
        "first": 1.0 / (1 + min(members)),
        "early": float(min(members) < 3),
        "depth": min(members) / max(1, len(open_probabilities)),
        "title": strongest["title"],
        "kind=" + kind.value: 1.0,
    }
