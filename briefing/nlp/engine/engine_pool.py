"""Runs engines in worker processes, so that neither loading nor parsing ever holds up a key press."""

from __future__ import annotations

import threading
from collections.abc import Generator, Mapping
from typing import Any

from briefing.diagnostics import see_log
from briefing.domain import Article, EngineInfo, Part
from briefing.errors import EngineError
from briefing.nlp.engine.built_in_names import BUILT_IN, built_in_info
from briefing.processes import (
    NICENESS,
    WorkerClosedError,
    WorkerError,
    WorkerFault,
    WorkerPool,
    WorkerProcess,
    WorkerStartError,
    WorkerTimeoutError,
)

__all__ = ["CHECK", "INFO", "PATIENCE", "EnginePool"]

PATIENCE = 120.0
"""Seconds that an engine may be silent over an article, and as many again for each LENGTH letters of it: then
its process is killed. The built-in one takes two seconds for those on a slow machine; the model of another
may take fifty times as long and be sound."""
LENGTH = 12_000
"""Some 2,000 words; letters, since not every script parts words by spaces."""
START_SECONDS = 120.0
"""How long a process may take until its engine is loaded; a large model takes long to read."""

INFO = "info"
CHECK = "check"
"""Requests for what the engine calls itself, and whether it could get ready; every other is an article."""
_NEXT_STEP = "ask again, in the reader with r, or choose another under [engine] in config.toml."


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
        """`niceness` is how far it gives way to the reader's keys; 0 where somebody waits for it alone."""
        self.size = size
        self._name = name
        self._patience = patience
        self._info = built_in_info(pipelines) if name == BUILT_IN else None
        self._asking = threading.Lock()
        self._workers = WorkerPool(
            WorkerProcess(
                "briefing.nlp.engine.engine_worker:make_handler",
                name,
                dict(pipelines),
                name="briefing-engine",
                niceness=niceness,
                start_seconds=START_SECONDS,
            )
            for _ in range(size)
        )

    @property
    def info(self) -> EngineInfo:
        """Another package's engine is asked for it once, in the process. Raises EngineError."""
        with self._asking:  # whoever comes second must not wait for an article of the first one's
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
        return self._workers.pids

    def warm(self) -> None:
        """Start the processes and let them load their pipelines meanwhile. Raises EngineError."""
        try:
            self._workers.start()
        except WorkerError as error:
            raise self._explain(error) from error

    def check(self) -> None:
        """Wait until a process has loaded its engine. Raises EngineError where it cannot."""
        for _ in self._answers(CHECK):
            pass

    def parts(self, article: Article) -> Generator[Part, None, None]:
        """Yield each part as a process sends it. Raises EngineError, also when that died or fell silent."""
        yield from self._answers(article)

    def interrupt(self) -> None:
        """Make whoever waits for parts get an EngineError soon; the next article gets a new process."""
        self._workers.interrupt()

    def close(self) -> None:
        """End the processes, at work or not, also those that are just being started."""
        self._workers.close()

    # What comes through a pipe has no type: it is what `engine_worker` sends.
    def _answers(self, request: Article | str) -> Generator[Any, None, None]:
        length = len(request.text) if isinstance(request, Article) else 0
        try:
            yield from self._workers.request(request, seconds=self._patience * (1 + length / LENGTH))
        except WorkerError as error:
            raise self._explain(error) from error

    def _explain(self, error: WorkerError) -> EngineError:
        engine = f"The engine “{self._name}”"
        match error:
            case WorkerClosedError():
                return EngineError("The engine has been closed.")
            case WorkerStartError(__cause__=OSError() as cause):
                return EngineError(
                    f"The engine could not be started ({cause.strerror or cause}): "
                    f"close other programs, then press r."
                )
            case WorkerTimeoutError():
                return EngineError(
                    f"{engine} gave no answer for {error.seconds:.0f} seconds and was ended: {_NEXT_STEP}"
                )
            case WorkerFault():
                return EngineError(f"{engine} failed on this article ({error.kind}): {see_log()}.")
            case _:
                return EngineError(f"{engine} stopped while at work: {_NEXT_STEP}")
