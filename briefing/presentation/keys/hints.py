"""Fits key hints into one row, dropping whole hints from the middle."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from rich.cells import cell_len


class Hint(NamedTuple):
    key: str
    words: str
    action: str
    """The action of a click."""
    kept: bool = False
    """Whether the hint is never dropped, such as that for help."""
    lasting: bool = False
    """Whether the hint is dropped only after those that are not lasting."""

    @property
    def text(self) -> str:
        return f"{self.key} {self.words}"


GAP = 2
"""Cells between two hints."""


def fit_hints(hints: Sequence[Hint], width: int) -> tuple[Hint, ...]:
    """Return the hints that fit into `width` cells, in order; kept ones first, then lasting ones.

    >>> [hint.key for hint in fit_hints([Hint("a", "add", ""), Hint("?", "help", "", True)], 8)]
    ['?']
    """
    room = width + GAP
    chosen: set[int] = set()
    for hint in sorted(hints, key=lambda each: (not each.kept, not each.lasting)):
        room -= cell_len(hint.text) + GAP
        if room < 0 and not hint.kept:
            break
        chosen.add(id(hint))
    return tuple(hint for hint in hints if id(hint) in chosen)
