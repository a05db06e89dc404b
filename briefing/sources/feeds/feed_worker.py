"""Feeds read in processes of their own: several at once, each killed when a document holds it up."""

from __future__ import annotations

import queue
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from types import TracebackType
from typing import TYPE_CHECKING, Self

from briefing.diagnostics import log_fault, see_log
from briefing.errors import UnreadableError
from briefing.processes import settle, spawn

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.process import BaseProcess

    from briefing.sources.feeds.feed_articles import FeedArticles

__all__ = ["NICENESS", "FeedReaders"]

LONGEST_READING = 15.0
"""Seconds for one document; the largest honest ones take one."""
LONGEST_START = 60.0
"""Seconds that a process may take to import what it needs; only a machine in trouble comes near."""
NICENESS = 10
"""Where somebody reads meanwhile, whose keys come first."""


class FeedReaders:
    """Documents to articles in up to `processes` processes, each started when there is work for it."""

    def __init__(
        self, processes: int = 2, *, seconds: float = LONGEST_READING, niceness: int = NICENESS
    ) -> None:
        self._all = tuple(_Reader(seconds, niceness) for _ in range(processes))
        # The last that was at work is the first to get more: no second process for one feed after the other.
        self._idle: queue.LifoQueue[_Reader] = queue.LifoQueue()
        for reader in self._all:
            self._idle.put(reader)
        self._threads = ThreadPoolExecutor(processes, thread_name_prefix="briefing-feeds")

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that have been started."""
        return tuple(pid for reader in self._all if (pid := reader.pid) is not None)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def warm(self) -> None:
        """Start the processes now, where it is known that there will be work for all of them."""
        for _ in self._all:
            self._threads.submit(self._start)

    def submit(
        self, data: bytes, *, url: str, content_type: str | None = None, charset: str | None = None
    ) -> Future[FeedArticles]:
        """Have a document read that was had from `url`.

        The future ends with UnreadableError where it is no feed, takes too long or breaks its process.
        """
        return self._threads.submit(self._read, data, url, content_type, charset)

    def close(self) -> None:
        """End the processes, at work or not; what is not read yet is cancelled."""
        self._threads.shutdown(wait=False, cancel_futures=True)
        for reader in self._all:
            reader.close()
        self._threads.shutdown()
        for reader in self._all:
            reader.stop()

    def _start(self) -> None:
        reader = self._idle.get()
        try:
            reader.start()
        finally:
            self._idle.put(reader)

    def _read(self, data: bytes, url: str, content_type: str | None, charset: str | None) -> FeedArticles:
        reader = self._idle.get()  # there are as many as threads
        try:
            return reader.read(data, url, content_type, charset)
        finally:
            self._idle.put(reader)


class _Reader:
    """One process and who waits for it; used by one thread at a time, closed by any."""

    def __init__(self, seconds: float, niceness: int) -> None:
        self._seconds = seconds
        self._niceness = niceness
        self._process: BaseProcess | None = None
        self._pipe: Connection | None = None
        self._is_closed = False

    @property
    def pid(self) -> int | None:
        process = self._process
        return process.pid if process is not None else None

    def read(self, data: bytes, url: str, content_type: str | None, charset: str | None) -> FeedArticles:
        finished = False
        try:
            pipe = self._ready_pipe(url)
            pipe.send((data, url, content_type, charset))
            if not pipe.poll(self._seconds):
                raise UnreadableError(
                    f"{url} took longer than {self._seconds:g} seconds to read: "
                    "check the address in a browser."
                )
            answer: FeedArticles | UnreadableError = pipe.recv()
            finished = True
        except (EOFError, OSError) as error:
            raise UnreadableError(
                f"{url} could not be read, reading was cut short: refresh it again."
                if self._is_closed
                else f"{url} could not be read, the document broke the reading of it: "
                "check the address in a browser."
            ) from error
        finally:
            if not finished:
                self.stop()
        if isinstance(answer, UnreadableError):
            raise answer
        return answer

    def start(self) -> None:
        with suppress(EOFError, OSError, UnreadableError):  # which the first document meets as well
            self._ready_pipe("A feed")

    def close(self) -> None:
        """End the process for good; who waits for it gets an error and cleans up."""
        self._is_closed = True
        process = self._process
        if process is not None:
            with suppress(ValueError):  # it has just been closed
                process.kill()

    def _ready_pipe(self, url: str) -> Connection:
        if self._pipe is not None and self._process is not None and self._process.is_alive():
            return self._pipe
        self.stop()
        try:
            if self._is_closed:
                raise EOFError
            self._process, self._pipe = spawn(_serve, self._niceness, name="briefing-feeds")
            if self._is_closed:  # meanwhile: whoever closed saw no process to end
                raise EOFError
            # Wait for its word before sending: a large document would fill the pipe while nobody reads.
            if not self._pipe.poll(LONGEST_START):
                raise TimeoutError
            self._pipe.recv()
        except (EOFError, OSError) as error:
            if self._is_closed:
                raise
            raise UnreadableError(
                f"{url} could not be read, the process that reads feeds did not start: "
                "close other programs and refresh again."
            ) from error
        return self._pipe

    def stop(self) -> None:
        """End the process and forget it; for who uses it."""
        process, pipe = self._process, self._pipe
        self._process = self._pipe = None
        if pipe is not None:
            pipe.close()
        if process is not None:
            process.kill()
            process.join()
            process.close()


def _serve(pipe: Connection, niceness: int) -> None:
    """The process: answer each document with its reading, or with the error, until the other end is gone."""
    settle(niceness)
    from briefing.sources.feeds.feed_articles import assemble_feed
    from briefing.sources.feeds.feed_parser import parse_feed

    pipe.send("ready")
    while True:
        try:
            data, url, content_type, charset = pipe.recv()
        except (EOFError, OSError):
            return
        answer: FeedArticles | UnreadableError
        try:
            feed = parse_feed(data, url=url, content_type=content_type, charset=charset)
            answer = assemble_feed(feed, url=url)
        except UnreadableError as error:
            answer = error
        except Exception as error:  # whatever a hostile document can raise must become a sentence
            log_fault(error)
            answer = UnreadableError(
                f"{url} could not be read ({type(error).__name__}): check the address in a browser, "
                f"or {see_log()}."
            )
        pipe.send(answer)
