"""Whether a sentence leaves something open, of what kind it is, and how much it weighs: the learned part."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from briefing.domain import IssueKind
from briefing.nlp.engine.linear_model import LinearModel, load_models
from briefing.nlp.engine.word_vectors import WordSpace, load_word_space
from briefing.nlp.issues.issue_features import Features, clause_features
from briefing.nlp.issues.lexicon import phrase_features
from briefing.nlp.parsing.clauses import Clause
from briefing.nlp.parsing.document import Document

__all__ = ["Judge", "judge_of", "load_judge", "sentence_features", "weight_features"]

_CENTRAL, _MINOR = 2.35, 1.72
"""Where the learned weight, a mean of the annotators' 1 to 3, is cut to the three steps."""
_FURTHER = 0.5
"""What a further passage of a matter counts for its kind, beside the strongest."""


@dataclass(frozen=True)
class Judge:
    open: LinearModel
    same: LinearModel
    """Whether two sentences share their matter."""
    weight: LinearModel
    kinds: Mapping[IssueKind, LinearModel]
    words: WordSpace
    """What the sentences' features are made with."""

    def openness(self, features: Sequence[Features]) -> list[float]:
        return [self.open.probability(sentence) for sentence in features]

    def kind(self, strongest: Features, further: Sequence[Features] = ()) -> IssueKind:
        """Of the matter whose passages have these features."""
        scores = {
            kind: round(model.score(strongest) + _FURTHER * sum(map(model.score, further)), 6)
            for kind, model in self.kinds.items()
        }
        return max(IssueKind, key=lambda kind: scores.get(kind, -99.0))

    def importance(self, features: Features) -> int:
        weight = round(self.weight.score(features), 6)
        return 3 if weight >= _CENTRAL else 1 if weight < _MINOR else 2


def load_judge() -> Judge:
    """The models in data/issues.json."""
    return judge_of(load_models("issues"), load_word_space())


def judge_of(models: Mapping[str, LinearModel], words: WordSpace) -> Judge:
    kinds = {kind: models[f"kind {kind.value}"] for kind in IssueKind}
    return Judge(models["open"], models["same"], models["weight"], kinds, words)


def sentence_features(document: Document, words: WordSpace) -> list[Features]:
    """The features of each sentence, in order."""
    whole = [Clause(sentence, sentence.tokens, sentence.tokens.root) for sentence in document.sentences]
    rows = clause_features(document, whole)
    for clause, row in zip(whole, rows, strict=True):
        row |= phrase_features(clause.tokens.text) | words.features(clause.tokens)
    return rows


def weight_features(
    kind: IssueKind, members: Sequence[int], openness: Sequence[float], strongest: Features
) -> Features:
    """What the weight of a matter is told by: how open, how often, how early, how near the headline."""
    return {
        "openness": max(openness[index] for index in members),
        "passages": float(len(members)),
        "first": 1.0 / (1 + min(members)),
        "early": float(min(members) < 3),
        "depth": min(members) / max(1, len(openness)),
        "title": strongest["title"],
        "kind=" + kind.value: 1.0,
    }
