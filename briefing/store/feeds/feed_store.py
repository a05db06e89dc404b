"""Stores the state of each feed and its articles."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Container, Iterable, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import datetime
from enum import Enum
from typing import Any

from briefing.domain import Article
from briefing.domain.feeds.feed import FeedState
from briefing.store.articles.article_writer import remove_articles
from briefing.store.articles.retention import protected_ids
from briefing.store.database.connections import Database
from briefing.store.feeds.feed_items import StoredItems, store_items

_COLUMNS = tuple(field.name for field in fields(FeedState))


@dataclass(frozen=True, slots=True)
class FeedUpdate:
    state: FeedState
    items: Sequence[tuple[str, Article]] | None = None
    """The entries of the document with their guids; None if no document was parsed."""
    is_whole: bool = True
    """Whether these are all entries, so that others are no longer in the feed."""


class Awaited(Enum):
    """What new articles wait for, by the name of the fact with their ids."""

    RULES = "unruled"
    PAGE = "unpaged"


class FeedStore:
    """The feeds of a library, by URL. All methods are thread-safe and raise StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def states(self) -> dict[str, FeedState]:
        """Return states by URL, in the order in which the feeds were first stored."""
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT {', '.join(_COLUMNS)} FROM feeds ORDER BY number").fetchall()
        return {row[0]: _state(row) for row in rows}

    def store_updates(
        self, updates: Iterable[FeedUpdate], *, fetched: datetime, with_pages: Container[str] = ()
    ) -> list[StoredItems]:
        """Store many updates in one transaction; return their results in the same order.

        State and items of a feed are stored together: a kill in between must not record “not modified” for
        items that were never stored. New articles are queued for indexing (`SearchIndex`), for rules, and,
        of the feeds `with_pages`, for the text of their page (`awaiting`).
        """
        with self._database.writing() as connection:
            arrived = [_store_update(connection, each, fetched) for each in updates]
            paged = [each for each in arrived if each.url in with_pages]
            for what, some in ((Awaited.RULES, arrived), (Awaited.PAGE, paged)):
                if new := [article.id for each in some for article in each.new]:
                    _put_awaiting(connection, what, [*_awaiting(connection, what), *new])
        return arrived

    def awaiting(self, what: Awaited) -> list[str]:
        """Return the articles that wait for this and are still here, also those left by a killed process."""
        with self._database.reading() as connection:
            return _awaiting(connection, what)

    def mark_done(self, what: Awaited, ids: Collection[str]) -> None:
        with self._database.writing() as connection:
            done = set(ids)
            left = [id_ for id_ in _awaiting(connection, what) if id_ not in done]
            _put_awaiting(connection, what, left)

    def rename(self, url: str, new_url: str) -> None:
        """Change a feed's URL; merge it into the feed that has the new URL, if there is one."""
        with self._database.writing() as connection:
            old, new = _number(connection, url), _number(connection, new_url)
            if old is None or old == new:
                return
            if new is None:
                connection.execute("UPDATE feeds SET url = ? WHERE number = ?", (new_url, old))
                return
            connection.execute("UPDATE OR IGNORE feed_articles SET feed = ? WHERE feed = ?", (new, old))
            connection.execute("DELETE FROM feeds WHERE number = ?", (old,))

    def forget(self, url: str) -> None:
        """Delete a feed's state; its articles stay."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM feeds WHERE url = ?", (url,))

    def remove(self, url: str, *, keep: Collection[str] = ()) -> list[str]:
        """Delete a feed and its articles; return the ids of the deleted articles.

        Articles that are in another feed or protected (see `protected_ids`, to which `keep` is passed) stay.
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


def _awaiting(connection: sqlite3.Connection, what: Awaited) -> list[str]:
    row = connection.execute("SELECT value FROM facts WHERE name = ?", (what.value,)).fetchone()
    ids = row[0].split() if row else []
    known = "SELECT value FROM json_each(?) WHERE value IN (SELECT id FROM articles) ORDER BY key"
    return [id_ for (id_,) in connection.execute(known, (json.dumps(ids),))]


def _put_awaiting(connection: sqlite3.Connection, what: Awaited, ids: Sequence[str]) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (what.value, " ".join(ids))
    )


def _store_update(connection: sqlite3.Connection, update: FeedUpdate, fetched: datetime) -> StoredItems:
    feed = _put_state(connection, update.state)
    if update.items is None:
        return StoredItems(update.state.url)
    return store_items(connection, feed, update.state.url, update.items, fetched, is_whole=update.is_whole)


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
