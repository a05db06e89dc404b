"""The page of an article fetched, kept beside what its feed says, and shown where it is the better text."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Protocol

from briefing.diagnostics import log_fault
from briefing.domain import Article
from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.feeds.refresh_result import PageFailure
from briefing.domain.text.sanitize import safe_line
from briefing.domain.text.text_choice import Prefer, choose_text
from briefing.errors import BriefingError, NotFoundError
from briefing.services.annotations import AnnotationService
from briefing.sources.article_identity import is_web_address
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.text_versions import TextVersions

__all__ = ["PageLoader", "PageTextService"]

MAX_THREADS = 4
"""Pages asked for; they are taken apart one at a time."""
MAX_PAGES = 200
"""Pages that are fetched by themselves after a refresh: the reader can ask for more of them."""
MAX_SECONDS = 120.0
"""Seconds for all of those."""
POLL_SECONDS = 0.1
"""Seconds after which it is seen that the reader has called it off."""


class PageLoader(Protocol):
    """What reads pages; `briefing.sources.load.ArticleLoader` is one."""

    def load(self, reference: str) -> Article:
        """The article there. Raises SourceError."""


class PageTextService:
    """Of one library. Safe in any thread."""

    def __init__(
        self,
        store: ArticleStore,
        notebook: AnnotationService,
        open_pages: Callable[[], AbstractContextManager[PageLoader]],
    ) -> None:
        self._store = store
        self._texts = TextVersions(store.database)
        self._notebook = notebook
        self._open_pages = open_pages

    def fetch(self, id_: str) -> Article:
        """Fetch the page now; the article with the text that is shown from now on. Raises SourceError."""
        with self._open_pages() as pages:
            return self._take(id_, pages)

    def fetch_all(
        self, ids: Sequence[str], is_cancelled: Callable[[], bool] = lambda: False
    ) -> tuple[PageFailure, ...]:
        """Fetch the pages of these, as many as there is time for; those that could not be had, and why.

        They keep what their feeds say, and so does the rest. Called off, it returns at once.
        """
        wanted = list(ids[:MAX_PAGES])
        if not wanted:
            return ()
        until, failures = monotonic() + MAX_SECONDS, list[PageFailure]()
        fetching = _FetchThreads(wanted, self._open_pages, self._failures)
        for _ in wanted:
            while (done := fetching.next_done(POLL_SECONDS)) is None:
                if is_cancelled() or monotonic() > until:
                    fetching.call_off()
                    return tuple(failures)
            failures += done
        return tuple(failures)

    def _failures(self, id_: str, pages: PageLoader) -> list[PageFailure]:
        """One at the most."""
        try:
            self._take(id_, pages)
        except BriefingError as error:
            entry = self._store.entry(id_)
            return [PageFailure(id_, entry.title if entry else "", str(error))]
        return []

    def _take(self, id_: str, pages: PageLoader) -> Article:
        address = self._article(id_)
        if address.url is None or not is_web_address(address.url):
            raise NotFoundError(
                f"“{safe_line(address.title)}” names no page that its full text could be fetched from: "
                "search the web for it."
            )
        page = pages.load(address.url)
        article, before = self._article(id_), self._texts.get(id_)  # as they are by now
        feed = before.get("feed", article.text)
        self._texts.put(id_, "feed", feed)
        self._texts.put(id_, "page", page.text)
        if choose_text(feed, page.text).preferred is Prefer.FEED or page.text == article.text:
            return article
        if (
            article.text == before.get("page")
            and choose_text(page.text, article.text).preferred is Prefer.PAGE
        ):
            return article  # it shows what the page said before there was less on it
        if self._would_lose_notes(article, page.text):
            return article
        return self._show(replace(article, text=page.text, author=article.author or page.author))

    def _would_lose_notes(self, article: Article, text: str) -> bool:
        """Whether a passage that is marked in the text that is shown does not stand in this one."""
        annotated = self._notebook.find(article.id)
        if annotated is None:
            return False
        placed = [each for each in annotated.annotations if not each.is_orphan]
        return any(each.is_orphan for each in reanchor(placed, text, annotated.text))

    def _show(self, article: Article) -> Article:
        entry = self._store.entry(article.id)
        if entry is None:
            raise _gone()
        # As of when it came: an article without a date must not jump to the top of the list.
        kept = self._store.put(article, fetched=datetime.fromisoformat(entry.fetched))
        self._notebook.reanchor(kept)
        return kept

    def _article(self, id_: str) -> Article:
        article = self._store.get(id_)
        if article is None:
            raise _gone()
        return article


class _FetchThreads:
    """Several threads at the articles of a list; nobody waits for those that are called off."""

    def __init__(
        self,
        ids: Sequence[str],
        open_pages: Callable[[], AbstractContextManager[PageLoader]],
        fetch: Callable[[str, PageLoader], list[PageFailure]],
    ) -> None:
        self._waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
        self._done: queue.SimpleQueue[list[PageFailure] | BaseException] = queue.SimpleQueue()
        self._called_off = threading.Event()
        self._fetch = fetch
        self._opened = ExitStack()
        self._pages = self._opened.enter_context(open_pages())
        for id_ in ids:
            self._waiting.put(id_)
        self._turn = threading.Lock()
        self._at_work = min(MAX_THREADS, len(ids))
        for _ in range(self._at_work):
            threading.Thread(target=self._work, name="briefing-full-text", daemon=True).start()

    def next_done(self, seconds: float) -> list[PageFailure] | None:
        """What came of one more article; None while none is done."""
        try:
            done = self._done.get(timeout=seconds)
        except queue.Empty:
            return None
        if isinstance(done, BaseException):
            self.call_off()
            raise done
        return done

    def call_off(self) -> None:
        self._called_off.set()

    def _work(self) -> None:
        try:
            while not self._called_off.is_set():
                self._done.put(self._fetch(self._waiting.get_nowait(), self._pages))
        except queue.Empty:
            pass
        except BaseException as error:  # carried over to the thread that waits
            log_fault(error)
            self._done.put(error)
        finally:
            self._leave()

    def _leave(self) -> None:
        """The last to go closes what reads pages: before that, one who is late would open it anew."""
        with self._turn:
            self._at_work -= 1
            is_last = self._at_work == 0
        if is_last:
            self._opened.close()


def _gone() -> NotFoundError:
    return NotFoundError("This article is not in the library any more: u may bring it back.")
