"""How a page is had from its address: within a time, within a size, and never from anywhere but the web."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from briefing.diagnostics import log_fault
from briefing.errors import (
    BlockedSchemeError,
    FetchError,
    FetchTimeoutError,
    NoArticleError,
    NotFoundError,
    SourceError,
    TooLargeError,
)
from briefing.sources.article_identity import is_web_address, normalize_url
from briefing.sources.formats.page_extraction import LARGEST_PAGE
from briefing.sources.http.decompress import (
    ACCEPTED,
    BodyTooLargeError,
    DamagedBodyError,
    UnknownCodingError,
    inflated,
)
from briefing.sources.http.responses import (
    MOST_REDIRECTS,
    REDIRECTS,
    USER_AGENT,
    declared,
    host_of,
    why_none_came,
)
from briefing.sources.local_files import format_size
from briefing.sources.text.normalize_text import clean_line

if TYPE_CHECKING:
    import httpx

__all__ = ["Fetched", "fetch"]

LONGEST_FETCH = 30.0
"""Seconds for all of it, redirects and a body that comes in drops included."""

_SAVE_INSTEAD = "open it in a browser, save the page and open the saved file"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address gave."""

    url: str
    """Where it was found, after redirects."""
    content: bytes
    """Unpacked."""
    content_type: str | None
    """Such as "text/html", in lower case, without parameters."""
    charset: str | None
    """As the server declared it."""


def fetch(url: str, *, deadline: float = LONGEST_FETCH, limit: int = LARGEST_PAGE) -> Fetched:
    """What the address gives now. Blocks; safe in any thread, one with an event loop too.

    Raises FetchError and its kinds, NotFoundError, TooLargeError, NoArticleError for an empty answer.
    """
    shown = clean_line(url)
    if not is_web_address(url):
        raise BlockedSchemeError(f"{shown} cannot be opened: only http and https addresses can.")
    if normalize_url(url) is None:
        raise FetchError(f"{shown} is no valid address: check how it is written.")
    return _run(_fetch_in_time(url, shown, deadline, limit))


def _run(work: Coroutine[Any, Any, Fetched]) -> Fetched:
    """The result of the work, from an event loop of its own in a thread of its own.

    The loop is closed without waiting for its helpers: a look-up of a host name cannot be called off, and
    may go on long after the deadline.
    """
    outcome: list[Fetched | BaseException] = []

    def in_thread() -> None:
        loop = asyncio.new_event_loop()
        try:
            outcome.append(loop.run_until_complete(work))
        except BaseException as error:  # carried over to the caller's thread
            log_fault(error)
            outcome.append(error)
        finally:
            loop.close()

    thread = threading.Thread(target=in_thread, name="briefing-fetch", daemon=True)
    thread.start()
    thread.join()
    if isinstance(outcome[0], BaseException):
        raise outcome[0]
    return outcome[0]


async def _fetch_in_time(url: str, shown: str, deadline: float, limit: int) -> Fetched:
    import httpx

    try:
        async with asyncio.timeout(deadline):
            headers = {
                "User-Agent": USER_AGENT,
                "Accept": "text/html,application/xhtml+xml,text/markdown;q=0.9,text/plain;q=0.9,*/*;q=0.1",
                "Accept-Encoding": ACCEPTED,
            }
            # The one timeout above counts for everything.
            async with httpx.AsyncClient(headers=headers, timeout=None) as client:
                return await _follow(client, url, shown, limit)
    except TimeoutError as error:
        raise FetchTimeoutError(
            f"{shown} did not answer in full within {deadline:g} seconds: try again later."
        ) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError, ValueError) as error:
        raise FetchError(f"{shown} could not be fetched: {why_none_came(error)}.") from error


async def _follow(client: httpx.AsyncClient, url: str, shown: str, limit: int) -> Fetched:
    seen: set[str] = set()
    while True:
        seen.add(url)
        async with client.stream("GET", url) as response:
            if response.status_code not in REDIRECTS or "location" not in response.headers:
                return await _received(response, shown, limit)
            url = urljoin(url, response.headers["location"].strip())
        if not is_web_address(url):
            raise BlockedSchemeError(
                f"{shown} leads to {clean_line(url)}, which is not on the web, so it was not followed: "
                "check the address."
            )
        if url in seen or len(seen) > MOST_REDIRECTS:
            kind = "in a circle" if url in seen else f"on more than {MOST_REDIRECTS} times"
            raise FetchError(f"{shown} leads {kind}: {_SAVE_INSTEAD}.")


async def _received(response: httpx.Response, shown: str, limit: int) -> Fetched:
    if response.status_code != 200:
        raise _refusal(response, shown)
    too_large = TooLargeError(
        f"{shown} is larger than {format_size(limit)}, too much for one page: "
        "save the article's words in a text file and open that."
    )
    try:
        # Raw, since httpx would unpack a whole piece before its size can be seen.
        content = await inflated(response.headers, response.aiter_raw(), limit)
    except BodyTooLargeError:
        raise too_large from None
    except (UnknownCodingError, DamagedBodyError) as error:
        raise FetchError(f"{shown} came damaged or packed in an unknown way: {_SAVE_INSTEAD}.") from error
    if not content.strip():
        raise NoArticleError(f"{shown} is an empty page: {_SAVE_INSTEAD}.")
    content_type, charset = declared(response.headers.get("content-type", ""))
    return Fetched(str(response.url), content, content_type, charset)


def _refusal(response: httpx.Response, shown: str) -> SourceError:
    status = response.status_code
    match status:
        case 401 | 402 | 403 | 407 | 451:
            return FetchError(f"{shown} is not given to us (HTTP {status}): {_SAVE_INSTEAD}.")
        case 404 | 410:
            return NotFoundError(f"There is no page at {shown} (HTTP {status}): check the address.")
        case 429:
            wait = response.headers.get("retry-after", "")
            when = f"in {wait} seconds" if wait.isdecimal() and len(wait) < 6 else "later"
            return FetchError(f"{host_of(shown)} asks us to come less often (HTTP 429): try again {when}.")
        case _ if status >= 500:
            return FetchError(f"{host_of(shown)} has a fault of its own (HTTP {status}): try again later.")
    return FetchError(f"{shown} gave no page (HTTP {status}): {_SAVE_INSTEAD}.")
