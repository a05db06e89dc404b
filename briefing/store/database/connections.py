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
from briefing.regular_files import PRIVATE_FILE, make_private_folder
from briefing.store.database.access import Access, find_access, is_unwritable, wants_space
from briefing.store.database.quarantine import COMPANIONS, is_damaged, mark_suspect, set_aside
from briefing.store.database.schema import VERSION, migrate
from briefing.store.database.sqlite_errors import (
    explain,
    is_damage,
    is_index_finding,
    primary_code,
    translated_errors,
)

_NAMES_DAMAGED = (sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CONSTRAINT)
"""Errors of an import from tables or columns whose names are damaged, which no check of SQLite's finds."""
BUSY_SECONDS = 5.0
"""Seconds that a write waits for another process's write."""
CHECKPOINT_BYTES = 32_000_000
"""A large refresh changes the same index pages in every transaction; with checkpoints eight times rarer than
SQLite's default, storing it takes a third less time.
"""
WRITE_CACHE_KIB = 4 * 1024
"""Holds most of what a transaction of a refresh changes, which would else be written twice."""
SEARCH_CACHE_KIB = 16 * 1024
"""Holds the newest articles, the list indexes and one query's words of a large library."""


class Database:
    """The open library.db. The constructor raises StoreError.

    A damaged file is set aside, and a new one created; a file of a newer briefing is opened read-only, and so
    is one on a disk that cannot be written.
    `notices` reports any of it. Reading, searching and writing have a connection each, so that none of them
    blocks another.
    """

    def __init__(
        self,
        file: Path,
        *,
        busy_seconds: float = BUSY_SECONDS,
        now: Callable[[], datetime] = datetime.now,
        or_in_memory: bool = False,
        joins: bool = False,
    ) -> None:
        """`or_in_memory` begins a library that is not kept, where none can be opened for want of space or
        permission. `joins` is for a library that another process has open: nothing is made or set aside."""
        self.file = file
        self.notices: tuple[str, ...] = ()
        self.is_shared = False
        """Whether other processes can open the library."""
        self._read_lock = threading.RLock()
        self._search_lock = threading.RLock()
        self._write_lock = threading.RLock()
        self._refusal: str | None = None
        """The reason why nothing can be written, a sentence."""
        self._before_commit: Callable[[sqlite3.Connection], object] = lambda _: None
        self._identity: tuple[int, int] | None = None
        """Device and inode of the open file, where the system keeps a deleted one open."""
        try:
            self._open(file, busy_seconds, now, joins=joins)
        except StoreError as error:
            if not (or_in_memory and wants_space(error)):
                raise
            self._begin_in_memory(error)

    def _open(self, file: Path, busy_seconds: float, now: Callable[[], datetime], *, joins: bool) -> None:
        access = Access.NORMAL
        if joins and not file.exists():
            raise StoreError(_gone(file))
        with _translated_open_errors(file):
            if not file.exists():
                make_private_folder(file.parent)
            access = find_access(file)
            if access is Access.NORMAL and not joins and is_damaged(file):
                self.notices += _replace_damaged(file, now)
            if not file.exists():
                _create(file)
        tried = _identity(file)
        with translated_errors(file):
            self._writer = _connect(access.uri(file), busy_seconds)
            self._writer.execute(f"PRAGMA cache_size = -{WRITE_CACHE_KIB}")
            (page_bytes,) = self._writer.execute("PRAGMA page_size").fetchone()
            self._writer.execute(f"PRAGMA wal_autocheckpoint = {CHECKPOINT_BYTES // page_bytes}")
            try:
                found = migrate(self._writer)
            except sqlite3.Error as error:
                if is_unwritable(error):
                    self._read_in_memory(file)
                    return
                if joins or access is not Access.NORMAL or primary_code(error) not in _NAMES_DAMAGED:
                    raise
                self._writer.close()
                with _translated_open_errors(file):
                    self.notices += _replace_damaged(file, now, tried)
                self._open(file, busy_seconds, now, joins=joins)
                return
            self._reader = _connect_to_read(access.uri(file), busy_seconds)
            self._searcher = _connect_to_read(access.uri(file), busy_seconds)
            self._searcher.execute(f"PRAGMA cache_size = -{SEARCH_CACHE_KIB}")
        if os.name != "nt":
            self._identity = _identity(file)
        if found > VERSION:
            self._refusal = (
                f"{file.name} was written by a newer briefing (version {found}, this one knows "
                f"{VERSION}): it can be read, but not changed, until briefing is updated."
            )
        elif access is Access.READ_ONLY:
            self._refusal = access.notice(file)
        self.notices += tuple(filter(None, (self._refusal or access.notice(file),)))
        self.is_shared = access is Access.NORMAL

    def _read_in_memory(self, file: Path) -> None:
        """Bring a copy of an earlier version's library to this version, as its disk cannot be written."""
        opened = self._writer
        self._use_memory()
        opened.backup(self._writer)
        opened.close()
        migrate(self._writer)
        self._refusal = (
            f"{file.name} is of an earlier briefing, and the disk of {file.parent} is full or cannot be "
            f"written: it can be read, but not changed, until there is space or permission."
        )
        self.notices += (self._refusal,)

    def _use_memory(self) -> None:
        """Open one connection with one lock for all, since no other connection sees this database."""
        self._search_lock = self._write_lock = self._read_lock
        self._reader = self._searcher = self._writer = _connect(":memory:", 0.0)

    def _begin_in_memory(self, error: StoreError) -> None:
        self._use_memory()
        migrate(self._writer)
        self.notices += (f"{error} Until then the library is empty, and only annotations in it are kept.",)

    @property
    def read_only(self) -> bool:
        return self._refusal is not None

    def on_commit(self, triggers: str, before_commit: Callable[[sqlite3.Connection], object]) -> None:
        """Make temporary triggers on the connection that writes; call `before_commit` in each transaction."""
        with self._write_lock, self._translated_errors():
            self._writer.executescript(triggers)
            self._before_commit = before_commit

    @contextmanager
    def reading(self) -> Iterator[sqlite3.Connection]:
        """A connection that sees the last commit of any process. Raises StoreError."""
        with self._read_lock, self._translated_errors():
            yield self._reader

    def state(self) -> tuple[int, int]:
        """Return a value that differs after a commit of any process. Raises StoreError."""
        with self.reading() as connection:
            # The version tells of commits by other connections, as all are but those in memory.
            (version,) = connection.execute("PRAGMA data_version").fetchone()
            return version, connection.total_changes

    @contextmanager
    def searching(self) -> Iterator[sqlite3.Connection]:
        """A second connection for queries that may take a tenth of a second. Raises StoreError."""
        with self._search_lock, self._translated_errors():
            yield self._searcher

    @contextmanager
    def writing(self) -> Iterator[sqlite3.Connection]:
        """A transaction: committed when the block ends normally, else rolled back. Raises StoreError.

        A committed write survives a kill of this process at any moment.
        """
        if self._refusal is not None:
            raise StoreError(self._refusal)
        if self._identity is not None and _identity(self.file) != self._identity:
            # SQLite would go on writing into a file that nobody can open any more.
            raise StoreError(_gone(self.file))
        with self._write_lock, self._translated_errors():
            # IMMEDIATE: a transaction that reads before it writes fails when another process wrote between.
            self._writer.execute("BEGIN IMMEDIATE")
            try:
                yield self._writer
                self._before_commit(self._writer)
                self._writer.execute("COMMIT")
            finally:
                if self._writer.in_transaction:
                    self._writer.execute("ROLLBACK")

    def problems(self) -> tuple[str, ...]:
        """The findings of a full integrity check, without those about the full-text index."""
        try:
            with self.reading() as connection:
                rows = connection.execute("PRAGMA integrity_check(10)").fetchall()
                broken = connection.execute("PRAGMA foreign_key_check").fetchall()
        except StoreError as error:
            return (str(error),)
        lines = [str(line) for (line,) in rows]
        found = tuple(line for line in lines if line != "ok" and not is_index_finding(line))
        found += tuple(f"{row[0]} row {row[1]} names a missing row of {row[2]}" for row in broken)
        if found:
            mark_suspect(self.file)
        return found

    def close(self) -> None:
        with self._write_lock, self._search_lock, self._read_lock:
            self._reader.close()
            self._searcher.close()
            self._writer.close()

    @contextmanager
    def _translated_errors(self) -> Iterator[None]:
        try:
            with translated_errors(self.file):
                yield
        except StoreError as error:
            if isinstance(error.__cause__, sqlite3.Error) and is_damage(error.__cause__):
                mark_suspect(self.file)
            raise


def _connect(uri: str, busy_seconds: float) -> sqlite3.Connection:
    # Transactions are explicit (isolation_level), and our locks serialize threads (check_same_thread).
    connection = sqlite3.connect(
        uri, timeout=busy_seconds, isolation_level=None, check_same_thread=False, uri=True
    )
    connection.text_factory = _decode
    connection.execute("PRAGMA synchronous = NORMAL")
    connection.execute("PRAGMA foreign_keys = ON")
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


def _gone(file: Path) -> str:
    return (
        f"{file.name} is not in {file.parent} any more, so nothing can be saved in it: "
        f"bring the folder back, or start briefing again."
    )


def _identity(file: Path) -> tuple[int, int] | None:
    """The device and inode of the file; None if there is no such file."""
    try:
        status = file.stat()
    except OSError:
        return None
    return status.st_dev, status.st_ino


def _connect_to_read(uri: str, busy_seconds: float) -> sqlite3.Connection:
    connection = _connect(uri, busy_seconds)
    connection.execute("PRAGMA query_only = ON")

    return connection


def _decode(raw: bytes) -> str:
    """Decode leniently: text that a damaged disk made invalid is still shown."""
    return raw.decode("utf-8", "replace")


def _replace_damaged(
    file: Path, now: Callable[[], datetime], known: tuple[int, int] | None = None
) -> tuple[str, ...]:
    """Set a damaged database aside for a new one; `known` is the identity of one that is surely damaged."""
    with _drafted(file) as draft:
        # The check is made again: another process may have replaced it in the meantime.
        if (known is None or _identity(file) != known) and not is_damaged(file):
            return ()
        aside = set_aside(file, now(), draft)
    return (
        f"{file.name} was damaged; it has been set aside as {aside.name}, and a new, empty library begun.",
    )


def _create(file: Path) -> None:
    with _drafted(file) as draft:
        try:
            os.link(draft, file)  # unlike rename, it never replaces a file that another process created
        except FileExistsError:
            return
        except OSError:  # no hard links on this file system
            if not file.exists():
                draft.rename(file)


@contextmanager
def _drafted(file: Path) -> Iterator[Path]:
    """A new database under a temporary name.

    An empty file at its path is therefore always damage, never an interrupted start.
    """
    draft = file.with_name(f"{file.name}.new-{secrets.token_hex(4)}")
    try:
        with translated_errors(file):
            draft.touch(PRIVATE_FILE)  # its log gets the same permissions from SQLite
            connection = sqlite3.connect(draft, isolation_level=None)
            try:
                connection.execute("PRAGMA journal_mode = WAL")
                migrate(connection)
            finally:
                connection.close()
        yield draft
    finally:
        for suffix in ("", *COMPANIONS):
            with suppress(OSError):
                draft.with_name(draft.name + suffix).unlink(missing_ok=True)


@contextmanager
def _translated_open_errors(file: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.Error as error:
        raise explain(error, file) from error
    except OSError as error:
        raise StoreError(
            f"The library cannot be kept in {file.parent} ({error.strerror}): "
            f"choose another folder with --home, or give yourself permission to write there."
        ) from error
