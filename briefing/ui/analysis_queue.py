"""Analyses the article requested last in a thread, and unread articles ahead while none is requested."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from threading import Condition, Thread, Timer
from time import monotonic
from typing import Protocol, runtime_checkable

from textual.message import Message

from briefing.diagnostics import report_error
from briefing.domain import Analysis, Article, Part
from briefing.errors import BriefingError, EngineError
from briefing.nlp.engine.protocol import Engine
from briefing.services.analyses import require_grounded
from briefing.services.library import Library
from briefing.ui.messages import AnalysisFailed, AnalysisReady, PartReady

PATIENCE = 1.0
"""Seconds that an abandoned article may still take when another is requested."""

LONGEST_AHEAD = 2_000
"""Longest article, in words, that is analysed ahead: one requested meanwhile has to wait for it."""

HUNG = 5.0
"""Seconds after which requesting the running article once more restarts the engine."""


@runtime_checkable
class Interruptible(Protocol):
    """An engine that can be stopped while it analyses an article."""

    def interrupt(self) -> None: ...


@runtime_checkable
class LazyInfo(Protocol):
    """An engine that may have to load before it knows its name and version."""

    @property
    def knows_info(self) -> bool: ...


@dataclass(eq=False, slots=True)
class _Job:
    article: Article
    done: Future[None]
    parts: list[Part] = field(default_factory=list)
    superseded: bool = False
    """Whether another article was requested since; the result is still stored."""
    started: float = 0.0
    engine: Engine | None = None
    """The engine that makes it; None before."""

    def is_for(self, article: Article) -> bool:
        return (self.article.id, self.article.sha256) == (article.id, article.sha256)


class AnalysisQueue:
    """Posts the stored analysis of the article requested last, or else each part as it is made.

    At most one article is being analysed and one is waiting. `post` is called from several threads, one at a
    time, and never after `close` has returned.
    """

    def __init__(
        self,
        library: Library,
        post: Callable[[Message], object],
        *,
        patience: float = PATIENCE,
        hung: float = HUNG,
    ) -> None:
        self._library = library
        self._post = post
        self._patience = patience
        self._hung = hung
        self._changed = Condition()
        self._next: _Job | None = None
        self._current: _Job | None = None
        self._thread: Thread | None = None
        self._closed = False
        self._ahead: list[str] = []
        """The articles to analyse while none is requested."""
        self._tried: set[str] = set()
        """Those already analysed ahead, with any result."""

    def analyse_ahead(self, ids: Iterable[str]) -> None:
        """Analyse and store these articles, in this order, while nothing is requested. Replaces earlier ids.

        Posts nothing. With no ids, the engine stops after the article it is analysing. A language model is
        asked for nothing that was not opened.
        """
        writing = self._library.writing
        if writing is not None and writing.writes("article"):
            return
        with self._changed:
            self._ahead = [id_ for id_ in ids if id_ not in self._tried]
            if self._ahead and not self._closed:
                self._start()
                self._changed.notify()

    def request(self, article: Article) -> Future[None]:
        """Analyse this article next. The future is done when all is posted, or another is requested."""
        # Stored analyses are known by the engine's version: if that must be loaded first, the thread waits.
        kept = self._saved(article) if self._knows_engine else None
        job = _Job(article, _running())
        with self._changed:
            self._drop_next()
            current = self._current
            if self._closed or kept is not None:
                if current is not None:
                    current.superseded = True
                if kept is not None and not self._closed:
                    self._post(kept)
                job.done.set_result(None)
                return job.done
            is_same = current is not None and current.engine is self._library.analyses.engine
            if current is not None and is_same and current.is_for(article) and not self._is_hung(current):
                current.superseded = False
                for part in current.parts:  # those posted before are no longer shown
                    self._post_part(current, part)
                return current.done
            self._next = job
            if current is not None:
                current.superseded = True
                self._give_up_later(current)
            self._start()
            self._changed.notify()
        return job.done

    def saved(self, article: Article) -> Analysis | None:
        """The stored analysis, without waiting for an engine that is still loading."""
        return self._library.analyses.cached(article) if self._knows_engine else None

    @property
    def _knows_engine(self) -> bool:
        engine = self._library.analyses.engine
        return not isinstance(engine, LazyInfo) or engine.knows_info

    def close(self) -> None:
        """Post nothing more, and start nothing more."""
        with self._changed:
            self._closed = True
            self._drop_next()
            if self._current is not None:
                self._current.superseded = True
            self._changed.notify()

    def _start(self) -> None:
        if self._thread is None:
            self._thread = Thread(target=self._work, name="briefing-analyst", daemon=True)
            self._thread.start()

    def _drop_next(self) -> None:
        if self._next is not None:
            self._next.done.set_result(None)
            self._next = None

    def _is_hung(self, job: _Job) -> bool:
        return not job.superseded and monotonic() - job.started > self._hung

    def _give_up_later(self, job: _Job) -> None:
        timer = Timer(self._patience, self._give_up, (job,))
        timer.daemon = True
        timer.start()

    def _give_up(self, job: _Job) -> None:
        """Interrupt the engine if it still analyses this article while another is waiting."""
        with self._changed:
            if self._current is not job or not job.superseded or self._next is None:
                return
            if isinstance(job.engine, Interruptible):
                job.engine.interrupt()
                self._give_up_later(job)  # again, as it may just be starting, with nothing to interrupt yet

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._next is not None or bool(self._ahead))
                if self._closed:
                    return
                ahead = self._ahead.pop(0) if self._next is None else None
            job = self._job_ahead(ahead) if ahead is not None else None
            with self._changed:
                if self._next is not None:
                    job, self._next = self._next, None
                if job is None:
                    continue
                if self._closed:
                    job.done.set_result(None)
                    return
                job.started, job.engine = monotonic(), self._library.analyses.engine
                self._current = job
            ending = self._analyse(job, job.engine)
            with self._changed:
                self._current = None
                if ending is not None and not job.superseded:
                    self._post(ending)
            job.done.set_result(None)

    def _job_ahead(self, article_id: str) -> _Job | None:
        """A job without a requester; None if the article cannot be analysed ahead."""
        self._tried.add(article_id)
        try:
            article = self._library.articles.article(article_id)
        except BriefingError:  # removed meanwhile, or it will be reported when it is opened
            return None
        if article.words > LONGEST_AHEAD:
            return None
        return _Job(article, _running(), superseded=True)

    def _saved(self, article: Article) -> Message | None:
        try:
            kept = self._library.analyses.cached(article)
        except Exception as error:  # the article can still be read
            return AnalysisFailed(article, report_error(error))
        return None if kept is None else AnalysisReady(article, kept)

    def _analyse(self, job: _Job, engine: Engine) -> Message | None:
        """Post the parts; return the message that ends them."""
        article = job.article
        # Read again: it may have been made while this job was waiting.
        if (kept := self._saved(article)) is not None:
            return kept
        try:
            info = engine.info
            fault: EngineError | None = None
            # All parts are read, so that the engine's pipe stays in step.
            for part in engine.parts(article):
                try:
                    require_grounded(Analysis.from_parts(info, [part]), article)
                except EngineError as error:
                    fault = error
                    continue
                self._add(job, part)
            if fault is not None:
                raise fault
            self._library.analyses.save(article, Analysis.from_parts(info, job.parts))
        except Exception as error:  # the article must stay readable after an internal fault, too
            return AnalysisFailed(article, report_error(error))
        return None

    def _add(self, job: _Job, part: Part) -> None:
        with self._changed:
            job.parts.append(part)
            if not job.superseded:
                self._post_part(job, part)

    def _post_part(self, job: _Job, part: Part) -> None:
        right = self._library.analyses.corrected_part(job.article, job.parts, part)
        self._post(PartReady(job.article, right))


def _running() -> Future[None]:
    """A future that cannot be cancelled by a caller that stops waiting."""
    future: Future[None] = Future()
    future.set_running_or_notify_cancel()
    return future
