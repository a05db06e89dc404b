"""Articles that retention never removes: added by hand, starred, tagged or annotated."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection

from briefing.store.database.batches import numbers_of

__all__ = ["protected_ids"]

_KEPT = """
    SELECT number FROM articles WHERE by_hand = 1
    UNION SELECT number FROM articles WHERE starred = 1
    UNION SELECT article FROM article_tags
    UNION SELECT number FROM articles WHERE id IN (SELECT article_id FROM annotations)
"""


def protected_ids(connection: sqlite3.Connection, ids: Collection[str] = ()) -> set[int]:
    """The articles put in by hand, starred, tagged or annotated, and these `ids`.

    The files of annotations are the truth, and what the database says of them may be late: whoever has
    their list gives it as `ids`.
    """
    kept = {number for (number,) in connection.execute(_KEPT)}
    return kept | {number for number, _ in numbers_of(connection, ids)}
