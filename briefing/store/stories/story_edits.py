"""Stores the reader's changes of stories: split, merged, seen, followed, muted. Each can be undone."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from briefing.store.database.connections import Database
from briefing.store.stories.story_store import drop_empty, number_of, redirect, select_in


@dataclass(frozen=True, slots=True)
class StoriesBefore:
    """Stories as they were before a change, for `restore`."""

    stories: tuple[tuple[Any, ...], ...]
    """Rows of id, terms, followed, muted and seen; the oldest story comes first."""
    members: tuple[tuple[str, str, float, int], ...]
    """Rows of article id, story id, score and by hand."""
    names: tuple[tuple[str, str], ...]
    """Earlier ids of these stories, with their present ones."""


class StoryEdits:
    """Changes stories. All articles of a changed story count as placed by hand, so that no later assignment
    undoes the change. Every method may raise StoreError.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def split(self, ids: Sequence[str]) -> StoriesBefore | None:
        """Make these articles a story of their own; return None if they are one already."""
        with self._database.writing() as connection:
            asked, before = _concerned(connection, ids)
            if not asked or (len(before.stories) == 1 and len(before.members) == len(asked)):
                return None
            id_, (_, terms, _, _, seen) = _free_id(connection, asked), before.stories[0]
            connection.execute("INSERT INTO stories (id, terms, seen) VALUES (?, ?, ?)", (id_, terms, seen))
            _move(connection, before, asked, id_)
        return before

    def merge(self, ids: Sequence[str]) -> StoriesBefore | None:
        """Make the stories of these articles one, with the id of the oldest; return None if they are one."""
        with self._database.writing() as connection:
            _, before = _concerned(connection, ids)
            if len(before.stories) < 2:
                return None
            id_ = before.stories[0][0]
            moved = [article for article, story, *_ in before.members if story != id_]
            # A score of 0 lets the story keep its title: only its own articles name it.
            _update(connection, "score = 0", moved)
            _move(connection, before, moved, id_)
        return before

    def restore(self, before: StoriesBefore) -> None:
        """Undo a change; articles that came to these stories meanwhile stay where they are."""
        with self._database.writing() as connection:
            for story in before.stories:
                connection.execute("DELETE FROM story_names WHERE id = ?", story[:1])
                connection.execute(
                    "INSERT INTO stories (id, terms, followed, muted, seen) VALUES (?, ?, ?, ?, ?) "
                    "ON CONFLICT (id) DO UPDATE SET terms = excluded.terms, followed = excluded.followed, "
                    "muted = excluded.muted",
                    story,
                )
            connection.executemany(
                "INSERT OR REPLACE INTO story_names (id, story) SELECT ?, number FROM stories WHERE id = ?",
                before.names,
            )
            connection.executemany(
                "UPDATE story_members SET story = (SELECT number FROM stories WHERE id = ?), "
                "score = ?, by_hand = ? WHERE article = (SELECT number FROM articles WHERE id = ?)",
                [(story, score, by_hand, id_) for id_, story, score, by_hand in before.members],
            )
            drop_empty(connection)

    def set_terms(self, id_: str, terms: Sequence[str]) -> None:
        """Store the terms that the articles of a story share."""
        with self._database.writing() as connection:
            encoded = json.dumps(list(terms), ensure_ascii=False)
            connection.execute("UPDATE stories SET terms = ? WHERE id = ?", (encoded, id_))

    def set_seen(self, id_: str, seen: float | None) -> float | None:
        """Store when the reader left a story, in seconds since 1970; return the earlier value."""
        with self._database.writing() as connection:
            number = number_of(connection, id_)
            row = connection.execute("SELECT seen FROM stories WHERE number = ?", (number,)).fetchone()
            connection.execute("UPDATE stories SET seen = ? WHERE number = ?", (seen, number))
        return None if row is None else row[0]

    def set_flag(self, id_: str, flag: str, value: bool) -> None:
        """Set whether a story is "followed" or "muted"."""
        assert flag in ("followed", "muted")
        with self._database.writing() as connection:
            number = number_of(connection, id_)
            connection.execute(f"UPDATE stories SET {flag} = ? WHERE number = ?", (value, number))


_MEMBERS = """
    SELECT a.newest, a.id, s.id, m.score, m.by_hand
    FROM story_members m JOIN articles a ON a.number = m.article JOIN stories s ON s.number = m.story
"""


def _concerned(connection: sqlite3.Connection, ids: Sequence[str]) -> tuple[list[str], StoriesBefore]:
    """Return those of the articles that have a story, the oldest first, and their stories."""
    found = sorted(select_in(connection, f"{_MEMBERS} WHERE a.id", ids))
    stories = list({row[2] for row in found})
    members = sorted(select_in(connection, f"{_MEMBERS} WHERE s.id", stories))
    order = list(dict.fromkeys(row[2] for row in members))
    rows = select_in(connection, "SELECT id, terms, followed, muted, seen FROM stories WHERE id", stories)
    names = select_in(
        connection,
        "SELECT n.id, s.id FROM story_names n JOIN stories s ON s.number = n.story WHERE s.id",
        stories,
    )
    return [row[1] for row in found], StoriesBefore(
        tuple(sorted(rows, key=lambda row: order.index(row[0]))),
        tuple((id_, story, score, by_hand) for _, id_, story, score, by_hand in members),
        tuple((id_, story) for id_, story in names),
    )


def _move(connection: sqlite3.Connection, before: StoriesBefore, articles: Sequence[str], id_: str) -> None:
    """Move articles to a story, as by hand, and let the ids of stories that end lead to it."""
    (key,) = connection.execute("SELECT number FROM stories WHERE id = ?", (id_,)).fetchone()
    _update(connection, "by_hand = 1", [article for article, *_ in before.members])
    _update(connection, f"story = {int(key)}", articles)
    for story, *_ in before.stories:
        redirect(connection, story, key)
    drop_empty(connection)


def _update(connection: sqlite3.Connection, values: str, articles: Sequence[str]) -> None:
    connection.executemany(
        f"UPDATE story_members SET {values} WHERE article = (SELECT number FROM articles WHERE id = ?)",
        [(article,) for article in articles],
    )


def _free_id(connection: sqlite3.Connection, ids: Sequence[str]) -> str:
    """Return the first of these ids that no story has or had, or else the first one with a number."""
    count = 1
    while True:
        wanted = list(ids) if count == 1 else [f"{ids[0]}-{count}"]
        taken = {
            id_
            for table in ("stories", "story_names")
            for (id_,) in select_in(connection, f"SELECT id FROM {table} WHERE id", wanted)
        }
        if free := next((id_ for id_ in wanted if id_ not in taken), None):
            return free
        count += 1
