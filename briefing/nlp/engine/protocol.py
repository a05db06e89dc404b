"""The interface of engines, which does not import spaCy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from briefing.domain import Analysis, Article, EngineInfo, Part


class Engine(Protocol):
    """A program that turns an article into an analysis, the same one each time."""

    @property
    def info(self) -> EngineInfo:
        """The name, version and model of the engine, which together key the cache of analyses."""

    def parts(self, article: Article) -> Iterator[Part]:
        """Yield each part as it is ready; a later one of its name replaces it. Raises EngineError."""


@runtime_checkable
class Warmable(Protocol):
    """An engine that can be loaded before the first article."""

    def warm(self) -> None:
        """Load the engine. Raises EngineError; `parts` may answer nonetheless."""


def analyse(engine: Engine, article: Article) -> Analysis:
    """Return an engine's whole analysis of an article. Raises EngineError."""
    return Analysis.from_parts(engine.info, engine.parts(article))
