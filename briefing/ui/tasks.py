"""Jobs done one after the other, in the order in which they were asked for, in a thread of their own."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import TypeVar

from briefing.diagnostics import log_fault

__all__ = ["Turns"]

Result = TypeVar("Result")


class Turns:
    """Asked from one thread. Nothing at the end of the program waits for a job, unless for `end`."""

    def __init__(self) -> None:
        self._jobs: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread: Thread | None = None

    def take(self, job: Callable[[], Result]) -> Future[Result]:
        """Do it after all that was taken before. Whoever stops waiting does not cancel it."""
        future: Future[Result] = Future()
        future.set_running_or_notify_cancel()

        def run() -> None:
            try:
                future.set_result(job())
            except BaseException as error:  # carried over to whoever waits; logged here, since nobody may
                log_fault(error)
                future.set_exception(error)

        self._jobs.put(run)
        if self._thread is None:
            self._thread = Thread(target=self._work, name="briefing-turns", daemon=True)
            self._thread.start()
        return future

    def end(self) -> Future[None]:
        """Take no more; done when all that was taken is."""
        last = self.take(lambda: None)
        self._jobs.put(None)
        return last

    def _work(self) -> None:
        for run in iter(self._jobs.get, None):
            run()
