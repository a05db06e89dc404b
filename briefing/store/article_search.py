"""Articles found by what a reader types, in the order that is wanted, a page at a time."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum
from types import TracebackType
from typing import Any, Self

from briefing.domain.feed import Subscription
from briefing.domain.query import Problem
from briefing.store.article_conditions import Condition, Conditions
from briefing.store.batches import batched, marks_for
from briefing.store.database import Database
from briefing.store.pending_words import PendingWords
from briefing.store.rows import ENTRY_COLUMNS, Entry, entry_from_row

__all__ = ["ArticleSearch", "Cursor", "Order", "Page", "Unread"]

SLICE = 4_000
"""Articles that are looked through first: common words are met often enough among them."""
GROWTH = 4
RARE = 4
"""Articles in a slice, below which all that hold the words are few enough to be looked up and sorted."""
SPARSE = 4
"""Times as many numbers as articles, past which asking the index for those numbers alone saves nothing."""

Cursor = tuple[Any, ...]
"""What an article is ordered by, and its number; as SQLite's types, so that it may be compared there."""


class Order(StrEnum):
    NEWEST = "newest"
    OLDEST = "oldest"
    SOURCE = "source"
    """By source, the newest of each first."""
    TITLE = "title"


@dataclass(frozen=True, slots=True)
class _Key:
    expression: str
    descends: bool = False


_KEYS: Mapping[Order, tuple[_Key, ...]] = {
    Order.NEWEST: (_Key("newest", True), _Key("number", True)),
    Order.OLDEST: (_Key("newest"), _Key("number")),
    Order.SOURCE: (_Key("ifnull(source, '') COLLATE NOCASE"), _Key("newest", True), _Key("number")),
    Order.TITLE: (_Key("title COLLATE NOCASE"), _Key("number")),
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the articles that a query finds."""

    entries: tuple[Entry, ...]
    cursor: Cursor | None = None
    """What the next page comes after; None where this is the last."""
    problems: tuple[Problem, ...] = ()
    """What of the query was passed over."""
    unsearched: int = 0
    """How many articles could not be looked through for words, since the index is being made."""


@dataclass(frozen=True, slots=True)
class Unread:
    """How many articles are not read yet, without those that are muted."""

    total: int
    by_feed: Mapping[str, int]
    """By the feed's address; feeds with none are left out."""


class ArticleSearch:
    """Every method may be called from any thread, and raises StoreError. No query is an error."""

    def __init__(
        self,
        database: Database,
        *,
        subscriptions: Callable[[], Iterable[Subscription]] = tuple,
        now: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone(),
    ) -> None:
        """`subscriptions` says what the reader calls feeds and their folders; `now` where days begin."""
        self._database = database
        self._pending = PendingWords()
        self._subscriptions = subscriptions
        self._now = now

    def entries(
        self,
        query: str = "",
        *,
        order: Order = Order.NEWEST,
        after: Cursor | None = None,
        limit: int = 200,
    ) -> Page:
        """The first articles, or those that come after the last of another page in the same order."""
        with self._asking() as (connection, conditions, unsearched):
            condition, keys = conditions.of(query), _KEYS[order]
            if condition.searches_words:
                rows = _in_slices(connection, conditions, query, keys, after, limit + 1)
            else:
                rows = _rows(connection, condition, keys, after, limit + 1)
        shown = rows[:limit]
        width = len(keys)
        return Page(
            tuple(entry_from_row(row[width:]) for row in shown),
            shown[-1][:width] if len(rows) > limit and shown else None,
            condition.problems,
            unsearched if condition.searches_words else 0,
        )

    def count(self, query: str = "") -> int:
        with self._asking() as (connection, conditions, _):
            condition = conditions.of(query, walks=False)
            row = connection.execute(
                f"SELECT count(*) FROM articles WHERE {condition.sql}", condition.values
            ).fetchone()
        return int(row[0])

    def ids(self, query: str = "", *, order: Order = Order.NEWEST) -> list[str]:
        """All that it finds, such as to mark them."""
        with self._asking() as (connection, conditions, _):
            condition = conditions.of(query)
            rows = connection.execute(
                f"SELECT id FROM articles WHERE {condition.sql} ORDER BY {_by(_KEYS[order])}",
                condition.values,
            ).fetchall()
        return [id_ for (id_,) in rows]

    def same_story(self, entries: Iterable[Entry]) -> dict[str, list[Entry]]:
        """By story: the articles that tell it, the first to come first, where more than one does."""
        found: dict[str, list[Entry]] = {}
        with self._database.reading() as connection:
            for some in batched(list({entry.story for entry in entries})):
                rows = connection.execute(
                    f"SELECT {ENTRY_COLUMNS} FROM articles "
                    f"WHERE story IN ({marks_for(some)}) ORDER BY number",
                    some,
                ).fetchall()
                for entry in map(entry_from_row, rows):
                    found.setdefault(entry.story, []).append(entry)
        return {story: told for story, told in found.items() if len(told) > 1}

    def unread(self) -> Unread:
        with self._database.searching() as connection:
            total = connection.execute(
                "SELECT count(*) FROM articles WHERE read = 0 AND muted = 0"
            ).fetchone()[0]
            rows = connection.execute(
                "SELECT feeds.url, count(DISTINCT article) FROM articles "
                "JOIN feed_articles ON article = articles.number JOIN feeds ON feed = feeds.number "
                "WHERE read = 0 AND muted = 0 GROUP BY feed"
            ).fetchall()
        return Unread(total, dict(rows))

    def close(self) -> None:
        self._pending.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @contextmanager
    def _asking(self) -> Iterator[tuple[sqlite3.Connection, Conditions, int]]:
        """One state of the library for all that a query asks of it; and how much cannot be searched."""
        with self._database.searching() as connection:
            connection.execute("BEGIN")
            try:
                unsearched = self._pending.bring_up(connection)
                yield (
                    connection,
                    Conditions(connection, self._pending, self._now(), self._subscriptions()),
                    unsearched,
                )
            finally:
                connection.execute("COMMIT")


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
