"""Ends the reader in order when the system wants it to end, even if its terminal is gone by then."""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from types import FrameType
from typing import IO

LOST_SECONDS = 8.0
"""Seconds that a process whose terminal is gone may take to save and to end."""
_LOOK_SECONDS = 1.0
"""Seconds between two looks at the terminal."""


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
def ending_by_signals(end: Callable[[int], object], *, needs_terminal: bool = False) -> Iterator[None]:
    """Call `end` with SIGTERM or SIGHUP, between any two instructions of the main thread. Not for Windows,
    which has no such signals.

    What needs a terminal ends with it also where hangups are ignored, as below nohup.
    """
    if sys.platform == "win32":
        yield
        return

    def handle(number: int, frame: FrameType | None) -> None:
        if _replace_lost_terminal():
            # A thread that reads from nothing without a pause may keep the process from its end.
            threading.Thread(target=_end_at_last, args=(number,), daemon=True).start()
        end(number)

    numbers = (signal.SIGTERM, signal.SIGHUP)
    # What is ignored is so on purpose: nohup does it.
    taken = {number: before for number in numbers if (before := signal.getsignal(number)) != signal.SIG_IGN}
    for number in taken:
        signal.signal(number, handle)
    over = threading.Event()
    if needs_terminal and signal.SIGHUP not in taken and os.isatty(2):
        threading.Thread(target=_watch_terminal, args=(over,), daemon=True).start()
    try:
        yield
    finally:
        over.set()
        for number, before in taken.items():
            signal.signal(number, before)


def _watch_terminal(over: threading.Event) -> None:
    """End by SIGTERM once the terminal is gone, until all is over."""
    while not over.wait(_LOOK_SECONDS):
        if not os.isatty(2):
            os.kill(os.getpid(), signal.SIGTERM)
            return


def _replace_lost_terminal() -> bool:
    """Read from and draw on nothing, if the terminal has been closed; return whether it has."""
    if os.isatty(2):
        return False
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.dup2(nothing, 2)
    os.close(nothing)
    return True


def _end_at_last(number: int) -> None:
    """End the process, whatever its threads do, once there was time to save all."""
    time.sleep(LOST_SECONDS)
    os._exit(128 + number)
