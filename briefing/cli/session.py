"""What one run of a command works with: files, settings, engine, and the two streams it speaks on."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.domain import Article, EngineInfo
from briefing.domain.text.sanitize import safe_line
from briefing.nlp.engine.built_in_names import BUILT_IN, built_in_info
from briefing.paths import Paths
from briefing.settings import Settings

if TYPE_CHECKING:
    from briefing.domain import Part
    from briefing.nlp.engine.engine_pool import EnginePool
    from briefing.nlp.engine.protocol import Engine
    from briefing.services.articles import Library

__all__ = ["LazyEngine", "Session", "say"]

MOST_PROCESSES = 2
"""What a laptop has to spare."""


def say(sentence: str) -> None:
    """One line for the reader on standard error; standard output is for results."""
    print(f"briefing: {safe_line(sentence)}", file=sys.stderr)


class LazyEngine:
    """The engine that the settings name, which is loaded (1 s) only when an article is new.

    It works in processes of its own, where it may print, end, or hang: a process can be ended, a thread not.
    A second one starts only when two articles are asked for at a time.
    """

    def __init__(self, name: str, pipelines: Mapping[str, str]) -> None:
        self._name = name
        self._pipelines = pipelines
        self._pool: EnginePool | None = None
        self._making = threading.Lock()

    @property
    def info(self) -> EngineInfo:
        return built_in_info(self._pipelines) if self._name == BUILT_IN else self._processes().info

    def parts(self, article: Article) -> Iterator[Part]:
        return self._processes().parts(article)

    @property
    def size(self) -> int:
        """How many articles it takes at a time."""
        return min(MOST_PROCESSES, os.cpu_count() or 1)

    def close(self) -> None:
        """End its processes, at work or not."""
        if self._pool is not None:
            self._pool.close()

    def _processes(self) -> EnginePool:
        with self._making:
            if self._pool is None:
                from briefing.nlp.engine.engine_pool import EnginePool

                self._pool = EnginePool(self._pipelines, self._name, size=self.size, niceness=0)
            return self._pool


@dataclass(frozen=True, slots=True)
class Session:
    paths: Paths
    settings: Settings
    problems: tuple[str, ...]
    """What is wrong with the settings, a sentence each."""
    engine: Engine

    @contextmanager
    def library(self) -> Iterator[Library]:
        """The library, open. What is odd about it or the settings is said, and at last what is about notes.

        Raises StoreError.
        """
        from briefing.services.factory import open_as_set  # the reader's first frame does without

        for problem in self.problems:
            say(problem)
        with open_as_set(self.paths, self.settings, self.engine) as library:
            for notice in library.notices:
                say(notice)
            try:
                yield library
            finally:
                for notice in library.annotations.pop_notices():
                    say(notice)
