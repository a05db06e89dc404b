"""Many feeds asked for at once, politely to each host, their answers given out as they come."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import asynccontextmanager
from time import monotonic
from typing import Self

from briefing.sources.http.credentials import saved_password
from briefing.sources.http.fetch_one import Fetch, PasswordOf
from briefing.sources.http.fetch_policy import FEED, FetchLimits
from briefing.sources.http.fetch_result import ErrorKind, FetchOutcome, FetchRequest, Refused
from briefing.sources.http.http_status import busy_sentence
from briefing.sources.http.redirects import host_of, refuse_address
from briefing.sources.http.transports import Transports

__all__ = ["FeedFetcher"]

_REST = 60.0
"""Seconds that a host is left alone when it asks for rest and does not say how much."""


class FeedFetcher:
    """To be entered; its connections, and the rest that hosts asked for, last until it is left."""

    def __init__(
        self, limits: FetchLimits | None = None, *, password_of: PasswordOf = saved_password
    ) -> None:
        self._limits = limits or FetchLimits()
        self._password_of = password_of
        self._all_turns = asyncio.Semaphore(self._limits.connections)
        self._turns_of: dict[str, asyncio.Semaphore] = {}
        self._resting: dict[str, tuple[float, int | None]] = {}
        """By host: until when, and the status that asked for it."""

    async def __aenter__(self) -> Self:
        self._transports = Transports()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transports.aclose()

    async def fetch_all(
        self, requests: Iterable[FetchRequest]
    ) -> AsyncGenerator[tuple[FetchRequest, FetchOutcome], None]:
        """Each request with what came of it, in the order in which the answers come.

        Answers wait until they are taken, a few at a time: taking them slowly makes all of it slower, not
        larger. Close this (`contextlib.aclosing`) to call off what is still going on.
        """
        room = asyncio.Semaphore(self._limits.connections)
        tasks = {asyncio.create_task(self._outcome(request, room)) for request in requests}
        for task in tasks:
            task.add_done_callback(tasks.discard)  # and with it what came, which may be large
        try:
            for answered in asyncio.as_completed(tasks):
                yield await answered
                room.release()
        finally:
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)

    async def _outcome(
        self, request: FetchRequest, room: asyncio.Semaphore
    ) -> tuple[FetchRequest, FetchOutcome]:
        if refused := refuse_address(request.url):
            await room.acquire()
            return request, refused
        fetch = Fetch(request, FEED, self._limits, self._transports, self._password_of)
        while True:
            host = host_of(fetch.route.url)
            async with self._turn(host):
                outcome = self._rest_of(host) or await fetch.step()
                if outcome is not None:
                    self._let_rest(host, outcome)
                    await room.acquire()  # before the turn is over, or bodies would pile up
                    return request, outcome

    @asynccontextmanager
    async def _turn(self, host: str) -> AsyncIterator[None]:
        """The host's turn comes first: whoever waits for a slow host does not hold up the others."""
        if host not in self._turns_of:
            self._turns_of[host] = asyncio.Semaphore(self._limits.per_host)
        async with self._turns_of[host], self._all_turns:
            yield

    def _let_rest(self, host: str, outcome: FetchOutcome) -> None:
        if isinstance(outcome, Refused) and outcome.kind is ErrorKind.BUSY and host not in self._resting:
            wait = _REST if outcome.retry_after is None else outcome.retry_after
            self._resting[host] = (monotonic() + wait, outcome.status)

    def _rest_of(self, host: str) -> Refused | None:
        """The answer of a host that asked another feed's request to come later: it is not asked again."""
        until, status = self._resting.get(host, (0.0, None))
        if (wait := until - monotonic()) > 0:
            return Refused(busy_sentence(host, status, FEED.retry), ErrorKind.BUSY, status, wait)
        self._resting.pop(host, None)
        return None
