"""Reads the CSV that Readwise exports and the one that it imports, which differ in their header alone."""

from __future__ import annotations

import csv
import re

from briefing.domain.annotation import Anchor, AnchorState, Annotation, Color, clean_note, clean_tags
from briefing.domain.text.sanitize import safe_one_to_one
from briefing.exchange.importers.import_record import (
    COLORS,
    ImportRecord,
    ParsedImport,
    clean_address,
    derive_id,
    optional_line,
    valid_time,
)
from briefing.exchange.importers.untrusted_values import csv_rows

_COLUMNS = {
    "highlight": "highlight",
    "title": "title",
    "book title": "title",
    "author": "author",
    "book author": "author",
    "url": "url",
    "source url": "url",
    "note": "note",
    "tags": "tags",
    "color": "color",
    "location": "location",
    "date": "date",
    "highlighted at": "date",
}
_INLINE_TAGS = re.compile(r"(?:\.[^\s.]\S*(?:\s+|\Z))+")
"""Tags at the beginning of a note: words with a full stop before them; an ellipsis is none."""


def is_readwise(text: str) -> bool:
    """Whether the header has a column of highlights and another that only this format has."""
    columns = _columns(_header(text, _delimiter(text)))
    return "highlight" in columns and ("title" in columns or "note" in columns)


def read_readwise(text: str, name: str, now: str) -> ParsedImport:
    """Read the rows. Raises ExchangeError for a row that is no CSV."""
    incoming: list[ImportRecord] = []
    passed_over: list[str] = []
    rows = csv_rows(text, name, _delimiter(text))
    columns = _columns(next(rows, []))
    for number, cells in enumerate(rows, 1):
        row = {column: cells[place] for column, place in columns.items() if place < len(cells)}
        if row.get("highlight", "").strip():
            incoming.append(_incoming(row, now))
        elif any(cell.strip() for cell in cells):
            passed_over.append(f"Row {number} of {name} has no highlight and is passed over.")
    return ParsedImport(tuple(incoming), tuple(passed_over))


def _incoming(row: dict[str, str], now: str) -> ImportRecord:
    source, title = clean_address(row.get("url", "")), optional_line(row.get("title", ""))
    tags, note = _split_tags(clean_note(row.get("note", "")))
    created = valid_time(row.get("date", ""), now)
    quote = safe_one_to_one(row["highlight"].replace("\r\n", "\n"))
    location = row.get("location", "").strip()
    annotation = Annotation(
        # The row itself makes the id, as it has none: equal rows must give equal ids.
        id=derive_id(source or title or "", quote, row.get("note", ""), location),
        anchor=Anchor(quote),
        created=created,
        modified=created,
        note=note,
        tags=clean_tags([*tags, *row.get("tags", "").split(",")]),
        color=COLORS.get(row.get("color", "").strip().lower(), Color.YELLOW),
        state=AnchorState.ORPHAN,
    )
    return ImportRecord(
        source,
        annotation,
        title=title,
        author=optional_line(row.get("author", "")),
        dated=valid_time(row.get("date", ""), "") != "",
        named=False,
    )


def _split_tags(note: str) -> tuple[list[str], str]:
    """Split a note into the tags that it begins with and the rest."""
    match = _INLINE_TAGS.match(note)
    if match is None:
        return [], note
    return [word.removeprefix(".") for word in match[0].split()], note[match.end() :].strip()


def _delimiter(text: str) -> str:
    """Detect the delimiter: spreadsheets in many languages write a semicolon."""
    return max(",;\t", key=lambda each: len(_columns(_header(text, each))))


def _header(text: str, delimiter: str) -> list[str]:
    try:
        return next(csv.reader([text.partition("\n")[0][:4096]], delimiter=delimiter), [])
    except csv.Error:
        return []


def _columns(header: list[str]) -> dict[str, int]:
    """Return the position of each known column; of two with one name, the first."""
    places: dict[str, int] = {}
    for place, cell in enumerate(header):
        if column := _COLUMNS.get(cell.strip().lower()):
            places.setdefault(column, place)
    return places
