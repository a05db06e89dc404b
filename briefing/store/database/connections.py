"""Opens connections to library.db for reading, searching and writing, per thread."""

from __future__ import annotations

import os
import secrets
import sqlite3
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path

from briefing.errors import StoreError
from briefing.store.database.quarantine import is_damaged, set_aside, suspect
from briefing.store.database.schema import VERSION, migrate
from briefing.store.database.sqlite_errors import explain, explained, is_damage, is_of_index

__all__ = ["Database"]

BUSY_SECONDS = 5.0
"""How long a write waits for another process's write."""
CHECKPOINT_PAGES = 8_000
"""Of 4 KiB. A large refresh changes the same pages of the indexes in each transaction: copied into the
database eight times as seldom as SQLite does by itself, it takes a third less time to keep."""
SEARCH_CACHE_KIB = 16 * 1024
"""What the newest articles, the indexes of lists and the words of one query take of a large library."""


class Database:
    """library.db, opened. Raises StoreError when it cannot be.

    A damaged file is set aside and a new one begun; one that a newer briefing wrote is opened to be read
    alone. Either is said in `notices`. Neither a writer nor a search holds up who reads an article: they
    have a connection each.
    """

    def __init__(
        self, file: Path, *, busy_seconds: float = BUSY_SECONDS, now: Callable[[], datetime] = datetime.now
    ) -> None:
        self.file = file
        self.notices: tuple[str, ...] = ()
        self._read_turn = threading.RLock()
        self._search_turn = threading.RLock()
        self._write_turn = threading.RLock()
        with _reached(file):
            file.parent.mkdir(parents=True, exist_ok=True)
            # Asked twice: meanwhile another process may have set it aside and begun a new one.
            if is_damaged(file) and is_damaged(file):
                aside = set_aside(file, now())
                self.notices += (
                    f"{file.name} was damaged; it has been set aside as {aside.name}, and a new library "
                    f"begun without its articles and its read and starred marks.",
                )
            if not file.exists():
                _create(file)
        with explained(file):
            self._writer = _connect(file, busy_seconds)
            self._writer.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_PAGES}")
            found = migrate(self._writer)
            self._reader = _connect_to_read(file, busy_seconds)
            self._searcher = _connect_to_read(file, busy_seconds)
            self._searcher.execute(f"PRAGMA cache_size = -{SEARCH_CACHE_KIB}")
        self._newer = found if found > VERSION else None
        if self._newer:
            self.notices += (self._refusal(),)

    @property
    def read_only(self) -> bool:
        return self._newer is not None

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """What was last committed, by any process. Raises StoreError."""
        with self._read_turn, self._told():
            yield self._reader

    @contextmanager
    def searching(self) -> Iterator[sqlite3.Connection]:
        """The same for what may take a tenth of a second: it does not wait for `reading`, nor that for it."""
        with self._search_turn, self._told():
            yield self._searcher

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """One transaction, kept whole when the block ends well, else undone. Raises StoreError.

        Once it has ended, the write survives the end of this process at any instant.
        """
        if self.read_only:
            raise StoreError(self._refusal())
        with self._write_turn, self._told():
            # Immediate: a transaction that reads first and writes later fails under another writer.
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._writer.execute("COMMIT")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    def problems(self) -> tuple[str, ...]:
        """What a check of every page finds wrong, the full-text index apart; empty when nothing is."""
        try:
            with self.reading() as connection:
                rows = connection.execute("PRAGMA integrity_check(10)").fetchall()
                broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        except StoreError as error:
            return (str(error),)
        lines = [str(line) for (line,) in rows]
        found = tuple(line for line in lines if line != "ok" and not is_of_index(line))
        found += tuple(f"{row[0]} row {row[1]} names a missing row of {row[2]}" for row in broken)
        if found:
            suspect(self.file)
        return found

    def close(self) -> None:
        with self._write_turn, self._search_turn, self._read_turn:
            self._reader.close()
            self._searcher.close()
            self._writer.close()

    @contextmanager
    def _told(self) -> Iterator[None]:
        try:
            with explained(self.file):
                yield
        except StoreError as error:
            if isinstance(error.__cause__, sqlite3.Error) and is_damage(error.__cause__):
                suspect(self.file)
            raise

    def _refusal(self) -> str:
        return (
            f"{self.file.name} was written by a newer briefing (version {self._newer}, this one knows "
            f"{VERSION}): it can be read, but not changed, until briefing is updated."
        )


def _connect(file: Path, busy_seconds: float) -> sqlite3.Connection:
    # Transactions are begun by hand (isolation_level), and locks keep threads apart (check_same_thread).
    connection = sqlite3.connect(file, timeout=busy_seconds, isolation_level=None, check_same_thread=False)
    connection.text_factory = _decode
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _connect_to_read(file: Path, busy_seconds: float) -> sqlite3.Connection:
    connection = _connect(file, busy_seconds)
    connection.execute("PRAGMA query_only = ON")
    connection.create_function("holds", 2, _holds, deterministic=True)
    return connection


def _decode(raw: bytes) -> str:
    """Text that a damaged disk made invalid is still shown, not an exception."""
    return raw.decode("utf-8", "replace")


def _holds(text: str, word: str) -> bool:
    """SQLite's own LIKE knows upper and lower case in ASCII alone; `word` comes casefolded."""
    return word in text.casefold()


def _create(file: Path) -> None:
    """Make the database under another name and give it its own when it is whole.

    So an empty file at its place is always damage, never a start that was cut short.
    """
    draft = file.with_name(f"{file.name}.new-{secrets.token_hex(4)}")
    try:
        with explained(file):
            connection = sqlite3.connect(draft, isolation_level=None)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                migrate(connection)
            finally:
                connection.close()
        try:
            os.link(draft, file)  # unlike rename, it never replaces what another process made meanwhile
        except FileExistsError:
            return
        except OSError:  # no hard links on this file system
            if not file.exists():
                draft.rename(file)
    finally:
        with suppress(OSError):
            draft.unlink(missing_ok=True)


@contextmanager
def _reached(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, file) from error
    except OSError as error:
        raise StoreError(
            f"The library cannot be kept in {file.parent} ({error.strerror}): "
            f"choose another folder with --home, or give yourself permission to write there."
        ) from error
