"""A list of wrapped rows with a cursor: the panes and the library are made of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
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

from briefing.ui.commands.bindings import bindings_for
from briefing.ui.presenters.articles.briefing_rows import Row
from briefing.ui.textlayout.row_layout import CURSOR_CELLS, RowLayout
from briefing.ui.textlayout.row_paint import paint_row
from briefing.ui.textlayout.wrapping import TextLayout

__all__ = ["RowList"]


class RowList(ScrollView, can_focus=True):
    """Rows of text, each wrapped, one under the cursor. It neither loads nor decides: it tells and asks."""

    PLACES: ClassVar[tuple[str, ...]] = ("move",)
    BINDINGS = bindings_for("move")
    COMPONENT_CLASSES = {
        "row-list--cursor",
        "row-list--label",
        "row-list--count",
        "row-list--strong",
        "row-list--detail",
    }
    DEFAULT_CSS = """
    RowList {
        background: $background; color: $foreground;
        overflow-x: hidden; overflow-y: auto; scrollbar-size-vertical: 1; scrollbar-gutter: stable;
        & > .row-list--cursor { background: $cursor-row; }
        & > .row-list--label { color: $secondary; }
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
        """A row was double-clicked: the reader wants what Enter does."""

        row_list: RowList
        row: Row

        @property
        def control(self) -> RowList:
            return self.row_list

    cursor: reactive[int] = reactive(0, init=False, repaint=False)

    def __init__(self, *, empty: str = "", gap: int = 0, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._rows: Sequence[Row] = ()
        self._layout = RowLayout((), 0, gap)
        self._base: Style | None = None
        self._empty = empty
        self._gap = gap

    # What it shows

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    @property
    def row(self) -> Row | None:
        """The row under the cursor."""
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    def show(self, rows: Sequence[Row], *, empty: str | None = None) -> None:
        """Show these rows; the cursor stays on the row with the same key, or else where it was.

        The same rows again change nothing, not even a place that the reader has scrolled to.
        """
        if empty is not None and empty != self._empty:
            self._empty = empty
            self.refresh()
        before = self.row
        kept = before.key if before else None
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
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
        """Lay the rows out anew if they or the width have changed; bring the cursor's row into view.

        While the list is hidden it has no width, and keeps the place it is scrolled to; the resize that comes
        when it is shown again lays it out.
        """
        width = self.scrollable_content_region.width
        if not width:
            return
        if width != self._layout.width or self._rows is not self._layout.rows:
            self._layout = self._laid_out(width)
            self.virtual_size = Size(width, self._layout.height)
        self._show_cursor()
        self.refresh()

    def _laid_out(self, width: int) -> RowLayout:
        return RowLayout(self._rows, width, self._gap)

    @property
    def _is_laid_out(self) -> bool:
        """Whether the rows that it has now have lines."""
        return self._layout.height > 0 and self._layout.rows is self._rows

    def render_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self._base or self._find_base()
        number = y + round(self.scroll_offset.y)
        line = self._layout.line(number)
        if line is None:
            return self._paint_empty(number, base, width)
        if line.part is None:
            return Strip.blank(width, base)
        under_cursor = line.index == self.cursor
        if under_cursor and self.has_focus:
            base += self._part("row-list--cursor")
        return self._paint(line.index, line.part, base, width, marked=under_cursor and line.part == 0)

    def _paint_empty(self, number: int, base: Style, width: int) -> Strip:
        """A line of the sentence that stands where there are no rows."""
        layout = TextLayout("" if self._rows else self._empty, width - 2 * CURSOR_CELLS)
        quiet = base + self._part("row-list--count")
        words = paint_row(layout, number, quiet, ()) if number < layout.height else []
        return Strip([Segment(" " * CURSOR_CELLS, quiet), *words]).adjust_cell_length(width, base)

    def _paint(self, index: int, part: int, base: Style, width: int, *, marked: bool) -> Strip:
        """One line of a row: `part` counts the rows of its wrapped text."""
        row = self._layout.rows[index]
        mark = ("▶ " if self.has_focus else "› ") if marked else "  "
        segments = [Segment(mark + "  " * row.depth, base)]
        if row.label:
            tag = set_cell_size(row.label if part == 0 else "", self._layout.label_cells)
            segments.append(Segment(tag, base + self._part("row-list--label")))
        plain = base + self._part("row-list--detail") if row.depth else base
        strong = [(0, row.strong, self._part("row-list--strong"))] if row.strong else []
        segments += paint_row(self._layout.text(index), part, plain, strong)
        if row.count and part == 0:
            room = max(0, width - cell_len(row.count))
            strip = Strip(segments).adjust_cell_length(room, base)
            segments = [*strip, Segment(row.count, base + self._part("row-list--count"))]
        return Strip(segments).adjust_cell_length(width, base)

    def _part(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)

    # The cursor

    def watch_cursor(self, old: int, new: int) -> None:
        self._show_cursor()
        self._repaint(old)
        self._repaint(new)
        if self.row is not None:
            self.post_message(self.Highlighted(self, self.row))

    def _repaint(self, index: int) -> None:
        """One row alone: painting all that are in view takes several times as long."""
        if not self._is_laid_out:
            self.refresh()
        elif index < len(self._rows):
            first = self._layout.first_lines[index]
            self.refresh_lines(first, self._layout.last_line(index) - first + 1)

    def _show_cursor(self) -> None:
        """Scroll, only as far as needed, until the whole row under the cursor is in view."""
        height = self.scrollable_content_region.height
        if not height or not self._is_laid_out:
            return
        first, last = self._layout.first_lines[self.cursor], self._layout.last_line(self.cursor)
        top = round(self.scroll_offset.y)
        if first < top or last - first >= height:
            top = first
        elif last >= top + height:
            top = last - height + 1
        # By force: rows that have just come may need a scrollbar that Textual has yet to show.
        self.scroll_to(y=top, animate=False, force=True, immediate=True)

    def _move_lines(self, lines: int) -> None:
        """Move the cursor by about so many rows of the screen, at least one row of the list."""
        if not self._is_laid_out:
            return
        target = self._layout.first_lines[self.cursor] + lines
        line = self._layout.line(min(max(target, 0), self._layout.height - 1))
        if line is not None:
            step = 1 if lines > 0 else -1
            self.move_to(line.index if line.index != self.cursor else self.cursor + step)

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
        line = self._layout.line(event.y + round(self.scroll_offset.y))
        if line is not None:
            event.stop()
            again = line.index == self.cursor and event.chain == 2
            self.move_to(line.index)
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
