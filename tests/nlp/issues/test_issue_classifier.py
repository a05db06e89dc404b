"""The kind of an issue from its sentences."""

from __future__ import annotations

import pytest

from briefing.domain import IssueKind
from briefing.nlp.engine.linear_model import LinearModel
from briefing.nlp.engine.word_vectors import load_word_vectors
from briefing.nlp.issues.issue_classifier import IssueClassifier

NOTHING = LinearModel(0.0, {})
JUDGE = IssueClassifier(
    open=NOTHING,
    same=NOTHING,
    weight=NOTHING,
    kinds={
        IssueKind.PENDING: LinearModel(0.0, {"will": 1.0}),
        IssueKind.DISPUTE: LinearModel(0.0, {"denied": 1.5}),
    },
    words=load_word_vectors(),
)


@pytest.mark.parametrize(
    ("further", "kind"),
    [
        pytest.param([], IssueKind.PENDING, id="the strongest alone"),
        pytest.param([{"denied": 1.0}], IssueKind.PENDING, id="one further counts half"),
        pytest.param([{"denied": 1.0}, {"denied": 1.0}], IssueKind.DISPUTE, id="two outweigh it"),
    ],
)
def test_kind_follows_from_all_passages_the_strongest_most(
    further: list[dict[str, float]], kind: IssueKind
) -> None:
    assert JUDGE.classify_kind({"will": 1.0}, further) is kind
