"""The status row: the last message, or details of the row under the cursor."""

from __future__ import annotations

from rich.cells import cell_len, set_cell_size
from textual.content import Content
from textual.reactive import reactive
from textual.widget import Widget

from briefing.ui.commands.bindings import name_keys

MIN_BETWEEN = 2
"""Least number of blanks between details and tally."""


class StatusRow(Widget):
    """Shows `message` until the next key; a long one takes more rows, and the article shrinks accordingly.

    Without a message it shows `about` on one row, with `tally` at its right if both fit. `progress` of
    background work stands at the end, beside a message if both fit. A `guide` stands above all this. Commands
    in braces become their keys.
    """

    DEFAULT_CSS = """
    StatusRow {
        height: auto; min-height: 1; max-height: 4; padding: 0 1;
        color: $foreground; background: $surface;
    }
    StatusRow.-error { color: $error; text-style: bold; }
    StatusRow.-guiding { max-height: 7; }
    """

    guide: reactive[str] = reactive("", layout=True, toggle_class="-guiding")
    about: reactive[str] = reactive("")
    tally: reactive[str] = reactive("")
    progress: reactive[str] = reactive("")
    message: reactive[str] = reactive("")
    is_error: reactive[bool] = reactive(False, toggle_class="-error")
    stays = False
    """Whether the message is kept until there is another one, or `clear` is called for another article."""

    def validate_about(self, about: str) -> str:
        return name_keys(self, about)

    def validate_message(self, message: str) -> str:
        return name_keys(self, message)

    def watch_message(self, before: str, message: str) -> None:
        """Lay out the screen anew only if the message takes more or fewer rows."""
        width = self.content_size.width
        if not width or _height(before, width) != _height(message, width):
            self.refresh(layout=True)

    def say(self, message: str, *, error: bool = False) -> None:
        self.is_error, self.stays = error, False
        self.message = message

    def clear(self, *, all: bool = False) -> None:  # noqa: A002
        if all or not self.stays:
            self.say("")

    def render(self) -> Content:
        if not self.guide:
            return self._below_guide()
        return Content.styled(f"{self.guide}\n", "bold") + self._below_guide()

    def _below_guide(self) -> Content:
        width = self.content_size.width
        if self.message:
            between = width - cell_len(self.message) - cell_len(self.progress)
            if self.progress and between >= MIN_BETWEEN and "\n" not in self.message:
                return Content(f"{self.message}{' ' * between}{self.progress}")
            return Content(self.message)
        if self.progress:
            room = max(0, width - cell_len(self.progress) - MIN_BETWEEN)
            left = set_cell_size(self._about_in(room), room + MIN_BETWEEN) if room else ""
            return Content(f"{left}{self.progress}")
        return Content(self._about_in(width))

    def _about_in(self, width: int) -> str:
        if 0 < width < cell_len(self.about):
            return set_cell_size(self.about, width - 1) + "…"
        between = width - cell_len(self.about) - cell_len(self.tally)
        if self.tally and between >= MIN_BETWEEN:
            return f"{self.about}{' ' * between}{self.tally}"
        return self.about


def _height(message: str, width: int) -> int:
    return max(1, Content(message).get_height({}, width))
