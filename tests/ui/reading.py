"""What a reader does and sees, in a reader's words."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from textual import events
from textual.keys import _character_to_key
from textual.pilot import Pilot

from briefing.domain import Span
from briefing.ui.screens.reader.screen import ReaderScreen
from tests.ui.quiet import wait_for_workers

by_size = pytest.mark.parametrize(
    "size",
    [
        pytest.param((80, 24), id="narrow"),
        pytest.param((120, 40), id="normal"),
        pytest.param((200, 60), id="wide", marks=pytest.mark.thorough),
    ],
)


async def settle(pilot: Pilot[None]) -> ReaderScreen:
    """Wait until the reader is open, no work is under way and its messages have been seen to."""
    while not any(isinstance(each, ReaderScreen) and each.is_open for each in pilot.app.screen_stack):
        await pilot.pause()
    await wait_for_workers(pilot)
    return reader(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    """Press the keys, and wait until all that they ask for is done."""
    await pilot.press(*keys)
    await settle(pilot)


async def press_each(pilot: Pilot[None], *keys: str) -> None:
    """Press the keys, and wait after each until what it asks for is done."""
    for key in keys:
        await press(pilot, key)


def wait_until(holds: Callable[[], bool]) -> None:
    """Wait in a thread of the reader's, a minute at most."""
    end = time.monotonic() + 60
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.005)


def press_at_once(pilot: Pilot[None], *keys: str) -> None:
    """Press all before the app has dealt with the first."""
    driver = pilot.app._driver
    assert driver is not None
    for key in keys:
        is_character = len(key) == 1
        event = events.Key(_character_to_key(key) if is_character else key, key if is_character else None)
        event.set_sender(pilot.app)
        driver.send_message(event)


def reader(pilot: Pilot[None]) -> ReaderScreen:
    return next(each for each in pilot.app.screen_stack if isinstance(each, ReaderScreen))


def lit(screen: ReaderScreen) -> list[str]:
    """The passages that are lit in the article."""
    return [span.of(screen.view.text) for span in screen.view.evidence]


def current_passage(screen: ReaderScreen) -> Span | None:
    """The passage that is shown now, and in view."""
    span = screen.view.current_evidence
    if span is None or not screen.view.is_in_view(span.start, span.end):
        return None
    return span


def status(screen: ReaderScreen) -> str:
    return screen.status.message or screen.status.about


def shown(pilot: Pilot[None]) -> str:
    """The screen as one text."""
    return "\n".join(screen_text(pilot))


def screen_text(pilot: Pilot[None]) -> list[str]:
    """The screen as rows of text."""
    screen = pilot.app.screen
    width, height = screen.size
    rows = []
    for strip in screen._compositor.render_strips(screen.size):  # what is drawn has no public name
        rows.append(strip.text.rstrip())
    assert len(rows) == height and width
    return rows
