"""Runs engines in worker processes, so that neither loading nor parsing ever holds up a key press."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Generator, Mapping
from typing import TYPE_CHECKING, Any

from briefing.diagnostics import see_log
from briefing.errors import EngineError
from briefing.nlp.engine.built_in_names import BUILT_IN, SUMMARY_POINTS, built_in_info
from briefing.processes import WorkerError, WorkerFailure, WorkerPool, WorkerProcess

if TYPE_CHECKING:
    from briefing.domain import Article, EngineInfo, Part
    from briefing.nlp.engine.shared_worker import SharedWorker

PATIENCE = 120.0
"""Seconds without an answer after which a process is killed, with as many more for each LENGTH characters.
The built-in engine takes two seconds for these on a slow machine; a large model may take fifty times as
long."""
LENGTH = 12_000
"""About 2,000 words, given in characters because not every script separates words by spaces."""

PROCESS_NAME = "briefing-engine"
INFO = "info"
WARM = "warm"
"""The request to load the engine and return its info; any other request is an article."""

PIPE_VARIABLE = "BRIEFING_ENGINE_PIPE"
"""The environment variable with the descriptor of a pipe to a `WorkerKeeper`."""

_NEXT_STEP = "ask again, in the reader with r, or choose another under [engine] in config.toml."
_SENTENCES: Mapping[WorkerFailure, str] = {
    WorkerFailure.CLOSED: "The engine has been closed.",
    WorkerFailure.NOT_STARTED: "The engine could not be started ({1}): close other programs, then press r.",
    WorkerFailure.TIMEOUT: f"The engine “{{0}}” gave no answer for {{1}} seconds and was ended: {_NEXT_STEP}",
    WorkerFailure.DIED: f"The engine “{{0}}” stopped while at work: {_NEXT_STEP}",
    WorkerFailure.FAULT: "The engine “{0}” failed on this article ({1}): {2}.",
}


def inherited_pipe() -> int | None:
    """Return the descriptor of a pipe to an engine that the parent process keeps for several, if it does."""
    number = os.environ.pop(PIPE_VARIABLE, "")  # what is started from here has no use for it
    if sys.platform == "win32" or not number.isdecimal():
        return None
    try:
        os.set_inheritable(int(number), False)
    except (OSError, OverflowError):
        return None
    return int(number)


class EnginePool:
    """An `Engine` for several threads that analyses as many articles at a time as it has processes.

    A process starts when an article finds no free one.
    """

    def __init__(
        self,
        pipelines: Mapping[str, str],
        name: str = BUILT_IN,
        points: int = SUMMARY_POINTS,
        *,
        size: int = 1,
        patience: float = PATIENCE,
        pipe: int | None = None,
    ) -> None:
        """Make a pool of `size` processes; `patience` is in seconds, see PATIENCE.

        With the descriptor of a pipe, the process is one that a `WorkerKeeper` at its other end keeps.
        """
        # NumPy uses one thread in each worker: they share the processors, and one always sums in one order.
        os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
        self.size = size
        self._name = name
        self._patience = patience
        self._built_in = (dict(pipelines), points) if name == BUILT_IN else None
        self._info: EngineInfo | None = None
        self._info_lock = threading.Lock()
        task = ("briefing.nlp.engine.engine_worker:make_handler", name, dict(pipelines), points)
        self._pool: WorkerPool | SharedWorker
        if pipe is None:
            self._pool = WorkerPool(WorkerProcess(*task, name=PROCESS_NAME) for _ in range(size))
        else:
            from briefing.nlp.engine.shared_worker import SharedWorker  # only a tab of a browser needs it

            self._pool = SharedWorker(pipe, *task)

    @property
    def info(self) -> EngineInfo:
        """The engine's info; the first time, another package's engine is loaded. Raises EngineError."""
        with self._info_lock:  # a second caller must not wait for an article of the first
            if self._info is None and self._built_in is not None:
                self._info = built_in_info(*self._built_in)  # late: the first frame does without
            elif self._info is None:
                (self._info,) = self._answers(INFO)
            return self._info

    @property
    def knows_info(self) -> bool:
        """Whether `info` returns without waiting."""
        return self._built_in is not None or self._info is not None

    @property
    def pids(self) -> tuple[int, ...]:
        """The ids of the processes that have been started for this pool alone."""
        workers = self._pool.workers if isinstance(self._pool, WorkerPool) else ()
        return tuple(worker.pid for worker in workers if worker.pid is not None)

    def warm(self) -> None:
        """Load the engine in a process and wait for it. Raises EngineError if that fails."""
        for _ in self._answers(WARM):
            pass

    def parts(self, article: Article) -> Generator[Part, None, None]:
        """Yield each part as a process sends it. Raises EngineError, also if it dies or times out."""
        yield from self._answers(article)

    def interrupt(self) -> None:
        """Make pending calls of `parts` raise EngineError soon; the next article gets a new process."""
        self._pool.interrupt()

    def close(self) -> None:
        """End the processes, also those that are busy or still starting."""
        self._pool.close()

    # Values from the pipe are untyped: `engine_worker` sends EngineInfo and Part.
    def _answers(self, request: Article | str) -> Generator[Any, None, None]:
        length = 0 if isinstance(request, str) else len(request.text)
        try:
            seconds = self._patience * (1 + length / LENGTH)
            # On the clock, too: another package's engine may wait for something.
            yield from self._pool.request(request, seconds=seconds, clock=seconds)
        except WorkerError as error:
            raise EngineError(
                _SENTENCES[error.failure].format(self._name, error.detail, see_log())
            ) from error
