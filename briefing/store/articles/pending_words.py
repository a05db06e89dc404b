"""Searches the articles that are not in the full-text index yet, by an index in memory."""

from __future__ import annotations

import sqlite3

MOST = 5_000
"""Articles searched beside the index. A refresh leaves fewer; a library of an earlier version may have more.
"""


class PendingWords:
    """An in-memory full-text index of a library's unindexed articles. Not thread-safe."""

    def __init__(self) -> None:
        self._index = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._index.execute(
            "CREATE VIRTUAL TABLE words USING fts5 "
            "(title, source, author, text, tokenize = 'unicode61 remove_diacritics 2', content = '')"
        )
        self._waiting: dict[int, int] = {}
        """Maps `unindexed.turn` to the article's number; a changed article gets a new turn."""

    def sync(self, library: sqlite3.Connection) -> int:
        """Load the newest MOST unindexed articles; return how many are left out."""
        waiting = dict(
            library.execute(
                "SELECT turn, number FROM unindexed ORDER BY turn DESC LIMIT ?", (MOST,)
            ).fetchall()
        )
        if not waiting.keys() & self._waiting.keys():
            self._index.execute("INSERT INTO words (words) VALUES ('delete-all')")
            self._waiting = {}
        missing = waiting.keys() - self._waiting.keys()
        if missing:
            self._add(library, min(missing))
        self._waiting = waiting
        if len(waiting) < MOST:
            return 0
        total: int = library.execute("SELECT count(*) FROM unindexed").fetchone()[0]
        return total - MOST

    def numbers(self, match: str) -> list[int]:
        """The numbers of the articles that match a full-text expression."""
        if not self._waiting:
            return []
        rows = self._index.execute("SELECT rowid FROM words WHERE words MATCH ?", (match,))
        return [self._waiting[turn] for (turn,) in rows if turn in self._waiting]

    def close(self) -> None:
        self._index.close()

    def _add(self, library: sqlite3.Connection, first: int) -> None:
        rows = library.execute(
            "SELECT turn, title, source, author, text FROM unindexed "
            "JOIN articles USING (number) JOIN texts USING (number) "
            "WHERE turn >= ? ORDER BY turn",
            (first,),
        )
        self._index.execute("BEGIN")
        self._index.executemany(
            "INSERT INTO words (rowid, title, source, author, text) VALUES (?, ?, ?, ?, ?)",
            (row for row in rows if row[0] not in self._waiting),
        )
        self._index.execute("COMMIT")
