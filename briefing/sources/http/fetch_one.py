"""Fetches one address, a page or a feed: conditional GET, login, redirects, limits of time and size."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from email.message import Message
from http.client import HTTPResponse
from http.cookiejar import CookieJar
from time import monotonic
from types import SimpleNamespace
from typing import cast
from urllib.parse import urlsplit
from urllib.request import Request

import httpcore

from briefing.diagnostics import log_fault, see_log
from briefing.domain.text.tracking import without_tracking
from briefing.sources.http.credentials import basic_authorization, login_of_url, saved_password, url_origin
from briefing.sources.http.decompress import read_body
from briefing.sources.http.fetch_errors import (
    FETCH_ERRORS,
    EmptyBodyError,
    KeyringTimeoutError,
    refuse_error,
    refuse_status,
)
from briefing.sources.http.fetch_policy import PAGE, FetchLimits, FetchPolicy
from briefing.sources.http.fetch_result import FetchOutcome, FetchRequest, Received, Refused, Unchanged
from briefing.sources.http.headers import (
    header_fields,
    parse_content_type,
    request_headers,
    retry_after,
    sendable_validator,
)
from briefing.sources.http.private_addresses import PrivateAddressError, is_private_host, named_hosts
from briefing.sources.http.redirects import REDIRECTS, Route, ascii_address
from briefing.sources.http.secrets import expand_secrets, has_secret_reference
from briefing.sources.http.transports import Transports

PasswordOf = Callable[[str, str], str | None]
"""A function that returns the password for a host and a user. It may block."""


class Fetch:
    """A fetch of an address that `refuse_address` allows; call `step` until there is an outcome."""

    def __init__(
        self,
        request: FetchRequest,
        policy: FetchPolicy,
        limits: FetchLimits,
        transports: Transports,
        password_of: PasswordOf = saved_password,
    ) -> None:
        self.route = Route(request.url, policy)
        self._request = request
        self._limits = limits
        self._transports = transports
        self._password_of = password_of
        self._seconds_left = limits.deadline
        self._trusted = named_hosts([request.url]) if request.trusted_hosts is None else request.trusted_hosts
        self._sent: set[str] = set()
        self._proxy: str | None = None
        self._authorization: str | None = None
        """The Authorization header for the address's own host; "" for none, None before it is looked up."""
        self._cookies: CookieJar | None = None
        """The cookies that redirects have set, each sent from then on to the hosts that it was set for."""

    async def step(self) -> FetchOutcome | None:
        """Send one request; return None after a redirect, when `route` has the next address."""
        began = monotonic()
        try:
            async with asyncio.timeout(self._seconds_left):
                if self._authorization is None:
                    await self._find_secrets()
                return await self._send()
        except FETCH_ERRORS as error:
            if isinstance(error, TimeoutError) and self._authorization is None:
                error = KeyringTimeoutError()
            return refuse_error(error, self.route, self._limits, self._proxy)
        except Exception as error:  # an unforeseen answer fails this address alone, not a whole refresh
            log_fault(error)
            what = f"unexpected error ({type(error).__name__}), {see_log()}"
            return Refused(f"{self.route.shown} could not be fetched: {what}.")
        finally:
            self._seconds_left -= monotonic() - began

    async def _find_secrets(self) -> None:
        """Expand the request's secrets and find the password of its login."""
        request, (user, password) = self._request, login_of_url(self._request.url)
        named = any(map(has_secret_reference, (*request.headers.values(), request.proxy or "")))

        def find() -> str:
            if named:
                headers = {name: expand_secrets(value) for name, value in request.headers.items()}
                proxy = expand_secrets(request.proxy, in_address=True) if request.proxy else request.proxy
                self._request = replace(request, headers=headers, proxy=proxy)
            if user is None:
                return ""
            found = password or self._password_of(url_origin(request.url).host, user)
            return basic_authorization(user, found) if found is not None else ""

        # A thread finds them if a keyring may ask the reader to unlock it.
        may_block = named or (user is not None and password is None)
        self._authorization = await asyncio.to_thread(find) if may_block else find()

    async def _send(self) -> FetchOutcome | None:
        url = self._request_url()
        self._proxy = self._transports.proxy_for(url, self._request.proxy)
        address = ascii_address(url)
        origin = url_origin(address)
        public_only = not self._limits.private_addresses and url_origin(url).host not in self._trusted
        if public_only and is_private_host(origin.host):  # before a proxy is asked to connect to it
            raise PrivateAddressError(origin.host)
        async with self._transports.pool(origin, self._proxy, public_only=public_only) as pool:
            request = httpcore.Request(
                "GET",
                address,
                headers=self._headers(address),
                extensions={"timeout": {"connect": self._limits.connect}},
            )
            response = await _response(pool, request)
            try:
                return await self._outcome(address, response)
            finally:
                await response.aclose()

    async def _outcome(self, address: str, response: httpcore.Response) -> FetchOutcome | None:
        status, headers = response.status, header_fields(response.headers)
        if status == 200:
            return await self._receive(response, headers)
        if status in REDIRECTS and "location" in headers:
            self._keep_cookies(address, response)
            return self.route.follow(status, headers["location"])
        if status == 304 and (self._request.etag or self._request.last_modified):
            return await self._not_modified(response, headers)
        wait = retry_after(headers, datetime.now(UTC))
        return refuse_status(status, self.route, wait=wait, has_login=bool(self._authorization))

    def _request_url(self) -> str:
        """Return a page's address without tracking; a feed's own address stays as it is."""
        url = self.route.url
        if self.route.policy is PAGE and not self._limits.tracking_parameters:
            plain = without_tracking(url)
            url = url if plain in self._sent else plain  # some sites redirect until the parameter is there
        self._sent.add(url)
        return url

    def _headers(self, address: str) -> list[tuple[bytes, bytes]]:
        request, own = self._request, dict[str, str]()
        if self._cookies is not None:
            self._cookies.add_cookie_header(page := Request(address))
            own |= dict(page.header_items())
        if self.route.is_at_home:
            if self._authorization:
                own["Authorization"] = self._authorization
            own |= request.headers
        asked = request_headers(self.route.policy.accept, request.etag, request.last_modified, own=own)
        return [(b"Host", urlsplit(address).netloc.encode()), *asked]

    def _keep_cookies(self, address: str, response: httpcore.Response) -> None:
        given = Message()
        for name, value in response.headers:
            if name.lower() == b"set-cookie":
                given["Set-Cookie"] = value.decode("latin-1")
        if given:
            # Of a response, a jar asks for the headers alone.
            answer = cast(HTTPResponse, SimpleNamespace(info=lambda: given))
            self._cookies = self._cookies or CookieJar()
            self._cookies.extract_cookies(answer, Request(address))

    async def _not_modified(self, response: httpcore.Response, headers: Mapping[str, str]) -> Unchanged:
        async for _ in response.aiter_stream():
            pass  # it is empty, but the connection can only be used again after its end
        etag, modified = _validators(headers)
        return Unchanged(etag or self._request.etag, modified or self._request.last_modified)

    async def _receive(self, response: httpcore.Response, headers: Mapping[str, str]) -> FetchOutcome:
        content = await read_body(headers, response.aiter_stream(), self._limits.body)
        if not content.strip():
            raise EmptyBodyError
        sha256 = hashlib.sha256(content).hexdigest()
        etag, modified = _validators(headers)
        if sha256 == self._request.body_sha256:
            return Unchanged(etag, modified, self.route.permanent_url)
        content_type, charset = parse_content_type(headers.get("content-type", ""))
        return Received(
            content,
            content_type,
            charset,
            etag,
            modified,
            final_url=self.route.url,
            permanent_url=self.route.permanent_url,
            sha256=sha256,
        )


async def _response(pool: httpcore.AsyncConnectionPool, request: httpcore.Request) -> httpcore.Response:
    """Send a request, again if a connection that was used before breaks off without an answer.

    A server may close one at any time; RFC 9112, section 9.3.1, lets a GET be sent again then.
    """
    while True:
        is_used_again = any(each.is_idle() for each in pool.connections)
        try:
            return await pool.handle_async_request(request)
        except (httpcore.RemoteProtocolError, httpcore.ReadError, httpcore.WriteError):
            if not is_used_again:
                raise


def _validators(headers: Mapping[str, str]) -> tuple[str | None, str | None]:
    return sendable_validator(headers.get("etag")), sendable_validator(headers.get("last-modified"))
