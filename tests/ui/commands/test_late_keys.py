"""Keys that are pressed while a screen is opening."""

from __future__ import annotations

from typing import Any

from textual import events

from briefing.ui.commands.late_keys import LateKeys


class StubScreen:
    """A screen that opens when it is told to."""

    def __init__(self, *, is_mounted: bool = False) -> None:
        self.is_mounted = is_mounted
        self.waiting: list[Any] = []

    def call_later(self, callback: Any) -> None:
        self.waiting.append(callback)

    def open(self) -> None:
        self.is_mounted = True
        for callback in self.waiting:
            callback()


class Keyboard:
    """An app's queue of keys, in front of a screen."""

    def __init__(self) -> None:
        self.queue: list[events.Key] = []
        self.late = LateKeys(self.queue.append)
        self.handled = ""

    def press(self, keys: str) -> None:
        self.queue += [events.Key(key, key) for key in keys]

    def run(self, screen: Any, most: int = 1_000) -> None:
        while self.queue and most:
            most -= 1
            event = self.queue.pop(0)
            if self.late.is_due(event, screen):
                self.handled += event.key


def test_they_come_in_their_order_once_it_is_open() -> None:
    keyboard, screen = Keyboard(), StubScreen()
    keyboard.press("abc")
    keyboard.run(screen)
    assert keyboard.handled == ""
    keyboard.press("d")
    screen.open()
    keyboard.press("e")
    keyboard.run(screen)
    assert keyboard.handled == "abcde"


def test_of_a_screen_that_is_open_each_is_due_at_once() -> None:
    keyboard = Keyboard()
    keyboard.press("abc")
    keyboard.run(StubScreen(is_mounted=True))
    assert keyboard.handled == "abc"


def test_a_key_may_open_another_screen_that_the_rest_waits_for() -> None:
    keyboard, first, second = Keyboard(), StubScreen(), StubScreen()
    keyboard.press("abc")
    keyboard.run(first)
    first.open()
    keyboard.run(first, most=1)
    keyboard.run(second)
    assert keyboard.handled == "a"
    second.open()
    keyboard.run(second)
    assert keyboard.handled == "abc"


def test_a_screen_that_never_opens_keeps_none_but_until_the_next_key() -> None:
    keyboard = Keyboard()
    keyboard.press("ab")
    keyboard.run(StubScreen())
    keyboard.press("c")
    keyboard.run(StubScreen(is_mounted=True))
    assert keyboard.handled == "abc"
