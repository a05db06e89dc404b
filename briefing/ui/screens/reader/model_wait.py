"""Shows in the status row that the language model is asked, for how long, and how much it has written."""

from __future__ import annotations

import time
from dataclasses import dataclass

from textual.timer import Timer

from briefing.presentation.model_messages import model_wait
from briefing.ui.screens.reader.context import Controller
from briefing.ui.widgets.chrome.status_row import StatusRow

SECONDS = 1.0
"""Seconds between updates."""


@dataclass(eq=False)
class ModelWait(Controller):
    _timer: Timer | None = None
    _shown: tuple[StatusRow, str, str] | None = None
    """The row that shows the wait, its progress before, and the wait."""

    def begin(self, sentence: str) -> None:
        """Say that a request was sent where nothing else is to be read, and show how its answer grows."""
        if any(row.message for row in self.screen.app.screen.query(StatusRow)):
            self.screen.messages.append(sentence)
        else:
            self.screen.say(sentence)
        if self._timer is None:
            self._timer = self.screen.set_interval(SECONDS, self.show)

    def show(self) -> None:
        """Show the wait on the topmost screen, or what stood there before if it is over."""
        if self._shown is not None:
            row, before, ours = self._shown
            if row.progress == ours:  # and nothing else is shown meanwhile
                row.progress = before
            self._shown = None
        model = self.library.writing.model if self.library.writing is not None else None
        waiting = model.waiting if model is not None else None
        if model is None or waiting is None:
            if self._timer is not None:
                self._timer.stop()
                self._timer = None
            return
        config = model.config
        for row in self.screen.app.screen.query(StatusRow):
            words = model_wait(config.name, config.host, time.monotonic() - waiting.since, waiting.words)
            self._shown = row, row.progress, words
            row.progress = words
