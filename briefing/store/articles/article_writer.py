"""Inserts, updates and deletes articles, with every row that refers to them."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping, Sequence
from typing import Any

from briefing.store.articles.search_index import take_out, will_index
from briefing.store.database.batches import batched, marks_for

__all__ = ["bring_back", "insert_articles", "number_of", "remove_articles", "update_article"]

_SEARCHED = ("title", "source", "author", "text_sha256")
"""What the full-text index holds of an article."""
_FIRST = ("id", "by_hand")
"""What stays as it was when the article came."""


def number_of(connection: sqlite3.Connection, id_: str) -> int | None:
    row = connection.execute("SELECT number FROM articles WHERE id = ?", (id_,)).fetchone()
    return None if row is None else int(row[0])


def insert_articles(
    connection: sqlite3.Connection, articles: Sequence[tuple[Mapping[str, Any], str]]
) -> range:
    """Put in articles that are not there, each by its columns and its text; the numbers they have now."""
    if not articles:
        return range(0)
    first = connection.execute("SELECT ifnull(max(number), 0) + 1 FROM articles").fetchone()[0]
    numbers = range(first, first + len(articles))
    names = list(articles[0][0])
    connection.executemany(
        f"INSERT INTO articles (number, {', '.join(names)}) VALUES (?, {marks_for(names)})",
        [(number, *values.values()) for number, (values, _) in zip(numbers, articles, strict=True)],
    )
    connection.executemany(
        "INSERT INTO texts (number, text) VALUES (?, ?)",
        [(number, text) for number, (_, text) in zip(numbers, articles, strict=True)],
    )
    will_index(connection, numbers)
    return numbers


def update_article(connection: sqlite3.Connection, number: int, values: Mapping[str, Any], text: str) -> bool:
    """Let the article be this one, its marks kept; whether its text is another.

    The moment it was fetched counts only for a text that is new; the place is moved into a text that became
    shorter.
    """
    *before, published = connection.execute(
        f"SELECT {', '.join(_SEARCHED)}, published FROM articles WHERE number = ?", (number,)
    ).fetchone()
    searched = [values[name] for name in _SEARCHED]
    has_other_text: bool = before[-1] != searched[-1]
    if before != searched:
        take_out(connection, [number])
        will_index(connection, [number])
    same = set(_FIRST)
    if not has_other_text:
        same |= {"fetched", "newest"} if values["published"] == published else {"fetched"}
    names = [name for name in values if name not in same]
    connection.execute(
        f"UPDATE articles SET {', '.join(f'{name} = :{name}' for name in names)}, "
        "place = min(place, :length) WHERE number = :number",
        {**values, "length": len(text), "number": number},
    )
    if has_other_text:
        connection.execute("UPDATE texts SET text = ? WHERE number = ?", (text, number))
    return has_other_text


def remove_articles(connection: sqlite3.Connection, numbers: Sequence[int]) -> None:
    """Take articles out with all that hangs on them; their feeds do not bring them again."""
    take_out(connection, numbers)
    for some in batched(numbers):
        among = f"IN ({marks_for(some)})"
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
                f"DELETE FROM {table} WHERE input_sha256 IN ({marks_for(inputs)}) "
                "AND input_sha256 NOT IN (SELECT input_sha256 FROM articles)",
                inputs,
            )


def bring_back(connection: sqlite3.Connection, id_: str) -> None:
    """An article that was taken out is there again: it is its feeds' as before."""
    connection.execute(
        "UPDATE feed_articles SET article = (SELECT number FROM articles WHERE id = ?), removed = NULL "
        "WHERE removed = ?",
        (id_, id_),
    )
