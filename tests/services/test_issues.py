"""Open issues of a library over time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from briefing.domain import Article, IssueKind
from briefing.domain.followups.issue_decision import RaisedAt
from briefing.domain.followups.tracked_issue import IssueState, SettlingPassage, TrackedIssue
from briefing.domain.matters.open_sentences import OpenSentence
from briefing.presentation.issue_rows import issue_word
from briefing.services.library import Library
from tests.domain.followups.following import (
    ANSWERS,
    APART,
    DAY,
    EVIDENCE,
    FOLLOWS,
    OTHER,
    RAISED,
    RAISES,
    OneIssue,
    about,
    article,
    raised_in,
)
from tests.libraries import library_at, ticking

AGAIN = (
    "Wightlink appealed on Friday. The licence for a night ferry to Fishbourne was refused by the harbour "
    f"board in error, it says. {EVIDENCE}"
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, OneIssue(), now=ticking(DAY + timedelta(days=9))) as library:
        ingest(library, RAISES, ANSWERS, APART)
        library.analyses.get(RAISES)
        yield library


def ingest(library: Library, *articles: Article) -> None:
    for each in articles:
        library.ingest.ingest(each)


def only(library: Library) -> TrackedIssue:
    (found,) = library.issues.tracked()
    return found


def test_what_analysed_articles_raise_comes_with_what_later_ones_say(library: Library) -> None:
    found = only(library)
    assert [each.article.id for each in found.raised] == [RAISES.id]
    assert [(each.article.id, each.passage.holds_in(FOLLOWS)) for each in found.later] == [(ANSWERS.id, True)]
    assert (found.due, found.last.day) == (datetime(2026, 3, 10).date(), datetime(2026, 3, 6).date())
    assert found.answered is not None and not found.is_due(library.issues.today)


def test_what_is_unknown_or_in_dispute_is_due_on_no_day(tmp_path: Path) -> None:
    for kind in IssueKind:
        engine = OneIssue(kind=kind)
        with library_at(tmp_path / kind, engine, now=lambda: DAY + timedelta(days=9)) as library:
            ingest(library, RAISES)
            library.analyses.get(RAISES)
            assert (only(library).due is not None) == (kind in ("pending", "demand", "risk")), kind


@pytest.mark.parametrize(
    ("due", "day"), [("2026-03-10", 10), ("2026-W11", 15), ("2026-03", 31), ("2026", None)]
)
def test_an_issue_is_due_on_a_day_and_in_no_year(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, due: str, day: int | None
) -> None:
    with library_at(tmp_path, OneIssue(), now=ticking(DAY + timedelta(days=9))) as library:
        library.ingest.ingest(RAISES)
        analysis = library.analyses.get(RAISES)
        issue = replace(analysis.issues[0], due=due)
        monkeypatch.setattr(library.analyses, "cached", lambda _: replace(analysis, issues=(issue,)))
        (found,) = library.issues.tracked()
        assert found.due == (None if day is None else date(2026, 3, day))


def test_an_article_that_tells_no_day_is_a_column_unless_others_tell_its_story(tmp_path: Path) -> None:
    told = replace(RAISES, text=f"On Tuesday the harbour board met. {RAISES.text}")
    also = replace(RAISES, id="f" * 16, source="Herald", text=f"{RAISES.text} Wightlink agrees.")
    for articles, is_column in (((RAISES,), True), ((told,), False), ((RAISES, also), False)):
        with library_at(tmp_path / str(len(articles[0].text) + len(articles)), OneIssue()) as library:
            for each in articles:
                library.ingest.ingest(each)
                library.analyses.get(each)
            library.stories.assign()
            assert all(each.is_column is is_column for each in library.issues.tracked())


def test_what_comes_in_or_is_briefed_is_seen_the_next_time(library: Library) -> None:
    assert len(only(library).later) == 1
    more = article("d", AGAIN, 5, "Herald")
    ingest(library, more)
    assert [each.article.id for each in only(library).later] == [ANSWERS.id, more.id]
    library.analyses.get(more)
    assert [each.article.id for each in only(library).raised] == [RAISES.id, more.id]
    assert [each.article.id for each in only(library).later] == [ANSWERS.id]


def closed(library: Library) -> frozenset[tuple[str, str]]:
    return library.issues.closed(list(map(RaisedAt.of, only(library).raised)))


def test_those_settled_or_set_aside_are_closed_until_they_are_open_again(library: Library) -> None:
    assert closed(library) == frozenset()
    for state, is_closed in ((IssueState.SETTLED, True), (IssueState.OPEN, False), (IssueState.ASIDE, True)):
        library.issues.decide(only(library), state)
        (raised,) = only(library).raised
        assert closed(library) == ({(RAISES.id, raised.issue.label)} if is_closed else set())


def test_a_sentence_is_not_taken_for_an_issue_that_is_still_raised(library: Library) -> None:
    (raised,) = only(library).raised
    library.issues.decide(only(library), IssueState.SETTLED)
    sentence = OpenSentence(RAISES.id, replace(raised.issue, label=EVIDENCE), 2.0)
    assert [each.state for each in library.issues.opened([sentence])] == [IssueState.OPEN]


def test_a_removed_article_leaves_no_line(library: Library) -> None:
    assert only(library).later
    library.articles.remove(ANSWERS.id)
    assert not only(library).later
    library.issues.decide(only(library), IssueState.SETTLED)
    library.articles.remove(RAISES.id)
    assert not library.issues.tracked()
    ingest(library, RAISES)
    library.analyses.get(RAISES)
    assert only(library).state is IssueState.SETTLED, "what the reader decided waits for the article"


def test_a_text_that_was_fetched_again_is_cited_as_it_is_now(library: Library) -> None:
    assert only(library).later
    ingest(library, replace(ANSWERS, text=f"Corrected on Friday. {FOLLOWS}"))
    (later,) = only(library).later
    assert later.passage.holds_in(library.articles.article(ANSWERS.id).text)


def test_copies_are_no_follow_ups(library: Library) -> None:
    ingest(library, article("e", FOLLOWS, 4, "Herald"))
    assert len(only(library).later) == 1


def test_issues_of_some_articles_alone(library: Library) -> None:
    assert library.issues.tracked([RAISES.id]) == library.issues.tracked()
    assert library.issues.tracked([ANSWERS.id, "f" * 16]) == []


def test_a_decision_stays_whatever_comes_and_can_be_taken_back(library: Library, tmp_path: Path) -> None:
    by = SettlingPassage(ANSWERS.id, only(library).later[0].passage, "Title b")
    decided = library.issues.decide(only(library), IssueState.SETTLED, by)
    ingest(library, article("f", AGAIN, 6))
    library.stories.assign()
    assert (only(library).state, only(library).evidence) == (IssueState.SETTLED, by)
    with library_at(tmp_path, OneIssue("2", "The ferry"), now=lambda: DAY + timedelta(days=9)) as renewed:
        renewed.analyses.get(RAISES)
        assert only(renewed).state is IssueState.SETTLED, "the engine names it anew"
        assert closed(renewed) == {(RAISES.id, "The ferry")}
        renewed.analyses.engine = OneIssue()
    library.analyses.get(RAISES)
    aside = library.issues.decide(only(library), IssueState.ASIDE)
    assert only(library).state is IssueState.ASIDE
    library.issues.take_back(aside)
    assert (only(library).state, only(library).evidence) == (IssueState.SETTLED, by)
    library.issues.take_back(decided)
    assert only(library).state is IssueState.OPEN


def test_an_unreadable_file_is_told_and_issues_are_listed(library: Library, tmp_path: Path) -> None:
    (tmp_path / "annotations").mkdir(exist_ok=True)
    (tmp_path / "annotations" / "issues.json").mkdir()
    assert only(library).state is IssueState.OPEN
    assert "issues.json" in library.annotations.pop_notices()[0]


def test_it_can_be_cancelled(library: Library) -> None:
    assert library.issues.tracked(is_cancelled=lambda: True) == []


def test_a_story_says_what_came_later(library: Library) -> None:
    library.stories.assign()
    (issue,) = library.stories.briefing(RAISES.id)[1].issues
    assert [each.article.id for each in issue.later] == [ANSWERS.id]
    assert [each.issues for _, each in library.stories.filled(RAISES.id)] == [(issue,), (issue,)]
    ingest(library, article("g", OTHER, 5))
    found = [each.issues[0].later for _, each in library.stories.filled(RAISES.id)]
    assert found == [(), issue.later], "articles came: at last they are looked through"
    library.issues.decide(only(library), IssueState.SETTLED)
    assert library.stories.briefing(RAISES.id)[1].issues[0].state is IssueState.SETTLED


def test_an_answer_holds_until_the_reader_decides(library: Library) -> None:
    answered = only(library).answered
    assert answered is not None and "refused the licence" in answered.passage.text
    assert answered.article.id == ANSWERS.id
    for state in (IssueState.SETTLED, IssueState.OPEN):
        decided = library.issues.decide(only(library), state)
        assert only(library).answered is None, "opened again, it is refused"
    library.issues.take_back(decided)
    assert only(library).state is IssueState.SETTLED


@pytest.mark.parametrize(("days", "word"), [(0, "pending"), (1, "due"), (7, "overdue")])
def test_what_is_due_for_a_week_without_a_word_is_overdue(days: int, word: str) -> None:
    due = DAY.date() + timedelta(days=6)
    raised = raised_in(about("a", DAY.timestamp() / 86_400), RAISED, due=due)
    assert issue_word(TrackedIssue((raised,)), due + timedelta(days=days)) == word
