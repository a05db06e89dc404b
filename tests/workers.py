"""Handlers for worker processes under test. Workers import it, so it imports no pytest."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from multiprocessing.connection import Connection
from pathlib import Path

from briefing.errors import EngineError
from briefing.processes import WorkerProcess

__all__ = ["ARTICLE_TEXT", "make_busy", "make_scripted", "run_busy_worker"]

ARTICLE_TEXT = "words of an article"


def make_scripted(
    step: str | None = None, once: Path | None = None
) -> Callable[[Sequence[str]], Iterator[object]]:
    """A handler that performs the steps of each request; `step` is performed while it is made.

    That is done only if the file `once` does not exist, which is then created.
    """
    if step is not None and (once is None or not once.exists()):
        if once is not None:
            once.touch()
        list(_perform([step]))
    return _perform


def _perform(steps: Sequence[str]) -> Iterator[object]:
    """Steps without a meaning of their own are the answers."""
    for step in steps:
        match step:
            case "hang":
                threading.Event().wait()
            case "spin":
                while True:
                    pass
            case "crash":
                os.kill(os.getpid(), signal.SIGKILL)
            case "exit":
                raise SystemExit(3)
            case "fault":
                raise ValueError(ARTICLE_TEXT)
            case "expected error":
                raise EngineError("Try again.")
            case "0.6 s":
                time.sleep(0.6)
                yield step
            case "0.6 s of work":
                until = time.process_time() + 0.6
                while time.process_time() < until:
                    pass
                yield step
            case "unpicklable":
                yield lambda: None
            case "fill memory":
                yield len([bytearray(10_000_000) for _ in range(1_000)])
            case "sees Ctrl-C":
                is_blocked = signal.SIGINT in signal.pthread_sigmask(signal.SIG_BLOCK, ())
                yield not is_blocked or signal.getsignal(signal.SIGINT) is not signal.SIG_IGN
            case "read keys":
                yield os.read(0, 3)
            case _:
                yield step


def make_busy(to_test: Connection, moment: str) -> Callable[[str], Iterator[object]]:
    """A handler that hangs at this moment, `start` or `answer`, and sends its process id to the test."""

    def work(request: str) -> Iterator[object]:
        if request == moment:
            to_test.send(os.getpid())
            threading.Event().wait()
        yield request

    list(work("start"))
    return work


def run_busy_worker(to_test: Connection, moment: str) -> None:
    """For a process that is the parent of a worker which never comes to an end."""
    list(
        WorkerProcess("tests.workers:make_busy", to_test, moment, name="busy").request("answer", seconds=600)
    )
