"""Analyzes many articles in order, in several processes where that is faster."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor

from briefing.cli.session import Session
from briefing.domain import Article
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.services.annotation_export import AnalyzedArticle, analyze_each
from briefing.services.library import Library
from briefing.sources.load import LoadFailure

MANY = 30
"""Articles from which it pays to start another process, which takes two seconds and 200 MB."""
AHEAD = 4
"""Articles that may be ready for each process before the first of them has been printed."""


def concurrency(number: int, session: Session) -> int:
    """The number of articles to analyze at the same time."""
    if number < MANY or not isinstance(session.engine, EnginePool):
        return 1
    return session.engine.size


def analyze_in_order(
    library: Library, outcomes: Iterable[Article | LoadFailure], threads: int
) -> Iterator[AnalyzedArticle]:
    """Yield each outcome with its analysis, in order, as soon as it is ready."""
    if threads == 1:
        yield from analyze_each(library, outcomes)
        return
    executor = ThreadPoolExecutor(threads)
    waiting: deque[Future[AnalyzedArticle]] = deque()
    try:
        for outcome in outcomes:
            waiting.append(executor.submit(lambda each: next(analyze_each(library, [each])), outcome))
            while waiting and (len(waiting) > AHEAD * threads or waiting[0].done()):
                yield waiting.popleft().result()
        while waiting:
            yield waiting.popleft().result()
    finally:
        executor.shutdown(wait=False, cancel_futures=True)
