"""Splits long parameter lists into batches that every SQLite accepts."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

__all__ = ["batched", "marks_for", "numbers_of"]

MOST = 500

T = TypeVar("T")


def batched(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[at : at + MOST] for at in range(0, len(values), MOST))


def marks_for(values: Sequence[object]) -> str:
    """The question marks that stand for them in a statement."""
    return ", ".join("?" * len(values))


def numbers_of(
    connection: sqlite3.Connection, ids: Iterable[str], where: str = "1", *values: object
) -> list[tuple[int, str]]:
    """Number and id of those of the articles that are there and for which the condition holds."""
    return [
        row
        for some in batched(list(dict.fromkeys(ids)))
        for row in connection.execute(
            f"SELECT number, id FROM articles WHERE id IN ({marks_for(some)}) AND {where}", (*some, *values)
        )
    ]
