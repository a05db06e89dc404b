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

BATCH = 500
FEW = 64
"""The most articles that a single write indexes: its own, and some that a refresh left waiting."""

_BATCH_SQL = "SELECT number FROM unindexed ORDER BY turn LIMIT ?"


def unindex(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Remove articles from the index, before they are changed or deleted."""
    connection.executemany(
        "INSERT INTO words (words, rowid, title, source, author, text) "
        "SELECT 'delete', number, title, source, author, text FROM indexed WHERE number = ?",
        [(number,) for number in numbers],
    )


def mark_unindexed(connection: sqlite3.Connection, numbers: Iterable[int]) -> None:
    """Queue new or changed articles for indexing; call `unindex` first."""
    connection.executemany(
        "INSERT OR REPLACE INTO unindexed (number) VALUES (?)", [(number,) for number in numbers]
    )


def index_few(connection: sqlite3.Connection) -> None:
    _index(connection, FEW)


class SearchIndex:
    """Keeps the full-text index. All methods are thread-safe and raise StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def index_pending(self, limit: int = BATCH) -> int:
        """Index up to `limit` articles in one transaction; return how many were indexed."""
        if not self.pending():
            return 0
        with self._database.writing() as connection:
            return _index(connection, limit)

    def index_all(self) -> None:
        """Index in batches until none waits, so that other writers are not blocked."""
        while self.index_pending():
            pass

    def pending(self) -> int:
        with self._database.reading() as connection:
            number: int = connection.execute("SELECT count(*) FROM unindexed").fetchone()[0]
        return number

    def problems(self) -> tuple[str, ...]:
        """Compare the index with the articles; empty if they agree. Blocks writers while it reads both."""
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
        """Index all articles anew."""
        with self._database.writing() as connection:
            connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
            connection.execute("DELETE FROM unindexed")
            connection.execute(
                "INSERT INTO unindexed (number) SELECT number FROM articles ORDER BY newest DESC"
            )
        self.index_all()


def _index(connection: sqlite3.Connection, limit: int) -> int:
    numbers: Sequence[tuple[int]] = connection.execute(_BATCH_SQL, (limit,)).fetchall()
    # The order is that of their numbers: FTS5 starts a new segment wherever that order is broken.
    connection.execute(
        "INSERT INTO words (rowid, title, source, author, text) "
        "SELECT number, title, source, author, text FROM articles JOIN texts USING (number) "
        f"WHERE number IN ({_BATCH_SQL}) ORDER BY number",
        (limit,),
    )
    connection.executemany("DELETE FROM unindexed WHERE number = ?", numbers)
    return len(numbers)
