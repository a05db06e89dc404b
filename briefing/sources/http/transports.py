"""Chooses the proxy for an address and pools connections, one pool for each way out."""

from __future__ import annotations

import os
import ssl
from importlib.util import find_spec
from urllib.parse import unquote, urlsplit
from urllib.request import getproxies, proxy_bypass

import certifi
import httpcore

from briefing.sources.article_identity import is_web_address, normalize_url
from briefing.sources.http.network import Network

_MAX_IDLE = 8
"""Connections kept open for the next request to the same host. The pool walks through them at each request:
with 32 of them, fetching from 300 hosts took a fifth longer."""
_IDLE_SECONDS = 5.0


class UnusableProxyError(Exception):
    """The address of a proxy is not valid, or its scheme is not supported."""


class Transports:
    """The proxies of the environment are those it names when this is made."""

    def __init__(self) -> None:
        self._opened: dict[tuple[str | None, bool], httpcore.AsyncConnectionPool] = {}
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

    def through(self, proxy: str | None, *, public_only: bool) -> httpcore.AsyncConnectionPool:
        """`public_only` refuses private addresses where there is no proxy, which resolves names itself.

        Raises UnusableProxyError.
        """
        way = (proxy, public_only and proxy is None)
        if way not in self._opened:
            self._opened[way] = self._open(*way)
        return self._opened[way]

    async def aclose(self) -> None:
        while self._opened:
            _, pool = self._opened.popitem()
            await pool.aclose()

    def _open(self, proxy: str | None, public_only: bool) -> httpcore.AsyncConnectionPool:
        self._tls = self._tls or _tls_context()
        return httpcore.AsyncConnectionPool(
            ssl_context=self._tls,
            proxy=None if proxy is None else _parse_proxy(proxy),
            max_connections=None,  # FeedFetcher limits them
            max_keepalive_connections=_MAX_IDLE,
            keepalive_expiry=_IDLE_SECONDS,
            network_backend=Network(public_only=public_only),
        )


def _tls_context() -> ssl.SSLContext:
    """Trusts the authorities that the environment names, else those that browsers trust."""
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
