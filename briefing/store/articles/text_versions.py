"""Stores the feed's and the page's text of an article beside the one that is shown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from briefing.domain import Article
from briefing.domain.text.sanitize import safe_one_to_one
from briefing.store.articles.article_writer import number_of, put_structure
from briefing.store.database.connections import Database

Origin = Literal["feed", "page"]


class TextVersions:
    """Texts by article and origin. All methods are thread-safe and raise StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, id_: str, origin: Origin, article: Article) -> None:
        """Store or replace the article's text of this origin, with its structure, if the article is known.

        `FeedStore.store_updates` keeps a stored feed text up to date.
        """
        with self._database.writing() as connection:
            number = number_of(connection, id_)
            if number is not None:
                connection.execute(
                    "INSERT OR REPLACE INTO other_texts (article, origin, text) VALUES (?, ?, ?)",
                    (number, origin, safe_one_to_one(article.text)),
                )
                put_structure(connection, number, article)

    def get(self, id_: str) -> Mapping[Origin, str]:
        """Return the stored texts; empty for an article with one text only."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT origin, other_texts.text FROM other_texts JOIN articles ON number = article "
                "WHERE id = ?",
                (id_,),
            ).fetchall()
        return {origin: safe_one_to_one(text) for origin, text in rows}
