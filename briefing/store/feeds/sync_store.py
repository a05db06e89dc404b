"""Stores which articles a sync server has, and the marks that both sides last agreed on."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress

from briefing.domain.codec import decode, encode
from briefing.domain.feeds.sync import ItemState, Mark, ServerItem, SyncState
from briefing.domain.text.json_text import json_line
from briefing.store.database.batches import batched, placeholders
from briefing.store.database.connections import Database

_STATE = "sync"
"""The name of the fact with the state."""


class SyncStore:
    """The sync of a library with a server. All methods are thread-safe and raise StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def state(self) -> SyncState:
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM facts WHERE name = ?", (_STATE,)).fetchone()
        with suppress(ValueError, RecursionError):  # other programs can write to the file
            if row is not None:
                return decode(SyncState, json.loads(row[0]))
        return SyncState()

    def put_state(self, state: SyncState) -> None:
        with self._database.writing() as connection:
            _put_state(connection, state)

    def begin_anew(self, state: SyncState) -> None:
        """Forget what was agreed on with another account; the articles and their marks stay."""
        with self._database.writing() as connection:
            connection.execute("DELETE FROM synced")
            _put_state(connection, state)

    def agreed(self) -> dict[str, ItemState]:
        """Return the marks that were agreed on, by the server's id."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT item, read, starred FROM synced").fetchall()
        return {item: ItemState(bool(read), bool(starred)) for item, read, starred in rows}

    def unsent(self) -> dict[tuple[Mark, bool], list[str]]:
        """Return the articles whose mark here is another than was agreed on, by the mark here."""
        found: dict[tuple[Mark, bool], list[str]] = {}
        with self._database.reading() as connection:
            for mark in Mark:
                for item, value in connection.execute(
                    f"SELECT item, articles.{mark} FROM synced JOIN articles ON id = article "
                    f"WHERE articles.{mark} <> synced.{mark}"
                ):
                    found.setdefault((mark, bool(value)), []).append(item)
        return found

    def sent(self, items: Sequence[str], mark: Mark, value: bool) -> None:
        """Record that the server has this mark of the articles now."""
        with self._database.writing() as connection:
            connection.executemany(
                f"UPDATE synced SET {mark} = ? WHERE item = ?", [(value, item) for item in items]
            )

    def articles_by_guid(self, url: str, guids: Sequence[str]) -> dict[str, str]:
        """Return the ids of a feed's articles by guid, also of those that were removed here."""
        found: dict[str, str] = {}
        with self._database.reading() as connection:
            for some in batched(guids):
                found |= connection.execute(
                    "SELECT guid, ifnull(articles.id, removed) FROM feed_articles "
                    "JOIN feeds ON feed = feeds.number LEFT JOIN articles ON article = articles.number "
                    f"WHERE feeds.url = ? AND guid IN ({placeholders(some)}) "
                    "AND ifnull(articles.id, removed) IS NOT NULL",
                    (url, *some),
                ).fetchall()
        return found

    def settle(
        self,
        items: Collection[ServerItem],
        articles: Mapping[str, str],
        gone: Collection[str] = (),
    ) -> int:
        """Take over the marks of a server's articles, in one transaction; return how many changed here.

        A mark that was changed here since it was agreed on stays, and is sent later. An article that was not
        known on the server before has the marks of either side. `articles` has the ids of new ones.
        """
        with self._database.writing() as connection:
            changed = sum(
                _take(connection, item, mark, articles.get(item.id)) for item in items for mark in Mark
            )
            connection.executemany(
                "INSERT INTO synced (item, stream, article, read, starred) VALUES (?, ?, ?, ?, ?) "
                "ON CONFLICT (item) DO UPDATE SET read = excluded.read, starred = excluded.starred",
                [
                    (item.id, item.entry.stream if item.entry else "", articles.get(item.id, ""), *item.state)
                    for item in items
                ],
            )
            connection.executemany("DELETE FROM synced WHERE item = ?", [(item,) for item in gone])
        return changed

    def ask_again(self, streams: Collection[str]) -> None:
        """Forget the articles of these feeds that are not here, so that they are fetched."""
        with self._database.writing() as connection:
            connection.executemany(
                "DELETE FROM synced WHERE stream = ? AND article NOT IN (SELECT id FROM articles)",
                [(stream,) for stream in streams],
            )


def _take(connection: sqlite3.Connection, item: ServerItem, mark: Mark, article: str | None) -> int:
    """Take over a mark of an article; return how many this has changed, none or one."""
    value = getattr(item.state, mark)
    if article is None:
        return connection.execute(
            f"UPDATE articles SET {mark} = ?1 WHERE id = (SELECT article FROM synced WHERE item = ?2) "
            f"AND {mark} = (SELECT {mark} FROM synced WHERE item = ?2) AND {mark} <> ?1",
            (value, item.id),
        ).rowcount
    if article and value:
        update = f"UPDATE articles SET {mark} = 1 WHERE id = ? AND {mark} = 0"
        return connection.execute(update, (article,)).rowcount
    return 0


def _put_state(connection: sqlite3.Connection, state: SyncState) -> None:
    connection.execute(
        "INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (_STATE, json_line(encode(state)))
    )
