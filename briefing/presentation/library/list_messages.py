"""Title, counts and empty-list messages for the library's list."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.domain.query.article_query import Sort
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.library.list_place import STARRED, UNREAD, ListPlace, Scope
from briefing.presentation.sentences import pluralize, shortened

NARROW = 60
"""Cells of a header below which it shows the essentials only."""
_LISTS_ALL = "{library.everything} lists all articles."


@dataclass(frozen=True, slots=True)
class ListCounts:
    listed: int = 0
    of: int = 0
    """The number of articles in the scope, without the filter."""
    unread: int = 0
    in_library: int = 0
    unsearched: int = 0
    """The number of articles that are not indexed for search yet."""
    watched: int = 0
    """The number of unread articles that the reader watches for, since Today was looked at."""


def scope_label(scope: Scope) -> str:
    return shortened(safe_line(scope.title))


def list_summary(counts: ListCounts, place: ListPlace, above: int, width: int) -> str:
    """Return "2000 articles · 1500 unread", or "12 of 2000 · 9 unread · by title", for the header.

    `above` is the number of new articles above the view.
    """
    parts = [f"{above} new above"] if above else []
    narrow = width < NARROW
    if place.typed.strip():
        parts.append(f"{counts.listed} of {counts.of}")
    elif not (above and narrow):
        parts.append(pluralize(counts.listed, "article"))
    if place.scope != UNREAD or counts.unread != counts.listed:
        parts.append(f"{counts.unread} unread")
    if counts.watched:
        parts.append(f"{counts.watched} watched")
    if place.sort is not Sort.NEWEST and not narrow:
        parts.append(str(place.sort))
    return " · ".join(parts)


def empty_list_message(place: ListPlace, problems: tuple[str, ...], nearest: str) -> str:
    typed = safe_line(place.typed.strip())
    if typed:
        advice = f"Nearest: {nearest}. " if nearest else f"{problems[0]} " if problems else ""
        return f"No article matches {shortened(typed, 60)}. {advice}Esc clears."
    if place.scope == UNREAD:
        return f"No unread articles. {_LISTS_ALL}"
    if place.scope == STARRED:
        return f"No starred articles: {{reader.star}} stars one. {_LISTS_ALL}"
    advice = f"{problems[0]} " if problems else ""
    return f"No article is in “{scope_label(place.scope)}”. {advice}{_LISTS_ALL}"


def unsearched_message(unsearched: int) -> str:
    """Say why a search may be incomplete; "" if it is complete."""
    return (
        f"{pluralize(unsearched, 'article')} not searched yet: the index is being made." if unsearched else ""
    )
