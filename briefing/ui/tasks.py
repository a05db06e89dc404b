"""Runs jobs in background threads, one by one or in order, and passes their results to the screen."""

from __future__ import annotations

import asyncio
from asyncio import wrap_future
from collections import deque
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from threading import Lock, Thread
from typing import TYPE_CHECKING, TypeVar, cast

from briefing.diagnostics import report_error
from briefing.threads import run_in_thread, task

if TYPE_CHECKING:
    from textual.widget import Widget
    from textual.worker import Worker

Result = TypeVar("Result")
Wanted = Callable[[], bool]
"""Returns whether what was requested is still wanted."""


class SerialExecutor:
    """Runs jobs in a daemon thread, one at a time, in the order in which they were submitted.

    The program's exit does not wait for jobs, except through `end`; Python waits for every thread of a
    `ThreadPoolExecutor`, so that one file on a drive that does not answer would keep the reader from ending.
    Cancelling a future there also drops its job, which may be a write. Submit from one thread only. The
    thread ends with the last job, since one that waits would keep the app that it began under in memory.
    """

    def __init__(self) -> None:
        self._jobs: deque[Callable[[], None]] = deque()
        self._lock = Lock()
        self._is_working = False
        self._is_ended = False

    def submit(self, job: Callable[[], Result]) -> Future[Result]:
        """Run a job after all submitted before. Cancelling the future does not stop it."""
        future, run = task(job)
        if not self._is_ended:
            with self._lock:
                self._jobs.append(run)
                is_working, self._is_working = self._is_working, True
            if not is_working:
                Thread(target=self._work, name="briefing-serial", daemon=True).start()
        return future

    def end(self) -> Future[None]:
        """Accept no more jobs; the future is done when all submitted jobs are."""
        last = self.submit(nothing)
        self._is_ended = True
        return last

    def _work(self) -> None:
        while run := self._next():
            run()

    def _next(self) -> Callable[[], None] | None:
        with self._lock:
            self._is_working = bool(self._jobs)
            return self._jobs.popleft() if self._jobs else None


def _always() -> bool:
    return True


def nothing(*_: object) -> None:
    """Do nothing, in place of something that may be done."""


class TaskRunner:
    """Runs the jobs of a screen off the event loop, and passes their results to callbacks.

    Callbacks run in the message queue of the screen, between its keys. Workers only wait, on the event loop,
    so that jobs do not use up the loop's thread pool.
    """

    def __init__(self, screen: Widget, failed: Callable[[str], object]) -> None:
        """`failed` is called with the message of an error, unless the job has a callback of its own."""
        self._screen = screen
        self._failed = failed
        self._writes = SerialExecutor()
        self._requests: dict[str, int] = {}

    def newest(self, kind: str) -> Callable[[], bool]:
        """Count a request of this kind. The function returns whether it is still the last one."""
        number = self._requests[kind] = self._requests.get(kind, 0) + 1
        return lambda: self._requests[kind] == number

    def submit(self, job: Callable[[], Result]) -> Future[Result]:
        """Run a job that writes to the library, or must see earlier writes, in the order of submission."""
        return self._writes.submit(job)

    def in_order(
        self,
        job: Callable[[], Result],
        on_done: Callable[[Result], object] | None = None,
        *,
        wanted: Callable[[], bool] = _always,
        failed: Callable[[str], object] | None = None,
    ) -> Worker[None]:
        """Submit a job with a callback. Once it is not `wanted`, it is skipped, and so is its callback.

        The worker ends after the callback.
        """
        return self.finish(self.submit(_if_wanted(job, wanted)), on_done, wanted=wanted, failed=failed)

    def after_writes(
        self,
        executor: SerialExecutor,
        job: Callable[[], Result],
        on_done: Callable[[Result], object],
        *,
        wanted: Callable[[], bool] = _always,
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Run a job in another thread, after all writes submitted before."""
        written = self.submit(nothing)
        wanted_job = _if_wanted(job, wanted)

        def run() -> Result:
            written.result()
            return wanted_job()

        self.finish(executor.submit(run), on_done, wanted=wanted, failed=failed)

    def in_thread(
        self,
        job: Callable[[], Result],
        on_done: Callable[[Result], object] | None = None,
        *,
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Run a long job in its own thread, which quitting does not wait for."""
        self.finish(run_in_thread(job), on_done, failed=failed)

    def finish(
        self,
        future: Future[Result],
        on_done: Callable[[Result], object] | None = None,
        *,
        wanted: Callable[[], bool] = _always,
        failed: Callable[[str], object] | None = None,
    ) -> Worker[None]:
        """Call back with the result of a running future."""

        async def wait() -> None:
            await self._await(future, on_done, wanted, failed or self._failed)

        # A coroutine would never be awaited if the screen is removed before its worker starts.
        return self._screen.run_worker(wait, group="tasks")

    async def _await(
        self,
        future: Future[Result],
        on_done: Callable[[Result], object] | None,
        wanted: Callable[[], bool],
        failed: Callable[[str], object],
    ) -> None:
        try:
            result = await wrap_future(future)
        except Exception as error:  # an internal fault must not close the screen
            if wanted():
                await self._call(failed, report_error(error), wanted)
            return
        if on_done is not None:
            await self._call(on_done, result, wanted)

    async def _call(self, callback: Callable[[Result], object], result: Result, wanted: Wanted) -> None:
        """Run a callback in the message queue of the screen, if it is wanted then, and wait for its turn."""
        called = asyncio.Event()

        def call() -> object:
            called.set()
            return callback(result) if wanted() else None

        if self._screen.call_later(call):
            await called.wait()

    def settle(self) -> None:
        """Wait until all submitted jobs are done. Call from another thread than the event loop's."""
        self.submit(nothing).result()

    async def end(self, seconds: float) -> None:
        """Accept no more jobs, and wait for the submitted ones, at most `seconds`."""
        with suppress(TimeoutError):
            await asyncio.wait_for(wrap_future(self._writes.end()), seconds)


def _if_wanted(job: Callable[[], Result], wanted: Callable[[], bool]) -> Callable[[], Result]:
    def run() -> Result:
        # What is not wanted never becomes wanted again, so that nothing uses this result.
        return job() if wanted() else cast("Result", None)

    return run
