"""Sends one request to a server that the reader named, and receives its answer piece by piece."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import AsyncExitStack, aclosing, contextmanager
from dataclasses import dataclass
from typing import TypeVar
from urllib.parse import urlsplit

import httpcore

from briefing.sources.http.credentials import url_origin
from briefing.sources.http.decompress import ACCEPTED
from briefing.sources.http.headers import header_fields, request_headers
from briefing.sources.http.redirects import ascii_address
from briefing.sources.http.transports import Transports

Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class StreamedAnswer:
    status: int
    headers: Mapping[str, str]
    """The headers by their names in lower case."""
    receive: Callable[[float], bytes]
    """Returns the next piece within so many seconds, or b"" at the end. Raises what `send` raises."""


@contextmanager
def send(
    url: str,
    content: bytes,
    headers: Mapping[str, str],
    *,
    connect: float,
    seconds: float,
    uses_proxy: bool = True,
) -> Iterator[StreamedAnswer]:
    """Post `content`, or get the address if there is none, and follow no redirect.

    A connection may take `connect` seconds, and `seconds` may pass until the answer begins. It blocks the
    thread, which must not run an event loop. Raises those of FETCH_ERRORS.
    """
    loop, stack = asyncio.new_event_loop(), AsyncExitStack()

    def wait(work: Awaitable[Result], seconds: float) -> Result:
        async def limited() -> Result:
            async with asyncio.timeout(seconds):
                return await work

        return loop.run_until_complete(limited())

    try:
        # A packed answer would come when it is whole.
        request = request_to(url, content, headers, connect, codings="identity")
        response = wait(_response(stack, request, None if uses_proxy else ""), seconds)
        pieces = aiter(response.aiter_stream())
        yield StreamedAnswer(
            response.status,
            header_fields(response.headers),
            lambda seconds: wait(anext(pieces, b""), seconds),
        )
    finally:
        loop.run_until_complete(stack.aclose())
        loop.close()


def request_to(
    url: str,
    content: bytes,
    headers: Mapping[str, str],
    connect: float,
    *,
    accept: str = "*/*",
    codings: str = ACCEPTED,
) -> httpcore.Request:
    """Make a request that posts `content`, or gets the address if there is none. Raises ValueError."""
    address = ascii_address(url)
    sent = [
        (b"Host", urlsplit(address).netloc.encode()),
        *request_headers(accept, None, None, own=headers, codings=codings),
    ]
    if content:
        sent.append((b"Content-Length", str(len(content)).encode()))
    return httpcore.Request(
        "POST" if content else "GET",
        address,
        headers=sent,
        content=content,
        extensions={"timeout": {"connect": connect}},
    )


async def _response(
    stack: AsyncExitStack, request: httpcore.Request, own_proxy: str | None
) -> httpcore.Response:
    url = bytes(request.url).decode("ascii")
    transports = await stack.enter_async_context(aclosing(Transports()))
    proxy = transports.proxy_for(url, own_proxy)
    pool = await stack.enter_async_context(transports.pool(url_origin(url), proxy, public_only=False))
    response = await pool.handle_async_request(request)
    return await stack.enter_async_context(aclosing(response))
