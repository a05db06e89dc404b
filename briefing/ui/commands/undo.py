"""Undo and redo of the session's changes, and the jump list of reading positions."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from textual.screen import Screen

from briefing.presentation.sentences import pluralize
from briefing.ui.messages import ChangeMade
from briefing.ui.textlayout.wrapping import ViewPosition

if TYPE_CHECKING:
    from briefing.services.annotations import AnnotationService
    from briefing.services.articles import ArticleService
    from briefing.ui.tasks import TaskRunner

Kept = TypeVar("Kept")


@dataclass(frozen=True, slots=True)
class Change:
    """A change that can be undone and redone."""

    done: str
    """What was done, as a sentence without its full stop: "Starred “…”"."""
    do: Callable[[], object]
    undo: Callable[[], object]

    @classmethod
    def keeping(cls, done: str, do: Callable[[], Kept], undo: Callable[[Kept], object]) -> Change:
        """Make a change whose undoing gets what doing it returned."""
        kept: list[Kept] = []

        def undo_last() -> None:
            undo(kept[-1])
            kept.pop()

        return cls(done, lambda: kept.append(do()), undo_last)


def marking_read(articles: ArticleService, ids: Iterable[str], of: str = "") -> Change | None:
    """Mark those read of these articles that are not, and return the change; None if all are.

    `of` says what they are of. Runs in the thread that writes.
    """
    changed = articles.mark(ids, read=True)
    mark = partial(articles.mark, changed)
    done = f"Marked {pluralize(len(changed), 'article')}{of} read"
    return Change(done, partial(mark, read=True), partial(mark, read=False)) if changed else None


MAX_CHANGES = 1_000
"""How many can be undone: one may hold a removed article with its text."""


class History:
    """The undo and redo stacks; a new change clears the redo stack.

    A change that raises leaves both stacks as they were.
    """

    def __init__(self) -> None:
        self._done: deque[Change] = deque(maxlen=MAX_CHANGES)
        self._undone: list[Change] = []

    def make(self, change: Change) -> None:
        """Make a change, and push it onto the undo stack."""
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
        """Redo the change undone last and return it; None when there is none."""
        if not self._undone:
            return None
        change = self._undone[-1]
        change.do()
        self._done.append(self._undone.pop())
        return change


class Changes:
    """Makes, undoes and redoes changes in the order of the keys, off the event loop."""

    def __init__(
        self, notebook: AnnotationService, tasks: TaskRunner, post: Callable[[ChangeMade], object]
    ) -> None:
        """`post` is called with a message when a change has been made."""
        self._notebook = notebook
        self._tasks = tasks
        self._post = post
        self._history = History()

    def make(
        self, make: Change | Callable[[], Change | str], on_done: Callable[[], None] | None = None
    ) -> None:
        """Make a change, or that which `make` returns; instead it may return a message why there is none.

        `make`, and `on_done` after the change, run in the thread that writes.
        """

        def made() -> str:
            change = make if isinstance(make, Change) else make()
            if isinstance(change, str):
                return change
            self._history.make(change)
            if on_done is not None:
                on_done()
            return f"{change.done}. {{undo}} undoes."

        self._submit(made)

    def undo(self) -> None:
        def undone() -> str:
            change = self._history.undo()
            return f"Undone: {change.done}." if change else "Nothing to undo."

        self._submit(undone)

    def redo(self) -> None:
        def redone() -> str:
            change = self._history.redo()
            return f"Redone: {change.done}." if change else "Nothing to redo."

        self._submit(redone)

    def _submit(self, job: Callable[[], str]) -> None:
        self._tasks.in_order(lambda: ChangeMade(job(), self._notebook.pending_error), self._post)


@dataclass(frozen=True, slots=True)
class ReadingPosition:
    """An article, and a position in it."""

    article_id: str
    position: ViewPosition


Screens = tuple[Screen[Any], ...]
"""Screens that lay above the reader's, from the lowest to the top one; they stay as they were left."""
MAX_JUMPS, MAX_SCREENS = 200, 4


def kept_from(screens: Sequence[int]) -> int:
    """Return the index from which items keep their screens: `MAX_SCREENS`, and those of the last in any case.

    `screens` has how many each holds.
    """
    held = 0
    for at, number in reversed(tuple(enumerate(screens))):
        if held and number and held + number > MAX_SCREENS:
            return at + 1
        held += number
    return 0


class JumpList:
    """The reading positions, and screens that were left, before jumps: a stack."""

    def __init__(self, release: Callable[[Screens], object]) -> None:
        """`release` is called with screens to which there is no way back any more."""
        self._release = release
        self._positions: list[ReadingPosition | Screens] = []

    def push(self, position: ReadingPosition | Screens) -> None:
        if not self._positions or self._positions[-1] != position:
            self._positions.append(position)
        screens = [len(each) if isinstance(each, tuple) else 0 for each in self._positions]
        dropped = max(kept_from(screens), len(self._positions) - MAX_JUMPS)
        for each in self._positions[:dropped]:
            if isinstance(each, tuple):
                self._release(each)
        del self._positions[:dropped]

    def drop_to_screens(self) -> bool:
        """Drop what is later than the last screens; return whether there are some."""
        while self._positions and not isinstance(self._positions[-1], tuple):
            self._positions.pop()
        return bool(self._positions)

    def pop(self) -> ReadingPosition | Screens | None:
        return self._positions.pop() if self._positions else None
