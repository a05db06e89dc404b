"""Turns feed documents into articles in worker processes, which a hostile document may break."""

from __future__ import annotations

from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Self

from briefing.diagnostics import see_log
from briefing.errors import UnreadableError
from briefing.processes import (
    NICENESS,
    WorkerClosedError,
    WorkerError,
    WorkerFault,
    WorkerPool,
    WorkerProcess,
    WorkerTimeoutError,
)

if TYPE_CHECKING:
    from briefing.sources.feeds.feed_articles import FeedArticles

__all__ = ["FeedReaders"]

READ_SECONDS = 15.0
"""How long one document may take; the largest honest ones take one second."""


class FeedReaders:
    """Reads documents in up to `processes` worker processes; each starts when there is work for it."""

    def __init__(
        self, processes: int = 2, *, seconds: float = READ_SECONDS, niceness: int = NICENESS
    ) -> None:
        self._seconds = seconds
        self._workers = WorkerPool(
            WorkerProcess(
                "briefing.sources.feeds.feed_worker:make_handler", name="briefing-feeds", niceness=niceness
            )
            for _ in range(processes)
        )
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="briefing-feeds")

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm(self) -> None:
        """Start the processes now, where it is known that there will be work for all of them."""
        self._threads.submit(self._workers.start)  # what fails here, the first document meets as well

    def submit(
        self, data: bytes, *, url: str, content_type: str | None = None, charset: str | None = None
    ) -> Future[FeedArticles]:
        """Read a document that was fetched from `url`.

        The future ends with UnreadableError where it is no feed, takes too long or breaks its process.
        """
        return self._threads.submit(self._read, data, url, content_type, charset)

    def close(self) -> None:
        """End the processes, at work or not; what is not read yet is cancelled."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        self._workers.close()
        self._threads.shutdown()

    def _read(self, data: bytes, url: str, content_type: str | None, charset: str | None) -> FeedArticles:
        request = (data, url, content_type, charset)
        try:
            reading: FeedArticles
            (reading,) = self._workers.request(request, seconds=self._seconds)
        except WorkerError as error:
            raise UnreadableError(f"{url} {_explain(error)}") from error
        return reading


def _explain(error: WorkerError) -> str:
    match error:
        case WorkerClosedError():
            return "could not be read, reading was cut short: refresh it again."
        case WorkerError(is_starting=True):
            return (
                "could not be read, the process that reads feeds did not start: "
                "close other programs and refresh again."
            )
        case WorkerTimeoutError():
            return f"took longer than {error.seconds:g} seconds to read: check the address in a browser."
        case WorkerFault():
            return f"could not be read ({error.kind}): check the address in a browser, or {see_log()}."
        case _:
            return "could not be read, the document broke the reading of it: check the address in a browser."
