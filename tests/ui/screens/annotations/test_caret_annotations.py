"""Marking, annotating, tagging, deleting and copying in the reader, by keys; and what is on disk then."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from briefing.services.library import Library
from briefing.ui.screens.choice_screen import ChoiceScreen
from tests.ui.noting import Kept, annotation_file, at, kept, reading, run_keys
from tests.ui.reading import screen_text, settle, status

FIRST = (
    "HONG KONG — U.S. President Joe Biden and Chinese leader Xi Jinping will speak by phone “in the coming "
    "weeks,” the White House said Wednesday, as part of an effort to improve relations between the two "
    "superpowers."
)
SELECT_WORD = ("v", "i", "w")


@pytest.mark.quick
async def test_a_note_with_a_tag_takes_five_keys_besides_what_is_typed(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "V", "a", *"Why now?", "tab", *"diplomacy", "enter", "escape")
        assert kept(library) == [Kept(FIRST, "Why now?", ("diplomacy",))]
        assert screen.view.has_focus and screen.view.selection is None
        assert status(screen) == "Noted on “HONG KONG — U.S. President Joe Biden an…”. u undoes."


async def test_an_untouched_new_note_saves_nothing(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "V", "a", "escape")
        assert kept(library) == []
        assert pilot.app.screen is screen and screen.view.has_focus
        await run_keys(pilot, "u")
        assert status(screen) == "Nothing to undo."


async def test_a_note_on_the_passage_of_a_note_edits_that(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, "V", "a", "x", "escape")
        await run_keys(pilot, "V", "a", "y", "escape")
        assert kept(library) == [Kept(FIRST, "xy")]


# From the panes


@pytest.mark.parametrize(
    ("keys", "quote"),
    [
        pytest.param(
            ["1"], "The announcement came as national security adviser", id="a point of the summary"
        ),
        pytest.param(["2"], "Wang", id="an actor, its first mention"),
        pytest.param(["2", "n", "n"], "Wang", id="an actor, its third mention"),
        pytest.param(["2", "right", "j", "j", "j"], "discussed a new round of interaction", id="a statement"),
        pytest.param(
            ["3", "right", "j", "j", "j", "j"], "plans for a call", id="the evidence of an opened issue"
        ),
    ],
)
async def test_a_line_of_a_pane_is_annotated_at_the_passage_that_it_shows(
    keys: list[str], quote: str, library: Library, seed: str
) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, *keys)
        shown, pane = screen.view.current_evidence, screen.focused
        await run_keys(pilot, "a", "x", "escape")
        assert kept(library) == [Kept(quote, "x")]
        assert [each.anchor.span for each in screen.controllers.annotations.annotations] == [shown]
        assert screen.focused is pane


async def test_in_the_article_the_passage_of_a_line_is_marked_while_the_caret_is_in_it(
    library: Library, seed: str
) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "1", "enter")
        shown = screen.view.current_evidence
        await run_keys(pilot, "H")
        assert [each.anchor.span for each in screen.controllers.annotations.annotations] == [shown]
        await run_keys(pilot, "d", "d")
        assert kept(library) == [], "what is at the caret is the mark now"
        await run_keys(pilot, "1", "enter", "}", "H")
        assert "Nothing selected" in status(screen)


async def test_on_a_line_of_a_pane_without_a_passage_the_key_says_so(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "2", "right", "j", "a")
        assert status(screen) == "This line has no passage of its own; the lines around it have."
        assert pilot.app.screen is screen


@pytest.mark.parametrize("mark", [("a", "x", "escape"), ("H", "k")], ids=["a note", "a mark"])
async def test_a_line_of_a_pane_deletes_the_annotation_of_its_passage(
    mark: tuple[str, ...], library: Library, seed: str
) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "2", "n", *mark)
        pane = screen.focused
        screen.parts.focus_part("issues")
        await run_keys(pilot, "2", "n", "d", "d")
        assert kept(library) == [] and screen.focused is pane
        assert status(screen).startswith("Deleted the")
        await run_keys(pilot, "d", "d")
        assert status(screen) == "No annotation here: a writes a note, c corrects the line."
        await run_keys(pilot, "u")
        assert len(kept(library)) == 1


async def test_a_line_of_a_pane_edits_the_note_of_its_passage(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, "3", "a", "x", "escape", "e", "y", "escape")
        assert kept(library) == [Kept("planning for a leader-level call", "xy")]


async def test_a_line_of_a_pane_edits_the_note_that_overlaps_its_passage(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, ")", "V", "a", "x", "escape", "1", "e", "y", "escape")
        (one,) = kept(library)
        assert one.quote.startswith("The announcement came as national security adviser Jake Sullivan")
        assert one.note == "xy"


async def test_a_line_of_a_pane_recolours_the_mark_of_its_passage(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, "3", "H", "j", "k", "H", "3")
        assert kept(library) == [Kept("planning for a leader-level call", color="blue")]


async def test_what_is_marked_is_recoloured_when_it_is_selected_again(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "V", "H", "j", "k", "V", "H", "2")
        assert kept(library) == [Kept(FIRST, color="green")] and screen.view.selection is None


# Marking


async def test_a_mark_gets_the_colour_of_the_digit_and_then_the_next(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, "V", "H")
        assert kept(library) == [Kept(FIRST)]
        await run_keys(pilot, "3")
        assert kept(library) == [Kept(FIRST, color="blue")]
        await run_keys(pilot, "H")
        assert kept(library) == [Kept(FIRST, color="orange")]
        await run_keys(pilot, "H", "H")
        assert kept(library) == [Kept(FIRST, color="yellow")]
        await run_keys(pilot, ")", *SELECT_WORD, "4", "H")
        assert kept(library)[1].color == "yellow", "a new mark has the colour that was chosen last"


async def test_keys_in_one_go_colour_the_mark(library: Library, seed: str) -> None:
    """Before the mark itself is on disk."""
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, *SELECT_WORD)
        await pilot.press("H", "2", "H")
        await settle(pilot)
        assert kept(library) == [Kept("HONG", color="blue")]


async def test_a_digit_means_a_pane_again_after_any_other_key(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "V", "H", "j", "3")
        assert kept(library) == [Kept(FIRST)]
        assert screen.parts.part == "issues"


async def test_an_annotation_at_the_caret_is_recoloured(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "V", "a", "x", "escape")
        await run_keys(pilot, "w", "H", "5")
        assert kept(library) == [Kept(FIRST, "x", color="violet")]
        assert screen.controllers.annotations.annotations[0].color == "violet"


async def test_a_pane_says_again_what_its_line_is_about_after_a_colour(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "1")
        said = status(screen)
        await run_keys(pilot, "H", "2", "escape", "1")
        assert status(screen) == said


# Tags, editing, deleting


async def test_tags_are_put_on_what_is_selected_and_changed_at_the_caret(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "V", "t", *"asia", "enter", "escape")
        assert kept(library) == [Kept(FIRST, tags=("asia",))]
        assert status(screen) == "Tagged “HONG KONG — U.S. President Joe Biden an…”. u undoes."
        await run_keys(pilot, "t", *"talks", "enter", "escape")
        assert kept(library) == [Kept(FIRST, tags=("asia", "talks"))]
        assert status(screen) == "Changed the tags on “HONG KONG — U.S. President Joe Biden an…”. u undoes."


async def test_e_edits_the_note_at_the_caret(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, "V", "a", "x", "escape", "w", "e", "y", "escape")
        assert kept(library) == [Kept(FIRST, "xy")]


async def test_d_d_deletes_the_annotation_at_the_caret(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "V", "a", "x", "escape", "d")
        assert len(kept(library)) == 1
        await run_keys(pilot, "d")
        assert kept(library) == []
        assert status(screen).startswith("Deleted the note on “HONG KONG")


async def test_where_there_is_nothing_to_act_on_each_key_says_what_to_do(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        for keys in ("a", "H", "t", "e", "dd", "y"):
            await run_keys(pilot, "f5")
            assert status(screen) == ""
            await run_keys(pilot, *keys)
            assert status(screen).startswith("Nothing selected: v starts a selection"), keys
        assert pilot.app.screen is screen and kept(library) == []


async def test_with_a_selection_it_is_not_said_that_nothing_is_selected(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "V", "d", "d")
        assert screen.view.selecting and status(screen).startswith("No annotation here: a writes a note.")


@pytest.mark.parametrize(
    ("keys", "left"),
    [
        pytest.param(["1"], ["HONG KONG"], id="the inner one stands first"),
        pytest.param(["j", "enter"], ["HONG"], id="the other"),
    ],
)
async def test_of_several_annotations_in_one_place_the_reader_says_which(
    keys: list[str], left: list[str], library: Library, seed: str
) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "v", "i", "w", "i", "w", "a", "x", "escape")
        at(screen, "HONG KONG")
        await run_keys(pilot, *SELECT_WORD, "a", "y", "escape")
        await run_keys(pilot, "f5")
        assert status(screen).startswith("1 of 2 here: y")
        await run_keys(pilot, "d", "d")
        assert isinstance(pilot.app.screen, ChoiceScreen)
        assert "Delete which of these 2?" in "\n".join(screen_text(pilot))
        await run_keys(pilot, "escape")
        assert len(kept(library)) == 2
        await run_keys(pilot, "d", "d", *keys)
        assert [each.quote for each in kept(library)] == left


# Copying


@pytest.fixture
def system_clipboard(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What reaches the clipboard of this machine."""
    copied: list[str] = []
    monkeypatch.setattr("briefing.ui.safe_output._into_system", copied.append)
    return copied


@pytest.mark.parametrize("over_ssh", [False, True], ids=["here", "over SSH"])
async def test_a_quote_is_copied_with_its_source_both_ways_but_over_ssh_through_the_terminal_alone(
    over_ssh: bool, library: Library, seed: str, system_clipboard: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    if over_ssh:
        monkeypatch.setenv("SSH_CONNECTION", "192.0.2.1 50000 192.0.2.2 22")
    else:
        monkeypatch.delenv("SSH_CONNECTION", raising=False)
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, *SELECT_WORD, "y")
        assert pilot.app.clipboard.startswith("“HONG”")
        assert "Biden and Xi Jinping to speak by phone" in pilot.app.clipboard
        assert screen.view.selection is None
        assert status(screen) == "Copied “HONG” with its source."
        assert system_clipboard == ([] if over_ssh else [pilot.app.clipboard])


async def test_the_quote_of_the_annotation_at_the_caret_is_copied(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, _):
        await run_keys(pilot, "V", "a", "x", "escape", "w", "y")
        assert FIRST[:80] in pilot.app.clipboard


# What is shown


async def test_the_caret_goes_from_annotation_to_annotation(library: Library, seed: str) -> None:
    async with reading(library, seed) as (pilot, screen):
        for note, words in (("x", "China said"), ("y", "Sullivan and Wang")):
            at(screen, words)
            await run_keys(pilot, *SELECT_WORD, "a", note, "escape")
        await run_keys(pilot, "g", "g")
        seen = []
        for keys in ("]a", "]a", "]a", "[a", "[a"):
            await run_keys(pilot, *keys)
            seen.append(status(screen))
        assert seen == [
            "y", "x", "No annotation after here.", "y", "No annotation before here.",
        ]  # fmt: skip
        start = screen.view.text.index("Sullivan and Wang")
        assert screen.view.caret == start and screen.view.is_in_view(start, start + 8)


async def test_marks_stand_in_the_gutter_and_their_number_in_the_status_row(
    library: Library, seed: str
) -> None:
    async with reading(library, seed, size=(80, 24)) as (pilot, screen):
        await run_keys(pilot, "escape", "V", "a", "x", "tab", *"asia", "enter", "escape")
        at(screen, "The announcement")
        await run_keys(pilot, "V", "H", "j", "k")
        rows = screen_text(pilot)
        assert [row[:6] for row in rows if row.startswith((" *", " -", " |"))] == [
            " * HON", " | spe", " | par", " - The", " | two",
        ]  # fmt: skip
        assert any(row.endswith("1 note, 1 mark, 1 tag") for row in rows)


async def test_where_there_is_room_notes_stand_in_the_margin(library: Library, seed: str) -> None:
    async with reading(library, seed, size=(200, 60)) as (pilot, _):
        await run_keys(pilot, "V", "a", *"Why now?", "tab", *"asia", "enter", "escape")
        rows = screen_text(pilot)
        first = next(number for number, row in enumerate(rows) if "HONG KONG — " in row)
        assert "Why now?" in rows[first] and "#asia" in rows[first + 1]


@pytest.mark.quick
async def test_annotations_are_there_when_their_article_is_opened_again(
    library: Library, seed: str, ferry: str
) -> None:
    async with reading(library, seed, ferry) as (pilot, screen):
        await run_keys(pilot, "V", "a", "x", "escape", "J", "K")
        assert [each.note for each in screen.controllers.annotations.annotations] == ["x"]
        assert annotation_file(library).exists()
    async with reading(library, seed) as (_, screen):
        assert [each.note for each in screen.controllers.annotations.annotations] == ["x"]
        assert [mark.sign for mark in screen.view.marks] == ["*"]


# Earlier notes


async def test_earlier_notes_are_chosen_from_a_list_and_undo_brings_those_of_now_back(
    library: Library, seed: str
) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, ":", *"earlier notes", "enter")
        assert status(screen) == "No earlier state of its annotations is kept."
        await run_keys(pilot, "V", "a", "x", "escape")
        await run_keys(pilot, "V", "a", "y", "escape")
        await run_keys(pilot, ":", *"earlier notes", "enter")
        assert isinstance(pilot.app.screen, ChoiceScreen)
        assert "1 annotation" in "\n".join(screen_text(pilot))
        await run_keys(pilot, "enter")
        assert kept(library) == [Kept(FIRST, "x")]
        assert status(screen).startswith("Brought back the notes of 20")
        assert [each.note for each in screen.controllers.annotations.annotations] == ["x"]
        await run_keys(pilot, "u")
        assert kept(library) == [Kept(FIRST, "xy")]


async def test_notes_that_another_program_deleted_are_told_at_once_and_undo_writes_them_again(
    library: Library, seed: str
) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "V", "a", "x", "escape")
        await run_keys(pilot, "G", "V", "a", "y", "escape")
        annotation_file(library).unlink()
        await run_keys(pilot, "g", "g", "V", "a", "z", "escape")
        assert [each.note for each in kept(library)] == ["xz"]
        assert status(screen).startswith("Another program deleted 2 annotations of “")
        await run_keys(pilot, "u")
        assert [each.note for each in kept(library)] == ["xz", "y"]
        assert len(screen.controllers.annotations.annotations) == 2


async def test_notes_found_deleted_are_told_though_the_reader_has_gone_on_meanwhile(
    library: Library, seed: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with reading(library, seed) as (pilot, screen):
        await run_keys(pilot, "V", "a", "x", "escape")
        annotation_file(library).unlink()
        controller, tags = screen.controllers.annotations, library.annotations.tags

        def gone_on() -> Mapping[str, int]:
            controller.tasks.newest("annotations")
            return tags()

        with monkeypatch.context() as patched:
            patched.setattr(library.annotations, "tags", gone_on)
            controller.fetch()
            await settle(pilot)
        controller.fetch()
        await settle(pilot)
        assert status(screen).startswith("Another program deleted 1 annotation of “")
