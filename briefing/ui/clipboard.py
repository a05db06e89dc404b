"""Copies text to the clipboard, through the terminal and through the operating system."""

from __future__ import annotations

import os
from contextlib import suppress

from textual.app import App

from briefing.sources import lazy
from briefing.ui.tasks import run_in_thread


def copy_text(app: App[object], text: str) -> None:
    """Copy by an escape sequence, which also works over SSH but not in every terminal, and to the clipboard
    of this machine's system, except over SSH.
    """
    app.copy_to_clipboard(text)
    if "SSH_CONNECTION" not in os.environ:
        run_in_thread(lambda: _into_system(text))


def _into_system(text: str) -> None:
    with suppress(Exception):  # no clipboard: the terminal may still have taken it
        lazy.pyperclip.copy(text)  # whose import searches for clipboard programs
