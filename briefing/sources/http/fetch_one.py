"""One feed asked for, from its address to what came of it, a request at a time."""

from __future__ import annotations

import asyncio
import hashlib
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from time import monotonic
from typing import TYPE_CHECKING

from briefing.sources.feeds.feed_limits import FetchLimits
from briefing.sources.http.credentials import basic_authorization, login_of_url, url_origin
from briefing.sources.http.decompress import BodyTooLargeError, DamagedBodyError, UnknownCodingError, inflated
from briefing.sources.http.fetch_result import (
    ErrorKind,
    FeedRequest,
    FetchOutcome,
    NotModified,
    Received,
    Refused,
    SameBody,
)
from briefing.sources.http.http_status import failure, header_to_send, refusal, request_headers, retry_after
from briefing.sources.http.redirects import Route
from briefing.sources.http.responses import REDIRECTS, declared
from briefing.sources.http.secrets import (
    KEYRING_SERVICE,
    MissingSecretError,
    expand_secrets,
    has_secret_reference,
)
from briefing.sources.http.transports import Transports, UnusableProxyError
from briefing.sources.local_files import format_size

if TYPE_CHECKING:
    import httpx

__all__ = ["FeedVisit", "PasswordOf"]

PasswordOf = Callable[[str, str], str | None]
"""The password at a host of a user. May block."""


class FeedVisit:
    """Starts at an address that is not refused."""

    def __init__(
        self, request: FeedRequest, limits: FetchLimits, transports: Transports, password_of: PasswordOf
    ) -> None:
        self.route = Route(request.url)
        self._request = request
        self._limits = limits
        self._transports = transports
        self._password_of = password_of
        self._seconds_left = limits.deadline
        self._proxy: str | None = None
        self._authorization: str | None = None
        self._cookies: httpx.Cookies | None = None
        """Set on the way, and brought along from there on."""

    async def step(self) -> FetchOutcome | None:
        """Ask once; None when the answer leads on, and `route` has another address."""
        import httpx

        shown, began = self.route.shown, monotonic()
        try:
            async with asyncio.timeout(self._seconds_left):
                if self._authorization is None:
                    self._request = await _with_secrets(self._request)
                    self._authorization = await self._find_authorization()
                return await self._ask()
        except TimeoutError:
            return Refused(ErrorKind.SLOW, self._too_slow())
        except MissingSecretError as missing:
            sentence = (
                f"{shown} was not asked, since {missing} is neither in the environment nor in the keyring: "
                f"run keyring set {KEYRING_SERVICE} {missing}, or set it."
            )
            return Refused(ErrorKind.DENIED, sentence)
        except UnusableProxyError:
            sentence = (
                f"{shown} could not be fetched: its proxy cannot be used, so check the proxy's address."
            )
            return Refused(ErrorKind.UNREACHABLE, sentence)
        except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
            return failure(error, shown, self._proxy)
        finally:
            self._seconds_left -= monotonic() - began

    def _too_slow(self) -> str:
        shown = self.route.shown
        if self._authorization is None:
            return f"The keyring did not give the password for {shown} in time: unlock it."
        seconds = f"{self._limits.deadline:g} seconds"
        return f"{shown} did not answer in full within {seconds}: it will be asked again later."

    async def _find_authorization(self) -> str:
        """What the Authorization header says to the feed's own host; "" for nothing."""
        url = self._request.url
        user, password = login_of_url(url)
        if user is None:
            return ""
        if password is None:
            # A keyring may ask the reader to unlock it.
            password = await asyncio.to_thread(self._password_of, url_origin(url).host, user)
        return basic_authorization(user, password) if password is not None else ""

    async def _ask(self) -> FetchOutcome | None:
        import httpx

        url = self.route.url
        self._proxy = self._transports.proxy_between(url, self._request.proxy)
        transport = self._transports.through(self._proxy)
        timeouts = {"connect": self._limits.connect}
        request = httpx.Request("GET", url, headers=self._headers(), extensions={"timeout": timeouts})
        if self._cookies is not None:
            self._cookies.set_cookie_header(request)
        response = await transport.handle_async_request(request)
        try:
            status = response.status_code
            if status == 200:
                return await self._received(response)
            if status in REDIRECTS and "location" in response.headers:
                self._keep_cookies(request, response)
                return self.route.follow(status, response.headers["location"])
            if status == 304 and (self._request.etag or self._request.last_modified):
                return await self._not_modified(response)
            wait = retry_after(response.headers, datetime.now(UTC))
            return refusal(status, self.route, wait=wait, has_login=bool(self._authorization))
        finally:
            await response.aclose()

    def _headers(self) -> list[tuple[bytes, bytes]]:
        own: dict[str, str] = {}
        if self.route.is_at_home:
            if self._authorization:
                own["Authorization"] = self._authorization
            own |= self._request.headers
        return request_headers(self._request, own=own)

    def _keep_cookies(self, request: httpx.Request, response: httpx.Response) -> None:
        """Some sites lead in circles whoever does not bring back the cookie that they set."""
        if "set-cookie" in response.headers:
            import httpx

            self._cookies = self._cookies or httpx.Cookies()
            response.request = request
            self._cookies.extract_cookies(response)

    async def _not_modified(self, response: httpx.Response) -> NotModified:
        async for _ in response.stream:  # type: ignore[union-attr]  # an asynchronous transport's
            pass  # there is nothing in it, but only after its end can the connection be used again
        etag, modified = _validators(response)
        return NotModified(etag or self._request.etag, modified or self._request.last_modified)

    async def _received(self, response: httpx.Response) -> FetchOutcome:
        shown, limit = self.route.shown, self._limits.body
        too_large = Refused(
            ErrorKind.TOO_LARGE,
            f"{shown} is larger than {format_size(limit)}, too much for a feed: look for a smaller one.",
            200,
        )
        try:
            # Raw, since httpx would unpack a whole piece before its size can be seen.
            content = await inflated(response.headers, response.stream, limit)  # type: ignore[arg-type]
        except BodyTooLargeError:
            return too_large
        except (UnknownCodingError, DamagedBodyError):
            sentence = f"{shown} came damaged or packed in an unknown way: it will be asked again later."
            return Refused(ErrorKind.BROKEN, sentence, 200)
        if not content.strip():
            return Refused(ErrorKind.BROKEN, f"{shown} came empty: it will be asked again later.", 200)
        sha256 = hashlib.sha256(content).hexdigest()
        etag, modified = _validators(response)
        if sha256 == self._request.body_sha256:
            return SameBody(etag, modified, self.route.permanent_url)
        content_type, charset = declared(response.headers.get("content-type", ""))
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


async def _with_secrets(request: FeedRequest) -> FeedRequest:
    """The request with what its headers and its proxy only name; in a thread, since a keyring may block."""
    if not any(map(has_secret_reference, (*request.headers.values(), request.proxy or ""))):
        return request

    def fill() -> FeedRequest:
        headers = {name: expand_secrets(value) for name, value in request.headers.items()}
        proxy = expand_secrets(request.proxy, in_address=True) if request.proxy else request.proxy
        return replace(request, headers=headers, proxy=proxy)

    return await asyncio.to_thread(fill)


def _validators(response: httpx.Response) -> tuple[str | None, str | None]:
    headers = response.headers
    return header_to_send(headers.get("etag")), header_to_send(headers.get("last-modified"))
