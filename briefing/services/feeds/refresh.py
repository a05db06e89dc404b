"""A refresh: feeds are asked for, and what they bring is kept, many of them in one transaction."""

from __future__ import annotations

import threading
from collections.abc import Callable, Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import quote, urlsplit

from briefing.domain.feeds.feed import FeedState, Subscription
from briefing.domain.feeds.feed_options import FeedOptions
from briefing.domain.feeds.refresh_result import FeedFailure, RefreshReport, RefreshStep
from briefing.domain.rule import Notification, notifications
from briefing.errors import AlreadyRefreshingError
from briefing.processes import NICENESS
from briefing.services.feeds.fetch_pipeline import FetchPipeline, FetchResult
from briefing.services.feeds.outcome import feed_update, permanent_address
from briefing.sources.http.credentials import login_of_url, strip_login
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.fetch_result import ErrorKind, FetchRequest, Refused
from briefing.store.articles.search_index import SearchIndex
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate, StoredItems
from briefing.store.feeds.refresh_lock import refresh_lock

__all__ = ["RefreshCallbacks", "Refresher", "feed_request", "store_updates"]

FEEDS_PER_BATCH = 25
"""Feeds in one transaction."""
POLL_SECONDS = 0.1
"""Seconds that a batch waits for more, and after which it is seen that the reader has called it off."""
SECOND_PROCESS_FEEDS = 60
"""Feeds that were never read, from which a second process is worth its start of a quarter of a second."""
ARTICLES_PER_INDEXING = 250
"""Articles: a tenth of a second at the most."""


@dataclass(frozen=True, slots=True)
class RefreshCallbacks:
    """What a refresh asks and tells of the rest of the library."""

    on_stored: Callable[[Sequence[StoredItems]], None] = lambda batch: None
    """Bring texts that are new or other ones together with the annotations on them."""
    on_moved: Callable[[str, str], None] = lambda old, new: None
    """Subscribe to the new address of a feed instead."""
    apply_rules: Callable[[Sequence[str]], Iterable[Notification]] = lambda ids: ()
    """Apply the reader's rules to new articles; what those want to be told of."""
    followed_urls: Callable[[], Container[str] | None] = lambda: None
    """The feeds that are followed by now, None for all: the reader may drop one meanwhile."""


class Refresher:
    """Of one library. Safe in any thread; of two refreshes at a time the second raises."""

    def __init__(
        self,
        store: FeedStore,
        full_text: SearchIndex,
        folder: Path,
        *,
        hooks: RefreshCallbacks | None = None,
        limits: FetchLimits | None = None,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        """`folder` is where the library is kept: two processes that refresh the same one meet there."""
        self._store = store
        self._full_text = full_text
        self._folder = folder
        self._hooks = hooks or RefreshCallbacks()
        self._limits = limits
        self._now = now
        self._turn = threading.Lock()

    def refresh(
        self,
        feeds: Sequence[Subscription],
        *,
        options: Mapping[str, FeedOptions] | None = None,
        on_step: Callable[[RefreshStep], None] = lambda step: None,
        is_cancelled: Callable[[], bool] = lambda: False,
        hurry: bool = False,
    ) -> RefreshReport:
        """Ask for all of them, and keep what they bring. Raises AlreadyRefreshingError, StoreError.

        With `hurry`, reading the feeds comes as much in its turn as anything on the machine.
        A step is told once what its feed brought is on disk, where it stays whatever ends this early.
        """
        if not self._turn.acquire(blocking=False):
            raise AlreadyRefreshingError("The feeds are being refreshed already: wait until that is done.")
        try:
            with refresh_lock(self._folder):
                states = self._store.states()
                tries = {}
                for feed in feeds:
                    state = states.get(feed.url) or FeedState(feed.url)
                    request = feed_request(state, (options or {}).get(feed.url))
                    tries[id(request)] = (request, feed, state)
                keeping = RefreshSession(self._store, self._hooks, self._now, tries, on_step)
                return self._run(keeping, is_cancelled, 0 if hurry else NICENESS)
        finally:
            self._turn.release()

    def _run(self, keeping: RefreshSession, is_cancelled: Callable[[], bool], niceness: int) -> RefreshReport:
        keeping.catch_up()
        unread = sum(request.body_sha256 is None for request in keeping.requests)
        processes = 2 if unread >= SECOND_PROCESS_FEEDS else 1
        with FetchPipeline(
            keeping.requests, self._limits, processes=processes, niceness=niceness
        ) as gathering:
            while not gathering.is_done:
                if is_cancelled():
                    return keeping.report(was_cancelled=True)
                if tried := gathering.next_batch(FEEDS_PER_BATCH, POLL_SECONDS):
                    keeping.store(tried)
                else:
                    self._full_text.index_pending(ARTICLES_PER_INDEXING)
        keeping.finish()
        while not is_cancelled() and self._full_text.index_pending(ARTICLES_PER_INDEXING):
            pass
        return keeping.report(was_cancelled=False)


class RefreshSession:
    """What one refresh has kept so far, and what is to be said of it."""

    def __init__(
        self,
        store: FeedStore,
        hooks: RefreshCallbacks,
        now: Callable[[], datetime],
        tries: Mapping[int, tuple[FetchRequest, Subscription, FeedState]],
        on_step: Callable[[RefreshStep], None],
    ) -> None:
        """`tries` are told by the identity of their requests: two feeds may be asked for alike."""
        self.requests = [request for request, _, _ in tries.values()]
        self._store = store
        self._hooks = hooks
        self._now = now
        self._tries = tries
        self._on_step = on_step
        self._out_of_reach: list[FetchResult] | None = []
        """Until one server is reached: if none is, it is we who are offline, and no feed has failed."""
        self._is_offline = False
        self._done = self._new = self._changed = 0
        self._failures: list[FeedFailure] = []
        self._heard: list[Notification] = []

    def catch_up(self) -> None:
        """Apply the rules to what an earlier refresh kept right before its end came."""
        self._heard += _ruled(self._store, self._hooks, self._store.ids_awaiting_rules())

    def store(self, batch: Iterable[FetchResult]) -> None:
        reached: list[FetchResult] = []
        for tried in batch:
            if self._out_of_reach is None or not _is_out_of_reach(tried):
                reached.append(tried)
            else:
                self._out_of_reach.append(tried)
        if reached and self._out_of_reach:
            reached += self._out_of_reach
        if reached:
            self._out_of_reach = None
            self._put(reached)

    def finish(self) -> None:
        """All have been tried."""
        waiting = self._out_of_reach or []
        self._is_offline = len({urlsplit(tried.request.url).hostname for tried in waiting}) > 1
        if self._is_offline:
            for tried in waiting:
                assert isinstance(tried.outcome, Refused)
                self._step(self._tries[id(tried.request)][1:], error=tried.outcome.sentence)
        elif waiting:
            self._put(waiting)

    def report(self, *, was_cancelled: bool) -> RefreshReport:
        return RefreshReport(
            asked=self._done,
            new=self._new,
            changed=self._changed,
            failures=tuple(self._failures),
            was_cancelled=was_cancelled,
            is_offline=self._is_offline,
            notifications=notifications(self._heard),
        )

    def _put(self, batch: Sequence[FetchResult]) -> None:
        now, followed = self._now(), self._hooks.followed_urls()
        tries = [(tried, *self._tries[id(tried.request)][1:]) for tried in batch]
        if followed is not None:
            tries = [each for each in tries if each[1].url in followed]
        news = [feed_update(tried, state, now) for tried, _, state in tries]
        arrived, heard = store_updates(self._store, self._hooks, news, now)
        self._heard += heard
        for (tried, feed, _), each, brought in zip(tries, news, arrived, strict=True):
            # Now, and in this order: whenever this is cut short, the next refresh finds the feed moved again,
            # and what it brings joins what is there.
            if moved := permanent_address(tried, feed.url):
                self._store.rename(feed.url, moved)
                self._hooks.on_moved(feed.url, moved)
            self._step((feed, each.state), arrived=brought)

    def _step(
        self,
        about: tuple[Subscription, FeedState],
        *,
        arrived: StoredItems | None = None,
        error: str | None = None,
    ) -> None:
        feed, state = about
        title, error = feed.title or state.title or strip_login(feed.url), error or state.error
        new = tuple(article.id for article in arrived.new) if arrived else ()
        self._done += 1
        self._new += len(new)
        self._changed += len(arrived.changed) if arrived else 0
        if error is not None:
            self._failures.append(FeedFailure(feed.url, title, error, state.next_try))
        self._on_step(
            RefreshStep(
                done=self._done,
                total=len(self._tries),
                new=self._new,
                failed=len(self._failures),
                url=feed.url,
                title=title,
                error=error,
                next_try=state.next_try,
                arrived=new,
                is_offline=self._is_offline,
            )
        )


def store_updates(
    store: FeedStore, hooks: RefreshCallbacks, news: Sequence[FeedUpdate], now: datetime
) -> tuple[list[StoredItems], tuple[Notification, ...]]:
    """Keep what feeds brought, and tell the rest of the library; what came of each, what is to be told."""
    arrived = store.store_updates(news, fetched=now)
    hooks.on_stored(arrived)
    return arrived, _ruled(store, hooks, [article.id for each in arrived for article in each.new])


def _ruled(store: FeedStore, hooks: RefreshCallbacks, ids: Sequence[str]) -> tuple[Notification, ...]:
    """Have the rules applied to these articles; what is to be told."""
    if not ids:
        return ()
    heard = tuple(hooks.apply_rules(ids))
    store.mark_rules_applied(ids)
    return heard


def feed_request(state: FeedState, options: FeedOptions | None) -> FetchRequest:
    """What is asked of the feed's server, with what is known from the last time."""
    own, url = options or FeedOptions(), state.url
    if own.user and login_of_url(url)[0] is None:
        scheme, _, rest = strip_login(url).partition("://")
        url = f"{scheme}://{quote(own.user, safe='')}@{rest}"
    return FetchRequest(url, state.etag, state.last_modified, state.body_sha256, own.headers, own.proxy)


def _is_out_of_reach(tried: FetchResult) -> bool:
    return isinstance(tried.outcome, Refused) and tried.outcome.kind is ErrorKind.UNREACHABLE
