"""A program in a pseudo-terminal, timed by what it writes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Sequence
from types import TracebackType
from typing import Self

__all__ = ["Terminal"]

_ESCAPES = re.compile(rb"\x1b(?:\[[0-9;?<>=]*[a-zA-Z]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[@-Z\\-_=>])")


class Terminal:
    """Runs `command` with its own terminal of `columns` by `rows`; ends it when left."""

    def __init__(
        self, command: Sequence[str], *, columns: int = 120, rows: int = 40, env: dict[str, str] | None = None
    ) -> None:
        self.raw = bytearray()
        self._is_closed = False
        self.started = time.perf_counter()
        self.pid, self._fd = pty.fork()
        if self.pid == 0:
            # What is installed runs from bytecode.
            os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
            os.environ.update({"TERM": "xterm-256color", "COLORTERM": "truecolor", **(env or {})})
            os.execvp(command[0], list(command))
        fcntl.ioctl(self._fd, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))

    @property
    def text(self) -> str:
        """All that was written, without the escape sequences."""
        return _ESCAPES.sub(b"", bytes(self.raw)).decode("utf-8", "replace")

    def wait_for(self, pattern: str, timeout: float = 60) -> float:
        """Seconds since the start until the pattern was on the screen. Raises TimeoutError."""
        wanted, until = re.compile(pattern), time.perf_counter() + timeout
        while not wanted.search(self.text):
            if not self.read(until - time.perf_counter()):
                raise TimeoutError(f"{pattern!r} did not appear; the end was {self.text[-400:]!r}")
        return time.perf_counter() - self.started

    def processor_seconds(self) -> float:
        """What the program has used so far in all its threads, those that have ended too (Linux)."""
        return time.clock_gettime((~self.pid << 3) | 2)  # the process's own clock, as clock_getcpuclockid(3)

    def send(self, keys: str) -> None:
        os.write(self._fd, keys.encode())

    def press(self, keys: str, quiet: float = 0.08) -> float:
        """Seconds from the key to the last byte that it caused; the frame is over after `quiet` seconds."""
        self.settle(quiet)
        pressed = last = time.perf_counter()
        self.send(keys)
        while self.read(quiet if last > pressed else 1.0):
            last = time.perf_counter()
        return last - pressed

    def wait_for_end(self, timeout: float) -> int:
        """The exit status, once the program has ended by itself. Raises TimeoutError."""
        until = time.perf_counter() + timeout
        while time.perf_counter() < until:
            if not self._is_closed:
                self.read(0.05)
            pid, status = os.waitpid(self.pid, os.WNOHANG)
            if pid:
                self.pid = 0
                return os.waitstatus_to_exitcode(status)
        raise TimeoutError(f"still running after {timeout} s")

    def close(self) -> None:
        """Close the terminal, as its window would be."""
        if not self._is_closed:
            self._is_closed = True
            os.close(self._fd)

    def settle(self, quiet: float = 0.3) -> None:
        """Read until nothing has come for so long."""
        while self.read(quiet):
            pass

    def read(self, timeout: float) -> bool:
        """Take what has been written, waiting up to so many seconds for it; whether there was anything."""
        ready, _, _ = select.select([self._fd], [], [], max(0.0, timeout))
        if not ready:
            return False
        try:
            self.raw += os.read(self._fd, 65_536)
        except OSError:  # Linux says EIO when the program has ended
            return False
        return True

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.pid:
            os.kill(self.pid, signal.SIGKILL)
            os.waitpid(self.pid, 0)
        self.close()
