"""Background threads: run one job in a thread of its own, or several one after the other."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from briefing.diagnostics import log_fault

__all__ = ["SerialExecutor", "run_in_thread"]

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
