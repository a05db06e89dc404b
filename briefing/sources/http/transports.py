"""Chooses the proxy for an address and pools httpx's connections, one pool for each way out."""

from __future__ import annotations

import ssl
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import httpcore
import httpx

from briefing.sources.article_identity import is_web_address, normalize_url
from briefing.sources.http.public_network import PublicNetwork

_MAX_IDLE = 8
"""Connections kept open for the next request to the same host. The pool walks through them at each request:
with 32 of them, fetching from 300 hosts took a fifth longer."""
_IDLE_SECONDS = 5.0


class UnusableProxyError(Exception):
    """The address of a proxy is not valid, or its scheme is not supported."""


class Transports:
    """httpx's transports without its client, which has its own rules for redirects and logins.

    The proxies of the environment are those it names when this is made.
    """

    def __init__(self) -> None:
        self._opened: dict[tuple[str | None, bool], httpx.AsyncHTTPTransport] = {}
        self._by_scheme = getproxies()
        self._tls: ssl.SSLContext | None = None

    def proxy_for(self, url: str, own: str | None = None) -> str | None:
        """The proxy's address, None for none. `own` comes before the environment's; "" means no proxy."""
        if own is not None:
            return _with_scheme(own)
        parts = urlsplit(url)
        named = self._by_scheme.get(parts.scheme.lower()) or self._by_scheme.get("all")
        if not named or proxy_bypass(parts.netloc.rpartition("@")[2]):
            return None
        return _with_scheme(named)

    def through(self, proxy: str | None, *, public_only: bool) -> httpx.AsyncHTTPTransport:
        """`public_only` refuses private addresses where there is no proxy, which resolves names itself.

        Raises UnusableProxyError.
        """
        way = (proxy, public_only and proxy is None)
        if way not in self._opened:
            self._opened[way] = self._open(*way)
        return self._opened[way]

    async def aclose(self) -> None:
        while self._opened:
            _, transport = self._opened.popitem()
            await transport.aclose()

    def _open(self, proxy: str | None, public_only: bool) -> httpx.AsyncHTTPTransport:
        if proxy is not None and is_web_address(proxy) and normalize_url(proxy) is None:
            raise UnusableProxyError(proxy)
        self._tls = self._tls or httpx.create_ssl_context()
        limits = httpx.Limits(
            max_connections=None,  # FeedFetcher limits them
            max_keepalive_connections=_MAX_IDLE,
            keepalive_expiry=_IDLE_SECONDS,
        )
        try:
            if public_only:
                return _PublicTransport(self._tls, limits)
            return httpx.AsyncHTTPTransport(verify=self._tls, limits=limits, proxy=proxy)
        except (ValueError, ImportError, httpx.InvalidURL) as error:  # ImportError: SOCKS needs a package
            raise UnusableProxyError(proxy) from error


class _PublicTransport(httpx.AsyncHTTPTransport):
    """httpx's, which has no parameter for the network that its pool connects through."""

    def __init__(self, tls: ssl.SSLContext, limits: httpx.Limits) -> None:
        super().__init__(verify=tls, limits=limits)
        self._pool = httpcore.AsyncConnectionPool(
            ssl_context=tls,
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=PublicNetwork(),
        )


def _with_scheme(proxy: str) -> str | None:
    proxy = proxy.strip()
    if not proxy:
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
