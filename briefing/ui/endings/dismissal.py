"""Closes a screen once, and none but itself, however quickly keys follow each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from textual.await_complete import AwaitComplete
from textual.screen import ModalScreen, Screen, ScreenResultType

Item = TypeVar("Item")
"""What is chosen on a screen."""


def dismiss_in_turn(
    screen: Screen[ScreenResultType],
    dismiss: Callable[[ScreenResultType | None], AwaitComplete],
    result: ScreenResultType | None,
) -> AwaitComplete:
    """Close a screen with Textual's own `dismiss`, which would close whichever is on top.

    One that is covered is closed when it is on top again, one that has been closed stays so.
    """
    if screen.is_active:
        return dismiss(result)

    def dismiss_on_top(top: Screen[object]) -> None:
        if top is screen:
            screen.dismiss(result)

    if screen in screen.app.screen_stack:
        screen.app.screen_change_signal.subscribe(screen, dismiss_on_top)
    return AwaitComplete()


def close_for(screen: Screen[Any], use: Callable[[Item], object], item: Item) -> None:
    """Close a screen, and have the screen below use what was chosen, once: a second click may be waiting."""
    if screen.is_active:
        screen.dismiss()
        screen.app.screen.call_later(use, item)


class Dialog(ModalScreen[ScreenResultType]):
    """A modal screen that closes in turn."""

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        return dismiss_in_turn(self, super().dismiss, result)
