"""Turns a library entry into a row, and offers first steps for an empty library."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from briefing.domain.article import ArticleEntry
from briefing.presentation.rows import Row
from briefing.presentation.sentences import age

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
