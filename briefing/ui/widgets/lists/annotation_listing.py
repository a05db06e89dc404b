"""Orders annotations, groups them by article, and maps the lines of a list to them."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from briefing.domain.annotation import Annotation, AnnotationEntry, ArticleHead, stamp
from briefing.ui.textlayout.row_layout import HEADING, Line

ENTRY_LINES = 2
"""Lines of an annotation: its note, and its quote."""


STAMP = "2026-11-20T08:00:00Z"


class AnnotationOrder(StrEnum):
    """Sort orders of annotations, by shown names; the annotations of an article stay together."""

    NEWEST = "newest first"
    ARTICLE = "by article"
    PLACE = "by place"
    """Ordered by the newest annotation of an article, and within it in reading order."""

    @property
    def following(self) -> AnnotationOrder:
        orders = list(AnnotationOrder)
        return orders[(orders.index(self) + 1) % len(orders)]


def key_of(entry: AnnotationEntry) -> tuple[str, str]:
    """Return a key of an annotation among those of all articles, whatever is changed in it."""
    return entry.head.id, entry.annotation.id


def ordered(entries: Iterable[AnnotationEntry], order: AnnotationOrder) -> list[AnnotationEntry]:
    """Sort annotations so that an `AnnotationListing` of any part of them keeps this order."""
    listed = list(entries)
    if order is AnnotationOrder.ARTICLE:
        titles = {entry.head.id: (entry.head.title.casefold(), entry.head.id) for entry in listed}
        return sorted(listed, key=lambda entry: (titles[entry.head.id], *_place(entry.annotation)))
    if order is AnnotationOrder.NEWEST:
        # Reversed, a sort still keeps what is equal in the order given: by place, as the files have it.
        return sorted(listed, key=lambda entry: _moment(entry.annotation.created), reverse=True)
    newest: dict[str, str] = {}
    for entry in listed:
        moment = _moment(entry.annotation.created)
        if moment >= newest.get(entry.head.id, ""):
            newest[entry.head.id] = moment
    ranks = {id_: rank for rank, id_ in enumerate(sorted(newest, key=newest.__getitem__, reverse=True))}
    return sorted(listed, key=lambda entry: (ranks[entry.head.id], *_place(entry.annotation)))


def _place(annotation: Annotation) -> tuple[bool, int, int, str]:
    span = annotation.anchor.span
    return (span is None, *((span.start, -span.end) if span else (0, 0)), annotation.id)


def _moment(created: str) -> str:
    """Return the moment in a form that sorts by time; "" if it is invalid."""
    if len(created) == len(STAMP) and created.endswith("Z"):
        return created  # we write it so: nothing is to do for nearly all
    try:
        moment = datetime.fromisoformat(created)
        return stamp(moment if moment.tzinfo else moment.replace(tzinfo=UTC))
    except (ValueError, OverflowError):
        return ""


@dataclass(frozen=True, slots=True)
class Group:
    head: ArticleHead
    entries: tuple[AnnotationEntry, ...]
    first: int
    """The index in the listing of the article's first annotation."""
    line: int
    """The line of the article's title."""


class AnnotationListing:
    """A title for each article, two lines for each annotation, a gap after each article.

    A listing of tens of thousands is made in a moment: no line exists before it is asked for.
    """

    def __init__(self, entries: Iterable[AnnotationEntry]) -> None:
        """The articles come in the order of their first annotation."""
        by_article: dict[str, list[AnnotationEntry]] = {}
        for entry in entries:
            by_article.setdefault(entry.head.id, []).append(entry)
        groups: list[Group] = []
        all_entries: list[AnnotationEntry] = []
        line = 0
        for found in by_article.values():
            groups.append(Group(found[0].head, tuple(found), len(all_entries), line))
            all_entries += found
            line += 2 + ENTRY_LINES * len(found)
        self.groups = tuple(groups)
        self.entries = tuple(all_entries)
        self.height = max(0, line - 1)
        """The number of lines, without a gap after the last article."""
        self._groups = {group.head.id: group for group in groups}
        self._lines = [group.line for group in groups]
        self._firsts = [group.first for group in groups]

    def __len__(self) -> int:
        return len(self.entries)

    def line(self, number: int) -> Line | None:
        """Map a line to an annotation; an article's title is the heading of its first annotation."""
        if not 0 <= number < self.height:
            return None
        group = self.groups[bisect_right(self._lines, number) - 1]
        within = number - group.line - 1
        if within < 0:
            return Line(group.first, HEADING)
        if within >= ENTRY_LINES * len(group.entries):
            return Line(group.first + len(group.entries) - 1, None)
        return Line(group.first + within // ENTRY_LINES, within % ENTRY_LINES)

    def group_of(self, index: int) -> Group:
        return self.groups[self.group_number(index)]

    def group_number(self, index: int) -> int:
        return bisect_right(self._firsts, index) - 1

    def line_of(self, index: int) -> int:
        """Return the first line of an annotation."""
        group = self.group_of(index)
        return group.line + 1 + ENTRY_LINES * (index - group.first)

    def index_of(self, key: tuple[str, str]) -> int | None:
        """Return the index of the annotation with this `key_of`, or None if it is not listed."""
        group = self._groups.get(key[0])
        if group is not None:
            for number, entry in enumerate(group.entries):
                if entry.annotation.id == key[1]:
                    return group.first + number
        return None

    def nearest_index(self, other: AnnotationListing, index: int) -> int:
        """Return the index of an annotation of another listing, or of the nearest after it, or before it."""
        for entry in (*other.entries[index:], *reversed(other.entries[:index])):
            found = self.index_of(key_of(entry))
            if found is not None:
                return found
        return 0
