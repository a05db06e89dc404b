"""Lays out the rows of a list: maps rows to lines of the screen, and back."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len

from briefing.presentation.rows import Row
from briefing.ui.textlayout.wrapping import TextLayout

CURSOR_CELLS = 2
"""Cells of the cursor's mark, at the left."""
MIN_FOR_LABEL = 48
"""Least width of a list whose labels stand beside their signs."""
HEADING = -1
"""The `Line.part` of a heading above a row."""


@dataclass(frozen=True, slots=True)
class Line:
    index: int
    """The row of the list that the line belongs to."""
    part: int | None
    """The row of the wrapped text; HEADING for a heading above it, None in the gap below it."""


class RowLayout:
    """Rows wrapped to `width` cells, each followed by `gap` empty lines.

    Layout takes time linear in the rows' text. Without a width, no row has a line.
    """

    def __init__(self, rows: Sequence[Row], width: int, gap: int = 0) -> None:
        self.rows: Sequence[Row] = tuple(rows)
        self.width = width
        self.gap = gap
        self.label_cells = max((cell_len(self.label(row)) + 1 for row in self.rows if row.label), default=0)
        """The width of the label column, with a blank."""
        self.first_lines: Sequence[int] = []
        self.height = 0
        self._texts: dict[int, TextLayout] = {}
        if width < 1:
            return
        first_lines: list[int] = []
        for index, row in enumerate(self.rows):
            first_lines.append(self.height)
            self.height += self._text_height(index, row) + gap
        self.first_lines = first_lines

    def label(self, row: Row) -> str:
        """Return the words of a row's label column, which are its sign alone where there is little room."""
        if not row.sign:
            return row.label
        return f"{row.sign} {row.label}" if self.width >= MIN_FOR_LABEL else row.sign

    def _text_height(self, index: int, row: Row) -> int:
        # Most rows of a long list take one line, and are never in view.
        if len(row.text) <= self._room(row) and row.text.isascii() and row.text.isprintable():
            return 1
        return self.text(index).height

    def _room(self, row: Row) -> int:
        count_cells = cell_len(row.count) + 1 if row.count else 0
        return max(1, self.width - self.indent(row) - count_cells)

    def indent(self, row: Row) -> int:
        """The number of cells to the left of the row's text."""
        return CURSOR_CELLS + 2 * row.depth + (self.label_cells if row.label else 0)

    def text(self, index: int) -> TextLayout:
        """Return a row's text, wrapped to the room between label and count."""
        found = self._texts.get(index)
        if found is None:
            row = self.rows[index]
            found = self._texts[index] = TextLayout(row.text, self._room(row))
        return found

    def line(self, number: int) -> Line | None:
        """Map a line to a row; None below the last."""
        if not 0 <= number < self.height:
            return None
        index = bisect_right(self.first_lines, number) - 1
        part = number - self.first_lines[index]
        return Line(index, part if number <= self.last_line(index) else None)

    def first_line(self, index: int) -> int:
        return self.first_lines[index]

    def last_line(self, index: int) -> int:
        """Return the last line of a row's text, without the gap."""
        following = index + 1
        after = self.first_lines[following] if following < len(self.first_lines) else self.height
        return after - self.gap - 1


class EqualLayout(RowLayout):
    """Rows of `lines` lines each; a row is not accessed before it is in view."""

    def __init__(self, rows: Sequence[Row], width: int, lines: int) -> None:
        super().__init__((), 0)
        self.rows = rows
        self.width = width
        self.height = len(rows) * lines if width > 0 else 0
        self.first_lines = range(0, self.height, lines)
        self._lines = lines

    def first_line(self, index: int) -> int:
        return index * self._lines
