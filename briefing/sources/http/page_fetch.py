"""Fetches a web page, or several addresses at once, in a separate thread."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from contextlib import aclosing
from typing import Any, TypeVar

from briefing.errors import FetchError, NoArticleError, NotFoundError, SourceError, TooLargeError
from briefing.sources.http.fetch_one import Fetch
from briefing.sources.http.fetch_policy import PAGE, PAGE_LIMITS, FetchLimits, FetchPolicy
from briefing.sources.http.fetch_result import ErrorKind, FetchOutcome, FetchRequest, Received, Refused
from briefing.sources.http.redirects import refuse_address
from briefing.sources.http.transports import Transports
from briefing.threads import run_in_thread

_Result = TypeVar("_Result")
_ERRORS: dict[ErrorKind, type[SourceError]] = {
    ErrorKind.EMPTY: NoArticleError,
    ErrorKind.NOT_FOUND: NotFoundError,
    ErrorKind.TOO_LARGE: TooLargeError,
}
"""The errors by kind; all other kinds raise FetchError."""


def fetch_page(
    url: str, limits: FetchLimits | None = None, *, trusted_hosts: frozenset[str] | None = None
) -> Received:
    """Fetch a page, blocking any thread, even one with an event loop; `trusted_hosts` as in FetchRequest.

    Raises FetchError, NotFoundError, TooLargeError, and NoArticleError for an empty response.
    """
    outcome = refuse_address(url) or _run(
        _fetch(FetchRequest(url, trusted_hosts=trusted_hosts), limits or PAGE_LIMITS)
    )
    if isinstance(outcome, Refused):
        raise _ERRORS.get(outcome.kind, FetchError)(outcome.sentence)
    assert isinstance(outcome, Received)  # nothing is unchanged without a condition
    return outcome


async def _fetch(request: FetchRequest, limits: FetchLimits) -> FetchOutcome:
    async with aclosing(Transports()) as transports:
        fetch = Fetch(request, PAGE, limits, transports)
        while (outcome := await fetch.step()) is None:
            pass  # it was a redirect
        return outcome


def fetch_all(
    requests: Sequence[FetchRequest], policy: FetchPolicy, limits: FetchLimits
) -> list[FetchOutcome]:
    """Fetch addresses at once, and follow no redirect; blocks any thread, even one with an event loop."""
    return _run(_fetch_all(requests, policy, limits))


async def _fetch_all(
    requests: Sequence[FetchRequest], policy: FetchPolicy, limits: FetchLimits
) -> list[FetchOutcome]:
    async with aclosing(Transports()) as transports:
        fetches = [Fetch(request, policy, limits, transports) for request in requests]
        outcomes = await asyncio.gather(*(fetch.step() for fetch in fetches))
    return [
        outcome or Refused(f"{fetch.route.shown} leads elsewhere, which was not followed.")
        for fetch, outcome in zip(fetches, outcomes, strict=True)
    ]


def _run(work: Coroutine[Any, Any, _Result]) -> _Result:
    """Run the work in a new event loop in a new thread, and return its result.

    The loop is closed without waiting for its helper threads: looking up a host name cannot be cancelled, and
    may go on long after the deadline.
    """

    def in_thread() -> _Result:
        loop = asyncio.new_event_loop()
        try:
            return loop.run_until_complete(work)
        finally:
            loop.close()

    return run_in_thread(in_thread, "briefing-fetch").result()
