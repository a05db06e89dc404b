"""A screen that is removed before it has been mounted costs nothing."""

from __future__ import annotations

import pytest

from briefing.services.library import Library
from briefing.ui.screens.message_log_screen import MessagesScreen
from briefing.ui.screens.reader.screen import ReaderScreen
from tests.ui.conftest import reader_app
from tests.ui.reading import settle


@pytest.mark.quick
async def test_a_screen_that_is_removed_before_it_is_mounted_is_not_mounted(
    library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test() as pilot:
        await settle(pilot)
        messages = MessagesScreen(())
        pilot.app.push_screen(messages)
        messages.dismiss()
        messages.remove()
        await settle(pilot)
        assert isinstance(pilot.app.screen, ReaderScreen)
