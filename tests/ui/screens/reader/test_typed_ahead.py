"""Keys that follow each other without a pause reach what they are meant for, and go round nowhere."""

from __future__ import annotations

import pytest
from textual import events
from textual.widgets import Input

from briefing.services.library import Library
from briefing.ui.app import BriefingApp
from briefing.ui.commands.pressed_keys import PressedKeys
from briefing.ui.screens.palette_screen import PaletteScreen
from tests.ui.conftest import reader_app
from tests.ui.reading import press_at_once, settle


@pytest.mark.quick
async def test_a_key_on_its_way_up_from_the_screen_below_waits_until_a_palette_is_mounted(
    library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test() as pilot:
        await settle(pilot)
        app = pilot.app
        assert isinstance(app, BriefingApp)
        down = events.Key("down", None)
        down._set_forwarded()
        app.action_app_palette()
        assert not app.screen.is_mounted
        await app.on_event(down)
        await settle(pilot)
        palette = app.screen
        assert isinstance(palette, PaletteScreen)
        first = palette.listed.highlighted
        await pilot.press("up")
        assert first != palette.listed.highlighted


@pytest.mark.quick
@pytest.mark.parametrize("opening", ["slash", "|"])
async def test_what_is_typed_behind_the_key_that_opens_a_prompt_is_its_text(
    library: Library, talks: str, opening: str
) -> None:
    async with reader_app(library, talks).run_test() as pilot:
        await settle(pilot)
        press_at_once(pilot, "0", opening, "a", "b", "c")
        screen = await settle(pilot)
        field = screen.focused
        assert isinstance(field, Input)
        assert field.value == "abc"


@pytest.mark.quick
async def test_a_prompt_that_has_lost_the_focus_gets_no_key(library: Library, talks: str) -> None:
    """It came back to the screen from what had the focus, again and again, and the reader stood still."""
    async with reader_app(library, talks).run_test() as pilot:
        await settle(pilot)
        await pilot.press("|")
        screen = await settle(pilot)
        screen.set_focus(screen.library_rows)
        assert screen.prompt.is_asking
        assert not await screen.forward_key(events.Key("j", "j"))


def test_keys_on_their_way_are_all_known() -> None:
    first, second, other = (events.Key("escape", None) for _ in range(3))
    pressed = PressedKeys()
    pressed.add(first)
    pressed.add(second)
    assert [pressed.take(each) for each in (other, first, first, second)] == [False, True, False, True]
