"""How soon a cursor key shows while feeds are refreshed and articles analysed, beside a reader at rest.

    python -m benchmarks.latency [KEYS]

In one process of the reader, in a pseudo-terminal of 200x60, by turns in the list and in an article: the
reader at rest, then a refresh that brings 30 new articles from each of 300 feeds, 100 ms away on the loopback
interface. The engine is at work meanwhile: R sets it going on all that is listed, first 200 articles of 650
words, as a pause of the reader does for a few, and keys do not call it off. Turns are taken until KEYS (300)
keys have been pressed busy and as many at rest, ten a second. A key's time is that until the cursor stands on
another line of the screen.
"""

from __future__ import annotations

import re
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Sequence
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from time import perf_counter

from benchmarks.anchoring import different
from benchmarks.feed_server import feed_server_process
from benchmarks.speed import FILLED
from benchmarks.terminal import Terminal
from briefing.paths import bundled_seeds
from briefing.sources.load import load

FEEDS = 300
ITEMS = 30
VERSIONS = 10
"""How many versions further all items of a feed are new."""
ARTICLES = 200
WORDS = 650
BETWEEN_KEYS = 0.1
LONGEST = 2.0
"""Seconds that a key is waited for, and counts as where nothing has moved by then: when a list comes anew
just after it, the cursor may be on its line of the screen again before the key has shown."""
MOST_KEYS = 3_000
"""How many keys a refresh may take, before it is given up."""
LONGEST_MARK = 64
"""Bytes of what tells where the cursor is."""
BOUND = 3.0

_MOVED_TO = rb"\x1b\[(\d+);\d+H"
IN_LIST = re.compile(_MOVED_TO + "|(▶)".encode())
IN_ARTICLE = re.compile(_MOVED_TO + rb"|\x1b\[7;[0-9;]*m([^ \x1b])\x1b")
"""Where a line is drawn, and what marks the cursor on it: a triangle, or one character reversed."""


@dataclass
class Keys:
    """The seconds that keys took."""

    idle: list[float] = field(default_factory=list)
    busy: list[float] = field(default_factory=list)


class Cursor:
    """The line of the screen that the cursor is on, followed through what is written."""

    def __init__(self, terminal: Terminal, mark: re.Pattern[bytes]) -> None:
        self._terminal = terminal
        self._mark = mark
        self._read_to = len(terminal.raw)
        self._drawn = self._line = 0

    def line(self) -> int:
        """As of what has been written by now."""
        raw = self._terminal.raw
        for found in self._mark.finditer(raw, self._read_to):
            if found[1]:
                self._drawn = int(found[1])
            else:
                self._line = self._drawn
            self._read_to = found.end()
        self._read_to = max(self._read_to, len(raw) - LONGEST_MARK)  # the end may be half of a mark
        return self._line


def read_until(terminal: Terminal, moment: float) -> None:
    while (left := moment - perf_counter()) > 0:
        terminal.read(left)


def press(terminal: Terminal, cursor: Cursor, key: str) -> float:
    """Seconds until the cursor has moved; then what is written is read until the next key is due."""
    before, pressed = cursor.line(), perf_counter()
    terminal.send(key)
    while cursor.line() == before and (left := pressed + LONGEST - perf_counter()) > 0:
        terminal.read(left)
    took = perf_counter() - pressed
    read_until(terminal, pressed + BETWEEN_KEYS)
    return took


def walk(terminal: Terminal, cursor: Cursor, more: Callable[[int], bool]) -> list[float]:
    """Down and up again, at least once."""
    times: list[float] = []
    while more(len(times)) or len(times) % 2:
        times.append(press(terminal, cursor, "jk"[len(times) % 2]))
    return times


def goes_on(terminal: Terminal, begun: int, pressed: int) -> bool:
    """Whether the refresh does that was begun when so much had been written."""
    if pressed > MOST_KEYS:
        raise TimeoutError(f"The refresh does not end; the end was {terminal.text[-400:]!r}")
    return terminal.raw.find(b"\a", begun) < 0


def take_turns(terminal: Terminal, renew: Callable[[int], None], keys: int) -> tuple[dict[str, Keys], int]:
    """The seconds of all keys, in the list and in an article, and how many refreshes there were."""
    places = {"in the list": (IN_LIST, "", ""), "in an article": (IN_ARTICLE, "\r", "q")}
    taken = {place: Keys() for place in places}
    refreshes = 0
    while any(min(len(each.idle), len(each.busy)) < keys / 2 for each in taken.values()):
        for place, (mark, way_in, way_out) in places.items():
            terminal.send(way_in)
            terminal.settle(1.5)
            cursor = Cursor(terminal, mark)
            for key in "jk":
                terminal.press(key)
            taken[place].idle += walk(terminal, cursor, lambda pressed: pressed < keys / 6)
            until = partial(goes_on, terminal, len(terminal.raw))
            terminal.send("R")
            read_until(terminal, perf_counter() + BETWEEN_KEYS)
            taken[place].busy += walk(terminal, cursor, until)
            refreshes += 1
            renew(refreshes)
            terminal.settle(1.5)
            terminal.send(way_out)
    return taken, refreshes


def prepare(home: Path, root: str, folder: Path) -> str:
    """A library of articles that are not analysed yet, which follows feeds that it has not asked yet.

    The file of one of the articles.
    """
    text = load(str(next(bundled_seeds().glob("000_*.txt")))).text
    articles = folder / "articles"
    articles.mkdir()
    for number in range(ARTICLES):
        made = different(text, WORDS, seed=number)
        # Weeks apart: of one week they would be one story, and the list have one row.
        day = date(2010, 1, 1) + timedelta(weeks=2 * number)
        head = f"---\ndate: {day}\n---\n# Article {number}"
        (articles / f"{number}.md").write_text(f"{head}\n\n{made}\n", encoding="utf-8")
    (folder / "feeds.opml").write_bytes(urllib.request.urlopen(f"{root}/opml").read())
    for words in (("add", str(articles)), ("feeds", "import", str(folder / "feeds.opml"))):
        command = [sys.executable, "-m", "briefing", "--home", str(home), *words]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return str(articles / "0.md")


def part(seconds: Sequence[float], share: float) -> float:
    """Milliseconds that so much of the keys took at most."""
    return sorted(seconds)[min(len(seconds) - 1, int(len(seconds) * share))] * 1000


def tell(place: str, keys: Keys) -> bool:
    ratio = part(keys.busy, 0.95) / part(keys.idle, 0.95)
    for when, seconds in (("at rest", keys.idle), ("busy", keys.busy)):
        middle, most, worst = (part(seconds, share) for share in (0.5, 0.95, 1.0))
        figures = f"p50 {middle:6.1f}  p95 {most:6.1f}  worst {worst:6.1f} ms"
        print(f"{place:14} {when:8}{len(seconds):5} keys  {figures}")
    print(f"{place:14} p95 {ratio:5.2f}x    wanted {BOUND:.1f}x{'' if ratio <= BOUND else '    MISSED'}")
    return ratio <= BOUND


def main(keys: int) -> int:
    options = ("--feeds", str(FEEDS), "--items", str(ITEMS), "--latency", "0.1", "--own-hosts")
    with feed_server_process(*options) as root, tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        home = folder / "home"
        article = prepare(home, root, folder)

        def renew(refreshes: int) -> None:
            urllib.request.urlopen(f"{root}/set?version={refreshes * VERSIONS}&changing=1").read()

        command = [sys.executable, "-m", "benchmarks.analysing_reader", str(home), article]
        with Terminal(command, columns=200, rows=60) as terminal:
            terminal.wait_for(FILLED)
            terminal.settle(1.5)
            terminal.send("q")
            taken, refreshes = take_turns(terminal, renew, keys)
        with closing(sqlite3.connect(home / "library.db")) as library:
            (analyses,) = library.execute("SELECT count(*) FROM analyses").fetchone()
            (articles,) = library.execute("SELECT count(*) FROM articles").fetchone()
    print(f"{refreshes} refreshes, {analyses} analyses, {articles} articles")
    everywhere = Keys(
        [each for keys in taken.values() for each in keys.idle],
        [each for keys in taken.values() for each in keys.busy],
    )
    kept = [tell(place, each) for place, each in {**taken, "everywhere": everywhere}.items()]
    return 0 if kept[-1] else 1


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]) if len(sys.argv) > 1 else 300))
