"""Runs the engine on a thread: the article requested last, and others ahead while none is waiting."""

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
from briefing.services.analyses import require_grounded
from briefing.services.articles import Library
from briefing.ui.messages import AnalysisFailed, AnalysisReady, PartReady

PATIENCE = 1.0
"""Seconds that an abandoned article may still take when another is requested."""

LONGEST_AHEAD = 2_000
"""Longest article, in words, that is analysed ahead: one requested meanwhile has to wait for it."""

HUNG = 5.0
"""Seconds after which requesting the running article once more restarts the engine."""


@runtime_checkable
class Interruptible(Protocol):
    """An engine that can be made to give up the current article."""

    def interrupt(self) -> None: ...


@runtime_checkable
class SlowToTell(Protocol):
    """An engine that may have to load before it knows its name and version."""

    @property
    def knows_info(self) -> bool: ...


@dataclass(eq=False, slots=True)
class _Order:
    article: Article
    done: Future[None]
    parts: list[Part] = field(default_factory=list)
    superseded: bool = False
    """Whether nobody waits for it any more; its result is still stored."""
    begun: float = 0.0

    def is_for(self, article: Article) -> bool:
        return (self.article.id, self.article.sha256) == (article.id, article.sha256)


class AnalysisQueue:
    """Posts the stored analysis, or else each part as it is made, of the article requested last.

    At most one article is at work and one is next. `tell` is called from several threads, one at a time,
    and never once `close` has returned.
    """

    def __init__(
        self,
        library: Library,
        tell: Callable[[Message], object],
        *,
        patience: float = PATIENCE,
        hung: float = HUNG,
    ) -> None:
        self._library = library
        self._tell = tell
        self._patience = patience
        self._hung = hung
        self._changed = Condition()
        self._next: _Order | None = None
        self._current: _Order | None = None
        self._thread: Thread | None = None
        self._closed = False
        self._ahead: list[str] = []
        """The articles to analyse while none is requested."""
        self._tried: set[str] = set()
        """Those already analysed ahead, with any result."""

    def look_ahead(self, ids: Iterable[str]) -> None:
        """Analyse and store these articles, in this order, while nothing is requested; forget earlier ones.

        Nothing is told of them. With none, the engine rests once it has done with the one it is at.
        """
        with self._changed:
            self._ahead = [id_ for id_ in ids if id_ not in self._tried]
            if self._ahead and not self._closed:
                self._start()
                self._changed.notify()

    def request(self, article: Article) -> Future[None]:
        """Analyse this article next. The future is done when all is posted, or another is requested."""
        # Where the engine must be loaded before it is known what it has made, the thread looks, and waits.
        engine = self._library.analyses.engine
        kept = None if isinstance(engine, SlowToTell) and not engine.knows_info else self._kept(article)
        order = _Order(article, _running())
        with self._changed:
            self._drop_next()
            current = self._current
            if self._closed or kept is not None:
                if current is not None:
                    current.superseded = True
                if kept is not None and not self._closed:
                    self._tell(kept)
                order.done.set_result(None)
                return order.done
            if current is not None and current.is_for(article) and not self._is_hung(current):
                current.superseded = False
                for part in current.parts:  # what was told before is no longer shown
                    self._tell(PartReady(article, part))
                return current.done
            self._next = order
            if current is not None:
                current.superseded = True
                self._give_up_later(current)
            self._start()
            self._changed.notify()
        return order.done

    def close(self) -> None:
        """Post nothing more, and begin nothing more."""
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

    def _is_hung(self, order: _Order) -> bool:
        return not order.superseded and monotonic() - order.begun > self._hung

    def _give_up_later(self, order: _Order) -> None:
        timer = Timer(self._patience, self._give_up, (order,))
        timer.daemon = True
        timer.start()

    def _give_up(self, order: _Order) -> None:
        """Interrupt the engine if it is still at this article and another waits."""
        with self._changed:
            if self._current is not order or not order.superseded or self._next is None:
                return
            engine = self._library.analyses.engine
            if isinstance(engine, Interruptible):
                engine.interrupt()
                self._give_up_later(order)  # it may just have been starting, with nothing to interrupt yet

    def _work(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(lambda: self._closed or self._next is not None or bool(self._ahead))
                if self._closed:
                    return
                ahead = self._ahead.pop(0) if self._next is None else None
            order = self._order_ahead(ahead) if ahead is not None else None
            with self._changed:
                if self._next is not None:
                    order, self._next = self._next, None
                if order is None:
                    continue
                if self._closed:
                    order.done.set_result(None)
                    return
                order.begun = monotonic()
                self._current = order
            ending = self._analyse(order)
            with self._changed:
                self._current = None
                if ending is not None and not order.superseded:
                    self._tell(ending)
            order.done.set_result(None)

    def _order_ahead(self, article_id: str) -> _Order | None:
        """An order that nobody waits for; None where there is nothing to do ahead."""
        self._tried.add(article_id)
        try:
            article = self._library.article(article_id)
        except BriefingError:  # removed meanwhile, or it will be told when it is opened
            return None
        if article.words > LONGEST_AHEAD:
            return None
        return _Order(article, _running(), superseded=True)

    def _kept(self, article: Article) -> Message | None:
        try:
            kept = self._library.analyses.cached(article)
        except Exception as error:  # the article can still be read
            return AnalysisFailed(article, report_error(error))
        return None if kept is None else AnalysisReady(article, kept)

    def _analyse(self, order: _Order) -> Message | None:
        """Post the parts; return the message that ends them."""
        article = order.article
        # Asked again: it may have been made while this order waited.
        if (kept := self._kept(article)) is not None:
            return kept
        try:
            info = self._library.analyses.engine.info
            fault: EngineError | None = None
            # All parts are taken, so that the engine's pipe stays whole.
            for part in self._library.analyses.engine.parts(article):
                try:
                    require_grounded(Analysis.from_parts(info, [part]), article)
                except EngineError as error:
                    fault = error
                    continue
                self._add(order, part)
            if fault is not None:
                raise fault
            self._library.analyses.save(article, Analysis.from_parts(info, order.parts))
        except Exception as error:  # a fault of ours, too, must leave the article readable
            return AnalysisFailed(article, report_error(error))
        return None

    def _add(self, order: _Order, part: Part) -> None:
        with self._changed:
            order.parts.append(part)
            if not order.superseded:
                self._tell(PartReady(order.article, part))


def _running() -> Future[None]:
    """A future that cannot be cancelled by whoever stops waiting."""
    future: Future[None] = Future()
    future.set_running_or_notify_cancel()
    return future
