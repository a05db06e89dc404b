"""Runs engines in worker processes, so that neither loading nor parsing ever holds up a key press."""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from typing import Any

from briefing.diagnostics import see_log
from briefing.domain import Article, EngineInfo, Part
from briefing.errors import EngineError
from briefing.nlp.engine.built_in_names import BUILT_IN, built_in_info
from briefing.processes import NICENESS, WorkerError, WorkerFailure, WorkerPool, WorkerProcess

PATIENCE = 120.0
"""Seconds that an engine may be silent while it is loaded or over an article, and as many again for each
LENGTH letters of that: then its process is killed. The built-in one takes two seconds for those on a slow
machine; the model of another may take fifty times as long and be sound."""
LENGTH = 12_000
"""Some 2,000 words; letters, since not every script parts words by spaces."""

INFO = "info"
WARM = "warm"
"""Requests for what the engine calls itself, and that it gets ready; every other is an article."""

_NEXT_STEP = "ask again, in the reader with r, or choose another under [engine] in config.toml."
_SENTENCES: Mapping[WorkerFailure, str] = {
    WorkerFailure.CLOSED: "The engine has been closed.",
    WorkerFailure.NOT_STARTED: "The engine could not be started ({1}): close other programs, then press r.",
    WorkerFailure.TIMEOUT: f"The engine “{{0}}” gave no answer for {{1}} seconds and was ended: {_NEXT_STEP}",
    WorkerFailure.DIED: f"The engine “{{0}}” stopped while at work: {_NEXT_STEP}",
    WorkerFailure.FAULT: "The engine “{0}” failed on this article ({1}): {2}.",
}


class EnginePool:
    """An `Engine` for several threads that analyses as many articles at a time as it has processes.

    A process starts with the first article that finds none free.
    """

    def __init__(
        self,
        pipelines: Mapping[str, str],
        name: str = BUILT_IN,
        *,
        size: int = 1,
        niceness: int = NICENESS,
        patience: float = PATIENCE,
    ) -> None:
        """`niceness` is 0 where nobody reads meanwhile; `patience` is in seconds, see PATIENCE."""
        self.size = size
        self._name = name
        self._patience = patience
        self._info = built_in_info(pipelines) if name == BUILT_IN else None
        self._info_lock = threading.Lock()
        target = "briefing.nlp.engine.engine_worker:make_handler"
        self._pool = WorkerPool(
            WorkerProcess(target, name, dict(pipelines), name="briefing-engine", niceness=niceness)
            for _ in range(size)
        )

    @property
    def info(self) -> EngineInfo:
        """Another package's engine is loaded for it, in a process, the first time. Raises EngineError."""
        with self._info_lock:  # a second caller must not wait for an article of the first
            if self._info is None:
                (self._info,) = self._answers(INFO)
            return self._info

    @property
    def knows_info(self) -> bool:
        """Whether `info` can be had without waiting."""
        return self._info is not None

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that have been started."""
        return tuple(worker.pid for worker in self._pool.workers if worker.pid is not None)

    def warm(self) -> None:
        """Load the engine in a process, and wait for that. Raises EngineError where it cannot get ready."""
        for _ in self._answers(WARM):
            pass

    def parts(self, article: Article) -> Generator[Part, None, None]:
        """Yield each part as a process sends it. Raises EngineError, also when that died or fell silent."""
        yield from self._answers(article)

    def interrupt(self) -> None:
        """Make whoever waits for parts get an EngineError soon; the next article gets a new process."""
        self._pool.interrupt()

    def close(self) -> None:
        """End the processes, at work or not, also those that are just being started."""
        self._pool.close()

    # What comes through a pipe has no type: it is what `engine_worker` sends.
    def _answers(self, request: Article | str) -> Generator[Any, None, None]:
        length = len(request.text) if isinstance(request, Article) else 0
        try:
            yield from self._pool.request(request, seconds=self._patience * (1 + length / LENGTH))
        except WorkerError as error:
            raise EngineError(
                _SENTENCES[error.failure].format(self._name, error.detail, see_log())
            ) from error
