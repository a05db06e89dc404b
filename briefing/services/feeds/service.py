"""Adds, lists, refreshes, imports and exports the feeds that the reader follows."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain.feeds.backoff import is_due
from briefing.domain.feeds.feed import FeedOptions, FeedState, FeedSummary, Subscription
from briefing.domain.feeds.feed_address import feed_address, is_local, subscription_address
from briefing.domain.feeds.refresh_result import PageFailure, RefreshReport, RefreshStep
from briefing.errors import AlreadyRefreshingError, NotFoundError, UnreadableError
from briefing.services.feeds.discovery import FeedDiscovery
from briefing.services.feeds.feed_ingest import FeedIngest
from briefing.services.feeds.opml_import import read_opml, write_opml
from briefing.services.feeds.outcome import feed_update, permanent_address
from briefing.services.feeds.refresh import RefreshSession, refresh_lock
from briefing.sources.http.credentials import password_warning, strip_login
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.mailboxes.local_mailbox import local_mailbox
from briefing.store.articles.retention import Retention, prune
from briefing.store.articles.search_index import SearchIndex
from briefing.store.database.connections import Database
from briefing.store.feeds.feed_membership import FeedSnapshot, restore_feed, snapshot_feed
from briefing.store.feeds.feed_store import Awaited
from briefing.store.feeds.subscriptions import Subscriptions
from briefing.threads import ignore, never

if TYPE_CHECKING:
    from briefing.services.page_text import PageTextService
    from briefing.sources.feeds.feed_links import FeedLink
    from briefing.store.articles.article_search import ArticleSearch


@dataclass(frozen=True, slots=True)
class OpmlImport:
    added: tuple[Subscription, ...]
    known: tuple[Subscription, ...]
    """The feeds that were followed before."""
    refused: tuple[str, ...]
    """A sentence about each address that is no feed."""


@dataclass(frozen=True, slots=True)
class RemovedFeeds:
    """Everything about removed feeds, for `restore`."""

    subscriptions: tuple[Subscription, ...]
    memories: tuple[FeedSnapshot, ...]


@dataclass(frozen=True, slots=True)
class FeedPolicy:
    """How feeds are fetched, and how long their articles are kept."""

    options: Mapping[str, FeedOptions]
    """The options of single feeds, by address."""
    limits: FetchLimits
    retention: Retention


class FeedService:
    """The feeds that the reader follows. Safe in any thread; every method may raise StoreError."""

    def __init__(
        self,
        database: Database,
        subscriptions: Subscriptions,
        ingest: FeedIngest,
        policy: FeedPolicy,
        *,
        search: ArticleSearch,
        annotated: Callable[[], Collection[str]],
        page_texts: PageTextService,
        starters: Path,
    ) -> None:
        """`annotated` returns the ids of articles that have annotations. `starters` is the OPML file of the
        feeds that are shipped with the program.
        """
        self._database = database
        self._subscriptions = subscriptions
        self._search = search
        self._annotated = annotated
        self._page_texts = page_texts
        self._policy = policy
        self._starters = starters
        self._now = ingest.now
        self._store = ingest.feeds
        self._index = SearchIndex(database)
        self._ingest = ingest
        self._refreshing = threading.Lock()

    def pop_notices(self) -> tuple[str, ...]:
        """Return and forget what was odd about the file of subscriptions, a sentence each."""
        return self._subscriptions.notices.pop()

    def subscriptions(self) -> tuple[Subscription, ...]:
        """The subscriptions in the order of the file."""
        return self._subscriptions.read()

    def listing(self) -> tuple[FeedSummary, ...]:
        states, unread = self._store.states(), self._search.unread().by_feed
        return tuple(
            _listed(feed, states.get(feed.url) or FeedState(feed.url), unread.get(feed.url, 0))
            for feed in self._subscriptions.read()
        )

    def add(
        self, url: str, *, folder: Sequence[str] = (), title: str | None = None
    ) -> Subscription | tuple[FeedLink, ...]:
        """Follow the feed at this address and store its articles; else the feeds of its site, to choose from.

        An address may be that of a mailbox. Fetches unless the feed is followed already. Raises SourceError.
        """
        address = _parse_address(url)
        known = {feed.url: feed for feed in self._subscriptions.read()}
        if address in known:
            return known[address]
        found = FeedDiscovery(self._policy.options, self._policy.limits).find(address)
        if isinstance(found, tuple):
            return found
        reading, followed_url = found.result.reading, permanent_address(found.result, found.url) or found.url
        if followed_url in known:
            return known[followed_url]
        assert reading is not None
        head = reading.head
        feed = Subscription(followed_url, title or head.title, tuple(folder), feed_address(head.site or ""))
        self._subscriptions.add([feed])
        self._ingest.store([feed_update(found.result, FeedState(followed_url), self._now())])
        self._index.index_all()
        self._subscriptions.notices.add(
            filter(None, [found.result.unreadable, password_warning(followed_url)])
        )
        return feed

    def follow(self, feeds: Iterable[Subscription]) -> tuple[Subscription, ...]:
        """Follow these feeds without fetching them yet; return those that were not followed before."""
        wanted = tuple(feeds)
        known = {feed.url for feed in self._subscriptions.read()}
        self._subscriptions.add(wanted)
        return tuple({feed.url: feed for feed in wanted if feed.url not in known}.values())

    def remove(self, urls: Iterable[str]) -> RemovedFeeds:
        """Unfollow feeds and remove their articles, except those added by hand, starred, tagged or annotated.

        Raises NotFoundError for a feed that is not followed, before anything is done.
        """
        feeds = self._all_known(urls)
        annotated = self._annotated()
        self._subscriptions.remove([feed.url for feed in feeds])
        memories: list[FeedSnapshot] = []
        for feed in feeds:
            memory = snapshot_feed(self._database, feed.url)
            gone = self._store.remove(feed.url, keep=annotated)
            if memory is not None:
                memories.append(memory.with_articles(gone))
        return RemovedFeeds(feeds, tuple(memories))

    def unfollowed(self) -> tuple[str, ...]:
        """Feeds with a stored state that are not followed: a removal was cut off, or the file edited."""
        followed = {feed.url for feed in self._subscriptions.read()}
        return tuple(url for url in self._store.states() if url not in followed)

    def forget(self, url: str) -> None:
        """Drop the state of a feed that is not followed. Its articles stay."""
        self._store.forget(url)

    def restore(self, unfollowed: RemovedFeeds) -> None:
        """Undo `remove`; each feed comes last in its folder."""
        self._subscriptions.add(unfollowed.subscriptions)
        for memory in unfollowed.memories:
            restore_feed(self._database, memory)
        self._index.index_all()

    def move(self, url: str, folder: Sequence[str]) -> None:
        """Move a feed to this folder, outermost name first; empty for the top. Raises NotFoundError."""
        self._subscriptions.move(self._known(url).url, folder)

    def rename(self, url: str, title: str | None) -> None:
        """Give a feed a title, or its own if this is None. Raises NotFoundError."""
        self._subscriptions.rename(self._known(url).url, title)

    def import_opml(self, data: bytes, name: str) -> OpmlImport:
        """Follow the feeds in an OPML file; `name` is for messages. Raises SourceError."""
        read = read_opml(data, name=name)
        added = self.follow(read.feeds)
        new = {feed.url for feed in added}
        return OpmlImport(added, tuple(feed for feed in read.feeds if feed.url not in new), read.refused)

    def export_opml(self) -> bytes:
        """All subscriptions as OPML, but for mailboxes on this machine, which nobody else can read.

        A feed that the user has not named gets the title from its document.
        """
        states = self._store.states()
        return write_opml(
            replace(feed, title=feed.title or state.title, site=feed.site or state.site)
            for feed in self._subscriptions.read()
            if not is_local(feed.url)
            for state in [states.get(feed.url) or FeedState(feed.url)]
        )

    def starter_feeds(self) -> tuple[Subscription, ...]:
        """Feeds that are shipped with the program, to choose from."""
        return read_opml(self._starters.read_bytes(), name=self._starters.name).feeds

    def refresh(
        self,
        urls: Iterable[str] | None = None,
        *,
        due_only: bool = False,
        without: Collection[str] = (),
        on_step: Callable[[RefreshStep], None] = ignore,
        is_cancelled: Callable[[], bool] = never,
    ) -> RefreshReport:
        """Fetch these feeds, by default all that are not gone, and store what is new.

        `due_only` leaves out those that failed too recently, and `without` those that a sync server reads for
        us, unless they are named. Raises NotFoundError for one that is not followed, and
        AlreadyRefreshingError.
        """
        if urls is None:
            feeds = tuple(feed for feed in self._subscriptions.read() if feed.url not in without)
        else:
            feeds = self._all_known(urls)
        states, now = self._store.states(), self._now()
        if due_only:
            feeds = tuple(feed for feed in feeds if feed.url not in states or is_due(states[feed.url], now))
        elif urls is None:
            feeds = tuple(feed for feed in feeds if feed.url not in states or not states[feed.url].is_gone)
        if not self._refreshing.acquire(blocking=False):
            raise AlreadyRefreshingError("A refresh is already running: wait until it is done.")
        try:
            # Beside the subscriptions: two processes that refresh the same library meet there.
            with refresh_lock(self._subscriptions.file.parent):
                session = RefreshSession(
                    feeds,
                    options=self._policy.options,
                    store=self._store,
                    ingest=self._ingest,
                    subscriptions=self._subscriptions,
                    index=self._index,
                    now=self._now,
                    on_step=on_step,
                )
                report = session.run(self._policy.limits, is_cancelled)
        finally:
            self._refreshing.release()
        if report.was_cancelled:
            return report
        failures, pruned = self.complete(is_cancelled)
        return replace(report, page_failures=failures, pruned=pruned)

    def complete(self, is_cancelled: Callable[[], bool]) -> tuple[tuple[PageFailure, ...], tuple[str, ...]]:
        """Fetch the pages of new articles that wait for it, those too that an earlier refresh or sync did not
        come to, each once; and remove expired articles, whose ids are returned.
        """
        tried: Mapping[str, PageFailure | None] = {}
        if wanted := self._store.awaiting(Awaited.PAGE):
            tried = self._page_texts.fetch_all(wanted, is_cancelled)
            self._store.mark_done(Awaited.PAGE, tried)
        pruned = prune(self._database, self._policy.retention, self._now(), keep=self._annotated)
        return tuple(filter(None, tried.values())), tuple(pruned)

    def _known(self, url: str) -> Subscription:
        (feed,) = self._all_known([url])
        return feed

    def _all_known(self, urls: Iterable[str]) -> tuple[Subscription, ...]:
        """Return each feed once, in the order of the addresses. Raises NotFoundError."""
        followed = {feed.url: feed for feed in self._subscriptions.read()}
        found: dict[Subscription, None] = {}
        for url in urls:
            feed = followed.get(_parse_address(url))
            if feed is None:
                raise NotFoundError(f"“{url}” is not followed: `briefing feeds list` shows what is.")
            found[feed] = None
        return tuple(found)


def _parse_address(typed: str) -> str:
    """Return the normalized address: of a mailbox at a path, or with `https://` if no scheme was typed.

    Raises NotFoundError and UnreadableError.
    """
    word = typed.strip()
    address = subscription_address(word) or local_mailbox(word)
    if address is None and "://" not in word:
        address = feed_address(f"https://{word}")
    if address is None:
        shown = re.sub("://.*@", "://", word)  # a login, whose password may have any character
        raise UnreadableError(
            f"“{shown}” is not the address of a feed, a site or a mailbox: give one that begins with "
            "http://, https:// or imaps://, or the path of a maildir or an mbox."
        )
    return address


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
