"""Classifies clauses by an encoder: what they leave open, the kind of issue, which belong together."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import islice

import numpy as np
import numpy.typing as npt

from briefing.domain import IssueKind
from briefing.nlp.engine.encoder import Encoder, Floats, load_arrays, read_encoder
from briefing.nlp.issues.clause_windows import Window, pair_features, place_features, windows
from briefing.nlp.parsing.clauses import Clause
from briefing.nlp.parsing.document import Document

KINDS = tuple(map(IssueKind, ("pending", "dispute", "unknown", "risk", "demand", "question")))
"""The kinds in the order of the model's outputs."""
_THREADS = min(4, os.cpu_count() or 1)
_CENTRAL, _MINOR = 2.68, 2.34
"""Thresholds of the predicted importance, at which its three levels are as frequent as annotators' are."""


@dataclass(frozen=True)
class IssueClassifier:
    """An encoder that was tuned on annotated issues, with the classifiers on top of it."""

    encoder: Encoder
    heads: Mapping[str, Floats]
    """The weights of the classifiers: "open" and "importance" (of states and places), "kinds", "named" and
    "topics" (of states), "pairs" and "pairs out" (of two topics); each with its bias."""

    def judge(self, document: Document, clauses: Sequence[Clause]) -> JudgedClauses:
        width = self.encoder.positions.shape[1]
        owners = {
            (clause.sentence.index, token.i): number
            for number, clause in enumerate(clauses)
            for token in clause.tokens
        }
        sums = np.zeros((len(clauses), width), dtype=np.float32)
        counts = np.zeros(len(clauses), dtype=np.float32)
        named: dict[tuple[int, int], float] = {}
        for window, states in self._encoded(windows(document, self.encoder.pieces)):
            logits = self._apply("named", states)[:, 0]
            for sentence, token, place in window.places:
                owner = owners.get((sentence, token))
                if owner is not None:
                    sums[owner] += states[place]
                    counts[owner] += 1
                if (sentence, token) not in named:
                    named[sentence, token] = round(_logistic(logits[place]), 3)
        means: Floats = (sums / np.maximum(counts, 1)[:, None]).astype(np.float32)
        whole = np.concatenate([means, place_features(document, clauses)], axis=1)
        return JudgedClauses(
            clauses,
            [round(_logistic(logit), 2) for logit in self._apply("open", whole)[:, 0]],
            _log_softmax(self._apply("kinds", means)),
            self._apply("importance", whole)[:, 0],
            self._apply("topics", means),
            named,
            self,
        )

    def _encoded(self, found: Iterator[Window]) -> Iterator[tuple[Window, Floats]]:
        """Encode several windows at a time: NumPy releases Python's lock for the other threads."""
        with ThreadPoolExecutor(_THREADS) as threads:
            while batch := tuple(islice(found, _THREADS)):
                yield from zip(
                    batch, threads.map(self.encoder.encode, [w.numbers for w in batch]), strict=True
                )

    def same(self, one: Floats, other: Floats, places: Floats) -> float:
        """Return the probability that two clauses with these topics and places are about the same issue."""
        features = np.concatenate([np.abs(one - other), one * other, places])
        hidden = np.maximum(self._apply("pairs", features), 0)
        return round(_logistic(self._apply("pairs out", hidden)[0]), 2)

    def _apply(self, head: str, states: Floats) -> Floats:
        result: Floats = states @ self.heads[head] + self.heads[f"{head} bias"]
        return result


@dataclass(frozen=True)
class JudgedClauses:
    """Clauses with the classifier's judgements; probabilities are rounded so that machines agree."""

    clauses: Sequence[Clause]
    open: Sequence[float]
    """The probability that a clause leaves something open."""
    kinds: Floats
    """The log-probability of each of KINDS, a row for each clause."""
    importances: Floats
    topics: Floats
    named: Mapping[tuple[int, int], float]
    """The probability that a label of an issue in the sentence names the word, by (sentence, token)."""
    classifier: IssueClassifier

    def same(self, one: int, other: int) -> float:
        """Return the probability that two clauses are about the same issue."""
        places = pair_features(self.clauses, one, other)
        return self.classifier.same(self.topics[one], self.topics[other], places)

    def kind_scores(self, members: Sequence[int]) -> list[float]:
        """Return the log-probability of each of KINDS; the first clause counts as much as all others."""
        total = self.kinds[members[0]].copy()
        if len(members) > 1:
            total += self.kinds[list(members[1:])].mean(axis=0)
        return [round(float(value), 2) for value in total]

    def importance(self, members: Sequence[int]) -> int:
        """Return the importance of an issue, from 1 to 3, by its weightiest clause."""
        most = round(float(self.importances[list(members)].max()), 2)
        return 3 if most >= _CENTRAL else 1 if most < _MINOR else 2


def _logistic(logit: float) -> float:
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, float(logit)))))


def _log_softmax(logits: Floats) -> Floats:
    shifted = logits - logits.max(axis=1, keepdims=True)
    result: Floats = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return result


def load_issue_classifier() -> IssueClassifier:
    return read_issue_classifier(load_arrays("issue_encoder"))


def read_issue_classifier(stored: Mapping[str, npt.NDArray[np.generic]]) -> IssueClassifier:
    """Read the encoder and its heads from arrays by name, as training/train_issue_encoder.py writes them."""
    heads = {
        name.removeprefix("head "): array.astype(np.float32, copy=False)
        for name, array in stored.items()
        if name.startswith("head ")
    }
    return IssueClassifier(read_encoder(stored), heads)
