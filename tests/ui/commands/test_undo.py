"""Undo, redo and the jump list."""

from __future__ import annotations

from typing import cast

import pytest

from briefing.ui.commands.undo import (
    MAX_CHANGES,
    MAX_SCREENS,
    Change,
    History,
    JumpList,
    ReadingPosition,
    Screens,
    kept_from,
)
from briefing.ui.textlayout.wrapping import ViewPosition


def test_undo_and_redo_walk_the_changes() -> None:
    done: list[str] = []

    def change(name: str) -> Change:
        return Change(name, lambda: done.append(name), lambda: done.append(f"-{name}"))

    history = History()
    history.make(change("a"))
    history.make(change("b"))
    assert history.undo() is not None
    assert history.redo() is not None
    assert history.redo() is None
    history.undo()
    history.undo()
    assert history.undo() is None
    assert done == ["a", "b", "-b", "b", "-b", "-a"]


def test_the_oldest_changes_are_forgotten() -> None:
    history = History()
    for number in range(MAX_CHANGES + 2):
        history.make(Change(str(number), lambda: None, lambda: None))
    undone = [change.done for change in iter(history.undo, None)]
    assert (len(undone), undone[-1]) == (MAX_CHANGES, "2")


def test_a_change_that_fails_is_not_remembered() -> None:
    def fail() -> None:
        raise OSError

    history = History()
    with pytest.raises(OSError):
        history.make(Change("x", fail, fail))
    assert history.undo() is None


def test_the_jump_list_is_a_stack_without_consecutive_duplicates() -> None:
    jumps = JumpList(list)
    here = ReadingPosition("a", ViewPosition(1, None))
    jumps.push(here)
    jumps.push(here)
    jumps.push(ReadingPosition("b", ViewPosition(2, 0)))
    assert jumps.pop() == ReadingPosition("b", ViewPosition(2, 0))
    assert jumps.pop() == here
    assert jumps.pop() is None


@pytest.mark.parametrize(
    ("screens", "first"),
    [
        ((), 0),
        ((0, 2, 0, 2), 0),
        ((0, 2, 0, 2, 1), 2),
        ((9,), 0),
        ((1, 9, 0), 1),
        ((1, 0, MAX_SCREENS), 1),
    ],
)
def test_the_last_screens_are_kept_and_those_of_one_way_in_any_case(
    screens: tuple[int, ...], first: int
) -> None:
    assert kept_from(screens) == first


def test_screens_to_which_there_is_no_way_back_are_let_go() -> None:
    released: list[object] = []
    jumps = JumpList(released.extend)
    lefts = [cast("Screens", (f"screen {number}",)) for number in range(MAX_SCREENS + 2)]
    for number, left in enumerate(lefts):
        jumps.push(left)
        jumps.push(ReadingPosition(f"article {number}", ViewPosition(0, None)))
    assert released == ["screen 0", "screen 1"]
    for left in reversed(lefts[2:]):
        assert jumps.drop_to_screens() and jumps.pop() == left
    assert not jumps.drop_to_screens()
