"""Opens connections for httpcore, if wanted to public addresses alone."""

from __future__ import annotations

import asyncio
import socket
import ssl
from asyncio.staggered import staggered_race
from collections.abc import Iterable
from functools import partial
from itertools import zip_longest
from typing import Any

import httpcore

from briefing.sources.http.private_addresses import PrivateAddressError, is_public

_NEXT_ATTEMPT = 0.25
"""Seconds after which a host's next address is tried beside the one that does not answer (RFC 8305)."""


class Network(httpcore.AsyncNetworkBackend):
    """Opens TCP connections; httpcore's own backend takes a request a quarter more processor time."""

    def __init__(self, *, public_only: bool) -> None:
        """Connect, if `public_only`, to the very addresses that were checked: a second answer may differ."""
        self._public_only = public_only

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect. Raises PrivateAddressError if only public addresses are wanted, and the host has none."""
        try:
            async with asyncio.timeout(timeout):
                if not self._public_only:
                    return await _connect(host, port)
                attempts = [partial(_connect, each, port) for each in await _public_addresses(host, port)]
                if len(attempts) == 1:
                    return await attempts[0]()
                stream: httpcore.AsyncNetworkStream | None
                stream, _, errors = await staggered_race(attempts, _NEXT_ATTEMPT)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        if stream is None:
            reason = next(error for error in errors if error is not None)
            raise httpcore.ConnectError(str(reason)) from reason
        return stream


class _Stream(httpcore.AsyncNetworkStream):
    """A connection without httpcore's time limits, except for TLS: a fetch has one for the whole."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        try:
            return await self._reader.read(max_bytes)
        except OSError as error:
            raise httpcore.ReadError(str(error)) from error

    async def write(self, buffer: bytes, timeout: float | None = None) -> None:
        try:
            self._writer.write(buffer)
            await self._writer.drain()
        except OSError as error:
            raise httpcore.WriteError(str(error)) from error

    async def aclose(self) -> None:
        self._writer.transport.abort()  # a polite end of TLS could take as long as the server likes

    async def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.AsyncNetworkStream:
        try:
            async with asyncio.timeout(timeout):
                await self._writer.start_tls(ssl_context, server_hostname=server_hostname)
        except TimeoutError as error:
            raise httpcore.ConnectTimeout from error
        except OSError as error:
            raise httpcore.ConnectError(str(error)) from error
        return self

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks for: the protocol that TLS agreed on, or whether the server hung up."""
        return self._reader.at_eof() if info == "is_readable" else self._writer.get_extra_info(info)


async def _connect(host: str, port: int) -> httpcore.AsyncNetworkStream:
    return _Stream(*await asyncio.open_connection(host, port, happy_eyeballs_delay=_NEXT_ATTEMPT))


async def _public_addresses(host: str, port: int) -> list[str]:
    """Return a host's public addresses, IPv4 and IPv6 in turns, so that a dead one costs little."""
    answers = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    found = list(dict.fromkeys(str(answer[4][0]) for answer in answers))
    public = [address for address in found if is_public(address)]
    if not public:
        raise PrivateAddressError(host if host in found else f"{host}, which is {', '.join(found[:3])}")
    first = [address for address in public if (":" in address) is (":" in public[0])]
    other = [address for address in public if address not in first]
    return [address for pair in zip_longest(first, other) for address in pair if address]
