"""Indexes annotation files in the database, for lists, searches and counts over many articles.

The files are the truth. The index records which state of a file it was built from, and can be rebuilt.
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
from briefing.domain.span import Span
from briefing.store.database.connections import Database

__all__ = ["AnnotationIndex"]

_COLUMNS = (
    'article_id, id, created, modified, color, state, confidence, quote, prefix, suffix, start, "end", '
    "note, tags, made_on"
)


class AnnotationIndex:
    """Every method may be called from any thread, and raises StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def stamps(self) -> dict[str, str]:
        """By article id: the stamp of the file whose content stands here."""
        with self._database.reading() as connection:
            return dict(connection.execute("SELECT article_id, stamp FROM annotation_files").fetchall())

    def put(self, files: Iterable[tuple[str, AnnotatedArticle]]) -> None:
        """Let each file, given by its stamp and content, stand here in place of what stood for it."""
        with self._database.writing() as connection:
            for stamp, article in files:
                _forget(connection, article.head.id)
                connection.execute(
                    "INSERT INTO annotation_files (article_id, stamp, head) VALUES (?, ?, ?)",
                    (article.head.id, stamp, _json(head_to_dict(article.head))),
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
        """The files of these articles are gone."""
        with self._database.writing() as connection:
            for article_id in article_ids:
                _forget(connection, article_id)

    def entries(self, *, limit: int | None = None) -> list[AnnotationEntry]:
        """The last changed first; the annotations without their `raw`, so not fit to be written."""
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
        """How many annotations bear each tag, the most used first; of one tag's spellings, the most used."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT tag, count(*) AS uses FROM annotation_tags GROUP BY tag ORDER BY uses DESC, tag"
            ).fetchall()
        spelt: dict[str, str] = {}
        uses: dict[str, int] = {}
        for tag, number in rows:
            name = spelt.setdefault(tag.casefold(), tag)
            uses[name] = uses.get(name, 0) + number
        return dict(sorted(uses.items(), key=lambda each: (-each[1], each[0].casefold())))

    def counts(self) -> dict[str, int]:
        """By article id: how many annotations it has."""
        with self._database.reading() as connection:
            return dict(
                connection.execute(
                    "SELECT article_id, count(*) FROM annotations GROUP BY article_id"
                ).fetchall()
            )

    def tags_by_article(self) -> dict[str, tuple[str, ...]]:
        """By article id: the tags of its annotations, each once, in order of the alphabet."""
        with self._database.reading() as connection:
            rows = connection.execute(
                "SELECT DISTINCT article_id, tag FROM annotation_tags ORDER BY article_id, tag"
            ).fetchall()
        found: dict[str, tuple[str, ...]] = {}
        for article_id, tag in rows:
            found[article_id] = (*found.get(article_id, ()), tag)
        return found


def _forget(connection: sqlite3.Connection, article_id: str) -> None:
    connection.execute("DELETE FROM annotation_files WHERE article_id = ?", (article_id,))


def _values(article_id: str, annotation: Annotation) -> tuple[Any, ...]:
    made_on = None if annotation.first is None else _json(_parts(annotation.first))
    return (
        article_id, annotation.id, annotation.created, annotation.modified, str(annotation.color),
        str(annotation.state), annotation.confidence, *_parts(annotation.anchor), annotation.note,
        _json(annotation.tags), made_on,
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


def _parts(anchor: Anchor) -> tuple[str, str, str, int | None, int | None]:
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


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
