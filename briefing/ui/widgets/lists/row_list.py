"""The base of all lists: rows of text with a cursor."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import ClassVar, TypeVar, overload

from rich.cells import cell_len, set_cell_size
from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.geometry import Region, Size
from textual.message import Message
from textual.reactive import reactive
from textual.scroll_view import ScrollView
from textual.strip import Strip
from textual.widget import Widget

from briefing.domain.analysis import IssueKind
from briefing.presentation.rows import LinePart, Row
from briefing.ui.commands.bindings import name_keys
from briefing.ui.textlayout.row_layout import CURSOR_CELLS, HEADING, RowLayout
from briefing.ui.textlayout.row_paint import paint_row
from briefing.ui.textlayout.wrapping import TextLayout

Kind = TypeVar("Kind")


class LazyRows(Sequence[Row]):
    """A sequence whose rows are made on access, so that a long list costs no more than the rows in view."""

    def __init__(self, length: int, make: Callable[[int], Row]) -> None:
        self._length = length
        self._make = make

    def __len__(self) -> int:
        return self._length

    @overload
    def __getitem__(self, index: int) -> Row: ...
    @overload
    def __getitem__(self, index: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, index: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(index, slice):
            return tuple(self._make(each) for each in range(*index.indices(self._length)))
        return self._make(index)

    def __iter__(self) -> Iterator[Row]:
        return map(self._make, range(self._length))


class RowList(ScrollView, can_focus=True):
    """Wrapped rows with a cursor. Subclasses may paint rows in columns (`paint_row`, `make_layout`)."""

    PLACES: tuple[str, ...] = ("move",)
    modal_place: ClassVar[str | None] = None
    """Never in a mode; with this attribute the screen handles each key first: text behind / must filter."""
    COMPONENT_CLASSES = {
        "row-list--cursor",
        "row-list--label",
        "row-list--count",
        "row-list--strong",
        "row-list--detail",
        "row-list--chosen",
        *(f"row-list--mark-{number}" for number in range(1, 6)),
        *(f"row-list--kind-{kind}" for kind in IssueKind),
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
        & > .row-list--chosen { color: $primary; text-style: bold; }
        & > .row-list--mark-1 { background: $mark-1; color: $on-highlight; }
        & > .row-list--mark-2 { background: $mark-2; color: $on-highlight; }
        & > .row-list--mark-3 { background: $mark-3; color: $on-highlight; }
        & > .row-list--mark-4 { background: $mark-4; color: $on-highlight; }
        & > .row-list--mark-5 { background: $mark-5; color: $on-highlight; }
        & > .row-list--kind-pending { color: $primary; }
        & > .row-list--kind-dispute { color: $error; }
        & > .row-list--kind-unknown { color: $secondary; }
        & > .row-list--kind-risk { color: $warning; }
        & > .row-list--kind-demand { color: $accent; }
        & > .row-list--kind-question { color: $success; }
        &:nocolor > .row-list--cursor { text-style: reverse; }
    }
    """

    @dataclass
    class Highlighted(Message):
        """The cursor moved to a row."""

        row_list: RowList
        row: Row

    @dataclass
    class Chosen(Message):
        """A row was double-clicked; this does what Enter does."""

        row_list: RowList
        row: Row

    cursor: reactive[int] = reactive(0, init=False, repaint=False)

    def __init__(
        self,
        place: str = "",
        *,
        empty: str = "",
        gap: int = 0,
        id: str | None = None,  # noqa: A002 - Textual's name for it
    ) -> None:
        """`place` has the commands on the rows, `empty` is shown in place of rows."""
        super().__init__(id=id)
        if place:
            self.PLACES = (place, *RowList.PLACES)
        self._rows: Sequence[Row] = ()
        self.row_layout = self._measured = RowLayout((), 0, gap)
        self.selected: Set[object] = frozenset()
        """The keys of the selected rows."""
        self._base: Style | None = None
        self.empty = empty
        """The message in place of rows."""
        self._gap = gap
        self._above: int | None = None
        """The lines between the top of the view and the cursor, until the next layout."""
        self._painted: dict[int, Strip] = {}
        """The lines of the screen as they were painted last."""

    # Rows

    @property
    def rows(self) -> Sequence[Row]:
        return self._rows

    @property
    def row(self) -> Row | None:
        return self._rows[self.cursor] if self.cursor < len(self._rows) else None

    def item(self, kind: type[Kind]) -> Kind | None:
        """Return what the row under the cursor is about, if it is of this kind."""
        row = self.row
        return row.item if row is not None and isinstance(row.item, kind) else None

    def show(self, rows: Sequence[Row], *, empty: str | None = None) -> None:
        """Show these rows; the cursor stays on the row with the same key, or else at its index.

        The same rows again change nothing, not even the scroll position.
        """
        if empty is not None and empty != self.empty:
            self.empty = empty
            self.refresh()
        before = self.row
        key = before.key if before else None
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        keys = [row.key for row in self._rows]
        cursor = keys.index(key) if key in keys else min(self.cursor, max(0, len(keys) - 1))
        self.set_reactive(RowList.cursor, cursor)
        self._lay_out()
        self.refresh()
        if self.has_focus and self.row is not None and self.row != before:
            self.post_message(self.Highlighted(self, self.row))

    def replace_rows(self, rows: Sequence[Row], cursor: int, *, empty: str, keep_line: bool) -> None:
        """Show other rows; with `keep_line` the cursor stays on its line of the screen.

        What looks as before is not painted again, and the screen is laid out anew only for a scroll bar that
        comes or goes.
        """
        above = self._lines_above
        self._rows = rows
        self.empty = empty
        self.set_reactive(RowList.cursor, cursor)
        self._above = above if keep_line else None
        self._lay_out(is_bar_enough=True)
        self.repaint_changed()

    @property
    def _lines_above(self) -> int:
        if self._above is not None:
            return self._above
        return (self.row_layout.first_line(self.cursor) if self.row_layout.height else self.cursor) - self.top

    @property
    def top(self) -> int:
        return round(self.scroll_offset.y)

    def mark_selected(self, selected: Set[object]) -> None:
        """Mark selected rows."""
        if selected != self.selected:
            self.selected = selected
            self.refresh()

    def move_to(self, index: int) -> None:
        """Move the cursor to a row, clamped to the list, and scroll all of it into view."""
        if self._rows:
            self.cursor = min(max(index, 0), len(self._rows) - 1)

    def move_to_key(self, key: str) -> bool:
        """Move the cursor to the row with this key; return whether there is one."""
        index = next((index for index, row in enumerate(self._rows) if row.key == key), None)
        if index is not None:
            self.move_to(index)
        return index is not None

    # Layout and painting

    def lines_at(self, width: int) -> int:
        """The lines of all rows, or of an empty list's message, where the list is so wide."""
        width -= self.scrollbar_size_vertical
        if not self._rows:
            return self._message_layout(width).height
        if not self._fits(self._measured, width):
            self._measured = (
                self.row_layout if self._fits(self.row_layout, width) else self.make_layout(width)
            )
        return self._measured.height

    def _fits(self, layout: RowLayout, width: int) -> bool:
        return layout.width == width and layout.rows is self._rows

    def _lay_out(self, *, is_bar_enough: bool = False) -> None:
        """Update the layout if rows or width have changed, and scroll the cursor's row into view.

        A hidden list has no width and keeps its scroll position; it is laid out when shown. For a new height
        Textual lays out the whole screen; with `is_bar_enough`, only the scroll bar is updated if it stays.
        """
        width = self.scrollable_content_region.width
        if not width:
            return
        if not self._fits(self.row_layout, width):
            self.row_layout = self._measured if self._fits(self._measured, width) else self.make_layout(width)
            size = Size(width, self.row_layout.height)
            if is_bar_enough and self.show_vertical_scrollbar and size.height > self.container_size.height:
                self.set_reactive(Widget.virtual_size, size)
                self.vertical_scrollbar.window_virtual_size = size.height
            else:
                self.virtual_size = size
        if self._above is None or not self._is_laid_out:
            self._show_cursor()
            return
        top, self._above = self.row_layout.first_line(self.cursor) - self._above, None
        self._scroll_unseen(min(top, self.row_layout.height - self.scrollable_content_region.height))

    def make_layout(self, width: int) -> RowLayout:
        """Make a layout of the current rows."""
        return RowLayout(self._rows, width, self._gap)

    @property
    def _is_laid_out(self) -> bool:
        """Whether the current rows have lines."""
        return self.row_layout.height > 0 and self.row_layout.rows is self._rows

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lay out rows that came while hidden first: Textual may show a widget again without an event."""
        if self._rows and not self._is_laid_out:
            self._lay_out()
            self.refresh()
        return super().render_lines(crop)

    def repaint_changed(self) -> None:
        """Repaint the lines that look different from how they were painted last."""
        lines = range(self.scrollable_content_region.height)
        changed = (y for y in lines if self._painted.get(y) != self._paint_line(y))
        regions = [Region(0, y, self.size.width, 1) for y in changed]
        if regions:
            self.refresh(*regions)

    def render_line(self, y: int) -> Strip:
        strip = self._painted[y] = self._paint_line(y)
        return strip

    def _paint_line(self, y: int) -> Strip:
        width = self.scrollable_content_region.width
        base = self._base or self._find_base()
        number = y + self.top
        line = self.row_layout.line(number)
        if line is None:
            return self._paint_empty(number, base, width)
        if line.part is None:
            return Strip.blank(width, base)
        under_cursor = line.index == self.cursor and line.part != HEADING
        if under_cursor and self.has_focus:
            base += self.part_style("row-list--cursor")
        return self.paint_row(line.index, line.part, base, width, marked=under_cursor and line.part == 0)

    def _paint_empty(self, number: int, base: Style, width: int) -> Strip:
        """A line of the message that an empty list shows."""
        layout = self._message_layout(width)
        quiet = base + self.part_style("row-list--count")
        words = paint_row(layout, number, quiet, ()) if number < layout.height else []
        return Strip([Segment(" " * CURSOR_CELLS, quiet), *words]).adjust_cell_length(width, base)

    def _message_layout(self, width: int) -> TextLayout:
        words = "" if self._rows else name_keys(self, self.empty)
        return TextLayout(words, max(1, width - 2 * CURSOR_CELLS))

    def paint_row(self, index: int, part: int, base: Style, width: int, *, marked: bool) -> Strip:
        """Paint one line of a row; `part` counts the rows of its wrapped text."""
        row = self.row_layout.rows[index]
        mark = ("▶ " if self.has_focus else "› ") if marked else "  "
        segments = [Segment(mark + "  " * row.depth, base)]
        if row.label:
            label = self.row_layout.label(row) if part == 0 else ""
            tag = set_cell_size(label, self.row_layout.label_cells)
            style = self.part_style("row-list--label")
            if row.sign:  # no colour of a kind can be read on the ground of the cursor in every theme
                is_lit = marked and self.has_focus
                style = self.part_style("row-list--strong" if is_lit else f"row-list--{row.mark}")
            elif row.mark and part == 0:
                segments.append(Segment(tag[:1], base + self.part_style(f"row-list--{row.mark}")))
                tag = tag[1:]
            segments.append(Segment(tag, base + style))
        plain = base + self.part_style("row-list--detail") if row.depth else base
        strong = [(0, row.strong, self.part_style("row-list--strong"))] if row.strong else []
        segments += paint_row(self.row_layout.text(index), part, plain, strong)
        if row.count and part == 0:
            room = max(0, width - cell_len(row.count))
            strip = Strip(segments).adjust_cell_length(room, base)
            segments = [*strip, Segment(row.count, base + self.part_style("row-list--count"))]
        return Strip(segments).adjust_cell_length(width, base)

    def paint_parts(
        self, parts: Iterable[LinePart], base: Style, width: int, *, marked: bool, selected: bool
    ) -> Strip:
        """Paint one line of columns, after the marks of the cursor and of a selected row."""
        mark = ("▶" if self.has_focus else "›") if marked else " "
        segments = [
            Segment(mark, base),
            Segment("+" if selected else " ", base + self.part_style("row-list--chosen")),
            *(Segment(part.text, base + self.role_style(part.role)) for part in parts),
        ]
        return Strip(segments).adjust_cell_length(width, base)

    def role_style(self, role: str) -> Style:
        """The style of a column, by its role."""
        return Style.null()

    def part_style(self, name: str) -> Style:
        return self.get_component_rich_style(name, partial=True)

    # The cursor

    def watch_cursor(self, old: int, new: int) -> None:
        self._show_cursor()
        self._repaint(old)
        self._repaint(new)
        if self.row is not None:
            self.post_message(self.Highlighted(self, self.row))

    def _repaint(self, index: int) -> None:
        """Repaint a single row, which is several times faster than all in view."""
        if not self._is_laid_out:
            self.refresh()
        elif index < len(self._rows):
            first = self.row_layout.first_line(index)
            self.refresh_lines(first, self.row_layout.last_line(index) - first + 1)

    def _show_cursor(self) -> None:
        """Scroll, as little as needed, until the whole row under the cursor is in view."""
        height = self.scrollable_content_region.height
        if not height or not self._is_laid_out:
            return
        first, last = self.shown_lines(self.cursor)
        top = self.top
        if first < top or last - first >= height:
            top = first
        elif last >= top + height:
            top = last - height + 1
        self._scroll_lines(top)

    def shown_lines(self, index: int) -> tuple[int, int]:
        """The first and the last line to bring into view for a row."""
        return self.row_layout.first_line(index), self.row_layout.last_line(index)

    def _scroll_lines(self, top: int) -> None:
        # Forced, since new rows may need a scrollbar that Textual has not shown yet.
        self.scroll_to(y=top, animate=False, force=True, immediate=True)

    def _scroll_unseen(self, top: int) -> None:
        """Scroll without a repaint, for rows that stay where they are on the screen."""
        self.set_scroll(None, max(0, top))
        self.set_reactive(Widget.scroll_target_y, self.scroll_y)
        if self.show_vertical_scrollbar:
            self.vertical_scrollbar.position = self.scroll_y

    def move_lines(self, lines: int) -> None:
        """Move the cursor by about so many lines of the screen, at least one row."""
        if not self._is_laid_out:
            return
        target = self.row_layout.first_line(self.cursor) + lines
        line = self.row_layout.line(min(max(target, 0), self.row_layout.height - 1))
        if line is not None:
            step = 1 if lines > 0 else -1
            self.move_to(line.index if line.index != self.cursor else self.cursor + step)

    # Events and actions

    def on_resize(self) -> None:
        self._lay_out()
        self.refresh()

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
        """The list's own style blended with those of its ancestors, cached until a style changes."""
        self._base = self.rich_style
        return self._base

    def on_click(self, event: events.Click) -> None:
        line = self.row_layout.line(event.y + self.top)
        if line is not None and line.part != HEADING:
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
        self.move_lines(max(1, self.scrollable_content_region.height // 2))

    def action_move_half_up(self) -> None:
        self.move_lines(-max(1, self.scrollable_content_region.height // 2))

    def action_move_page_down(self) -> None:
        self.move_lines(max(1, self.scrollable_content_region.height - 1))

    def action_move_page_up(self) -> None:
        self.move_lines(-max(1, self.scrollable_content_region.height - 1))
