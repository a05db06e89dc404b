"""What asking many feeds at once costs, with 100 ms of latency and each feed on a host of its own.

    python -m benchmarks.fetching [FEEDS] [RUNS]

The processor time is our own alone; the server has a process of its own.
"""

from __future__ import annotations

import asyncio
import sys
import time
from collections.abc import Callable, Iterable
from contextlib import aclosing
from functools import partial
from urllib.request import urlopen

from benchmarks.feed_server import feed_server_process
from briefing.sources.feeds.fetch_many import FeedFetcher
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.fetch_result import FetchOutcome, FetchRequest, Received, Unchanged

LATENCY = 0.1


async def ask(requests: Iterable[FetchRequest]) -> list[tuple[FetchRequest, FetchOutcome]]:
    async with FeedFetcher() as fetcher, aclosing(fetcher.fetch_all(requests)) as outcomes:
        return [answered async for answered in outcomes]


def run_ask(requests: Iterable[FetchRequest]) -> list[tuple[FetchRequest, FetchOutcome]]:
    return asyncio.run(ask(requests))


def best(runs: int, work: Callable[[], object]) -> tuple[float, float]:
    """Seconds of the processor and of the clock, each the least of the runs."""
    costs = []
    for _ in range(runs):
        processor, clock = time.process_time(), time.perf_counter()
        work()
        costs.append((time.process_time() - processor, time.perf_counter() - clock))
    return min(cost[0] for cost in costs), min(cost[1] for cost in costs)


async def called_off(requests: list[FetchRequest], after: float) -> float:
    """Seconds from calling off to the end of it."""
    task = asyncio.create_task(ask(requests))
    await asyncio.wait((task,), timeout=after)
    began = time.perf_counter()
    task.cancel()
    await asyncio.wait((task,))
    return time.perf_counter() - began


def main(feeds: int, runs: int) -> None:
    with feed_server_process("--feeds", str(feeds), "--own-hosts", "--latency", str(LATENCY)) as root:
        with urlopen(f"{root}/urls") as answer:
            requests = [FetchRequest(url) for url in answer.read().decode().split()]
        first = run_ask(requests)  # imports httpcore, too
        known = [
            FetchRequest(request.url, outcome.etag, outcome.last_modified)
            for request, outcome in first
            if isinstance(outcome, Received)
        ]
        again = run_ask(known)
        assert len(known) == feeds
        assert all(isinstance(outcome, Unchanged) for _, outcome in again)
        least = feeds * LATENCY / FetchLimits().connections
        for name, asked in (("all new", requests), ("nothing new", known)):
            processor, clock = best(runs, partial(run_ask, asked))
            print(
                f"{feeds} feeds, {name}: {processor:.2f} CPU s, {clock:.2f} s, {clock / least:.2f}x the least"
            )
        slow = [FetchRequest(f"{request.url}?delay=60") for request in requests]
        print(f"called off while all are waiting: {asyncio.run(called_off(slow, 1.0)) * 1000:.0f} ms")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 300, int(sys.argv[2]) if len(sys.argv) > 2 else 5)
