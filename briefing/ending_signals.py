"""Ends the reader in order when the system wants it to end, even if its terminal is gone by then."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import IO


class LastingOutput:
    """What the reader draws on. Where the terminal is gone, what is written is dropped: an error would end
    the thread that writes, and all others would wait for it."""

    def __init__(self, file: IO[str]) -> None:
        self._file = file
        self.fileno = file.fileno

    def write(self, text: str) -> None:
        with suppress(OSError):
            self._file.write(text)

    def flush(self) -> None:
        with suppress(OSError):
            self._file.flush()


@contextmanager
def ending_by_signals(end: Callable[[int], object]) -> Iterator[None]:
    """Call `end` with SIGTERM or SIGHUP, between any two instructions of the main thread. Not for Windows,
    which has no such signals."""
    if sys.platform == "win32":
        yield
        return

    def handle(number: int, frame: FrameType | None) -> None:
        _replace_lost_terminal()
        end(number)

    numbers = (signal.SIGTERM, signal.SIGHUP)
    # What is ignored is so on purpose: nohup does it.
    taken = {number: before for number in numbers if (before := signal.getsignal(number)) != signal.SIG_IGN}
    for number in taken:
        signal.signal(number, handle)
    try:
        yield
    finally:
        for number, before in taken.items():
            signal.signal(number, before)


def _replace_lost_terminal() -> None:
    """Read from and draw on nothing, if the terminal has been closed."""
    if not os.isatty(2):
        nothing = os.open(os.devnull, os.O_RDWR)
        os.dup2(nothing, 0)
        os.dup2(nothing, 2)
        os.close(nothing)
