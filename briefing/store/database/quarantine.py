"""Sets a damaged database file aside under a new name, and reports it."""

from __future__ import annotations

import contextlib
import sqlite3
from datetime import datetime
from pathlib import Path

from briefing.store.database.sqlite_errors import explain, is_damage, is_of_index

__all__ = ["is_damaged", "set_aside", "suspect"]

QUICK_TO_CHECK = 32 * 1024 * 1024
"""Bytes that are checked through at every start (13 ms); a larger file when something was wrong with it."""

_COMPANIONS = ("-wal", "-shm")
"""The write-ahead log and its index: part of the database, and never to be read with another one."""


def suspect(file: Path) -> None:
    """Note beside the database that its next opening should check all of it."""
    with contextlib.suppress(OSError):
        _note(file).touch()


def is_damaged(file: Path) -> bool:
    """Whether the file at this place is no sound database. Raises StoreError when that cannot be told."""
    if not file.exists():
        # The file was taken away, and its log left: a new database must not replay it.
        return any(_companion(file, suffix).exists() for suffix in _COMPANIONS)
    size = file.stat().st_size
    if size == 0:
        return True  # ours is never empty, `opening` makes it whole: it was cut off
    try:
        connection = sqlite3.connect(file)
        try:
            connection.execute("SELECT count(*) FROM sqlite_master").fetchone()
            if _note(file).exists():
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
            _note(file).unlink(missing_ok=True)
    return not sound


def _is_sound(connection: sqlite3.Connection) -> bool:
    """A full-text index that does not fit the articles is made anew: the library is not set aside for it."""
    lines = [str(line) for (line,) in connection.execute("PRAGMA quick_check(10)")]
    return all(line == "ok" or is_of_index(line) for line in lines)


def _are_tables_sound(connection: sqlite3.Connection) -> bool:
    """The same without going through the full-text index word by word, which takes eight times as long."""
    tables = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND sql NOT LIKE 'CREATE VIRTUAL TABLE%'"
    ).fetchall()
    names = [name.replace("'", "''") for (name,) in tables]
    return all(connection.execute(f"PRAGMA quick_check('{name}')").fetchall() == [("ok",)] for name in names)


def set_aside(file: Path, now: datetime) -> Path:
    """Give the database and its companions a new name beside the old one; raises OSError.

    `library.db` becomes `library.db.damaged-20261125-014500`; a name that is taken gets a number.
    """
    stem = f"{file.name}.damaged-{now:%Y%m%d-%H%M%S}"
    aside, number = file.with_name(stem), 2
    while any(_companion(aside, suffix).exists() for suffix in ("", *_COMPANIONS)):
        aside, number = file.with_name(f"{stem}-{number}"), number + 1
    # The log first: killed in between, the file that stays is still told to be damaged.
    for suffix in (*_COMPANIONS, ""):
        with contextlib.suppress(FileNotFoundError):
            _companion(file, suffix).rename(_companion(aside, suffix))
    with contextlib.suppress(OSError):
        _note(file).unlink(missing_ok=True)
    return aside


def _companion(file: Path, suffix: str) -> Path:
    return file.with_name(file.name + suffix)


def _note(file: Path) -> Path:
    return _companion(file, ".suspect")
