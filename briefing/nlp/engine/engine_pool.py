"""Several processes with one engine, for many articles at once."""

from __future__ import annotations

from collections.abc import Generator, Mapping
from queue import LifoQueue

from briefing.domain import Article, EngineInfo
from briefing.nlp.engine.built_in_names import BUILT_IN
from briefing.nlp.engine.engine_worker import PATIENCE, EngineProcess
from briefing.nlp.engine.protocol import Part

__all__ = ["EnginePool"]


class EnginePool:
    """An `Engine` for several threads, which takes as many articles at a time as it has processes.

    A process starts with the first article that finds none free.
    """

    def __init__(
        self, pipelines: Mapping[str, str], name: str = BUILT_IN, *, size: int, patience: float = PATIENCE
    ) -> None:
        self.size = size
        self._processes = [EngineProcess(pipelines, name, niceness=0, patience=patience) for _ in range(size)]
        self._free: LifoQueue[EngineProcess] = LifoQueue()
        """The one used last is taken first, so that none starts in vain."""
        for process in self._processes:
            self._free.put(process)

    @property
    def info(self) -> EngineInfo:
        """Raises EngineError."""
        return self._processes[-1].info

    @property
    def pids(self) -> tuple[int, ...]:
        """The processes that have been started."""
        return tuple(process.pid for process in self._processes if process.pid is not None)

    def parts(self, article: Article) -> Generator[Part, None, None]:
        """Waits for a process that is free. Raises EngineError."""
        process = self._free.get()
        try:
            yield from process.parts(article)
        finally:
            self._free.put(process)

    def close(self) -> None:
        """Stop all of them, at work or not: whoever takes parts gets an EngineError."""
        for process in self._processes:
            process.close()
