"""Fetches from the loopback feed server for the tests of feeds."""

from __future__ import annotations

from contextlib import aclosing

from benchmarks.feed_server import FeedServer
from briefing.sources.feeds.fetch_many import FeedFetcher
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.fetch_result import FetchOutcome, FetchRequest, Received, Refused


def no_password(host: str, user: str) -> str | None:
    return None


async def ask_all(*requests: FetchRequest, limits: FetchLimits | None = None) -> dict[str, FetchOutcome]:
    async with (
        FeedFetcher(limits, password_of=no_password) as fetcher,
        aclosing(fetcher.fetch_all(requests)) as outcomes,
    ):
        return {request.url: outcome async for request, outcome in outcomes}


async def ask(request: FetchRequest | str, limits: FetchLimits | None = None) -> FetchOutcome:
    request = FetchRequest(request) if isinstance(request, str) else request
    return (await ask_all(request, limits=limits))[request.url]


async def received(request: FetchRequest | str, limits: FetchLimits | None = None) -> Received:
    outcome = await ask(request, limits)
    assert isinstance(outcome, Received), outcome
    return outcome


async def refused(request: FetchRequest | str, limits: FetchLimits | None = None) -> Refused:
    outcome = await ask(request, limits)
    assert isinstance(outcome, Refused), outcome
    assert outcome.sentence.endswith(".") and outcome.sentence.isprintable(), outcome.sentence
    return outcome


def bytes_of(server: FeedServer, target: str) -> bytes:
    return server.site.answer(target, {}).body


def with_login(url: str, login: str) -> str:
    return url.replace("//", f"//{login}@")
