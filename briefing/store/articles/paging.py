"""Pages through articles in an order: keyset conditions and the SQL that serves them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from briefing.store.articles.article_rows import ENTRY_COLUMNS
from briefing.store.articles.query_conditions import Condition, Conditions

__all__ = ["ArticleOrder", "Cursor", "order_by", "page_rows"]

SLICE = 4_000
"""Articles that are looked through first: common words are met often enough among them."""
GROWTH = 4
RARE = 4
"""Articles in a slice, below which all that hold the words are few enough to be looked up and sorted."""
SPARSE = 4
"""Times as many numbers as articles, past which asking the index for those numbers alone saves nothing."""

Cursor = tuple[Any, ...]
"""What an article is ordered by, and its number; as SQLite's types, so that it may be compared there."""


class ArticleOrder(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    SOURCE = "source"
    """By source, the newest of each first."""
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class _Key:
    expression: str
    descends: bool = False


_KEYS: Mapping[ArticleOrder, tuple[_Key, ...]] = {
    ArticleOrder.NEWEST: (_Key("newest", True), _Key("number", True)),
    ArticleOrder.OLDEST: (_Key("newest"), _Key("number")),
    ArticleOrder.SOURCE: (_Key("ifnull(source, '') COLLATE NOCASE"), _Key("newest", True), _Key("number")),
    ArticleOrder.TITLE: (_Key("title COLLATE NOCASE"), _Key("number")),
}


def page_rows(
    connection: sqlite3.Connection,
    conditions: Conditions,
    condition: Condition,
    query: str,
    order: ArticleOrder,
    after: Cursor | None,
    limit: int,
) -> list[tuple[Cursor, tuple[Any, ...]]]:
    """The first that match after the cursor: each with its own cursor, and the columns of an entry.

    `condition` is that of the query.
    """
    keys = _KEYS[order]
    if condition.searches_words:
        rows = _in_slices(connection, conditions, query, keys, after, limit)
    else:
        rows = _rows(connection, condition, keys, after, limit)
    return [(row[: len(keys)], row[len(keys) :]) for row in rows]


def order_by(order: ArticleOrder) -> str:
    return _by(_KEYS[order])


def _rows(
    connection: sqlite3.Connection,
    condition: Condition,
    keys: tuple[_Key, ...],
    after: Cursor | None,
    limit: int,
) -> list[tuple[Any, ...]]:
    """Each row begins with its cursor."""
    beyond, values = _beyond(keys, after)
    return connection.execute(
        f"SELECT {', '.join(key.expression for key in keys)}, {ENTRY_COLUMNS} FROM articles "
        f"WHERE {beyond} AND {condition.sql} ORDER BY {_by(keys)} LIMIT ?",
        (*values, *condition.values, limit),
    ).fetchall()


def _in_slices(
    connection: sqlite3.Connection,
    conditions: Conditions,
    query: str,
    keys: tuple[_Key, ...],
    after: Cursor | None,
    limit: int,
) -> list[tuple[Any, ...]]:
    """The rows by one slice of the library after the other, each larger than the last, until they are enough.

    Articles that came together have numbers that are near, so that of the index little is asked for a slice.
    """
    rows: list[tuple[Any, ...]] = []
    size, is_rare = SLICE, False
    while len(rows) < limit:
        last, within = _slice(connection, keys, after, size)
        if is_rare or last is None or within[1] - within[0] > SPARSE * size:
            rest = conditions.of(query, walks=not is_rare)
            return rows + _rows(connection, rest, keys, after, limit - len(rows))
        condition = conditions.of(query, within=within)
        beyond, values = _beyond(keys, last)
        # By the first of these the walk ends there; the second leaves out those beyond that share its place.
        ends = f"{keys[0].expression} {'>=' if keys[0].descends else '<='} ?"
        condition.sql = f"{ends} AND NOT {beyond} AND {condition.sql}"
        condition.values = [last[0], *values, *condition.values]
        rows += _rows(connection, condition, keys, after, limit - len(rows))
        is_rare = condition.is_words_alone and len(rows) < RARE
        after, size = last, size * GROWTH
    return rows


def _slice(
    connection: sqlite3.Connection, keys: tuple[_Key, ...], after: Cursor | None, size: int
) -> tuple[Cursor | None, tuple[int, int]]:
    """The last of the next so many articles, None where there are fewer; the least and greatest number."""
    beyond, values = _beyond(keys, after)
    slice_ = f"FROM articles WHERE {beyond} ORDER BY {_by(keys)} LIMIT ?"
    columns = ", ".join(key.expression for key in keys)
    last = connection.execute(f"SELECT {columns} {slice_} OFFSET ?", (*values, 1, size - 1)).fetchone()
    if last is None:
        return None, (0, 0)
    within = connection.execute(
        f"SELECT min(number), max(number) FROM (SELECT number {slice_})", (*values, size)
    ).fetchone()
    return last, within


def _by(keys: tuple[_Key, ...]) -> str:
    return ", ".join(f"{key.expression} {'DESC' if key.descends else 'ASC'}" for key in keys)


def _beyond(keys: tuple[_Key, ...], after: Cursor | None) -> tuple[str, list[object]]:
    """What lies after a cursor. The first key stands by itself as well: by it the index is entered."""
    if after is None:
        return "1", []
    key, *rest = keys
    sign = "<" if key.descends else ">"
    if not rest:
        return f"{key.expression} {sign} ?", [after[0]]
    beyond, values = _beyond(tuple(rest), after[1:])
    return (
        f"({key.expression} {sign}= ? AND ({key.expression} {sign} ? OR {beyond}))",
        [after[0], after[0], *values],
    )
