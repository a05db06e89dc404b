"""The feeds that the reader follows, as the screen and the command line speak to them."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from briefing.domain.feeds.backoff import is_due
from briefing.domain.feeds.feed import FeedState, Subscription
from briefing.domain.feeds.feed_address import feed_address
from briefing.domain.feeds.feed_options import FeedOptions
from briefing.domain.feeds.refresh_result import PageFailure, RefreshReport, RefreshStep
from briefing.domain.rule import Notification
from briefing.errors import NotFoundError
from briefing.services.feeds.discovery import FeedDiscovery, parse_feed_address
from briefing.services.feeds.opml_import import read_opml, write_opml
from briefing.services.feeds.outcome import feed_update, permanent_address
from briefing.services.feeds.refresh import RefreshCallbacks, Refresher, store_updates
from briefing.sources.feeds.feed_links import FeedLink
from briefing.sources.http.credentials import password_warning, strip_login
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.store.articles.retention import Retention, prune
from briefing.store.articles.search_index import SearchIndex
from briefing.store.database.connections import Database
from briefing.store.feeds.feed_membership import FeedSnapshot, restore_feed, snapshot_feed
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate, StoredItems
from briefing.store.feeds.subscriptions import Subscriptions, SubscriptionsRead

__all__ = ["FeedLink", "FeedService", "FeedSummary", "OpmlImport", "RemovedFeeds"]


@dataclass(frozen=True, slots=True)
class FeedSummary:
    """A feed with how it stands. Moments are ISO 8601 in UTC."""

    url: str
    title: str
    site: str | None
    folder: tuple[str, ...]
    unread: int
    error: str | None
    next_try: str | None
    checked: str | None
    """When its server was asked last; None for never."""
    is_gone: bool


@dataclass(frozen=True, slots=True)
class OpmlImport:
    added: tuple[Subscription, ...]
    known: tuple[Subscription, ...]
    """Those that were followed before."""
    refused: tuple[str, ...]
    """A sentence about each that is no feed."""


@dataclass(frozen=True, slots=True)
class RemovedFeeds:
    """Feeds that were dropped, whole, so that they can be followed again."""

    subscriptions: tuple[Subscription, ...]
    memories: tuple[FeedSnapshot, ...]
    """With the articles that went along."""


class FeedService:
    """Safe in any thread. Everything may raise StoreError."""

    def __init__(
        self,
        database: Database,
        file: Path,
        seeds: Path,
        *,
        options: Mapping[str, FeedOptions],
        limits: FetchLimits | None,
        unread: Callable[[], Mapping[str, int]],
        annotated: Callable[[], Collection[str]],
        arrived: Callable[[Sequence[StoredItems]], None],
        after_batch: Callable[[Sequence[str]], Iterable[Notification]],
        take_pages: Callable[[Sequence[str], Callable[[], bool]], tuple[PageFailure, ...]],
        retention: Retention,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`unread` says how many articles by feed, `annotated` which articles have a file of annotations."""
        self._database = database
        self._subscriptions = Subscriptions(file, now=now)
        self._seeds = seeds
        self._options = options
        self._unread = unread
        self._annotated = annotated
        self._hooks = RefreshCallbacks(
            arrived, self._readdress, after_batch, lambda: {feed.url for feed in self.subscriptions()}
        )
        self._take_pages = take_pages
        self._retention = retention
        self._now = now
        self._store = FeedStore(database)
        self._full_text = SearchIndex(database)
        self._refresher = Refresher(
            self._store,
            self._full_text,
            database.file.parent,
            hooks=self._hooks,
            limits=limits,
            now=now,
        )
        self._turn = threading.Lock()
        self._notices: list[str] = []

    def pop_notices(self) -> tuple[str, ...]:
        """What was odd about the file of subscriptions since this was asked last, a sentence each."""
        with self._turn:
            notices, self._notices = tuple(dict.fromkeys(self._notices)), []
        return notices

    def subscriptions(self) -> tuple[Subscription, ...]:
        """In the order of the file."""
        return self._told(self._subscriptions.read())

    def listing(self) -> tuple[FeedSummary, ...]:
        states, unread = self._store.states(), self._unread()
        return tuple(
            _listed(feed, states.get(feed.url) or FeedState(feed.url), unread.get(feed.url, 0))
            for feed in self.subscriptions()
        )

    def add(
        self, url: str, *, folder: Sequence[str] = (), title: str | None = None
    ) -> Subscription | tuple[FeedLink, ...]:
        """Follow the feed at this address, and take its articles in; else the feeds of its site, to choose.

        The server is asked, unless the feed is followed already. Raises SourceError.
        """
        address = parse_feed_address(url)
        known = {feed.url: feed for feed in self.subscriptions()}
        if address in known:
            return known[address]
        found = FeedDiscovery(self._options.get).find(address)
        if isinstance(found, tuple):
            return found
        reading, followed_url = found.result.reading, permanent_address(found.result, found.url) or found.url
        if followed_url in known:
            return known[followed_url]
        assert reading is not None
        head = reading.head
        feed = Subscription(followed_url, title or head.title, tuple(folder), feed_address(head.site or ""))
        self._told(self._subscriptions.add([feed]))
        self._take(feed_update(found.result, FeedState(followed_url), self._now()))
        if warning := password_warning(followed_url):
            self._tell([warning])
        return feed

    def follow(self, feeds: Iterable[Subscription]) -> tuple[Subscription, ...]:
        """Follow these without asking their servers yet; those that were not followed before."""
        wanted = tuple(feeds)
        known = {feed.url for feed in self.subscriptions()}
        self._told(self._subscriptions.add(wanted))
        return tuple({feed.url: feed for feed in wanted if feed.url not in known}.values())

    def remove(self, urls: Iterable[str]) -> RemovedFeeds:
        """Follow them no more, and take out their articles, but for those that the reader made something of.

        Raises NotFoundError for one that is not followed, before anything is done.
        """
        feeds = self._all_known(urls)
        annotated = self._annotated()
        self._told(self._subscriptions.remove([feed.url for feed in feeds]))
        memories: list[FeedSnapshot] = []
        for feed in feeds:
            memory = snapshot_feed(self._database, feed.url)
            gone = self._store.remove(feed.url, keep=annotated)
            if memory is not None:
                memories.append(memory.with_articles(gone))
        return RemovedFeeds(feeds, tuple(memories))

    def restore(self, unfollowed: RemovedFeeds) -> None:
        """Undo `remove`; each comes last in its folder."""
        self._told(self._subscriptions.add(unfollowed.subscriptions))
        for memory in unfollowed.memories:
            restore_feed(self._database, memory)

    def move(self, url: str, folder: Sequence[str]) -> None:
        """Into this folder, outermost first; none for the top. Raises NotFoundError."""
        self._told(self._subscriptions.move(self._known(url).url, folder))

    def rename(self, url: str, title: str | None) -> None:
        """None to call it what it calls itself. Raises NotFoundError."""
        self._told(self._subscriptions.rename(self._known(url).url, title))

    def import_opml(self, data: bytes, name: str) -> OpmlImport:
        """Follow what another program's file names; `name` is what messages call it. Raises SourceError."""
        read = read_opml(data, name=name)
        added = self.follow(read.feeds)
        new = {feed.url for feed in added}
        return OpmlImport(added, tuple(feed for feed in read.feeds if feed.url not in new), read.refused)

    def export_opml(self) -> bytes:
        """All feeds for another program, those without a name by what they call themselves."""
        states = self._store.states()
        return write_opml(
            replace(feed, title=feed.title or state.title, site=feed.site or state.site)
            for feed in self.subscriptions()
            for state in [states.get(feed.url) or FeedState(feed.url)]
        )

    def starter_feeds(self) -> tuple[Subscription, ...]:
        """Feeds that came with the program, to choose from."""
        file = self._seeds / "feeds.opml"
        return read_opml(file.read_bytes(), name=file.name).feeds

    def refresh(
        self,
        urls: Iterable[str] | None = None,
        *,
        due_only: bool = False,
        on_step: Callable[[RefreshStep], None] = lambda step: None,
        is_cancelled: Callable[[], bool] = lambda: False,
        hurry: bool = False,
    ) -> RefreshReport:
        """Ask the servers of these feeds, of all by default, and take in what is new.

        All does not mean those whose servers said that they are gone; `due_only` leaves out also those that
        failed too short a time ago. `hurry` is for where nobody reads meanwhile, whose keys come first.
        Raises NotFoundError for one that is not followed, and AlreadyRefreshingError.
        """
        feeds = self.subscriptions() if urls is None else self._all_known(urls)
        states, now = self._store.states(), self._now()
        if due_only:
            feeds = tuple(feed for feed in feeds if feed.url not in states or is_due(states[feed.url], now))
        elif urls is None:
            feeds = tuple(feed for feed in feeds if feed.url not in states or not states[feed.url].is_gone)
        wanted: list[str] = []

        def step(done: RefreshStep) -> None:
            if (own := self._options.get(done.url)) is not None and own.full_text:
                wanted.extend(done.arrived)
            on_step(done)

        report = self._refresher.refresh(
            feeds, options=self._options, on_step=step, is_cancelled=is_cancelled, hurry=hurry
        )
        if report.was_cancelled:
            return report
        failures = self._take_pages(wanted, is_cancelled)
        pruned = prune(self._database, self._retention, self._now(), keep=self._annotated())
        return replace(report, page_failures=failures, pruned=tuple(pruned))

    def _take(self, news: FeedUpdate) -> None:
        store_updates(self._store, self._hooks, [news], self._now())
        self._full_text.index_pending()

    def _known(self, url: str) -> Subscription:
        (feed,) = self._all_known([url])
        return feed

    def _all_known(self, urls: Iterable[str]) -> tuple[Subscription, ...]:
        """Each once, in the order of asking. Raises NotFoundError."""
        followed = {feed.url: feed for feed in self.subscriptions()}
        found: dict[Subscription, None] = {}
        for url in urls:
            feed = followed.get(parse_feed_address(url))
            if feed is None:
                raise NotFoundError(f"“{url}” is not followed: `briefing feeds list` shows what is.")
            found[feed] = None
        return tuple(found)

    def _readdress(self, old: str, new: str) -> None:
        self._told(self._subscriptions.replace_url(old, new))

    def _told(self, followed: SubscriptionsRead) -> tuple[Subscription, ...]:
        self._tell(followed.notices)
        return followed.feeds

    def _tell(self, notices: Iterable[str]) -> None:
        with self._turn:
            self._notices += notices


def _listed(feed: Subscription, state: FeedState, unread: int) -> FeedSummary:
    return FeedSummary(
        feed.url,
        feed.title or state.title or strip_login(feed.url),
        feed.site or state.site,
        feed.folder,
        unread,
        state.error,
        state.next_try,
        state.checked,
        state.is_gone,
    )
