"""Opens connections to public addresses alone."""

from __future__ import annotations

import asyncio
import socket
from asyncio.staggered import staggered_race
from collections.abc import Iterable
from functools import partial
from itertools import zip_longest

import httpcore

from briefing.sources.http.private_addresses import PrivateAddressError, is_public

_NEXT_ATTEMPT = 0.25
"""Seconds until the next address of a host is tried beside the one that does not answer (RFC 8305)."""


class PublicNetwork(httpcore.AsyncNetworkBackend):
    """Connects to the very addresses that were checked: a name that is asked twice may be answered twice."""

    def __init__(self) -> None:
        self._network = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Raises PrivateAddressError for a host with no public address."""
        try:
            async with asyncio.timeout(timeout):
                attempts = [
                    partial(self._network.connect_tcp, address, port, None, local_address, socket_options)
                    for address in await _public_addresses(host, port)
                ]
                if len(attempts) == 1:
                    return await attempts[0]()
                stream: httpcore.AsyncNetworkStream | None
                stream, _, errors = await staggered_race(attempts, _NEXT_ATTEMPT)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        if stream is None:
            raise next(error for error in errors if error is not None)
        return stream


async def _public_addresses(host: str, port: int) -> list[str]:
    """IPv4 and IPv6 in turns, so that one of them that leads nowhere costs little."""
    try:
        answers = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise httpcore.ConnectError(str(error)) from error
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    public = [address for address in found if is_public(address)]
    if not public:
        raise PrivateAddressError(host if host in found else f"{host}, which is {', '.join(found[:3])}")
    first = [address for address in public if (":" in address) is (":" in public[0])]
    other = [address for address in public if address not in first]
    return [address for pair in zip_longest(first, other) for address in pair if address]
