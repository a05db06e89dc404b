"""Records which feeds an article came from, and takes snapshots of feeds to undo their removal."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from briefing.store.articles.article_rows import JOIN_STRUCTURES
from briefing.store.articles.article_writer import insert_articles, number_of
from briefing.store.database.batches import batched, placeholders
from briefing.store.database.connections import Database


@dataclass(frozen=True, slots=True)
class FeedSnapshot:
    feed: Mapping[str, Any]
    """The feed's columns, by name, as SQLite values; items and articles are likewise."""
    items: tuple[Mapping[str, Any], ...]
    articles: tuple[tuple[Mapping[str, Any], str, str], ...]
    """Rows of articles, each with its text and its structure."""

    def with_articles(self, ids: Collection[str]) -> FeedSnapshot:
        """Return the snapshot with only these articles."""
        kept = tuple(each for each in self.articles if each[0]["id"] in ids)
        return FeedSnapshot(self.feed, self.items, kept)


def feeds_of(database: Database, ids: Sequence[str]) -> dict[str, list[str]]:
    """Return the URLs of each article's feeds by article id, the oldest feed first."""
    found: dict[str, list[str]] = {}
    with database.reading() as connection:
        for some in batched(ids):
            for id_, url in connection.execute(
                "SELECT DISTINCT articles.id, feeds.url FROM articles "
                "JOIN feed_articles ON article = articles.number JOIN feeds ON feed = feeds.number "
                f"WHERE articles.id IN ({placeholders(some)}) ORDER BY feeds.number",
                some,
            ):
                found.setdefault(id_, []).append(url)
    return found


def snapshot_feed(database: Database, url: str) -> FeedSnapshot | None:
    """Take a snapshot of a feed; return None if it is unknown."""
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
            f"SELECT articles.*, text, payload FROM articles JOIN texts USING (number) {JOIN_STRUCTURES} "
            "WHERE articles.number IN (SELECT article FROM feed_articles WHERE feed = ?) "
            "ORDER BY articles.number",
            number,
        )
        return FeedSnapshot(feed, tuple(items), tuple(map(_without_number, articles)))


def restore_feed(database: Database, snapshot: FeedSnapshot) -> None:
    """Insert a feed with its articles and marks; existing rows are unchanged."""
    with database.writing() as connection:
        _insert(connection, "feeds", snapshot.feed)
        (feed,) = connection.execute(
            "SELECT number FROM feeds WHERE url = ?", (snapshot.feed["url"],)
        ).fetchone()
        insert_articles(
            connection,
            [each for each in snapshot.articles if number_of(connection, each[0]["id"]) is None],
        )
        for item in snapshot.items:
            number = number_of(connection, item["article"]) if item["article"] else None
            removed = item["removed"] or (item["article"] if number is None else None)
            _insert(
                connection, "feed_articles", {**item, "feed": feed, "article": number, "removed": removed}
            )


def _rows(connection: sqlite3.Connection, statement: str, *values: object) -> Iterator[dict[str, Any]]:
    cursor = connection.execute(statement, values)
    names = [column[0] for column in cursor.description]
    return (dict(zip(names, row, strict=True)) for row in cursor)


def _without_number(row: dict[str, Any]) -> tuple[Mapping[str, Any], str, str]:
    """Split an article's row into its columns without the number, its text and its structure."""
    text, payload = row.pop("text"), row.pop("payload") or ""
    del row["number"]
    return row, text, payload


def _insert(connection: sqlite3.Connection, table: str, row: Mapping[str, Any]) -> None:
    connection.execute(
        f"INSERT OR IGNORE INTO {table} ({', '.join(row)}) VALUES ({placeholders(list(row))})",
        tuple(row.values()),
    )
