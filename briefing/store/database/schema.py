"""Migrates library.db to the current schema version, entirely or not at all."""

from __future__ import annotations

import sqlite3

from briefing.errors import StoreError
from briefing.store.database.migrations import APPLICATION_ID, STEPS

VERSION = len(STEPS)


def migrate(connection: sqlite3.Connection) -> int:
    """Migrate the tables to VERSION, each step in one transaction; return the version before.

    A newer version is left unchanged. Raises StoreError for another program's database.
    """
    found = _pragma(connection, "user_version")
    if found == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise _foreign_error()
    if found and _pragma(connection, "application_id") != APPLICATION_ID:
        raise _foreign_error()
    enforced = _pragma(connection, "foreign_keys")
    # Dropping a table that is being rebuilt would cascade to the rows that refer to it. The pragma has no
    # effect inside a transaction.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        while (version := _pragma(connection, "user_version")) < VERSION:
            _apply_step(connection, version)
    finally:
        connection.execute(f"PRAGMA foreign_keys = {enforced}")
    return found


def _apply_step(connection: sqlite3.Connection, version: int) -> None:
    connection.execute("BEGIN IMMEDIATE")
    try:
        # Another process may have applied this step while this one waited for the lock.
        if _pragma(connection, "user_version") == version:
            for step in STEPS[version]:
                step(connection)
            connection.execute(f"PRAGMA user_version = {version + 1}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:  # the step failed; on a full disk SQLite has rolled back already
            connection.execute("ROLLBACK")


def _pragma(connection: sqlite3.Connection, pragma: str) -> int:
    value: int = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    return value


def _foreign_error() -> StoreError:
    return StoreError(
        "library.db belongs to another program, so it was left alone: choose another folder with --home."
    )
