"""The full-text index (FTS5): written in batches after the articles, rebuilt at any time.

`unindexed` lists the articles it lacks. The index keeps no copy of its content, so an article must be
removed from it before its text changes. Triggers would index row by row: 1.9 times the processor time in
all, and 13 times that of the write which a refresh waits for.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence

from briefing.errors import StoreError
from briefing.store.database.connections import Database
from briefing.store.database.sqlite_errors import is_index_damage

__all__ = ["SearchIndex", "index_many", "take_out", "will_index"]

BATCH = 500
MANY = 64
"""Unindexed articles from which a single write indexes some: nobody else may come by to do it."""

_BATCH_SQL = "SELECT number FROM unindexed ORDER BY turn LIMIT ?"


def take_out(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Let the index no longer hold these articles; to be called before they change or go."""
    connection.executemany(
        "INSERT INTO words (words, rowid, title, source, author, text) "
        "SELECT 'delete', number, title, source, author, text FROM indexed WHERE number = ?",
        [(number,) for number in numbers],
    )


def will_index(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Note that these articles are new or have changed; `take_out` comes first."""
    connection.executemany(
        "INSERT OR REPLACE INTO unindexed (number) VALUES (?)", [(number,) for number in numbers]
    )


def index_many(connection: sqlite3.Connection) -> None:
    """Index some where many wait."""
    waiting = connection.execute(f"SELECT count(*) FROM ({_BATCH_SQL})", (MANY,)).fetchone()[0]
    if waiting == MANY:
        _index(connection, MANY)


class SearchIndex:
    """Every method may be called from any thread, and raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def index_pending(self, limit: int = BATCH) -> int:
        """Index up to `limit` articles in one transaction; how many there were, 0 when none waits."""
        if not self.pending():
            return 0
        with self._database.writing() as connection:
            return _index(connection, limit)

    def pending(self) -> int:
        """How many articles wait to be indexed."""
        with self._database.reading() as connection:
            number: int = connection.execute("SELECT count(*) FROM unindexed").fetchone()[0]
        return number

    def problems(self) -> tuple[str, ...]:
        """Whether the index says what the articles say; empty when it does. Reads all of both, and holds up
        writers meanwhile.
        """
        if self._database.read_only:
            return ()
        try:
            with self._database.writing() as connection:
                connection.execute("INSERT INTO words (words, rank) VALUES ('integrity-check', 1)")
        except StoreError as error:
            if is_index_damage(error.__cause__):
                return (str(error),)
            raise
        return ()

    def rebuild(self) -> None:
        """Make it anew, batch after batch, so that others can write meanwhile."""
        with self._database.writing() as connection:
            connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
            connection.execute("DELETE FROM unindexed")
            connection.execute(
                "INSERT INTO unindexed (number) SELECT number FROM articles ORDER BY newest DESC"
            )
        while self.index_pending():
            pass


def _index(connection: sqlite3.Connection, limit: int) -> int:
    numbers: Sequence[tuple[int]] = connection.execute(_BATCH_SQL, (limit,)).fetchall()
    # In order of their numbers: the index writes a part of its own wherever that is broken.
    connection.execute(
        "INSERT INTO words (rowid, title, source, author, text) "
        "SELECT number, title, source, author, text FROM articles JOIN texts USING (number) "
        f"WHERE number IN ({_BATCH_SQL}) ORDER BY number",
        (limit,),
    )
    connection.executemany("DELETE FROM unindexed WHERE number = ?", numbers)
    return len(numbers)
