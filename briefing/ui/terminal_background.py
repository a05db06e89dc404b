"""Asks the terminal whether its background is dark, before Textual reads the keyboard."""

from __future__ import annotations

import os
import re
import select
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from time import monotonic
from typing import NamedTuple

if sys.platform != "win32":
    import termios
    import tty

QUERY = b"\x1b]11;?\x1b\\\x1b[c"
"""For the colour of the background, which some terminals ignore, and for attributes, which all answer."""
WAIT_SECONDS = 0.1
"""As long as Textual takes to be imported at least, so that nobody waits for a terminal that is silent."""
MAX_LATE_KEYS = 100
_COLOUR = re.compile(rb"\x1b\]11;rgba?:([0-9a-f]+)/([0-9a-f]+)/([0-9a-f]+)[^\x07\x1b]*(?:\x07|\x1b\\)", re.I)
_LATE_COLOUR = "11;rgba?:([0-9a-f]+)/([0-9a-f]+)/([0-9a-f]+)[^0-9a-f]"
"""As keys, which lack the control characters around it."""
_ATTRIBUTES = re.compile(rb"\x1b\[\?[\d;]*c")
_LIGHT_NUMBERS = ("7", "15")
"""The light ones of the sixteen colours, as COLORFGBG has them."""
_UNASKED = ("dumb", "linux")
"""Terminals that would print the query."""


class Background(NamedTuple):
    is_dark: bool = True
    typed: bytes = b""
    """What was typed meanwhile."""
    is_late: bool = False
    """Whether the terminal may still answer."""


def ask_background(
    environment: Mapping[str, str] = os.environ,
    *,
    keyboard: int = 0,
    screen: int = 2,
    seconds: float = WAIT_SECONDS,
) -> Background:
    """Dark, where neither the terminal nor COLORFGBG says anything else."""
    number = environment.get("COLORFGBG", "").rpartition(";")[2]
    unanswered = number not in _LIGHT_NUMBERS
    if sys.platform == "win32" or environment.get("TERM", "dumb") in _UNASKED:
        return Background(unanswered)
    if not (os.isatty(keyboard) and os.isatty(screen)):
        return Background(unanswered)
    try:
        with _unbuffered(keyboard):
            os.write(screen, QUERY)
            read = _read_answer(keyboard, seconds)
    except OSError:
        return Background(unanswered)
    colour = _COLOUR.search(read)
    typed = _ATTRIBUTES.sub(b"", _COLOUR.sub(b"", read))
    return Background(_is_dark(colour) if colour else unanswered, typed, _ATTRIBUTES.search(read) is None)


@contextmanager
def _unbuffered(keyboard: int) -> Iterator[None]:
    """Without echo, and without waiting for the end of a line."""
    before = termios.tcgetattr(keyboard)
    try:
        tty.setcbreak(keyboard, termios.TCSANOW)
        yield
    except termios.error as error:
        raise OSError(*error.args) from error
    finally:
        termios.tcsetattr(keyboard, termios.TCSANOW, before)


def _read_answer(keyboard: int, seconds: float) -> bytes:
    read, end = b"", monotonic() + seconds
    while (
        _ATTRIBUTES.search(read) is None and select.select([keyboard], [], [], max(0, end - monotonic()))[0]
    ):
        some = os.read(keyboard, 1024)
        if not some:
            break
        read += some
    return read


def _is_dark(colour: re.Match[bytes] | re.Match[str]) -> bool:
    red, green, blue = (int(part, 16) / (16 ** len(part) - 1) for part in colour.groups())
    return bool(0.299 * red + 0.587 * green + 0.114 * blue < 0.5)


class LateAnswer:
    """Recognizes the keys that an answer looks like to Textual when it comes after the wait."""

    def __init__(self, *, is_expected: bool) -> None:
        self._is_expected = is_expected
        self._read = ""

    def includes(self, key: str, character: str | None) -> bool:
        """Whether a key is a part of the answer: from its escape character to the end of the attributes."""
        begins = key in ("circumflex_accent", "alt+right_square_bracket", "alt+left_square_bracket")
        if not self._is_expected or not (self._read or begins):
            return False
        self._read += "[" if key == "alt+left_square_bracket" else character or " "
        self._is_expected = not re.search(r"\[\?[\d;]*c$", self._read) and len(self._read) < MAX_LATE_KEYS
        return True

    @property
    def is_dark(self) -> bool | None:
        """Whether the answer says that it is dark; None until its colour has come."""
        colour = re.search(_LATE_COLOUR, self._read, re.I)
        return _is_dark(colour) if colour else None
