"""The list of annotations: grouped by article, two lines per annotation."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual.strip import Strip

from briefing.domain.annotation import AnnotationEntry
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.rows import Row
from briefing.presentation.sentences import shortened
from briefing.ui.textlayout.row_layout import CURSOR_CELLS, HEADING, EqualLayout, Line, RowLayout
from briefing.ui.widgets.lists.annotation_listing import (
    ENTRY_LINES,
    AnnotationListing,
    Group,
    key_of,
)
from briefing.ui.widgets.lists.annotation_rows import note_line, quote_line
from briefing.ui.widgets.lists.row_list import LazyRows, RowList


class _GroupedLayout(EqualLayout):
    """A title above the annotations of each article, and a gap below them."""

    def __init__(self, rows: Sequence[Row], width: int, listing: AnnotationListing) -> None:
        super().__init__(rows, width, ENTRY_LINES)
        self.height = listing.height if width > 0 else 0
        self.listing = listing

    def line(self, number: int) -> Line | None:
        return self.listing.line(number)

    def first_line(self, index: int) -> int:
        return self.listing.line_of(index)

    def last_line(self, index: int) -> int:
        return self.listing.line_of(index) + ENTRY_LINES - 1


class AnnotationList(RowList):
    """Annotations under the titles of their articles; rows are made only when they come into view."""

    PLACES: tuple[str, ...] = ("notes", "move")
    COMPONENT_CLASSES = {
        "annotation-list--title",
        "annotation-list--state",
    }
    DEFAULT_CSS = """
    AnnotationList {
        & > .annotation-list--title { text-style: bold; color: $heading; }
        & > .annotation-list--state { color: $warning; }
    }
    """

    def __init__(self, now: Callable[[], datetime], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.listing = AnnotationListing(())
        self._now = now

    @property
    def entry(self) -> AnnotationEntry | None:
        return self.listing.entries[self.cursor] if self.cursor < len(self.listing) else None

    def show_listing(self, listing: AnnotationListing, *, empty: str = "") -> None:
        """Show a listing; the cursor stays on its annotation and line, or else moves to the next one."""
        keep_cursor = self.entry is not None and len(listing) > 0
        cursor = listing.nearest_index(self.listing, self.cursor) if keep_cursor else 0
        self.listing = listing
        rows = LazyRows(len(listing), lambda index: _row(listing.entries[index]))
        self.replace_rows(rows, cursor, empty=empty, keep_line=keep_cursor)

    def move_to_group(self, by: int) -> None:
        """Move to the first annotation of another article."""
        groups = self.listing.groups
        if groups:
            number = self.listing.group_number(self.cursor) + by
            self.move_to(groups[min(max(number, 0), len(groups) - 1)].first)

    def move_lines(self, lines: int) -> None:
        """Move the cursor by about so many lines of the screen, at least one annotation."""
        step = max(1, abs(lines) // ENTRY_LINES)
        self.move_to(self.cursor + (step if lines > 0 else -step))

    # Layout and painting

    def make_layout(self, width: int) -> RowLayout:
        return _GroupedLayout(self.rows, width, self.listing)

    def shown_lines(self, index: int) -> tuple[int, int]:
        """The lines of a row, with the title above the first annotation of an article."""
        first, last = super().shown_lines(index)
        return first - (self.listing.group_of(index).first == index), last

    def paint_row(self, index: int, part: int, base: Style, width: int, *, marked: bool) -> Strip:
        layout = self.row_layout
        listing = layout.listing if isinstance(layout, _GroupedLayout) else self.listing
        if part == HEADING:
            return Strip(self._title(listing.group_of(index), base, width)).adjust_cell_length(width, base)
        entry = listing.entries[index]
        parts = (quote_line if part else note_line)(
            entry.annotation, max(0, width - CURSOR_CELLS), self._now()
        )
        selected = not part and key_of(entry) in self.selected
        return self.paint_parts(parts, base, width, marked=marked, selected=selected)

    def _title(self, group: Group, base: Style, width: int) -> list[Segment]:
        count = f" {len(group.entries)}"
        room = max(0, width - CURSOR_CELLS - cell_len(count))
        title = set_cell_size(shortened(safe_line(group.head.title), room), room)
        return [
            Segment(" " * CURSOR_CELLS, base),
            Segment(title, base + self.part_style("annotation-list--title")),
            Segment(count, base + self.part_style("row-list--count")),
        ]

    def role_style(self, role: str) -> Style:
        if role in ("note", "blank"):
            return Style.null()
        shared = {"date": "count", "quote": "count", "tags": "label"}
        name = "annotation-list--state" if role == "state" else f"row-list--{shared.get(role, role)}"
        return self.part_style(name)


def _row(entry: AnnotationEntry) -> Row:
    return Row("/".join(key_of(entry)), entry.annotation.anchor.quote)
