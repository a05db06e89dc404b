"""Finds a way to read library.db on a disk that is full or cannot be written."""

from __future__ import annotations

import errno
import sqlite3
import sys
from enum import Enum
from pathlib import Path

from briefing.errors import StoreError
from briefing.store.database.sqlite_errors import is_full, primary_code

_NO_SPACE = (errno.ENOSPC, errno.EDQUOT, errno.EROFS, errno.EACCES, errno.EPERM)
_UNWRITABLE = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY, sqlite3.SQLITE_PERM)


class Access(Enum):
    """The parameters of SQLite's URI, each of which needs less of the disk than the one before."""

    NORMAL = ""
    ALONE = "?vfs=unix-excl"
    """The index of the log is in memory instead of a file, so that no other process may open the library."""
    READ_ONLY = "?mode=ro&immutable=1"
    """A library without log and locks, for a folder where nothing can be made."""

    def uri(self, file: Path) -> str:
        # A plain path is used where that will do: SQLite has no URI for a folder of another machine.
        return file.absolute().as_uri() + self.value if self.value else str(file.absolute())

    def notice(self, file: Path) -> str | None:
        """Return what the reader should know about the access, a sentence."""
        if self is Access.ALONE:
            return (
                f"The disk of {file.parent} is full: articles can be read, and what you change is saved once "
                f"you free some space."
            )
        if self is Access.READ_ONLY:
            return (
                f"{file.name} can be read, but not changed: give yourself permission to write in "
                f"{file.parent}, or choose another folder with --home."
            )
        return None


def find_access(file: Path) -> Access:
    """Find the first access by which the file can be read; NORMAL if it is missing, damaged or locked.

    Raises sqlite3.Error if there is none.
    """
    if not file.is_file():
        return Access.NORMAL
    first: sqlite3.Error | None = None
    for access in Access:
        if (access is Access.ALONE and sys.platform == "win32") or (
            access is Access.READ_ONLY and _has_log(file)
        ):
            continue
        try:
            _read(access.uri(file))
        except sqlite3.Error as error:
            if not is_unwritable(error):
                break
            first = first or error
        else:
            return access
    if first is not None:
        raise first
    return Access.NORMAL


def wants_space(error: StoreError) -> bool:
    """Return whether a library cannot be opened for want of space or permission."""
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        return is_unwritable(cause)
    return isinstance(cause, OSError) and cause.errno in _NO_SPACE


def is_unwritable(error: sqlite3.Error) -> bool:
    """Return whether a database cannot be written for want of space or permission."""
    return is_full(error) or primary_code(error) in _UNWRITABLE


def _read(uri: str) -> None:
    connection = sqlite3.connect(uri, uri=True)
    try:
        connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
    finally:
        connection.close()


def _has_log(file: Path) -> bool:
    """Return whether there are changes that are not in the file yet, which READ_ONLY would not see."""
    log = file.with_name(f"{file.name}-wal")
    return log.exists() and log.stat().st_size > 0
