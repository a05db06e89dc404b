"""What was closed, what it painted and what was said long ago is not kept in memory."""

from __future__ import annotations

import asyncio
import gc
from collections import Counter
from typing import Any

import pytest
from textual._styles_cache import StylesCache
from textual.pilot import Pilot
from textual.widget import Widget

from briefing.services.library import Library
from briefing.ui.screens.reader.view import MAX_MESSAGES
from tests.ui.conftest import reader_app
from tests.ui.reading import settle

WAYS = (
    ("f2",),
    ("?",),
    ("comma",),
    ("F",),
    ("T",),
    ("A",),
    ("E",),
    ("exclamation_mark",),
    ("colon",),
    ("L", "plus"),
)
"""The keys that open a screen or a field each, which Escape closes."""


def kept() -> Counter[str]:
    """The widgets, and what their lines are painted to."""
    loop: Any = asyncio.get_running_loop()
    for each in loop._scheduled:  # it keeps a cancelled timer, with its context, until that would have rung
        if each.cancelled():
            each._context = None
    gc.collect()
    return Counter(type(each).__name__ for each in gc.get_objects() if isinstance(each, Widget | StylesCache))


async def open_and_close(pilot: Pilot[None]) -> Counter[str]:
    for keys in WAYS:
        await pilot.press(*keys)
        await settle(pilot)
        await pilot.press("escape", "escape", "escape")
        await settle(pilot)
    return kept()


@pytest.mark.usefixtures("every_frame")
async def test_each_screen_that_is_closed_is_released(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await open_and_close(pilot)
        twice = await open_and_close(pilot)
        assert await open_and_close(pilot) - twice == Counter()


@pytest.mark.quick
async def test_the_oldest_messages_are_forgotten(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test() as pilot:
        screen = await settle(pilot)
        for number in range(MAX_MESSAGES + 1):
            screen.say(str(number))
        assert (len(screen.messages), screen.messages[-1]) == (MAX_MESSAGES, str(MAX_MESSAGES))
