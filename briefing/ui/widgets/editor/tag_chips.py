"""Shows the chosen tags as chips; clicking one removes it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from rich.cells import cell_len
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from briefing.domain.text.sanitize import safe_line
from briefing.presentation.sentences import shortened

MAX_ROWS = 3


@dataclass(frozen=True, slots=True)
class Chip:
    """A tag at its position in a row."""

    cell: int
    text: str
    tag: str | None
    """None for "and 3 more"."""


def chip_rows(tags: Sequence[str], width: int) -> list[list[Chip]]:
    """Place chips in rows of `width` cells, at most three: of more tags, the first are left out."""
    rows: list[list[Chip]] = [[]]
    for tag in tags:
        text = shortened(f"#{safe_line(tag)}", max(2, width))
        cell = _end(rows[-1])
        if rows[-1] and cell + cell_len(text) > width:
            rows.append([])
            cell = 0
        rows[-1].append(Chip(cell, text, tag))
    if len(rows) <= MAX_ROWS:
        return rows
    left_out = sum(len(row) for row in rows[: 1 - MAX_ROWS])
    return [[Chip(0, f"and {left_out} more", None)], *rows[1 - MAX_ROWS :]]


def _end(row: Sequence[Chip]) -> int:
    return row[-1].cell + cell_len(row[-1].text) + 2 if row else 0


class TagChips(Widget):
    DEFAULT_CSS = """
    TagChips { height: auto; width: 1fr; color: $foreground; background: $surface; }
    """

    @dataclass
    class Dropped(Message):
        tag: str

    tags: reactive[tuple[str, ...]] = reactive((), layout=True)

    def render(self) -> Content:
        lines: list[Content] = []
        for row in chip_rows(self.tags, self.size.width):
            line = Content("")
            for chip in row:
                line = line.pad_right(chip.cell - line.cell_length)
                line += Content.styled(chip.text, "$foreground on $panel" if chip.tag else "$quiet")
            lines.append(line)
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        rows = chip_rows(self.tags, self.size.width)
        for chip in rows[event.y] if 0 <= event.y < len(rows) else ():
            if chip.tag is not None and 0 <= event.x - chip.cell < cell_len(chip.text):
                self.post_message(self.Dropped(chip.tag))
                return
