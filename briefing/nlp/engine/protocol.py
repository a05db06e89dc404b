"""The interface of engines. Imports no spaCy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Protocol, runtime_checkable

from briefing.domain import Analysis, Article, EngineInfo, Part


class Engine(Protocol):
    """Turns an article into an analysis, the same one each time."""

    @property
    def info(self) -> EngineInfo:
        """Name, version and model, which together key the cache of analyses."""

    def parts(self, article: Article) -> Iterator[Part]:
        """Yield each part as it is ready; one that comes again replaces it. Raises EngineError."""


@runtime_checkable
class Warmable(Protocol):
    """An engine that can be loaded before the first article."""

    def warm(self) -> None:
        """Raises EngineError; `parts` may answer nonetheless."""


def analyse(engine: Engine, article: Article) -> Analysis:
    """Return the whole analysis. Raises EngineError."""
    return Analysis.from_parts(engine.info, engine.parts(article))
