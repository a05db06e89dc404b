"""Pages through articles in an order: keyset conditions and the SQL that serves them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from briefing.store.articles.article_rows import ENTRY_COLUMNS
from briefing.store.articles.query_conditions import Condition

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
    condition: Condition,
    order: ArticleOrder,
    after: Cursor | None,
    limit: int,
) -> list[tuple[Cursor, tuple[Any, ...]]]:
    """The first matching rows after the cursor: each row's cursor and its entry columns."""
    keys = _KEYS[order]
    beyond, values = _after_clause(keys, after)
    rows = connection.execute(
        f"SELECT {', '.join(key.expression for key in keys)}, {ENTRY_COLUMNS} FROM articles "
        f"WHERE {beyond} AND {condition.sql} ORDER BY {order_by(order)} LIMIT ?",
        (*values, *condition.values, limit),
    )
    return [(row[: len(keys)], row[len(keys) :]) for row in rows]


def order_by(order: ArticleOrder) -> str:
    return ", ".join(f"{key.expression} {'DESC' if key.descends else 'ASC'}" for key in _KEYS[order])


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
