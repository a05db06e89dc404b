"""Turns feed documents into articles in worker processes, which a hostile document may break."""

from __future__ import annotations

from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from typing import TYPE_CHECKING

from briefing.diagnostics import see_log
from briefing.errors import SourceError, UnreadableError
from briefing.processes import WorkerError, WorkerFailure, WorkerPool, WorkerProcess

if TYPE_CHECKING:
    from briefing.sources.feeds.feed_articles import FeedArticles
    from briefing.sources.feeds.feed_worker import Document

READ_SECONDS = 15.0
"""Processor time that one document may take; the largest honest ones take three."""
MAIL_SECONDS = 5.0
"""Processor time that one mail may take: many may come at once."""


_SENTENCES: Mapping[WorkerFailure, str] = {
    WorkerFailure.CLOSED: "{0} could not be read, reading was cut short: refresh it again.",
    WorkerFailure.NOT_STARTED: "{0} could not be read, the process that reads feeds did not start: "
    "close other programs and refresh again.",
    WorkerFailure.TIMEOUT: "{0} took longer than {1} seconds to read: {3}.",
    WorkerFailure.DIED: "{0} could not be read, the document broke the reading of it: {3}.",
    WorkerFailure.FAULT: "{0} could not be read ({1}): {3}, or {2}.",
}


class FeedReaders:
    """Reads documents in up to `processes` worker processes; each starts when there is work for it."""

    def __init__(self, processes: int = 2, *, seconds: float = READ_SECONDS) -> None:
        self._seconds = seconds
        target = "briefing.sources.feeds.feed_worker:make_handler"
        self._pool = WorkerPool(WorkerProcess(target, name="briefing-feeds") for _ in range(processes))
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="briefing-feeds")

    def warm(self) -> None:
        """Start the processes now, if it is known that there will be work for all of them."""
        for worker in self._pool.workers:
            self._threads.submit(worker.start)  # the first document meets what fails here as well

    def submit(
        self,
        data: bytes,
        *,
        url: str,
        content_type: str | None = None,
        charset: str | None = None,
        is_mail: bool = False,
    ) -> Future[FeedArticles]:
        """Read a document that was fetched from `url`, or a mail of the mailbox that is called so.

        The future ends with UnreadableError where it is no feed, takes too long or breaks its process; after
        `close` it is cancelled.
        """
        try:
            return self._threads.submit(self._read, (data, url, content_type, charset, is_mail))
        except RuntimeError:  # closed meanwhile, by the thread that stops a refresh
            cancelled: Future[FeedArticles] = Future()
            cancelled.cancel()
            return cancelled

    def close(self) -> None:
        """End the processes, at work or not, and cancel the documents that are not read yet."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._pool.close()
        self._threads.shutdown()

    def _read(self, document: Document) -> FeedArticles:
        articles: FeedArticles
        _, url, _, _, is_mail = document
        try:
            seconds = min(self._seconds, MAIL_SECONDS) if is_mail else self._seconds
            (articles,) = self._pool.request(document, seconds=seconds)
        except WorkerError as error:
            name = f"A mail in {url}" if is_mail else url
            advice = "look at it in your mail program" if is_mail else "check the address in a browser"
            sentence = _SENTENCES[error.failure].format(name, error.detail, see_log(), advice)
            raise UnreadableError(sentence) from error
        return articles


def is_of_the_process(error: SourceError) -> bool:
    """Return whether nothing was read since there was no process to read it."""
    cause = error.__cause__
    if not isinstance(cause, WorkerError):
        return False
    return cause.failure in (WorkerFailure.NOT_STARTED, WorkerFailure.CLOSED)
