"""A radio set laid out in rows, with the chosen option in brackets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.geometry import Size
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

GAP = 2


class PlacedOption(NamedTuple):
    row: int
    cell: int
    text: str


def choice_layout(width: int, names: Sequence[str], chosen: int) -> tuple[PlacedOption, ...]:
    """Place all options in as few rows as needed; none is cut."""
    pieces: list[PlacedOption] = []
    row = cell = 0
    for number, name in enumerate(names):
        text = f"[{name}]" if number == chosen else name
        if cell and cell + cell_len(text) > width:
            row, cell = row + 1, 0
        pieces.append(PlacedOption(row, cell, text))
        cell += cell_len(text) + GAP
    return tuple(pieces)


class Choice(Widget, can_focus=True):
    """Options are chosen by arrows, `h` and `l`, or a click.

    Not Textual's RadioSet, which gives each option its own row, and shows the chosen one only by colour.
    """

    DEFAULT_CSS = """
    Choice { height: auto; width: 1fr; color: $foreground; background: $surface; }
    """

    @dataclass
    class Changed(Message):
        row: Choice
        chosen: int

    names: reactive[tuple[str, ...]] = reactive((), layout=True)
    chosen: reactive[int] = reactive(0, layout=True)

    def _pieces(self, width: int) -> tuple[PlacedOption, ...]:
        return choice_layout(width, self.names, self.chosen)

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        return max((piece.row for piece in self._pieces(width)), default=0) + 1

    def render(self) -> Content:
        lines = [Content("")]
        for number, piece in enumerate(self._pieces(self.size.width)):
            if piece.row == len(lines):
                lines.append(Content(""))
            line = lines[piece.row].pad_right(piece.cell - lines[piece.row].cell_length)
            style = "bold $primary" if number == self.chosen else ""
            lines[piece.row] = line + Content.styled(piece.text, style)
        return Content("\n").join(lines)

    def on_key(self, event: events.Key) -> None:
        """Handle the keys of this field, which are not to be rebound."""
        by = {"right": 1, "l": 1, "left": -1, "h": -1}.get(event.key)
        if by is None or not self.names:
            return
        event.stop()
        event.prevent_default()
        self._choose((self.chosen + by) % len(self.names))

    def on_click(self, event: events.Click) -> None:
        event.stop()
        for number, piece in enumerate(self._pieces(self.size.width)):
            if piece.row == event.y and 0 <= event.x - piece.cell < cell_len(piece.text):
                self._choose(number)
                return

    def _choose(self, number: int) -> None:
        if number != self.chosen:
            self.chosen = number
            self.post_message(self.Changed(self, number))
