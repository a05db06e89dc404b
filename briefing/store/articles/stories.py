"""Finds articles with the same text, and loads many articles by id."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from briefing.store.articles.article_rows import ENTRY_COLUMNS, ArticleEntry, entry_from_row
from briefing.store.database.batches import article_numbers, batched, placeholders
from briefing.store.database.connections import Database


def entries_by_ids(database: Database, ids: Sequence[str]) -> list[ArticleEntry]:
    """Entries of the existing articles among `ids`, unordered. Raises StoreError."""
    found: list[ArticleEntry] = []
    with database.reading() as connection:
        for some in batched(list(ids)):
            rows = connection.execute(
                f"SELECT {ENTRY_COLUMNS} FROM articles WHERE id IN ({placeholders(some)})", some
            ).fetchall()
            found += map(entry_from_row, rows)
    return found


def shared_stories(database: Database) -> dict[str, str]:
    """Article id to story key, for articles that share their story with another. Raises StoreError."""
    with database.searching() as connection:
        rows = connection.execute(
            "SELECT id, story FROM articles WHERE story IN "
            "(SELECT story FROM articles GROUP BY story HAVING count(*) > 1)"
        ).fetchall()
    return dict(rows)


def existing_ids(database: Database, ids: Collection[str]) -> set[str]:
    """The ids that have an article. Raises StoreError."""
    with database.reading() as connection:
        return {id_ for _, id_ in article_numbers(connection, ids)}


def change_marker(database: Database) -> tuple[int, int]:
    """A value that changes when articles are added or removed. Raises StoreError."""
    with database.reading() as connection:
        row = connection.execute("SELECT count(*), ifnull(max(number), 0) FROM articles").fetchone()
    return int(row[0]), int(row[1])
