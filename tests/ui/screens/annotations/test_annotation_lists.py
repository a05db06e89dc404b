"""The lists over the article, orphans, earlier texts; and what becomes of notes that cannot be written."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path
from threading import Event

import pytest

from briefing.domain import Span
from briefing.errors import StoreError
from briefing.services.library import Library
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.ui.screens.annotations.annotations_screen import AnnotationsScreen
from briefing.ui.screens.help_screen import HelpScreen
from tests.exchange.archives import KINDLE
from tests.ui.noting import Kept, annotation_file, at, drafts, kept, reading, run_keys
from tests.ui.reading import screen_text, settle, status

WORD = ("v", "i", "w")
SAID = "Nordline gave no reason."
BEFORE = f"Fares\n\nThe fares will rise in spring.\n\n{SAID}\n"
AFTER = "Fares\n\nThe fares will rise in spring.\n\nThe operator was silent.\n"


# The lists


async def test_a_note_is_opened_from_the_list_at_its_passage(library: Library, seed: str, ferry: str) -> None:
    async with reading(library, seed, ferry) as (pilot, screen):
        noted_on = screen.article
        at(screen, "China said")
        await run_keys(pilot, *WORD, "a", "x", "escape", "g", "g")
        other = next(entry.id for entry in screen.controllers.article_list.entries if "Ferry" in entry.title)
        screen.controllers.passages.open_article(other)
        await run_keys(pilot, "A", "A", "enter")
        assert screen.article == noted_on and screen.view.has_focus
        start = screen.view.text.index("China said")
        assert screen.view.caret == start and screen.view.is_in_view(start, start + 5)
        await run_keys(pilot, "backspace")
        assert screen.article is not None and screen.article.id == other


async def test_the_list_of_an_article_is_shown_anew_when_another_article_is_open(
    library: Library, seed: str, ferry: str
) -> None:
    async with reading(library, ferry, seed) as (pilot, _):
        await run_keys(pilot, *WORD, "a", "x", "escape", "A", "enter", "d", "d", "J", "q")
        assert isinstance(pilot.app.screen, AnnotationsScreen)
        assert "No annotations" in screen_text(pilot)[3], screen_text(pilot)


async def test_a_note_that_a_write_holds_up_is_not_opened_once_one_has_gone_on(
    library: Library, seed: str, ferry: str
) -> None:
    async with reading(library, seed, ferry) as (pilot, screen):
        at(screen, "China said")
        await run_keys(pilot, *WORD, "a", "x", "escape", "g", "g")
        other = next(entry.id for entry in screen.controllers.article_list.entries if "Ferry" in entry.title)
        screen.controllers.passages.open_article(other)
        await run_keys(pilot, "A", "A")
        written = Event()
        screen.tasks.submit(partial(written.wait, 60))
        try:
            await pilot.press("enter", "q")
        finally:
            written.set()
        await settle(pilot)
        assert screen.article is not None and screen.article.id == other


async def test_a_highlight_of_a_book_stays_in_the_list_and_says_why(library: Library, seed: str) -> None:
    library.import_annotations(KINDLE.encode(), "My Clippings.txt")
    (waiting,) = library.annotations.entries()
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, "A", "A", "enter")
        assert isinstance(pilot.app.screen, AnnotationsScreen)
        shown = "\n".join(screen_text(pilot))
        assert "is not in the library, only its annotations are." in shown
        assert waiting.head.id not in shown


@pytest.mark.quick
async def test_leaving_from_the_list_saves_the_note_that_is_edited_there(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, *WORD, "a", "x", "escape", "A", "e", "y")
        assert drafts(library) == ["xy"]
        await pilot.press("ctrl+q")
    assert kept(library) == [Kept("HONG", "xy")] and drafts(library) == []


async def test_a_note_left_untouched_in_the_list_leaves_no_draft(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, *WORD, "a", "x", "escape", "A", "e", "y", "backspace", "escape", "q")
        assert kept(library) == [Kept("HONG", "x")] and drafts(library) == []
        assert pilot.app.screen is screen


async def test_what_a_note_is_about_is_seen_while_it_is_edited_in_the_list(
    library: Library, seed: str
) -> None:
    async with reading(library, seed, size=(80, 24)) as (pilot, _):
        await run_keys(pilot, "escape", "V", "a", "x", "escape", "A", "e")
        rows = screen_text(pilot)
        box = [number for number, row in enumerate(rows) if "╭" in row or "╰" in row]
        assert "Annotations" in rows[0] and len(box) == 2 and box[1] - box[0] == 6
        assert any("HONG KONG" in row for row in rows[box[1] :])


async def test_a_tag_renamed_over_the_list_of_an_article_has_its_new_name_in_that_list(
    library: Library, seed: str
) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, *WORD, "a", "x", "tab", *"alpha", "enter", "escape", "A", "T", "e")
        await run_keys(pilot, *"bet", "enter", "q")
        assert isinstance(pilot.app.screen, AnnotationsScreen)
        assert any("#bet" in row for row in screen_text(pilot))


async def test_help_opens_over_a_note_that_is_edited_in_the_list(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, *WORD, "a", "x", "escape", "A", "e", "f1")
        assert isinstance(pilot.app.screen, HelpScreen)
        await run_keys(pilot, "escape", "y", "escape")
        assert kept(library) == [Kept("HONG", "xy")]


# Orphans and earlier texts


@pytest.fixture
def fares(library: Library, tmp_path: Path) -> str:
    """An article with a note on words that are no longer in its text."""
    path = tmp_path / "fares.txt"
    path.write_text(BEFORE)
    (article,) = library.articles.add([str(path)]).articles
    start = article.text.index(SAID)
    library.annotations.apply(
        [library.annotations.draft(article, Span(start, start + len(SAID)), note="Ask")]
    )
    path.write_text(AFTER)
    return str(path)


async def test_an_orphan_is_counted_and_kept(library: Library, fares: str) -> None:
    async with reading(library, fares) as (pilot, screen):
        await run_keys(pilot, "f5")
        assert screen.status.tally == "1 note, 1 orphan"
        assert kept(library) == [Kept(SAID, "Ask")]


@pytest.mark.parametrize("key", ["enter", "a"])
async def test_an_orphan_is_attached_to_what_is_selected_next(key: str, library: Library, fares: str) -> None:
    async with reading(library, fares) as (pilot, screen):
        await run_keys(pilot, "A", "p")
        assert status(screen) == f"v V select the passage for “{SAID}”, Enter attaches  Esc cancels"
        at(screen, "The operator")
        await run_keys(pilot, "V")
        assert status(screen) == "Enter attaches the note to these 24 characters  Esc cancels"
        await run_keys(pilot, key)
        assert kept(library) == [Kept("The operator was silent.", "Ask")]
        assert screen.status.tally == "1 note" and screen.view.selection is None
        await run_keys(pilot, "u")
        assert kept(library) == [Kept(SAID, "Ask")]
        assert screen.status.tally == "1 note, 1 orphan"


async def test_an_orphan_of_another_article_is_attached_there(
    library: Library, fares: str, seed: str
) -> None:
    async with reading(library, seed, fares, size=(80, 24)) as (pilot, screen):
        await run_keys(pilot, "A", "A", "p")
        assert screen.article is not None and screen.article.title == "Fares"
        await run_keys(pilot, "j")  # what was said of the changed text, if it came after, goes
        assert screen.view.has_focus and "Enter attaches" in status(screen)
        at(screen, "The operator")
        await run_keys(pilot, "V", "enter")
        assert kept(library) == [Kept("The operator was silent.", "Ask")]


async def test_esc_leaves_an_orphan_one(library: Library, fares: str) -> None:
    async with reading(library, fares) as (pilot, screen):
        await run_keys(pilot, "A", "p", "V", "escape", "escape")
        assert status(screen) == "The annotation stays an orphan."
        await run_keys(pilot, "V", "a", "x", "escape")
        assert sorted(each.note for each in kept(library)) == ["Ask", "x"]


async def test_the_earlier_text_is_shown_and_the_present_one_again(library: Library, fares: str) -> None:
    async with reading(library, fares) as (pilot, screen):
        await run_keys(pilot, "X")
        assert SAID in screen.view.text and screen.status.tally == "1 note"
        await run_keys(pilot, "X")
        assert status(screen).startswith("All notes have their passages in this text")
        await run_keys(pilot, "u")
        assert SAID not in screen.view.text and screen.status.tally == "1 note, 1 orphan"


# What cannot be written


def refuse(monkeypatch: pytest.MonkeyPatch) -> None:
    def edit(*_: object) -> None:
        raise StoreError("The disk is full: free some space.")

    monkeypatch.setattr(AnnotationStore, "edit", edit)


async def test_a_note_that_cannot_be_written_is_kept_and_marked_and_written_later(
    library: Library, seed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(library, seed) as (pilot, screen):
        with monkeypatch.context() as patched:
            refuse(patched)
            await run_keys(pilot, *WORD, "a", *"Note", "escape")
            assert status(screen) == (
                "Not saved yet: The disk is full: free some space. It is kept in memory and tried again."
            )
            assert kept(library) == [] and drafts(library) == ["Note"]
            assert [each.note for each in screen.controllers.annotations.annotations] == ["Note"]
            await run_keys(pilot, "f5")
            assert any(row.rstrip().endswith("1 unsaved, 1 note") for row in screen_text(pilot))
            screen.controllers.unsaved.retry()
            await settle(pilot)
            assert kept(library) == []
        screen.controllers.unsaved.retry()
        await settle(pilot)
        assert status(screen) == "Saved what could not be written before: 1 change."
        assert kept(library) == [Kept("HONG", "Note")]
        assert screen.status.tally == "1 note"
        assert drafts(library) == []


@pytest.mark.parametrize("keys", [["Q"], ["ctrl+q"], ["q", "q"]], ids=["Q", "ctrl+q", "q"])
async def test_leaving_warns_once_of_what_is_not_on_disk(
    keys: list[str], library: Library, seed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    refuse(monkeypatch)
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, *WORD, "a", "x", "escape", *keys)
        assert pilot.app.is_running
        assert status(screen).startswith(
            "1 change to your annotations could not be written: The disk is full"
        )
        await pilot.press(keys[-1])
        assert not pilot.app.is_running


async def test_leaving_warns_again_of_what_could_not_be_written_later(
    library: Library, seed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(library, seed) as (pilot, screen):
        for word in ("HONG", "KONG"):
            at(screen, word)
            with monkeypatch.context() as patched:
                refuse(patched)
                await run_keys(pilot, *WORD, "a", "x", "escape", "Q")
                assert pilot.app.is_running, word
            screen.controllers.unsaved.retry()
            await settle(pilot)
        assert len(kept(library)) == 2


# What must not be written


async def test_what_a_newer_briefing_wrote_is_shown_and_each_key_says_why_it_stays(
    library: Library, seed: str
) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, *WORD, "a", "x", "escape")
    file = annotation_file(library)
    content = json.loads(file.read_bytes())
    file.write_text(json.dumps(content | {"schema": 99}))
    newer = file.read_bytes()
    sentence = (
        f"{file.name} was written by a newer briefing: it can be read, but not changed, until briefing is "
        f"updated."
    )
    async with reading(library, seed) as (pilot, screen):
        assert status(screen) == sentence
        assert [each.note for each in screen.controllers.annotations.annotations] == ["x"]
        for keys in ("a", "H", "t", "e", "dd", "Va", "VH", "Vt"):
            at(screen, "HONG")
            await run_keys(pilot, "escape")
            assert screen.status.message == ""
            await run_keys(pilot, *keys)
            assert status(screen) == sentence, keys
            assert pilot.app.screen is screen
        await run_keys(pilot, "escape", "A", "d", "d")
        assert isinstance(pilot.app.screen, AnnotationsScreen)
        assert sentence in " ".join(" ".join(screen_text(pilot)).split())
    assert file.read_bytes() == newer


@pytest.mark.quick
async def test_what_was_damaged_is_told(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, *WORD, "a", "x", "escape", "w", *WORD, "a", "y", "escape")
    file = annotation_file(library)
    file.write_bytes(file.read_bytes()[:900])
    async with reading(library, seed) as (_, screen):
        assert file.name in status(screen) and "damaged" in status(screen)
