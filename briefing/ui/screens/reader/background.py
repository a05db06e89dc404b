"""The work that a screen sets going and never waits for: reading, listing, changing, analysing."""

from __future__ import annotations

import asyncio
from asyncio import wrap_future
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from contextlib import suppress
from typing import TypeVar

from textual import events, on, work
from textual.message import Message

from briefing.diagnostics import report_error
from briefing.domain import Article
from briefing.domain.annotation import AnnotationEntry
from briefing.services.articles import AddResult, Library
from briefing.ui.analysis_queue import AnalysisQueue
from briefing.ui.messages import (
    AnnotationsFetched,
    AnnotationsListed,
    ArticleFetched,
    ArticlesAdded,
    ChangeMade,
    TextFetched,
    WorkFailed,
)
from briefing.ui.presenters.articles.reader_messages import pluralize
from briefing.ui.screens.reader.frame import ReaderFrame
from briefing.ui.tasks import SerialExecutor, run_in_thread

__all__ = ["BackgroundScreen"]

FIRST = 300
"""How many annotations are shown before all of them are."""

LAST_WAIT = 6.0
"""Seconds that leaving waits for what is still to be written; a write gives up after five."""


MaybeAdded = TypeVar("MaybeAdded", bound=AddResult | None)


class BackgroundScreen(ReaderFrame):
    """Each job ends in a message; none raises, and none blocks a key press.

    What writes to the library, or must see what was written, takes its turn in one thread, so that
    everything happens in the order of the keys. Fetching, the browser and the engine have threads of their
    own. The workers here only wait, on the event loop: no job can use up the loop's pool of threads.
    """

    library: Library
    """Set once it is open; nothing of the screen asks for it before."""
    is_open = False
    """Whether the library is there; keys wait until it is."""
    key_count = 0
    """How many keys have been pressed: whoever presses one has gone on from what was asked for before."""

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self._turns = SerialExecutor()
        self._analyst: AnalysisQueue | None = None
        self._asked: dict[str, int] = {}

    def list_library(self) -> None:
        """List the library as it is once all has been done that was asked for before."""
        raise NotImplementedError

    def fetch_article(self, article_id: str) -> None:
        is_newest = self._newest("fetch")

        def fetched() -> Message | None:
            if not is_newest():
                return None
            return ArticleFetched(self.library.article(article_id), self.library.reading_position(article_id))

        self._in_turn(fetched, is_newest)

    def add_articles(self, references: Sequence[str]) -> None:
        self.await_added(run_in_thread(lambda: self.library.add(references)), self.key_count)

    def add_sample(self, *, again: bool = False) -> None:
        """Put the sample article into the library: once by itself, or `again` because the reader asks."""

        def add() -> AddResult | None:
            article = self.library.ensure_sample(again=again)
            return AddResult((article,), ()) if article else None

        self.await_added(run_in_thread(add), self.key_count)

    @work(group="add")
    async def await_added(self, adding: Future[MaybeAdded], asked: int) -> None:
        """Tell when it is done. A fetch may take half a minute: whoever quits does not wait for it."""
        try:
            added = await wrap_future(adding)
        except Exception as error:  # also a TimeoutError, which is the job's own
            self.post_message(WorkFailed(report_error(error)))
            return
        if added is not None:
            await self._post(self._turns.submit(lambda: _outcome(lambda: self._added(added, asked))))

    def mark_read(self, article_id: str) -> None:
        """Opening an article reads it; the list says so at once."""

        def mark() -> None:
            self.library.mark([article_id], read=True)

        self.keep(mark)
        self.list_library()

    def keep(self, change: Callable[[], None]) -> None:
        """Write something to the library that nobody waits for."""
        self._in_turn(change)

    def change(self, make: Callable[[], str]) -> None:
        """Change the library, tell the sentence that `make` returns, and list the library anew."""
        self._in_turn(lambda: ChangeMade(make(), self.library.annotations.pending_error))
        self.list_library()

    def fetch_annotations(self, article: Article) -> None:
        is_newest = self._newest("annotations")

        def fetched() -> Message | None:
            if not is_newest():
                return None
            notebook = self.library.annotations
            annotated = notebook.for_article(article)
            drafts = tuple(notebook.drafts.for_article(article.id))
            return AnnotationsFetched(
                article,
                annotated.annotations,
                notebook.tags(),
                drafts,
                notebook.pop_notices(),
                notebook.read_only_reason(article.id),
                notebook.unsaved_count,
            )

        self._in_turn(fetched, is_newest)

    def list_annotations(self, article: Article | None) -> None:
        """Those of an article, or of the whole library: of many, the first are told before the others."""
        is_newest = self._newest("entries")

        def some() -> Message | None:
            return AnnotationsListed(None, tuple(self.library.annotations.entries(limit=FIRST)))

        def every() -> Message | None:
            if not is_newest():
                return None
            if article is None:
                return AnnotationsListed(None, tuple(self.library.annotations.entries()))
            annotated = self.library.annotations.for_article(article)
            entries = (AnnotationEntry(annotated.head, each) for each in annotated.annotations)
            return AnnotationsListed(article.id, tuple(entries))

        if article is None:
            self._in_turn(some, is_newest)
        self._in_turn(every, is_newest)

    def fetch_text(self, article_id: str) -> None:
        """Ask for the text that the annotations of an article stand on."""

        def fetched() -> Message:
            found = self.library.annotations.find(article_id)
            return TextFetched(article_id, found.text if found else None)

        self._in_turn(fetched)

    def retry_unsaved(self) -> None:
        """Try again to write what could not be written."""

        def retried() -> Message | None:
            notebook = self.library.annotations
            waiting = notebook.unsaved_count
            notebook.retry()
            if not waiting or notebook.unsaved_count:
                return None
            return ChangeMade(f"What could not be written is on disk now: {pluralize(waiting, 'change')}.")

        self._in_turn(retried)

    def analyse(self, article: Article) -> None:
        """Post the kept analysis, or else each part as it is made. What was to be analysed before is not."""
        analyst = self._engage()
        self._await_analysis(self._turns.submit(lambda: analyst.request(article)))

    def analyse_ahead(self, ids: Sequence[str]) -> None:
        """Analyse these while no article is waited for, and no others any more."""
        if ids or self._analyst is not None:
            self._engage().look_ahead(ids)

    def _engage(self) -> AnalysisQueue:
        self._analyst = self._analyst or AnalysisQueue(self.library, self.post_message)
        return self._analyst

    @work(group="analyse")
    async def _await_analysis(self, asking: Future[Future[None]]) -> None:
        analysing: Future[None] = await wrap_future(asking)
        await wrap_future(analysing)

    def open_address(self, url: str) -> None:
        from briefing.ui.browser import open_in_window

        def opened() -> Message | None:
            if open_in_window(url):
                return None
            return WorkFailed(f"No browser with a window was found; Y copies the address: {url}")

        self._tell(run_in_thread(lambda: _outcome(opened)))

    @on(events.Unmount)
    async def end_work(self) -> None:
        """What was asked for is still written, for as long as one can be made to wait."""
        if self._analyst is not None:
            self._analyst.close()
        with suppress(TimeoutError):
            await asyncio.wait_for(wrap_future(self._turns.end()), LAST_WAIT)

    def _added(self, added: AddResult, asked: int) -> ArticlesAdded:
        offset = self.library.reading_position(added.articles[0].id) if added.articles else 0
        return ArticlesAdded(added.articles, added.failures, offset, asked)

    def _newest(self, kind: str) -> Callable[[], bool]:
        """A new request of this kind; whether it is still the last one."""
        number = self._asked[kind] = self._asked.get(kind, 0) + 1
        return lambda: self._asked[kind] == number

    def _in_turn(
        self, job: Callable[[], Message | None], is_wanted: Callable[[], bool] = lambda: True
    ) -> None:
        self._tell(self._turns.submit(lambda: _outcome(job)), is_wanted)

    def tell_when_done(
        self,
        turns: SerialExecutor,
        job: Callable[[], Message | None],
        is_wanted: Callable[[], bool] = lambda: True,
    ) -> None:
        """Do a job of its own kind in turn with others of the kind, and post what it ends in."""
        self._tell(turns.submit(lambda: _outcome(job)), is_wanted)

    @work(group="tell")
    async def _tell(
        self, outcome: Future[Message | None], is_wanted: Callable[[], bool] = lambda: True
    ) -> None:
        await self._post(outcome, is_wanted)

    async def _post(
        self, outcome: Future[Message | None], is_wanted: Callable[[], bool] = lambda: True
    ) -> None:
        message = await wrap_future(outcome)
        if message is not None and is_wanted():
            self.post_message(message)


def _outcome(job: Callable[[], Message | None]) -> Message | None:
    try:
        return job()
    except Exception as error:  # a fault of ours, too, must not take the reader's screen away
        return WorkFailed(report_error(error))
