"""Translates HTTP statuses, httpx's exceptions and bad bodies into our errors and sentences."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx

from briefing.sources.http.credentials import password_variable, strip_login
from briefing.sources.http.decompress import BodyTooLargeError, DamagedBodyError, UnknownCodingError
from briefing.sources.http.fetch_policy import FEED, PAGE, FetchLimits
from briefing.sources.http.fetch_result import ErrorKind, Refused
from briefing.sources.http.redirects import Route, host_of
from briefing.sources.http.secrets import KEYRING_SERVICE, MissingSecretError
from briefing.sources.http.transports import UnusableProxyError
from briefing.sources.local_files import format_size
from briefing.sources.text.normalize_text import clean_line

__all__ = ["FETCH_ERRORS", "EmptyBodyError", "busy_sentence", "refuse_error", "refuse_status"]


class EmptyBodyError(Exception):
    """The body has no characters but white space."""


class KeyringTimeoutError(Exception):
    """The keyring was not unlocked in time."""


FETCH_ERRORS = (
    BodyTooLargeError,
    DamagedBodyError,
    EmptyBodyError,
    KeyringTimeoutError,
    MissingSecretError,
    UnknownCodingError,
    UnusableProxyError,
    httpx.HTTPError,
    httpx.InvalidURL,
    OSError,
    ValueError,
)
"""All that `refuse_error` has a sentence for; a TimeoutError is an OSError."""

_CONNECTION_ERRORS: tuple[tuple[type[Exception] | tuple[type[Exception], ...], ErrorKind, str], ...] = (
    (httpx.TimeoutException, ErrorKind.SLOW, "the server takes no connection, so {retry}"),
    (
        socket.gaierror,
        ErrorKind.UNREACHABLE,
        "no such host is known, so check the address and that you are online",
    ),
    (
        ssl.SSLCertVerificationError,
        ErrorKind.UNSAFE,
        "its certificate does not prove that it is the site it says, so open it in a browser first",
    ),
    (
        ssl.SSLError,
        ErrorKind.UNSAFE,
        "no safe connection could be made, so try the address with http:// or in a browser",
    ),
    (
        ConnectionRefusedError,
        ErrorKind.UNREACHABLE,
        "the server refused the connection, so check the address or try again later",
    ),
    (
        httpx.ConnectError,
        ErrorKind.UNREACHABLE,
        "the server cannot be reached, so check the address and that you are online",
    ),
    (
        httpx.ProxyError,
        ErrorKind.UNREACHABLE,
        "the proxy that is set up refused, so check its settings",
    ),
    (
        (httpx.RemoteProtocolError, httpx.ReadError),
        ErrorKind.BROKEN,
        "the server broke off or does not speak HTTP, so try again later",
    ),
    (
        (httpx.InvalidURL, httpx.UnsupportedProtocol, ValueError),
        ErrorKind.ADDRESS,
        "it leads to an address that is not valid, so open it in a browser",
    ),
)
"""By the first type that the error or one of its causes has: httpx has no class for many of them."""


def refuse_status(status: int, route: Route, *, wait: float | None, has_login: bool) -> Refused:
    """What a status without content means. `wait` are the seconds of Retry-After."""
    policy, shown, host = route.policy, route.shown, host_of(route.url)
    match status:
        case 410 if policy is FEED and route.is_permanent:
            kind = ErrorKind.GONE
            sentence = (
                f"{shown} is there no more, says its server (HTTP 410): look for its new address, or "
                "unsubscribe."
            )
        case 407:
            kind = ErrorKind.DENIED
            sentence = f"The proxy asks for a login (HTTP 407) before {shown}: write it into its address."
        case 511:
            kind = ErrorKind.DENIED
            sentence = f"The network asks you to log in before {shown} can be had: open a browser."
        case 401 if policy is FEED:
            kind, sentence = ErrorKind.DENIED, _login_sentence(route, has_login)
        case 401 | 402 | 403 | 451:
            advice = policy.open_elsewhere if policy is PAGE else "see in a browser if it needs a login"
            kind, sentence = ErrorKind.DENIED, f"{shown} is not given to us (HTTP {status}): {advice}."
        case 404 | 410:
            kind = ErrorKind.NOT_FOUND
            sentence = f"There is no {policy.noun} at {shown} (HTTP {status}): {policy.fix_address}."
        case 429 | 503 if status == 429 or wait is not None:
            retry = f"try again in {wait:g} seconds" if policy is PAGE and wait else policy.retry
            kind, sentence = ErrorKind.BUSY, busy_sentence(host, status, retry)
        case _ if status >= 500:
            kind = ErrorKind.SERVER
            sentence = f"{host} has a fault of its own (HTTP {status}): {policy.retry}."
        case _:
            kind = ErrorKind.SERVER
            sentence = f"{shown} gave no {policy.noun} (HTTP {status}): {policy.open_elsewhere}."
    return Refused(kind, sentence, status, wait)


def busy_sentence(host: str, status: int | None, retry: str) -> str:
    return f"{host} asks us to come less often (HTTP {status}): {retry}."


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


def refuse_error(error: Exception, route: Route, limits: FetchLimits, proxy: str | None) -> Refused:
    """What one of FETCH_ERRORS means; `proxy` is the one that was used."""
    policy, shown = route.policy, route.shown
    match error:
        case TimeoutError():
            kind = ErrorKind.SLOW
            sentence = f"{shown} did not answer in full within {limits.deadline:g} seconds: {policy.retry}."
        case KeyringTimeoutError():
            kind = ErrorKind.SLOW
            sentence = f"The keyring did not give the password for {shown} in time: unlock it."
        case MissingSecretError():
            kind = ErrorKind.DENIED
            sentence = (
                f"{shown} was not asked, since {error} is neither in the environment nor in the keyring: "
                f"run keyring set {KEYRING_SERVICE} {error}, or set it."
            )
        case UnusableProxyError():
            kind = ErrorKind.UNREACHABLE
            sentence = (
                f"{shown} could not be fetched: its proxy cannot be used, so check the proxy's address."
            )
        case BodyTooLargeError():
            kind = ErrorKind.TOO_LARGE
            size = format_size(limits.body)
            sentence = f"{shown} is larger than {size}, too much for one {policy.noun}: {policy.shorten}."
        case UnknownCodingError():
            kind = ErrorKind.BROKEN
            coding = clean_line(str(error))[:40]
            sentence = f"{shown} came packed in an unknown way ({coding}): {policy.bad_body}."
        case DamagedBodyError():
            kind, sentence = ErrorKind.BROKEN, f"{shown} came damaged: {policy.bad_body}."
        case EmptyBodyError():
            kind, sentence = ErrorKind.EMPTY, f"{shown} is an empty {policy.noun}: {policy.bad_body}."
        case _:
            kind, why = _connection_error(error, policy.retry)
            if kind is ErrorKind.UNREACHABLE and proxy is not None:
                why = f"the proxy {clean_line(strip_login(proxy))} cannot be reached, so check its address"
            sentence = f"{shown} could not be fetched: {why}."
    return Refused(kind, sentence)


def _connection_error(error: Exception, retry: str) -> tuple[ErrorKind, str]:
    causes = list(_causes(error))
    for types, kind, why in _CONNECTION_ERRORS:
        if any(isinstance(cause, types) for cause in causes):
            return kind, why.format(retry=retry)
    return ErrorKind.UNREACHABLE, "the connection failed, so try again later"


def _causes(error: BaseException) -> Iterator[BaseException]:
    """The error and everything it came from, exception groups opened."""
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
