"""Refreshes feeds: fetches them and stores what they bring, many in one transaction."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from briefing.domain.feeds.feed import FeedOptions, FeedState, Subscription
from briefing.domain.feeds.feed_address import is_local, is_mailbox
from briefing.domain.feeds.refresh_result import FeedFailure, RefreshReport, RefreshStep
from briefing.domain.rule import notifications
from briefing.errors import AlreadyRefreshingError
from briefing.services.feeds.feed_ingest import FeedIngest
from briefing.services.feeds.fetch_pipeline import FetchPipeline, FetchResult
from briefing.services.feeds.outcome import feed_update, permanent_address
from briefing.sources.http.credentials import login_of_url, strip_login
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.fetch_result import ErrorKind, FetchRequest, Refused
from briefing.store.articles.search_index import SearchIndex
from briefing.store.feeds.feed_items import StoredItems
from briefing.store.feeds.feed_store import FeedStore
from briefing.store.feeds.subscriptions import Subscriptions
from briefing.store.files.lock import locked_file

FEEDS_PER_BATCH = 25
"""Feeds in one transaction."""
POLL_SECONDS = 0.1
"""Seconds that a batch waits for more, and after which it is seen that the reader has called it off."""
SECOND_PROCESS_FEEDS = 60
"""The number of feeds never read from which a second process is worth its quarter of a second to start."""
ARTICLES_PER_INDEXING = 250
"""Articles that are indexed at once: a tenth of a second at the most."""


class RefreshSession:
    """A refresh with what it has stored so far, and its report."""

    def __init__(
        self,
        feeds: Iterable[Subscription],
        *,
        options: Mapping[str, FeedOptions],
        store: FeedStore,
        ingest: FeedIngest,
        subscriptions: Subscriptions,
        index: SearchIndex,
        now: Callable[[], datetime],
        on_step: Callable[[RefreshStep], None],
    ) -> None:
        self._store = store
        self._ingest = ingest
        self._subscriptions = subscriptions
        self._index = index
        self._now = now
        self._on_step = on_step
        states = store.states()
        # By the identity of the request: two feeds may be asked for alike.
        self._feeds: dict[int, tuple[FetchRequest, Subscription, FeedState]] = {}
        for feed in feeds:
            state = states.get(feed.url) or FeedState(feed.url)
            request = feed_request(state, options.get(feed.url))
            self._feeds[id(request)] = (request, feed, state)
        self._unreachable: list[FetchResult] | None = []
        """Failures until a server is reached: if none is, it is we who are offline, and no feed failed."""
        self._is_offline = False
        self._done = self._new = self._changed = 0
        self._failures: list[FeedFailure] = []
        self._waiting: list[str] = []
        """The times from which feeds may be asked that were not, as their hosts limit our requests."""
        # An earlier refresh may have been killed between storing articles and applying the rules.
        self._notifications = list(ingest.catch_up())

    def run(self, limits: FetchLimits, is_cancelled: Callable[[], bool]) -> RefreshReport:
        """Raises StoreError.

        A step is reported once the feed's articles are on disk; a cancelled or killed refresh keeps what was
        reported.
        """
        requests = [request for request, _, _ in self._feeds.values()]
        unread = sum(request.body_sha256 is None for request in requests)
        processes = 2 if unread >= SECOND_PROCESS_FEEDS else 1
        with FetchPipeline(requests, limits, processes=processes) as pipeline:
            while not pipeline.is_done:
                if is_cancelled():
                    return self._report(was_cancelled=True)
                # It indexes while others read: what is left for the end, this process does alone.
                if pipeline.waiting < FEEDS_PER_BATCH and self._index.index_pending(ARTICLES_PER_INDEXING):
                    continue
                if results := pipeline.next_batch(FEEDS_PER_BATCH, POLL_SECONDS):
                    self._store_results(results)
        self._finish()
        while not is_cancelled() and self._index.index_pending(ARTICLES_PER_INDEXING):
            pass
        return self._report(was_cancelled=False)

    def _store_results(self, batch: Iterable[FetchResult]) -> None:
        reached: list[FetchResult] = []
        for result in batch:
            if self._unreachable is None or not _is_refused(result, ErrorKind.UNREACHABLE):
                reached.append(result)
            else:
                self._unreachable.append(result)
        if any(map(_tells_of_the_network, reached)):
            reached += self._unreachable or []
            self._unreachable = None
        if reached:
            self._put(reached)

    def _finish(self) -> None:
        """End the refresh once all feeds have been fetched."""
        waiting = self._unreachable or []
        self._is_offline = len({urlsplit(result.request.url).hostname for result in waiting}) > 1
        if self._is_offline:
            for result in waiting:
                assert isinstance(result.outcome, Refused)
                self._step(*self._feeds[id(result.request)][1:], error=result.outcome.sentence)
        elif waiting:
            self._put(waiting)

    def _report(self, *, was_cancelled: bool) -> RefreshReport:
        return RefreshReport(
            asked=self._done - len(self._waiting),
            new=self._new,
            changed=self._changed,
            failures=tuple(self._failures),
            waiting=len(self._waiting),
            waiting_until=max(self._waiting, default=None),
            was_cancelled=was_cancelled,
            is_offline=self._is_offline,
            notifications=notifications(self._notifications),
        )

    def _put(self, batch: Sequence[FetchResult]) -> None:
        # The reader may have dropped a feed meanwhile.
        now, followed = self._now(), {feed.url for feed in self._subscriptions.read()}
        fetched = [(result, *self._feeds[id(result.request)][1:]) for result in batch]
        fetched = [each for each in fetched if each[1].url in followed]
        updates = [feed_update(result, state, now) for result, _, state in fetched]
        stored, found = self._ingest.store(updates)
        self._notifications += found
        for (result, feed, _), update, items in zip(fetched, updates, stored, strict=True):
            # This comes now, and in this order: if it is cut short, the next refresh finds the feed moved
            # again, and what it brings joins what is there.
            if moved := permanent_address(result, feed.url):
                self._store.rename(feed.url, moved)
                self._subscriptions.replace_url(feed.url, moved)
            self._step(feed, update.state, stored=items, waits=_is_refused(result, ErrorKind.WAITING))

    def _step(
        self,
        feed: Subscription,
        state: FeedState,
        *,
        stored: StoredItems | None = None,
        error: str | None = None,
        waits: bool = False,
    ) -> None:
        title = feed.title or state.title or strip_login(feed.url)
        error = None if waits else error or state.error
        if waits:
            self._waiting.append(state.next_try or "")
        self._done += 1
        if stored:
            self._new += len(stored.new)
            self._changed += len(stored.changed)
        if error is not None:
            self._failures.append(FeedFailure(feed.url, title, error, state.next_try))
        self._on_step(
            RefreshStep(
                done=self._done,
                total=len(self._feeds),
                new=self._new,
                failed=len(self._failures),
                url=feed.url,
                title=title,
                error=error,
                next_try=state.next_try,
                is_offline=self._is_offline,
            )
        )


def feed_request(state: FeedState, options: FeedOptions | None) -> FetchRequest:
    """Return the request for a feed, conditional on what was stored of its last answer."""
    own, url = options or FeedOptions(), state.url
    if own.user and login_of_url(url)[0] is None:
        scheme, _, rest = strip_login(url).partition("://")
        url = f"{scheme}://{quote(own.user, safe='')}@{rest}"
    return FetchRequest(url, state.etag, state.last_modified, state.body_sha256, own.headers, own.proxy)


def _is_refused(result: FetchResult, kind: ErrorKind) -> bool:
    return isinstance(result.outcome, Refused) and result.outcome.kind is kind


def _tells_of_the_network(result: FetchResult) -> bool:
    """Return whether somebody has answered: a mailbox that is refused may lack a password here."""
    url = result.request.url
    return not (is_local(url) or (is_mailbox(url) and isinstance(result.outcome, Refused)))


def refresh_lock(folder: Path) -> AbstractContextManager[None]:
    """Allow one refresh of a folder at a time. Raises AlreadyRefreshingError if another process has one."""
    busy = AlreadyRefreshingError(
        "The feeds are being refreshed already, by another briefing: wait until it is done."
    )
    return locked_file(folder / ".refreshing", 0, busy)
