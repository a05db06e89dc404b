"""One sync: sends what changed here, then receives what is new on the server, batch by batch."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC
from functools import partial

from briefing.domain.feeds.backoff import after_success
from briefing.domain.feeds.feed import FeedState
from briefing.domain.feeds.sync import Batch, ServerItem, SyncReport, SyncState, SyncStep
from briefing.domain.rule import Notification, notifications
from briefing.errors import FetchError
from briefing.services.feeds.feed_ingest import FeedIngest
from briefing.services.feeds.service import FeedService
from briefing.services.sync.feed_exchange import feed_exchange, shared_feeds, taken_subscription
from briefing.services.sync.item_reading import ItemReader, guid_of
from briefing.sources.sync.google_reader import GoogleReader
from briefing.store.feeds.feed_store import FeedUpdate
from briefing.store.feeds.sync_store import SyncStore

ITEMS_PER_SENDING = 250
"""The number of marks that are sent at once, and recorded as sent."""


class SyncRun:
    """A sync with what it has done so far, and its report."""

    def __init__(
        self,
        server: GoogleReader,
        store: SyncStore,
        feeds: FeedService,
        ingest: FeedIngest,
        reader: ItemReader,
        on_step: Callable[[SyncStep], None],
        is_cancelled: Callable[[], bool],
    ) -> None:
        self._server = server
        self._store = store
        self._feeds = feeds
        self._ingest = ingest
        self._reader = reader
        self._on_step = on_step
        self._is_cancelled = is_cancelled
        self._state = store.state()
        self._has_feeds = False
        """Whether the feeds of both sides were compared in this sync."""
        self._feed_states = ingest.feeds.states()
        self._sent = self._received = self._new = 0
        self._notes: list[str] = []
        self._notifications: list[Notification] = []

    def run(self, *, is_quick: bool) -> SyncReport:
        """Raises FetchError and StoreError. Whatever was received until then is kept."""
        self._send()
        if not is_quick or self._are_feeds_changed_here():
            self._exchange_feeds()
        if self._state.served:
            self._receive(is_quick)
            self._send()
        now = self._ingest.now().astimezone(UTC).isoformat(timespec="seconds")
        if not self._is_cancelled():
            compared = now if self._has_feeds else self._state.compared
            self._put(replace(self._state, synced=now, compared=compared, error=""))
        return SyncReport(
            new=self._new,
            sent=self._sent,
            received=self._received,
            notes=tuple(self._notes),
            is_new_here=not self._state.served,
            was_cancelled=self._is_cancelled(),
            notifications=notifications(self._notifications),
        )

    def _send(self) -> None:
        """Send the marks that differ from what was agreed on; each part that arrived is recorded."""
        for (mark, value), items in self._store.unsent().items():
            for at in range(0, len(items), ITEMS_PER_SENDING):
                some = items[at : at + ITEMS_PER_SENDING]
                self._server.mark(some, mark, value)
                self._store.sent(some, mark, value)
                self._sent += len(some)

    def _are_feeds_changed_here(self) -> bool:
        """Return whether feeds were followed, unfollowed or moved here since they were compared last."""
        here = {feed.url: feed.folder for feed in self._feeds.subscriptions()}
        return set(here) != set(self._state.here) or any(
            feed.here is not None and here.get(feed.url) != feed.here for feed in self._state.feeds
        )

    def _exchange_feeds(self) -> None:
        self._has_feeds = True
        there, here = self._server.feeds(), self._feeds.subscriptions()
        wanted = feed_exchange(self._state, there, here)
        self._notes += wanted.notes
        self._feeds.follow(map(taken_subscription, wanted.take))
        for own, feed in wanted.move_here:
            self._feeds.move(own.url, feed.folder)
        for own, feed in wanted.move_there:
            self._change(feed.title, partial(self._server.move, feed, own.folder))
        for own in wanted.give:
            self._change(
                own.title or own.url, partial(self._server.subscribe, own.url, own.title or "", own.folder)
            )
        if wanted.give or wanted.move_there:
            there = self._server.feeds()
        here = self._feeds.subscriptions()
        shared = shared_feeds(there, here)
        before = {feed.stream for feed in self._state.feeds if feed.here is not None}
        # Their articles were left out while nobody followed them here.
        self._store.ask_again(
            [feed.stream for feed in shared if feed.here is not None and feed.stream not in before]
        )
        self._put(replace(self._state, feeds=shared, here=tuple(feed.url for feed in here)))

    def _change(self, name: str, change: Callable[[], None]) -> None:
        """Change a feed on the server; one that it refuses is told, and keeps nobody from the others."""
        try:
            change()
        except FetchError as error:
            self._notes.append(f"{name}: {error}")

    def _receive(self, is_quick: bool) -> None:
        agreed = self._store.agreed()
        for batch in self._server.changes(agreed, is_quick=is_quick):
            if not self._has_feeds and any(item.id not in agreed for item in batch.items):
                self._exchange_feeds()
            self._keep(batch, [item for item in batch.items if item.id not in agreed])
            self._on_step(SyncStep(batch.done, batch.total, self._new))
            if self._is_cancelled():
                return

    def _keep(self, batch: Batch, new: Sequence[ServerItem]) -> None:
        articles = self._ingested(new)
        unread = {item.id for item in new if item.id not in articles}
        items = tuple(item for item in batch.items if item.id not in unread)
        self._received += self._store.settle(items, articles, batch.gone)

    def _ingested(self, items: Sequence[ServerItem]) -> dict[str, str]:
        """Store new articles of feeds that are followed here; return ids by the server's, "" without one.

        An article that could not be read is left out, and asked for again the next time.
        """
        feeds = {feed.stream: feed for feed in self._state.feeds if feed.here is not None}
        by_feed: dict[str, tuple[str, list[ServerItem]]] = {}
        for item in items:
            if item.entry is not None and (feed := feeds.get(item.entry.stream)) is not None:
                by_feed.setdefault(feed.url, (feed.title, []))[1].append(item)
        found = dict.fromkeys((item.id for item in items), "")
        if not by_feed:
            return found
        read, unread = self._reader.read(by_feed)
        titles = {url: title for url, (title, _) in by_feed.items()}
        updates = [
            FeedUpdate(self._feed_state(url, titles[url]), entries, is_whole=False)
            for url, entries in read.items()
        ]
        stored, told = self._ingest.store(updates)
        self._notifications += told
        self._new += sum(len(each.new) for each in stored)
        for url, (_, some) in by_feed.items():
            ids = self._store.articles_by_guid(url, [guid_of(item.id) for item in some])
            found |= {item.id: ids.get(guid_of(item.id), "") for item in some}
        return {id_: article for id_, article in found.items() if id_ not in unread}

    def _feed_state(self, url: str, title: str) -> FeedState:
        before = self._feed_states.get(url) or FeedState(url, title or None)
        self._feed_states[url] = after_success(before, self._ingest.now(), is_new=True)
        return self._feed_states[url]

    def _put(self, state: SyncState) -> None:
        self._state = state
        self._store.put_state(state)
