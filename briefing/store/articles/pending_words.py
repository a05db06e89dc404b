"""Searches the articles that are not in the full-text index yet, by an index in memory."""

from __future__ import annotations

import sqlite3

__all__ = ["MOST", "PendingWords"]

MOST = 5_000
"""Articles that are looked through beside the index; a refresh leaves fewer, a library of an earlier version
may have more."""


class PendingWords:
    """A small full-text index in memory, brought up to what waits in a library. Not for several threads."""

    def __init__(self) -> None:
        self._index = sqlite3.connect(":memory:", isolation_level=None, check_same_thread=False)
        self._index.execute(
            "CREATE VIRTUAL TABLE words USING fts5 "
            "(title, source, author, text, tokenize = 'unicode61 remove_diacritics 2', content = '')"
        )
        self._turns: dict[int, int] = {}
        """Turn in `unindexed` to the number of the article; an article that changes has another turn."""

    def bring_up(self, library: sqlite3.Connection) -> int:
        """Hold what waits now, the newest MOST of it; how many articles are left out."""
        waiting = dict(
            library.execute(
                "SELECT turn, number FROM unindexed ORDER BY turn DESC LIMIT ?", (MOST,)
            ).fetchall()
        )
        if not waiting.keys() & self._turns.keys():
            self._index.execute("INSERT INTO words (words) VALUES ('delete-all')")
            self._turns = {}
        missing = waiting.keys() - self._turns.keys()
        if missing:
            self._add(library, min(missing))
        self._turns = waiting
        if len(waiting) < MOST:
            return 0
        total: int = library.execute("SELECT count(*) FROM unindexed").fetchone()[0]
        return total - MOST

    def numbers(self, match: str) -> list[int]:
        """The articles that a full-text expression finds."""
        if not self._turns:
            return []
        rows = self._index.execute("SELECT rowid FROM words WHERE words MATCH ?", (match,))
        return [self._turns[turn] for (turn,) in rows if turn in self._turns]

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
            (row for row in rows if row[0] not in self._turns),
        )
        self._index.execute("COMMIT")
