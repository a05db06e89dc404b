"""Syncs feeds, articles and marks with the reader's account on a server, and moves feeds to it and back."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from briefing.domain.feeds.feed import Subscription
from briefing.domain.feeds.refresh_result import RefreshReport, RefreshStep
from briefing.domain.feeds.sync import ServerFeed, SyncReport, SyncState, SyncStep, match_key
from briefing.errors import AlreadyRefreshingError, FetchError, NotFoundError, SourceError
from briefing.presentation.library.sync_messages import sync_outcome
from briefing.presentation.sentences import pluralize
from briefing.services.feeds.feed_ingest import FeedIngest
from briefing.services.feeds.service import FeedService
from briefing.services.sync.feed_exchange import (
    missing_here,
    missing_there,
    shared_feeds,
    taken_subscription,
)
from briefing.services.sync.item_reading import ItemReader
from briefing.services.sync.sync_run import SyncRun
from briefing.settings import SyncSettings
from briefing.sources.http.credentials import login_of_url, strip_login
from briefing.sources.sync.google_reader import GoogleReader
from briefing.sources.sync.server import Account
from briefing.sources.sync.server_session import ServerSession
from briefing.store.articles.search_index import SearchIndex
from briefing.store.database.connections import Database
from briefing.store.feeds.sync_store import SyncStore
from briefing.store.files.lock import locked_file
from briefing.threads import ignore, never

COMPARED_FOR = timedelta(hours=1)
"""For how long after a comparison of everything a quick one is enough."""
ARTICLES_PER_INDEXING = 250


class SyncService:
    """The reader's account on a server. Every method may raise StoreError, and SourceError if it asks it."""

    def __init__(
        self,
        account: Account,
        server: GoogleReader,
        session: ServerSession,
        store: SyncStore,
        feeds: FeedService,
        ingest: FeedIngest,
        index: SearchIndex,
        folder: Path,
    ) -> None:
        """`folder` is where processes that sync the same library meet."""
        self.host = account.host
        self._account = f"{account.user} {account.address}"
        self._server = server
        self._session = session
        self._store = store
        self._feeds = feeds
        self._ingest = ingest
        self._index = index
        self._folder = folder
        self._there: tuple[ServerFeed, ...] = ()
        """The server's feeds when `takable` asked for them."""

    def state(self) -> SyncState:
        """Return what is remembered of the last sync with this account."""
        state = self._store.state()
        return state if state.account == self._account else SyncState(self._account)

    def run(
        self,
        *,
        is_quick: bool = False,
        on_step: Callable[[SyncStep], None] = ignore,
        is_cancelled: Callable[[], bool] = never,
    ) -> SyncReport:
        """Send what changed here and receive what changed there; it may be broken off at any time.

        `is_quick` asks for the feeds, and for what was read elsewhere before we had it, once an hour, or when
        anything differs.
        """
        reader = ItemReader()
        try:
            with self._connected():
                quick = is_quick and self._was_just_compared()
                run = SyncRun(
                    self._server, self._store, self._feeds, self._ingest, reader, on_step, is_cancelled
                )
                report = run.run(is_quick=quick)
        finally:
            reader.close()
        while not is_cancelled() and self._index.index_pending(ARTICLES_PER_INDEXING):
            pass
        if report.was_cancelled:
            return report
        failures, pruned = self._feeds.complete(is_cancelled)
        return replace(report, page_failures=failures, pruned=pruned)

    def refresh(
        self,
        urls: Collection[str] | None,
        *,
        due_only: bool,
        on_step: Callable[[RefreshStep], None],
        is_cancelled: Callable[[], bool],
    ) -> RefreshReport:
        """Refresh feeds as `FeedService.refresh` does, but for those that the server reads for us, then sync.

        A sync that fails is told in the report.
        """
        report = self._feeds.refresh(
            urls,
            due_only=due_only,
            without=self.state().served,
            on_step=on_step,
            is_cancelled=is_cancelled,
        )
        if report.was_cancelled:
            return report

        def step(done: SyncStep) -> None:
            new, failed = report.new + done.new, len(report.failures)
            on_step(RefreshStep(done.done, max(done.total, 1), new, failed, "", self.host))

        try:
            synced = self.run(is_quick=True, on_step=step, is_cancelled=is_cancelled)
        except (SourceError, AlreadyRefreshingError) as error:
            return replace(report, sync=str(error))
        return replace(
            report,
            new=report.new + synced.new,
            is_offline=False,
            was_cancelled=synced.was_cancelled,
            notifications=(*report.notifications, *synced.notifications),
            page_failures=(*report.page_failures, *synced.page_failures),
            pruned=(*report.pruned, *synced.pruned),
            sync=sync_outcome(synced, self.host),
        )

    def takable(self) -> tuple[Subscription, ...]:
        """Return the server's feeds that are not followed here, as they would be."""
        with self._connected():
            self._there = self._server.feeds()
        return tuple(map(taken_subscription, missing_here(self._there, self._feeds.subscriptions())))

    def take(self, feeds: Iterable[Subscription]) -> tuple[Subscription, ...]:
        """Follow some of the `takable` feeds here, and from now on those that are new on the server."""
        with self._alone():
            before, added, state = self._feeds.subscriptions(), self._feeds.follow(feeds), self.state()
            known = {match_key(feed.url) for feed in state.feeds}
            # Those that were left out are none that are new there from now on.
            others = (feed for feed in shared_feeds(self._there, before) if match_key(feed.url) not in known)
            urls = tuple(feed.url for feed in added)
            self._put(replace(state, feeds=(*state.feeds, *others), takes=True, taken=urls, given=()))
        return added

    def givable(self) -> tuple[tuple[Subscription, ...], tuple[Subscription, ...]]:
        """Return the feeds that the server lacks: those that it can be given, and those that need a login."""
        with self._connected():
            return missing_there(self._server.feeds(), self._feeds.subscriptions())

    def give(
        self, feeds: Iterable[Subscription], is_cancelled: Callable[[], bool] = never
    ) -> tuple[tuple[Subscription, ...], tuple[str, ...]]:
        """Follow feeds on the server, and from now on those that are new here.

        Return what was given, and a sentence for each feed that was refused.
        """
        given, refused = list[Subscription](), list[str]()
        with self._connected():
            here = tuple(feed.url for feed in self._feeds.subscriptions())
            for feed in feeds:
                if is_cancelled():
                    break
                try:
                    self._server.subscribe(feed.url, feed.title or "", feed.folder)
                except FetchError as error:
                    refused.append(f"{feed.title or feed.url}: {error}")
                else:
                    given.append(feed)
            urls = tuple(feed.url for feed in given)
            self._put(replace(self.state(), gives=True, given=urls, taken=(), here=here))
        return tuple(given), tuple(refused)

    def undo_move(self) -> str:
        """Undo the last `take` or `give`; return a sentence. Raises NotFoundError if there is none."""
        state = self.state()
        if state.taken:
            followed = {feed.url for feed in self._feeds.subscriptions()}
            gone = [url for url in state.taken if url in followed]
            with self._alone():
                self._feeds.remove(gone)
                self._put(replace(self.state(), takes=False, taken=()))
            return f"{_are(len(gone), self.host)} no longer followed here."
        if not state.given:
            raise NotFoundError(
                "There is nothing to undo: no feeds were taken from the server, or given to it."
            )
        with self._connected():
            given = {match_key(url) for url in state.given}
            there = [feed for feed in self._server.feeds() if match_key(feed.url) in given]
            for feed in there:
                self._server.unsubscribe(feed)
            self._put(replace(state, gives=False, given=()))
        return f"{_are(len(there))} no longer followed on {self.host}."

    def _was_just_compared(self) -> bool:
        try:
            then = datetime.fromisoformat(self.state().compared)
        except ValueError:
            return False
        return timedelta(0) <= self._ingest.now().astimezone(UTC) - then < COMPARED_FOR

    def _put(self, state: SyncState) -> None:
        if self._store.state().account != self._account:
            self._store.begin_anew(state)
        else:
            self._store.put_state(state)

    def _alone(self) -> AbstractContextManager[None]:
        """Keep other threads and processes from syncing: a sync writes back the state that it began with."""
        busy = AlreadyRefreshingError("A sync is already running: wait until it is done.")
        return locked_file(self._folder / ".syncing", 0, busy)

    @contextmanager
    def _connected(self) -> Iterator[None]:
        """Keep others from syncing, and a failure in mind."""
        with self._alone(), self._session:
            try:
                if self._store.state().account != self._account:
                    self._store.begin_anew(self.state())
                yield
            except SourceError as error:
                self._put(replace(self.state(), error=str(error)))
                raise


def make_sync(
    settings: SyncSettings, database: Database, feeds: FeedService, ingest: FeedIngest, folder: Path
) -> SyncService:
    user = settings.user or login_of_url(settings.address)[0] or ""
    account, session = Account(strip_login(settings.address), user), ServerSession()
    return SyncService(
        account,
        GoogleReader(account, session),
        session,
        SyncStore(database),
        feeds,
        ingest,
        SearchIndex(database),
        folder,
    )


def _are(number: int, host: str = "") -> str:
    feeds = pluralize(number, "feed") + (f" of {host}" if host else "")
    return f"{feeds} {'is' if number == 1 else 'are'}"
