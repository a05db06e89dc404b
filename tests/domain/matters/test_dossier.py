"""What a dossier tells to be open: what no later word, day or silence speaks against."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from briefing.domain.analysis import IssueKind
from briefing.domain.followups.tracked_issue import IssueState, LaterPassage, TrackedIssue
from briefing.domain.matters.dossier import Dossier, dossier_title, make_dossier, with_issues
from briefing.domain.matters.dossier_codec import dossier_to_dict
from briefing.domain.matters.matter import Matter
from briefing.domain.span import Passage
from briefing.domain.stories.story import Story, StoryArticle
from briefing.domain.stories.story_briefing import StoryText
from briefing.presentation.dossier_rows import dossier_rows, issue_state
from tests.domain.followups.following import EVIDENCE, LABEL, RAISED, about, raised_in

OPEN = EVIDENCE.removesuffix(".")
FIRST = date(1970, 1, 3)
"""The day on which the issue was raised."""


def tracked(kind: IssueKind = IssueKind.PENDING, due: int | None = None, label: str = OPEN) -> TrackedIssue:
    raised = raised_in(about("a", 2), RAISED, due=None if due is None else FIRST + timedelta(days=due))
    issue = replace(raised.issue, kind=kind, label=label)
    return TrackedIssue((replace(raised, issue=issue),))


def dossier_of(
    issue: TrackedIssue, today: int = 0, *, is_told: bool = True, also: TrackedIssue | None = None
) -> Dossier:
    """Make the dossier of a matter so many days after an issue was raised; a sentence tells that or not."""
    day = FIRST.isoformat()
    article = StoryArticle("b", "B", None, None, day, f"{day}T08:00:00+00:00", f"{day}T08:00:00+00:00")
    story = Story("b", "B", article.time, article.time, 1, 0, 0, 0, False, False, (), (article,))
    dossier = make_dossier(Matter("b", "", ("b",)), [story], {})
    return with_issues(dossier, [issue] if is_told else [], [also or issue], FIRST + timedelta(days=today))


def answer(text: str) -> LaterPassage:
    return LaterPassage(about("b", 3), Passage.at(text, 0, len(text)))


REPORT = "The harbour board has refused the night ferry licence in the spring of this year."
ANSWER = answer(REPORT)


DECIDED = "1970-01-09T08:00:00Z"


def kept(issue: TrackedIssue) -> TrackedIssue:
    raised = issue.raised[0]
    return replace(issue, raised=(replace(raised, issue=replace(raised.issue, is_kept=True)),))


@pytest.mark.parametrize(
    ("issue", "today", "is_told", "states"),
    [
        (tracked(), 3, True, ["open"]),
        (tracked(), 3, False, []),
        (kept(tracked()), 6, False, ["open"]),
        (kept(tracked()), 7, False, []),
        (kept(tracked(due=2)), 2, False, ["open"]),
        (kept(tracked(due=2)), 3, False, []),
        (replace(tracked(), answer=ANSWER), 1, True, ["answered"]),
        (replace(tracked(), answer=ANSWER), 1, False, ["answered"]),
        (replace(tracked(due=1), decided=DECIDED), 9, False, ["open"]),
        (replace(tracked(), state=IssueState.SETTLED, decided=DECIDED), 9, True, ["settled"]),
        (replace(tracked(), state=IssueState.ASIDE, decided=DECIDED), 9, True, []),
    ],
    ids=[
        "a sentence tells it",
        "the label of an engine alone",
        "kept by the reader",
        "kept and silent for a week",
        "kept and due today",
        "kept, and its day has passed",
        "a later sentence answers it",
        "a later sentence answers what an engine found",
        "the reader has opened it again",
        "the reader has settled it",
        "the reader has set it aside",
    ],
)
def test_what_is_told_to_be_open(issue: TrackedIssue, today: int, is_told: bool, states: list[str]) -> None:
    assert [issue_state(each) for each in dossier_of(issue, today, is_told=is_told).issues] == states


VOTE = "Its vote on the ferry follows in the spring"
MAYOR = "The mayor speaks at Fishbourne in the spring"


@pytest.mark.parametrize(
    ("label", "due", "is_left_out"),
    [(OPEN, None, True), (VOTE, 2, True), (VOTE, 3, False), (MAYOR, 2, False), (LABEL, None, True)],
    ids=["its words", "its day and two words", "another day", "its day alone", "its passage"],
)
@pytest.mark.parametrize("state", [IssueState.SETTLED, IssueState.ASIDE])
def test_what_the_reader_closed_is_not_open_in_another_article(
    label: str, due: int | None, is_left_out: bool, state: IssueState
) -> None:
    closed = replace(tracked(due=2), state=state, decided=DECIDED)
    told = tracked(due=due, label=label)
    if label != LABEL:
        (raised,) = told.raised
        told = replace(told, raised=(replace(raised, article=about("c", 2)),))
    states = [] if is_left_out else ["open"]
    states += ["settled"] if state is IssueState.SETTLED else []
    assert [issue_state(each) for each in dossier_of(told, also=closed).issues] == states


def test_an_open_issue_has_its_fields_in_json() -> None:
    (issue,) = dossier_to_dict(dossier_of(tracked()), FIRST)["issues"]
    assert (issue["label"], issue["state"], issue["answered"]) == (OPEN, "open", None)


@pytest.mark.parametrize(
    ("text", "due", "states"),
    [
        (
            "The harbour board has refused the night ferry licence in the spring of this year.",
            1,
            ["answered"],
        ),
        ("The harbour board has refused the night ferry licence in the spring of this year.", 2, []),
        ("Residents of Fishbourne have refused to board a bus to Cowes again.", 1, []),
        ("Kim Sen refuses the night ferry licence in the spring, Cowes, May 3, 2026.", None, []),
    ],
    ids=["it tells", "before its day", "of something else", "a caption"],
)
def test_what_answers_an_issue(text: str, due: int | None, states: list[str]) -> None:
    issue = replace(tracked(due=due), answer=answer(text))
    assert [issue_state(each) for each in dossier_of(issue, 1).issues] == states, "else nothing is told"


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


def test_a_matter_has_the_title_of_its_news_that_says_best_what_it_is_on() -> None:
    titles = (
        "Harbour board refuses night ferry licence", "Chair of the harbour board wins a cup",
        "OPINION: The night ferry licence and the harbour board", "Wightlink fights for night ferry",
    )  # fmt: skip
    dossier = told(*((f"{at}", f"paper {at}", title, REFUSED) for at, title in enumerate(titles)))
    assert dossier.title == titles[0]
    assert told(("0", "paper", titles[2], REFUSED)).title == titles[2], "where there is no other"
    assert dossier_title(replace(dossier.matter, name="Ferry"), dossier.stories) == "Ferry"


HOST = "A host of Radio Cowes said on Monday that the night ferry quarrel shows the hypocrisy of Kim Sen."
REFUSED = "The harbour board refused Wightlink a licence for the night ferry on Monday."
TURNED = "The harbour board turned down the licence of Wightlink for a night ferry on Monday, its chair said."
DROPPED = (
    "Kim Sen’s harbour board dropped the planned night ferry from the port on Monday after months of rows."
)
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
            [(REFUSED, 2), (HOST, 1)],
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
            [(REFUSED, 1), (ROOF, 1)],
        ),
        (
            (
                ("a", "courier", "Board refuses night ferry licence", REFUSED),
                ("a", "courier", "Storm damages roof of school in Lund", STORM),
                ("a", "herald", "Night ferry licence turned down by the board", TURNED),
            ),
            [(REFUSED, 2), (STORM, 1)],
        ),
        (
            (
                ("a", "courier", "Board refuses night ferry licence", REFUSED),
                (
                    "b",
                    "herald",
                    "Sen knows of ferries",
                    "Kim Sen of Cowes has always liked ferries, a friend said.",
                ),
            ),
            [(REFUSED, 1)],
        ),
        (
            (
                ("a", "courier", "Board refuses night ferry licence", REFUSED),
                ("b", "herald", "No ferry at night", DROPPED),
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
    ids=[
        "what most tell, then what one tells very plainly",
        "two events that several tell",
        "two that one tells",
        "two events of one story",
        "the second one told less plainly",
        "one event in other words on one weekday",
        "no columns",
    ],
)
def test_the_event_of_a_day(
    articles: tuple[tuple[str, str, str, str], ...], days: list[tuple[str, int]]
) -> None:
    found = told(*articles, columns="essays")
    lines = [(each.line.citations[0].passage.text, each.line.voices) for each in found.days]
    assert lines == days
    rows = dossier_rows([found], found, FIRST)
    assert len({row.key for row in rows}) == len(rows)


@pytest.mark.parametrize(("weekday", "is_told"), [("Monday", False), ("Tuesday", True)])
def test_what_the_last_lines_told_of_an_earlier_weekday_is_not_told_again(
    weekday: str, *, is_told: bool
) -> None:
    later, day = DROPPED.replace("Monday", weekday), (FIRST + timedelta(days=1)).isoformat()
    first = told(("a", "courier", "Board refuses night ferry licence", REFUSED))
    (story,) = first.stories
    second = StoryArticle(
        "9", "No ferry at night", "herald", None, day, f"{day}T08:00:00Z", f"{day}T08:00:00Z"
    )
    texts = {
        "0": StoryText("0", story.articles[0].title, REFUSED, "courier", 8.0),
        "9": StoryText("9", second.title, later, "herald", 9.0),
    }
    dossier = make_dossier(first.matter, [replace(story, articles=(second, *story.articles))], texts)
    lines = [each.line.citations[0].passage.text for each in dossier.days]
    assert lines == [REFUSED, later][: 1 + is_told]


def test_an_issue_is_told_once() -> None:
    dossier = told(("b", "courier", "The ferry", RAISED))
    assert (
        len(with_issues(dossier, [tracked(), tracked()], [replace(tracked(), answer=ANSWER)], FIRST).issues)
        == 1
    )
