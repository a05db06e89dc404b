"""Many values in one statement, no more at a time than every SQLite takes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

__all__ = ["batched", "marks_for"]

MOST = 500

T = TypeVar("T")


def batched(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[at : at + MOST] for at in range(0, len(values), MOST))


def marks_for(values: Sequence[object]) -> str:
    """The question marks that stand for them in a statement."""
    return ", ".join("?" * len(values))
