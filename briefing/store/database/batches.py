"""Splits long parameter lists into batches that every SQLite accepts, and groups rows."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

MOST = 500

T = TypeVar("T")


def batched(values: Sequence[T]) -> Iterator[Sequence[T]]:
    return (values[at : at + MOST] for at in range(0, len(values), MOST))


def grouped(rows: Iterable[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    """The second column of the rows by the first, in their order."""
    found: dict[str, tuple[str, ...]] = {}
    for key, value in rows:
        found[key] = (*found.get(key, ()), value)
    return found


def placeholders(values: Sequence[object]) -> str:
    """The question marks for these values in a statement."""
    return ", ".join("?" * len(values))


def article_numbers(
    connection: sqlite3.Connection, ids: Iterable[str], where: str = "1", *values: object
) -> list[tuple[int, str]]:
    """Number and id of each existing article among `ids` that meets the condition `where`."""
    return [
        row
        for some in batched(list(dict.fromkeys(ids)))
        for row in connection.execute(
            f"SELECT number, id FROM articles WHERE id IN ({placeholders(some)}) AND {where}",
            (*some, *values),
        )
    ]
