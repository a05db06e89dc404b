"""Reads and merges the reader's marks of articles, also of articles that the library does not have yet.

Awaited marks are kept among the facts, and hold once the article arrives: a star outlives its text.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any, ClassVar

from briefing.domain.article import is_article_id
from briefing.domain.codec import decode, encode, without_controls
from briefing.domain.text.json_text import json_line
from briefing.store.database.batches import batched, placeholders

_AWAITED = "marks of "
"""Prefix of the fact, before an article's id, with the marks that it will have."""

_MAX_PLACE = 1 << 40

_EACH = """
    SELECT id, read, starred, muted, place,
        (SELECT json_group_array(tag) FROM article_tags WHERE article = number)
    FROM articles
"""
_MARKED = f"""
    {_EACH}
    WHERE read = 1 OR starred = 1 OR muted = 1 OR place > 0 OR number IN (SELECT article FROM article_tags)
    ORDER BY id
"""


@dataclass(frozen=True, slots=True)
class Marks:
    """An article by its id, and what the reader has done with it."""

    JSON: ClassVar = "id read? starred? muted? place? tags?"

    id: str
    read: bool = False
    starred: bool = False
    muted: bool = False
    place: int = 0
    """The reading position."""
    tags: tuple[str, ...] = ()


def marks_from_json(line: str) -> Marks:
    """Decode the marks of an article. Raises ValueError for anything else."""
    marks = decode(Marks, without_controls(json.loads(line)))
    if not is_article_id(marks.id) or not 0 <= marks.place < _MAX_PLACE:
        raise ValueError("no marks")
    return marks


def all_marks(connection: sqlite3.Connection) -> Iterator[Marks]:
    """Yield the marks of every article that has any, those that are awaited included."""
    yield from map(_from_row, connection.execute(_MARKED))
    yield from _awaited(connection, "name GLOB ?", f"{_AWAITED}*")


def marks_of(connection: sqlite3.Connection, numbers: Sequence[int]) -> Iterator[Marks]:
    """Yield the marks of these articles, also of those that have none."""
    for some in batched(numbers):
        where = f"WHERE number IN ({placeholders(some)})"
        yield from map(_from_row, connection.execute(f"{_EACH} {where}", some).fetchall())


def merge_marks(connection: sqlite3.Connection, marks: Iterable[Marks]) -> int:
    """Merge marks into articles that have none of that kind; return how many marks wait."""
    waiting = 0
    for some in batched(list(marks)):
        numbers: dict[str, int] = dict(
            connection.execute(
                f"SELECT id, number FROM articles WHERE id IN ({placeholders(some)})",
                [each.id for each in some],
            ).fetchall()
        )
        for each in some:
            if each.id in numbers:
                _add(connection, numbers[each.id], each)
            else:
                waiting += 1
                name = _AWAITED + each.id
                for known in _awaited(connection, "name = ?", name):
                    each = _combined(each, known)
                fact = (name, json_line(encode(each)))
                connection.execute("INSERT OR REPLACE INTO facts (name, value) VALUES (?, ?)", fact)
    return waiting


def apply_awaited(connection: sqlite3.Connection, numbers: Mapping[str, int]) -> None:
    """Give new articles, number by id, the marks that waited for them."""
    for some in batched([_AWAITED + id_ for id_ in numbers]):
        among = f"name IN ({placeholders(some)})"
        found = list(_awaited(connection, among, *some))
        for marks in found:
            _add(connection, numbers[marks.id], marks)
        if found:
            connection.execute(f"DELETE FROM facts WHERE {among}", some)


def _from_row(row: tuple[str, int, int, int, int, str]) -> Marks:
    id_, read, starred, muted, place, tags = row
    return Marks(id_, bool(read), bool(starred), bool(muted), place, tuple(json.loads(tags)))


def _awaited(connection: sqlite3.Connection, where: str, *values: str) -> Iterator[Marks]:
    for name, value in connection.execute(f"SELECT name, value FROM facts WHERE {where}", values).fetchall():
        with suppress(ValueError, RecursionError):  # other programs can write to the file
            yield replace(marks_from_json(value), id=name.removeprefix(_AWAITED))


def _combined(one: Marks, other: Marks) -> Marks:
    return Marks(
        one.id,
        one.read or other.read,
        one.starred or other.starred,
        one.muted or other.muted,
        other.place or one.place,
        tuple(dict.fromkeys((*other.tags, *one.tags))),
    )


def _add(connection: sqlite3.Connection, number: int, marks: Marks) -> None:
    values: dict[str, Any] = asdict(marks) | {"number": number}
    connection.execute(
        "UPDATE articles SET read = max(read, :read), starred = max(starred, :starred), "
        "muted = max(muted, :muted), place = CASE WHEN place > 0 THEN place ELSE "
        "min(:place, (SELECT length(text) FROM texts WHERE number = :number)) END WHERE number = :number",
        {name: value for name, value in values.items() if name not in ("id", "tags")},
    )
    connection.executemany(
        "INSERT OR IGNORE INTO article_tags (article, tag) VALUES (?, ?)",
        [(number, tag) for tag in marks.tags],
    )
