"""Indexes annotation files in the database, for lists, searches and counts over many articles.

The files are authoritative; the index can be rebuilt from them and records which state of a file it holds.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

from briefing.domain.annotation import (
    Anchor,
    AnchorState,
    AnnotatedArticle,
    Annotation,
    AnnotationEntry,
    Color,
)
from briefing.domain.annotation_codec import head_from_dict, head_to_dict
from briefing.domain.annotation_counts import merge_spellings
from briefing.domain.span import Span
from briefing.domain.text.json_text import json_line
from briefing.store.database.batches import grouped
from briefing.store.database.connections import Database

_COLUMNS = (
    'article_id, id, created, modified, color, state, confidence, quote, prefix, suffix, start, "end", '
    "note, tags, made_on"
)


class AnnotationIndex:
    """The index of annotations. All methods are thread-safe and raise StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stamps(self) -> dict[str, str]:
        """Stamps of the indexed files, by article id."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT article_id, stamp FROM annotation_files").fetchall())

    def put(self, files: Iterable[tuple[str, AnnotatedArticle]]) -> None:
        """Index files, each given by stamp and content, in place of their earlier entries."""
        with self._database.writing() as connection:
            for stamp, article in files:
                _delete(connection, article.head.id)
                connection.execute(
                    "INSERT INTO annotation_files (article_id, stamp, head) VALUES (?, ?, ?)",
                    (article.head.id, stamp, json_line(head_to_dict(article.head))),
                )
                connection.executemany(
                    f"INSERT INTO annotations ({_COLUMNS}) VALUES ({', '.join('?' * 15)})",
                    [_values(article.head.id, each) for each in article.annotations],
                )
                connection.executemany(
                    "INSERT INTO annotation_tags (article_id, annotation_id, tag) VALUES (?, ?, ?)",
                    [(article.head.id, each.id, tag) for each in article.annotations for tag in each.tags],
                )

    def remove(self, article_ids: Iterable[str]) -> None:
        """Remove the files of these articles from the index."""
        with self._database.writing() as connection:
            for article_id in article_ids:
                _delete(connection, article_id)

    def entries(self, *, limit: int | None = None) -> list[AnnotationEntry]:
        """The annotations, last modified first. They lack `raw`, so they must not be written to files."""
        with self._database.reading() as connection:
            heads = {
                article_id: head_from_dict(json.loads(head))
                for article_id, head in connection.execute("SELECT article_id, head FROM annotation_files")
            }
            rows = connection.execute(
                f"SELECT {_COLUMNS} FROM annotations ORDER BY modified DESC, created DESC, id LIMIT ?",
                (-1 if limit is None else limit,),
            ).fetchall()
        return [AnnotationEntry(heads[row[0]], _annotation(row)) for row in rows]

    def tags(self) -> Mapping[str, int]:
        """Numbers of annotations by tag, as `merge_spellings` returns them."""
        with self._database.reading() as connection:
            rows = connection.execute("SELECT tag, count(*) FROM annotation_tags GROUP BY tag").fetchall()
        return merge_spellings(dict(rows))

    def counts(self) -> dict[str, int]:
        """Numbers of annotations by article id."""
        with self._database.reading() as connection:
            return dict(
                connection.execute(
                    "SELECT article_id, count(*) FROM annotations GROUP BY article_id"
                ).fetchall()
            )

    def tags_by_article(self) -> dict[str, tuple[str, ...]]:
        """Sorted tags of annotations by article id."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT article_id, tag FROM annotation_tags ORDER BY article_id, tag"
            ).fetchall()
        return grouped(rows)


def _delete(connection: sqlite3.Connection, article_id: str) -> None:
    connection.execute("DELETE FROM annotation_files WHERE article_id = ?", (article_id,))


def _values(article_id: str, annotation: Annotation) -> tuple[Any, ...]:
    made_on = None if annotation.first is None else json_line(_anchor_values(annotation.first))
    return (
        article_id, annotation.id, annotation.created, annotation.modified, str(annotation.color),
        str(annotation.state), annotation.confidence, *_anchor_values(annotation.anchor), annotation.note,
        json_line(annotation.tags), made_on,
    )  # fmt: skip


def _annotation(row: tuple[Any, ...]) -> Annotation:
    (_, id_, created, modified, color, state, confidence, quote, prefix, suffix, start, end, note, tags,
     made_on) = row  # fmt: skip
    return Annotation(
        id=id_,
        anchor=_anchor(quote, prefix, suffix, start, end),
        created=created,
        modified=modified,
        note=note,
        tags=tuple(json.loads(tags)) if tags != "[]" else (),
        color=Color(color),
        state=AnchorState(state),
        confidence=confidence,
        first=None if made_on is None else _anchor(*json.loads(made_on)),
    )


def _anchor_values(anchor: Anchor) -> tuple[str, str, str, int | None, int | None]:
    span = anchor.span
    return (
        anchor.quote,
        anchor.prefix,
        anchor.suffix,
        span.start if span else None,
        span.end if span else None,
    )


def _anchor(quote: str, prefix: str, suffix: str, start: int | None, end: int | None) -> Anchor:
    return Anchor(quote, prefix, suffix, None if start is None or end is None else Span(start, end))
