"""What the reader decides on open issues, and its file."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.correction_codec import ItemList
from briefing.domain.followups.issue_decision import (
    DECISIONS,
    IssueDecision,
    RaisedAt,
    decided_on,
    latest,
    with_decisions,
)
from briefing.domain.followups.tracked_issue import IssueState, SettlingPassage, TrackedIssue
from briefing.domain.span import Passage, Span
from tests.domain.followups.following import RAISED, about, raised_in

FEAR = "Residents of Fishbourne fear lorries on narrow lanes."
ISSUE = TrackedIssue((raised_in(about("a", 1), RAISED),))
OTHER = TrackedIssue((raised_in(about("a", 1), RAISED, FEAR, "Fear of lorries"),))
BY = SettlingPassage("b", Passage(Span(3, 8), "words"), "A title", "Courier", "2026-03-05")
SETTLED = decided_on(ISSUE, IssueState.SETTLED, "2026-03-05T08:00:00Z", BY)


def test_a_decision_holds_for_its_issue_alone() -> None:
    settled, other = with_decisions([ISSUE, OTHER], [SETTLED])
    assert (settled.state, settled.evidence, settled.decided) == (IssueState.SETTLED, BY, SETTLED.made)
    assert other == OTHER


def test_the_last_decision_holds() -> None:
    again = replace(SETTLED, state=IssueState.OPEN, made="2026-03-06T08:00:00Z")
    for decisions in ([SETTLED, again], [again, SETTLED]):
        (issue,) = with_decisions([ISSUE], decisions)
        assert (issue.state, issue.evidence) == (IssueState.OPEN, None), "the passage settles it no longer"


def test_it_holds_where_another_article_raises_the_issue_too() -> None:
    more = TrackedIssue((raised_in(about("0", 0), RAISED), *ISSUE.raised))
    assert with_decisions([more], [SETTLED])[0].state is IssueState.SETTLED


def test_an_issue_that_is_analysed_anew_is_known_by_its_passage() -> None:
    (raised,) = ISSUE.raised
    renamed = TrackedIssue((replace(raised, issue=replace(raised.issue, label="The licence")),))
    assert with_decisions([renamed], [SETTLED])[0].state is IssueState.SETTLED
    # Unless the issue is still there under its label: one sentence may leave two matters open.
    assert [each.state for each in with_decisions([ISSUE, renamed], [SETTLED])] == [
        IssueState.SETTLED,
        IssueState.OPEN,
    ]


def test_an_issue_without_a_decision_any_more_is_open() -> None:
    settled = with_decisions([ISSUE], [SETTLED])
    assert with_decisions(settled, []) == [ISSUE]


def test_states_follow_one_another() -> None:
    state, seen = IssueState.OPEN, []
    for _ in range(3):
        state = state.following
        seen.append(state)
    assert seen == [IssueState.SETTLED, IssueState.ASIDE, IssueState.OPEN]


PLACES = st.builds(
    RaisedAt,
    st.sampled_from(["a" * 16, "b" * 16]),
    st.sampled_from(["Vote", "Trial", "Ceasefire “soon”"]),
    st.integers(0, 9).map(lambda start: Span(start, start + 5)),
)
EVIDENCE = st.builds(
    SettlingPassage, st.just("c" * 16), st.builds(Passage, st.just(Span(0, 4)), st.text()), st.just("Title")
)
MADE = st.builds(
    IssueDecision,
    st.sampled_from(IssueState),
    st.lists(PLACES, min_size=1, max_size=3, unique=True).map(tuple),
    st.integers(10, 59).map(lambda minute: f"2026-03-05T08:{minute}:00Z"),
    st.none() | EVIDENCE,
)
LISTS = st.lists(MADE, max_size=6).map(lambda made: ItemList(latest(made)))


@given(LISTS)
def test_a_file_holds_what_was_written(listed: ItemList[IssueDecision]) -> None:
    read = DECISIONS.parse(DECISIONS.serialize(listed))
    assert read.items == listed.items
    assert DECISIONS.serialize(read) == DECISIONS.serialize(listed)


@given(LISTS, LISTS)
def test_devices_that_exchange_files_converge(
    mine: ItemList[IssueDecision], theirs: ItemList[IssueDecision]
) -> None:
    merged = DECISIONS.merge(mine, theirs)
    assert DECISIONS.merge(merged, theirs).items == merged.items
    assert DECISIONS.merge(merged, mine).items == merged.items


def test_what_another_version_wrote_is_kept() -> None:
    value = json.loads(DECISIONS.serialize(ItemList((SETTLED,))))
    value["colour"] = "red"
    value["items"][0]["mood"] = "glad"
    value["items"].append({"state": "postponed"})
    read = DECISIONS.parse(json.dumps(value).encode())
    assert read.items == (SETTLED,)
    written = json.loads(DECISIONS.serialize(replace(read, items=(*read.items,))))
    assert written["colour"] == "red"
    assert written["items"][0]["mood"] == "glad"
    assert written["items"][-1] == {"state": "postponed"}


def test_a_decision_without_evidence_loses_that_of_the_one_before() -> None:
    read = DECISIONS.parse(DECISIONS.serialize(ItemList((SETTLED,)))).items[0]
    again = replace(read, evidence=None)
    assert "evidence" not in json.loads(DECISIONS.serialize(ItemList((again,))))["items"][0]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", "is not JSON"),
        (b'{"items": [', "is not JSON"),
        (b"[]", "holds something else"),
        (b'{"items": 3}', "holds something else"),
        (b"[" * 100_000, "is not JSON"),
    ],
)
def test_a_damaged_file_is_told_from_an_empty_one(content: bytes, fault: str) -> None:
    with pytest.raises(ValueError, match=fault):
        DECISIONS.parse(content)


def test_a_newer_file_is_read_as_far_as_it_is_understood() -> None:
    assert DECISIONS.parse(b'{"schema": 2, "decisions": {}}').is_newer
    value = json.loads(DECISIONS.serialize(ItemList((SETTLED,)))) | {"schema": 2}
    read = DECISIONS.parse(json.dumps(value).encode())
    assert read.is_newer and read.items == (SETTLED,)


@pytest.mark.parametrize(
    "item",
    [
        {},
        {"state": "settled", "raised": [], "made": "2026"},
        {
            "state": "settled",
            "raised": [{"article": "a", "label": "b", "start": 3, "end": 1}],
            "made": "2026",
        },
        {"state": "settled", "raised": [{"article": 1, "label": "b", "start": 0, "end": 1}], "made": "2026"},
        "settled",
    ],
)
def test_an_item_of_the_wrong_shape_is_kept_and_decides_nothing(item: object) -> None:
    read = DECISIONS.parse(json.dumps({"schema": 1, "items": [item]}).encode())
    assert (read.items, read.foreign) == ((), (item,))
