"""Tells keys that were pressed in a field from those that were typed before it had the focus."""

from __future__ import annotations

from collections import deque

from textual import events

MOST_ON_THE_WAY = 1_000
"""Keys between the field and the screen; some are stopped there."""


class PressedKeys:
    """The keys that a field has had and that the screen has not yet: several may be on their way."""

    def __init__(self) -> None:
        self.is_opening = False
        """Whether the focus is on its way to the field."""
        self._keys: deque[events.Key] = deque(maxlen=MOST_ON_THE_WAY)

    def add(self, event: events.Key) -> None:
        self._keys.append(event)

    def take(self, event: events.Key) -> bool:
        """Whether it is one of them; it and those before it no longer are then."""
        if event not in self._keys:
            return False
        while self._keys.popleft() is not event:
            pass
        return True
