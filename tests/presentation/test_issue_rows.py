"""The rows of the tracker of open issues."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import pytest

from briefing.domain.followups.issue_grouping import track_issues
from briefing.domain.followups.tracked_issue import IssueState, SettlingPassage, TrackedIssue
from briefing.presentation.issue_rows import (
    LESS_SURE,
    IssueOrder,
    TrackedPassage,
    issue_counts,
    issue_facts,
    issue_rows,
    ordered_issues,
)
from tests.domain.followups.following import FOLLOWS, RAISED, about, finder_of, raised_in

TODAY = date(1970, 1, 12)


def followed() -> TrackedIssue:
    places = [about("a", 1), about("b", 3, publisher="herald")]
    finder = finder_of({"a": RAISED, "b": FOLLOWS}, places)
    (found,) = track_issues([raised_in(places[0], RAISED)], finder)
    return replace(found, answer=None)


def test_an_answer_stands_below_what_raised_the_issue_with_its_day() -> None:
    issue = replace(followed(), answer=followed().later[0], later=())
    top, _, answer, *_ = issue_rows([issue], TODAY, [issue_rows([issue], TODAY)[0].key])
    assert (top.label, top.count, answer.label) == ("answered", "1970-01-04", "answer")
    assert "refused the licence" in answer.text
    assert issue_counts([issue], TODAY) == "1 open · 1 answered"


def due() -> TrackedIssue:
    day = TODAY - timedelta(days=3)
    return TrackedIssue((raised_in(about("c", 2), RAISED, label="Vote on the ferry", due=day),))


def test_a_row_says_what_is_most_wanted() -> None:
    settled = replace(due(), state=IssueState.SETTLED, decided="1970-01-12T08:00:00Z")
    silent = TrackedIssue(followed().raised)
    rows = issue_rows([due(), followed(), silent, settled], TODAY)
    assert [(row.label, row.count) for row in rows] == [
        ("due", "by 1970-01-09"),
        ("pending", "later on this: 1"),
        ("pending", ""),
        ("settled", "by you, 1970-01-12"),
    ]
    assert rows[0].about == "raised 1970-01-03 in 1 article · by 1970-01-09"


def test_an_unfolded_issue_has_all_its_passages() -> None:
    issue = followed()
    (key,) = (row.key for row in issue_rows([issue], TODAY))
    last = issue.later[0]
    by = SettlingPassage("b", last.passage, "Title b", "herald", "1970-01-04")
    found = issue_rows([replace(issue, state=IssueState.SETTLED, evidence=by)], TODAY, {key})
    assert [(row.label, row.count, row.parent) for row in found[1:]] == [
        ("by you", "herald 1970-01-04", key),
        ("raised", "courier 1970-01-02", key),
        ("later", "herald 1970-01-04", key),
    ]
    for row in found:
        assert isinstance(row.item, TrackedPassage)
        assert row.item.passage.passage == row.citations[0].passage
        assert row.item.issue.issue == issue.issue
    assert len({row.key for row in found}) == 4


@pytest.mark.parametrize(
    ("typed", "number"),
    [("", 2), ("due", 1), ("pending", 2), ("herald", 1), ("refused", 1), ("FERRY vote", 1), ("hurricane", 0)],
)
def test_words_choose_among_all_that_is_said(typed: str, number: int) -> None:
    assert len(issue_rows([due(), followed()], TODAY, typed=typed)) == number


def test_what_is_less_sure_is_folded_and_found_by_words() -> None:
    claim = TrackedIssue((raised_in(about("e", 3), RAISED, label="A claim of the ferry", is_sure=False),))
    column = TrackedIssue((replace(due().raised[0], article=about("f", 4), is_column=True),))
    sure, fold = issue_rows([claim, column, due()], TODAY)
    assert (sure.label, fold.key, fold.text) == ("due", LESS_SURE, "+2 less sure")
    rows = issue_rows([claim, column, due()], TODAY, {LESS_SURE})
    assert [row.text.partition(" · ")[0] for row in rows] == [
        "Vote on the ferry", "−2 less sure", "A claim of the ferry", "Vote on the ferry",
    ]  # fmt: skip
    assert len(issue_rows([claim, column, due()], TODAY, typed="ferry")) == 3
    assert [row.key for row in issue_rows([claim, column], TODAY)][1:] == [LESS_SURE], "a column, if all are"
    settled = replace(claim, state=IssueState.SETTLED, decided="1970-01-12T08:00:00Z")
    (first, *_) = issue_rows([settled, due()], TODAY)
    assert first.label == "settled"
    assert issue_rows([settled, due()], TODAY, kept={first.key})[0].label == "due", "it stays where it was"
    twice = replace(
        claim, raised=(*claim.raised, replace(claim.raised[0], article=about("g", 3, publisher="x")))
    )
    assert [row.label for row in issue_rows([twice, due()], TODAY)] == ["pending", "due"]


def test_an_issue_comes_with_its_first_actor_and_its_source() -> None:
    issue = due().raised[0].issue
    for actors, names in (
        ((), "courier"),
        (("Kim Sen", "Harbour Union"), "Kim Sen · courier"),
        (("Fishbourne Ferry",), "courier"),
    ):
        raised = replace(due().raised[0], issue=replace(issue, actors=actors))
        (row,) = issue_rows([TrackedIssue((raised,))], TODAY)
        assert (row.text, row.strong) == (f"Vote on the ferry · {names}", len("Vote on the ferry"))
    also = (due().raised[0], replace(due().raised[0], article=about("d", 2, publisher="herald")))
    assert issue_rows([TrackedIssue(also)], TODAY)[0].text == "Vote on the ferry · courier +1"


def test_what_is_set_aside_is_listed_on_request_and_where_it_is_kept() -> None:
    aside = replace(due(), state=IssueState.ASIDE)
    assert not issue_rows([aside], TODAY)
    (row,) = issue_rows([aside], TODAY, typed="aside")
    assert issue_rows([aside], TODAY, kept={row.key}) == [row]


def test_orders_follow_one_another() -> None:
    twice = replace(followed(), raised=(*followed().raised, raised_in(about("d", 2, publisher="x"), RAISED)))
    settled = replace(due(), state=IssueState.SETTLED)
    issues = [settled, due(), twice]
    order, seen = IssueOrder.NEWS, []
    for _ in range(3):
        seen.append([issues.index(each) for each in ordered_issues(issues, order, TODAY)])
        order = order.following
    assert order is IssueOrder.NEWS
    assert seen == [[1, 2, 0], [2, 1, 0], [1, 2, 0]]


def test_they_are_counted() -> None:
    settled = replace(due(), state=IssueState.SETTLED)
    assert issue_counts([due(), followed(), settled], TODAY) == "2 open · 1 due · 1 settled"
    assert issue_counts([], TODAY) == "0 open"


def test_silence_is_not_told_since_another_story_may_go_on_with_the_matter() -> None:
    assert list(issue_facts(TrackedIssue(followed().raised))) == []
