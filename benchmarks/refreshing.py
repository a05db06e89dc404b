"""A refresh beside newsboat's: `python -m benchmarks.refreshing [FEEDS [ROUNDS]]`.

Both are whole processes, asked for the same made-up feeds on the loopback interface, each feed on a host of
its own, 100 ms away, in turns. newsboat runs tuned: 32 threads, and statistics in its cache,
without which its queries are planned badly. Without newsboat, only our own times are printed.
"""

from __future__ import annotations

import shutil
import sqlite3
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

from benchmarks.feed_server import feed_server_process

LATENCY = "0.1"
ITEMS = "30"
THREADS = 32


def briefing(home: Path, *words: str) -> list[str]:
    return [sys.executable, "-m", "briefing", "--home", str(home), "feeds", *words]


def newsboats(home: Path) -> list[str]:
    return [
        "newsboat", f"--url-file={home / 'urls'}", f"--cache-file={home / 'cache.db'}",
        f"--config-file={home / 'config'}", "-x", "reload",
    ]  # fmt: skip


def timed(command: list[str]) -> float:
    began = perf_counter()
    subprocess.run(command, check=False, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, timeout=900)
    return perf_counter() - began


def follow(home: Path, opml: bytes) -> None:
    """A library without articles that follows the feeds."""
    home.mkdir()
    file = home / "list.opml"
    file.write_bytes(opml)
    command = [
        sys.executable,
        "-m",
        "briefing",
        "--home",
        str(home),
        "feeds",
        "import",
        str(home / "list.opml"),
    ]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)


def prepare_newsboat(home: Path, urls: list[str]) -> None:
    home.mkdir()
    (home / "urls").write_text("\n".join(urls) + "\n")
    (home / "config").write_text(f"reload-threads {THREADS}\n")
    timed(newsboats(home))
    cache = sqlite3.connect(home / "cache.db", isolation_level=None)
    for statement in ("ANALYZE", "DELETE FROM rss_item", "DELETE FROM rss_feed", "VACUUM"):
        cache.execute(statement)
    cache.close()


def measured(command: list[str], between: Callable[[str], object]) -> dict[str, float]:
    """Seconds for each situation, one after the other on the same library."""
    times = {"cold": timed(command)}
    timed(command)
    timed(command)  # newsboat keeps what it needs for a 304 from its third time on
    times["nothing changed"] = timed(command)
    between("/set?version=1&changing=5")
    times["a fifth changed"] = timed(command)
    return times


def run(feeds: int, rounds: int) -> None:
    best: dict[str, dict[str, float]] = {}
    has_newsboat = shutil.which("newsboat") is not None
    for _ in range(rounds):
        for who in ("briefing", *(("newsboat, tuned",) if has_newsboat else ())):
            options = ("--feeds", str(feeds), "--items", ITEMS, "--latency", LATENCY, "--own-hosts")
            with feed_server_process(*options) as root, tempfile.TemporaryDirectory() as folder:
                opml = urllib.request.urlopen(f"{root}/opml").read()
                home = Path(folder) / "home"
                if who == "briefing":
                    follow(home, opml)
                    command = briefing(home, "refresh", "--quiet")
                else:
                    urls = [part.split(b'"')[0].decode() for part in opml.split(b'xmlUrl="')[1:]]
                    prepare_newsboat(home, urls)
                    command = newsboats(home)

                def between(path: str, root: str = root) -> None:
                    urllib.request.urlopen(root + path).read()

                for name, seconds in measured(command, between).items():
                    known = best.setdefault(name, {})
                    known[who] = min(seconds, known.get(who, seconds))
    for name, times in best.items():
        line = f"{feeds:>5} feeds, {name:16} briefing {times['briefing']:6.2f} s"
        if "newsboat, tuned" in times:
            theirs = times["newsboat, tuned"]
            line += f"   newsboat, tuned {theirs:6.2f} s   {times['briefing'] / theirs:5.2f}x"
        print(line, flush=True)


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else 300, int(sys.argv[2]) if len(sys.argv) > 2 else 2)
