"""What is said to a feed's server, and what its refusals mean."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from briefing.domain.feeds.backoff import LONGEST_WAIT
from briefing.sources.http.credentials import password_variable, strip_login
from briefing.sources.http.decompress import ACCEPTED
from briefing.sources.http.fetch_result import ErrorKind, FeedRequest, Gone, Refused
from briefing.sources.http.redirects import Route
from briefing.sources.http.responses import USER_AGENT, causes_of, host_of, why_none_came
from briefing.sources.text.normalize_text import clean_line

__all__ = ["busy_sentence", "failure", "header_to_send", "refusal", "request_headers", "retry_after"]

_ACCEPT = (
    "application/atom+xml,application/rss+xml,application/feed+json,application/rdf+xml,"
    "application/xml;q=0.9,text/xml;q=0.9,application/json;q=0.8,*/*;q=0.1"
)
_OURS = frozenset(
    "accept-encoding connection content-length host if-modified-since if-none-match keep-alive "
    "proxy-authorization proxy-connection te trailer transfer-encoding upgrade".split()
)
"""Headers that the reader cannot set for a feed: they say what the connection needs them to say."""
_HEADER_NAME = re.compile(r"[!#$%&'*+.^`|~\w-]+", re.ASCII)


def request_headers(request: FeedRequest, *, own: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """What a request carries; `own` are the headers that only the feed's own host may see."""
    headers = {
        "user-agent": ("User-Agent", USER_AGENT),
        "accept": ("Accept", _ACCEPT),
        "accept-encoding": ("Accept-Encoding", ACCEPTED),
    }
    # Both, since some servers know but one of them; those that know both go by the ETag.
    if etag := header_to_send(request.etag):
        headers["if-none-match"] = ("If-None-Match", etag)
    if modified := header_to_send(request.last_modified):
        headers["if-modified-since"] = ("If-Modified-Since", modified)
    headers |= {name.lower(): (name, value) for name, value in _cleaned(own)}
    return [(name.encode(), value.encode("utf-8", "replace")) for name, value in headers.values()]


def _cleaned(headers: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    for name, value in headers.items():
        # A line end would begin another header, of the writer's choice.
        clean = re.sub(r"[\x00-\x1f\x7f]+", " ", value).strip()
        if _HEADER_NAME.fullmatch(name.strip()) and name.strip().lower() not in _OURS and clean:
            yield name.strip(), clean


def header_to_send(value: str | None) -> str | None:
    """A validator that a server named, if it can be sent back as it is."""
    value = (value or "").strip()
    return value if value.isascii() and value.isprintable() and value else None


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Seconds that the server asks us to stay away: given as such, or as a date by its own clock."""
    value = headers.get("retry-after", "").strip()
    if re.fullmatch(r"[0-9]+(\.[0-9]*)?", value, re.ASCII):
        seconds = float(value)
    else:
        until = _moment(value)
        if until is None:
            return None
        seconds = (until - (_moment(headers.get("date", "")) or now)).total_seconds()
    return min(max(seconds, 0.0), LONGEST_WAIT.total_seconds())


def _moment(value: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(value)
    except (TypeError, ValueError, OverflowError):
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def refusal(status: int, route: Route, *, wait: float | None, has_login: bool) -> Refused | Gone:
    """What a status that brings no feed means. `has_login` tells whether there is one for the feed."""
    shown, host = route.shown, host_of(route.url)
    if status == 410 and route.has_moved_for_good:
        return Gone(
            f"{shown} is there no more, says its server (HTTP 410): look for its new address, or unsubscribe."
        )
    match status:
        case 401:
            kind, sentence = ErrorKind.DENIED, _login_sentence(route, has_login)
        case 402 | 403 | 451:
            kind = ErrorKind.DENIED
            sentence = f"{shown} is not given to us (HTTP {status}): see in a browser if it needs a login."
        case 407:
            kind = ErrorKind.DENIED
            sentence = f"The proxy asks for a login (HTTP 407) before {shown}: write it into its address."
        case 511:
            kind = ErrorKind.DENIED
            sentence = f"The network asks you to log in before {shown} can be had: open a browser."
        case 404 | 410:
            kind = ErrorKind.NOT_FOUND
            sentence = f"There is no feed at {shown} (HTTP {status}): look for its new address."
        case 429 | 503 if status == 429 or wait is not None:
            kind, sentence = ErrorKind.BUSY, busy_sentence(host, status)
        case _ if status >= 500:
            kind = ErrorKind.SERVER
            sentence = f"{host} has a fault of its own (HTTP {status}): it will be asked again later."
        case _:
            kind = ErrorKind.SERVER
            sentence = f"{shown} gave no feed (HTTP {status}): look at it in a browser."
    return Refused(kind, sentence, status, wait)


def busy_sentence(host: str, status: int | None) -> str:
    return f"{host} asks us to come less often (HTTP {status}): it will be asked again later."


def _login_sentence(route: Route, has_login: bool) -> str:
    if has_login and not route.is_at_home:
        return (
            f"{route.shown} leads to {clean_line(route.url)}, where your login was not sent (HTTP 401): "
            "if it belongs there, subscribe to that address."
        )
    if has_login:
        return f"{route.shown} does not take your login (HTTP 401): check user name and password."
    host = host_of(route.url)
    return (
        f"{route.shown} asks for a login (HTTP 401): put your user name into its address, as in "
        f"https://user@{host}/, and the password into {password_variable(host)} or the keyring."
    )


def failure(error: Exception, shown: str, proxy: str | None) -> Refused:
    """What it means that no answer came, or not all of one; `error` is httpx's or the system's."""
    kind = _kind_of(error)
    if kind is ErrorKind.SLOW:
        why = "the server takes no connection, so it will be asked again later"
    elif kind is ErrorKind.UNREACHABLE and proxy is not None:
        why = f"the proxy {clean_line(strip_login(proxy))} cannot be reached, so check its address"
    else:
        why = why_none_came(error)
    return Refused(kind, f"{shown} could not be fetched: {why}.")


def _kind_of(error: Exception) -> ErrorKind:
    import socket
    import ssl

    import httpx

    if isinstance(error, httpx.TimeoutException):
        return ErrorKind.SLOW
    for cause in causes_of(error):
        if isinstance(cause, socket.gaierror):
            return ErrorKind.UNREACHABLE
        if isinstance(cause, ssl.SSLError):
            return ErrorKind.UNSAFE
    match error:
        case httpx.ConnectError() | httpx.ProxyError():
            return ErrorKind.UNREACHABLE
        case httpx.RemoteProtocolError() | httpx.ReadError():
            return ErrorKind.BROKEN
        case httpx.InvalidURL() | httpx.UnsupportedProtocol() | ValueError():
            return ErrorKind.ADDRESS
    return ErrorKind.UNREACHABLE
