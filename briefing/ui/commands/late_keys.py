"""Holds keys that are pressed while a screen is opening, and gives them out in their order."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable

from textual import events
from textual.screen import Screen


class LateKeys:
    """One key at a time is on its way to the app; those behind it wait, also those pressed meanwhile."""

    def __init__(self, post: Callable[[events.Key], object]) -> None:
        """`post` puts a key at the end of the app's queue."""
        self._post = post
        self._keys: deque[events.Key] = deque()
        self._is_posted = False
        """Whether the first of them is on its way."""
        self._screen: Screen[object] | None = None
        """The screen whose opening the first of them waits for."""

    def is_due(self, event: events.Key, screen: Screen[object]) -> bool:
        """Whether the key is for the screen now; if not, it comes again."""
        if is_next := self._is_posted and event is self._keys[0]:
            self._is_posted = False
        if screen.is_mounted and (is_next or not self._keys):
            if is_next:
                self._keys.popleft()
                self._post_after(screen)
            return True
        if not is_next:
            self._keys.append(events.Key(event.key, event.character))
        # A screen that was closed before it opened would never give them out.
        if self._screen is not screen or is_next or len(self._keys) == 1:
            self._post_after(screen)
        return False

    def _post_after(self, screen: Screen[object]) -> None:
        """Post the first key once the screen is open."""
        self._screen = screen
        if screen.is_mounted:
            self._post_first()
        else:
            screen.call_later(self._post_first)

    def _post_first(self) -> None:
        if self._keys and not self._is_posted:
            self._is_posted = True
            # Another event: one that has been dispatched is not dispatched again.
            first = self._keys[0] = events.Key(self._keys[0].key, self._keys[0].character)
            self._post(first)
