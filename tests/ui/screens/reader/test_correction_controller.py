"""Actors and open issues are corrected by key, in their panes."""

from __future__ import annotations

import pytest

from briefing.services.library import Library
from briefing.ui.screens.choice_screen import ChoiceScreen
from briefing.ui.screens.reader.screen import ReaderScreen
from tests.ui.noting import reading, run_keys
from tests.ui.reading import screen_text, status

ROUND, BORDER = "Second round of talks", "Course of the border"


def rows(screen: ReaderScreen) -> list[str]:
    """The lines of the pane that has the focus."""
    return [f"{row.label} {row.text}".strip() for row in screen.panes.pane(screen.panes.shown).rows.rows]


def stored(library: Library, screen: ReaderScreen) -> list[str]:
    assert screen.article is not None
    return [str(each.kind) for each in library.analyses.corrections.for_article(screen.article.id)]


@pytest.mark.quick
async def test_a_dismissed_issue_goes_and_comes_back_with_undo(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "3", "D")
        assert rows(screen) == [f"dispute {BORDER}"]
        assert status(screen) == f"Dismissed “{ROUND}”. u undoes."
        assert stored(library, screen) == ["hide"] and screen.parts.part == "issues"
        await run_keys(pilot, "u")
        assert rows(screen) == [f"pending {ROUND}", f"dispute {BORDER}"] and stored(library, screen) == []
        await run_keys(pilot, "ctrl+r")
        assert rows(screen) == [f"dispute {BORDER}"]


async def test_a_correction_holds_at_the_next_start_and_can_be_taken_back(
    library: Library, talks: str
) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "3", "D", "D")
        assert rows(screen) == []
        await run_keys(pilot, "D")
        assert status(screen) == "There is nothing to correct here."
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "3")
        assert rows(screen) == []
        await run_keys(pilot, "c")
        assert isinstance(pilot.app.screen, ChoiceScreen)
        assert any(f"Take back: dismissed “{BORDER}”" in row for row in screen_text(pilot))
        await run_keys(pilot, "1")
        assert rows(screen) == [f"dispute {BORDER}"]
        assert status(screen) == f"Took back: dismissed “{BORDER}”. u undoes."


async def test_an_actor_is_renamed_in_the_prompt(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "2", "c", "2")
        assert screen.prompt.is_asking
        await run_keys(pilot, "home", *"Envoy ", "enter")
        assert rows(screen)[0] == "Envoy Ann Brook · Envoy" and screen.parts.part == "actors"
        assert status(screen) == "Renamed “Ann Brook” to “Envoy Ann Brook”. u undoes."
        await run_keys(pilot, "3", "right")
        assert "who: Envoy Ann Brook" in rows(screen)


async def test_a_kind_is_chosen_and_two_are_merged(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "2", "c", "3", "1")
        assert status(screen) == "Changed the kind of “Ann Brook” to organization. u undoes."
        await run_keys(pilot, "c", "4", "1")
        assert rows(screen) == ["Carl Dahl · Minister"]
        assert status(screen) == "Merged “Ann Brook” with “Carl Dahl”. u undoes."
        await run_keys(pilot, "3", "c", "5", "1")
        assert rows(screen) == [f"dispute {BORDER}"]
        await run_keys(pilot, "u", "u", "u")
        assert stored(library, screen) == []


async def test_a_kept_issue_says_so(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "3", "j", "c", "2")
        assert screen.panes.pane("issues").rows.rows[1].count == "kept 1"
        assert status(screen) == f"Kept “{BORDER}”. u undoes."
        await run_keys(pilot, "c")
        assert not any("Keep it" in row for row in screen_text(pilot))


async def test_a_detail_corrects_its_line(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "3", "j", "right", "j", "D")
        assert rows(screen) == [f"pending {ROUND}"]


@pytest.mark.parametrize("key", ["c", "D"])
async def test_where_nothing_can_be_corrected_the_key_says_so(key: str, library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "1", key)
        assert status(screen) == "Only actors (2) and open issues (3) can be corrected."


async def test_leaving_the_choice_changes_nothing(library: Library, talks: str) -> None:
    async with reading(library, talks) as (pilot, screen):
        await run_keys(pilot, "2", "c", "3", "escape", "c", "2", "escape", "c", "escape")
        assert stored(library, screen) == [] and rows(screen)[0] == "Ann Brook · Envoy"
        assert screen.parts.part == "actors"
