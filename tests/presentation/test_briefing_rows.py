"""An analysis as rows of the panes, expanded and collapsed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace

import pytest

from briefing.domain import (
    Actor,
    ActorKind,
    Analysis,
    Article,
    EngineInfo,
    Event,
    Issue,
    IssueKind,
    Part,
    Passage,
    Quote,
    Span,
)
from briefing.domain.analysis import PARTS, AnalysisItem
from briefing.domain.briefing import ACTORS, ISSUES, SECTIONS, SUMMARY
from briefing.domain.structure import Structure, Stub
from briefing.presentation.briefing_rows import (
    BRIEF_ANYWAY,
    FOLLOW_SITE,
    FULL_TEXT,
    BriefingState,
    pane_rows,
)
from briefing.presentation.rows import Row
from briefing.presentation.sentences import runnable
from briefing.presentation.signs import KIND_LETTERS


def passage(start: int, text: str) -> Passage:
    return Passage(Span(start, start + len(text)), text)


TEXT = "On Monday Wang Yi met them. He said we will talk about it all. It was said that Wang, too, agreed."
ACTOR = Actor(
    "Wang Yi", ActorKind.PERSON, "Foreign Minister", ("Wang",), 0.5,
    (passage(10, "Wang Yi"), passage(80, "Wang")), (passage(36, "we will talk"),),
)  # fmt: skip
ISSUE = Issue("A call", IssueKind.PENDING, 3, (passage(5, "will call"),), ("Wang Yi",), "next week")


ARTICLE = Article("a", "Talks", TEXT, published="2026-03-04", url="https://example.org/a")


def rows_of(pane: str, *items: AnalysisItem, expanded: Collection[str] = ()) -> tuple[Row, ...]:
    return pane_rows(pane, items, expanded, ARTICLE)


def passages_of(row: Row) -> tuple[Passage, ...]:
    return tuple(cited.passage for cited in row.citations)


def test_an_actor_opens_to_role_names_statements_and_mentions() -> None:
    (closed,) = rows_of(ACTORS, ACTOR)
    assert (closed.text, closed.count, closed.expandable) == ("Wang Yi · Foreign Minister", "2", True)
    opened = rows_of(ACTORS, ACTOR, expanded={closed.key})
    assert [row.text for row in opened[1:]] == [
        "person: Foreign Minister",
        "also: Wang",
        "we will talk",
        "On Monday Wang Yi met them. He said we will talk…",
        "…about it all. It was said that Wang, too, agreed.",
    ]
    assert [passages_of(row) for row in opened[3:]] == [(p,) for p in (*ACTOR.statements, *ACTOR.mentions)]


def test_an_actor_opens_to_the_organization_it_belongs_to_and_that_to_its_people() -> None:
    house = Actor("White House", ActorKind.ORGANIZATION, None, ("Executive Office",), 0.4, (), ())
    adviser = Actor(
        "Jake Sullivan", ActorKind.PERSON, "White House national security adviser", (), 0.3, (), ()
    )
    other = Actor("House", ActorKind.ORGANIZATION, None, (), 0.2, (), ())
    stranger = Actor("Jo Whitehouse", ActorKind.PERSON, "Whitehouse", (), 0.1, (), ())
    opened = {f"actors:{number}" for number in range(4)}
    shown = rows_of(ACTORS, house, adviser, other, stranger, expanded=opened)
    rows = {row.key: row.text for row in shown}
    assert rows["actors:1/of"] == "belongs to: White House"
    assert rows["actors:0/people"] == "people: Jake Sullivan"
    assert not {"actors:2/people", "actors:3/of"} & rows.keys()


def test_an_issue_opens_to_evidence_actors_and_when() -> None:
    (closed,) = rows_of(ISSUES, ISSUE)
    assert (closed.label, closed.about) == ("pending", "pending · Wang Yi · when: next week")
    texts = [row.text for row in rows_of(ISSUES, ISSUE, expanded={closed.key})[1:]]
    assert texts[0].startswith("pending: planned")
    assert texts[1:] == ["who: Wang Yi", "when: next week", "importance: 3 of 3", "will call"]


@pytest.mark.parametrize(
    ("confidence", "detail"),
    [
        (0.93, "importance: 3 of 3 · 93% sure that it is open"),
        (None, "importance: 3 of 3"),
    ],
)
def test_an_issue_tells_how_sure_the_engine_is_and_is_never_bold(
    confidence: float | None, detail: str
) -> None:
    issue = replace(ISSUE, confidence=confidence, is_sure=True)
    row, *details = rows_of(ISSUES, issue, expanded={"issues:0"})
    assert row.strong == 0
    assert detail in [each.text for each in details]


def test_a_summary_point_rests_on_its_passage() -> None:
    rows = rows_of(SUMMARY, passage(0, "One."), passage(5, "Two."))
    assert [(row.text, passages_of(row)) for row in rows] == [
        ("One.", (passage(0, "One."),)),
        ("Two.", (passage(5, "Two."),)),
    ]


def test_lines_that_the_engine_is_less_sure_of_are_one_row_until_it_is_opened() -> None:
    shown = replace(ISSUE, label="Second", confidence=0.5)
    less_sure = replace(ISSUE, label="First", shown=False)
    closed = rows_of(ISSUES, less_sure, shown, replace(less_sure, label="Third"))
    assert [row.text for row in closed] == ["Second", "+2 less sure"]
    fold = closed[-1]
    assert (fold.expandable, fold.citations) == (True, ())
    opened = rows_of(ISSUES, less_sure, shown, replace(less_sure, label="Third"), expanded={fold.key})
    assert [row.text for row in opened] == ["Second", "−2 less sure", "First", "Third"]
    details = rows_of(ISSUES, less_sure, shown, expanded={fold.key, opened[2].key})
    assert "will call" in [row.text for row in details]


def test_a_pane_with_nothing_to_show_says_so_beside_what_is_folded() -> None:
    (row,) = rows_of(ISSUES, replace(ISSUE, shown=False))
    assert row.text == "Nothing open that the engine is sure of. +1 less sure"


def test_the_timeline_begins_with_what_comes_next_dated_issues_among_it() -> None:
    told = Event("2026-03-20", passage(5, "will call"), is_next=True)
    later = Event("2026-04-01", passage(36, "we will talk"), is_next=True)
    past = Event("2026-03-02", passage(0, "On Monday"))
    told_for_today = Event("2026-03-20", passage(5, "will call"))
    dated = replace(ISSUE, label="A call next week", due="2026-03-20")
    folded = replace(ISSUE, label="A doubtful call", due="2026-03-10", shown=False)
    rows = pane_rows("timeline", (past, told, told_for_today, later), (), ARTICLE, (ISSUE, dated, folded))
    assert [(row.label, row.text, row.count) for row in rows] == [
        ("2026-03-20", "A call next week", "next"),
        ("2026-04-01", "we will talk", "next"),
        ("2026-03-02", "On Monday", ""),
    ]
    assert passages_of(rows[0]) == dated.evidence


@pytest.mark.parametrize(
    "issue",
    [
        pytest.param(replace(ISSUE, due="2026-03-20"), id="the label does not name the day"),
        pytest.param(replace(ISSUE, label="A call next week", due="2026-04-20"), id="another day"),
        pytest.param(replace(ISSUE, label="A call next week"), id="no day"),
    ],
)
def test_an_issue_stands_for_an_event_only_if_it_names_the_same_day(issue: Issue) -> None:
    told = Event("2026-03-20", passage(5, "will call"), is_next=True)
    rows = pane_rows("timeline", (told,), (), ARTICLE, (issue,))
    assert [(row.label, row.text) for row in rows] == [("2026-03-20", "will call")]


def test_an_actor_stands_with_its_position_and_an_issue_with_its_day() -> None:
    (row,) = rows_of(ACTORS, replace(ACTOR, position=ACTOR.statements[0]))
    assert row.text == "Wang Yi · Foreign Minister: we will talk"
    (issue,) = rows_of(ISSUES, replace(ISSUE, due="2026-03-11"))
    assert issue.about == "pending · Wang Yi · when: next week · Wednesday, 11 March 2026"


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
    rows = state.rows(pane, ARTICLE)
    assert rows is not None
    return rows


@pytest.mark.parametrize("pane", PARTS)
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
    (row,) = rows_of("timeline", Event(iso, passage(0, "On Monday")))
    assert (row.label, row.text, row.about) == (iso, "On Monday", about)
    assert passages_of(row) == (passage(0, "On Monday"),)


def test_a_quote_has_its_speaker_before_it_or_says_that_there_is_none() -> None:
    said = passage(0, "On Monday")
    known, unknown = rows_of("quotes", Quote("Wang Yi", said), Quote(None, said))
    assert (known.text, known.strong, known.about) == ("Wang Yi: “On Monday”", 7, "Wang Yi")
    assert (unknown.text, unknown.strong, unknown.about) == (
        "“On Monday”",
        0,
        "The article does not say who speaks",
    )


def when_empty(pane: str, article: Article, state: BriefingState | None = None) -> str:
    section = next(each for each in SECTIONS if each.name == pane)
    return (state or BriefingState()).when_empty(section, article)


def test_an_empty_timeline_says_whether_it_is_for_want_of_a_day_of_publication() -> None:
    undated = replace(ARTICLE, published=None)
    assert "the day of publication is not known" in when_empty("timeline", undated)
    assert "the day of publication is not known" not in when_empty("timeline", ARTICLE)
    assert when_empty("quotes", undated) == "The article quotes nobody."


def test_an_empty_summary_of_a_front_page_says_how_to_follow_the_site_and_how_to_brief_it() -> None:
    state = BriefingState().with_part(Part("notice", "A front page."))
    for stub, sentence in (
        (Stub.LINKS, f"A front page. {BRIEF_ANYWAY}"),
        (Stub.SITE, f"A front page. {FOLLOW_SITE} {BRIEF_ANYWAY}"),
    ):
        assert when_empty(SUMMARY, replace(ARTICLE, structure=Structure(stub)), state) == sentence


def test_an_empty_summary_of_an_excerpt_says_how_to_have_the_page() -> None:
    whole = replace(ARTICLE, text=TEXT * 10)
    assert FULL_TEXT in when_empty(SUMMARY, ARTICLE)
    assert FULL_TEXT not in when_empty(SUMMARY, whole)
    assert FULL_TEXT not in when_empty(SUMMARY, replace(ARTICLE, url=None))
    assert FULL_TEXT not in when_empty(ISSUES, ARTICLE)
    noted = BriefingState().with_part(Part("notice", "The engine failed."))
    assert when_empty(SUMMARY, ARTICLE, noted) == "The engine failed."


def test_every_kind_of_issue_has_a_letter_of_its_own() -> None:
    assert set(KIND_LETTERS) == set(IssueKind)
    assert len(set(KIND_LETTERS.values())) == len(IssueKind)
    assert all(letter.lower() in kind for kind, letter in KIND_LETTERS.items())


NOTICE = "No German model: run `python -m spacy download de_core_news_sm`."


@pytest.mark.parametrize(
    ("made", "told_by"),
    [
        pytest.param({"summary": ("…",), "actors": (), "issues": (), "timeline": (), "quotes": ()}, "actors"),
        pytest.param({"summary": (), "actors": (), "issues": ()}, "summary"),
        pytest.param({"summary": ("…",), "actors": ("…",), "issues": (), "quotes": ()}, "issues"),
    ],
)
def test_what_an_engine_leaves_out_is_told_once(made: dict[str, tuple[str, ...]], told_by: str) -> None:
    state = BriefingState({"notice": NOTICE, **made})
    told = {pane: when_empty(pane, ARTICLE, state) for pane, items in made.items() if not items}
    assert told.pop(told_by) == runnable(NOTICE)
    assert set(told.values()) <= {"—"}


def test_a_notice_stands_below_the_summary_and_counts_as_no_line() -> None:
    noted = BRIEFING.with_part(Part("notice", "Only the beginning was analysed, 12 % of it."))
    *lines, notice = listed(noted, SUMMARY)
    assert tuple(lines) == listed(BRIEFING, SUMMARY)
    assert (notice.text, notice.depth) == ("Only the beginning was analysed, 12 % of it.", 1)
    assert listed(noted, ISSUES) == listed(BRIEFING, ISSUES)
