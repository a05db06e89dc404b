"""Translates HTTP statuses, httpcore's exceptions and bad bodies into our errors and sentences."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta

import httpcore

from briefing.sources.http.credentials import password_variable, strip_login
from briefing.sources.http.decompress import BodyTooLargeError, DamagedBodyError, UnknownCodingError
from briefing.sources.http.fetch_policy import FEED, PAGE, FetchLimits, FetchPolicy
from briefing.sources.http.fetch_result import ErrorKind, Refused
from briefing.sources.http.private_addresses import PrivateAddressError
from briefing.sources.http.redirects import Route, host_of
from briefing.sources.http.secrets import KEYRING_SERVICE, MissingSecretError
from briefing.sources.http.transports import UnusableProxyError
from briefing.sources.local_files import format_size
from briefing.sources.text.normalize_text import clean_line


class EmptyBodyError(Exception):
    """The body has no characters but white space."""


class KeyringTimeoutError(Exception):
    """The keyring was not unlocked in time."""


_SENTENCES: dict[type[Exception], str] = {
    TimeoutError: "{shown} did not answer in full within {limits.deadline:g} seconds; {policy.retry}.",
    KeyringTimeoutError: "The keyring did not give the password for {shown} in time: unlock it.",
    MissingSecretError: (
        "{shown} was not fetched, since {error} is neither in the environment nor in the keyring: "
        f"run keyring set {KEYRING_SERVICE} {{error}}, or set it."
    ),
    UnusableProxyError: (
        "{shown} could not be fetched: its proxy cannot be used, so check the proxy's address."
    ),
    PrivateAddressError: (
        "{shown} leads to {error}, on this machine or in a private network, and was not fetched: give its "
        "address yourself if you trust it, or set private_addresses = true under [feeds]."
    ),
    BodyTooLargeError: "{shown} is larger than {size}, too much for one {policy.noun}: {policy.shorten}.",
    UnknownCodingError: "{shown} came in an unknown encoding ({error}): {policy.bad_body}.",
    DamagedBodyError: "{shown} arrived damaged: {policy.bad_body}.",
    EmptyBodyError: "{shown} is an empty {policy.noun}: {policy.bad_body}.",
}
_CONNECTION_REASONS: tuple[tuple[type[Exception], str], ...] = (
    (httpcore.TimeoutException, "the server does not answer; {policy.retry}"),
    (socket.gaierror, "its host is unknown, so check the address and that you are online"),
    (
        ssl.SSLCertVerificationError,
        "its certificate is not valid for this site, so open it in a browser first",
    ),
    (ssl.SSLError, "no secure connection could be made, so try the address with http:// or in a browser"),
    (ConnectionRefusedError, "the server refused the connection, so check the address or try again later"),
    (httpcore.ConnectError, "the server cannot be reached, so check the address and that you are online"),
    (httpcore.ProxyError, "the proxy that is set up refused, so check its settings"),
    (httpcore.RemoteProtocolError, "the server broke off or does not speak HTTP, so try again later"),
    (httpcore.ReadError, "the server broke off or does not speak HTTP, so try again later"),
    (httpcore.UnsupportedProtocol, "it leads to an address that is not valid, so open it in a browser"),
    (ValueError, "it leads to an address that is not valid, so open it in a browser"),
    (Exception, "the connection failed, so try again later"),
)
"""Reasons by the first type that the error or a cause of it has: httpcore has no class for many of them."""
_KINDS: dict[type[Exception], ErrorKind] = {
    BodyTooLargeError: ErrorKind.TOO_LARGE,
    EmptyBodyError: ErrorKind.EMPTY,
    UnusableProxyError: ErrorKind.UNREACHABLE,
    socket.gaierror: ErrorKind.UNREACHABLE,
    ConnectionRefusedError: ErrorKind.UNREACHABLE,
    httpcore.ConnectError: ErrorKind.UNREACHABLE,
    httpcore.ProxyError: ErrorKind.UNREACHABLE,
    Exception: ErrorKind.UNREACHABLE,
}
FETCH_ERRORS: tuple[type[Exception], ...] = (
    *_SENTENCES,
    httpcore.TimeoutException,
    httpcore.NetworkError,
    httpcore.ProtocolError,
    httpcore.ProxyError,
    httpcore.UnsupportedProtocol,
    OSError,
    ValueError,
)
"""All exceptions that `refuse_error` has a sentence for."""


def refuse_error(error: Exception, route: Route, limits: FetchLimits, proxy: str | None) -> Refused:
    """Translate one of FETCH_ERRORS; `proxy` is the one that was used."""
    own_type = next((each for each in _SENTENCES if isinstance(error, each)), None)
    if own_type is not None:
        kind, sentence = _KINDS.get(own_type, ErrorKind.OTHER), _SENTENCES[own_type]
    else:
        found = list(causes(error))
        cause, reason = next(
            (type_, why)
            for type_, why in _CONNECTION_REASONS
            if any(isinstance(cause, type_) for cause in found)
        )
        kind = _KINDS.get(cause, ErrorKind.OTHER)
        if kind is ErrorKind.UNREACHABLE and proxy is not None:
            reason = "the proxy {proxy} cannot be reached, so check its address"
        sentence = f"{{shown}} could not be fetched: {reason}."
    sentence = sentence.format(
        shown=route.shown,
        policy=route.policy,
        limits=limits,
        size=format_size(limits.body),
        error=clean_line(str(error))[:100],
        proxy=clean_line(strip_login(proxy or "")),
    )
    return Refused(sentence, kind)


def refuse_status(status: int, route: Route, *, wait: float | None, has_login: bool) -> Refused:
    """Translate a status without content; `wait` has the seconds of Retry-After."""
    policy, shown, host = route.policy, route.shown, host_of(route.url)
    kind = ErrorKind.OTHER
    match status:
        case 410 if policy is FEED and route.is_permanent:
            kind, advice = ErrorKind.GONE, "look for its new address, or unsubscribe"
            sentence = f"{shown} is gone (HTTP 410): {advice}."
        case 404 | 410:
            kind = ErrorKind.NOT_FOUND
            sentence = f"There is no {policy.noun} at {shown} (HTTP {status}): {policy.fix_address}."
        case 429 | 503 if status == 429 or wait is not None:
            kind, sentence = ErrorKind.BUSY, busy_sentence(host, status, policy, wait)
        case 407:
            sentence = f"The proxy asks for a login (HTTP 407) before {shown}: write it into its address."
        case 511:
            sentence = f"The network asks you to log in before {shown} can be fetched: open a browser."
        case 401 if policy is FEED:
            sentence = _login_sentence(route, has_login)
        case 401 | 402 | 403 | 451:
            advice = policy.open_elsewhere if policy is PAGE else "see in a browser if it needs a login"
            sentence = f"{shown} refuses access (HTTP {status}): {advice}."
        case _ if status >= 500:
            sentence = f"{host} has a server error (HTTP {status}); {policy.retry}."
        case _:
            sentence = f"{shown} gave no {policy.noun} (HTTP {status}): {policy.open_elsewhere}."
    return Refused(sentence, kind, status, wait)


def busy_sentence(host: str, status: int | None, policy: FetchPolicy, wait: float | None) -> str:
    """Say that a host limits requests; `wait` has the seconds until it may be asked again, if known."""
    retry = policy.retry
    if wait and policy is FEED:
        then = datetime.now() + timedelta(seconds=wait)
        retry = f"waiting until {then:%H:%M}" if wait < 43_200 else f"waiting until {then:%a %H:%M}"
    elif wait:
        retry = f"try again in {wait:g} seconds"
    return f"{host} is limiting requests (HTTP {status}); {retry}."


def _login_sentence(route: Route, has_login: bool) -> str:
    if has_login and not route.is_at_home:
        target = clean_line(route.url)[:100]
        return (
            f"{route.shown} leads to {target}, where your login was not sent (HTTP 401): "
            "if it belongs there, subscribe to that address."
        )
    if has_login:
        return f"{route.shown} does not take your login (HTTP 401): check user name and password."
    host = host_of(route.url)
    return (
        f"{route.shown} asks for a login (HTTP 401): put your user name into its address, as in "
        f"https://user@{host}/, and the password into {password_variable(host)} or the keyring."
    )


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error and all its causes, including those in exception groups."""
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
