"""The rule above a part of the screen: number, name and count at the left, the place at the right."""

from __future__ import annotations

from dataclasses import dataclass

from rich.cells import cell_len, set_cell_size
from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

__all__ = ["Heading", "TitleRule", "rule_text"]


@dataclass(frozen=True, slots=True)
class Heading:
    """One title on a rule."""

    text: str
    focused: bool = False
    id: str = ""
    """What a click on it asks for."""


def rule_text(width: int, headings: tuple[Heading, ...], right: str, *, heavy: bool) -> str:
    """The rule as text exactly `width` cells wide. Focus shows without colour: a heavy line, and brackets.

    The place at the right gives way before a title is cut.
    """
    if width <= 0:
        return ""
    line = "━" if heavy else "─"
    named = [f"[{heading.text}]" if heading.focused else heading.text for heading in headings]
    left = f"{line} {f' {line}{line} '.join(named)} " if any(named) else line
    tail = f" {right} {line}" if right else line
    if cell_len(left) + cell_len(tail) > width:
        tail = ""
    if cell_len(left) > width:
        return set_cell_size(left[: width * 2], max(0, width - 1)) + "…"
    return left + line * (width - cell_len(left) - cell_len(tail)) + tail


class TitleRule(Widget):
    """A rule with titles. Clicking a title asks for its part of the screen."""

    DEFAULT_CSS = """
    TitleRule { height: 1; color: $rule; background: $background; }
    TitleRule.-focused { color: $primary; text-style: bold; }
    """

    @dataclass
    class Chosen(Message):
        """A title was clicked."""

        rule: TitleRule
        heading: Heading

        @property
        def control(self) -> TitleRule:
            return self.rule

    headings: reactive[tuple[Heading, ...]] = reactive(())
    right: reactive[str] = reactive("")
    focused: reactive[bool] = reactive(False, toggle_class="-focused")

    def render(self) -> Content:
        return Content(rule_text(self.size.width, self.headings, self.right, heavy=self.focused))

    def on_click(self, event: events.Click) -> None:
        text = rule_text(self.size.width, self.headings, self.right, heavy=self.focused)
        for heading in reversed(self.headings):
            at = text.find(heading.text)
            if 0 <= at and cell_len(text[:at]) - 1 <= event.x:
                self.post_message(self.Chosen(self, heading))
                return
