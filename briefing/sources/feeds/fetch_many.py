"""Fetches many feeds at once, with limits for each host."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncGenerator, AsyncIterator, Iterable
from contextlib import asynccontextmanager
from functools import partial
from time import monotonic
from typing import Self

from briefing.diagnostics import log_fault, see_log
from briefing.domain.feeds.feed_address import is_mailbox
from briefing.sources.http.credentials import saved_password, strip_login
from briefing.sources.http.fetch_errors import busy_sentence
from briefing.sources.http.fetch_one import Fetch, PasswordOf
from briefing.sources.http.fetch_policy import FEED, FetchLimits
from briefing.sources.http.fetch_result import ErrorKind, FetchOutcome, FetchRequest, ReceivedMails, Refused
from briefing.sources.http.redirects import host_of, refuse_address
from briefing.sources.http.transports import Transports
from briefing.sources.mailboxes.imap_folder import ImapFolder
from briefing.sources.mailboxes.local_mailbox import read_local
from briefing.sources.text.normalize_text import clean_line

_BUSY_SECONDS = 60.0
"""Seconds until the next request to a busy host that sends no Retry-After."""
DEADLINES = 10
"""A mailbox may take so many times as long as a feed: a thousand mails may come at once."""


class FeedFetcher:
    """An asynchronous context manager, which remembers connections and busy hosts until it is left."""

    def __init__(
        self, limits: FetchLimits | None = None, *, password_of: PasswordOf = saved_password
    ) -> None:
        self._limits = limits or FetchLimits()
        self._password_of = password_of
        self._all_slots = asyncio.Semaphore(self._limits.connections)
        self._host_slots: dict[str, asyncio.Semaphore] = {}
        self._busy_until: dict[str, tuple[float, int | None]] = {}
        """The time until which a host is busy, and the status of its response, by host."""

    async def __aenter__(self) -> Self:
        self._transports = Transports()
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._transports.aclose()

    async def fetch_all(
        self, requests: Iterable[FetchRequest]
    ) -> AsyncGenerator[tuple[FetchRequest, FetchOutcome], None]:
        """Yield each request with its outcome, in the order of the responses.

        Fetching pauses while a few outcomes wait to be consumed. Close this (`contextlib.aclosing`) to cancel
        the rest.
        """
        room = asyncio.Semaphore(self._limits.connections)
        tasks = {asyncio.create_task(self._outcome(request, room)) for request in requests}
        for task in tasks:
            task.add_done_callback(tasks.discard)  # and free its outcome, which may be large
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
        if is_mailbox(request.url):
            async with self._slot(host_of(request.url)):
                read = await read_mailbox(request, self._limits, self._password_of)
            await room.acquire()
            return request, read
        if refused := refuse_address(request.url):
            await room.acquire()
            return request, refused
        fetch = Fetch(request, FEED, self._limits, self._transports, self._password_of)
        while True:
            host = host_of(fetch.route.url)
            async with self._slot(host):
                outcome = self._refuse_busy(host) or await fetch.step()
                if outcome is not None:
                    self._note_busy(host, outcome)
                    await room.acquire()  # waits before others may fetch, or bodies would pile up
                    return request, outcome

    @asynccontextmanager
    async def _slot(self, host: str) -> AsyncIterator[None]:
        """Wait for the host first: whoever waits for a slow host does not block the others."""
        if host not in self._host_slots:
            self._host_slots[host] = asyncio.Semaphore(self._limits.per_host)
        async with self._host_slots[host], self._all_slots:
            yield

    def _note_busy(self, host: str, outcome: FetchOutcome) -> None:
        if isinstance(outcome, Refused) and outcome.kind is ErrorKind.BUSY and host not in self._busy_until:
            wait = _BUSY_SECONDS if outcome.retry_after is None else outcome.retry_after
            self._busy_until[host] = (monotonic() + wait, outcome.status)

    def _refuse_busy(self, host: str) -> Refused | None:
        """Return the outcome for a host that was busy at another feed, without a request."""
        until, status = self._busy_until.get(host, (0.0, None))
        if (wait := until - monotonic()) > 0:
            return Refused(busy_sentence(host, status, FEED, wait), ErrorKind.WAITING, status, wait)
        self._busy_until.pop(host, None)
        return None


async def read_mailbox(request: FetchRequest, limits: FetchLimits, password_of: PasswordOf) -> FetchOutcome:
    """Read the new mails of a mailbox; the outcome of a failure is a sentence."""
    shown = clean_line(strip_login(request.url))
    folder = ImapFolder(request, limits, password_of) if request.url.startswith("imaps:") else None
    seconds = limits.deadline * DEADLINES
    try:
        reading = asyncio.ensure_future(
            asyncio.to_thread(folder.read if folder else partial(read_local, request))
        )
        done, _ = await asyncio.wait([reading], timeout=seconds)
        if not done and folder:  # the thread ends with the mails that have come
            folder.close()
            done, _ = await asyncio.wait([reading], timeout=limits.connect)
            if done and isinstance(outcome := reading.result(), ReceivedMails):
                return outcome
        elif done:
            return reading.result()
        return Refused(f"{shown} could not be read in full within {seconds:g} seconds; retrying later.")
    except Exception as error:  # an unforeseen answer fails this mailbox alone, not a whole refresh
        log_fault(error)
        return Refused(f"{shown} could not be read: unexpected error ({type(error).__name__}), {see_log()}.")
    finally:
        if folder:
            folder.close()
