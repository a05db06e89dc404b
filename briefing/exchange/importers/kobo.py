"""Reads the highlights in a Kobo's database, `KoboReader.sqlite`.

Its tables are those that AshKyd/kobo-sync lists (kobo.schema.md) and pettarin/export-kobo reads; the colours
are in the order of the latter's `--colors`. Without them, as before 2023, all are yellow.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import Any

from briefing.errors import ExchangeError
from briefing.exchange.importers.import_record import ParsedImport, gathered, highlight

MAGIC = b"SQLite format 3\0"
_COLORS = ("yellow", "red", "blue", "green")
_STEPS, _MOST = 100_000, 5_000
"""How often a query is looked at, in steps of its program, and for how long it may go on."""
_QUERY = """
    SELECT b.Text, b.Annotation, b.DateCreated, b.DateModified, {color}, b.BookmarkID, c.Title, c.Attribution
    FROM Bookmark b LEFT JOIN content c ON c.ContentID = b.VolumeID
    ORDER BY b.DateCreated, b.BookmarkID
"""


def read_kobo(data: bytes, name: str, now: str) -> ParsedImport:
    """Read the database, which nothing is written to. Raises ExchangeError if it is damaged or another's."""
    try:
        rows = _rows(data)
    except (sqlite3.Error, UnicodeDecodeError):
        raise ExchangeError(
            f"{name} is no database of a Kobo, or a damaged one: copy it from the device again."
        ) from None
    records = (
        highlight(
            _text(text),
            _text(id_),
            now,
            title=_text(title) or "Kobo",
            author=_text(author),
            note=_text(note),
            color=_COLORS[color] if isinstance(color, int) and 0 <= color < len(_COLORS) else "",
            created=created,
            modified=modified,
        )
        for text, note, created, modified, color, id_, title, author in rows
    )
    return gathered(records, "bookmark", name)


def _rows(data: bytes) -> list[tuple[Any, ...]]:
    with closing(sqlite3.connect(":memory:")) as connection:
        # A copy in memory cannot have the log that the header may speak of.
        connection.deserialize(data[:18] + b"\1\1" + data[20:])
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA cell_size_check = ON")
        steps = iter(range(_MOST))
        connection.set_progress_handler(lambda: next(steps, None) is None, _STEPS)
        columns = {row[1] for row in connection.execute("PRAGMA table_info(Bookmark)")}
        query = _QUERY.format(color="b.Color" if "Color" in columns else "NULL")
        return connection.execute(query).fetchall()


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""
