"""Background threads: run one job in a thread of its own, or several one after the other."""

from __future__ import annotations

import asyncio
from asyncio import wrap_future
from collections.abc import Callable
from concurrent.futures import Future
from contextlib import suppress
from queue import SimpleQueue
from threading import Thread
from typing import TYPE_CHECKING, TypeVar, cast

from briefing.diagnostics import log_fault, report_error

if TYPE_CHECKING:
    from textual.widget import Widget

Result = TypeVar("Result")


def run_in_thread(job: Callable[[], Result]) -> Future[Result]:
    """Run a job in a daemon thread, which nothing waits for at the end of the program."""
    future, run = _task(job)
    Thread(target=run, daemon=True).start()
    return future


class SerialExecutor:
    """Runs jobs in one daemon thread, in the order in which they were submitted.

    Nothing at the end of the program waits for a job, except through `end`. Submit from one thread only.
    """

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: Thread | None = None

    def submit(self, job: Callable[[], Result]) -> Future[Result]:
        """Run a job after all that were submitted before. Cancelling the future does not stop it."""
        future, run = _task(job)
        self._jobs.put(run)
        if self._thread is None:
            self._thread = Thread(target=self._work, name="briefing-serial", daemon=True)
            self._thread.start()
        return future

    def end(self) -> Future[None]:
        """Accept no more jobs; the future is done when all that were submitted are."""
        last = self.submit(lambda: None)
        self._jobs.put(None)
        return last

    def _work(self) -> None:
        for run in iter(self._jobs.get, None):
            run()


def _always() -> bool:
    return True


class TaskRunner:
    """Runs the jobs of a screen off the event loop, and gives the screen what each of them returns.

    A callback runs in the message queue of the screen, between its keys. Workers only wait, on the event
    loop: no job can use up the loop's pool of threads.
    """

    def __init__(self, screen: Widget, failed: Callable[[str], object]) -> None:
        """`failed` gets the sentence about a job that raised, unless the job has a callback for that."""
        self._screen = screen
        self._failed = failed
        self._writes = SerialExecutor()
        self._requests: dict[str, int] = {}

    def newest(self, kind: str) -> Callable[[], bool]:
        """Count a request of this kind. The function returns whether it is still the last one."""
        number = self._requests[kind] = self._requests.get(kind, 0) + 1
        return lambda: self._requests[kind] == number

    def submit(self, job: Callable[[], Result]) -> Future[Result]:
        """Run what writes to the library, or must see what was written, in the order of the keys."""
        return self._writes.submit(job)

    def in_order(
        self,
        job: Callable[[], Result],
        on_done: Callable[[Result], object] | None = None,
        *,
        wanted: Callable[[], bool] = _always,
    ) -> None:
        """The same, with a callback; the job is left out, and its callback too, once it is not wanted."""
        self.finish(self.submit(_if_wanted(job, wanted)), on_done, wanted=wanted)

    def after_writes(
        self,
        executor: SerialExecutor,
        job: Callable[[], Result],
        on_done: Callable[[Result], object],
        *,
        wanted: Callable[[], bool] = _always,
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Run a job in another thread, which sees all that was submitted to be written before."""
        written = self.submit(lambda: None)
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
        """Run a job that may take long in a thread of its own. Whoever quits does not wait for it."""
        self.finish(run_in_thread(job), on_done, failed=failed)

    def finish(
        self,
        future: Future[Result],
        on_done: Callable[[Result], object] | None = None,
        *,
        wanted: Callable[[], bool] = _always,
        failed: Callable[[str], object] | None = None,
    ) -> None:
        """Call back with the result of a future that is under way."""

        async def wait() -> None:
            await self._await(future, on_done, wanted, failed or self._failed)

        # A coroutine would never be awaited where the screen goes before its worker starts.
        self._screen.run_worker(wait, group="tasks")  # type: ignore[arg-type]  # a union too wide for mypy

    async def _await(
        self,
        future: Future[Result],
        on_done: Callable[[Result], object] | None,
        wanted: Callable[[], bool],
        failed: Callable[[str], object],
    ) -> None:
        try:
            result = await wrap_future(future)
        except Exception as error:  # a fault of ours, too, must not take the screen away
            if wanted():
                await self._call(failed, report_error(error))
            return
        if on_done is not None and wanted():
            await self._call(on_done, result)

    async def _call(self, callback: Callable[[Result], object], result: Result) -> None:
        """Run a callback in the message queue of the screen, and wait for its turn."""
        called = asyncio.Event()

        def call() -> object:
            called.set()
            return callback(result)

        if self._screen.call_later(call):
            await called.wait()

    def settle(self) -> None:
        """Wait, in another thread, until all that was submitted is done."""
        self.submit(lambda: None).result()

    async def end(self, seconds: float) -> None:
        """Accept no more jobs, and wait for those that were submitted, for so long at the most."""
        with suppress(TimeoutError):
            await asyncio.wait_for(wrap_future(self._writes.end()), seconds)


def _if_wanted(job: Callable[[], Result], wanted: Callable[[], bool]) -> Callable[[], Result]:
    def run() -> Result:
        # What is not wanted once never is again, so that this result reaches nobody.
        return job() if wanted() else cast("Result", None)

    return run


def _task(job: Callable[[], Result]) -> tuple[Future[Result], Callable[[], None]]:
    """A future that nobody can cancel, and the function that runs the job and settles it."""
    future: Future[Result] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(job())
        except BaseException as error:  # carried over to whoever waits; logged here, since nobody may
            log_fault(error)
            future.set_exception(error)

    return future, run
