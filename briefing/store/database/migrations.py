"""Migrations of library.db, in order: the SQL files beside this module, and what SQL cannot express."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

from briefing.store.articles.analysis_names import searchable_names, store_names

APPLICATION_ID = 0x62726E67
"""“brng” in the file header: distinguishes our database from another program's."""

Step = Callable[[sqlite3.Connection], None]


def _run_file(name: str) -> Step:
    """A step that executes the statements of a file, in the caller's transaction.

    `executescript` would commit first.
    """

    def run(connection: sqlite3.Connection) -> None:
        path = Path(__file__).parent / "sql" / name
        for statement in _statements(path.read_text(encoding="utf-8")):
            connection.execute(statement)

    return run


def _statements(script: str) -> Iterator[str]:
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement.strip()
            statement = ""


def _set_application_id(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def _name_analyses(connection: sqlite3.Connection) -> None:
    for input_sha256, payload in connection.execute("SELECT input_sha256, payload FROM analyses"):
        try:
            names = searchable_names(json.loads(payload))
        except (ValueError, KeyError, TypeError, AttributeError):
            continue  # corrupt: the article will be analysed again
        store_names(connection, input_sha256, names)


STEPS: Sequence[Sequence[Step]] = (
    (_set_application_id, _run_file("1_articles.sql")),
    (_run_file("2_annotations.sql"),),
    (_run_file("3_feeds_and_search.sql"), _name_analyses),
    (_run_file("4_structures.sql"),),
    (_run_file("5_corrected_names.sql"),),
    (_run_file("6_stories.sql"),),
    (_run_file("7_watches.sql"),),
    (_run_file("8_lookups.sql"),),
)
"""STEPS[n] migrates version n to n + 1. Released steps never change; append new ones."""
