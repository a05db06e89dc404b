"""A refresh beside newsboat's: `python -m benchmarks.refreshing [FEEDS [ROUNDS]]`.

Both are whole processes, asked for the same made-up feeds on the loopback interface, each feed on a host of
its own, 100 ms away, in turns. newsboat runs tuned: 32 threads, and statistics in its cache, without which
its queries are planned badly; as it is shipped it is printed too. Without newsboat, only our own figures are.
Where a tenth of the feeds are not well-formed, the titles that feedparser finds in them are looked for in the
library.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import feedparser

from benchmarks.feed_documents import FAULTS
from benchmarks.feed_server import feed_server_process
from benchmarks.process_memory import peak_memory
from briefing.sources.feeds.feed_fields import markup_title
from briefing.sources.text.normalize_text import clean_line

LATENCY = "0.1"
ITEMS = "30"
THREADS = 32
MEMORY = 2.5
BOUNDS = {
    "cold": (0.8, 0.9),
    "nothing changed": (0.45, 0.45),
    "a fifth changed": (0.6, 0.6),
    "a tenth malformed": (1.0, 1.0),
}
"""Times newsboat's, tuned: up to 300 feeds, and with more."""


class Briefing:
    """A library that follows the feeds, without articles."""

    def __init__(self, home: Path, opml: bytes) -> None:
        home.mkdir()
        self._home = home
        file = home / "list.opml"
        file.write_bytes(opml)
        timed(self._command("feeds", "import", str(file)))
        self.refresh = self._command("feeds", "refresh", "--quiet")

    def titles(self) -> set[str]:
        done = subprocess.run(
            self._command("list", "--format", "jsonl"), check=True, stdout=subprocess.PIPE, text=True
        )
        return {json.loads(line)["title"] for line in done.stdout.splitlines()}

    def _command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "briefing", "--home", str(self._home), *words]


class Newsboat:
    """A cache that knows nothing of the feeds."""

    def __init__(self, home: Path, opml: bytes, *, tuned: bool) -> None:
        home.mkdir()
        (home / "urls").write_text("\n".join(urls_in(opml)) + "\n")
        (home / "config").write_text(f"reload-threads {THREADS}\n" if tuned else "")
        self.refresh = [
            "newsboat", f"--url-file={home / 'urls'}", f"--cache-file={home / 'cache.db'}",
            f"--config-file={home / 'config'}", "-x", "reload",
        ]  # fmt: skip
        if tuned:
            timed(self.refresh)
            cache = sqlite3.connect(home / "cache.db", isolation_level=None)
            for statement in ("ANALYZE", "DELETE FROM rss_item", "DELETE FROM rss_feed", "VACUUM"):
                cache.execute(statement)
            cache.close()


Make = Callable[[Path, bytes], Briefing | Newsboat]


def readers() -> dict[str, Make]:
    """Who is measured; each makes a home for itself."""
    ours: dict[str, Make] = {"briefing": Briefing}
    if shutil.which("newsboat") is None:
        return ours
    return ours | {
        "newsboat, tuned": lambda home, opml: Newsboat(home, opml, tuned=True),
        "newsboat, as shipped": lambda home, opml: Newsboat(home, opml, tuned=False),
    }


def urls_in(opml: bytes) -> list[str]:
    return [part.split(b'"')[0].decode() for part in opml.split(b'xmlUrl="')[1:]]


def timed(command: list[str]) -> float:
    began = perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=900)
    return perf_counter() - began


@contextmanager
def feeds_served(feeds: int, *more: str) -> Iterator[tuple[str, bytes, Path]]:
    """The server's root, its list of feeds, and an empty folder."""
    options = ("--feeds", str(feeds), "--items", ITEMS, "--latency", LATENCY, "--own-hosts", *more)
    with feed_server_process(*options) as root, tempfile.TemporaryDirectory() as folder:
        with urllib.request.urlopen(f"{root}/opml") as answer:
            opml = answer.read()
        yield root, opml, Path(folder) / "home"


def times_of(make: Make, feeds: int) -> dict[str, float]:
    """Seconds for each situation, one after the other on the same library."""
    with feeds_served(feeds) as (root, opml, home):
        command = make(home, opml).refresh
        times = {"cold": timed(command)}
        timed(command)
        timed(command)  # newsboat keeps what it needs for a 304 from its third time on
        times["nothing changed"] = timed(command)
        urllib.request.urlopen(f"{root}/set?version=1&changing=5").close()
        times["a fifth changed"] = timed(command)
    bearable = ",".join(
        sorted(FAULTS.keys() - {"charset"})
    )  # newsboat 2.36 aborts at a byte that is no UTF-8
    with feeds_served(feeds, "--malformed", "10", "--faults", bearable) as (_, opml, home):
        times["a tenth malformed"] = timed(make(home, opml).refresh)
    return times


def memory_of(make: Make, feeds: int) -> float | None:
    """Megabytes at the peak of a cold refresh."""
    with feeds_served(feeds) as (_, opml, home):
        return peak_memory(make(home, opml).refresh)


def missing_titles(feeds: int) -> tuple[int, int]:
    """Of the titles that feedparser finds in feeds of which a tenth is malformed, how many the library has
    not; how many there are.
    """
    with feeds_served(feeds, "--malformed", "10") as (_, opml, home):
        library = Briefing(home, opml)
        timed(library.refresh)
        ours, theirs = library.titles(), set[str]()
        for url in urls_in(opml):
            with urllib.request.urlopen(url) as answer:
                found = feedparser.parse(answer.read(), response_headers=dict(answer.headers.items()))
            theirs |= {title_found(entry) for entry in found.entries}
    theirs.discard("")  # of an entry that was cut off
    return len(theirs - ours), len(theirs)


def title_found(entry: Any) -> str:
    """feedparser puts a semicolon after a name that follows a bare ampersand: "R&D; at AT&T;"."""
    return re.sub(r"&(\w+);", r"&\1", clean_line(markup_title(entry.get("title", ""))))


def told(figure: float, unit: str, theirs: float | None, bound: float | None) -> str:
    """A figure of ours, beside newsboat's where there is one."""
    line = f"briefing {figure:7.2f} {unit}"
    if theirs is None:
        return line
    ratio = figure / theirs
    line += f"   newsboat, tuned {theirs:7.2f} {unit}   {ratio:5.2f}x"
    if bound is not None:
        line += f"   wanted {bound:.2f}x{'' if ratio <= bound else '   MISSED'}"
    return line


def run(feeds: int, rounds: int) -> None:
    best: dict[str, dict[str, float]] = {}
    makers = readers()
    shipped = makers.pop("newsboat, as shipped", None)
    if shipped is not None:  # once, and cold alone: each of the others takes it minutes
        with feeds_served(feeds) as (_, opml, home):
            seconds = timed(shipped(home, opml).refresh)
        print(f"{feeds:>5} feeds, cold: newsboat as shipped {seconds:.2f} s", flush=True)
    for _ in range(rounds):
        for who, make in makers.items():
            for situation, seconds in times_of(make, feeds).items():
                known = best.setdefault(situation, {})
                known[who] = min(seconds, known.get(who, seconds))
    for situation, times in best.items():
        bound = BOUNDS[situation][feeds > 300]
        line = told(times["briefing"], "s", times.get("newsboat, tuned"), bound)
        print(f"{feeds:>5} feeds, {situation:18} {line}", flush=True)
    memory = memory_of(makers["briefing"], feeds)
    if memory is not None:
        theirs = memory_of(makers["newsboat, tuned"], feeds) if "newsboat, tuned" in makers else None
        print(f"{feeds:>5} feeds, {'peak of memory':18} {told(memory, 'MB', theirs, MEMORY)}", flush=True)
    missing, titles = missing_titles(feeds)
    print(
        f"{feeds:>5} feeds, a tenth malformed: {missing} of the {titles} titles that feedparser finds missing"
    )


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 300, int(sys.argv[2]) if len(sys.argv) > 2 else 2)
