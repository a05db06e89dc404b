"""Draws the reader in a tab of a browser, and ends it in order when the tab is closed or the server gone."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import suppress
from typing import TYPE_CHECKING

from textual.drivers.web_driver import WebDriver

if TYPE_CHECKING:
    from briefing.ui.app import BriefingApp


class BrowserDriver(WebDriver):
    def __init__(
        self,
        app: BriefingApp,
        *,
        debug: bool = False,
        mouse: bool = True,
        size: tuple[int, int] | None = None,
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self._reader = app

    def start_application_mode(self) -> None:
        super().start_application_mode()
        if sys.platform != "win32":
            # Textual's own answer would not save the open note.
            for number in (signal.SIGINT, signal.SIGTERM):
                asyncio.get_running_loop().add_signal_handler(number, self._reader.end_by_signal, number)

    def run_input_thread(self) -> None:
        super().run_input_thread()
        if not self.exit_event.is_set():
            self._reader.end_by_signal(signal.SIGTERM)

    def write(self, data: str) -> None:
        with suppress(OSError):  # nobody is there to see it
            super().write(data)

    def write_meta(self, data: dict[str, object]) -> None:
        with suppress(OSError):
            super().write_meta(data)
