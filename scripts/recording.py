"""Record two minutes of a first start, as `asciinema play docs/first-minutes.cast` shows them.

The program runs in a terminal of its own with an empty home. The rows that each key changed are written down,
as they are at last; the pauses are those below, so the recording does not tell how quick the machine was.

python -m pip install --target /tmp/recording pyte
PYTHONPATH=/tmp/recording python scripts/recording.py
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

import pyte

from benchmarks.terminal import Terminal

TARGET = Path(__file__).parent.parent / "docs" / "first-minutes.cast"
COLUMNS, ROWS = 100, 28
DRAWN = 1.5
"""Seconds after which what a key led to is on the screen, on a busy machine too."""
TYPING = 0.12
"""Seconds between letters."""

FILLED = "Summary [1-9]"
"""The title of a pane that has lines."""
_NOT_DRAWN = rb"\x1b\[[<=>?][0-9;]*[a-zA-Z]|\x1b\]22;[^\x07]*\x07"
"""What asks the terminal or changes how it works."""
ESC, ENTER, TAB = "\x1b", "\r", "\t"
STEPS: Sequence[tuple[str, float]] = (
    ("?", 6),
    (ESC, 2),
    ("1", 4),  # the Summary: each line shows its passage
    ("j", 4),
    ("j", 4),
    ("2", 5),  # Key actors
    ("j", 3),
    ("3", 5),  # Open issues
    ("j", 4),
    ("n", 3),
    (ENTER, 3),  # to the passage
    ("V", 3),
    ("a", 2),
    ("Who decides on another test flight?", 2),
    (TAB, 1),
    ("starliner", 2),
    (ENTER, 2),
    (ESC, 4),
    ("4", 4),  # Timeline
    ("5", 4),  # Quotes
    ("A", 6),  # the article's notes
    ("q", 2),
    ("F", 6),  # feeds, with some to start with
    ("q", 2),
    (":", 2),
    ("export", 5),
    (ESC, 2),
    ("q", 4),  # the library
    ("Q", 2),
)
"""Keys, or a text that is typed, and the seconds that one looks at what came of it."""


def row_of(screen: pyte.Screen, y: int) -> str:
    """Return a row of the screen with its colours, as a terminal takes it."""
    written, last = [f"\x1b[{y + 1}H"], ""
    for x in range(COLUMNS):
        cell = screen.buffer[y][x]
        shown = {1: cell.bold, 3: cell.italics, 4: cell.underscore, 7: cell.reverse}
        flags = [flag for flag, is_on in shown.items() if is_on]
        style = ";".join(map(str, [0, *flags, *_colour(38, cell.fg), *_colour(48, cell.bg)]))
        if style != last:
            written.append(f"\x1b[{style}m")
            last = style
        written.append(cell.data)
    return "".join(written)


def _colour(ground: int, value: str) -> list[int]:
    return [] if value == "default" else [ground, 2, *bytes.fromhex(value)]


def record(home: str) -> list[tuple[float, str, str]]:
    """Return the rows that each key changed, with its second, as asciinema has events."""
    command = [sys.executable, "-m", "briefing", "--home", home]
    events: list[tuple[float, str, str]] = []
    screen = pyte.Screen(COLUMNS, ROWS)
    stream = pyte.ByteStream(screen)
    rows = [""] * ROWS
    at = 0.0
    with Terminal(command, columns=COLUMNS, rows=ROWS) as terminal:

        def take(seconds: float) -> None:
            until = time.monotonic() + seconds
            while (left := until - time.monotonic()) > 0:
                terminal.read(left)
            stream.feed(re.sub(_NOT_DRAWN, b"", bytes(terminal.raw)))
            terminal.raw.clear()
            now = [row_of(screen, y) for y in range(ROWS)]
            changed = [row for row, before in zip(now, rows, strict=True) if row != before]
            rows[:] = now
            if changed:
                events.append((round(at, 2), "o", "".join(changed)))

        terminal.wait_for(FILLED)
        take(2 * DRAWN)
        for keys, pause in STEPS[:-1]:
            typed = keys if keys.isprintable() else [keys]
            for key in typed:
                terminal.send(key)
                at += TYPING
                take(DRAWN if len(typed) == 1 else TYPING)
            take(DRAWN)
            at += pause
        terminal.send(STEPS[-1][0])
    return [(0.0, "o", "\x1b[?25l\x1b[2J"), *events, (round(at, 2), "o", "\x1b[0m\x1b[2J\x1b[H\x1b[?25h")]


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as home:
        events = record(home)
    header = {"version": 2, "width": COLUMNS, "height": ROWS, "title": "briefing"}
    lines = [json.dumps(header), *(json.dumps(each, ensure_ascii=False) for each in events)]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    print(f"{events[-1][0]:.0f} s, {TARGET.stat().st_size // 1024} KB")
