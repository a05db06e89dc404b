"""Tags of whole articles, set by rules or by hand; tags of annotations are stored with them."""

from __future__ import annotations

from collections.abc import Iterable

from briefing.domain.text.sanitize import safe_line
from briefing.store.database.batches import article_numbers, grouped
from briefing.store.database.connections import Database


class ArticleTags:
    """Tags by article. All methods are thread-safe and raise StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def add(self, ids: Iterable[str], tag: str) -> list[str]:
        """Add the tag; return the ids that did not have it, for undo."""
        return self._change(
            ids,
            tag,
            "NOT EXISTS (SELECT 1 FROM article_tags WHERE article = number AND tag = ?)",
            "INSERT INTO article_tags (article, tag) VALUES (?, ?)",
        )

    def remove(self, ids: Iterable[str], tag: str) -> list[str]:
        """Remove the tag; return the ids that had it."""
        return self._change(
            ids,
            tag,
            "EXISTS (SELECT 1 FROM article_tags WHERE article = number AND tag = ?)",
            "DELETE FROM article_tags WHERE article = ? AND tag = ?",
        )

    def by_article(self) -> dict[str, tuple[str, ...]]:
        """Sorted tags by article id."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id, tag FROM article_tags JOIN articles ON number = article ORDER BY id, tag"
            ).fetchall()
        return grouped(rows)

    def counts(self) -> dict[str, int]:
        """Numbers of articles by tag, also those with such an annotation, whatever the case of the tag."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT tag, count(DISTINCT number) FROM ("
                " SELECT tag, article AS number FROM article_tags"
                " UNION ALL SELECT tag, number FROM annotation_tags JOIN articles ON id = article_id"
                ") GROUP BY tag COLLATE NOCASE"
            ).fetchall()
        return dict(rows)

    def _change(self, ids: Iterable[str], tag: str, needs_it: str, statement: str) -> list[str]:
        name = safe_line(tag)
        with self._database.writing() as connection:
            changed = article_numbers(connection, ids, needs_it, name)
            connection.executemany(statement, [(number, name) for number, _ in changed])
        return [id_ for _, id_ in changed]
