"""Copies text to the clipboard, through the terminal and through the operating system."""

from __future__ import annotations

import os
from contextlib import suppress

from textual.app import App

from briefing.ui.tasks import run_in_thread


def copy_text(app: App[object], text: str) -> None:
    """Copy both ways: an escape sequence reaches the reader's own machine over SSH, but not every terminal
    takes it; the system's clipboard is this machine's, so that over SSH it is left alone.
    """
    app.copy_to_clipboard(text)
    if "SSH_CONNECTION" not in os.environ:
        run_in_thread(lambda: _into_system(text))


def _into_system(text: str) -> None:
    # Here: it looks for the system's clipboard programs, and most sessions copy nothing.
    import pyperclip

    with suppress(Exception):  # no clipboard: the terminal may still have taken it
        pyperclip.copy(text)
