"""Undo and redo of the session's changes, and the trail of places that were read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from briefing.ui.textlayout.text_marks import ViewPosition

__all__ = ["Change", "History", "ReadingPlace", "Trail"]


@dataclass(frozen=True, slots=True)
class Change:
    """Something done that can be undone, and done again."""

    done: str
    """What was done, as a sentence without its full stop: "Starred “…”"."""
    do: Callable[[], None]
    undo: Callable[[], None]


class History:
    """Changes in the order in which they were made; a new one ends the chance to redo.

    A change that raises leaves everything as it was: what could not be undone can still be.
    """

    def __init__(self) -> None:
        self._done: list[Change] = []
        self._undone: list[Change] = []

    def make(self, change: Change) -> None:
        """Do it, then remember it; a change that raises is not remembered."""
        change.do()
        self._done.append(change)
        self._undone.clear()

    def undo(self) -> Change | None:
        """Undo the last change and return it; None when there is none."""
        if not self._done:
            return None
        change = self._done[-1]
        change.undo()
        self._undone.append(self._done.pop())
        return change

    def redo(self) -> Change | None:
        """Do again what was undone last and return it; None when there is none."""
        if not self._undone:
            return None
        change = self._undone[-1]
        change.do()
        self._done.append(self._undone.pop())
        return change


@dataclass(frozen=True, slots=True)
class ReadingPlace:
    """Where somebody was reading: in which article, and at what place of it."""

    article_id: str
    place: ViewPosition


LONGEST_TRAIL = 200


class Trail:
    """The places one jumped away from, the last on top."""

    def __init__(self) -> None:
        self._places: list[ReadingPlace] = []

    def leave(self, place: ReadingPlace) -> None:
        if not self._places or self._places[-1] != place:
            self._places.append(place)
        del self._places[:-LONGEST_TRAIL]

    def back(self) -> ReadingPlace | None:
        return self._places.pop() if self._places else None
