"""Limits connections that have not shown the key, so that strangers cannot use up the server."""

from __future__ import annotations

import asyncio
import socket
from functools import partial

from aiohttp import web
from aiohttp.web_protocol import RequestHandler

MAX_STRANGERS = 64
"""The most connections without the key at a time; one more ends the oldest. Some systems allow 256 files."""
AT_ONCE = 32
"""The most connections that are accepted at once: fewer than strangers, so that the oldest has begun."""
QUEUE = 1024
"""How many connections may wait to be accepted: what finds no place tries again only after a second."""
KEY_SECONDS = 10.0
"""Seconds in which a connection has to show the key."""


class Connections:
    """The connections to a server; those that have not shown the key are ended in time."""

    def __init__(self) -> None:
        self._strangers: dict[asyncio.BaseProtocol, asyncio.TimerHandle] = {}
        """Connections without the key, the oldest first, and what will end them."""

    async def listen(self, server: web.Server, host: str, port: int) -> asyncio.Server:
        """Listen for connections to a server. Raises OSError."""
        loop = asyncio.get_running_loop()
        listening = socket.create_server((host, port))
        started = await loop.create_server(partial(self._accept, server), sock=listening, backlog=AT_ONCE)
        listening.listen(QUEUE)  # asyncio has one number for both
        return started

    def recognize(self, connection: asyncio.BaseProtocol) -> None:
        """Let a connection that has shown the key stay."""
        if timer := self._strangers.pop(connection, None):
            timer.cancel()

    def _accept(self, server: web.Server) -> RequestHandler:
        if len(self._strangers) >= MAX_STRANGERS:
            self._end(next(iter(self._strangers)))
        connection = server()
        self._strangers[connection] = asyncio.get_running_loop().call_later(
            KEY_SECONDS, self._end, connection
        )
        return connection

    def _end(self, connection: asyncio.BaseProtocol) -> None:
        self.recognize(connection)
        transport = getattr(connection, "transport", None)  # None where it has ended by itself
        if transport is not None:
            transport.abort()
