"""Answers requests for analyses in a worker process, with one engine for all of them."""

from __future__ import annotations

import gc
from collections.abc import Callable, Iterator, Mapping

from briefing.domain import Article, EngineInfo, Part
from briefing.errors import EngineError
from briefing.nlp.engine.engine_pool import INFO, WARM
from briefing.nlp.engine.engine_registry import make_engine
from briefing.nlp.engine.protocol import Engine, Warmable


def make_handler(
    name: str, pipelines: Mapping[str, str], points: int
) -> Callable[[Article | str], Iterator[EngineInfo | Part]]:
    engine: Engine | None = None

    def answer(request: Article | str) -> Iterator[EngineInfo | Part]:
        nonlocal engine
        if engine is None:  # if that fails, the next request tries again: it may be repaired by then
            gc.disable()  # nothing loaded is garbage, and looking for it takes a twentieth of the time
            try:
                engine = make_engine(name, pipelines, points)
                if isinstance(engine, Warmable):
                    engine.warm()
            except EngineError:
                if engine is None or request == WARM:  # else it may still be able to answer
                    raise
            finally:
                gc.freeze()
                gc.enable()
        if isinstance(request, Article):
            yield from engine.parts(request)
        elif request == INFO:
            yield engine.info

    return answer
