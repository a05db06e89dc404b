"""What the library list shows: an entry as a row, and what an empty library offers. No Textual here."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, date, datetime
from types import MappingProxyType

from briefing.library import Entry
from briefing.ui.rows import Row

__all__ = ["ADD", "SAMPLE", "age", "empty_rows", "library_rows"]

SAMPLE = "do:sample"
ADD = "do:add"

_EMPTY = "The library is empty. Everything stays on this computer; no account."


def library_rows(
    entries: Iterable[Entry], now: datetime, annotations: Mapping[str, int] = MappingProxyType({})
) -> tuple[Row, ...]:
    """A row an article; its key is the article's id. `annotations` says how many each has."""
    return tuple(
        Row(
            entry.id,
            entry.title,
            tag="".join((" " if entry.read else "N", "S" if entry.starred else "")),
            count=_counted(annotations.get(entry.id, 0), age(entry.published or entry.fetched, now)),
            strong=0 if entry.read else len(entry.title),
            about=" · ".join(filter(None, (entry.source, entry.published and entry.published[:10]))),
        )
        for entry in entries
    )


def _counted(annotations: int, when: str) -> str:
    """ "*2 3h": how many annotations, and how old."""
    return f"*{annotations} {when}" if annotations else when


def empty_rows() -> tuple[Row, ...]:
    """What one can do when there is nothing to read."""
    return (
        Row(SAMPLE, "Open the sample · a finished briefing", strong=15, about=_EMPTY),
        Row(ADD, "Add an article · a file, a folder, an address", strong=14, about=_EMPTY),
    )


def age(moment: str | None, now: datetime) -> str:
    """How long ago an ISO 8601 date or time was: "now", "5m", "3h", "6d", then the day and the year.

    `now` has a time zone. A moment without one is taken as UTC; what is no date gives "".
    """
    if not moment:
        return ""
    try:
        then = datetime.fromisoformat(moment)
    except ValueError:
        return ""
    if then.tzinfo is None:
        then = then.replace(tzinfo=UTC)
    seconds = (now - then).total_seconds()
    if len(moment) > 10 and seconds < 3600:
        return "now" if seconds < 60 else f"{int(seconds // 60)}m"
    if len(moment) > 10 and seconds < 86_400:
        return f"{int(seconds // 3600)}h"
    days = (now.date() - then.date()).days
    if days < 7:
        return "today" if days <= 0 else f"{days}d"
    return _day(then.date(), now.date())


def _day(day: date, today: date) -> str:
    return f"{day.day} {day:%b}" if day.year == today.year else f"{day:%b} {day.year}"
