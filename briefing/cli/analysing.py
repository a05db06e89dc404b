"""Briefings of many articles, in the order they were asked for, by several processes where that pays."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import replace

from briefing.cli.session import EngineOnDemand, Session
from briefing.domain import Analysis, Article
from briefing.errors import EngineError
from briefing.library import Failure, Library

__all__ = ["Briefed", "briefed", "is_folder", "with_engines"]

MANY = 30
"""Articles from which it pays to start processes, each of which takes two seconds and 200 MB."""
MOST_PROCESSES = 2
"""What a laptop has to spare."""
AHEAD = 4
"""Articles that may be ready for each process before the first of them has been printed."""

Briefed = Failure | tuple[Article, Analysis | EngineError]
"""An article that could not be had, or one with its analysis or what went wrong with that."""


@contextmanager
def with_engines(references: Sequence[str], session: Session) -> Iterator[tuple[Session, int]]:
    """The session with an engine that suits so many articles, and how many it takes at a time."""
    processes = min(MOST_PROCESSES, os.cpu_count() or 1)
    if processes == 1 or not isinstance(session.engine, EngineOnDemand) or not _are_many(references):
        yield session, 1
        return
    pool = session.engine.pool(processes)
    try:
        yield replace(session, engine=pool), processes
    finally:
        pool.close()


def is_folder(reference: str) -> bool:
    """Whether it names a folder; what is wrong with a reference is told when it is read."""
    return os.path.isdir(reference)  # noqa: PTH112  Path.is_dir raises, such as for a name too long


def briefed(library: Library, outcomes: Iterable[Article | Failure], at_a_time: int) -> Iterator[Briefed]:
    """Each outcome with its analysis, in their order, as soon as it is made."""
    if at_a_time == 1:
        for outcome in outcomes:
            yield outcome if isinstance(outcome, Failure) else (outcome, _analysis(library, outcome))
        return
    threads = ThreadPoolExecutor(at_a_time)
    waiting: deque[Failure | tuple[Article, Future[Analysis | EngineError]]] = deque()
    try:
        for outcome in outcomes:
            waiting.append(
                outcome
                if isinstance(outcome, Failure)
                else (outcome, threads.submit(_analysis, library, outcome))
            )
            while waiting and (len(waiting) > AHEAD * at_a_time or _is_ready(waiting[0])):
                yield _taken(waiting.popleft())
        while waiting:
            yield _taken(waiting.popleft())
    finally:
        threads.shutdown(wait=False, cancel_futures=True)


def _is_ready(entry: Failure | tuple[Article, Future[Analysis | EngineError]]) -> bool:
    return isinstance(entry, Failure) or entry[1].done()


def _taken(entry: Failure | tuple[Article, Future[Analysis | EngineError]]) -> Briefed:
    return entry if isinstance(entry, Failure) else (entry[0], entry[1].result())


def _analysis(library: Library, article: Article) -> Analysis | EngineError:
    try:
        return library.analysis(article)
    except EngineError as error:
        return error


def _are_many(references: Sequence[str]) -> bool:
    """Whether there are MANY references, with what is in their folders."""
    number = 0
    for reference in references:
        number += sum(len(files) for _, _, files in os.walk(reference)) if is_folder(reference) else 1
        if number >= MANY:
            return True
    return False
