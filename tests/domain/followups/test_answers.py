"""What became of an issue: the sentence that says it."""

from __future__ import annotations

import pytest

from briefing.domain.analysis import Issue, IssueKind
from briefing.domain.followups.answers import is_answer
from briefing.domain.span import Passage, Span
from briefing.domain.stories.terms import terms_of

CHARGED = "Three officers to be charged with the murder of George Floyd"
VOTE = "The Senate to vote on the relief bill for airlines"
PRIMARY = "Gavin Newsom to advance to the ballot for governor"


def issue(label: str, kind: IssueKind = IssueKind.PENDING) -> Issue:
    return Issue(label, kind, 2, (Passage(Span(0, len(label)), label),), (), None)


@pytest.mark.parametrize(
    ("label", "sentence", "answers"),
    [
        (CHARGED, "Prosecutors charged the three officers in the death of George Floyd.", True),
        (CHARGED, "A grand jury cleared the officers of the murder of Floyd.", True),
        (CHARGED, "Prosecutors will say whether the officers are charged in the Floyd case.", False),
        (CHARGED, "The officers have not been charged with the murder of Floyd.", False),
        (CHARGED, "The mayor spoke of the officers and of George Floyd.", False),
        (CHARGED, "Prosecutors charged a man with robbing a store.", False),
        (VOTE, "The Senate rejected the relief bill for airlines by two votes.", True),
        (VOTE, "The Senate did not vote on the relief for airlines.", True),
        (VOTE, "The Senate passed a relief bill for airlines in 2009.", False),
        (VOTE, "The Senate passed a relief bill for airlines in March.", False),
        (VOTE, "The House passed a bill on fish.", False),
        (PRIMARY, "Newsom won a place on the ballot.", True),
        (PRIMARY, "Newsom, who won San Francisco twice, thanked the ballot workers.", False),
        (PRIMARY, "John Cox won enough votes for the ballot.", False),
    ],
)
def test_an_outcome_is_told_in_the_past_tense_of_the_same_matter(
    label: str, sentence: str, answers: bool
) -> None:
    assert is_answer(issue(label), frozenset(terms_of(label)), sentence) is answers


@pytest.mark.parametrize("kind", IssueKind)
def test_a_dispute_or_a_risk_is_not_answered(kind: IssueKind) -> None:
    found = is_answer(issue(VOTE, kind), frozenset(terms_of(VOTE)), "The Senate passed the relief bill.")
    assert found is (kind not in (IssueKind.DISPUTE, IssueKind.RISK))
