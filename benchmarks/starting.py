"""How soon the first screen stands when the library is large, beside an empty one, and what memory it takes.

    python -m benchmarks.starting [ARTICLES] [FOLDER]

The library is that of `benchmarks.library`, 100,000 articles of 5 KB, made in a temporary folder, or in
FOLDER, where it stays and is used again. Times are medians of starts that take turns, in a pseudo-terminal of
120x40: until the first line of the list is there, which of the empty library is what can be done about that.
Memory is the peak of the reader's own process, in which all of the list has been found and its end been
shown; the engine has a process of its own.
"""

from __future__ import annotations

import shutil
import statistics
import sys
import tempfile
from pathlib import Path

from benchmarks.library import fill
from benchmarks.process_memory import peak_of_process
from benchmarks.terminal import Terminal
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.paths import Paths
from briefing.services.library import open_library
from briefing.settings import Settings

RUNS = 9
SLOWER = 1.3
"""How much longer the large one may take."""
MEGABYTES = 250

FIRST_LINE = {"large": r"word\d+ word\d+", "empty": "Add an article"}


def reader(home: Path) -> list[str]:
    return [sys.executable, "-m", "briefing", "--home", str(home)]


def lived_in(home: Path) -> Path:
    """A library that holds no sample any more."""
    with open_library(Paths.under(home), Settings(), EnginePool(DEFAULT_PIPELINES)) as library:
        sample = library.ensure_sample()
        if sample is not None:
            library.articles.remove(sample.id)
    return home


def copied(file: Path, home: Path) -> Path:
    home.mkdir()
    shutil.copy(file, home / "library.db")
    return home


def first_line(home: Path, line: str) -> float:
    """Seconds from the start until it is on the screen."""
    with Terminal(reader(home)) as terminal:
        return terminal.wait_for(line)


def peak(home: Path, number: int) -> tuple[float, float]:
    """Seconds until all of the list was found, and the peak of memory in megabytes."""
    with Terminal(reader(home)) as terminal:
        found = terminal.wait_for(f"{number} articles")
        terminal.settle(1.0)
        for key in ("G", "gg", "G"):
            terminal.press(key)
            terminal.settle(0.5)
        return found, peak_of_process(terminal.pid)


def missed(is_kept: bool) -> str:
    return "" if is_kept else "    MISSED"


def main(number: int, kept_in: Path) -> int:
    file = kept_in / f"library-{number}.db"
    if not file.exists():
        fill(file, number)
    with tempfile.TemporaryDirectory(dir=kept_in) as folder:
        homes = {"large": copied(file, Path(folder) / "large"), "empty": Path(folder) / "empty"}
        for home in homes.values():
            lived_in(home)
        times: dict[str, list[float]] = {name: [] for name in homes}
        for _ in range(RUNS):
            for name, home in homes.items():
                times[name].append(first_line(home, FIRST_LINE[name]))
        large, empty = (statistics.median(times[name]) for name in homes)
        found, megabytes = peak(homes["large"], number)
    print(f"{'first screen, empty library':42}{empty * 1000:8.1f} ms")
    said = f"{large / empty:5.2f}x    wanted {SLOWER:g}x{missed(large <= SLOWER * empty)}"
    print(f"{f'first screen, {number:,} articles':42}{large * 1000:8.1f} ms {said}")
    print(f"{'all of the list found':42}{found * 1000:8.1f} ms")
    print(f"{'memory, peak':42}{megabytes:8.0f} MB    wanted {MEGABYTES}{missed(megabytes <= MEGABYTES)}")
    return 0 if large <= SLOWER * empty and megabytes <= MEGABYTES else 1


if __name__ == "__main__":
    given = sys.argv[1:]
    with tempfile.TemporaryDirectory() as temporary:
        articles, place = int(given[0]) if given else 100_000, Path(given[1] if len(given) > 1 else temporary)
        sys.exit(main(articles, place))
