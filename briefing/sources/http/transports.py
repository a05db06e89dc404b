"""The connections that feeds come over: one pool for those without a proxy, and one for each proxy."""

from __future__ import annotations

from typing import TYPE_CHECKING

from briefing.sources.article_identity import is_web_address, normalize_url
from briefing.sources.http.proxies import Proxies

if TYPE_CHECKING:
    import ssl

    import httpx

__all__ = ["Transports", "UnusableProxyError"]

_MOST_IDLE = 8
"""Connections kept for the next feed of the same host. The pool goes through them at each request: with 32
kept, asking 300 hosts took a fifth more time."""
_IDLE_SECONDS = 5.0


class UnusableProxyError(Exception):
    """The address of a proxy is not valid, or of a kind that is not spoken."""


class Transports:
    """httpx's transports without its client, which has its own rules for redirects and logins."""

    def __init__(self) -> None:
        self._by_proxy: dict[str | None, httpx.AsyncHTTPTransport] = {}
        self._proxies = Proxies()
        self._tls: ssl.SSLContext | None = None

    def proxy_between(self, url: str, own: str | None) -> str | None:
        """The proxy that the feed or else the environment says stands before the address."""
        return self._proxies.between(url, own)

    def through(self, proxy: str | None) -> httpx.AsyncHTTPTransport:
        """Raises UnusableProxyError."""
        if proxy not in self._by_proxy:
            self._by_proxy[proxy] = self._new(proxy)
        return self._by_proxy[proxy]

    async def aclose(self) -> None:
        while self._by_proxy:
            _, transport = self._by_proxy.popitem()
            await transport.aclose()

    def _new(self, proxy: str | None) -> httpx.AsyncHTTPTransport:
        import httpx

        if proxy is not None and is_web_address(proxy) and normalize_url(proxy) is None:
            raise UnusableProxyError(proxy)
        self._tls = self._tls or httpx.create_ssl_context()
        limits = httpx.Limits(
            max_connections=None,  # whoever asks takes turns
            max_keepalive_connections=_MOST_IDLE,
            keepalive_expiry=_IDLE_SECONDS,
        )
        try:
            return httpx.AsyncHTTPTransport(verify=self._tls, limits=limits, proxy=proxy)
        except (ValueError, ImportError, httpx.InvalidURL) as error:  # ImportError: SOCKS needs a package
            raise UnusableProxyError(proxy) from error
