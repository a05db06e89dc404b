"""What one run of a command works with: files, settings, engine, and the two streams it speaks on."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING

from briefing.domain import Article, EngineInfo
from briefing.domain.safe_text import safe_line
from briefing.nlp.built_in import BUILT_IN, built_in_info
from briefing.paths import Paths
from briefing.settings import Settings

if TYPE_CHECKING:
    from briefing.library import Library
    from briefing.nlp.engine import Engine, Part
    from briefing.nlp.pool import EnginePool

__all__ = ["EngineOnDemand", "Session", "say"]


def say(sentence: str) -> None:
    """One line for the reader on standard error; standard output is for results."""
    print(f"briefing: {safe_line(sentence)}", file=sys.stderr)


class EngineOnDemand:
    """The engine that the settings name, which is loaded (1 s) only when an article is new.

    The built-in one works in this process. Any other has one of its own, where it may print, or end with it.
    """

    def __init__(self, name: str, pipelines: Mapping[str, str]) -> None:
        self._name = name
        self._pipelines = pipelines
        self._engine: Engine | None = None

    @property
    def info(self) -> EngineInfo:
        return built_in_info(self._pipelines) if self._name == BUILT_IN else self._loaded().info

    def parts(self, article: Article) -> Iterator[Part]:
        return self._loaded().parts(article)

    def pool(self, size: int) -> EnginePool:
        """The same engine in so many processes, which start as they are needed."""
        from briefing.nlp.pool import EnginePool

        return EnginePool(self._pipelines, self._name, size=size)

    def _loaded(self) -> Engine:
        if self._engine is None:
            if self._name == BUILT_IN:
                from briefing.nlp.pipeline import SpacyEngine

                self._engine = SpacyEngine(self._pipelines)
            else:
                from briefing.nlp.worker import EngineProcess

                self._engine = EngineProcess(self._pipelines, self._name, niceness=0)
        return self._engine


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
        from briefing.opening import open_as_set  # the reader's first frame does without

        for problem in self.problems:
            say(problem)
        with open_as_set(self.paths, self.settings, self.engine) as library:
            for notice in library.notices:
                say(notice)
            try:
                yield library
            finally:
                for notice in library.notebook.take_notices():
                    say(notice)
