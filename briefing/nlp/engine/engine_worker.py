"""Answers requests for analyses in a worker process, with one engine for all of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from briefing.domain import Article, EngineInfo, Part
from briefing.errors import EngineError
from briefing.nlp.engine.engine_pool import CHECK, INFO
from briefing.nlp.engine.protocol import Engine, Warmable
from briefing.nlp.engine.registry import make_engine

__all__ = ["make_handler"]


def make_handler(
    name: str, pipelines: Mapping[str, str]
) -> Callable[[Article | str], Iterator[EngineInfo | Part]]:
    """Load the engine. An EngineError of that is raised by the first request that it concerns."""
    engine: Engine | None = None
    load_error: EngineError | None = None
    try:
        engine = make_engine(name, pipelines)
        if isinstance(engine, Warmable):
            engine.warm()
    except EngineError as error:
        load_error = error

    def answer(request: Article | str) -> Iterator[EngineInfo | Part]:
        nonlocal engine, load_error
        raised, load_error = load_error, None  # a later request tries again: it may have been mended
        if raised is not None and (engine is None or request == CHECK):
            raise raised
        engine = engine or make_engine(name, pipelines)
        if isinstance(request, Article):
            yield from engine.parts(request)
        elif request == INFO:
            yield engine.info

    return answer
