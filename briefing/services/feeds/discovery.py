"""Discovers the feed at an address, or the feeds that the page there links to."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from briefing.domain.feeds.feed import FeedOptions, FeedState
from briefing.errors import FetchError, NotFoundError, UnreadableError
from briefing.services.feeds.fetch_pipeline import FetchPipeline, FetchResult
from briefing.services.feeds.refresh import feed_request
from briefing.sources.feeds.feed_links import FeedLink, common_feed_urls, find_feed_links
from briefing.sources.formats.format_detection import DocumentFormat, sniff_format
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.fetch_result import Received, Refused
from briefing.sources.http.private_addresses import leads_to_private, named_hosts
from briefing.sources.text.charset import decode, html_charset

_WAIT = 60.0
"""Seconds between looks for an answer; each request has its own deadline."""


@dataclass(frozen=True, slots=True)
class DiscoveredFeed:
    url: str
    result: FetchResult


class FeedDiscovery:
    """Finds feeds by requests, and blocks meanwhile."""

    def __init__(self, options: Mapping[str, FeedOptions], limits: FetchLimits) -> None:
        self._options = options
        self._limits = limits

    def find(self, url: str) -> DiscoveredFeed | tuple[FeedLink, ...]:
        """Find the feed at this address, else the feeds that the page there links to, at least two.

        Raises FetchError, NotFoundError, UnreadableError where there is none.
        """
        trusted_hosts = named_hosts([url])
        (result,) = self._ask([url], trusted_hosts)
        if result.reading is not None:
            return DiscoveredFeed(url, result)
        match result.outcome:
            case Received() as page:
                return self._of_site(url, page, result.unreadable or "", trusted_hosts)
            case Refused(status=404 | 410, sentence=sentence):
                raise NotFoundError(sentence)
            case Refused(sentence=sentence):
                raise FetchError(sentence)
            case _:  # nothing is known of it that could be the same
                raise FetchError(f"{url} gave no feed: look at it in a browser.")

    def _of_site(
        self, url: str, page: Received, why: str, trusted_hosts: frozenset[str]
    ) -> DiscoveredFeed | tuple[FeedLink, ...]:
        if sniff_format(page.content) is not DocumentFormat.HTML:
            raise UnreadableError(why)
        markup = decode(page.content, page.charset or html_charset(page.content), name=url)
        named = find_feed_links(markup, page.final_url)
        if len(named) > 1 and not self._limits.private_addresses:
            named = tuple(feed for feed in named if not leads_to_private(feed.url, trusted_hosts))
        if len(named) > 1:
            return named
        addresses = [feed.url for feed in named] or common_feed_urls(page.final_url)
        for address, result in zip(addresses, self._ask(addresses, trusted_hosts), strict=True):
            if result.reading is not None:
                return DiscoveredFeed(address, result)
            if named and isinstance(result.outcome, Refused):
                raise FetchError(result.outcome.sentence)
        raise NotFoundError(
            f"{url} is a page that names no feed: look for one on it, and give the feed's own address."
        )

    def _ask(self, urls: Sequence[str], trusted_hosts: frozenset[str]) -> list[FetchResult]:
        """Fetch the addresses, and return the results in their order."""
        requests = [
            replace(feed_request(FeedState(url), self._options.get(url)), trusted_hosts=trusted_hosts)
            for url in urls
        ]
        results: dict[int, FetchResult] = {}
        with FetchPipeline(requests, self._limits) as pipeline:
            while not pipeline.is_done:
                results |= {id(each.request): each for each in pipeline.next_batch(len(requests), _WAIT)}
        return [results[id(request)] for request in requests]
