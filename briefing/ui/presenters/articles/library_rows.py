"""Turns a library entry into a row, and offers first steps for an empty library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from types import MappingProxyType

from briefing.domain.article import ArticleEntry
from briefing.ui.presenters.rows import Row

SAMPLE = "do:sample"
ADD = "do:add"
FEEDS = "do:feeds"
OFFERS = frozenset({SAMPLE, ADD, FEEDS})
"""Keys of the rows that are not articles."""

_EMPTY = "The library is empty. Everything stays on this computer; no account."


@dataclass(frozen=True, slots=True)
class ArticleRow(Row):
    """An article's row; its key is the article's id, its text the title."""

    source: str = ""
    age: str = ""
    notes: int = 0
    """The number of the article's annotations."""
    more: int = 0
    """The number of other listed articles of the same story."""
    is_read: bool = True
    is_starred: bool = False


def article_row(
    entry: ArticleEntry,
    now: datetime,
    annotations: Mapping[str, int] = MappingProxyType({}),
    *,
    more: int = 0,
    is_folded: bool = True,
    depth: int = 0,
) -> ArticleRow:
    """Make an article's row; `annotations` has their numbers by article, `depth` is 1 if it is folded."""
    key = "{library.unfold} shows them" if is_folded else "{library.fold} folds them"
    similar = f"{more} more tell it: {key}" if more else ""
    return ArticleRow(
        entry.id,
        entry.title,
        depth=depth,
        about=" · ".join(filter(None, (entry.source, entry.published and entry.published[:10], similar))),
        expandable=more > 0 and is_folded,
        source=entry.source or "",
        age=age(entry.published or entry.fetched, now),
        notes=annotations.get(entry.id, 0),
        more=more,
        is_read=entry.read,
        is_starred=entry.starred,
    )


def article_verbs(row: Row | None) -> dict[str, str]:
    """Return what the keys for reading, starring and stories do to a row, by command id."""
    if not isinstance(row, ArticleRow):
        return {}
    story = {"reader.story": "story"} if row.more or row.depth else {}
    return story | {
        "reader.read": "unread" if row.is_read else "read",
        "reader.star": "unstar" if row.is_starred else "star",
    }


def empty_rows() -> tuple[Row, ...]:
    """Return first steps for an empty library."""
    return (
        Row(SAMPLE, "Open the sample · a finished briefing", strong=15, about=_EMPTY),
        Row(ADD, "Add an article · a file, a folder, an address", strong=14, about=_EMPTY),
        Row(FEEDS, "Follow feeds · pick from a list, or import an OPML file", strong=12, about=_EMPTY),
    )


def age(moment: str | None, now: datetime) -> str:
    """Return the age of an ISO 8601 date or time: "now", "5m", "3h", "6d", then the day and the year.

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
