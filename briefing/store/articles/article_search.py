"""Searches articles by query, in a chosen order."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import islice

from briefing.domain.article import ArticleEntry
from briefing.domain.feeds.feed import Subscription
from briefing.domain.query.article_query import Sort
from briefing.domain.query.grammar import QueryProblem
from briefing.domain.stories.activity import ActorCounts, Period
from briefing.store.articles.article_rows import ENTRY_COLUMNS, entry_from_row
from briefing.store.articles.chart_counts import count_by_actor, count_by_period
from briefing.store.articles.query_conditions import Conditions
from briefing.store.database.batches import article_numbers
from briefing.store.database.connections import Database

_ORDERS = {
    Sort.NEWEST: "newest DESC, number DESC",
    Sort.OLDEST: "newest, number",
    Sort.SOURCE: "ifnull(source, '') COLLATE NOCASE, newest DESC, number",
    Sort.TITLE: "title COLLATE NOCASE, number",
}
"""The columns of each order; that with unread articles first is had by two searches."""


@dataclass(frozen=True, slots=True)
class ArticlePage:
    entries: tuple[ArticleEntry, ...]
    problems: tuple[QueryProblem, ...] = ()
    """The parts of the query that were ignored."""
    unsearched: int = 0
    """The number of unindexed articles that a full-text search left out."""


@dataclass(frozen=True, slots=True)
class Unread:
    """Unread articles, without muted ones."""

    total: int
    by_feed: Mapping[str, int]
    """Numbers of unread articles by feed URL; feeds without any are absent."""


class ArticleSearch:
    """Searches articles; no query is invalid. All methods are thread-safe and raise StoreError."""

    def __init__(
        self,
        database: Database,
        *,
        subscriptions: Callable[[], Iterable[Subscription]] = tuple,
        now: Callable[[], datetime] = lambda: datetime.now(UTC).astimezone(),
    ) -> None:
        """`subscriptions` gives the reader's names and folders for feeds; `now` the time zone of dates."""
        self._database = database
        self._subscriptions = subscriptions
        self._now = now

    def entries(
        self,
        query: str = "",
        *,
        order: Sort = Sort.NEWEST,
        limit: int = 200,
    ) -> ArticlePage:
        """The first of the matching articles."""
        with self._snapshot() as (connection, conditions):
            condition = conditions.compile(query)
            rows = connection.execute(
                f"SELECT {ENTRY_COLUMNS} FROM articles WHERE {condition.sql} "
                f"ORDER BY {_ORDERS[order]} LIMIT ?",
                (*condition.values, limit),
            ).fetchall()
            waiting = connection.execute("SELECT count(*) FROM unindexed").fetchone()[0]
        return ArticlePage(
            tuple(map(entry_from_row, rows)),
            condition.problems,
            waiting if condition.searches_words else 0,
        )

    def count(self, query: str = "") -> int:
        with self._snapshot() as (connection, conditions):
            condition = conditions.compile(query, walks=False)
            row = connection.execute(
                f"SELECT count(*) FROM articles WHERE {condition.sql}", condition.values
            ).fetchone()
        return int(row[0])

    def ids(
        self,
        query: str = "",
        *,
        order: Sort = Sort.NEWEST,
        among: Collection[str] | None = None,
    ) -> list[str]:
        """The ids of all matching articles; `among` restricts the search to these ids."""
        with self._snapshot() as (connection, conditions):
            condition, numbered = conditions.compile(query), "1"
            if among is not None:
                numbers = [str(number) for number, _ in article_numbers(connection, among)]
                numbered = f"number IN ({', '.join(numbers)})"
            rows = connection.execute(
                f"SELECT id FROM articles WHERE {numbered} AND {condition.sql} ORDER BY {_ORDERS[order]}",
                condition.values,
            ).fetchall()
        return [id_ for (id_,) in rows]

    def relevant(self, beginnings: Sequence[str], among: Collection[str], limit: int) -> list[str]:
        """The ids of those articles with words that begin so, the most relevant first (BM25)."""
        match = " OR ".join(f'"{each}"*' for each in beginnings)
        if not match:
            return []
        with self._snapshot() as (connection, _):
            ranked = connection.execute(
                "SELECT id FROM words JOIN articles ON number = words.rowid "
                "WHERE words MATCH ? ORDER BY rank",
                (match,),
            )
            wanted = frozenset(among)
            return list(islice((id_ for (id_,) in ranked if id_ in wanted), limit))

    def periods(self, query: str, *, days: int, most: int) -> tuple[Period, ...]:
        """Count the matching articles by day or, with 7 days, by week, as `count_by_period` does."""
        with self._snapshot() as (connection, conditions):
            condition = conditions.compile(query, walks=False)
            return count_by_period(connection, condition, conditions.now, days=days, most=most)

    def actors(self, query: str, *, most: int) -> ActorCounts:
        """The most frequent actors of the matching articles."""
        with self._snapshot() as (connection, conditions):
            return count_by_actor(connection, conditions.compile(query, walks=False), most=most)

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

    @contextmanager
    def _snapshot(self) -> Iterator[tuple[sqlite3.Connection, Conditions]]:
        """A consistent state of the library for a whole query."""
        with self._database.searching() as connection:
            connection.execute("BEGIN")
            try:
                yield connection, Conditions(connection, self._now(), self._subscriptions)
            finally:
                if connection.in_transaction:  # an I/O error has ended it already
                    connection.execute("COMMIT")
