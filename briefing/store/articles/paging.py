"""Pages through articles in an order: keyset conditions and the SQL that serves them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from briefing.store.articles.article_rows import ENTRY_COLUMNS
from briefing.store.articles.query_conditions import Condition, Conditions

SLICE = 4_000
"""The number of articles in the first slice: common words occur often enough among them."""
GROWTH = 4
RARE = 4
"""Hits in a slice below which the query is rare enough to look up and sort all its matches."""
SPARSE = 4
"""Ratio of numbers to articles in a slice above which limiting the index search by number saves nothing."""

Cursor = tuple[Any, ...]
"""The sort key of an article and its number, as SQLite values."""


class ArticleOrder(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    SOURCE = "source"
    """Ordered by source, the newest of each first."""
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
    """The first matching rows after the cursor: each row's cursor and its entry columns.

    `condition` is the compiled `query`.
    """
    keys = _KEYS[order]
    if condition.searches_words:
        rows = _in_slices(connection, conditions, query, keys, after, limit)
    else:
        rows = _rows(connection, condition, keys, after, limit)
    return [(row[: len(keys)], row[len(keys) :]) for row in rows]


def order_by(order: ArticleOrder) -> str:
    return _order_clause(_KEYS[order])


def _rows(
    connection: sqlite3.Connection,
    condition: Condition,
    keys: tuple[_Key, ...],
    after: Cursor | None,
    limit: int,
) -> list[tuple[Any, ...]]:
    """Return the rows, each of which starts with its cursor."""
    beyond, values = _after_clause(keys, after)
    return connection.execute(
        f"SELECT {', '.join(key.expression for key in keys)}, {ENTRY_COLUMNS} FROM articles "
        f"WHERE {beyond} AND {condition.sql} ORDER BY {_order_clause(keys)} LIMIT ?",
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
    """Search slice after slice of the library, each larger than the last, until there are enough rows.

    Articles that were added together have neighbouring numbers, so each slice queries a small part of the
    index.
    """
    rows: list[tuple[Any, ...]] = []
    size, is_rare = SLICE, False
    while len(rows) < limit:
        last, within = _slice(connection, keys, after, size)
        if is_rare or last is None or within[1] - within[0] > SPARSE * size:
            rest = conditions.compile(query, walks=not is_rare)
            return rows + _rows(connection, rest, keys, after, limit - len(rows))
        condition = conditions.compile(query, within=within)
        beyond, values = _after_clause(keys, last)
        # The first condition ends the index scan at the slice's end; the second excludes articles after it
        # that have the same first key.
        end = f"{keys[0].expression} {'>=' if keys[0].descends else '<='} ?"
        condition.sql = f"{end} AND NOT {beyond} AND {condition.sql}"
        condition.values = [last[0], *values, *condition.values]
        rows += _rows(connection, condition, keys, after, limit - len(rows))
        is_rare = condition.is_words_alone and len(rows) < RARE
        after, size = last, size * GROWTH
    return rows


def _slice(
    connection: sqlite3.Connection, keys: tuple[_Key, ...], after: Cursor | None, size: int
) -> tuple[Cursor | None, tuple[int, int]]:
    """Return the cursor of the slice's last article, None if fewer than `size` are left, and the range of
    numbers.
    """
    beyond, values = _after_clause(keys, after)
    slice_ = f"FROM articles WHERE {beyond} ORDER BY {_order_clause(keys)} LIMIT ?"
    columns = ", ".join(key.expression for key in keys)
    last = connection.execute(f"SELECT {columns} {slice_} OFFSET ?", (*values, 1, size - 1)).fetchone()
    if last is None:
        return None, (0, 0)
    within = connection.execute(
        f"SELECT min(number), max(number) FROM (SELECT number {slice_})", (*values, size)
    ).fetchone()
    return last, within


def _order_clause(keys: tuple[_Key, ...]) -> str:
    return ", ".join(f"{key.expression} {'DESC' if key.descends else 'ASC'}" for key in keys)


def _after_clause(keys: tuple[_Key, ...], after: Cursor | None) -> tuple[str, list[object]]:
    """The condition for rows after a cursor. The first key is repeated, so that SQLite uses its index."""
    if after is None:
        return "1", []
    key, *rest = keys
    sign = "<" if key.descends else ">"
    if not rest:
        return f"{key.expression} {sign} ?", [after[0]]
    beyond, values = _after_clause(tuple(rest), after[1:])
    return (
        f"({key.expression} {sign}= ? AND ({key.expression} {sign} ? OR {beyond}))",
        [after[0], after[0], *values],
    )
