"""What library.db holds: its tables, and the ordered steps from each version of them to the next."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence

from briefing.errors import StoreError

__all__ = ["APPLICATION_ID", "VERSION", "migrate"]

APPLICATION_ID = 0x62726E67
"""“brng” in the header of the file: tells our database from another program's."""

_MIGRATIONS: Sequence[Sequence[str]] = (
    (
        f"PRAGMA application_id = {APPLICATION_ID}",
        """
        CREATE TABLE articles (
            id            TEXT PRIMARY KEY,
            title         TEXT NOT NULL,
            author        TEXT,
            published     TEXT,
            source        TEXT,
            section       TEXT,
            url           TEXT,
            path          BLOB,             -- text, or a BLOB when the name is not Unicode
            language      TEXT,
            text_sha256   TEXT NOT NULL,
            input_sha256  TEXT NOT NULL,    -- of all that an analysis depends on
            fetched       TEXT NOT NULL,
            newest        REAL NOT NULL,    -- seconds since 1970; what lists are ordered by
            read          INTEGER NOT NULL DEFAULT 0,
            starred       INTEGER NOT NULL DEFAULT 0,
            place         INTEGER NOT NULL DEFAULT 0,
            text          TEXT NOT NULL     -- last, so that a list reads past none of it
        )
        """,
        "CREATE INDEX articles_newest ON articles (newest DESC, id)",
        "CREATE INDEX articles_path ON articles (path) WHERE path IS NOT NULL",
        "CREATE INDEX articles_url ON articles (url) WHERE url IS NOT NULL",
        "CREATE INDEX articles_text ON articles (text_sha256)",
        "CREATE INDEX articles_input ON articles (input_sha256)",
        """
        CREATE TABLE moved (
            -- A file that moved keeps its article; its new place would name another.
            id         TEXT PRIMARY KEY,
            article_id TEXT NOT NULL REFERENCES articles (id) ON DELETE CASCADE
        )
        """,
        "CREATE INDEX moved_article ON moved (article_id)",
        """
        CREATE TABLE analyses (
            input_sha256 TEXT NOT NULL,
            engine       TEXT NOT NULL,
            version      TEXT NOT NULL,
            model        TEXT NOT NULL,
            payload      TEXT NOT NULL,     -- JSON
            PRIMARY KEY (input_sha256, engine, model, version)
        ) WITHOUT ROWID
        """,
        "CREATE TABLE facts (name TEXT PRIMARY KEY, value TEXT NOT NULL)",
    ),
    (
        # What the files in annotations/ say, to be listed and searched; made anew from them at any time.
        """
        CREATE TABLE annotation_files (
            article_id TEXT PRIMARY KEY,
            stamp      TEXT NOT NULL,       -- of the file as it was read
            head       TEXT NOT NULL        -- JSON
        ) WITHOUT ROWID
        """,
        """
        CREATE TABLE annotations (
            article_id TEXT NOT NULL REFERENCES annotation_files (article_id) ON DELETE CASCADE,
            id         TEXT NOT NULL,
            created    TEXT NOT NULL,
            modified   TEXT NOT NULL,
            color      TEXT NOT NULL,
            state      TEXT NOT NULL,
            confidence REAL,
            quote      TEXT NOT NULL,
            prefix     TEXT NOT NULL,
            suffix     TEXT NOT NULL,
            start      INTEGER,
            "end"      INTEGER,
            note       TEXT NOT NULL,
            tags       TEXT NOT NULL,       -- JSON
            made_on    TEXT,                -- JSON
            PRIMARY KEY (article_id, id)
        )
        """,
        "CREATE INDEX annotations_newest ON annotations (modified DESC)",
        """
        CREATE TABLE annotation_tags (
            article_id    TEXT NOT NULL,
            annotation_id TEXT NOT NULL,
            tag           TEXT NOT NULL,
            FOREIGN KEY (article_id, annotation_id) REFERENCES annotations (article_id, id) ON DELETE CASCADE
        )
        """,
        "CREATE INDEX annotation_tags_tag ON annotation_tags (tag)",
        "CREATE INDEX annotation_tags_annotation ON annotation_tags (article_id, annotation_id)",
    ),
)
"""Step n leads from version n to n + 1. A step that was released is never changed: add another."""

VERSION = len(_MIGRATIONS)


def migrate(connection: sqlite3.Connection) -> int:
    """Bring the tables up to VERSION, each step whole or not at all; the version that was found.

    A version past VERSION is left as it is. Raises StoreError for another program's database.
    """
    found = _number(connection, "user_version")
    if found == 0 and connection.execute("SELECT 1 FROM sqlite_master").fetchone():
        raise _foreign()
    if found and _number(connection, "application_id") != APPLICATION_ID:
        raise _foreign()
    while (version := _number(connection, "user_version")) < VERSION:
        connection.execute("BEGIN IMMEDIATE")
        try:
            # Another process may have taken this step while this one waited for the lock.
            if _number(connection, "user_version") == version:
                for statement in _MIGRATIONS[version]:
                    connection.execute(statement)
                connection.execute(f"PRAGMA user_version = {version + 1}")
            connection.execute("COMMIT")
        except BaseException:
            connection.execute("ROLLBACK")
            raise
    return found


def _number(connection: sqlite3.Connection, pragma: str) -> int:
    value: int = connection.execute(f"PRAGMA {pragma}").fetchone()[0]
    return value


def _foreign() -> StoreError:
    return StoreError(
        "library.db belongs to another program, so it was left alone: choose another folder with --home."
    )
