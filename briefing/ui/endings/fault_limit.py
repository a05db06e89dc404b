"""Keeps a fault in a handler from ending the widget that has it, and tells when faults never end."""

from __future__ import annotations

from collections.abc import Callable
from time import monotonic

from textual.events import Mount
from textual.message import Message
from textual.message_pump import MessagePump
from textual.screen import Screen

MOST_IN_A_ROW = 20
QUIET_SECONDS = 1.0
"""How long after a fault the next one begins another row."""


class FaultLimit:
    """Counts faults that follow each other closely, such as at every painting."""

    def __init__(self, now: Callable[[], float] = monotonic) -> None:
        self._now = now
        self._count = 0
        self._last = 0.0

    def allows_another(self) -> bool:
        """Count a fault; whether there were not too many in a row."""
        now = self._now()
        self._count = self._count + 1 if now - self._last <= QUIET_SECONDS else 1
        self._last = now
        return self._count <= MOST_IN_A_ROW


_dispatch_message = MessagePump._dispatch_message


async def _dispatch_contained(pump: MessagePump, message: Message) -> None:
    if isinstance(message, Mount) and isinstance(pump, Screen) and _is_closed(pump):
        return  # closed before it was opened, it has no widgets
    try:
        await _dispatch_message(pump, message)
    except Exception as error:
        pump.app._handle_exception(error)
        if isinstance(message, Mount) and isinstance(pump, Screen) and pump.is_active:
            pump.dismiss()  # half opened, it may have no key that closes it


def _is_closed(screen: Screen[object]) -> bool:
    """Return whether a screen is not there any more, or goes with the app, which is about to exit."""
    return screen.app._exit or screen not in screen.app.screen_stack


def contain_faults() -> None:
    """Have the app told of what handlers raise, as Textual does, but let their widgets go on.

    For all widgets, Textual's own too; it has no hook for that, and several ways to start one.
    """
    MessagePump._dispatch_message = _dispatch_contained  # type: ignore[method-assign, assignment]
