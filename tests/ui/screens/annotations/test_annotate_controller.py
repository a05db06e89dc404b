"""The note editor in the reader: drafts that outlive a crash, and endings that lose no word."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.app import App
from textual.pilot import Pilot

from briefing.services.library import Library
from briefing.ui.screens.annotations.note_screen import NoteScreen
from tests.ui.noting import Kept, at, drafts, kept, reading, run_keys
from tests.ui.reading import screen_text, settle, status

WORD = ("v", "i", "w")
LEFT = "An unsaved note is still here: a continues “HONG”."


def editor(pilot: Pilot[None]) -> NoteScreen:
    assert isinstance(pilot.app.screen, NoteScreen)
    return pilot.app.screen


async def leave_a_draft(library: Library, seed: str, *keys: str) -> None:
    """End the reader as a crash would, with a note half typed."""
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, *(keys or (*WORD, "a", "x")))
        pilot.app.exit()


# Drafts


async def test_what_is_typed_is_on_disk_before_it_is_saved_and_gone_after(
    library: Library, seed: str
) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, *WORD, "a", "x")
        assert drafts(library) == ["x"] and kept(library) == []
        await run_keys(pilot, "escape")
        assert drafts(library) == [] and kept(library) == [Kept("HONG", "x")]


@pytest.mark.quick
async def test_a_note_that_is_empty_again_leaves_no_draft(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, *WORD, "a", "x", "backspace", "escape")
        assert drafts(library) == [] and kept(library) == []


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["narrow", "normal"])
async def test_a_note_that_was_left_is_offered_and_gone_on_with(
    size: tuple[int, int], library: Library, seed: str
) -> None:
    await leave_a_draft(library, seed)
    async with reading(library, seed, size=size) as (pilot, screen):
        assert status(screen) == LEFT
        await run_keys(pilot, "0", "j")
        assert status(screen) == LEFT, "until something was done about it"
        await run_keys(pilot, "a", "y")
        assert "Unsaved note on 4 characters" in "\n".join(screen_text(pilot))
        await run_keys(pilot, "escape")
        assert kept(library) == [Kept("HONG", "xy")]
        assert drafts(library) == []
        await run_keys(pilot, "a", "escape")
        assert len(kept(library)) == 1
    async with reading(library, seed) as (_, screen):
        assert status(screen) == "xy"


async def test_a_note_that_was_left_is_given_up_by_emptying_it(library: Library, seed: str) -> None:
    await leave_a_draft(library, seed, *WORD, "a", "x")
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, "a", "backspace", "escape")
        assert drafts(library) == [] and kept(library) == []


async def test_a_selection_is_noted_on_although_another_note_was_left(library: Library, seed: str) -> None:
    await leave_a_draft(library, seed)
    async with reading(library, seed) as (pilot, screen):
        at(screen, "China said")
        await run_keys(pilot, *WORD, "a", "z", "escape")
        assert kept(library) == [Kept("China", "z")]
        assert drafts(library) == ["x"]


async def test_a_left_change_to_a_note_is_shown_when_that_is_edited(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, *WORD, "a", "k", "escape", "e", "y")
        pilot.app.exit()
    assert kept(library) == [Kept("HONG", "k")] and drafts(library) == ["ky"]
    async with reading(library, seed) as (pilot, screen):
        at(screen, "HONG")
        await run_keys(pilot, "e", "escape")
        assert kept(library) == [Kept("HONG", "ky")] and drafts(library) == []


async def test_a_left_note_finds_its_words_in_a_text_that_has_changed(
    library: Library, tmp_path: Path
) -> None:
    path = tmp_path / "fares.txt"
    path.write_text("Fares\n\nThe fares will rise. Nordline gave no reason.\n")
    async with reading(library, str(path)) as (pilot, screen):
        at(screen, "Nordline")
        await run_keys(pilot, "V", "a", "x")
        pilot.app.exit()
    path.write_text("Fares\n\nIn spring, says the operator, the fares will rise. Nordline gave no reason.\n")
    async with reading(library, str(path)) as (pilot, _):
        await run_keys(pilot, "a", "escape")
        assert kept(library) == [Kept("Nordline gave no reason.", "x")] and drafts(library) == []


# What ends the editing, and what does not


async def test_leaving_the_reader_saves_the_open_note(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, *WORD, "a", "x", "tab", *"asi")
        await pilot.press("ctrl+q")
    assert kept(library) == [Kept("HONG", "x", ("asi",))]
    assert drafts(library) == []


async def test_letters_that_are_commands_elsewhere_are_typed(library: Library, seed: str, ferry: str) -> None:
    async with reading(library, seed, ferry) as (pilot, screen):
        article = screen.article
        await run_keys(pilot, *WORD, "a", *"qQJK", "ctrl+c", *"ud", "escape")
        assert screen.article is article and pilot.app.is_running
        assert kept(library) == [Kept("HONG", "qQJKud")]


async def test_the_editor_stays_open_beside_its_passage_when_the_terminal_is_resized(
    library: Library, seed: str
) -> None:
    async with reading(library, seed) as (pilot, screen):
        at(screen, "China said")
        start = screen.view.text.index("China said")
        await run_keys(pilot, *WORD, "a")
        for size, typed in (((60, 16), "x"), ((200, 60), "xy")):
            await pilot.resize_terminal(*size)
            await run_keys(pilot, typed[-1])
            assert editor(pilot).values.note == typed
            rows = screen_text(pilot)
            assert any(f"│ {typed} " in row for row in rows) and any("╰" in row for row in rows)
            assert screen.view.is_in_view(start, start + 5)
        await run_keys(pilot, "escape")
        assert kept(library) == [Kept("China", "xy")]


async def test_an_article_that_comes_while_a_note_is_typed_waits_until_it_is_saved(
    library: Library, seed: str, ferry: str
) -> None:
    """Or the letters would be commands to it."""
    async with reading(library, seed, ferry) as (pilot, screen):
        await run_keys(pilot, *WORD, "a", "x")
        (other,) = [entry.id for entry in screen.controllers.article_list.entries if "Ferry" in entry.title]
        screen.controllers.article.fetch(other)
        await settle(pilot)
        assert editor(pilot) and screen.article is not None and screen.article.id != other
        await run_keys(pilot, "d", "d", "escape")
        assert kept(library) == [Kept("HONG", "xdd")]
        assert screen.article.id == other


@pytest.mark.quick
async def test_a_click_on_the_article_saves(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, *WORD, "a", "x")
        await pilot.click(offset=(10, 32))
        await settle(pilot)
        assert kept(library) == [Kept("HONG", "x")]
        assert pilot.app.screen is screen and screen.view.has_focus


async def test_ctrl_z_undoes_in_the_note_and_suspends_elsewhere(library: Library, seed: str) -> None:
    """A test's terminal cannot suspend, and that is said."""
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "V", "a", *"words", "ctrl+z")
        assert editor(pilot).values.note == ""
        await run_keys(pilot, "escape", "escape", "ctrl+z")
        assert status(screen) == "This terminal cannot suspend a program."


async def test_a_browser_has_neither_a_shell_nor_room_for_an_editor(
    library: Library, seed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.setattr(App, "is_web", True)
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "ctrl+z")
        assert status(screen) == "A browser has no shell to return to: Q leaves briefing."
        await run_keys(pilot, "V", "a")
        rows = "\n".join(screen_text(pilot))
        assert "Esc saves" in rows
        assert "F4" not in rows
        await run_keys(pilot, "f4")
        assert status(screen) == "A browser has no room for another editor: write here."
