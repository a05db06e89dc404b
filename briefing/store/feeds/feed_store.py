"""Stores the state of each feed and its articles."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from typing import Any

from briefing.domain import Article
from briefing.domain.feeds.feed import FeedState
from briefing.store.articles.article_writer import remove_articles
from briefing.store.articles.protected_ids import protected_ids
from briefing.store.database.connections import Database
from briefing.store.feeds.feed_items import StoredItems, store_items

__all__ = ["FeedStore", "FeedUpdate", "StoredItems"]

_UNRULED = "unruled"
"""The fact that names the articles to which the rules were not applied yet."""
_COLUMNS = tuple(field.name for field in fields(FeedState))


@dataclass(frozen=True, slots=True)
class FeedUpdate:
    """What a try at a feed brought."""

    state: FeedState
    items: Sequence[tuple[str, Article]] | None = None
    """All entries of the document, each with its guid; None where no document was read."""


class FeedStore:
    """Feeds by their addresses. Every method may be called from any thread, and raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def states(self) -> dict[str, FeedState]:
        """By address, in the order in which they were first asked for."""
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM feeds ORDER BY number").fetchall()
        return {row[0]: _state(row) for row in rows}

    def store_updates(self, news: Iterable[FeedUpdate], *, fetched: datetime) -> list[StoredItems]:
        """Keep what many feeds brought, in one transaction; what came of each, in the same order.

        A feed's state is kept with its items or not at all: a kill in between must not leave the word that
        nothing has changed, without what had changed. Articles wait to be indexed, see `FullText`, and for
        the reader's rules, see `unruled`.
        """
        with self._database.writing() as connection:
            arrived = [_take(connection, each, fetched) for each in news]
            if new := [article.id for each in arrived for article in each.new]:
                _put_unruled(connection, [*_unruled(connection), *new])
        return arrived

    def ids_awaiting_rules(self) -> list[str]:
        """The articles to which the rules were not applied yet, also where a kill came between."""
        with self._database.reading() as connection:
            return _unruled(connection)

    def mark_rules_applied(self, ids: Collection[str]) -> None:
        """The rules were applied to these."""
        with self._database.writing() as connection:
            done = set(ids)
            _put_unruled(connection, [id_ for id_ in _unruled(connection) if id_ not in done])

    def rename(self, url: str, new_url: str) -> None:
        """The feed is had from another address now. Where that is a feed already, the two become one."""
        with self._database.writing() as connection:
            old, new = _number(connection, url), _number(connection, new_url)
            if old is None or old == new:
                return
            if new is None:
                connection.execute("UPDATE feeds SET url = ? WHERE number = ?", (new_url, old))
                return
            connection.execute("UPDATE OR IGNORE feed_articles SET feed = ? WHERE feed = ?", (new, old))
            connection.execute("DELETE FROM feeds WHERE number = ?", (old,))

    def remove(self, url: str, *, keep: Collection[str] = ()) -> list[str]:
        """Take the feed out with its articles; the ids of those that went.

        What is starred, tagged, annotated, put in by hand or in another feed stays, and so do the articles
        `keep`, for what the database does not know to be annotated.
        """
        with self._database.writing() as connection:
            number = _number(connection, url)
            if number is None:
                return []
            alone = connection.execute(
                "SELECT DISTINCT number, id FROM feed_articles JOIN articles ON number = article "
                "WHERE feed = ? AND NOT EXISTS (SELECT 1 FROM feed_articles AS other "
                "WHERE other.article = number AND other.feed <> ?)",
                (number, number),
            ).fetchall()
            kept = protected_ids(connection, keep)
            gone = [(article, id_) for article, id_ in alone if article not in kept]
            remove_articles(connection, [article for article, _ in gone])
            connection.execute("DELETE FROM feeds WHERE number = ?", (number,))
        return [id_ for _, id_ in gone]


def _unruled(connection: sqlite3.Connection) -> list[str]:
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (_UNRULED,)).fetchone()
    return row[0].split() if row else []


def _put_unruled(connection: sqlite3.Connection, ids: Sequence[str]) -> None:
    connection.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (_UNRULED, " ".join(ids)))


def _take(connection: sqlite3.Connection, news: FeedUpdate, fetched: datetime) -> StoredItems:
    feed = _put_state(connection, news.state)
    if news.items is None:
        return StoredItems(news.state.url)
    return store_items(connection, feed, news.state.url, news.items, fetched)


def _state(row: tuple[Any, ...]) -> FeedState:
    *values, is_gone = row
    return FeedState(*(*values, bool(is_gone)))


def _put_state(connection: sqlite3.Connection, state: FeedState) -> int:
    updates = ", ".join(f"{name} = excluded.{name}" for name in _COLUMNS[1:])
    connection.execute(
        f"INSERT INTO feeds ({', '.join(_COLUMNS)}) VALUES ({', '.join('?' * len(_COLUMNS))}) "
        f"ON CONFLICT (url) DO UPDATE SET {updates}",
        astuple(state),
    )
    number = _number(connection, state.url)
    assert number is not None
    return number


def _number(connection: sqlite3.Connection, url: str) -> int | None:
    row = connection.execute("SELECT number FROM feeds WHERE url = ?", (url,)).fetchone()
    return None if row is None else int(row[0])
