"""Many feeds asked for at once from the loopback feed server."""

from __future__ import annotations

import asyncio
import gc
from contextlib import aclosing

import pytest

from benchmarks.feed_answers import Plan
from benchmarks.feed_server import FeedServer
from briefing.sources.feeds.fetch_many import FeedFetcher
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.fetch_result import ErrorKind, FetchRequest, Received, Refused
from tests.sources.feed_client import ask_all


async def test_no_host_is_asked_for_more_at_once_than_allowed(feed_server: FeedServer) -> None:
    urls = [feed_server.site.url(n, delay=0.05) for n in range(10)]
    await ask_all(*map(FetchRequest, urls), limits=FetchLimits(per_host=3))

    assert feed_server.most_open["127.0.0.1"] == 3


async def test_all_hosts_together_are_asked_for_no_more_than_allowed() -> None:
    with FeedServer(Plan(feeds=30, items=1, own_hosts=True, latency=0.05)) as feed_server:
        outcomes = await ask_all(
            *map(FetchRequest, feed_server.site.urls()), limits=FetchLimits(connections=5)
        )

    assert all(isinstance(outcome, Received) for outcome in outcomes.values())
    assert {feed_server.most_open[feed_server.site.host(n)] for n in range(30)} == {1}
    at_once = feed_server.most_open[""]
    assert 5 <= at_once <= 5 + 8  # some are kept open in case the host is asked again


async def test_a_connection_is_used_again_while_many_other_hosts_are_asked() -> None:
    with FeedServer(Plan(feeds=20, items=1, own_hosts=True)) as feed_server:
        site = feed_server.site
        same = [f"{site.root(0)}/{n}.rss" for n in range(3)]
        others = [site.url(n, delay=0.3) for n in range(1, 20)]
        await ask_all(*map(FetchRequest, others + same), limits=FetchLimits(per_host=1))

    used = {asked.connection for asked in feed_server.requests if asked.host == site.host(0)}
    assert len(used) == 1


async def test_answers_that_nobody_takes_stop_the_asking() -> None:
    with FeedServer(Plan(feeds=60, items=1, own_hosts=True)) as feed_server:
        requests = [FetchRequest(url) for url in feed_server.site.urls()]
        async with (
            FeedFetcher(FetchLimits(connections=4)) as fetcher,
            aclosing(fetcher.fetch_all(requests)) as outcomes,
        ):
            await anext(outcomes)
            assert await asyncio.to_thread(feed_server.wait_until, lambda: len(feed_server.requests) >= 8, 10)
            # Four answers may wait for room and four more hold their turns: nothing is left to ask with.
            assert not await asyncio.to_thread(
                feed_server.wait_until, lambda: len(feed_server.requests) > 8, 0.3
            )


async def test_every_request_is_answered_for_once(feed_server: FeedServer) -> None:
    urls = [feed_server.site.url(n) for n in range(40)]
    requests = [
        *map(FetchRequest, urls),
        FetchRequest("ftp://127.0.0.1/"),
        FetchRequest(feed_server.site.url(status=404)),
    ]
    async with FeedFetcher() as fetcher, aclosing(fetcher.fetch_all(requests)) as outcomes:
        answered = [request.url async for request, _ in outcomes]

    assert sorted(answered) == sorted(request.url for request in requests)


@pytest.mark.slow
async def test_what_was_taken_is_not_kept_until_the_last_has_come(feed_server: FeedServer) -> None:
    requests = [FetchRequest(feed_server.site.url(n)) for n in range(30)]
    async with (
        FeedFetcher(FetchLimits(connections=2)) as fetcher,
        aclosing(fetcher.fetch_all(requests)) as outcomes,
    ):
        alive = 0
        async for _ in outcomes:
            alive = max(alive, sum(isinstance(thing, Received) for thing in gc.get_objects()))

    assert alive <= 6  # the one taken, two that wait for room, two in their turns


@pytest.mark.parametrize("how", ["delay=60", "drip=0.01"])
async def test_called_off_it_closes_every_connection_at_once(feed_server: FeedServer, how: str) -> None:
    async def ask_for_ever() -> None:
        await ask_all(
            *(FetchRequest(f"{feed_server.site.url(n)}?{how}") for n in range(60)),
            limits=FetchLimits(per_host=32),
        )

    task = asyncio.create_task(ask_for_ever())
    assert await asyncio.to_thread(feed_server.wait_until, lambda: len(feed_server.requests) >= 32, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await asyncio.to_thread(
        feed_server.wait_until, lambda: feed_server.open_connections.total() == 0, 0.5
    )


@pytest.mark.slow
async def test_waiting_for_ones_turn_does_not_count_as_slowness(feed_server: FeedServer) -> None:
    urls = [feed_server.site.url(n, delay=0.25) for n in range(5)]
    outcomes = await ask_all(*map(FetchRequest, urls), limits=FetchLimits(per_host=1, deadline=1.0))

    assert all(isinstance(outcome, Received) for outcome in outcomes.values())


async def test_a_slow_host_holds_up_no_other() -> None:
    with FeedServer(Plan(feeds=12, items=1, own_hosts=True)) as feed_server:
        slow = [FetchRequest(f"http://127.0.0.1:{feed_server.site.port}/{n}.rss?delay=60") for n in range(50)]
        quick = [FetchRequest(url) for url in feed_server.site.urls()]
        async with (
            FeedFetcher(FetchLimits(connections=8)) as fetcher,
            aclosing(fetcher.fetch_all(slow + quick)) as outcomes,
        ):
            first = [(await anext(outcomes))[0] for _ in quick]

    assert {request.url for request in first} == {request.url for request in quick}


async def test_a_busy_host_is_not_asked_for_its_other_feeds(feed_server: FeedServer) -> None:
    busy = feed_server.site.url(status=429, wait=300)
    others = [FetchRequest(feed_server.site.url(n)) for n in range(1, 6)]
    outcomes = await ask_all(FetchRequest(busy), *others, limits=FetchLimits(per_host=1))

    assert len(feed_server.requests) == 1
    for url, outcome in outcomes.items():
        assert isinstance(outcome, Refused)
        assert outcome.kind is (ErrorKind.BUSY if url == busy else ErrorKind.WAITING)
        assert 290 < (outcome.retry_after or 0) <= 300


async def test_a_host_that_wants_no_rest_is_asked_on(feed_server: FeedServer) -> None:
    busy = FetchRequest(feed_server.site.url(status=503, wait=0))
    outcomes = await ask_all(busy, FetchRequest(feed_server.site.url(1)), limits=FetchLimits(per_host=1))

    assert isinstance(outcomes[feed_server.site.url(1)], Received)
