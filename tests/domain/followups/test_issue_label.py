"""Which labels are a whole clause of their sentence, with the subject that it has there."""

from __future__ import annotations

from datetime import date

import pytest

from briefing.domain.analysis import Issue, IssueKind
from briefing.domain.followups.issue_label import stands
from briefing.domain.span import Passage


def issue(label: str, evidence: str, kind: IssueKind = IssueKind.PENDING) -> Issue:
    return Issue(label, kind, 2, (Passage.at(evidence, 0, len(evidence)),), (), None)


@pytest.mark.parametrize(
    ("label", "evidence", "is_whole"),
    [
        (
            "Harbour board to vote on the ferry next week",
            "The harbour board will vote on the ferry next week.",
            1,
        ),
        ("Kim Sen to oppose the ferry", "Kim Sen (South) has said he will oppose the ferry on Monday.", 1),
        ("A vote is set for May", "Sen said that a vote is set for May, the third this year.", 1),
        ("Kim Sen: The ferry must sail", "The ferry must sail.", 1),
        ("Three ports to decide the matter", "More than three ports will decide the matter.", 0),
        (
            "Sen to lead the talks and deputy mayor",
            "Sen will lead the talks and deputy mayor Ria Vos leaves.",
            0,
        ),
        (
            "Ports that want the ferry Lund to vote",
            "Ports that want the ferry — Malmo, Ystad and Lund — will vote.",
            0,
        ),
        ("The board expects ships in May not sooner", "The board expects ships in May, if not sooner.", 0),
        ("The board refused his request", "The board refused his request for an inquiry.", 0),
        ("The harbour board will refuse it", "He said that they will refuse it.", 0),
        ("Ferry trial: The board will vote", "The board will vote.", 0),
        ("It is not clear if the board votes", "It is not clear if the board votes.", 0),
        ("The board hopes for ships", "More: The board hopes for ships", 0),
        ("The board heard Sen on Monday", "The board heard Sen on Monday.", 0),
    ],
    ids=[
        "what lies ahead",
        "brackets and a day left out",
        "up to a comma",
        "of a speaker",
        "its subject begins before",
        "cut within a clause",
        "without the middle",
        "a conjunction left out",
        "cut before what it is of",
        "another subject",
        "the speaker is nobody",
        "a subject told before",
        "a link",
        "a day that is not known to lie ahead",
    ],
)
def test_a_label_is_a_whole_clause(label: str, evidence: str, is_whole: bool) -> None:
    assert stands(issue(label, evidence), None) == is_whole


def test_a_day_that_lies_ahead_is_in_a_label() -> None:
    told = "The board will hear Sen on Monday."
    assert stands(issue(told, told), date(2026, 3, 9))


def test_what_is_unknown_is_asked_for() -> None:
    told = "It is unclear whether the ferry sails."
    assert stands(issue("Whether the ferry sails", told, IssueKind.UNKNOWN), None)
    assert not stands(issue("The ferry sails", told, IssueKind.UNKNOWN), None)


def test_a_title_names_an_issue_too() -> None:
    asked = issue("Board to vote on the ferry", "The board has scheduled a vote.")
    assert not stands(asked, None) and stands(asked, None, ["Board to vote on the ferry: mayor"])
