"""What the engine costs, as ratios: over the bare parser, with the length of an article, with two processes.

    python -m benchmarks.engine_cost [RUNS]

Articles are made of the sample's paragraphs. Times depend on the machine and on what else runs there, ratios
less so. Memory is the most that a process of the engine has held, by Linux's own account.
"""

from __future__ import annotations

import os
import statistics
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from benchmarks.process_memory import peak_of_process
from benchmarks.speed import engine_cost
from briefing.domain import Article
from briefing.nlp.engine.built_in_engine import SpacyEngine
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.nlp.engine.protocol import analyse
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.paths import bundled_seeds
from briefing.sources.load import load

__all__ = ["early_over_bare", "of_words", "over_bare", "peak_memory", "ten_times_the_words", "two_processes"]

ARTICLES = 200
LONG = 50_000


def sample() -> Article:
    return load(str(next(bundled_seeds().glob("000_*.txt"))))


def of_words(words: int, number: int = 0) -> Article:
    """An article of about so many words; articles of different numbers begin at different paragraphs."""
    paragraphs = sample().text.split("\n\n")
    chosen: list[str] = []
    while words > 0:
        chosen.append(paragraphs[(number + len(chosen)) % len(paragraphs)])
        words -= len(chosen[-1].split())
    return Article(f"{number}", f"Talks {number}", "\n\n".join(chosen), published="2024-08-28", language="en")


def over_bare(runs: int) -> float:
    """The processor's time for the whole analysis of the sample over that for bare `nlp(text)`."""
    bare, whole = engine_cost(runs, sample(), time.process_time)
    return whole / bare


def early_over_bare(runs: int) -> float:
    """The processor's time until summary and actors are there over that for bare `nlp(text)`."""
    engine, article = SpacyEngine(), sample()
    engine.warm()
    nlp = load_pipeline(DEFAULT_PIPELINES["en"]).nlp
    bare: list[float] = []
    early: list[float] = []
    for _ in range(runs):
        at = time.process_time()
        nlp(article.text)
        bare.append(time.process_time() - at)
        at = time.process_time()
        next(part for part in engine.parts(article) if part.name == "actors")
        early.append(time.process_time() - at)
    return statistics.median(early) / statistics.median(bare)


def ten_times_the_words() -> float:
    """The processor's time for an article of 50,000 words over that for one of 5,000."""
    engine = SpacyEngine()
    engine.warm()
    short: list[float] = []
    long: list[float] = []
    for times, article in (
        (short, of_words(LONG // 10)),
        (short, of_words(LONG // 10)),
        (long, of_words(LONG)),
    ):
        at = time.process_time()
        analyse(engine, article)
        times.append(time.process_time() - at)
    return min(long) / min(short)


def two_processes() -> tuple[float, float]:
    """How many times as many articles two processes analyse in a time as one does, by the clock.

    Then by processor time: what one process needs over what the busier of two does, which is what the clock
    would show on two cores with nothing else to do. They take turns, four each.
    """
    articles = [of_words(400, number) for number in range(ARTICLES)]
    one, two = (EnginePool(DEFAULT_PIPELINES, size=size) for size in (1, 2))
    taken: dict[int, list[float]] = {1: [], 2: []}
    worked: dict[int, float] = {1: 0.0, 2: 0.0}
    try:
        for pool in (one, two):
            _analyse_all(pool, articles[:4])  # starts the processes
        for turn in range(4):
            for pool in (one, two):
                at, before = time.perf_counter(), _processor_times(pool)
                _analyse_all(pool, articles[turn::4])
                taken[pool.size].append(time.perf_counter() - at)
                after = _processor_times(pool)
                worked[pool.size] += max(after[pid] - before[pid] for pid in after)
    finally:
        one.close()
        two.close()
    by_clock = statistics.median(a / b for a, b in zip(taken[1], taken[2], strict=True))
    return float(by_clock), worked[1] / worked[2]


def _processor_times(pool: EnginePool) -> dict[int, float]:
    """Seconds that each process has worked, by Linux's own account."""
    seconds = {}
    for pid in pool.pids:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
        seconds[pid] = (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    return seconds


def _analyse_all(pool: EnginePool, articles: list[Article]) -> None:
    with ThreadPoolExecutor(pool.size) as threads:
        list(threads.map(lambda article: analyse(pool, article), articles))


def peak_memory(words: int) -> float:
    """Megabytes, the most that a process held over three articles of so many words."""
    engine = EnginePool(DEFAULT_PIPELINES)
    try:
        for number in range(3):
            analyse(engine, of_words(words, number))
        (pid,) = engine.pids
        return peak_of_process(pid)
    finally:
        engine.close()


def main() -> int:
    runs = int(sys.argv[1]) if len(sys.argv) > 1 else 8
    print(f"summary and actors over bare nlp(text)   {early_over_bare(runs):6.2f}x", flush=True)
    print(f"engine over bare nlp(text)               {over_bare(runs):6.2f}x", flush=True)
    print(f"50,000 words over 5,000                  {ten_times_the_words():6.2f}x", flush=True)
    by_clock, by_work = two_processes()
    print(
        f"{ARTICLES} articles, two processes over one    {by_clock:6.2f}x, {by_work:.2f}x by processor time",
        flush=True,
    )
    print(f"memory of a process, articles of 400     {peak_memory(400):6.0f} MB", flush=True)
    print(f"memory of a process, articles of 50,000  {peak_memory(LONG):6.0f} MB", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
