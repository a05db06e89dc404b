"""Picks the colour of a mark: a digit and a name each, the chosen one in brackets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from briefing.domain.annotation import Color

LABEL_CELLS = 8
"""The label column of the editor's rows."""


class ColorPiece(NamedTuple):
    """The position of a colour in the row, and its text."""

    cell: int
    text: str
    color: Color


def color_pieces(width: int, chosen: Color) -> Sequence[ColorPiece]:
    """Place the colours in `width` cells; where that is too few, only the chosen one has its name."""
    for gap, named in ((2, True), (1, True), (2, False), (1, False)):
        pieces: list[ColorPiece] = []
        cell = 0
        for color in Color:
            is_chosen = color is chosen
            words = f"{color.digit} {color}" if named or is_chosen else str(color.digit)
            text = f"[{words}]" if is_chosen else words
            pieces.append(ColorPiece(cell, text, color))
            cell += len(text) + gap
        if cell - gap <= width:
            break
    return pieces


class ColorRow(Widget, can_focus=True):
    """Chosen by digits, arrows or a click."""

    DEFAULT_CSS = """
    ColorRow { height: 1; color: $foreground; background: $surface; }
    """

    @dataclass
    class Changed(Message):
        row: ColorRow
        color: Color

    color: reactive[Color] = reactive(Color.YELLOW)

    def render(self) -> Content:
        # The arrow shows the focus without colours.
        label = "Colour ▶" if self.has_focus else "Colour"
        line = Content.styled(label.ljust(LABEL_CELLS), "bold $primary" if self.has_focus else "$quiet")
        for piece in color_pieces(self.size.width - LABEL_CELLS, self.color):
            line = line.pad_right(piece.cell + LABEL_CELLS - line.cell_length)
            weight = "bold " if piece.color is self.color else ""
            line += Content.styled(piece.text, f"{weight}$on-highlight on $mark-{piece.color.digit}")
        return line

    def on_focus(self) -> None:
        self.refresh()

    def on_blur(self) -> None:
        self.refresh()

    def on_click(self, event: events.Click) -> None:
        event.stop()
        for piece in color_pieces(self.size.width - LABEL_CELLS, self.color):
            if 0 <= event.x - LABEL_CELLS - piece.cell < len(piece.text):
                self._choose(piece.color)
                return

    def on_key(self, event: events.Key) -> None:
        """Handle the keys of this field, which are not to be rebound."""
        colors = list(Color)
        at = colors.index(self.color)
        if event.key in ("1", "2", "3", "4", "5"):
            at = int(event.key) - 1
        elif event.key in ("right", "l"):
            at += 1
        elif event.key in ("left", "h"):
            at -= 1
        else:
            return
        event.stop()
        event.prevent_default()
        self._choose(colors[at % len(colors)])

    def _choose(self, color: Color) -> None:
        if color is not self.color:
            self.color = color
            self.post_message(self.Changed(self, color))
