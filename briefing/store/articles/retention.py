"""Removes expired articles, except those added by hand, starred, tagged or annotated."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from briefing.store.articles.article_writer import remove_articles
from briefing.store.database.batches import article_numbers, batched
from briefing.store.database.connections import Database

_PROTECTED = """
    SELECT number FROM articles WHERE by_hand = 1
    UNION SELECT number FROM articles WHERE starred = 1
    UNION SELECT article FROM article_tags
    UNION SELECT number FROM articles WHERE id IN (SELECT article_id FROM annotations)
"""

_OLD = "SELECT number, id FROM articles WHERE newest < ?"

_SURPLUS = """
    WITH member AS (SELECT DISTINCT feed, article FROM feed_articles WHERE article IS NOT NULL),
    ranked AS (
        SELECT article, row_number() OVER (PARTITION BY feed ORDER BY newest DESC, number DESC) AS place
        FROM member JOIN articles ON number = article
    )
    SELECT number, id FROM articles
    JOIN (SELECT article FROM ranked GROUP BY article HAVING min(place) > ?) ON number = article
"""
"""An article in several feeds counts as surplus only where every one of them has enough newer ones."""

_UNREAD_IN_FEED = """
    SELECT number FROM articles JOIN feed_articles ON article = number WHERE read = 0 AND present = 1
"""


@dataclass(frozen=True, slots=True)
class Retention:
    """The number of articles from feeds to keep."""

    keep_days: int | None = None
    """The age in days up to which articles are kept; None for no limit."""
    keep_per_feed: int | None = None
    """The number of newest articles kept per feed; None for no limit."""


def prune(
    database: Database,
    retention: Retention,
    now: datetime,
    *,
    keep: Callable[[], Collection[str]] = tuple,
) -> list[str]:
    """Remove expired articles and return their ids. SQLite reuses the freed pages.

    Protected articles (`protected_ids` gets what `keep` returns) and unread ones still in their feed stay. It
    works in batches so that other writers are not blocked.
    """
    removed: list[str] = []
    with database.searching() as connection:
        candidates = _expired(connection, retention, now, keep)
    for some in batched(sorted(candidates)):
        with database.writing() as connection:
            # This asks again: the reader may have starred an article since.
            expired = _expired(connection, retention, now, keep)
            numbers = [number for number in some if number in expired]
            remove_articles(connection, numbers)
            removed += [expired[number] for number in numbers]
    return removed


def _expired(
    connection: sqlite3.Connection,
    retention: Retention,
    now: datetime,
    keep: Callable[[], Collection[str]],
) -> dict[int, str]:
    found: dict[int, str] = {}
    if retention.keep_days is not None:
        first = now - timedelta(days=retention.keep_days)
        found |= connection.execute(_OLD, (first.timestamp(),)).fetchall()
    if retention.keep_per_feed is not None:
        found |= connection.execute(_SURPLUS, (retention.keep_per_feed,)).fetchall()
    if found:
        unread = {number for (number,) in connection.execute(_UNREAD_IN_FEED)}
        for number in protected_ids(connection, keep()) | unread:
            found.pop(number, None)
    return found


def protected_ids(connection: sqlite3.Connection, ids: Collection[str] = ()) -> set[int]:
    """The numbers of articles added by hand, starred, tagged or annotated, and of those in `ids`.

    The annotation files are authoritative and the database may lag behind: pass the ids of annotated articles
    in `ids`.
    """
    kept = {number for (number,) in connection.execute(_PROTECTED)}
    return kept | {number for number, _ in article_numbers(connection, ids)}
