"""Finds the articles that tell the same story, and loads many articles by id."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from briefing.store.articles.article_rows import ENTRY_COLUMNS, ArticleEntry, entry_from_row
from briefing.store.database.batches import batched, marks_for, numbers_of
from briefing.store.database.connections import Database

__all__ = ["change_marker", "entries_by_ids", "existing_ids", "shared_stories"]


def entries_by_ids(database: Database, ids: Sequence[str]) -> list[ArticleEntry]:
    """In no order; those that are not there are left out. Raises StoreError."""
    found: list[ArticleEntry] = []
    with database.reading() as connection:
        for some in batched(list(ids)):
            rows = connection.execute(
                f"SELECT {ENTRY_COLUMNS} FROM articles WHERE id IN ({marks_for(some)})", some
            ).fetchall()
            found += map(entry_from_row, rows)
    return found


def shared_stories(database: Database) -> dict[str, str]:
    """By id, the story of each article that is not the only one to tell it. Raises StoreError."""
    with database.searching() as connection:
        rows = connection.execute(
            "SELECT id, story FROM articles WHERE story IN "
            "(SELECT story FROM articles GROUP BY story HAVING count(*) > 1)"
        ).fetchall()
    return dict(rows)


def existing_ids(database: Database, ids: Collection[str]) -> set[str]:
    """Those of the ids that the library has an article for. Raises StoreError."""
    with database.reading() as connection:
        return {id_ for _, id_ in numbers_of(connection, ids)}


def change_marker(database: Database) -> tuple[int, int]:
    """What differs once articles have come or gone. Raises StoreError."""
    with database.reading() as connection:
        row = connection.execute("SELECT count(*), ifnull(max(number), 0) FROM articles").fetchone()
    return int(row[0]), int(row[1])
