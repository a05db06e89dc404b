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


def articles_of_same_text(database: Database) -> dict[str, str]:
    """Article id to a key of its text, for articles that share their text with another. Raises StoreError."""
    with database.searching() as connection:
        rows = connection.execute(
            "SELECT id, same_text FROM articles WHERE same_text IN "
            "(SELECT same_text FROM articles GROUP BY same_text HAVING count(*) > 1)"
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
