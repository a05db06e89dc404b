"""Asks a worker that another process keeps for several, through a pipe."""

from __future__ import annotations

import threading
from collections.abc import Generator
from contextlib import suppress
from multiprocessing.connection import Connection
from typing import Any

from briefing.processes import WorkerError, WorkerFailure

CANCEL = None
"""What is sent to give up a request; any other message is a request."""


class SharedWorker:
    """A worker that another process keeps; used like a `WorkerPool`."""

    def __init__(self, descriptor: int, *task: object) -> None:
        """`descriptor` is that of the pipe, `task` the target and the arguments of the WorkerProcess."""
        self._pipe = Connection(descriptor)
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
        self._send(CANCEL)

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
