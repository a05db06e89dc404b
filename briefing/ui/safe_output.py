"""Makes safe what leaves the reader: the rows of the screen, and what is copied to the clipboard."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from functools import partial

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

from briefing.domain.text.sanitize import printable, printable_cells
from briefing.sources import lazy
from briefing.threads import run_in_thread


class SafeRows(LineFilter):
    """Removes what could steer the terminal: Textual writes whatever stands in a segment."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        if all(segment.text.isprintable() for segment in segments):
            return segments
        return [Segment(printable_cells(text), style, control) for text, style, control in segments]


def copy_safely(text: str, through_terminal: Callable[[str], None]) -> None:
    """Copy by an escape sequence, which also works over SSH but not in every terminal, and to the clipboard
    of this machine's system, except over SSH.
    """
    safe = printable(text)
    through_terminal(safe)
    if "SSH_CONNECTION" not in os.environ:
        run_in_thread(partial(_into_system, safe))


def _into_system(text: str) -> None:
    with suppress(Exception):  # no clipboard: the terminal may still have taken it
        lazy.pyperclip.copy(text)  # whose import searches for clipboard programs
