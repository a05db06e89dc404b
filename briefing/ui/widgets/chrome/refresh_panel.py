"""A panel below the library's list that shows the progress of a refresh, and then what it came to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import partial

from textual import events
from textual.content import Content
from textual.message import Message
from textual.reactive import reactive
from textual.widget import Widget

from briefing.presentation.library.refresh_progress import Progress, progress_lines
from briefing.ui.commands.bindings import name_keys
from briefing.ui.widgets.chrome.header import Heading, rule_text


class RefreshPanel(Widget):
    """Has a fixed height, and stays after the first refresh, so that the list above it does not move."""

    DEFAULT_CSS = """
    RefreshPanel { height: 4; display: none; color: $foreground; background: $background; }
    """

    @dataclass
    class StopRequested(Message):
        """The stop hint was clicked."""

    progress: reactive[Progress] = reactive(Progress())
    ended: reactive[str] = reactive("")
    """The time at which the refresh ended; empty while it runs."""

    def render(self) -> Content:
        width = self.size.width
        right = self.ended or "Esc stop"
        rule = Content.styled(rule_text(width, (Heading("Refresh"),), right, heavy=False), "$rule")
        now, named = datetime.now().astimezone(), partial(name_keys, self)
        far, failed, last = progress_lines(self.progress, max(0, width - 2), now, named)
        lines = (Content(f" {far}"), Content(f" {failed}"), Content.styled(f" {last}", "$quiet"))
        return Content("\n").join((rule, *lines))

    def on_click(self, event: events.Click) -> None:
        if event.y == 0:
            event.stop()
            self.post_message(self.StopRequested())
