"""What a controller has for its screens reaches them whether they are being opened, open or closed."""

from __future__ import annotations

from collections.abc import Sequence
from threading import Event

import pytest

from briefing.domain.feeds.feed import Subscription
from briefing.errors import StoreError
from briefing.services.annotations import AnnotationService
from briefing.services.library import Library
from briefing.ui.commands.bindings import CommandScreen
from briefing.ui.configuration.settings_controller import SettingsController
from briefing.ui.screens.export import downloads
from briefing.ui.screens.filtered_list import FilteredListScreen
from tests.ui.conftest import reader_app
from tests.ui.newsstand import news, press, the_list
from tests.ui.reading import settle


@pytest.mark.quick
@pytest.mark.parametrize("command", ["reader.annotations", "reader.tags", "reader.feeds", "reader.failures"])
async def test_a_message_for_a_screen_that_is_not_mounted_yet_is_shown_once_it_is(
    library: Library, talks: str, command: str
) -> None:
    async with reader_app(library, talks).run_test() as pilot:
        reader = await settle(pilot)
        await reader.context.run(command)
        reader.work_failed("The disk is full.")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, FilteredListScreen)
        assert screen.status.message == "The disk is full."


async def test_a_message_for_a_screen_that_is_being_closed_is_dropped(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test() as pilot:
        reader = await settle(pilot)
        await pilot.press("A")
        await settle(pilot)
        pilot.app.screen.dismiss()
        reader.work_failed("The disk is full.")
        await settle(pilot)
        assert reader.status.message == "The disk is full."


@pytest.mark.parametrize("keys", ["O", "T", "gq", "A"])
async def test_what_is_said_on_a_screen_that_is_closed_is_dropped(library: Library, keys: str) -> None:
    library.ingest.ingest(news(0))
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, reader):
        await press(pilot, *keys)
        screen = pilot.app.screen
        assert isinstance(screen, CommandScreen)
        await screen.dismiss()
        screen.say("The disk is full.", error=True)
        assert pilot.app.screen is reader


@pytest.mark.parametrize("end", ["screen", "app"])
async def test_nothing_is_found_any_more_for_a_screen_that_is_being_closed(
    library: Library, end: str
) -> None:
    async with the_list(library, (120, 40)) as (pilot, _):
        await press(pilot, "g", "q")
        screen = pilot.app.screen
        assert isinstance(screen, CommandScreen)
        wanted = screen.while_open(lambda: True)
        assert wanted()
        if end == "screen":
            await screen.dismiss()
        else:
            pilot.app.exit()
        assert not wanted()


@pytest.mark.parametrize(
    ("module", "name", "keys"),
    [
        (AnnotationService, "find", ("v", "e", "H", "escape", "A")),
        (downloads, "write_to", ("F", "E", "enter")),
    ],
    ids=["the text of an annotation", "a file that is there"],
)
async def test_what_comes_for_a_screen_that_was_closed_meanwhile_is_dropped(
    library: Library,
    talks: str,
    module: object,
    name: str,
    keys: Sequence[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    closed = Event()

    def wait(*_: object, **__: object) -> None:
        closed.wait(60)

    library.feeds.follow([Subscription("https://wire.example/feed", "Wire")])
    monkeypatch.setattr(module, name, wait)
    async with reader_app(library, talks).run_test() as pilot:
        reader = await settle(pilot)
        try:
            await pilot.press(*keys)
            await pilot.pause()
            await pilot.press("q")
        finally:
            closed.set()
        await settle(pilot)
        assert pilot.app.screen is reader


async def test_settings_that_come_once_their_screen_is_closed_are_dropped(
    library: Library, talks: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    closed, read = Event(), SettingsController._values

    def wait(settings: SettingsController) -> object:
        closed.wait(60)
        return read(settings)

    monkeypatch.setattr(SettingsController, "_values", wait)
    async with reader_app(library, talks).run_test() as pilot:
        reader = await settle(pilot)
        try:
            await pilot.press(",")
            await pilot.pause()
            await pilot.press("q")
            await pilot.pause()
        finally:
            closed.set()
        await settle(pilot)
        assert pilot.app.screen is reader
        assert not any("fault" in each.lower() for each in reader.messages)


@pytest.mark.parametrize("keys", ["A", "T"])
async def test_a_list_that_cannot_be_read_says_so(
    library: Library, talks: str, keys: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("The disk is gone.")

    monkeypatch.setattr(AnnotationService, "entries", fail)
    monkeypatch.setattr(AnnotationService, "for_article", fail)
    async with reader_app(library, talks).run_test() as pilot:
        await settle(pilot)
        await press(pilot, keys)
        screen = pilot.app.screen
        assert isinstance(screen, FilteredListScreen)
        assert screen.listed.empty == "The disk is gone."
