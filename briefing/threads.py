"""Runs a job in a daemon thread, which the program's exit does not wait for."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

from briefing.diagnostics import log_fault

Result = TypeVar("Result")


def run_in_thread(
    job: Callable[[], Result], name: str = "briefing-job", *, expected: tuple[type[Exception], ...] = ()
) -> Future[Result]:
    """Run a job in a daemon thread of this name; errors are logged, but for those that are `expected`."""
    future, run = task(job, expected)
    Thread(target=run, name=name, daemon=True).start()
    return future


def task(
    job: Callable[[], Result], expected: tuple[type[Exception], ...] = ()
) -> tuple[Future[Result], Callable[[], None]]:
    """A future that cannot be cancelled, and the function that runs the job and completes the future."""
    future: Future[Result] = Future()
    future.set_running_or_notify_cancel()

    def run() -> None:
        try:
            future.set_result(job())
        except BaseException as error:  # raised again where the future is awaited, if it is; so log it here
            if not isinstance(error, expected):
                log_fault(error)
            future.set_exception(error)

    return future, run


def never() -> bool:
    """Say that nothing has called work off."""
    return False


def ignore(*_: object) -> None:
    """Do nothing with what work tells of itself."""
