"""Reads and merges the reader's marks on stories: placed by hand, followed, muted and seen.

Marks on articles and stories that the library does not have yet wait among the facts.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

from briefing.domain.article import is_article_id
from briefing.domain.codec import decode, encode, without_controls
from briefing.domain.text.json_text import json_line
from briefing.store.database.batches import batched, placeholders
from briefing.store.database.connections import Database
from briefing.store.stories.story_store import decoded_terms, drop_empty, redirect, select_in

_AWAITED = "story of "
"""Prefix, before a story's id, of the fact that holds marks which wait for that story."""
_MAX_SEEN = 1 << 37

_EACH = """
    SELECT id, terms, seen, followed, muted,
        (SELECT json_group_array(a.id) FROM story_members m JOIN articles a ON a.number = m.article
         WHERE m.story = stories.number AND m.by_hand = 1)
    FROM stories
"""
_MARKED = f"""
    {_EACH}
    WHERE seen IS NOT NULL OR followed = 1 OR muted = 1
        OR number IN (SELECT story FROM story_members WHERE by_hand = 1)
    ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class StoryMarks:
    """A story's id, and the marks that the reader put on it."""

    JSON: ClassVar = "id terms? seen? followed? muted? by_hand?"

    id: str
    terms: tuple[str, ...] = ()
    seen: float | None = None
    followed: bool = False
    muted: bool = False
    by_hand: tuple[str, ...] = ()
    """Ids of the articles that the reader moved to it or kept in it."""


def story_marks_from_json(line: str) -> StoryMarks:
    """Raises ValueError for what is no marks of a story."""
    marks = decode(StoryMarks, without_controls(json.loads(line)))
    ids = (marks.id.partition("-")[0], *marks.by_hand)
    if not all(map(is_article_id, ids)) or not 0 <= (marks.seen or 0) < _MAX_SEEN:
        raise ValueError("no marks")
    return marks


def all_story_marks(connection: sqlite3.Connection) -> Iterator[StoryMarks]:
    """Yield the marks of every story that has any, including those that wait."""
    yield from map(_from_row, connection.execute(_MARKED))
    yield from _awaited(connection, "name GLOB ?", f"{_AWAITED}*")


def story_marks_of(connection: sqlite3.Connection, numbers: Sequence[int]) -> Iterator[StoryMarks]:
    """Yield the marks of these stories, also of those that have none."""
    for some in batched(numbers):
        where = f"WHERE number IN ({placeholders(some)})"
        yield from map(_from_row, connection.execute(f"{_EACH} {where}", some).fetchall())


def merge_story_marks(connection: sqlite3.Connection, marks: Iterable[StoryMarks]) -> None:
    """Add marks to those of the stories, and move articles to where the reader had them.

    Articles that the reader has placed in this library stay.
    """
    given = list(marks)
    # This is read before anything moves: where the reader merged stories here, articles that were apart
    # come into the merged one.
    merged: dict[str, int] = dict(
        select_in(
            connection,
            "SELECT DISTINCT n.id, n.story FROM story_names n "
            "JOIN story_members m ON m.story = n.story AND m.by_hand = 1 WHERE n.id",
            [each.id for each in given],
        )
    )
    left: dict[str, int] = {}
    for each in given:
        name = _AWAITED + each.id
        for known in _awaited(connection, "name = ?", name):
            each = _combined(known, each)
        connection.execute("DELETE FROM facts WHERE name = ?", (name,))
        awaited = replace(each, by_hand=_move(connection, each, merged.get(each.id), left))
        if _mark(connection, each):  # once: the reader may unfollow it
            awaited = StoryMarks(each.id, each.terms, by_hand=awaited.by_hand)
        if awaited != StoryMarks(each.id, each.terms):
            connection.execute(
                "INSERT INTO facts (name, value) VALUES (?, ?)", (name, json_line(encode(awaited)))
            )
    # Redirect last, as a story that is empty now may still get the articles of another.
    for id_, key in left.items():
        redirect(connection, id_, key)
    drop_empty(connection)


def merge_awaited(database: Database) -> None:
    """Give waiting marks to stories and articles that have come since. May raise StoreError."""
    with database.searching() as connection:
        waiting = list(_awaited(connection, "name GLOB ?", f"{_AWAITED}*"))
    if waiting:
        with database.writing() as connection:
            merge_story_marks(connection, waiting)


def _move(
    connection: sqlite3.Connection, marks: StoryMarks, key: int | None, left: dict[str, int]
) -> tuple[str, ...]:
    """Move marked articles into their story, or into the story `key` with which it was merged.

    Return the articles that are not here. `left` gets the ids of stories that lost one, with the new story.
    """
    found = {
        id_: (number, story, by_hand)
        for number, story, by_hand, id_ in select_in(
            connection,
            "SELECT a.number, s.id, m.by_hand, a.id FROM articles a LEFT JOIN story_members m "
            "ON m.article = a.number LEFT JOIN stories s ON s.number = m.story WHERE a.id",
            marks.by_hand,
        )
    }
    moved = [(number, story) for number, story, by_hand in found.values() if not by_hand]
    if moved:
        if key is None:
            key = _number_of_story(connection, marks)
        connection.executemany(
            "INSERT INTO story_members (article, story, score, by_hand) VALUES (?, ?, 0.0, 1) "
            "ON CONFLICT (article) DO UPDATE SET by_hand = 1, story = excluded.story, "
            "score = CASE WHEN story = excluded.story THEN score ELSE 0.0 END",
            [(number, key) for number, _ in moved],
        )
        left |= {story: key for _, story in moved if story is not None}
    return tuple(id_ for id_ in marks.by_hand if id_ not in found)


def _number_of_story(connection: sqlite3.Connection, marks: StoryMarks) -> int:
    """Return the number of the marked story, which is made if there is none of its id."""
    connection.execute("DELETE FROM story_names WHERE id = ?", (marks.id,))
    connection.execute(
        "INSERT OR IGNORE INTO stories (id, terms) VALUES (?, ?)",
        (marks.id, json.dumps(marks.terms, ensure_ascii=False)),
    )
    row: tuple[int] = connection.execute("SELECT number FROM stories WHERE id = ?", (marks.id,)).fetchone()
    return row[0]


def _mark(connection: sqlite3.Connection, marks: StoryMarks) -> bool:
    """Mark a story, or the one that it was merged with as followed or muted; return whether there is one."""
    values: dict[str, Any] = asdict(marks)
    values = {name: values[name] for name in ("id", "seen", "followed", "muted")}
    done = connection.execute(
        "UPDATE stories SET followed = max(followed, :followed), muted = max(muted, :muted), "
        "seen = max(ifnull(seen, :seen), ifnull(:seen, seen)) WHERE id = :id",
        values,
    )
    redirected = connection.execute(
        "UPDATE stories SET followed = max(followed, :followed), muted = max(muted, :muted) "
        "WHERE number = (SELECT story FROM story_names WHERE id = :id)",
        {name: values[name] for name in ("id", "followed", "muted")},
    )
    return bool(done.rowcount or redirected.rowcount)


def _from_row(row: tuple[str, str, float | None, int, int, str]) -> StoryMarks:
    id_, terms, seen, followed, muted, by_hand = row
    return StoryMarks(
        id_, decoded_terms(terms), seen, bool(followed), bool(muted), tuple(json.loads(by_hand))
    )


def _awaited(connection: sqlite3.Connection, where: str, *values: str) -> Iterator[StoryMarks]:
    for name, value in connection.execute(f"SELECT name, value FROM facts WHERE {where}", values).fetchall():
        with suppress(ValueError, RecursionError):  # other programs can write to the file
            yield replace(story_marks_from_json(value), id=name.removeprefix(_AWAITED))


def _combined(one: StoryMarks, other: StoryMarks) -> StoryMarks:
    return StoryMarks(
        one.id,
        one.terms or other.terms,
        max((each.seen for each in (one, other) if each.seen is not None), default=None),
        one.followed or other.followed,
        one.muted or other.muted,
        tuple(dict.fromkeys((*one.by_hand, *other.by_hand))),
    )
