"""Keeps a worker for several processes, each at the other end of a pipe: see `SharedWorker`."""

from __future__ import annotations

import threading
from collections import Counter
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from typing import Any

from briefing.errors import BriefingError
from briefing.nlp.engine.shared_worker import CANCEL
from briefing.processes import WorkerError, WorkerProcess


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
                    if (message := pipe.recv()) is not CANCEL:  # else of a request that is answered
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
