"""Stores articles with their read and starred marks and cached analyses."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from briefing import domain
from briefing.domain import Article
from briefing.domain.article import ArticleEntry
from briefing.domain.query.search_words import search_words
from briefing.domain.structure import NO_STRUCTURE
from briefing.domain.text.json_text import json_line
from briefing.store.articles.article_rows import (
    ARTICLE_COLUMNS,
    ENTRY_COLUMNS,
    JOIN_STRUCTURES,
    article_from_row,
    article_row,
    article_values,
    entry_from_row,
    path_value,
    safe_article,
)
from briefing.store.articles.article_writer import (
    insert_articles,
    number_of,
    reattach_to_feeds,
    remove_articles,
    update_article,
)
from briefing.store.articles.search_index import index_few
from briefing.store.database.batches import article_numbers
from briefing.store.database.connections import BUSY_SECONDS, Database

if TYPE_CHECKING:
    from briefing.domain import Analysis, EngineInfo

RESTORED = "recovered"
"""Name of the fact that annotated articles and marks were restored to this database."""
_MARKS = ("read", "starred", "muted", "by_hand")


class ArticleStore:
    """Articles by id, in library.db. All methods are thread-safe and raise StoreError."""

    def __init__(
        self,
        file: Path,
        *,
        busy_seconds: float = BUSY_SECONDS,
        now: Callable[[], datetime] = datetime.now,
        or_in_memory: bool = False,
    ) -> None:
        """`or_in_memory` is passed on to `Database`."""
        self._database = Database(file, busy_seconds=busy_seconds, now=now, or_in_memory=or_in_memory)

    @property
    def notices(self) -> tuple[str, ...]:
        """Notices of what happened when the library was opened, one sentence each."""
        return self._database.notices

    @property
    def database(self) -> Database:
        """The database, for the other stores in the same file."""
        return self._database

    @property
    def read_only(self) -> bool:
        return self._database.read_only

    def integrity(self) -> tuple[str, ...]:
        """The findings of a full check of the file; empty when it is sound."""
        return self._database.problems()

    def put(self, article: Article, *, fetched: datetime) -> Article:
        """Insert or replace the article, sanitized; return it as stored. An update leaves its marks
        unchanged.

        It changes `fetched` only with the text, and clamps the reading position to the new text.
        """
        kept = safe_article(article)
        with self._database.writing() as connection:
            number = number_of(connection, kept.id)
            if number is None:
                insert_articles(connection, [article_row(kept, article_values(kept, fetched))])
                reattach_to_feeds(connection, kept.id)
            else:
                update_article(connection, number, article_values(kept, fetched), kept)
            index_few(connection)
        # A text that comes back has the structure that came with it.
        return kept if kept.structure != NO_STRUCTURE else self.get(kept.id) or kept

    def restore(self, article: Article, entry: ArticleEntry) -> None:
        """Undo a removal: insert the article with its marks and link it to its feeds."""
        marks = {mark: getattr(entry, mark) for mark in _MARKS} | {"place": entry.reading_position}
        self.insert(article, entry.fetched, marks)

    def insert(self, article: Article, fetched: str, marks: dict[str, int]) -> bool:
        """Insert an article and link it to its feeds; return whether it is new. `marks` are by column."""
        values = article_values(article, datetime.fromisoformat(fetched)) | marks
        with self._database.writing() as connection:
            is_new = number_of(connection, article.id) is None
            if is_new:
                insert_articles(connection, [article_row(article, values)])
                reattach_to_feeds(connection, article.id)
                index_few(connection)
        return is_new

    def get(self, id_: str) -> Article | None:
        with self._database.reading() as connection:
            row = connection.execute(
                f"SELECT {ARTICLE_COLUMNS} FROM articles JOIN texts USING (number) {JOIN_STRUCTURES} "
                "WHERE id = ?",
                (id_,),
            ).fetchone()
        return None if row is None else article_from_row(row)

    def entry(self, id_: str) -> ArticleEntry | None:
        return next(iter(self._entries("WHERE id = ?", id_)), None)

    def entries(self) -> list[ArticleEntry]:
        """All articles, newest first."""
        return self._entries("ORDER BY newest DESC, number DESC")

    def find_by_path(self, path: str) -> list[ArticleEntry]:
        """The articles read from the file at this resolved path."""
        return self._entries("WHERE path = ? ORDER BY newest DESC", path_value(path))

    def find_by_url(self, url: str) -> list[ArticleEntry]:
        return self._entries("WHERE url = ? ORDER BY newest DESC", url)

    def find_by_text(self, text_sha256: str) -> list[ArticleEntry]:
        """The articles read from a file that have exactly this text, the first fetched first."""
        return self._entries("WHERE text_sha256 = ? AND path IS NOT NULL ORDER BY fetched, id", text_sha256)

    def remove(self, id_: str) -> None:
        """Delete the article with its marks and the analyses that no other article shares."""
        with self._database.writing() as connection:
            number = number_of(connection, id_)
            if number is not None:
                remove_articles(connection, [number])

    def mark(
        self,
        ids: str | Iterable[str],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        muted: bool | None = None,
    ) -> list[str]:
        """Mark articles; return the ids of those that this has changed, for undo."""
        wanted = [ids] if isinstance(ids, str) else list(ids)
        changed: dict[str, None] = {}
        with self._database.writing() as connection:
            for mark, value in (("read", read), ("starred", starred), ("muted", muted)):
                if value is None:
                    continue
                found = article_numbers(connection, wanted, f"{mark} <> ?", value)
                connection.executemany(
                    f"UPDATE articles SET {mark} = ? WHERE number = ?",
                    [(value, number) for number, _ in sorted(found)],
                )
                changed |= {id_: None for _, id_ in found}
        return list(changed)

    def set_reading_position(self, id_: str, offset: int) -> None:
        with self._database.writing() as connection:
            connection.execute("UPDATE articles SET place = ? WHERE id = ?", (offset, id_))

    def analysis(self, article: Article, engine: EngineInfo) -> Analysis | None:
        """The stored analysis of exactly this input by this engine; None if it is absent or corrupt."""
        with self._database.reading() as connection:
            row = connection.execute(
                "SELECT payload FROM analyses "
                "WHERE input_sha256 = ? AND engine = ? AND model = ? AND version = ?",
                (article.input_sha256, engine.name, engine.model, engine.version),
            ).fetchone()
        if row is None:
            return None
        try:
            return domain.analysis_from_dict(json.loads(row[0]), article.text)
        except ValueError:  # corrupt or edited: analyse again
            return None

    def analysed_ids(self, engine: EngineInfo) -> list[str]:
        """The articles that have a stored analysis by this engine."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT id FROM articles a WHERE EXISTS (SELECT 1 FROM analyses n "
                "WHERE n.input_sha256 = a.input_sha256 AND engine = ? AND model = ? AND version = ?)",
                (engine.name, engine.model, engine.version),
            ).fetchall()
        return [id_ for (id_,) in rows]

    def last_fetched(self) -> str:
        """The time of the last fetch of a text, in ISO 8601; "" without an article."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT ifnull(max(fetched), '') FROM articles").fetchone()
        return str(row[0])

    def put_analysis(self, article: Article, analysis: Analysis) -> None:
        """Store the analysis and delete those of other versions of its engine."""
        engine = analysis.engine
        key = (article.input_sha256, engine.name, engine.model)
        values = domain.analysis_to_dict(analysis)
        payload = json_line(values)
        with self._database.writing() as connection:
            connection.execute(
                "DELETE FROM analyses WHERE input_sha256 = ? AND engine = ? AND model = ?", key
            )
            connection.execute(
                "INSERT INTO analyses (input_sha256, engine, model, version, payload) VALUES (?, ?, ?, ?, ?)",
                (*key, engine.version, payload),
            )
            _store_names(connection, key[0], values, is_corrected=False)

    def put_names(self, article: Article, analysis: Analysis, *, is_corrected: bool) -> None:
        """Let searches and charts use these names of an analysis, as the reader may have corrected it."""
        values = domain.analysis_to_dict(analysis)
        with self._database.writing() as connection:
            _store_names(connection, article.input_sha256, values, is_corrected=is_corrected)

    def resolve_id(self, id_: str) -> str:
        """The id of the article that this id was moved to, else the id itself."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT article_id FROM moved WHERE id = ?", (id_,)).fetchone()
        return id_ if row is None else str(row[0])

    def has_moved(self, id_: str) -> bool:
        """Whether another id was moved to this article."""
        with self._database.reading() as connection:
            return (
                connection.execute("SELECT 1 FROM moved WHERE article_id = ?", (id_,)).fetchone() is not None
            )

    def record_move(self, id_: str, article_id: str) -> None:
        """Make `id_` an alias of `article_id`."""
        with self._database.writing() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO moved (id, article_id) VALUES (?, ?)", (id_, article_id)
            )

    def get_meta(self, name: str) -> str | None:
        """Return a named value that the program stores about itself."""
        with self._database.reading() as connection:
            row = connection.execute("SELECT value FROM facts WHERE name = ?", (name,)).fetchone()
        return None if row is None else str(row[0])

    def set_meta(self, name: str, value: str) -> None:
        with self._database.writing() as connection:
            connection.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", (name, value))

    def close(self) -> None:
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _entries(self, clause: str, *values: object) -> list[ArticleEntry]:
        with self._database.reading() as connection:
            rows = connection.execute(f"SELECT {ENTRY_COLUMNS} FROM articles {clause}", values).fetchall()
        return [entry_from_row(row) for row in rows]


def _store_names(
    connection: sqlite3.Connection, input_sha256: str, payload: Mapping[str, Any], *, is_corrected: bool
) -> None:
    """Replace the names stored for this input by those of an encoded analysis, whichever engine made it.

    If the reader has corrected it, the actors' names and kinds are stored as they are shown, too.
    """
    actors = payload["actors"]
    names = [name for actor in actors for name in (actor["name"], *actor["aliases"])]
    labels = [issue["label"] for issue in payload["issues"] if issue.get("shown", True)]
    shown = {"actors": [{"name": actor["name"], "kind": actor["kind"]} for actor in actors]}
    connection.execute(
        "INSERT OR REPLACE INTO analysis_names (input_sha256, actors, issues, shown) VALUES (?, ?, ?, ?)",
        (
            input_sha256,
            *("\n".join(map(search_words, some)) for some in (names, labels)),
            json.dumps(shown, ensure_ascii=False) if is_corrected else None,
        ),
    )
