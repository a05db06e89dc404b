"""What all screens of lists do alike."""

from __future__ import annotations

import pytest
from textual.events import Key

from briefing.services.library import Library
from briefing.ui.commands.bindings import CommandScreen
from briefing.ui.keys import CommandApp
from briefing.ui.screens.filtered_list import FilteredListScreen
from tests.ui.conftest import reader_app
from tests.ui.newsstand import fill, news
from tests.ui.reading import settle


@pytest.mark.parametrize("keys", [["A"], ["T"], ["F"], ["comma"], ["g", "c"], ["!"]], ids="".join)
async def test_what_is_typed_in_one_go_with_the_slash_goes_into_the_filter(
    library: Library, keys: list[str]
) -> None:
    fill(library, [news(1)])
    async with reader_app(library).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, FilteredListScreen)
        for key in ("slash", *"tag", "colon", *"ddeq"):
            pilot.app.post_message(Key(key, ":" if key == "colon" else key if len(key) == 1 else None))
        for _ in range(3):
            await settle(pilot)
        assert pilot.app.screen is screen
        assert screen.field.value == "tag:ddeq"


@pytest.mark.quick
async def test_titles_are_updated_once_for_all_that_is_waiting() -> None:
    class Counting(CommandScreen[None]):
        updates = 0

        def show_titles(self) -> None:
            self.updates += 1

    async with CommandApp().run_test() as pilot:
        screen = Counting()
        await pilot.app.push_screen(screen)
        await pilot.pause()
        screen.updates = 0
        for _ in range(5):
            screen.retitle()
        await pilot.pause()
        assert screen.updates == 1
