"""Shows a headline and a text in one column, painted row by row; resizing keeps the position."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual import events
from textual.cache import LRUCache
from textual.geometry import Region, Size
from textual.message import Message
from textual.scroll_view import ScrollView
from textual.strip import Strip

from briefing.domain.structure import NO_STRUCTURE, Structure
from briefing.domain.text.sanitize import safe_line
from briefing.ui.textlayout.margin_notes import MARGIN_GAP, MAX_MARGIN, MIN_MARGIN
from briefing.ui.textlayout.row_paint import paint_row
from briefing.ui.textlayout.structure_rows import ABOVE, StructureRows, structure_rows
from briefing.ui.textlayout.wrapping import TextLayout

GUTTER_CELLS = 2
"""The column of signs at the left, before a blank."""

MIN_BESIDE_NOTES = 64
"""Cells that a text keeps when it gives some up to the notes beside it."""

MIN_FRAMED = 24
"""Least width, in cells, with room for a gutter and a margin beside the text."""


class TextSurface(ScrollView, can_focus=True):
    """Paints a text and its structure through the Line API: without markup, and only changed rows.

    Subclasses add highlights and signs (`row_layers`, `row_gutter`), and what these depend on (`row_state`).
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "article-view--heading",
        "article-view--gutter",
        "article-view--margin",
        "article-view--quote",
        "article-view--caption",
        "article-view--cell",
        "article-view--link",
    }
    DEFAULT_CSS = """
    TextSurface {
        background: $background; color: $foreground;
        overflow-x: hidden; overflow-y: scroll; scrollbar-size-vertical: 1;
        & > .article-view--heading { color: $heading; text-style: bold; }
        & > .article-view--gutter { color: $primary; text-style: bold; }
        & > .article-view--margin { color: $quiet; }
        & > .article-view--quote { text-style: italic; }
        & > .article-view--caption { color: $quiet; text-style: italic; }
        & > .article-view--cell { color: $quiet; }
        & > .article-view--link { color: $primary; }
    }
    """

    @dataclass
    class ScrolledTo(Message):
        """The text was scrolled."""

        view: TextSurface
        progress: float
        """The share of the text that lies above the bottom of the view: 0 to 1."""

    def __init__(
        self,
        *,
        max_width: int = 76,
        id: str | None = None,  # noqa: A002 — Textual's name for it
        classes: str | None = None,
    ) -> None:
        super().__init__(id=id, classes=classes)
        self._max_width = max_width
        self._empty = ""
        self._title: str | None = None
        self.text = ""
        self._structure = NO_STRUCTURE
        self._structure_rows = StructureRows()
        self._head: TextLayout | None = None
        self.body: TextLayout | None = None
        """The layout of the text; None before there is a size, and without a text."""
        self.left_cells = 0
        """The cells left of the text: of the gutter, the blank after it and what centres the text."""
        self._top: int | None = None
        """The offset in the top row, changed only by scrolling, so that repeated resizes do not drift."""
        self._head_top = 0
        """The row of the headline at the top, while `_top` is None."""
        self._followed: tuple[int, int] | None = None
        """The range brought into view last; a resize leaves it in view, until the user scrolls away."""
        self._kept: tuple[int, int] | None = None
        """The offset whose row a resize leaves where it is, and how many rows that is below the top."""
        self._adjusting = False
        self._settled_size = Size(0, 0)
        self._posted: float | None = None
        self._strips: LRUCache[Hashable, Strip] = LRUCache(1024)
        self._base_style_cache: Style | None = None
        self._component_styles_cache: dict[str, Style] = {}

    # Hooks for subclasses: highlights, gutter, margin, caret

    def row_state(self, row: int) -> Hashable:
        """The state that a row is painted from and that changes without `repaint_rows`."""
        return None

    def row_layers(self, row: int) -> Sequence[tuple[int, int, Style]]:
        """Start, end and style of highlights over a row of the text, the topmost last."""
        return ()

    def row_gutter(self, row: int) -> str:
        """At most two cells of signs."""
        return ""

    def row_margin(self, row: int) -> tuple[str, Style]:
        """At most `margin_cells` of text right of a row, and its style."""
        return "", Style.null()

    @property
    def has_margin(self) -> bool:
        """Whether there is something to show right of the text."""
        return False

    def caret_in_row(self, row: int) -> int | None:
        """The offset of a caret to draw in a row."""
        return None

    def component(self, name: str) -> Style:
        """The style that a component class itself sets, its colours blended over the background."""
        style = self._component_styles_cache.get(name)
        if style is None:
            component_class = f"article-view--{name}"
            own = self.get_component_rich_style(component_class, partial=True)
            blended = self.get_component_rich_style(component_class)
            colours = Style.from_color(
                blended.color if own.color else None, blended.bgcolor if own.bgcolor else None
            )
            style = self._component_styles_cache[name] = own + colours
        return style

    # What is shown

    def show_empty(self, words: str) -> None:
        """Show why there is no text."""
        self._empty = words
        self.set_text(None, "")

    def set_text(self, title: str | None, text: str, structure: Structure = NO_STRUCTURE) -> None:
        """Show a text from its start; None as the title means that there is no text."""
        self._title, self.text, self._structure = title, text, structure
        self._head = self.body = None
        self._top = self._followed = self._kept = self._posted = None
        self._head_top = 0
        if self.scroll_offset.y:
            self.scroll_to_row(0)
        self.lay_out()
        self.refresh()

    # Layout

    @property
    def lead_rows(self) -> int:
        """The rows above the text: the headline and a blank one."""
        return self._head.height + 1 if self._head is not None and self._head.text else 0

    @property
    def margin_cells(self) -> int:
        """The width of the margin right of the text; 0 without room for one."""
        if self.body is None:
            return 0
        room = self.scrollable_content_region.width - self.left_cells - self.body.width
        return min(room - MARGIN_GAP, MAX_MARGIN) if room >= MIN_MARGIN else 0

    @property
    def view_height(self) -> int:
        return max(1, self.scrollable_content_region.height)

    def resize_lines(self, max_width: int) -> None:
        """Lay the text out with another longest line."""
        if max_width != self._max_width:
            self._max_width = max_width
            self.lay_out()
            self.refresh()

    def lay_out(self) -> None:
        width = self.scrollable_content_region.width
        if not width:
            return
        column = self._divide(width)
        if self._head is None or self._head.width != column:
            self._head = TextLayout(self._empty if self._title is None else safe_line(self._title), column)
            self.body = None if self._title is None else TextLayout(self.text, column)
            if self.body is not None:
                self._structure_rows = structure_rows(self._structure, self.body)
            self.text_layout_changed()
        self.margin_layout_changed()
        self._strips.clear()
        self._adjusting = True
        self.virtual_size = Size(width, self.lead_rows + (self.body.height if self.body else 0))
        if self.body is not None:
            if self._top is not None:
                self.scroll_to_row(self.body.row(self._top) + self.lead_rows)
            else:
                self.scroll_to_row(min(self._head_top, self.lead_rows))
            if self._kept is not None and (self._top, self._followed) != (None, None):
                offset, below = self._kept
                self.scroll_to_row(self.body.row(offset) + self.lead_rows - min(below, self.view_height - 1))
            if self._followed is not None:
                self._bring(*self._followed, context=False)
        self._adjusting = False
        self._settled_size = self.container_size
        self._post_progress()

    def _divide(self, width: int) -> int:
        """Set `left_cells`, and return the cells of a row of the text."""
        if width < MIN_FRAMED:
            self.left_cells = 0
            return max(1, min(self._max_width, width))
        room = width - GUTTER_CELLS - 2
        column = min(self._max_width, room)
        if self.has_margin and MIN_BESIDE_NOTES <= room - MIN_MARGIN < column:
            column = room - MIN_MARGIN
        self.left_cells = GUTTER_CELLS + 1 + max(0, room - column - MARGIN_GAP - MAX_MARGIN) // 2
        return column

    def keep_row(self, offset: int) -> None:
        """Leave the row of an offset where it is when the size changes, if it is in view now."""
        is_in_view = self.is_in_view(offset, offset)
        self._kept = (offset, self.rows_in_view(offset, offset)[0]) if is_in_view else None

    def text_layout_changed(self) -> None:
        """Hook: rows have changed."""

    def margin_layout_changed(self) -> None:
        """Hook: rows have changed, or the width of the margin."""

    def on_resize(self, event: events.Resize) -> None:
        self.lay_out()

    def notify_style_update(self) -> None:
        super().notify_style_update()
        self._base_style_cache = None
        self._component_styles_cache.clear()
        self._strips.clear()

    # Scrolling

    @property
    def top_offset(self) -> int:
        """The offset in the top row; 0 while the headline is there."""
        row = self.scroll_offset.y - self.lead_rows
        if self.body is None or row < 0:
            return 0
        if self._top is not None and self.body.row(self._top) == row:
            return self._top
        return self.body.starts[min(row, self.body.height - 1)]

    @property
    def progress(self) -> float:
        """The share of the text that lies above the bottom of the view, 0 to 1; 0 without a text."""
        if self.body is None or not self.text:
            return 0.0
        row = self.scroll_offset.y + self.view_height - self.lead_rows - 1
        if row < 0:
            return 0.0
        return self.body.ends[min(row, self.body.height - 1)] / len(self.text)

    @property
    def reading_top(self) -> int | None:
        """The argument of `scroll_to_offset` for the current position: None while the headline is in view."""
        if self.body is None:
            return self._top
        return self.top_offset if self.scroll_offset.y >= self.lead_rows else None

    def scroll_to_offset(self, offset: int | None) -> None:
        """Scroll so that an offset is in the top row; None for the headline."""
        if self.body is not None:
            self.scroll_to_row(0 if offset is None else self.body.row(offset) + self.lead_rows)
        self._top, self._head_top, self._followed = offset, 0, None

    def is_in_view(self, start: int, end: int) -> bool:
        """Whether every row of a range is within the view."""
        if self.body is None:
            return False
        first, last = self.body.row(start), self.body.row(max(start, end - 1))
        top = self.scroll_offset.y - self.lead_rows
        return top <= first and last < top + self.view_height

    def rows_in_view(self, start: int, end: int) -> tuple[int, int]:
        """The first and last row of a range, counted from the top of the view; they may be out of it."""
        if self.body is None:
            return 0, 0
        above = self.lead_rows - self.scroll_offset.y
        return self.body.row(start) + above, self.body.row(max(start, end - 1)) + above

    def scroll_rows(self, rows: int) -> None:
        """Scroll down by rows, or up, as far as the text goes."""
        self.scroll_to_row(self.scroll_offset.y + rows)

    def show_headline(self) -> None:
        """Scroll to the headline, if it fits with a row of text."""
        if self.lead_rows < self.view_height:
            self.scroll_to_row(0)

    def bring_into_view(self, start: int, end: int, *, context: bool = False) -> None:
        """Scroll if a range is not in view: with rows above it for `context`, else as little as needed."""
        self._bring(start, end, context=context)
        self._followed = (start, end)

    def _bring(self, start: int, end: int, *, context: bool) -> None:
        if self.body is None or self.is_in_view(start, end):
            return
        first, last = (
            self.body.row(start) + self.lead_rows,
            self.body.row(max(start, end - 1)) + self.lead_rows,
        )
        top, height, tall = self.scroll_offset.y, self.view_height, last - first + 1
        if first == self.lead_rows and last < height:
            self.scroll_to_row(0)
        elif context or tall > height:
            self.scroll_to_row(first - min(height // 3, max(0, height - tall) // 2))
        else:
            self.scroll_to_row(first if first < top else last - height + 1)

    def scroll_to_row(self, row: int) -> None:
        self.scroll_to(y=min(max(row, 0), self.max_scroll_y), animate=False, immediate=True, force=True)

    def watch_scroll_y(self, old_value: float, new_value: float) -> None:
        super().watch_scroll_y(old_value, new_value)
        if round(old_value) == round(new_value) or self._adjusting:
            return
        # A shrinking screen clamps the scroll position before `on_resize`: the user has not scrolled.
        if self.body is not None and self.container_size == self._settled_size:
            row = self.scroll_offset.y - self.lead_rows
            self._top = self.body.starts[min(row, self.body.height - 1)] if row >= 0 else None
            self._head_top = self.scroll_offset.y
            self._followed = None
            self._post_progress()
            self.scrolled()

    def scrolled(self) -> None:
        """Hook: the user has scrolled."""

    def _post_progress(self) -> None:
        if self.body is not None and self.progress != self._posted:
            self._posted = self.progress
            self.post_message(self.ScrolledTo(self, self.progress))

    # Painting

    def _base_style(self) -> Style:
        """The style of the view itself, which Textual works out anew whenever it is asked."""
        style = self._base_style_cache = self._base_style_cache or self.rich_style
        return style

    def offset_at(self, x: int, y: int) -> int | None:
        """The offset drawn nearest to a cell of the view; None outside the rows of the text."""
        row = y + self.scroll_offset.y - self.lead_rows
        if self.body is None or not 0 <= row < self.body.height:
            return None
        return self.body.offset(row, max(0, x - self.left_cells))

    def repaint_range(self, start: int, end: int) -> None:
        """Repaint the rows of a range whose `row_state` has changed."""
        if self.body is not None:
            first, last = self.body.row(start), self.body.row(max(start, end - 1))
            self.refresh_lines(first + self.lead_rows, last - first + 1)

    def repaint_rows(self, rows: Iterable[int]) -> None:
        """Repaint rows of the text that look different though their `row_state` is the same."""
        self._strips.clear()
        top = self.scroll_offset.y - self.lead_rows
        for row in rows:
            if top <= row < top + self.view_height:
                self.refresh_lines(row + self.lead_rows)

    def render_lines(self, crop: Region) -> list[Strip]:
        """Lay the text out first if need be: it may be painted before the event of its size, or without one.

        Textual shows a widget again without an event, also one whose text was set while it was hidden.
        """
        if self._head is None:
            self.lay_out()
        return super().render_lines(crop)

    def render_line(self, y: int) -> Strip:
        row = y + self.scroll_offset.y
        width = self.size.width
        text_row = row - self.lead_rows
        in_text = self.body is not None and 0 <= text_row < self.body.height
        key = (row, width, self.row_state(text_row) if in_text else None)
        strip = self._strips.get(key)
        if strip is None:
            strip = self._strips[key] = self._paint_text(text_row) if in_text else self._paint_head(row)
        return strip

    def _paint_head(self, row: int) -> Strip:
        base = self._base_style()
        segments: list[Segment] = []
        if self._head is not None and row < self._head.height:
            style = base if self._title is None else base + self.component("heading")
            segments = [
                Segment(" " * self.left_cells, base),
                *paint_row(self._head, row, style, ()),
            ]
        elif self.body is not None:
            segments = [Segment(" " * self.left_cells, base), self._aside(ABOVE)]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _paint_text(self, row: int) -> Strip:
        assert self.body is not None
        base = self._base_style()
        segments: list[Segment] = []
        if self.left_cells:
            gutter, sign = self.row_gutter(row), self._structure_rows.signs.get(row, "")
            room = GUTTER_CELLS - (len(gutter) < GUTTER_CELLS)  # a blank before the text, if there can be one
            signs = f"{gutter:{room}}{sign}".ljust(GUTTER_CELLS + 1)[: GUTTER_CELLS + 1]
            segments.append(Segment(signs.rjust(self.left_cells), base + self.component("gutter")))
        layers = [
            (each.start, each.end, self.component(each.style))
            for each in self._structure_rows.stretches.get(row, ())
        ]
        layers += self.row_layers(row)
        caret = self.caret_in_row(row)
        if caret is not None:
            layers.append((*self.body.grapheme_at(caret), self.component("caret")))
        segments += paint_row(self.body, row, base, layers)
        if self.body.starts[row] == self.body.ends[row]:
            is_caret = caret is not None
            segments.append(Segment(" ", base + self.component("caret")) if is_caret else self._aside(row))
        words, style = self.row_margin(row)
        if words:
            cells = self.left_cells + self.body.width + MARGIN_GAP
            segments = [*Strip(segments).adjust_cell_length(cells, base), Segment(words, base + style)]
        return Strip(segments).adjust_cell_length(self.size.width, base)

    def _aside(self, row: int) -> Segment:
        """The words of the structure in a blank row, also in ABOVE."""
        return Segment(
            self._structure_rows.asides.get(row, ""), self._base_style() + self.component("margin")
        )
