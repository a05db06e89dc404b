"""The row above the hints: what the line under the cursor is about, or the last message."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

__all__ = ["StatusRow"]


class StatusRow(Widget):
    """A message stays until the next key and covers no text; `about` shows when there is none."""

    DEFAULT_CSS = """
    StatusRow { height: 1; color: $foreground; background: $surface; padding: 0 1; }
    StatusRow.-error { color: $error; text-style: bold; }
    """

    about: reactive[str] = reactive("")
    message: reactive[str] = reactive("")
    is_error: reactive[bool] = reactive(False, toggle_class="-error")

    def say(self, message: str, *, error: bool = False) -> None:
        self.is_error = error
        self.message = message

    def clear(self) -> None:
        self.is_error = False
        self.message = ""

    def render(self) -> Content:
        width = self.content_size.width
        words = self.message or self.about
        if cell_len(words) > width:
            words = set_cell_size(words, max(0, width - 1)) + "…"
        return Content(words)
