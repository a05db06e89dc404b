"""The work that a screen sets going and never waits for: reading, listing, analysing."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future

from textual import work
from textual.message import Message
from textual.worker import get_current_worker

from briefing.domain import Article
from briefing.errors import BriefingError
from briefing.library import Added, Library
from briefing.nlp.engine import gather
from briefing.ui.messages import (
    AnalysisFailed,
    AnalysisReady,
    ArticleFetched,
    ArticlesAdded,
    LibraryListed,
    PartReady,
    WorkFailed,
)
from briefing.ui.screens.frame import ReaderFrame
from briefing.ui.start import in_the_background

__all__ = ["BackgroundScreen"]

LISTED = 5_000
"""How many articles the list shows."""

POLL = 0.1
"""Seconds between two looks at whether the reader has left meanwhile."""


class BackgroundScreen(ReaderFrame):
    """Each job runs in a thread and ends in a message; none raises, and none blocks a key press."""

    library: Library
    """Set once it is open; nothing of the screen asks for it before."""

    @work(thread=True, exclusive=True, group="list")
    def list_library(self) -> None:
        self._report(lambda: LibraryListed(tuple(self.library.entries(limit=LISTED))))

    visits = 0
    """How often another article or the library has come before the reader's eyes."""

    def add_articles(self, references: Sequence[str]) -> None:
        self.await_added(in_the_background(lambda: self.library.add(references)), self.visits)

    @work(thread=True, group="add")
    def await_added(self, adding: Future[Added], asked: int) -> None:
        """Tell when it is done. A fetch may take half a minute: whoever quits does not wait for it."""
        worker = get_current_worker()
        while not worker.is_cancelled:
            try:
                self._report(lambda: self._added(adding.result(timeout=POLL), asked))
            except TimeoutError:
                continue
            return

    @work(thread=True, group="add")
    def add_sample(self, *, again: bool = False) -> None:
        """Put the sample article into the library: once by itself, or `again` because the reader asks."""
        asked = self.visits

        def add() -> Message | None:
            article = self.library.ensure_sample(again=again)
            return self._added(Added((article,), ()), asked) if article else None

        self._report(add)

    @work(thread=True, group="change")
    def mark_read(self, article_id: str) -> None:
        """Opening an article reads it; the list says so at once."""

        def mark() -> Message:
            self.library.set_read(article_id, True)
            return LibraryListed(tuple(self.library.entries(limit=LISTED)))

        self._report(mark)

    @work(thread=True, exclusive=True, group="fetch")
    def fetch_article(self, article_id: str) -> None:
        def fetch() -> Message:
            article = self.library.article(article_id)
            return ArticleFetched(article, self.library.place(article_id))

        self._report(fetch)

    @work(thread=True, exclusive=True, group="analyse")
    def analyse(self, article: Article) -> None:
        """Post the kept analysis, or else each part as it is made."""
        worker = get_current_worker()
        try:
            kept = self.library.cached_analysis(article)
            if kept is not None:
                if not worker.is_cancelled:
                    self.post_message(AnalysisReady(article, kept))
                return
            engine = self.library.engine
            parts = []
            # A cancelled job still takes the answer to its end: it is kept, and the pipe stays whole.
            for part in engine.parts(article):
                parts.append(part)
                if not worker.is_cancelled:
                    self.post_message(PartReady(article, part))
            self.library.keep_analysis(article, gather(engine.info, parts))
        except BriefingError as error:
            if not worker.is_cancelled:
                self.post_message(AnalysisFailed(article, str(error)))
        except Exception as error:  # the same: the article can still be read
            self.post_message(AnalysisFailed(article, _fault(error)))

    @work(thread=True, group="change")
    def keep(self, change: Callable[[], None]) -> None:
        """Write something to the library that nobody waits for."""
        self._report(change)

    @work(thread=True, group="browser")
    def open_address(self, url: str) -> None:
        import webbrowser

        def open_it() -> Message | None:
            return None if webbrowser.open(url) else WorkFailed("No web browser could be started.")

        self._report(open_it)

    def _added(self, added: Added, asked: int) -> ArticlesAdded:
        offset = self.library.place(added.articles[0].id) if added.articles else 0
        return ArticlesAdded(added.articles, added.failures, offset, asked)

    def _report(self, job: Callable[[], Message | None]) -> None:
        worker = get_current_worker()
        try:
            message = job()
        except BriefingError as error:
            message = WorkFailed(str(error))
        except TimeoutError:
            raise  # of waiting, not of the work: whoever waits asks again
        except Exception as error:  # a fault of ours must not take the reader's screen away
            message = WorkFailed(_fault(error))
        if message is not None and not worker.is_cancelled:
            self.post_message(message)


def _fault(error: Exception) -> str:
    return f"This should not have happened: {type(error).__name__}: {error}. Please report it."
