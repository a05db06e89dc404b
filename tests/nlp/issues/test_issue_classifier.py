"""The kind and the importance of an issue follow from all of its clauses."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from briefing.domain import IssueKind
from briefing.nlp.issues.issue_classifier import KINDS, JudgedClauses, load_issue_classifier

CLASSIFIER = load_issue_classifier()


def judged(kinds: Sequence[dict[str, float]], importances: Sequence[float] = ()) -> JudgedClauses:
    """Clauses with these probabilities of kinds; .1 each for the others."""
    rows = np.log([[each.get(kind.value, 0.1) for kind in KINDS] for each in kinds]).astype(np.float32)
    empty = np.zeros((0, 0), dtype=np.float32)
    return JudgedClauses((), (), rows, np.array(importances, dtype=np.float32), empty, {}, CLASSIFIER)


@pytest.mark.parametrize(
    ("further", "kind"),
    [
        pytest.param([], IssueKind.PENDING, id="the strongest alone"),
        pytest.param([{"pending": 0.3, "dispute": 0.3}], IssueKind.PENDING, id="a further one that doubts"),
        pytest.param([{"dispute": 0.9}, {"dispute": 0.9}], IssueKind.DISPUTE, id="two that are sure"),
    ],
)
def test_kind_follows_from_all_clauses(further: list[dict[str, float]], kind: IssueKind) -> None:
    clauses = judged([{"pending": 0.5, "dispute": 0.4}, *further])
    scores = clauses.kind_scores(range(1 + len(further)))
    assert KINDS[scores.index(max(scores))] is kind


@pytest.mark.parametrize(
    ("importances", "level"),
    [([1.0], 1), ([2.5], 2), ([2.9], 3), ([1.2, 2.7], 3)],
    ids=["minor", "middling", "central", "the weightiest clause decides"],
)
def test_importance_of_an_issue(importances: list[float], level: int) -> None:
    clauses = judged([{}] * len(importances), importances)
    assert clauses.importance(range(len(importances))) == level
