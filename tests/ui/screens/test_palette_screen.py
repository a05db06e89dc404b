"""The palette on the screen: it lists every command, and goes where a command works."""

from __future__ import annotations

import pytest
from textual import events
from textual.pilot import Pilot

from briefing.presentation.keys.registry import COMMANDS
from briefing.services.library import Library
from briefing.ui.screens.annotations.annotations_screen import AnnotationsScreen
from briefing.ui.screens.annotations.tags_screen import TagsScreen
from briefing.ui.screens.feeds.feeds_screen import FeedsScreen
from briefing.ui.screens.palette_screen import CommandFinder, PaletteScreen
from tests.ui.conftest import reader_app
from tests.ui.reading import screen_text, settle, status


async def choose(pilot: Pilot[None], typed: str) -> None:
    await pilot.press("ctrl+p", *("space" if character == " " else character for character in typed))
    await settle(pilot)
    await pilot.press("enter")
    await settle(pilot)


@pytest.mark.quick
async def test_it_lists_every_command_with_its_keys_and_marks_other_places(
    library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(":")
        await settle(pilot)
        palette = pilot.app.screen
        assert isinstance(palette, PaletteScreen)
        listed = {option.id for option in palette.listed.options if option.id}
        assert {command.id for command in COMMANDS} <= listed
        await pilot.press(*"rename")
        await settle(pilot)
        rows = [row for row in screen_text(pilot) if "Rename" in row]
        assert any("among the tags" in row and " e " in row for row in rows)
        assert any("among the feeds" in row and " e " in row for row in rows)
        await pilot.press("escape")
        await settle(pilot)
        assert not isinstance(pilot.app.screen, PaletteScreen)


async def test_a_command_of_another_screen_goes_there_and_runs(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await choose(pilot, "follow a feed")
        screen = pilot.app.screen
        assert isinstance(screen, FeedsScreen)
        assert screen.prompt.is_asking and screen.prompt.purpose == "follow"


async def test_one_that_acts_on_a_row_goes_there_and_names_its_key(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await choose(pilot, "unfollow")
        screen = pilot.app.screen
        assert isinstance(screen, FeedsScreen)
        assert screen.status.message.startswith("Press dd here:")


async def test_from_one_list_to_another_and_back_to_the_article(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        reader = await settle(pilot)
        await choose(pilot, "rename tag")
        assert isinstance(pilot.app.screen, TagsScreen)
        await choose(pilot, "attach again")
        assert isinstance(pilot.app.screen, AnnotationsScreen)
        assert len(pilot.app.screen_stack) == 3, "the tags are closed"
        await choose(pilot, "next sentence")
        assert pilot.app.screen is reader and reader.view.has_focus
        assert reader.view.caret > 0


async def test_a_key_of_a_mode_says_what_begins_the_mode(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        reader = await settle(pilot)
        await choose(pilot, "other end")
        assert status(reader).startswith("Press v or V first, then o:")
        await choose(pilot, "violet")
        assert status(reader).startswith("Press H first, then 5:")


async def test_help_goes_to_other_places_too(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("?", *"opml", "enter")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, FeedsScreen)


async def test_a_misspelt_name_is_told_with_what_is_like_it(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(":", *"unfolow")
        await settle(pilot)
        rows = screen_text(pilot)
        assert any("No command is called “unfolow”. Similar: unfollow" in row for row in rows)
        await pilot.press(*"qqqq")
        await settle(pilot)
        assert any("No command is called “unfolowqqqq”." in row for row in screen_text(pilot))


async def test_help_says_what_the_signs_mean(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("?", *"orphan")
        await settle(pilot)
        rows = screen_text(pilot)
        assert any("Signs among annotations" in row for row in rows)
        assert any("orphan" in row and "the passage is no longer in the text" in row for row in rows)
        await pilot.press("escape", "?", *"dispute")
        await settle(pilot)
        assert any("a disagreement between parties that goes on" in row for row in screen_text(pilot))


@pytest.mark.parametrize(("place", "opens"), [("0", "colon"), ("0", "question_mark"), ("L", "colon")])
async def test_what_is_typed_right_behind_its_key_is_typed_into_it(
    library: Library, talks: str, place: str, opens: str
) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(place)
        await settle(pilot)
        pilot.app.post_message(events.Key(opens, None))
        for letter in "add":
            pilot.app.post_message(events.Key(letter, letter))
        await settle(pilot)
        finder = pilot.app.screen
        assert isinstance(finder, CommandFinder)
        assert finder.field.value == "add"
        listed = [option.id for option in finder.listed.options]
        finder.fill("add")
        assert listed == [option.id for option in finder.listed.options]


async def test_words_that_find_nothing_leave_no_sentence_of_another_command(
    library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(":", *"qqqq")
        await settle(pilot)
        palette = pilot.app.screen
        assert isinstance(palette, PaletteScreen)
        assert "No command" in " ".join(screen_text(pilot))
        assert str(palette.sentence.visual).strip() == ""
