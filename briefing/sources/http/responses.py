"""What pages and feeds share on their way from the web: who asks, what an answer declares, why none came."""

from __future__ import annotations

import ssl
from collections.abc import Iterator
from email.message import Message
from urllib.parse import urlsplit

import briefing

__all__ = ["MOST_REDIRECTS", "REDIRECTS", "USER_AGENT", "causes_of", "declared", "host_of", "why_none_came"]

USER_AGENT = f"briefing/{briefing.__version__}"
REDIRECTS = frozenset({301, 302, 303, 307, 308})
MOST_REDIRECTS = 5


def declared(header: str) -> tuple[str | None, str | None]:
    """Media type and character set of a Content-Type header."""
    if not header.strip():
        return None, None
    message = Message()
    message["content-type"] = header.split("\n")[0]
    return message.get_content_type(), message.get_content_charset()


def host_of(url: str) -> str:
    """The host's name alone, for sentences."""
    return urlsplit(url).hostname or url


def why_none_came(error: BaseException) -> str:
    """Why there was no answer, and what to do, by what lies at the bottom of the error."""
    import socket

    for cause in causes_of(error):
        if isinstance(cause, socket.gaierror):
            return "no such host is known, so check the address and that you are online"
        if isinstance(cause, ssl.SSLCertVerificationError):
            return "its certificate does not prove that it is the site it says, so open it in a browser first"
        if isinstance(cause, ssl.SSLError):
            return "no safe connection could be made, so try the address with http:// or in a browser"
        if isinstance(cause, ConnectionRefusedError):
            return "the server refused the connection, so check the address or try again later"
    import httpx

    if isinstance(error, httpx.ConnectError):
        return "the server cannot be reached, so check the address and that you are online"
    if isinstance(error, httpx.RemoteProtocolError | httpx.ReadError):
        return "the server broke off or does not speak HTTP, so try again later"
    if isinstance(error, httpx.ProxyError):
        return "the proxy that is set up refused, so check its settings"
    if isinstance(error, httpx.InvalidURL | httpx.UnsupportedProtocol | ValueError):
        return "it leads to an address that is not valid, so open it in a browser"
    return "the connection failed, so try again later"


def causes_of(error: BaseException) -> Iterator[BaseException]:
    """The error and all that it came from, groups of attempts opened."""
    pending: list[BaseException | None] = [error]
    seen: set[int] = set()
    while pending:
        current = pending.pop(0)
        if current is None or id(current) in seen:
            continue
        seen.add(id(current))
        yield current
        pending += [current.__cause__, current.__context__]
        if isinstance(current, BaseExceptionGroup):
            pending += current.exceptions
