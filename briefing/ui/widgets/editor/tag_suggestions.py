"""Suggestions below the tag field: known tags, and what was typed as a new tag."""

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
from briefing.presentation.annotations.tag_choices import TagChoice
from briefing.presentation.sentences import shortened

ABOUT_CELLS = 24
"""The column of the counts, unless a tag is longer."""


class TagSuggestions(Widget):
    """Has a cursor; shows the rows around it where not all fit."""

    DEFAULT_CSS = """
    TagSuggestions { height: 0; color: $foreground; background: $surface; }
    """

    @dataclass
    class Chosen(Message):
        choice: TagChoice

    choices: reactive[tuple[TagChoice, ...]] = reactive(())
    cursor: reactive[int] = reactive(0)

    def offer(self, choices: Sequence[TagChoice]) -> None:
        self.choices = tuple(choices)
        self.cursor = 0

    @property
    def choice(self) -> TagChoice | None:
        """The suggestion under the cursor."""
        return self.choices[self.cursor] if self.choices else None

    def move(self, by: int) -> None:
        self.cursor = min(max(self.cursor + by, 0), max(0, len(self.choices) - 1))

    @property
    def _top(self) -> int:
        """The first visible suggestion; the cursor is always visible."""
        return max(0, min(self.cursor - self.size.height // 2, len(self.choices) - self.size.height))

    def render(self) -> Content:
        width = self.size.width
        shown = range(self._top, min(self._top + self.size.height, len(self.choices)))
        texts = {index: safe_line(self.choices[index].text) for index in shown}
        about_cell = max([ABOUT_CELLS, *(cell_len(text) + 4 for text in texts.values())])
        about_cell = max(4, min(about_cell, width - 10))
        lines = []
        for index, text in texts.items():
            mark = "▶ " if index == self.cursor else "  "
            line = Content(mark + shortened(text, about_cell - 4))
            about = self.choices[index].about
            if about:
                line = line.pad_right(about_cell - line.cell_length) + Content.styled(about, "$quiet")
            line = line.pad_right(width - line.cell_length)
            lines.append(line.stylize("bold on $cursor-row") if index == self.cursor else line)
        return Content("\n").join(lines)

    def on_click(self, event: events.Click) -> None:
        event.stop()
        index = self._top + event.y
        if index < len(self.choices):
            self.post_message(self.Chosen(self.choices[index]))
