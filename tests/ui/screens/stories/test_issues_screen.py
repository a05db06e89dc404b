"""The tracker of open issues: to a passage and back, settled by a key, and taken back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from threading import Event
from typing import Any

import pytest

from briefing.domain.followups.follow_up_finder import FollowUpFinder
from briefing.domain.followups.tracked_issue import IssueState, TrackedIssue
from briefing.errors import StoreError
from briefing.services.library import Library
from briefing.ui.screens.stories.issues_screen import IssuesScreen
from briefing.ui.screens.stories.story_screen import StoryScreen
from tests.domain.followups.following import ANSWERS, APART, DAY, EVIDENCE, LABEL, RAISES, OneIssue
from tests.libraries import library_at, ticking
from tests.ui.newsstand import press, the_list
from tests.ui.reading import by_size, lit, press_at_once, screen_text, settle, shown


@pytest.fixture(autouse=True)
def without_answers(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Leave the matter open, so that it can be due, but in tests of an answer."""
    if "answered" not in request.fixturenames:
        monkeypatch.setattr(FollowUpFinder, "answer", lambda self, raised: None)


ANSWER = "The harbour board refused the licence for a night ferry on Tuesday, citing lorries in narrow lanes."


@pytest.fixture
def ferry(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, OneIssue(), now=ticking(DAY + timedelta(days=9))) as library:
        for each in (RAISES, ANSWERS, APART):
            library.ingest.ingest(each)
        library.analyses.get(RAISES)
        library.stories.assign()
        yield library


@pytest.fixture
def answered(ferry: Library) -> Library:
    """A library in which a later sentence says what became of the issue."""
    return ferry


def only(library: Library) -> TrackedIssue:
    (found,) = library.issues.tracked()
    return found


@by_size
async def test_issues_are_listed_with_what_came_later(ferry: Library, size: tuple[int, int]) -> None:
    async with the_list(ferry, size) as (pilot, _):
        await press(pilot, "g", "i")
        assert isinstance(pilot.app.screen, IssuesScreen)
        rows = screen_text(pilot)
        assert rows[0].startswith("━ Open issues ") and " 1 open · 1 due · news first ━" in rows[0]
        assert any(row.split()[:3] == ["▶", "due", "Decision"] and "by 2026-03-10" in row for row in rows)
        assert "raised 2026-03-04 in 1 article · by 2026-03-10 · later on this: 1" in rows[-2]
        assert "Enter go there" in rows[-1] and "C settle" in rows[-1]
        await press(pilot, "right", "j", "j")
        text = " ".join(shown(pilot).split())
        assert "raised “The harbour board will decide" in text and "later “The harbour board refused" in text
        await press(pilot, "left")
        assert "later “" not in shown(pilot)


async def test_enter_goes_to_the_passage_and_backspace_comes_back_to_it(ferry: Library) -> None:
    async with the_list(ferry) as (pilot, screen):
        await press(pilot, "g", "i", "slash", *"licence", "enter", "right", "j", "j", "enter")
        assert pilot.app.screen is screen and screen.article is not None
        assert screen.article.id == ANSWERS.id and lit(screen) == [ANSWER]
        await press(pilot, "backspace")
        assert isinstance(pilot.app.screen, IssuesScreen)
        assert pilot.app.screen.field.value == "licence"
        row = pilot.app.screen.listed.row
        assert row is not None and row.label == "later"
        await press(pilot, "escape", "q")
        assert pilot.app.screen is screen
        await press(pilot, "g", "i", "enter")
        assert screen.article.id == RAISES.id and lit(screen) == [EVIDENCE]


async def test_x_goes_through_the_states_and_u_takes_it_back(ferry: Library) -> None:
    async with the_list(ferry, (120, 40)) as (pilot, _):
        await press(pilot, "g", "i", "C")
        assert "0 open · 1 settled" in shown(pilot) and f"Settled “{LABEL}”. u undoes." in shown(pilot)
        assert (only(ferry).state, only(ferry).evidence) == (IssueState.SETTLED, None)
        await press(pilot, "right", "j", "j", "C")
        assert "0 open · 1 set aside" in shown(pilot) and f"Set “{LABEL}” aside." in shown(pilot)
        assert "by you" in shown(pilot)
        evidence = only(ferry).evidence
        assert evidence is not None
        assert (evidence.passage.text, evidence.title) == (ANSWER, ANSWERS.title)
        await press(pilot, "u")
        assert f"Undone: Set “{LABEL}” aside." in shown(pilot) and "1 settled" in shown(pilot)
        await press(pilot, "u")
        assert "1 open · 1 due" in shown(pilot)
        assert only(ferry).state is IssueState.OPEN
        await press(pilot, "ctrl+r")
        assert "0 open · 1 settled" in shown(pilot)
        await press(pilot, "C", "C")
        assert f"Opened “{LABEL}” again." in shown(pilot) and "1 open · 1 due" in shown(pilot)


async def test_an_answer_is_shown_confirmed_refused_and_each_is_undone(answered: Library) -> None:
    def rows() -> list[tuple[str, str]]:
        return [(each.label, each.count) for each in pilot.app.screen.listed.rows]  # type: ignore[attr-defined]

    async with the_list(answered, (120, 40)) as (pilot, _):
        await press(pilot, "g", "i")
        assert "1 open · 1 answered" in shown(pilot) and rows() == [("answered", "2026-03-06")]
        assert "answered 2026-03-06: The harbour board refused the licence" in shown(pilot)
        await press(pilot, "right", "j", "j")
        asked = [
            ("answered", "2026-03-06"),
            ("raised", "Courier 2026-03-04"),
            ("answer", "Courier 2026-03-06"),
        ]
        assert rows() == asked and "“The harbour board refused" in shown(pilot)
        await press(pilot, "C")
        assert (only(answered).state, rows()[0][0]) == (IssueState.SETTLED, "settled")
        evidence = only(answered).evidence
        assert evidence is not None and evidence.passage.text == ANSWER
        await press(pilot, "u")
        assert only(answered).answered is not None and rows() == asked
        await press(pilot, "C", "C", "C")
        assert only(answered).answered is None and only(answered).state is IssueState.OPEN
        assert rows()[0] == ("due", "by 2026-03-10") and "answer" not in [label for label, _ in rows()]
        assert "1 open · 1 due" in shown(pilot)
        await press(pilot, "u", "u", "u")
        assert only(answered).answered is not None and rows() == asked


async def test_keys_pressed_at_once_go_on_from_each_other(ferry: Library) -> None:
    async with the_list(ferry) as (pilot, _):
        await press(pilot, "g", "i")
        press_at_once(pilot, "C", "C", "C", "C", "u")
        await settle(pilot)
        assert only(ferry).state is IssueState.OPEN
        press_at_once(pilot, "C", "C")
        await settle(pilot)
        assert only(ferry).state is IssueState.ASIDE


async def test_a_change_while_issues_are_gathered_is_shown_with_them(
    ferry: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    is_changed, tracked = Event(), ferry.issues.tracked

    def gathered(**options: Any) -> list[TrackedIssue]:
        is_changed.wait()
        return tracked(**options)

    monkeypatch.setattr(ferry.issues, "tracked", gathered)
    async with the_list(ferry) as (pilot, _):
        await pilot.press("g", "i", "C")
        assert "Looking for open issues…" in shown(pilot) and "No issue" not in shown(pilot)
        await pilot.press("u")
        while "Nothing to undo." not in shown(pilot):
            await pilot.pause()
        is_changed.set()
        await settle(pilot)
        assert "1 open · 1 due" in shown(pilot) and "Decision" in shown(pilot)


async def test_what_is_set_aside_is_found_by_its_word(ferry: Library) -> None:
    ferry.issues.decide(only(ferry), IssueState.ASIDE)
    async with the_list(ferry) as (pilot, _):
        await press(pilot, "g", "i")
        assert LABEL not in shown(pilot) and "1 set aside" in shown(pilot)
        await press(pilot, "slash", *"aside", "enter", "C")
        assert only(ferry).state is IssueState.OPEN


async def test_what_is_less_sure_is_folded_and_a_place_among_it_is_come_back_to(tmp_path: Path) -> None:
    with library_at(tmp_path, OneIssue(is_sure=False), now=ticking(DAY + timedelta(days=9))) as library:
        library.ingest.ingest(RAISES)
        library.analyses.get(RAISES)
        library.stories.assign()
        async with the_list(library, (120, 40)) as (pilot, screen):
            await press(pilot, "g", "i")
            assert "+1 less sure" in shown(pilot) and LABEL not in shown(pilot) and "0 open" in shown(pilot)
            assert "Enter unfold" in shown(pilot) and "C settle" not in shown(pilot)
            await press(pilot, "C", "enter", "j", "enter")
            assert pilot.app.screen is screen and lit(screen) == [EVIDENCE]
            await press(pilot, "backspace")
            assert LABEL in shown(pilot)
            await press(pilot, "C")
            assert [each.label for each in pilot.app.screen.listed.rows] == ["", "settled"]  # type: ignore[attr-defined]
            await press(pilot, "u", "k", "left")
            assert "+1 less sure" in shown(pilot) and LABEL not in shown(pilot)


async def test_s_sorts_and_slash_filters(ferry: Library) -> None:
    async with the_list(ferry) as (pilot, _):
        await press(pilot, "g", "i", "S")
        assert "most sources first ━" in screen_text(pilot)[0]
        await press(pilot, "slash", *"hurricane", "enter")
        assert "No issue contains “hurricane”. Esc clears the filter." in shown(pilot)
        await press(pilot, "C", "enter", "right")
        assert "No issue is listed here." in shown(pilot)
        await press(pilot, "escape")
        assert LABEL in shown(pilot)


async def test_an_empty_library_says_what_makes_issues(library: Library) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "i")
        assert "they come from the newest 1,000 articles that have a briefing" in " ".join(
            shown(pilot).split()
        )


async def test_a_library_that_cannot_be_gathered_says_so(
    ferry: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(**_: object) -> None:
        raise StoreError("The library is in use.")

    async with the_list(ferry) as (pilot, _):
        monkeypatch.setattr(ferry.issues, "tracked", fails)
        await press(pilot, "g", "i")
        assert "The library is in use." in shown(pilot)


async def test_a_decision_that_cannot_be_written_is_told_and_not_shown(
    ferry: Library, tmp_path: Path
) -> None:
    (tmp_path / "annotations" / "issues.json").mkdir(parents=True)
    async with the_list(ferry) as (pilot, _):
        await press(pilot, "g", "i", "C")
        assert "1 open · 1 due" in shown(pilot)
        assert "issues.json" in shown(pilot)


async def test_a_story_shows_and_settles_its_issues(ferry: Library) -> None:
    async with the_list(ferry, (120, 40)) as (pilot, screen):
        await press(pilot, "G", "O", "3")
        assert isinstance(pilot.app.screen, StoryScreen)
        assert "later on this: 1" in shown(pilot) and "Courier 2026-03-06" in shown(pilot)
        await press(pilot, "j")
        assert f"1 of 1 · Courier: “{ANSWER[:40]}" in shown(pilot)
        await press(pilot, "C")
        assert "settled" in shown(pilot) and f"Settled “{LABEL}”. u undoes." in shown(pilot)
        evidence = only(ferry).evidence
        assert evidence is not None and evidence.passage.text == ANSWER
        await press(pilot, "u")
        assert only(ferry).state is IssueState.OPEN
        assert "pending" in shown(pilot) and "Undone: Settled" in shown(pilot)
        await press(pilot, "1", "C")
        assert "Choose an open issue: 3 goes to them." in shown(pilot)
        await press(pilot, "3", "j", "enter")
        assert screen.article is not None and screen.article.id == ANSWERS.id
        await press(pilot, "backspace")
        assert isinstance(pilot.app.screen, StoryScreen)


async def test_issues_that_are_found_after_the_screen_was_closed_are_dropped(ferry: Library) -> None:
    async with the_list(ferry) as (pilot, _):
        await press(pilot, "g", "i")
        screen = pilot.app.screen
        assert isinstance(screen, IssuesScreen)
        await press(pilot, "q")
        await screen.remove_children()
        screen.found = []
        screen.filter_changed()  # as the result of a job does
