"""Keys that follow each other without a pause: each reaches what has the focus once the last is done."""

from __future__ import annotations

import asyncio
from typing import ClassVar

import pytest
from textual import events
from textual.binding import Binding
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from briefing.ui import keys
from briefing.ui.commands.bindings import CommandScreen
from briefing.ui.keys import CommandApp
from tests.ui.reading import press_at_once


class Prompt(Screen[str]):
    """Mounted slowly; Enter closes it with what was typed."""

    async def on_mount(self) -> None:
        for _ in range(20):
            await asyncio.sleep(0)
        await self.mount(Input())
        self.set_focus(self.query_one(Input))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        self.dismiss(event.value)


class Typing(CommandScreen[None]):
    """Keeps the letters that no field takes."""

    BINDINGS: ClassVar = [
        Binding("slash", "prompt"),
        Binding("a", "field"),
        Binding("w", "wait"),
    ]

    def __init__(self, *, is_ready: bool = True) -> None:
        super().__init__()
        self.letters = ""
        self.answers: list[str | None] = []
        self.goes_on = asyncio.Event()
        if not is_ready:
            self.ready = asyncio.Event()

    def on_key(self, event: events.Key) -> None:
        self.letters += event.character or ""

    def action_prompt(self) -> None:
        self.app.push_screen(Prompt(), self.answers.append)

    async def action_field(self) -> None:
        await self.mount(field := Input())
        self.set_focus(field)

    async def action_wait(self) -> None:
        await self.goes_on.wait()


class TypingApp(CommandApp):
    def __init__(self, *, is_ready: bool = True) -> None:
        super().__init__()
        self.typing = Typing(is_ready=is_ready)

    def get_default_screen(self) -> Screen[None]:
        return self.typing


async def typed(pilot: Pilot[None], *words: str) -> Typing:
    """Type all at once."""
    press_at_once(pilot, *words)
    await pilot.pause()
    assert isinstance(pilot.app, TypingApp)
    return pilot.app.typing


async def test_what_is_typed_while_a_screen_opens_belongs_to_it_until_it_is_closed() -> None:
    async with TypingApp().run_test() as pilot:
        screen = await typed(pilot, "b", "/", *"xyz", "enter", "c", "/", "enter", "d")
        assert (screen.letters, screen.answers) == ("b/c/d", ["xyz", ""])


async def test_what_is_typed_behind_the_key_that_mounts_a_field_is_its_text() -> None:
    async with TypingApp().run_test() as pilot:
        screen = await typed(pilot, "a", *"axyz")
        assert screen.query_one(Input).value == "axyz"


async def test_pasted_text_keeps_its_place_among_the_keys() -> None:
    async with TypingApp().run_test() as pilot:
        press_at_once(pilot, "a", "x")
        assert pilot.app._driver is not None
        pilot.app._driver.send_message(events.Paste("pasted"))
        screen = await typed(pilot, "y")
        assert screen.query_one(Input).value == "xpastedy"


async def test_keys_wait_until_the_screen_is_ready() -> None:
    async with TypingApp(is_ready=False).run_test() as pilot:
        screen = await typed(pilot, *"bc")
        assert screen.ready is not None and len(screen.letters) == 0
        screen.ready.set()
        await pilot.pause()
        assert screen.letters == "bc"


async def test_a_handler_that_does_not_end_holds_the_next_key_up_for_a_while_only(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(keys, "PATIENCE", 0.01)
    async with TypingApp().run_test() as pilot:
        app = pilot.app
        assert isinstance(app, TypingApp)
        press_at_once(pilot, "b", "w", "c")
        while app.typing.letters != "bwc":
            await asyncio.sleep(0.01)
        app.typing.goes_on.set()
