"""Sets a damaged database file aside under a new name, and reports it."""

from __future__ import annotations

import contextlib
import os
import sqlite3
from datetime import datetime
from pathlib import Path

from briefing.regular_files import PRIVATE_FILE
from briefing.store.database.schema import is_header_sound
from briefing.store.database.sqlite_errors import explain, is_damage, is_index_finding

QUICK_TO_CHECK = 32 * 1024 * 1024
"""Files up to this many bytes are checked at every start (13 ms), larger ones only when marked suspect."""

COMPANIONS = ("-wal", "-shm")
"""The write-ahead log and its index; they belong to one database and must not be read with another."""


def mark_suspect(file: Path) -> None:
    """Leave a marker beside the database that makes the next start check all of it."""
    with contextlib.suppress(OSError):
        _marker(file).touch(PRIVATE_FILE)


def is_damaged(file: Path) -> bool:
    """Whether the file at this path is not a sound database. Raises StoreError when it cannot be read."""
    if not file.exists():
        # Only the log of a deleted database is left: a new database must not replay it.
        return any(_companion(file, suffix).exists() for suffix in COMPANIONS)
    size = file.stat().st_size
    if size == 0:
        return True  # truncated: `_create` never leaves an empty file
    try:
        connection = sqlite3.connect(file)
        try:
            if not is_header_sound(connection):
                return True
            if _marker(file).exists():
                sound = _is_sound(connection)
            elif size <= QUICK_TO_CHECK:
                sound = _are_tables_sound(connection)
            else:
                return False
        finally:
            connection.close()
    except sqlite3.Error as error:
        if is_damage(error):
            return True
        raise explain(error, file) from error
    if sound:
        with contextlib.suppress(OSError):
            _marker(file).unlink(missing_ok=True)
    return not sound


def _is_sound(connection: sqlite3.Connection) -> bool:
    """Check everything, but ignore the full-text index: it can be rebuilt, so the library stays."""
    lines = [str(line) for (line,) in connection.execute("PRAGMA quick_check(10)")]
    return all(line == "ok" or is_index_finding(line) for line in lines)


def _are_tables_sound(connection: sqlite3.Connection) -> bool:
    """Check the tables without the full-text index, which takes an eighth of the time."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL TABLE%'"
    ).fetchall()
    names = [name.replace("'", "''") for (name,) in tables]
    return all(connection.execute(f"PRAGMA quick_check('{name}')").fetchall() == [("ok",)] for name in names)


def set_aside(file: Path, now: datetime, new: Path) -> Path:
    """Rename the database and its companions, put `new` in its place, and return the path of the old one.

    `library.db` becomes `library.db.damaged-20261125-014500`; a number is added when that name is taken.
    Raises OSError.
    """
    stem = f"{file.name}.damaged-{now:%Y%m%d-%H%M%S}"
    aside, number = file.with_name(stem), 2
    while any(_companion(aside, suffix).exists() for suffix in ("", *COMPANIONS)):
        aside, number = file.with_name(f"{stem}-{number}"), number + 1
    # The log goes first: after a kill in between, the remaining file is still recognized as damaged.
    for suffix in COMPANIONS:
        with contextlib.suppress(FileNotFoundError):
            _companion(file, suffix).rename(_companion(aside, suffix))
    with contextlib.suppress(FileNotFoundError):
        try:
            os.link(file, aside)  # both names until the new one replaces it: a kill leaves it where it was
        except FileNotFoundError:
            raise
        except OSError:  # no hard links on this file system
            file.rename(aside)
    new.replace(file)
    with contextlib.suppress(OSError):
        _marker(file).unlink(missing_ok=True)
    return aside


def _companion(file: Path, suffix: str) -> Path:
    return file.with_name(file.name + suffix)


def _marker(file: Path) -> Path:
    return _companion(file, ".suspect")
