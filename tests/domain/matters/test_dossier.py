"""What a dossier tells to be open: what no later word, day or silence speaks against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from briefing.domain.analysis import IssueKind
from briefing.domain.followups.tracked_issue import IssueState, LaterPassage, TrackedIssue
from briefing.domain.matters.dossier import Dossier, make_dossier, with_issues
from briefing.domain.matters.dossier_codec import dossier_to_dict
from briefing.domain.matters.matter import Matter
from briefing.domain.span import Passage
from briefing.domain.stories.story import Story, StoryArticle
from briefing.presentation.dossier_rows import issue_state
from tests.domain.followups.following import LABEL, RAISED, about, raised_in

FIRST = date(1970, 1, 3)
"""The day on which the issue was raised."""


def tracked(kind: IssueKind = IssueKind.PENDING, due: int | None = None) -> TrackedIssue:
    raised = raised_in(about("a", 2), RAISED, due=None if due is None else FIRST + timedelta(days=due))
    return TrackedIssue((replace(raised, issue=replace(raised.issue, kind=kind)),))


def dossier_of(issue: TrackedIssue, last: int, today: int) -> Dossier:
    """Make the dossier of a matter whose last article came so many days after an issue was raised."""
    day = (FIRST + timedelta(days=last)).isoformat()
    article = StoryArticle("b", "B", None, None, day, f"{day}T08:00:00+00:00", f"{day}T08:00:00+00:00")
    story = Story("b", "B", article.time, article.time, 1, 0, 0, 0, False, False, (), (article,))
    dossier = make_dossier(Matter("b", "", ("b",)), [story], {})
    return with_issues(dossier, [issue], FIRST + timedelta(days=today))


ANSWER = LaterPassage(about("b", 3), Passage.at("It was refused.", 0, 15))


@pytest.mark.parametrize(
    ("issue", "last", "today", "states"),
    [
        (tracked(), 3, 3, ["open"]),
        (tracked(), 4, 4, []),
        (tracked(), 0, 6, ["open"]),
        (tracked(), 0, 7, []),
        (tracked(IssueKind.UNKNOWN), 0, 30, ["open"]),
        (tracked(due=2), 2, 2, ["open"]),
        (tracked(due=2), 2, 3, []),
        (replace(tracked(), answer=ANSWER), 1, 1, ["answered"]),
        (replace(tracked(due=1), decided="1970-01-09T08:00:00Z"), 9, 9, ["open"]),
        (replace(tracked(), state=IssueState.SETTLED, decided="1970-01-04T08:00:00Z"), 9, 9, ["settled"]),
    ],
    ids=[
        "raised lately",
        "the matter has gone on without it",
        "silent for some days",
        "what lay ahead is silent for a week",
        "what is unknown stays so",
        "due today",
        "its day has passed",
        "a later sentence answers it",
        "the reader has opened it again",
        "the reader has settled it",
    ],
)
def test_what_is_told_to_be_open(issue: TrackedIssue, last: int, today: int, states: list[str]) -> None:
    assert [issue_state(each) for each in dossier_of(issue, last, today).issues] == states


def test_an_open_issue_has_its_fields_in_json() -> None:
    (issue,) = dossier_to_dict(dossier_of(tracked(), 0, 0), FIRST)["issues"]
    assert (issue["label"], issue["state"], issue["answered"]) == (LABEL, "open", None)
