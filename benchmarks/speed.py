"""How quick the reader is, as ratios: first text, filled panes, the engine, and a key at 50,000 words.

    python -m benchmarks.speed [RUNS]

Each figure is the best of RUNS (8) unless it says otherwise, in a real pseudo-terminal of 120x40. Times
depend on the machine; the ratios should not.
"""

from __future__ import annotations

import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple

from benchmarks.terminal import Terminal
from briefing.domain import Article
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.protocol import analyse
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.paths import bundled_seeds
from briefing.sources.load import load

FILLED = r"2 Key actors [1-9]"
"""What a filled pane shows; all panes are filled at once, and only the actors are never empty."""

HELLO = """
from textual.app import App
from textual.widgets import Static
class Hello(App):
    def compose(self):
        yield Static("Hello, world")
Hello().run()
"""


def reader(home: str, *articles: Path) -> list[str]:
    return [sys.executable, "-m", "briefing", "--home", home, *map(str, articles)]


class Starts(NamedTuple):
    """Seconds to the first text, and the processor's."""

    clock: list[float]
    processor: list[float]

    def add(self, terminal: Terminal, text: str) -> None:
        self.clock.append(terminal.wait_for(text))
        self.processor.append(terminal.processor_seconds())


def first_text(runs: int, seed: Path) -> list[tuple[str, float, float, str]]:
    """The rows for an article's text, the first start, and three filled panes. The runs take turns."""
    hello, text, new = Starts([], []), Starts([], []), Starts([], [])
    filled = []
    for _ in range(runs):
        with Terminal([sys.executable, "-c", HELLO]) as terminal:
            hello.add(terminal, "Hello, world")
        with tempfile.TemporaryDirectory() as home, Terminal(reader(home, seed)) as terminal:
            text.add(terminal, "HONG KONG")
            filled.append(terminal.wait_for(FILLED))
        with tempfile.TemporaryDirectory() as home, Terminal(reader(home)) as terminal:
            new.add(terminal, "HONG KONG")
    best, what = min(hello.clock), "a Textual hello-world"
    processor = statistics.median(hello.processor)
    return [
        ("first text", min(text.clock), best, what),
        ("  its processor time, median", statistics.median(text.processor), processor, what),
        ("first text, first start", min(new.clock), best, what),
        ("  its processor time, median", statistics.median(new.processor), processor, what),
        ("three panes filled", min(filled), best, what),
    ]


def engine_cost(
    runs: int, article: Article, clock: Callable[[], float] = time.perf_counter
) -> tuple[float, float]:
    """Seconds for bare `nlp(text)`, and for the whole analysis: each the best of runs that take turns."""
    nlp = load_pipeline(DEFAULT_PIPELINES["en"]).nlp
    engine = SpacyEngine()
    nlp(article.text), analyse(engine, article)
    bare, whole = [], []
    for _ in range(runs):
        at = clock()
        nlp(article.text)
        bare.append(clock() - at)
        at = clock()
        analyse(engine, article)
        whole.append(clock() - at)
    return min(bare), min(whole)


def engine_in_its_process(runs: int, article: Article) -> tuple[float, float]:
    """`engine_cost` where NumPy has one thread, as in the process of the reader's engine."""
    os.environ["OPENBLAS_NUM_THREADS"] = "1"
    with ProcessPoolExecutor(1, get_context("spawn")) as process:
        return process.submit(engine_cost, runs, article).result()


def key_cost(article: Article, words: int, presses: int = 40) -> float:
    """Median seconds from a cursor key to the last byte of its frame, in an article of so many words."""
    paragraphs = article.text.split("\n\n")
    copies = -(-words // article.words)
    long_text = (paragraphs * copies)[: len(paragraphs) * words // article.words]
    with tempfile.TemporaryDirectory() as home:
        path = Path(home) / "long.md"
        path.write_text("\n\n".join(["# Long", *long_text]), encoding="utf-8")
        with Terminal(reader(home, path)) as terminal:
            terminal.wait_for(FILLED, timeout=300)  # or the engine would be timed as well
            terminal.settle(1.0)
            return float(statistics.median(terminal.press("j") for _ in range(presses)))


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    seed = next(bundled_seeds().glob("000_*.txt"))
    article = load(str(seed))
    starts = first_text(runs, seed)
    bare, whole = engine_in_its_process(runs, article)
    short, long = key_cost(article, 500), key_cost(article, 50_000)
    rows = [
        *starts,
        (f"engine, {article.words} words", whole, bare, "bare nlp(text)"),
        ("cursor key, 50,000 words", long, short, "the same at 500 words"),
    ]
    for name, seconds, base, what in rows:
        print(f"{name:30}{seconds * 1000:8.1f} ms  {seconds / base:5.2f}x {what} ({base * 1000:.1f} ms)")
    return 0


if __name__ == "__main__":
    sys.exit(main())
