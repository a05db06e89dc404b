"""Shares one engine's process among several readers, each at its end of a pipe."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Generator
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from briefing.errors import BriefingError
from briefing.processes import WorkerError, WorkerFailure, WorkerProcess

_CANCEL = None
"""What a reader sends to give up its request; any other message is a request."""


class SharedWorker:
    """A worker that another process keeps; used like a `WorkerPool`."""

    def __init__(self, pipe: Connection, *task: object) -> None:
        """`task` is the target and the arguments of the WorkerProcess."""
        self._pipe = pipe
        self._lock = threading.Lock()
        """Held from the start of a request to the end of its last answer."""
        self._sending = threading.Lock()
        self._is_closed = False
        self._send(task)

    def request(
        self, request: object, *, seconds: float, clock: float | None = None
    ) -> Generator[Any, None, None]:
        """Yield each answer as it comes. Raises WorkerError, and any BriefingError of the handler."""
        with self._lock:
            if self._is_closed:
                raise WorkerError(WorkerFailure.CLOSED)
            is_complete = False
            try:
                self._send((request, seconds, clock))
                while message := self._pipe.recv():
                    if isinstance(message, Exception):
                        is_complete = True
                        raise self._failure(message)
                    yield message[0]
                is_complete = True
            except (EOFError, OSError) as error:
                is_complete = True
                raise self._failure(WorkerError(WorkerFailure.DIED)) from error
            finally:
                if not is_complete:
                    self.interrupt()
                    self._drain()

    def interrupt(self) -> None:
        """Make a request at work fail soon."""
        self._send(_CANCEL)

    def close(self) -> None:
        self._is_closed = True
        self.interrupt()

    def _failure(self, error: Exception) -> Exception:
        """Return the error that a worker of its own would have raised."""
        if isinstance(error, WorkerError) and self._is_closed:
            return WorkerError(WorkerFailure.CLOSED)
        if isinstance(error, WorkerError) and error.failure is WorkerFailure.CANCELLED:
            return WorkerError(WorkerFailure.DIED)
        return error

    def _send(self, message: object) -> None:
        with self._sending, suppress(OSError):  # where nobody is there any more, receiving says so
            self._pipe.send(message)

    def _drain(self) -> None:
        """Receive what is left of the answers, so that the next request gets none of them."""
        with suppress(EOFError, OSError):
            while (message := self._pipe.recv()) and not isinstance(message, Exception):
                pass


class WorkerKeeper:
    """Keeps the workers of other processes: one for each task, as long as somebody needs it."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._workers: dict[str, WorkerProcess] = {}
        """By the `repr` of their task."""
        self._users: Counter[str] = Counter()
        self._lock = threading.Lock()

    def connect(self) -> Connection:
        """Return one end of a pipe for another process; whoever passes it on closes it here."""
        ours, theirs = get_context("spawn").Pipe()
        threading.Thread(target=self._serve, args=(ours,), name=self._name, daemon=True).start()
        return theirs

    def close(self) -> None:
        with self._lock:
            for worker in self._workers.values():
                worker.close()

    def _serve(self, pipe: Connection) -> None:
        with pipe, suppress(EOFError, OSError):
            task = pipe.recv()
            worker = self._take(task)
            try:
                while True:
                    if (message := pipe.recv()) is not _CANCEL:  # else of a request that is answered
                        pipe.send(_answer(worker, pipe, *message))
            finally:
                self._give_back(task)

    def _take(self, task: tuple[Any, ...]) -> WorkerProcess:
        key = repr(task)
        with self._lock:
            self._users[key] += 1
            if key not in self._workers:
                self._workers[key] = WorkerProcess(*task, name=self._name)
            return self._workers[key]

    def _give_back(self, task: tuple[Any, ...]) -> None:
        key = repr(task)
        with self._lock:
            self._users[key] -= 1
            if not self._users[key]:
                self._workers.pop(key).close()


def _answer(
    worker: WorkerProcess, pipe: Connection, request: object, seconds: float, clock: float | None
) -> Exception | tuple[()]:
    """Send each answer to a request, until the reader sends something else or is gone; return the end."""
    try:
        for answer in worker.request(request, seconds=seconds, clock=clock, is_cancelled=pipe.poll):
            pipe.send((answer,))
    except (WorkerError, BriefingError) as error:
        return error
    return ()
