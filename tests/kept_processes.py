"""Keeps worker processes from one test to the next: to start one takes as long as most tests."""

from __future__ import annotations

import os
from collections import deque
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any

import pytest

from briefing import diagnostics
from briefing.nlp.engine.built_in_names import BUILT_IN
from briefing.processes import WorkerProcess

KEPT = 6
"""At most, since each holds memory."""
WITHOUT_STATE = {
    "briefing.exchange.exporters.template_worker:make_handler",
    "briefing.sources.document_worker:make_handler",
    "briefing.sources.feeds.feed_worker:make_handler",
}
"""What answers by the request alone; so does the built-in engine."""
ENGINE = "briefing.nlp.engine.engine_worker:make_handler"
NOT_READ = ("PYTEST_", "BRIEFING_", "SSL_")
"""How variables begin that make no difference to them."""


class KeptProcesses:
    """Takes the process of a worker that is closed while idle, and gives it to the next of the same task."""

    def __init__(self) -> None:
        self._ready, self._close = WorkerProcess._ready_pipe, WorkerProcess.close
        self._kept: deque[tuple[object, BaseProcess, Connection]] = deque()

    def stand_in(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(WorkerProcess, "_ready_pipe", lambda worker: self.ready_pipe(worker))
        patch.setattr(WorkerProcess, "close", lambda worker: self.close(worker))

    def stand_back(self, patch: pytest.MonkeyPatch) -> None:
        patch.setattr(WorkerProcess, "_ready_pipe", self._ready)
        patch.setattr(WorkerProcess, "close", self._close)

    def ready_pipe(self, worker: WorkerProcess) -> Connection:
        if worker._process is None and not worker._is_closed:
            task = _task(worker)
            for kept in [each for each in self._kept if each[0] == task]:
                try:
                    self._kept.remove(kept)
                except ValueError:  # another thread has it
                    continue
                _, worker._process, worker._pipe = kept
                worker._is_killed = False
                break
        return self._ready(worker)

    def close(self, worker: WorkerProcess) -> None:
        if _can_be_kept(worker) and worker._lock.acquire(blocking=False):
            try:
                process, pipe = worker._process, worker._pipe
                if process is not None and pipe is not None and not worker._is_killed and process.is_alive():
                    worker._process = worker._pipe = None
                    self._kept.append((_task(worker), process, pipe))
            finally:
                worker._lock.release()
        self._close(worker)
        while len(self._kept) > KEPT:
            self.end_oldest()

    def end_oldest(self) -> None:
        _, process, pipe = self._kept.popleft()
        process.kill()
        pipe.close()
        process.join()

    def end(self) -> None:
        while self._kept:
            self.end_oldest()


def _can_be_kept(worker: WorkerProcess) -> bool:
    target, arguments, *_ = worker._task
    return target in WITHOUT_STATE or (target == ENGINE and arguments[0] == BUILT_IN)


def _task(worker: WorkerProcess) -> object:
    """All that its process depends on."""
    variables: Any = {name: value for name, value in os.environ.items() if not name.startswith(NOT_READ)}
    return worker._task, diagnostics.target(), variables
