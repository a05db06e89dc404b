"""A screen closes once, and no other in its place, when keys follow each other without a pause."""

from __future__ import annotations

import pytest

from briefing.services.library import Library
from briefing.ui.screens.export.export_screen import ExportScreen
from briefing.ui.screens.help_screen import HelpScreen
from briefing.ui.screens.reader.screen import ReaderScreen
from tests.ui.conftest import reader_app
from tests.ui.reading import press_at_once, settle


@pytest.mark.quick
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param((":", "down", "down", "enter", "enter", "enter"), id="palette"),
        pytest.param(("E", "enter", "enter", "escape"), id="export"),
    ],
)
async def test_keys_typed_ahead_leave_the_reader_open(
    library: Library, talks: str, keys: tuple[str, ...]
) -> None:
    async with reader_app(library, talks).run_test() as pilot:
        await settle(pilot)
        await pilot.press("V", "H")
        reader = await settle(pilot)
        press_at_once(pilot, *keys)
        await settle(pilot)
        assert reader in pilot.app.screen_stack
        assert isinstance(pilot.app.screen, ReaderScreen)


async def test_a_covered_screen_closes_once_it_is_on_top(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test() as pilot:
        await settle(pilot)
        await pilot.press("V", "H")
        await settle(pilot)
        await pilot.press("E")
        await settle(pilot)
        export = pilot.app.screen
        assert isinstance(export, ExportScreen)
        help_screen = HelpScreen((), (), may_leave=False, preset="default")
        await pilot.app.push_screen(help_screen)
        export.dismiss()
        await settle(pilot)
        assert isinstance(pilot.app.screen, HelpScreen)
        help_screen.dismiss()
        await settle(pilot)
        assert isinstance(pilot.app.screen, ReaderScreen)
