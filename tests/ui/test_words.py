"""The words on rules, hints and rows, without a screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from briefing.domain import (
    Actor,
    ActorKind,
    Analysis,
    Article,
    EngineInfo,
    Event,
    Issue,
    IssueKind,
    Passage,
    Quote,
    Span,
)
from briefing.ui.commands.undo import Change, History, ReadingPlace, Trail
from briefing.ui.presenters.articles.briefing_rows import (
    Row,
    actor_rows,
    issue_rows,
    quote_rows,
    summary_rows,
    timeline_rows,
)
from briefing.ui.presenters.articles.briefing_state import (
    ACTORS,
    ISSUES,
    PANES,
    QUOTES,
    TIMELINE,
    BriefingState,
)
from briefing.ui.presenters.articles.library_rows import age
from briefing.ui.presenters.articles.reader_messages import article_facts, pluralize
from briefing.ui.presenters.hints import Hint, fit_hints
from briefing.ui.textlayout.text_marks import ViewPosition
from briefing.ui.textlayout.text_search import find_all
from briefing.ui.widgets.chrome.header import Heading, rule_text

NOW = datetime(2026, 11, 25, 12, 0, tzinfo=UTC)


def hints(*words: str, kept: str = "? help") -> list[Hint]:
    key, _, name = kept.partition(" ")
    offered = [Hint(word.partition(" ")[0], word.partition(" ")[2], "") for word in words]
    return [*offered, Hint(key, name, "", kept=True)]


def test_hints_are_dropped_from_the_middle_and_the_kept_one_never() -> None:
    offered = hints("a note", "t tag", "z zoom")
    assert [hint.key for hint in fit_hints(offered, 80)] == ["a", "t", "z", "?"]
    assert [hint.key for hint in fit_hints(offered, 22)] == ["a", "t", "?"]
    assert [hint.key for hint in fit_hints(offered, 6)] == ["?"]


@given(st.lists(st.text("ab 漢", min_size=1, max_size=8), max_size=8), st.integers(8, 60))
def test_fitted_hints_never_exceed_the_width(words: list[str], width: int) -> None:
    offered = [*(Hint("k", word, "") for word in words), Hint("?", "help", "", kept=True)]
    shown = fit_hints(offered, width)
    assert sum(cell_len(hint.text) + 2 for hint in shown) - 2 <= width
    assert shown[-1].kept


@given(st.text("abc 漢é", max_size=90), st.text("0123/·", max_size=20), st.integers(0, 80), st.booleans())
def test_a_rule_is_exactly_as_wide_as_its_part(title: str, right: str, width: int, heavy: bool) -> None:
    assert cell_len(rule_text(width, (Heading(title, heavy),), right, heavy=heavy)) == width


def test_focus_shows_without_colour() -> None:
    titles = (Heading("1 Summary 4"), Heading("2 Key actors 9", True))
    assert rule_text(44, titles, "3/9", heavy=True) == "━ 1 Summary 4 ━━ [2 Key actors 9] ━━━━ 3/9 ━"
    assert rule_text(39, titles, "3/9", heavy=True) == "━ 1 Summary 4 ━━ [2 Key actors 9] ━━━━━"
    assert rule_text(20, (Heading("World"),), "", heavy=False) == "─ World ────────────"


def test_a_long_title_is_cut_so_that_the_place_stays() -> None:
    rule = rule_text(40, (Heading("A headline that is much too long for this rule"),), "12%", heavy=False)
    assert rule.endswith(" 12% ─")
    assert "…" in rule


@pytest.mark.parametrize(
    ("moment", "shown"),
    [
        (None, ""),
        ("no date", ""),
        ("2026-11-25T11:59:40+00:00", "now"),
        ("2026-11-25T11:15:00+00:00", "45m"),
        ("2026-11-25T09:00:00+00:00", "3h"),
        ("2026-11-25", "today"),
        ("2026-11-22", "3d"),
        ("2026-03-02", "2 Mar"),
        ("2024-08-29", "Aug 2024"),
    ],
)
def test_age(moment: str | None, shown: str) -> None:
    assert age(moment, NOW) == shown


@pytest.mark.parametrize(
    ("words", "text", "found"),
    [
        ("sullivan", "Sullivan met SULLIVAN", [(0, 8), (13, 21)]),
        ("Sullivan", "Sullivan met SULLIVAN", [(0, 8)]),
        ("china's army", "China’s\narmy", [(0, 12)]),
        ("a.c", "abc a.c", [(4, 7)]),
        ("   ", "abc", []),
        ("İ", "aİb", [(1, 2)]),
    ],
    ids=[
        "any-case",
        "capital-counts",
        "curled-quote-and-newline",
        "no-pattern",
        "nothing",
        "odd-case-folding",
    ],
)
def test_search(words: str, text: str, found: list[tuple[int, int]]) -> None:
    assert [(span.start, span.end) for span in find_all(words, text)] == found


@given(st.text(max_size=200), st.text(min_size=1, max_size=4))
def test_what_is_found_stands_there(text: str, words: str) -> None:
    for span in find_all(words, text):
        assert 0 <= span.start < span.end <= len(text)


def passage(start: int, text: str) -> Passage:
    return Passage(Span(start, start + len(text)), text)


TEXT = "On Monday Wang Yi met them. He said we will talk about it all. It was said that Wang, too, agreed."
ACTOR = Actor(
    "Wang Yi", ActorKind.PERSON, "Foreign Minister", ("Wang",), 0.5,
    (passage(10, "Wang Yi"), passage(80, "Wang")), (passage(36, "we will talk"),),
)  # fmt: skip
ISSUE = Issue("A call", IssueKind.PENDING, 3, (passage(5, "will call"),), ("Wang Yi",), "next week")


def test_an_actor_opens_to_role_names_statements_and_mentions() -> None:
    (closed,) = actor_rows((ACTOR,), (), TEXT)
    assert (closed.text, closed.count, closed.expandable) == ("Wang Yi · Foreign Minister", "2", True)
    opened = actor_rows((ACTOR,), {closed.key}, TEXT)
    assert [row.text for row in opened[1:]] == [
        "person: Foreign Minister",
        "also: Wang",
        "we will talk",
        "On Monday Wang Yi met them. He said we will talk…",
        "…about it all. It was said that Wang, too, agreed.",
    ]
    assert [row.passages for row in opened[3:]] == [(p,) for p in (*ACTOR.statements, *ACTOR.mentions)]


def test_an_actor_opens_to_the_organization_it_belongs_to_and_that_to_its_people() -> None:
    house = Actor("White House", ActorKind.ORGANIZATION, None, ("Executive Office",), 0.4, (), ())
    adviser = Actor(
        "Jake Sullivan", ActorKind.PERSON, "White House national security adviser", (), 0.3, (), ()
    )
    other = Actor("House", ActorKind.ORGANIZATION, None, (), 0.2, (), ())
    stranger = Actor("Jo Whitehouse", ActorKind.PERSON, "Whitehouse", (), 0.1, (), ())
    opened = {f"actor:{number}" for number in range(4)}
    rows = {row.key: row.text for row in actor_rows((house, adviser, other, stranger), opened, TEXT)}
    assert rows["actor:1/of"] == "belongs to: White House"
    assert rows["actor:0/people"] == "people: Jake Sullivan"
    assert not {"actor:2/people", "actor:3/of"} & rows.keys()


def test_an_issue_opens_to_evidence_actors_and_when() -> None:
    (closed,) = issue_rows((ISSUE,), ())
    assert (closed.label, closed.about) == ("pending", "Wang Yi · when: next week")
    texts = [row.text for row in issue_rows((ISSUE,), {closed.key})[1:]]
    assert texts == ["who: Wang Yi", "when: next week", "importance: 3 of 3", "will call"]


def test_a_summary_point_rests_on_its_passage() -> None:
    rows = summary_rows((passage(0, "One."), passage(5, "Two.")))
    assert [(row.text, row.passages) for row in rows] == [
        ("One.", (passage(0, "One."),)),
        ("Two.", (passage(5, "Two."),)),
    ]


SLASHED = replace(ISSUE, label="A 50/50 split", evidence=ISSUE.evidence * 2)
BRIEFING = BriefingState.of(
    Analysis(
        EngineInfo("stub", "1", "none"),
        summary=(passage(0, "On Monday"),) * 2,
        actors=(ACTOR, replace(ACTOR, name="AC/DC", mentions=ACTOR.mentions * 2), ACTOR),
        issues=(ISSUE, SLASHED, SLASHED),
        timeline=(Event("2026-03-02", passage(0, "On Monday")),) * 2,
        quotes=(Quote("Wang Yi", passage(0, "On Monday")), Quote(None, passage(0, "On Monday"))),
    )
)


def listed(state: BriefingState, pane: str) -> tuple[Row, ...]:
    rows = state.rows(pane, TEXT)
    assert rows is not None
    return rows


@pytest.mark.parametrize("pane", PANES)
def test_no_two_rows_share_a_key_whatever_they_say(pane: str) -> None:
    state = BRIEFING
    for row in listed(BRIEFING, pane):
        state = state.toggled(row.key)
    keys = [row.key for row in listed(state, pane)]
    assert len(set(keys)) == len(keys)


@pytest.mark.parametrize("pane", [ACTORS, ISSUES])
@pytest.mark.parametrize("number", [0, 1, 2], ids=["first", "slash-in-the-name", "same-words-as-another"])
def test_a_row_is_opened_and_closed_from_itself_and_from_each_detail(pane: str, number: int) -> None:
    tops = listed(BRIEFING, pane)
    opened = BRIEFING.toggled(tops[number].key)
    rows = listed(opened, pane)
    details = [row for row in rows if row.depth]
    assert [row for row in rows if not row.depth] == list(tops)
    assert details == list(rows[number + 1 : number + 1 + len(details)])
    for row in (rows[number], *details):
        assert listed(opened.toggled(row.parent or row.key), pane) == tops


@pytest.mark.parametrize(
    ("iso", "about"),
    [
        ("2026-03-04", "Wednesday, 4 March 2026"),
        ("2026-W10", "Week of 2 March 2026"),
        ("2026-03", "March 2026"),
        ("2026", "2026"),
    ],
)
def test_an_event_has_its_date_beside_it_and_in_full_in_the_status_row(iso: str, about: str) -> None:
    (row,) = timeline_rows((Event(iso, passage(0, "On Monday")),))
    assert (row.label, row.text, row.about) == (iso, "On Monday", about)
    assert row.passages == (passage(0, "On Monday"),)


def test_a_quote_has_its_speaker_before_it_or_says_that_there_is_none() -> None:
    said = passage(0, "On Monday")
    known, unknown = quote_rows((Quote("Wang Yi", said), Quote(None, said)))
    assert (known.text, known.strong, known.about) == ("Wang Yi: “On Monday”", 7, "Wang Yi")
    assert (unknown.text, unknown.strong, unknown.about) == ("“On Monday”", 0, "The text does not say who")


def test_an_empty_timeline_says_whether_it_is_for_want_of_a_day_of_publication() -> None:
    state = BriefingState()
    assert "without a day of publication" in state.when_empty(TIMELINE, published=False)
    assert "without a day of publication" not in state.when_empty(TIMELINE, published=True)
    assert state.when_empty(QUOTES, published=False) == "Nobody is quoted word for word."


def test_undo_and_redo_walk_the_changes() -> None:
    done: list[str] = []

    def change(name: str) -> Change:
        return Change(name, lambda: done.append(name), lambda: done.append(f"-{name}"))

    history = History()
    history.make(change("a"))
    history.make(change("b"))
    assert history.undo() is not None
    assert history.redo() is not None
    assert history.redo() is None
    history.undo()
    history.undo()
    assert history.undo() is None
    assert done == ["a", "b", "-b", "b", "-b", "-a"]


def test_a_change_that_fails_is_not_remembered() -> None:
    def fail() -> None:
        raise OSError

    history = History()
    with pytest.raises(OSError):
        history.make(Change("x", fail, fail))
    assert history.undo() is None


def test_the_trail_leads_back_and_does_not_double_a_place() -> None:
    trail = Trail()
    here = ReadingPlace("a", ViewPosition(1, None))
    trail.leave(here)
    trail.leave(here)
    trail.leave(ReadingPlace("b", ViewPosition(2, 0)))
    assert trail.back() == ReadingPlace("b", ViewPosition(2, 0))
    assert trail.back() == here
    assert trail.back() is None


def test_article_facts() -> None:
    article = Article("x", "T", "one two three", section="World", published="2024-08-29T10:00:00+02:00")
    assert article_facts(article, 0.384, short=False) == "2024-08-29 · 3 words · 1 min · 38%"
    assert article_facts(article, 1.0, short=True) == "World · 1 min · 100%"
    assert (pluralize(1, "article"), pluralize(0, "article")) == ("1 article", "0 articles")
