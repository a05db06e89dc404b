"""Finds articles of one story, and loads many articles by id."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from briefing.domain.article import ArticleEntry
from briefing.store.articles.article_rows import ENTRY_COLUMNS, entry_from_row
from briefing.store.database.batches import article_numbers, batched, placeholders
from briefing.store.database.connections import Database
from briefing.store.stories.story_store import CHANGES


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


def articles_of_stories(database: Database) -> dict[str, str]:
    """Ids of stories of several articles, by article id. Raises StoreError."""
    with database.searching() as connection:
        rows = connection.execute(
            "SELECT a.id, s.id FROM story_members m "
            "JOIN articles a ON a.number = m.article JOIN stories s ON s.number = m.story "
            "WHERE m.story IN (SELECT story FROM story_members GROUP BY story HAVING count(*) > 1)"
        ).fetchall()
    return dict(rows)


def existing_ids(database: Database, ids: Collection[str]) -> set[str]:
    """The ids that have an article. Raises StoreError."""
    with database.reading() as connection:
        return {id_ for _, id_ in article_numbers(connection, ids)}


def change_marker(database: Database) -> tuple[int, int, int]:
    """A value that changes when articles are added or removed, or stories change. Raises StoreError."""
    with database.reading() as connection:
        row = connection.execute(
            "SELECT count(*), ifnull(max(number), 0), "
            "ifnull((SELECT CAST(value AS INTEGER) FROM facts WHERE name = ?), 0) FROM articles",
            (CHANGES,),
        ).fetchone()
    return int(row[0]), int(row[1]), int(row[2])
