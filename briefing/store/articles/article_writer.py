"""Inserts, updates and deletes articles, with every row that refers to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from briefing.domain import Article
from briefing.domain.structure_codec import structure_to_json
from briefing.store.articles.article_marks import apply_awaited
from briefing.store.articles.article_rows import SAME_INPUT
from briefing.store.articles.search_index import mark_unindexed, unindex
from briefing.store.database.batches import batched, placeholders

_SEARCHED = ("title", "source", "author", "text_sha256")
"""The columns that the full-text index depends on."""
_STRUCTURES = 4
"""The number of an article's latest texts whose structure is kept: the feed's, the page's, earlier ones."""
_IMMUTABLE = ("id", "by_hand")
"""Columns that an update leaves unchanged."""


def number_of(connection: sqlite3.Connection, id_: str) -> int | None:
    row = connection.execute("SELECT number FROM articles WHERE id = ?", (id_,)).fetchone()
    return None if row is None else int(row[0])


def insert_articles(
    connection: sqlite3.Connection, articles: Sequence[tuple[Mapping[str, Any], str, str]]
) -> range:
    """Insert new articles, each given as columns, text and structure; return their numbers."""
    if not articles:
        return range(0)
    first = connection.execute("SELECT ifnull(max(number), 0) + 1 FROM articles").fetchone()[0]
    numbers = range(first, first + len(articles))
    names = list(articles[0][0])
    connection.executemany(
        f"INSERT INTO articles (number, {', '.join(names)}) VALUES (?, {placeholders(names)})",
        [(number, *values.values()) for number, (values, _, _) in zip(numbers, articles, strict=True)],
    )
    connection.executemany(
        "INSERT INTO texts (number, text) VALUES (?, ?)",
        [(number, text) for number, (_, text, _) in zip(numbers, articles, strict=True)],
    )
    connection.executemany(
        "INSERT INTO structures (article, text_sha256, payload) VALUES (?, ?, ?)",
        [
            (number, values["text_sha256"], payload)
            for number, (values, _, payload) in zip(numbers, articles, strict=True)
            if payload
        ],
    )
    mark_unindexed(connection, numbers)
    apply_awaited(
        connection, {values["id"]: number for number, (values, _, _) in zip(numbers, articles, strict=True)}
    )
    return numbers


def update_article(
    connection: sqlite3.Connection, number: int, values: Mapping[str, Any], article: Article
) -> bool:
    """Replace an article's content but not its marks; return whether the text changed.

    `fetched` changes only with the text. The reading position is clamped to the new text.
    """
    *before, published = connection.execute(
        f"SELECT {', '.join(_SEARCHED)}, published FROM articles WHERE number = ?", (number,)
    ).fetchone()
    searched = [values[name] for name in _SEARCHED]
    has_other_text: bool = before[-1] != searched[-1]
    if before != searched:
        unindex(connection, [number])
        mark_unindexed(connection, [number])
    same = set(_IMMUTABLE)
    if not has_other_text:
        same |= {"fetched", "newest"} if values["published"] == published else {"fetched"}
    names = [name for name in values if name not in same]
    connection.execute(
        f"UPDATE articles SET {', '.join(f'{name} = :{name}' for name in names)}, "
        "place = min(place, :length) WHERE number = :number",
        {**values, "length": len(article.text), "number": number},
    )
    if has_other_text:
        connection.execute("UPDATE texts SET text = ? WHERE number = ?", (article.text, number))
    put_structure(connection, number, article)
    return has_other_text


def put_structure(connection: sqlite3.Connection, number: int, article: Article) -> None:
    """Store what the source shows beside this text; if that is nothing, the stored structure stays."""
    if not (payload := structure_to_json(article.structure)):
        return
    connection.execute(
        "INSERT OR REPLACE INTO structures (article, text_sha256, payload) VALUES (?, ?, ?)",
        (number, article.sha256, payload),
    )
    connection.execute(
        "DELETE FROM structures WHERE article = ?1 AND rowid NOT IN "
        "(SELECT rowid FROM structures WHERE article = ?1 ORDER BY rowid DESC LIMIT ?2)",
        (number, _STRUCTURES),
    )


def remove_articles(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Delete articles with everything that refers to them; their feeds will not add them again."""
    unindex(connection, numbers)
    for some in batched(numbers):
        among = f"IN ({placeholders(some)})"
        inputs = [
            input_sha256
            for (input_sha256,) in connection.execute(
                f"SELECT DISTINCT input_sha256 FROM articles WHERE number {among}", some
            )
        ]
        connection.execute(
            "UPDATE feed_articles SET article = NULL, "
            "removed = (SELECT id FROM articles WHERE number = feed_articles.article) "
            f"WHERE article {among}",
            some,
        )
        connection.execute(f"DELETE FROM articles WHERE number {among}", some)
        for table in ("analyses", "analysis_names"):
            connection.execute(
                f"DELETE FROM {table} AS n WHERE input_sha256 IN ({placeholders(inputs)}) "
                f"AND NOT EXISTS (SELECT 1 FROM articles a WHERE {SAME_INPUT})",
                inputs,
            )


def reattach_to_feeds(connection: sqlite3.Connection, id_: str) -> None:
    """Link a restored article to its feeds again."""
    connection.execute(
        "UPDATE feed_articles SET article = (SELECT number FROM articles WHERE id = ?), removed = NULL "
        "WHERE removed = ?",
        (id_, id_),
    )
