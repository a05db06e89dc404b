"""The title line above a part of the screen, with facts at its right."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

SHORTEST_TITLE = 10
"""Least width of a title, in cells; below it, the facts at the right are dropped first."""


class Heading(NamedTuple):
    text: str
    focused: bool = False
    id: str = ""
    """What a click on it selects."""
    is_shown: bool = False
    """Whether it is the one of several that is shown."""

    @property
    def marked(self) -> str:
        """The title with the marks that tell focus and choice without colour."""
        return f"[{self.text}]" if self.focused else f"›{self.text}" if self.is_shown else self.text


def rule_text(width: int, headings: tuple[Heading, ...], right: str, *, heavy: bool) -> str:
    """The header as text of exactly `width` cells. Focus shows without colour: a heavy line, and brackets.

    A single title is cut to fit `right`; if there are several, `right` is dropped, then they stand closer.
    """
    line = "━" if heavy else "─"
    tail = f" {right} {line}" if right else ""
    titles = f" {line}{line} ".join(each.marked for each in headings)
    room = width - cell_len(tail) - 3
    if cell_len(titles) > room and (len(headings) > 1 or room < SHORTEST_TITLE):
        tail, room = "", width - 3
    if cell_len(titles) > room:
        titles = titles.replace(f" {line}{line} ", f" {line} ")
    if cell_len(titles) > room:
        close = "]" if headings[-1].focused else ""
        titles = f"{chop(titles, room - 1 - len(close))}…{close}" if room > 2 else ""
    left = f"{line} {titles} " if titles else line
    return chop(left + line * (width - cell_len(left) - cell_len(tail)) + tail, width)


def chop(text: str, width: int) -> str:
    """The text cut or padded to a width in cells."""
    return set_cell_size(text, max(0, width))


class PaneHeader(Widget):
    """Clicking a title posts `Chosen`."""

    DEFAULT_CSS = """
    PaneHeader { height: 1; color: $rule; background: $background; }
    PaneHeader.-focused { color: $primary; }
    """

    @dataclass
    class Chosen(Message):
        rule: PaneHeader
        heading: Heading

    headings: reactive[tuple[Heading, ...]] = reactive(())
    right: reactive[str] = reactive("")
    focused: reactive[bool] = reactive(False, toggle_class="-focused")

    def render(self) -> Content:
        text = rule_text(self.size.width, self.headings, self.right, heavy=self.focused)
        rule = Content(text)
        for heading in self.headings:
            at = text.find(heading.text[:SHORTEST_TITLE])
            style = (
                "bold $primary" if heading.focused else "bold $foreground" if heading.is_shown else "$quiet"
            )
            marked = heading.focused or heading.is_shown
            rule = rule.stylize(style, max(0, at - marked), at + len(heading.text) + heading.focused)
        right = f"{self.right} {text[-1:]}"
        return rule.stylize("$quiet", len(text) - len(right)) if self.right and text.endswith(right) else rule

    def on_click(self, event: events.Click) -> None:
        text = rule_text(self.size.width, self.headings, self.right, heavy=self.focused)
        for heading in reversed(self.headings):
            at = text.find(heading.text)
            if at >= 0 and cell_len(text[:at]) - 1 <= event.x:
                self.post_message(self.Chosen(self, heading))
                return
