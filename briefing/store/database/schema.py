"""Migrates library.db to the current schema version, entirely or not at all."""

from __future__ import annotations

import sqlite3

from briefing.errors import StoreError
from briefing.store.database.migrations import APPLICATION_ID, STEPS

__all__ = ["VERSION", "migrate"]

VERSION = len(STEPS)


def migrate(connection: sqlite3.Connection) -> int:
    """Bring the tables up to VERSION, each step whole or not at all; the version that was found.

    A version past VERSION is left as it is. Raises StoreError for another program's database.
    """
    found = _number(connection, "user_version")
    if found == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise _foreign()
    if found and _number(connection, "application_id") != APPLICATION_ID:
        raise _foreign()
    watched = _number(connection, "foreign_keys")
    # A table that is made anew would take with it, as it is dropped, whatever refers to its rows. Within a
    # transaction this cannot be said.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        while (version := _number(connection, "user_version")) < VERSION:
            _take_step(connection, version)
    finally:
        connection.execute(f"PRAGMA foreign_keys = {watched}")
    return found


def _take_step(connection: sqlite3.Connection, version: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have taken this step while this one waited for the lock.
        if _number(connection, "user_version") == version:
            for step in STEPS[version]:
                if isinstance(step, str):
                    connection.execute(step)
                else:
                    step(connection)
            connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:  # it has failed; a full disk has ended it already
            connection.execute("ROLLBACK")


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    value: int = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    return value


def _foreign() -> StoreError:
    return StoreError(
        "library.db belongs to another program, so it was left alone: choose another folder with --home."
    )
