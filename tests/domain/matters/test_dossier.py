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
from briefing.domain.stories.story_briefing import StoryText
from briefing.presentation.dossier_rows import dossier_rows, issue_state
from tests.domain.followups.following import EVIDENCE, RAISED, about, raised_in

OPEN = EVIDENCE.removesuffix(".")
FIRST = date(1970, 1, 3)
"""The day on which the issue was raised."""


def tracked(
    kind: IssueKind = IssueKind.PENDING, due: int | None = None, label: str = OPEN, importance: int = 2
) -> TrackedIssue:
    raised = raised_in(about("a", 2), RAISED, due=None if due is None else FIRST + timedelta(days=due))
    issue = replace(raised.issue, kind=kind, label=label, importance=importance)
    return TrackedIssue((replace(raised, issue=issue),))


def dossier_of(issue: TrackedIssue, last: int, today: int) -> Dossier:
    """Make the dossier of a matter whose last article came so many days after an issue was raised."""
    day = (FIRST + timedelta(days=last)).isoformat()
    article = StoryArticle("b", "B", None, None, day, f"{day}T08:00:00+00:00", f"{day}T08:00:00+00:00")
    story = Story("b", "B", article.time, article.time, 1, 0, 0, 0, False, False, (), (article,))
    dossier = make_dossier(Matter("b", "", ("b",)), [story], {})
    return with_issues(dossier, [issue], FIRST + timedelta(days=today))


def answer(text: str, day: int = 3) -> LaterPassage:
    return LaterPassage(about("b", day), Passage.at(text, 0, len(text)))


ANSWER = answer("The harbour board has refused the night ferry licence in the spring of this year.")


@pytest.mark.parametrize(
    ("issue", "last", "today", "states"),
    [
        (tracked(), 3, 3, ["open"]),
        (tracked(), 4, 4, []),
        (tracked(), 0, 6, ["open"]),
        (tracked(), 0, 7, []),
        (tracked(IssueKind.DISPUTE), 0, 30, ["open"]),
        (tracked(due=2), 1, 2, ["open"]),
        (tracked(due=2), 2, 3, []),
        (tracked(due=1), 1, 1, []),
        (replace(tracked(), answer=ANSWER), 1, 1, ["answered"]),
        (replace(tracked(due=1), decided="1970-01-09T08:00:00Z"), 9, 9, ["open"]),
        (replace(tracked(), state=IssueState.SETTLED, decided="1970-01-04T08:00:00Z"), 9, 9, ["settled"]),
    ],
    ids=[
        "raised lately",
        "the matter has gone on without it",
        "silent for some days",
        "what lay ahead is silent for a week",
        "what is in dispute stays so",
        "due today",
        "its day has passed",
        "the matter has an article of its day without it",
        "a later sentence answers it",
        "the reader has opened it again",
        "the reader has settled it",
    ],
)
def test_what_is_told_to_be_open(issue: TrackedIssue, last: int, today: int, states: list[str]) -> None:
    assert [issue_state(each) for each in dossier_of(issue, last, today).issues] == states


def test_an_open_issue_has_its_fields_in_json() -> None:
    (issue,) = dossier_to_dict(dossier_of(tracked(), 0, 0), FIRST)["issues"]
    assert (issue["label"], issue["state"], issue["answered"]) == (OPEN, "open", None)


@pytest.mark.parametrize(
    ("text", "day", "due", "state"),
    [
        (
            "The harbour board has refused the night ferry licence in the spring of this year.",
            3,
            1,
            "answered",
        ),
        ("The harbour board has refused the night ferry licence in the spring of this year.", 3, 2, "open"),
        ("Residents of Fishbourne have refused to board a bus to Cowes again.", 3, 1, "open"),
        ("Kim Sen refuses the night ferry licence in the spring, Cowes, May 3, 2026.", 3, None, "open"),
    ],
    ids=["it tells", "before its day", "of something else", "a caption"],
)
def test_what_answers_an_issue(text: str, day: int, due: int | None, state: str) -> None:
    issue = replace(tracked(due=due), answer=answer(text, day))
    assert [issue_state(each) for each in dossier_of(issue, 0, 1).issues] == [state]


@pytest.mark.parametrize(
    "issue",
    [tracked(importance=1), tracked(label="Decision on the licence"), tracked(IssueKind.UNKNOWN)],
    ids=["a line on the side", "no clause", "unknown, but not asked for"],
)
def test_what_does_not_stand_by_itself_is_not_told_to_be_open(issue: TrackedIssue) -> None:
    assert not dossier_of(issue, 0, 0).issues
    assert dossier_of(replace(issue, decided="1970-01-09T08:00:00Z"), 0, 0).issues, "the reader's word holds"


def told(*articles: tuple[str, str, str, str], columns: str = "") -> Dossier:
    """Make the dossier of articles of one day, each with its story, publisher, title and text."""
    day, stories, texts = FIRST.isoformat(), [], {}
    for story in dict.fromkeys(each[0] for each in articles):
        members = []
        for at, (of, publisher, title, text) in enumerate(articles):
            if of == story:
                time = f"{day}T08:00:00+00:00"
                members.append(StoryArticle(f"{at}", title, publisher, None, day, time, time))
                texts[f"{at}"] = StoryText(
                    f"{at}", title, text, publisher, 8.0, is_column=publisher in columns.split()
                )
        stories.append(Story(story, story, day, day, 1, 0, 0, 0, False, False, (), tuple(members)))
    return make_dossier(Matter("b", "", tuple(each.id for each in stories)), stories, texts)


HOST = "A host of Radio Cowes said on Monday that the night ferry quarrel shows the hypocrisy of Kim Sen."
REFUSED = "The harbour board refused Wightlink a licence for the night ferry on Monday."
TURNED = "The harbour board turned down the licence of Wightlink for a night ferry on Monday, its chair said."
STORM = "A storm damaged the roof of a school in Lund on Monday, the police said."
ROOF = "The roof of the school in Lund was damaged by a storm on Monday."


@pytest.mark.parametrize(
    ("articles", "days"),
    [
        (
            (
                ("a", "radio", "Radio host: Sen shows hypocrisy in the ferry quarrel", HOST),
                ("b", "courier", "Board refuses night ferry licence", REFUSED),
                ("c", "herald", "Night ferry licence turned down by the board", TURNED),
            ),
            [(REFUSED, 2)],
        ),
        (
            (
                ("a", "courier", "Board refuses night ferry licence", REFUSED),
                ("a", "herald", "Night ferry licence turned down by the board", TURNED),
                ("b", "courier", "Storm damages school in Lund", STORM),
                ("b", "herald", "Roof of school in Lund damaged by storm", ROOF),
            ),
            [(REFUSED, 2), (ROOF, 2)],
        ),
        (
            (
                ("a", "courier", "Board refuses night ferry licence", REFUSED),
                ("b", "herald", "Roof of school in Lund damaged by storm", ROOF),
            ),
            [(REFUSED, 1)],
        ),
        (
            (
                ("a", "essays", "Board refuses night ferry licence again", TURNED),
                ("b", "courier", "Board refuses night ferry licence", REFUSED),
            ),
            [(REFUSED, 1)],
        ),
    ],
    ids=["what most tell", "two events that several tell", "two that one tells", "no columns"],
)
def test_the_event_of_a_day(
    articles: tuple[tuple[str, str, str, str], ...], days: list[tuple[str, int]]
) -> None:
    found = told(*articles, columns="essays")
    lines = [(each.line.citations[0].passage.text, each.line.voices) for each in found.days]
    assert lines == days
    rows = dossier_rows([found], found, FIRST)
    assert len({row.key for row in rows}) == len(rows)


def test_what_a_line_tells_on_the_day_that_it_is_due_is_no_longer_open() -> None:
    dossier = told(("b", "courier", "Board refuses night ferry licence", f"On Monday, {EVIDENCE}"))
    assert with_issues(dossier, [tracked(due=1)], FIRST).issues
    assert not with_issues(dossier, [tracked(due=0)], FIRST).issues


def test_an_issue_is_told_once() -> None:
    assert (
        len(with_issues(told(("b", "courier", "The ferry", RAISED)), [tracked(), tracked()], FIRST).issues)
        == 1
    )


def test_what_columns_alone_raise_is_not_open() -> None:
    dossier = told(("a", "essays", "The ferry", RAISED), columns="essays")
    issue = replace(tracked().raised[0], article=about("0", 2))
    assert not with_issues(dossier, [TrackedIssue((issue,))], FIRST).issues
