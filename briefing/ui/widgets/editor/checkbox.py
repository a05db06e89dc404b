"""A checkbox drawn as text: `[x]` and a label."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget


class TextCheckbox(Widget, can_focus=True):
    """Toggled by a click; the screen binds the key.

    Not Textual's Checkbox, which always draws its mark and shows only by colour that it is off.
    """

    DEFAULT_CSS = """
    TextCheckbox {
        height: 1; width: 1fr; color: $foreground; background: $surface;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    @dataclass
    class Changed(Message):
        """The user toggled it."""

        checkbox: TextCheckbox
        ticked: bool

    words: reactive[str] = reactive("")
    ticked: reactive[bool] = reactive(False)

    def render(self) -> Content:
        return Content.styled("[x]" if self.ticked else "[ ]", "bold") + Content(f" {self.words}")

    def on_click(self, event: events.Click) -> None:
        event.stop()
        self.toggle()

    def toggle(self) -> None:
        self.ticked = not self.ticked
        self.post_message(self.Changed(self, self.ticked))
