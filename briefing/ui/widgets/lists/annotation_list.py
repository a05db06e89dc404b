"""A list of annotations, grouped by article, of which only what is in view is ever laid out."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from briefing.domain.annotation import AnnotationEntry
from briefing.domain.text.sanitize import safe_line
from briefing.ui.commands.bindings import bindings_for
from briefing.ui.presenters.annotations.annotation_listing import (
    ENTRY_LINES,
    AnnotationListing,
    ListingLine,
    key_of,
)
from briefing.ui.presenters.annotations.annotation_rows import cut, note_pieces, quote_pieces
from briefing.ui.textlayout.row_paint import paint_row
from briefing.ui.textlayout.wrapping import TextLayout

__all__ = ["AnnotationList"]

CURSOR_CELLS = 2
"""The column of the cursor's mark, and of the one that a selected annotation has."""


class AnnotationList(ScrollView, can_focus=True):
    """Two lines an annotation, one under the cursor. It takes no longer to show many than to show few."""

    PLACES: ClassVar[tuple[str, ...]] = ("notes", "move")
    # The place's own keys come first: Space selects here, and does not turn the page.
    BINDINGS = [*bindings_for("notes"), *bindings_for("move")]
    COMPONENT_CLASSES = {
        "annotation-list--cursor",
        "annotation-list--title",
        "annotation-list--quote",
        "annotation-list--quiet",
        "annotation-list--state",
        "annotation-list--tags",
        "annotation-list--chosen",
        "annotation-list--mark-1",
        "annotation-list--mark-2",
        "annotation-list--mark-3",
        "annotation-list--mark-4",
        "annotation-list--mark-5",
    }
    DEFAULT_CSS = """
    AnnotationList {
        background: $background; color: $foreground;
        overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        & > .annotation-list--cursor { background: $cursor-row; }
        & > .annotation-list--title { text-style: bold; color: $heading; }
        & > .annotation-list--quote { color: $quiet; }
        & > .annotation-list--quiet { color: $quiet; }
        & > .annotation-list--state { color: $warning; }
        & > .annotation-list--tags { color: $secondary; }
        & > .annotation-list--chosen { color: $primary; text-style: bold; }
        & > .annotation-list--mark-1 { background: $mark-1; }
        & > .annotation-list--mark-2 { background: $mark-2; }
        & > .annotation-list--mark-3 { background: $mark-3; }
        & > .annotation-list--mark-4 { background: $mark-4; }
        & > .annotation-list--mark-5 { background: $mark-5; }
        &:nocolor > .annotation-list--cursor { text-style: reverse; }
    }
    """

    @dataclass
    class Highlighted(Message):
        """Another annotation is under the cursor, or none is left."""

        list: AnnotationList

        @property
        def control(self) -> AnnotationList:
            return self.list

    @dataclass
    class Chosen(Message):
        """An annotation was double-clicked: the reader wants what Enter does."""

        list: AnnotationList

        @property
        def control(self) -> AnnotationList:
            return self.list

    cursor: reactive[int] = reactive(0, init=False)

    def __init__(self, now: Callable[[], datetime], *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.listing = AnnotationListing(())
        self._now = now
        self._empty = ""
        self._chosen: Set[tuple[str, str]] = frozenset()
        self._base: Style | None = None

    @property
    def entry(self) -> AnnotationEntry | None:
        """The annotation under the cursor."""
        return self.listing.entries[self.cursor] if self.cursor < len(self.listing) else None

    def show(self, listing: AnnotationListing, *, empty: str = "") -> None:
        """Show these; the cursor stays on its annotation and that on its row, or else on what came next."""
        before, old, top = self.entry, self.listing, round(self.scroll_offset.y)
        where = listing.nearest_index(old, self.cursor) if before is not None and len(listing) else 0
        offset = old.line_of(self.cursor) - top if before is not None else 0
        self.listing, self._empty = listing, empty
        self.set_reactive(AnnotationList.cursor, where)
        self.virtual_size = Size(self.scrollable_content_region.width, listing.height)
        if len(listing):
            self._scroll_lines(listing.line_of(where) - offset)
        self._show_cursor()
        self.refresh()
        if self.entry is not before:
            self.post_message(self.Highlighted(self))

    def mark_chosen(self, chosen: Set[tuple[str, str]]) -> None:
        """Mark those that are selected, given by their keys."""
        self._chosen = chosen
        self.refresh()

    def move_to(self, index: int) -> None:
        """Put the cursor on an annotation, clamped to those there are."""
        if len(self.listing):
            self.cursor = min(max(index, 0), len(self.listing) - 1)

    def move_to_group(self, by: int) -> None:
        """To the first annotation of another article."""
        groups = self.listing.groups
        if groups:
            number = self.listing.group_number(self.cursor) + by
            self.move_to(groups[min(max(number, 0), len(groups) - 1)].first)

    # Painting

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self._base = self._base or self.rich_style
        number = y + round(self.scroll_offset.y)
        line = self.listing.line(number)
        if not len(self.listing):
            return self._paint_empty(number, base, width)
        if line is None or (line.index is None and line.part):
            return Strip.blank(width, base)
        segments = self._title(line, base, width) if line.index is None else self._half(line, base, width)
        return Strip(segments).adjust_cell_length(width, base)

    def _paint_empty(self, number: int, base: Style, width: int) -> Strip:
        layout = TextLayout(self._empty, max(1, width - 2 * CURSOR_CELLS))
        quiet = base + self._part("quiet")
        words = paint_row(layout, number, quiet, ()) if number < layout.height else []
        return Strip([Segment(" " * CURSOR_CELLS, base), *words]).adjust_cell_length(width, base)

    def _title(self, line: ListingLine, base: Style, width: int) -> list[Segment]:
        count = f" {len(line.group.entries)}"
        room = max(0, width - CURSOR_CELLS - cell_len(count))
        title = set_cell_size(cut(safe_line(line.group.head.title), room), room)
        return [
            Segment(" " * CURSOR_CELLS, base),
            Segment(title, base + self._part("title")),
            Segment(count, base + self._part("quiet")),
        ]

    def _half(self, line: ListingLine, base: Style, width: int) -> list[Segment]:
        assert line.index is not None
        entry = self.listing.entries[line.index]
        under_cursor = line.index == self.cursor
        if under_cursor and self.has_focus:
            base += self._part("cursor")
        mark = ("▶" if self.has_focus else "›") if under_cursor and not line.part else " "
        chosen = "+" if key_of(entry) in self._chosen and not line.part else " "
        pieces = (quote_pieces if line.part else note_pieces)(
            entry.annotation, max(0, width - CURSOR_CELLS), self._now()
        )
        return [
            Segment(mark, base),
            Segment(chosen, base + self._part("chosen")),
            *(Segment(piece.text, base + self._role(piece.role)) for piece in pieces),
        ]

    def _role(self, role: str) -> Style:
        if role in ("note", "blank"):
            return Style.null()
        return self._part("quiet" if role == "date" else role)

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(f"annotation-list--{name}", partial=True)

    # The cursor

    def watch_cursor(self, _old: int, _new: int) -> None:
        self._show_cursor()
        self.refresh()
        self.post_message(self.Highlighted(self))

    def _show_cursor(self) -> None:
        """Scroll, only as far as needed, until the annotation is in view, the first with its title."""
        height = self.scrollable_content_region.height
        if not height or not len(self.listing):
            return
        line = self.listing.line_of(self.cursor)
        first = line - 1 if self.listing.group_of(self.cursor).first == self.cursor else line
        last, top = line + ENTRY_LINES - 1, round(self.scroll_offset.y)
        if first < top:
            top = first
        elif last >= top + height:
            top = last - height + 1
        self._scroll_lines(top)

    def _scroll_lines(self, top: int) -> None:
        height = self.scrollable_content_region.height
        top = max(0, min(top, self.listing.height - height))
        # By force: what has just come may need a scrollbar that Textual has yet to show.
        self.scroll_to(y=top, animate=False, force=True, immediate=True)

    def _move_lines(self, lines: int) -> None:
        """By about so many lines of the screen, at least one annotation."""
        self.move_to(
            self.cursor + (max(1, lines // ENTRY_LINES) if lines > 0 else min(-1, lines // ENTRY_LINES))
        )

    # Events and actions

    def on_resize(self) -> None:
        self.virtual_size = Size(self.scrollable_content_region.width, self.listing.height)
        self._show_cursor()

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._base = None
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        line = self.listing.line(event.y + round(self.scroll_offset.y))
        if line is not None and line.index is not None:
            event.stop()
            again = line.index == self.cursor and event.chain == 2
            self.move_to(line.index)
            if again:
                self.post_message(self.Chosen(self))

    def action_move_down(self) -> None:
        self.move_to(self.cursor + 1)

    def action_move_up(self) -> None:
        self.move_to(self.cursor - 1)

    def action_move_top(self) -> None:
        self.move_to(0)

    def action_move_bottom(self) -> None:
        self.move_to(len(self.listing) - 1)

    def action_move_half_down(self) -> None:
        self._move_lines(self.scrollable_content_region.height // 2)

    def action_move_half_up(self) -> None:
        self._move_lines(-(self.scrollable_content_region.height // 2))

    def action_move_page_down(self) -> None:
        self._move_lines(self.scrollable_content_region.height - 1)

    def action_move_page_up(self) -> None:
        self._move_lines(-(self.scrollable_content_region.height - 1))
