"""Chooses the proxy for an address, and pools connections by origin and proxy."""

from __future__ import annotations

import os
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from importlib.util import find_spec
from typing import NamedTuple
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import httpcore

from briefing.sources.article_identity import is_web_address, normalize_url
from briefing.sources.http.credentials import Origin
from briefing.sources.http.network import Network

_MAX_IDLE = 8
"""The number of unused pools that are kept open for the next request to their origin."""
_IDLE_SECONDS = 5.0


class UnusableProxyError(Exception):
    """The address of a proxy is not valid, or its scheme is not supported."""


class _PoolKey(NamedTuple):
    origin: Origin
    proxy: str | None
    public_only: bool


class Transports:
    """Pools of connections, with the proxies that the environment names when this is made.

    There is a pool for each origin: httpcore walks through all connections of a pool at the beginning and the
    end of each request, which took a fifth of fetching from many hosts.
    """

    def __init__(self) -> None:
        self._busy: dict[_PoolKey, tuple[httpcore.AsyncConnectionPool, int]] = {}
        """Pools in use, each with the number of its requests."""
        self._idle: dict[_PoolKey, httpcore.AsyncConnectionPool] = {}
        """Unused pools; the one used last comes last."""
        self._by_scheme = getproxies()
        self._tls: ssl.SSLContext | None = None

    def proxy_for(self, url: str, own: str | None = None) -> str | None:
        """Return a proxy's address, or None for none. `own` precedes the environment's; "" means no proxy."""
        if own is not None:
            return _with_scheme(own)
        parts = urlsplit(url)
        named = self._by_scheme.get(parts.scheme.lower()) or self._by_scheme.get("all")
        if not named or proxy_bypass(parts.netloc.rpartition("@")[2]):
            return None
        return _with_scheme(named)

    @asynccontextmanager
    async def pool(
        self, origin: Origin, proxy: str | None, *, public_only: bool
    ) -> AsyncIterator[httpcore.AsyncConnectionPool]:
        """Hold the pool of connections to an origin, for one request.

        `public_only` refuses private addresses unless there is a proxy, which resolves names itself. Raises
        UnusableProxyError.
        """
        key = _PoolKey(origin, proxy, public_only and proxy is None)
        pool, users = self._busy.get(key) or (
            self._idle.pop(key) if key in self._idle else self._open(key),
            0,
        )
        self._busy[key] = pool, users + 1
        try:
            yield pool
        finally:
            _, users = self._busy.pop(key)
            if users > 1:
                self._busy[key] = pool, users - 1
            else:
                self._idle[key] = pool
            if len(self._idle) > _MAX_IDLE:
                await self._idle.pop(next(iter(self._idle))).aclose()

    async def aclose(self) -> None:
        while self._idle:
            _, pool = self._idle.popitem()
            await pool.aclose()

    def _open(self, key: _PoolKey) -> httpcore.AsyncConnectionPool:
        if key.origin.scheme == "https":  # reading all authorities takes as long as twenty requests
            self._tls = self._tls or tls_context()
        return httpcore.AsyncConnectionPool(
            ssl_context=self._tls,
            proxy=None if key.proxy is None else _parse_proxy(key.proxy),
            max_connections=None,  # FeedFetcher limits them
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=Network(public_only=key.public_only),
        )


def tls_context() -> ssl.SSLContext:
    """Trust the certificate authorities that the environment names, or else those that browsers trust."""
    if file := os.environ.get("SSL_CERT_FILE"):
        return ssl.create_default_context(cafile=file)
    if folder := os.environ.get("SSL_CERT_DIR"):
        return ssl.create_default_context(capath=folder)
    return ssl.create_default_context(cafile=certifi.where())


def _parse_proxy(proxy: str) -> httpcore.Proxy:
    if is_web_address(proxy) and normalize_url(proxy) is None:
        raise UnusableProxyError(proxy)
    try:
        parts = urlsplit(proxy)
        url = httpcore.URL(scheme=parts.scheme, host=parts.hostname or "", port=parts.port, target="/")
    except (ValueError, TypeError) as error:
        raise UnusableProxyError(proxy) from error
    is_socks = parts.scheme in ("socks5", "socks5h")
    if not parts.hostname or (not is_socks and parts.scheme not in ("http", "https")):
        raise UnusableProxyError(proxy)
    if is_socks and find_spec("socksio") is None:  # it is optional
        raise UnusableProxyError(proxy)
    user, password = (unquote(each or "").encode() for each in (parts.username, parts.password))
    return httpcore.Proxy(url, auth=(user, password) if user or password else None)


def _with_scheme(proxy: str) -> str | None:
    proxy = proxy.strip()
    if not proxy:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
