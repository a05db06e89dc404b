"""Sends requests to one server that the reader named, over connections that stay open between them."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from contextlib import aclosing
from dataclasses import dataclass
from datetime import UTC, datetime
from types import TracebackType
from typing import Self

import httpcore

from briefing.errors import FetchError
from briefing.sources.http.credentials import url_origin
from briefing.sources.http.decompress import read_body
from briefing.sources.http.fetch_errors import FETCH_ERRORS, refuse_error
from briefing.sources.http.fetch_policy import SYNC, FetchLimits
from briefing.sources.http.headers import header_fields, retry_after
from briefing.sources.http.redirects import Route, ascii_address
from briefing.sources.http.streamed_answer import request_to
from briefing.sources.http.transports import Transports

LIMITS = FetchLimits(deadline=60.0, body=64_000_000)


@dataclass(frozen=True, slots=True)
class ServerAnswer:
    status: int
    headers: Mapping[str, str]
    """The headers by their names in lower case."""
    content: bytes

    @property
    def wait(self) -> float | None:
        """The seconds that the server asks us to wait."""
        return retry_after(self.headers, datetime.now(UTC))


class ServerSession:
    """A context manager that may be entered again; in one thread at a time, which must not run an event loop.

    It follows no redirect.
    """

    def __init__(self, limits: FetchLimits = LIMITS) -> None:
        self.requests = 0
        """The number of requests since it was entered."""
        self._limits = limits

    def __enter__(self) -> Self:
        self.requests = 0
        self._loop = asyncio.new_event_loop()
        self._transports = Transports()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.run_until_complete(self._transports.aclose())
        self._loop.close()

    def send(
        self, url: str, content: bytes = b"", headers: Mapping[str, str] | None = None, *, once: bool = False
    ) -> ServerAnswer:
        """Get an address, or post `content` to it, and receive the whole answer. Raises FetchError.

        A server may close a connection that was used before: then it is sent again, unless `once`.
        """
        proxy = None
        try:
            proxy = self._transports.proxy_for(url)
            for is_last in (once, True):
                try:
                    return self._loop.run_until_complete(self._answer(url, content, headers or {}, proxy))
                except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
                    if is_last or self.requests < 2:
                        raise
            raise AssertionError("the second failure is raised")
        except FETCH_ERRORS as error:
            route = Route("/".join(url.split("/")[:3]), SYNC)
            raise FetchError(refuse_error(error, route, self._limits, proxy).sentence) from error

    async def _answer(
        self, url: str, content: bytes, headers: Mapping[str, str], proxy: str | None
    ) -> ServerAnswer:
        self.requests += 1
        request = request_to(url, content, headers, self._limits.connect, accept=SYNC.accept)
        async with (
            asyncio.timeout(self._limits.deadline),
            self._transports.pool(url_origin(ascii_address(url)), proxy, public_only=False) as pool,
        ):
            response = await pool.handle_async_request(request)
            async with aclosing(response):
                fields = header_fields(response.headers)
                return ServerAnswer(
                    response.status,
                    fields,
                    await read_body(fields, response.aiter_stream(), self._limits.body),
                )
