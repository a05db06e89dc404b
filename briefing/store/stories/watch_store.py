"""Stores what the reader watches: actors, stories and queries whose new articles they want to know of."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from enum import StrEnum
from typing import ClassVar

from briefing.domain.annotation import stamp
from briefing.domain.codec import decode
from briefing.domain.query.query_composition import actor_query, quoted_value
from briefing.domain.text.sanitize import safe_line
from briefing.store.database.connections import Database

MAX_NEW = 5_000
"""The number of newest articles among which watches look for new ones."""
_MAX_TIME = 1 << 37


class WatchKind(StrEnum):
    ACTOR = "actor"
    STORY = "story"
    QUERY = "query"


@dataclass(frozen=True, slots=True)
class Watch:
    JSON: ClassVar = "kind what created seen"

    kind: WatchKind
    what: str
    """The name of an actor, the id of a story, or a query over articles."""
    created: float
    """The time at which the watch was made, in seconds since 1970."""
    seen: float
    """The time at which the reader last looked at the watches, in seconds since 1970."""
    number: int = 0
    """The row's number; 0 for a watch that is not stored."""

    @property
    def query(self) -> str:
        """The query for its articles; a full name is also searched in texts, as most have no briefing yet."""
        if self.kind is WatchKind.ACTOR:
            named = actor_query(self.what)
            return f"({named} OR {quoted_value(self.what)})" if " " in self.what.strip() else named
        return f"story:{self.what}" if self.kind is WatchKind.STORY else self.what


class WatchStore:
    """The watches of a library. Every method may raise StoreError."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def all(self) -> list[Watch]:
        """Return all watches in the order in which they were added."""
        with self._database.searching() as connection:
            return all_watches(connection)

    def add(self, watch: Watch) -> bool:
        """Store a watch; return whether it is new."""
        with self._database.writing() as connection:
            return merge_watches(connection, [watch]) > 0

    def remove(self, watch: Watch) -> bool:
        """Delete a watch; return whether there was one."""
        with self._database.writing() as connection:
            done = connection.execute(
                "DELETE FROM watches WHERE kind = ? AND what = ?", (watch.kind, watch.what)
            )
        return done.rowcount > 0

    def set_seen(self, seen: float) -> None:
        """Note that the reader looked at all watches, in seconds since 1970."""
        with self._database.writing() as connection:
            connection.execute("UPDATE watches SET seen = max(seen, ?)", (seen,))

    def fetched_after(self, time: float) -> list[str]:
        """Return the ids of the articles that were fetched after a time, the newest `MAX_NEW` of them."""
        after = stamp(datetime.fromtimestamp(time, UTC))
        with self._database.searching() as connection:
            rows = connection.execute(
                "SELECT id FROM articles WHERE fetched > ? ORDER BY number DESC LIMIT ?", (after, MAX_NEW)
            ).fetchall()
        return [id_ for (id_,) in rows]


def all_watches(connection: sqlite3.Connection) -> list[Watch]:
    rows = connection.execute("SELECT kind, what, created, seen, number FROM watches ORDER BY number")
    return [Watch(WatchKind(kind), *values) for kind, *values in rows if kind in list(WatchKind)]


def merge_watches(connection: sqlite3.Connection, watches: Iterable[Watch]) -> int:
    """Add watches that are not stored yet, and return their number; stored ones keep the later look."""
    added = 0
    for each in watches:
        values = asdict(replace(each, number=0))
        known = connection.execute(
            "UPDATE watches SET seen = max(seen, :seen) WHERE kind = :kind AND what = :what", values
        )
        if not known.rowcount:
            connection.execute(
                "INSERT INTO watches (kind, what, created, seen) VALUES (:kind, :what, :created, :seen)",
                values,
            )
            added += 1
    return added


def watch_from_json(line: str) -> Watch:
    """Raises ValueError for what is no watch."""
    watch = decode(Watch, json.loads(line))
    is_named = watch.what.strip() and safe_line(watch.what) == watch.what
    if not is_named or not all(0 <= each < _MAX_TIME for each in (watch.created, watch.seen)):
        raise ValueError("no watch")
    return watch
