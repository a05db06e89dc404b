"""Analyzes many articles in order, in several processes where that is faster."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor

from briefing.cli.session import Session
from briefing.domain import Analysis, Article
from briefing.errors import EngineError
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.services.annotation_export import AnalyzedArticle, analysis_or_error, analyze_each
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


def count_articles(references: Sequence[str]) -> int:
    """Count the articles of the references, including those in folders, up to MANY."""
    number = 0
    for reference in references:
        number += sum(len(files) for _, _, files in os.walk(reference)) if is_folder(reference) else 1
        if number >= MANY:
            break
    return number


def is_folder(reference: str) -> bool:
    """Problems with a reference are reported when it is read."""
    return os.path.isdir(reference)  # noqa: PTH112  Path.is_dir raises, such as for a name too long


def analyze_in_order(
    library: Library, outcomes: Iterable[Article | LoadFailure], threads: int
) -> Iterator[AnalyzedArticle]:
    """Yield each outcome with its analysis, in order, as soon as it is ready."""
    if threads == 1:
        yield from analyze_each(library, outcomes)
        return
    executor = ThreadPoolExecutor(threads)
    waiting: deque[LoadFailure | tuple[Article, Future[Analysis | EngineError]]] = deque()
    try:
        for outcome in outcomes:
            waiting.append(
                outcome
                if isinstance(outcome, LoadFailure)
                else (outcome, executor.submit(analysis_or_error, library, outcome))
            )
            while waiting and (len(waiting) > AHEAD * threads or _is_ready(waiting[0])):
                yield _taken(waiting.popleft())
        while waiting:
            yield _taken(waiting.popleft())
    finally:
        executor.shutdown(wait=False, cancel_futures=True)


def _is_ready(entry: LoadFailure | tuple[Article, Future[Analysis | EngineError]]) -> bool:
    return isinstance(entry, LoadFailure) or entry[1].done()


def _taken(entry: LoadFailure | tuple[Article, Future[Analysis | EngineError]]) -> AnalyzedArticle:
    return entry if isinstance(entry, LoadFailure) else (entry[0], entry[1].result())
