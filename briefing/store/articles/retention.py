"""Removes articles that the settings let expire."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta

from briefing.store.articles.article_writer import remove_articles
from briefing.store.articles.protected_ids import protected_ids
from briefing.store.database.batches import batched
from briefing.store.database.connections import Database

__all__ = ["Retention", "prune"]

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
"""An article in several feeds is too many only where each of them has enough newer ones."""

_AWAITED = """
    SELECT number FROM articles JOIN feed_articles ON article = number WHERE read = 0 AND present = 1
"""


@dataclass(frozen=True, slots=True)
class Retention:
    """How much the reader wants to keep of what feeds bring."""

    keep_days: int | None = None
    """Articles of the last so many days stay; None for ever."""
    keep_per_feed: int | None = None
    """Of each feed, the newest so many stay; None for all."""


def prune(
    database: Database, retention: Retention, now: datetime, *, keep: Collection[str] = ()
) -> list[str]:
    """Take out what need not be kept; the ids of what went. Its pages are used again by what comes.

    What is starred, tagged, annotated, put in by hand, or unread and still in its feed stays; and so do the
    articles `keep`, for what the database does not know to be annotated. Others can write in between.
    """
    gone: list[str] = []
    with database.searching() as connection:
        chosen = _chosen(connection, retention, now, keep)
    for some in batched(sorted(chosen)):
        with database.writing() as connection:
            # The reader may have starred one since.
            still = _chosen(connection, retention, now, keep)
            going = [number for number in some if number in still]
            remove_articles(connection, going)
            gone += [still[number] for number in going]
    return gone


def _chosen(
    connection: sqlite3.Connection, retention: Retention, now: datetime, keep: Collection[str]
) -> dict[int, str]:
    found: dict[int, str] = {}
    if retention.keep_days is not None:
        first = now - timedelta(days=retention.keep_days)
        found |= connection.execute(_OLD, (first.timestamp(),)).fetchall()
    if retention.keep_per_feed is not None:
        found |= connection.execute(_SURPLUS, (retention.keep_per_feed,)).fetchall()
    if found:
        awaited = {number for (number,) in connection.execute(_AWAITED)}
        for number in protected_ids(connection, keep) | awaited:
            found.pop(number, None)
    return found
