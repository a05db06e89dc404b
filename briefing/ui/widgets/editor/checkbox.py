"""A checkbox drawn as text: `[x]` and a label."""

from __future__ import annotations

from dataclasses import dataclass

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

__all__ = ["Tick"]


class Tick(Widget, can_focus=True):
    """A click ticks it; which key does is for the screen to say."""

    DEFAULT_CSS = """
    Tick {
        height: 1; width: 1fr; color: $foreground; background: $surface;
        text-wrap: nowrap; text-overflow: ellipsis;
    }
    """

    @dataclass
    class Changed(Message):
        """The reader ticked it, or took the tick away."""

        tick: Tick
        ticked: bool

        @property
        def control(self) -> Tick:
            return self.tick

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
