"""Articles that retention never removes: added by hand, starred, tagged or annotated."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from briefing.store.database.batches import article_numbers

__all__ = ["protected_ids"]

_PROTECTED = """
    SELECT number FROM articles WHERE by_hand = 1
    UNION SELECT number FROM articles WHERE starred = 1
    UNION SELECT article FROM article_tags
    UNION SELECT number FROM articles WHERE id IN (SELECT article_id FROM annotations)
"""


def protected_ids(connection: sqlite3.Connection, ids: Collection[str] = ()) -> set[int]:
    """Numbers of the articles added by hand, starred, tagged or annotated, and of those in `ids`.

    The annotation files are authoritative and the database may lag behind: pass the ids of annotated articles
    in `ids`.
    """
    kept = {number for (number,) in connection.execute(_PROTECTED)}
    return kept | {number for number, _ in article_numbers(connection, ids)}
