"""Makes the tables of library.db, with the rows of an earlier version in them, entirely or not at all."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from pathlib import Path

from briefing.errors import StoreError

APPLICATION_ID = 0x62726E67
"""“brng” in the file header: distinguishes our database from another program's."""
VERSION = 9
FIRST_RELEASED = 3
"""The version of 0.1.0, the oldest that is imported."""
_LAST_CREDIBLE = 1000
"""A version above it is no newer briefing's, but a damaged number."""
_OF_EVERY_VERSION = {"articles", "texts", "facts"}

_TABLES = Path(__file__).with_name("schema.sql")
_EARLIER = "earlier_"
"""Prefix of a table that is being imported."""
_RENAMED = {"same_text": "story"}
"""Earlier names of columns, by the present ones."""


def is_header_sound(connection: sqlite3.Connection) -> bool:
    """Return whether version, application and list of tables agree, or belong to another program.

    Raises sqlite3.Error for a file that is no database.
    """
    version = _pragma(connection, "user_version")
    is_ours = _pragma(connection, "application_id") == APPLICATION_ID
    if {name for (name,) in _names(connection, "table")} >= _OF_EVERY_VERSION:
        return is_ours and FIRST_RELEASED <= version <= _LAST_CREDIBLE
    return not is_ours


def migrate(connection: sqlite3.Connection) -> int:
    """Bring the tables to VERSION in one transaction; return the version before.

    A newer version is left unchanged. Raises StoreError for another program's database.
    """
    found = _pragma(connection, "user_version")
    if found == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise _foreign_error()
    if found and _pragma(connection, "application_id") != APPLICATION_ID:
        raise _foreign_error()
    if found >= VERSION:
        return found
    enforced = _pragma(connection, "foreign_keys")
    # Dropping a table would cascade to the rows that refer to it. The pragma has no effect inside a
    # transaction.
    connection.execute("PRAGMA foreign_keys = OFF")
    try:
        connection.execute("BEGIN IMMEDIATE")
        # Another process may have done it while this one waited for the lock.
        if (version := _pragma(connection, "user_version")) < VERSION:
            if version:
                _import_earlier(connection)
            else:
                _make_tables(connection)
            connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
            connection.execute(f"PRAGMA user_version = {VERSION}")
        connection.execute("COMMIT")
    finally:
        if connection.in_transaction:  # a step failed; on a full disk SQLite has rolled back already
            connection.execute("ROLLBACK")
        connection.execute(f"PRAGMA foreign_keys = {enforced}")
    return found


def _make_tables(connection: sqlite3.Connection) -> None:
    for statement in _statements(_TABLES.read_text(encoding="utf-8")):
        connection.execute(statement)


def _import_earlier(connection: sqlite3.Connection) -> None:
    """Make the tables anew with the rows of the earlier ones, and the full-text index from the texts."""
    connection.execute("DROP TABLE words")
    connection.execute("DROP VIEW indexed")
    for (name,) in _names(connection, "index"):
        connection.execute(f"DROP INDEX {name}")
    earlier = [name for (name,) in _names(connection, "table")]
    for name in earlier:
        connection.execute(f"ALTER TABLE {name} RENAME TO {_EARLIER}{name}")
    _make_tables(connection)
    for name in earlier:
        if name != "unindexed":
            _copy_rows(connection, name)
        connection.execute(f"DROP TABLE {_EARLIER}{name}")
    connection.execute("INSERT INTO words (words) VALUES ('rebuild')")


def _copy_rows(connection: sqlite3.Connection, table: str) -> None:
    """Fill the columns that the earlier table has, by the present or the earlier name."""
    there = _columns(connection, f"{_EARLIER}{table}")
    before = {name: name if name in there else _RENAMED.get(name) for name in _columns(connection, table)}
    before = {name: old for name, old in before.items() if old in there}
    connection.execute(
        f"INSERT INTO {table} ({_quoted(before)}) SELECT {_quoted(before.values())} FROM {_EARLIER}{table}"
    )


def _names(connection: sqlite3.Connection, kind: str) -> list[tuple[str]]:
    """The names of tables or indexes, without SQLite's own."""
    return connection.execute(
        "SELECT name FROM sqlite_master WHERE type = ? AND name NOT LIKE 'sqlite!_%' ESCAPE '!'", (kind,)
    ).fetchall()


def _columns(connection: sqlite3.Connection, table: str) -> list[str]:
    return [name for _, name, *_ in connection.execute(f"PRAGMA table_info({table})")]


def _quoted(names: Iterable[str | None]) -> str:
    return ", ".join(f'"{name}"' for name in names)


def _statements(script: str) -> Iterator[str]:
    """Split a script into statements: `executescript` would commit first."""
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def _pragma(connection: sqlite3.Connection, pragma: str) -> int:
    value: int = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    return value


def _foreign_error() -> StoreError:
    return StoreError(
        "library.db belongs to another program, so it was left alone: choose another folder with --home."
    )
