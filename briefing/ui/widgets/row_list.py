"""A list of wrapped rows with a cursor: the panes and the library are made of it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip

from briefing.ui.bindings import bindings_for
from briefing.ui.rows import Row
from briefing.ui.text_layout import TextLayout

__all__ = ["RowList"]

CURSOR_CELLS = 2
"""The column of the cursor's mark, at the left."""


@dataclass(frozen=True, slots=True)
class _Line:
    """One row of the screen: a stretch of a row's text."""

    row: int
    start: int
    end: int
    first: bool


class RowList(ScrollView, can_focus=True):
    """Rows of text, each wrapped, one under the cursor. It neither loads nor decides: it tells and asks."""

    PLACES: ClassVar[tuple[str, ...]] = ("move",)
    BINDINGS = bindings_for("move")
    COMPONENT_CLASSES = {
        "row-list--cursor",
        "row-list--tag",
        "row-list--count",
        "row-list--strong",
        "row-list--detail",
    }
    DEFAULT_CSS = """
    RowList {
        background: $background; color: $foreground;
        overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        & > .row-list--cursor { background: $cursor-row; }
        & > .row-list--tag { color: $secondary; }
        & > .row-list--count { color: $quiet; }
        & > .row-list--strong { text-style: bold; }
        & > .row-list--detail { color: $quiet; }
        &:nocolor > .row-list--cursor { text-style: reverse; }
    }
    """

    @dataclass
    class Highlighted(Message):
        """The cursor came to a row."""

        row_list: RowList
        row: Row

        @property
        def control(self) -> RowList:
            return self.row_list

    @dataclass
    class Chosen(Message):
        """A row was clicked a second time, or double-clicked: the reader wants what Enter does."""

        row_list: RowList
        row: Row

        @property
        def control(self) -> RowList:
            return self.row_list

    cursor: reactive[int] = reactive(0, init=False)

    def __init__(self, *, empty: str = "", gap: int = 0, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows: tuple[Row, ...] = ()
        self._lines: list[_Line] = []
        self._first_line: list[int] = []
        self._shown: list[str] = []
        self._base: Style | None = None
        self._empty = empty
        self._gap = gap

    # What it shows

    @property
    def rows(self) -> tuple[Row, ...]:
        return self._rows

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    def show(self, rows: Sequence[Row], *, empty: str | None = None) -> None:
        """Show these rows; the cursor stays on the row with the same key, or else where it was."""
        before = self.row
        kept = before.key if before else None
        self._rows = tuple(rows)
        if empty is not None:
            self._empty = empty
        keys = [row.key for row in self._rows]
        where = keys.index(kept) if kept in keys else min(self.cursor, max(0, len(keys) - 1))
        self.set_reactive(RowList.cursor, where)
        self._lay_out()
        if self.has_focus and self.row is not None and self.row != before:
            self.post_message(self.Highlighted(self, self.row))

    def move_to(self, index: int) -> None:
        """Put the cursor on a row, clamped to those there are, and bring all of it into view."""
        if self._rows:
            self.cursor = min(max(index, 0), len(self._rows) - 1)

    # Layout and painting

    def _lay_out(self) -> None:
        width = self.scrollable_content_region.width
        self._lines, self._first_line, self._shown = [], [], []
        for number, row in enumerate(self._rows):
            self._first_line.append(len(self._lines))
            room = max(1, width - self._indent(row) - (cell_len(row.count) + 1 if row.count else 0))
            layout = TextLayout(row.text, room)
            self._shown.append(layout.shown)
            for start, end in zip(layout.starts, layout.ends, strict=True):
                self._lines.append(_Line(number, start, end, start == 0))
            for _ in range(self._gap):
                self._lines.append(_Line(number, 0, 0, False))
        self.virtual_size = Size(width, len(self._lines))
        self._show_cursor()
        self.refresh()

    def _indent(self, row: Row) -> int:
        return CURSOR_CELLS + 2 * row.depth + (self._tag_cells if row.tag else 0)

    @property
    def _tag_cells(self) -> int:
        return max((cell_len(row.tag) + 1 for row in self._rows if row.tag), default=0)

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self._base or self._find_base()
        number = y + round(self.scroll_offset.y)
        if number >= len(self._lines):
            return self._paint_empty(number, base, width)
        line = self._lines[number]
        row = self._rows[line.row]
        under_cursor = line.row == self.cursor and (line.end > line.start or not self._gap)
        if under_cursor and self.has_focus:
            base += self._part("row-list--cursor")
        return self._paint(row, line, base, width, marked=line.row == self.cursor and line.first)

    def _paint_empty(self, number: int, base: Style, width: int) -> Strip:
        """A line of the sentence that stands where there are no rows."""
        layout = TextLayout("" if self._rows else self._empty, width - 2 * CURSOR_CELLS)
        words = layout.shown[layout.starts[number] : layout.ends[number]] if number < layout.height else ""
        quiet = base + self._part("row-list--count")
        return Strip([Segment(f"  {words}", quiet)]).adjust_cell_length(width, base)

    def _paint(self, row: Row, line: _Line, base: Style, width: int, *, marked: bool) -> Strip:
        shown = self._shown[line.row]
        mark = ("▶ " if self.has_focus else "› ") if marked else "  "
        plain = base + self._part("row-list--detail") if row.depth else base
        segments = [Segment(mark + "  " * row.depth, base)]
        if row.tag:
            tag = row.tag if line.first else ""
            segments.append(Segment(tag.ljust(self._tag_cells), base + self._part("row-list--tag")))
        strong_end = min(max(row.strong, line.start), line.end)
        if strong_end > line.start:
            segments.append(Segment(shown[line.start : strong_end], base + self._part("row-list--strong")))
        segments.append(Segment(shown[strong_end : line.end], plain))
        if row.count and line.first:
            room = width - cell_len(row.count)
            strip = Strip(segments).adjust_cell_length(room, base)
            segments = [*strip, Segment(row.count, base + self._part("row-list--count"))]
        return Strip(segments).adjust_cell_length(width, base)

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)

    # The cursor

    def watch_cursor(self, _old: int, _new: int) -> None:
        self._show_cursor()
        self.refresh()
        if self.row is not None:
            self.post_message(self.Highlighted(self, self.row))

    def _show_cursor(self) -> None:
        """Scroll, only as far as needed, until the whole row under the cursor is in view."""
        if not self._first_line:
            return
        first = self._first_line[self.cursor]
        last = self._last_line(self.cursor)
        height = self.scrollable_content_region.height
        top = round(self.scroll_offset.y)
        if first < top or last - first >= height:
            top = first
        elif last >= top + height:
            top = last - height + 1
        self.scroll_to(y=top, animate=False, immediate=True)

    def _last_line(self, index: int) -> int:
        after = self._first_line[index + 1] if index + 1 < len(self._first_line) else len(self._lines)
        return after - 1 - self._gap

    def _move_lines(self, lines: int) -> None:
        """Move the cursor by about so many rows of the screen, at least one row of the list."""
        if not self._rows:
            return
        target = min(max(self._first_line[self.cursor] + lines, 0), len(self._lines) - 1)
        index = bisect_right(self._first_line, target) - 1
        if index == self.cursor:
            index += 1 if lines > 0 else -1
        self.move_to(index)

    # Events and actions

    def on_resize(self) -> None:
        self._lay_out()

    def on_focus(self) -> None:
        self.refresh()
        if self.row is not None:
            self.post_message(self.Highlighted(self, self.row))

    def on_blur(self) -> None:
        self.refresh()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._base = None
        self.refresh()

    def _find_base(self) -> Style:
        """The list's own style: blended from its ancestors', so kept until a style changes."""
        self._base = self.rich_style
        return self._base

    def on_click(self, event: events.Click) -> None:
        number = event.y + round(self.scroll_offset.y)
        if number < len(self._lines):
            event.stop()
            index = self._lines[number].row
            again = index == self.cursor and event.chain == 2
            self.move_to(index)
            if again and self.row is not None:
                self.post_message(self.Chosen(self, self.row))

    def action_move_down(self) -> None:
        self.move_to(self.cursor + 1)

    def action_move_up(self) -> None:
        self.move_to(self.cursor - 1)

    def action_move_top(self) -> None:
        self.move_to(0)

    def action_move_bottom(self) -> None:
        self.move_to(len(self._rows) - 1)

    def action_move_half_down(self) -> None:
        self._move_lines(max(1, self.scrollable_content_region.height // 2))

    def action_move_half_up(self) -> None:
        self._move_lines(-max(1, self.scrollable_content_region.height // 2))

    def action_move_page_down(self) -> None:
        self._move_lines(max(1, self.scrollable_content_region.height - 1))

    def action_move_page_up(self) -> None:
        self._move_lines(-max(1, self.scrollable_content_region.height - 1))
