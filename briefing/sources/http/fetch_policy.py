"""Defines how pages and feeds are fetched: limits, headers and advice after a failure."""

from __future__ import annotations

from dataclasses import dataclass

from briefing.sources.local_files import MAX_PAGE_SIZE


@dataclass(frozen=True, slots=True)
class FetchLimits:
    connections: int = 64
    """The most connections at once, to all hosts."""
    per_host: int = 4
    deadline: float = 30.0
    """Seconds for one address, with its redirects and a slow body, but not the wait for a free connection."""
    connect: float = 10.0
    """Seconds for making a connection."""
    body: int = 10_000_000
    """The most bytes of a body, after decompression."""
    private_addresses: bool = False
    """Whether hosts that the reader did not name may be on this machine or in a private network."""
    tracking_parameters: bool = False
    """Whether tracking parameters stay in a page's address when it is requested."""


PAGE_LIMITS = FetchLimits(body=MAX_PAGE_SIZE)


@dataclass(frozen=True, slots=True)
class FetchPolicy:
    """The words for a kind of document; all but `noun` and `accept` end an error message, as advice."""

    noun: str
    accept: str
    """The value of the Accept header."""
    retry: str
    fix_address: str
    open_elsewhere: str
    bad_body: str
    shorten: str


_SAVE_PAGE = "open it in a browser, save the page and open the saved file"
_FEED_RETRY = "retrying later"

PAGE = FetchPolicy(
    noun="page",
    accept="text/html,application/xhtml+xml,text/markdown;q=0.9,text/plain;q=0.9,*/*;q=0.1",
    retry="try again later",
    fix_address="check the address",
    open_elsewhere=_SAVE_PAGE,
    bad_body=_SAVE_PAGE,
    shorten="save the article's words in a text file and open that",
)
FEED = FetchPolicy(
    noun="feed",
    accept=(
        "application/atom+xml,application/rss+xml,application/feed+json,application/rdf+xml,"
        "application/xml;q=0.9,text/xml;q=0.9,application/json;q=0.8,*/*;q=0.1"
    ),
    retry=_FEED_RETRY,
    fix_address="look for its new address",
    open_elsewhere="look at it in a browser",
    bad_body=_FEED_RETRY,
    shorten="look for a smaller one",
)
SYNC = FetchPolicy(
    noun="answer",
    accept="application/json,*/*;q=0.1",
    retry="try again later",
    fix_address="check the address under [sync]",
    open_elsewhere="look at it in a browser",
    bad_body="sync again later",
    shorten="sync again later",
)
