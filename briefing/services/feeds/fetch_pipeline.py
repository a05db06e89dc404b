"""Fetches feeds and mailboxes on a background event loop and parses them in worker processes."""

from __future__ import annotations

import asyncio
import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import aclosing, suppress
from dataclasses import dataclass
from functools import partial
from time import monotonic
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from briefing.diagnostics import log_fault
from briefing.domain.feeds.feed import ParsedFeed
from briefing.errors import SourceError, UnreadableError
from briefing.sources.feeds.feed_readers import FeedReaders, is_of_the_process
from briefing.sources.http.fetch_result import (
    FetchOutcome,
    FetchRequest,
    Received,
    ReceivedMails,
    Refused,
)
from briefing.threads import run_in_thread

if TYPE_CHECKING:
    from briefing.domain import Article
    from briefing.sources.feeds.feed_articles import FeedArticles
    from briefing.sources.http.fetch_policy import FetchLimits

READS_PER_PROCESS = 2
"""Documents per process: one waits so that none is idle; more would only take memory."""
MAX_PENDING = 50
"""Results that may wait to be taken; beyond it no more are parsed."""
MAX_FAULTS = 3
"""Mails of a mailbox whose failures are told one by one."""
MAX_BATCH_CHARS = 4_000_000
"""Characters of articles in one batch."""
SHUTDOWN_SECONDS = 0.3
"""Seconds for connections to close when the work is cancelled."""


@dataclass(frozen=True, slots=True)
class FetchResult:
    """A feed that was fetched, and parsed where it brought a document."""

    request: FetchRequest
    outcome: FetchOutcome
    reading: FeedArticles | None = None
    unreadable: str | None = None
    """Why the document is no feed or no whole one, or which mails could not be read; a sentence."""

    @property
    def characters(self) -> int:
        return sum(len(article.text) for _, article in self.reading.entries) if self.reading else 0


class FetchPipeline:
    """A context manager; leaving it cancels what is still going on and ends the worker processes."""

    def __init__(
        self,
        requests: Sequence[FetchRequest],
        limits: FetchLimits | None = None,
        *,
        processes: int = 1,
    ) -> None:
        self.is_done = False
        """Whether everything has been taken."""
        self._requests = requests
        self._limits = limits
        self._results: queue.SimpleQueue[FetchResult | None] = queue.SimpleQueue()
        self._error: BaseException | None = None
        self._loop = asyncio.new_event_loop()
        self._room = asyncio.Semaphore(MAX_PENDING)
        self._turns_to_read = asyncio.Semaphore(READS_PER_PROCESS * processes)
        self._processes = processes
        self._readers = FeedReaders(processes)
        self._thread = threading.Thread(target=self._work, name="briefing-feed-fetching", daemon=True)
        self._task: asyncio.Task[None] | None = None

    def __enter__(self) -> Self:
        if self._processes > 1:  # many feeds were never read, so that all of them will be needed
            self._readers.warm()
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with suppress(RuntimeError):  # the loop has come to its end by itself
            self._loop.call_soon_threadsafe(self._cancel)
        self._readers.close()
        self._thread.join(SHUTDOWN_SECONDS)

    @property
    def waiting(self) -> int:
        """The number of results that can be taken now."""
        return self._results.qsize()

    def next_batch(self, most: int, seconds: float) -> list[FetchResult]:
        """Return the next results, at most `most`, after `seconds` at the latest."""
        until, characters, taken = monotonic() + seconds, 0, list[FetchResult]()
        while len(taken) < most and characters < MAX_BATCH_CHARS and not self.is_done:
            try:
                result = self._results.get(timeout=max(0.0, until - monotonic()))
            except queue.Empty:
                break
            if result is None:
                self.is_done = True
                if self._error is not None:
                    raise self._error
            else:
                taken.append(result)
                characters += result.characters
        if taken:
            with suppress(RuntimeError):
                self._loop.call_soon_threadsafe(self._make_room, len(taken))
        return taken

    def _make_room(self, feeds: int) -> None:
        for _ in range(feeds):
            self._room.release()

    def _cancel(self) -> None:
        if self._task is not None:
            self._task.cancel()

    def _work(self) -> None:
        self._loop.set_default_executor(_DetachedExecutor())
        try:
            self._task = self._loop.create_task(self._fetch())
            self._loop.run_until_complete(self._task)
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # carried over to the thread that takes
            log_fault(error)
            self._error = error
        finally:
            self._loop.close()
            self._results.put(None)

    async def _fetch(self) -> None:
        from briefing.sources.feeds.fetch_many import (
            FeedFetcher,
        )  # imports httpcore, which a list does without

        async with (
            asyncio.TaskGroup() as reading,
            FeedFetcher(self._limits) as fetcher,
            aclosing(fetcher.fetch_all(self._requests)) as outcomes,
        ):
            async for request, outcome in outcomes:
                await self._room.acquire()
                match outcome:
                    case Received():
                        await self._turns_to_read.acquire()
                        reading.create_task(self._read(request, outcome))
                    case ReceivedMails():
                        await self._turns_to_read.acquire()
                        reading.create_task(self._read_mails(request, outcome))
                    case _:
                        self._results.put(FetchResult(request, outcome))

    async def _read(self, request: FetchRequest, received: Received) -> None:
        try:
            reading = await asyncio.wrap_future(
                self._readers.submit(
                    received.content,
                    url=received.final_url,
                    content_type=received.content_type,
                    charset=received.charset,
                )
            )
        except UnreadableError as error:
            self._results.put(FetchResult(request, received, unreadable=str(error)))
        else:
            self._results.put(FetchResult(request, received, reading, reading.head.fault))
        finally:
            self._turns_to_read.release()

    async def _read_mails(self, request: FetchRequest, received: ReceivedMails) -> None:
        """Read each mail as a document of its own: one that breaks its process costs no other."""
        from briefing.sources.feeds.feed_articles import FeedArticles  # imports lxml

        entries: list[tuple[str, Article]] = []
        faults = list(received.faults)
        try:
            for mail in received.mails:
                try:
                    reading = await asyncio.wrap_future(
                        self._readers.submit(mail, url=received.title, is_mail=True)
                    )
                except SourceError as error:
                    if is_of_the_process(error):  # all are read again the next time
                        self._results.put(FetchResult(request, Refused(str(error))))
                        return
                    faults.append(str(error))
                else:
                    entries += reading.entries
            reading = FeedArticles(ParsedFeed(received.title, None, ()), tuple(entries))
            self._results.put(FetchResult(request, received, reading, _told(faults)))
        finally:
            self._turns_to_read.release()


def _told(faults: Sequence[str]) -> str | None:
    more = len(faults) - MAX_FAULTS
    return " ".join([*faults[:MAX_FAULTS], *([f"{more} more mails failed."] if more > 0 else [])]) or None


class _DetachedExecutor(ThreadPoolExecutor):
    """Runs calls in threads that nobody awaits: a DNS lookup cannot be cancelled and may take long."""

    def submit(self, fn: Callable[..., Any], /, *args: Any, **kwargs: Any) -> Future[Any]:  # as overridden
        job = partial(fn, *args, **kwargs)
        return run_in_thread(job, "briefing-look-up", expected=(OSError, UnicodeError))
