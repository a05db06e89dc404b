"""Records which feeds an article came from, and what an undo needs to restore a feed."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefing.store.articles.article_writer import insert_articles, number_of
from briefing.store.database.batches import batched, marks_for
from briefing.store.database.connections import Database

__all__ = ["FeedSnapshot", "feeds_of", "restore_feed", "snapshot_feed"]


@dataclass(frozen=True, slots=True)
class FeedSnapshot:
    """A feed as it lay in the database."""

    feed: Mapping[str, Any]
    """Its row, by column, and so below; the types are SQLite's."""
    items: tuple[Mapping[str, Any], ...]
    articles: tuple[tuple[Mapping[str, Any], str], ...]
    """Each with its text."""

    def with_articles(self, ids: Collection[str]) -> FeedSnapshot:
        """The same, with these of its articles alone: the others are still where they were."""
        kept = tuple(each for each in self.articles if each[0]["id"] in ids)
        return FeedSnapshot(self.feed, self.items, kept)


def feeds_of(database: Database, ids: Sequence[str]) -> dict[str, list[str]]:
    """The addresses of the feeds that each came by, in the order in which those were first asked for."""
    found: dict[str, list[str]] = {}
    with database.reading() as connection:
        for some in batched(ids):
            for id_, url in connection.execute(
                "SELECT DISTINCT articles.id, feeds.url FROM articles "
                "JOIN feed_articles ON article = articles.number JOIN feeds ON feed = feeds.number "
                f"WHERE articles.id IN ({marks_for(some)}) ORDER BY feeds.number",
                some,
            ):
                found.setdefault(id_, []).append(url)
    return found


def snapshot_feed(database: Database, url: str) -> FeedSnapshot | None:
    """None for one that was never asked for."""
    with database.reading() as connection:
        feed = next(_rows(connection, "SELECT * FROM feeds WHERE url = ?", url), None)
        if feed is None:
            return None
        number = feed.pop("number")
        items = _rows(
            connection,
            "SELECT guid, id AS article, removed, said, present FROM feed_articles "
            "LEFT JOIN articles ON number = article WHERE feed = ?",
            number,
        )
        articles = _rows(
            connection,
            "SELECT articles.*, text FROM articles JOIN texts USING (number) WHERE articles.number IN "
            "(SELECT article FROM feed_articles WHERE feed = ?) ORDER BY articles.number",
            number,
        )
        return FeedSnapshot(feed, tuple(items), tuple(map(_apart, articles)))


def restore_feed(database: Database, memory: FeedSnapshot) -> None:
    """Put it where it was, with its articles and their marks; what is there by now stays as it is."""
    with database.writing() as connection:
        _insert(connection, "feeds", memory.feed)
        (feed,) = connection.execute(
            "SELECT number FROM feeds WHERE url = ?", (memory.feed["url"],)
        ).fetchone()
        insert_articles(
            connection,
            [each for each in memory.articles if number_of(connection, each[0]["id"]) is None],
        )
        for item in memory.items:
            number = number_of(connection, item["article"]) if item["article"] else None
            removed = item["removed"] or (item["article"] if number is None else None)
            _insert(
                connection, "feed_articles", {**item, "feed": feed, "article": number, "removed": removed}
            )


def _rows(connection: sqlite3.Connection, statement: str, *values: object) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(statement, values)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _apart(row: dict[str, Any]) -> tuple[Mapping[str, Any], str]:
    """An article's columns as they can be inserted, without the number that it had; its text."""
    text = row.pop("text")
    del row["number"]
    return row, text


def _insert(connection: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    connection.execute(
        f"INSERT OR IGNORE INTO {table} ({', '.join(row)}) VALUES ({marks_for(list(row))})",
        tuple(row.values()),
    )
