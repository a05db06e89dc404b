"""Fetches articles' own pages, and shows a page's text where it is better than the feed's."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import wait
from contextlib import AbstractContextManager, ExitStack
from dataclasses import replace
from datetime import datetime
from time import monotonic
from typing import Protocol

from briefing.diagnostics import log_fault, report_error
from briefing.domain import Article
from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.feeds.refresh_result import PageFailure
from briefing.domain.text.sanitize import safe_line
from briefing.domain.text.text_choice import Prefer, choose_text
from briefing.errors import NotFoundError
from briefing.services.annotations import AnnotationService
from briefing.sources.article_identity import is_web_address
from briefing.sources.http.private_addresses import named_hosts
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.text_versions import TextVersions
from briefing.store.feeds.feed_membership import feeds_of
from briefing.threads import never, run_in_thread

MAX_THREADS = 4
"""Pages fetched at a time; they are parsed one after the other."""
MAX_PAGES = 200
"""The most pages fetched after a refresh: the others are after the next."""
MAX_SECONDS = 120.0
"""The most seconds for all of those pages."""
POLL_SECONDS = 0.1
"""Seconds between looks at whether the reader has cancelled the fetch."""


class PageLoader(Protocol):
    """Loads pages, as `briefing.sources.load.ArticleLoader` does."""

    def load(self, reference: str, *, trusted_hosts: frozenset[str]) -> Article:
        """Load the article that a reference names; `trusted_hosts` as in FetchRequest. Raises SourceError."""


class PageTextService:
    """Fetches pages for articles, in any thread."""

    def __init__(
        self,
        store: ArticleStore,
        annotations: AnnotationService,
        open_pages: Callable[[], AbstractContextManager[PageLoader]],
    ) -> None:
        self._store = store
        self._texts = TextVersions(store.database)
        self._annotations = annotations
        self._open_pages = open_pages

    def trusted_hosts(self, id_: str) -> frozenset[str]:
        """The hosts of the article's feeds, which its links may lead to in a private network, too."""
        return named_hosts(feeds_of(self._store.database, [id_]).get(id_, ()))

    def fetch(self, id_: str) -> Article:
        """Return the article with the better of its feed's and its page's text. Raises SourceError."""
        with self._open_pages() as pages:
            return self._take(id_, pages)

    def fetch_all(
        self, ids: Sequence[str], is_cancelled: Callable[[], bool] = never
    ) -> dict[str, PageFailure | None]:
        """Fetch the pages of these articles, as many as there is time for; return the failure, or None, of
        each that was tried, by id.

        An article whose page failed or was not fetched keeps its feed's text. Returns at once when cancelled.
        """
        wanted = ids[:MAX_PAGES]
        tried: dict[str, PageFailure | None] = {}
        until, stop = monotonic() + MAX_SECONDS, threading.Event()
        done = _start_threads(wanted, self._open_pages, self._try, stop)
        try:
            while len(tried) < len(wanted):
                try:
                    result = done.get(timeout=POLL_SECONDS)
                except queue.Empty:
                    if is_cancelled() or monotonic() > until:
                        break
                    continue
                if isinstance(result, BaseException):
                    raise result
                id_, tried[id_] = result
        finally:
            stop.set()
        return tried

    def _try(self, id_: str, pages: PageLoader) -> tuple[str, PageFailure | None]:
        """Fetch a page; that of an article which is gone is missed by nobody."""
        try:
            self._take(id_, pages)
        except Exception as error:
            sentence, entry = report_error(error), self._store.entry(id_)
            return id_, PageFailure(id_, entry.title, sentence) if entry else None
        return id_, None

    def _take(self, id_: str, pages: PageLoader) -> Article:
        address = self._article(id_)
        if address.url is None or not is_web_address(address.url):
            raise NotFoundError(
                f"“{safe_line(address.title)}” has no page to fetch its full text from: "
                "search the web for it."
            )
        page = pages.load(address.url, trusted_hosts=self.trusted_hosts(id_))
        article, before = self._article(id_), self._texts.get(id_)  # these may have changed meanwhile
        feed = before.get("feed", article.text)
        self._texts.put(id_, "feed", article.with_text(feed))
        self._texts.put(id_, "page", page)
        if choose_text(feed, page.text).preferred is Prefer.FEED or page.text == article.text:
            return article
        if (
            article.text == before.get("page")
            and choose_text(page.text, article.text).preferred is Prefer.PAGE
        ):
            return article  # it shows what the page said before it shrank
        if self._would_lose_notes(article, page.text):
            return article
        shown = replace(article, text=page.text, structure=page.structure)
        return self._show(replace(shown, author=article.author or page.author))

    def _would_lose_notes(self, article: Article, text: str) -> bool:
        """Return whether an annotation of the shown text would become an orphan in this one."""
        annotated = self._annotations.find(article.id)
        if annotated is None:
            return False
        placed = [each for each in annotated.annotations if not each.is_orphan]
        return any(each.is_orphan for each in reanchor(placed, text, annotated.text))

    def _show(self, article: Article) -> Article:
        entry = self._store.entry(article.id)
        if entry is None:
            raise _gone()
        # The page is as of when it came: an article without a date must not jump to the top of the list.
        stored = self._store.put(article, fetched=datetime.fromisoformat(entry.fetched))
        self._annotations.reanchor(stored)
        return stored

    def _article(self, id_: str) -> Article:
        article = self._store.get(id_)
        if article is None:
            raise _gone()
        return article


def _start_threads(
    ids: Sequence[str],
    open_pages: Callable[[], AbstractContextManager[PageLoader]],
    fetch: Callable[[str, PageLoader], tuple[str, PageFailure | None]],
    stop: threading.Event,
) -> queue.SimpleQueue[tuple[str, PageFailure | None] | BaseException]:
    """Return a queue of what came of each page, as it is done. Nobody waits for the threads after `stop`."""
    waiting: queue.SimpleQueue[str] = queue.SimpleQueue()
    done: queue.SimpleQueue[tuple[str, PageFailure | None] | BaseException] = queue.SimpleQueue()
    for id_ in ids:
        waiting.put(id_)
    opened = ExitStack()
    pages = opened.enter_context(open_pages())

    def work() -> None:
        try:
            while not stop.is_set():
                done.put(fetch(waiting.get_nowait(), pages))
        except queue.Empty:
            pass
        except BaseException as error:  # raised again in the thread that waits
            log_fault(error)
            done.put(error)

    def supervise() -> None:
        with opened:  # closed after the last thread: a late one would open it anew
            name = "briefing-full-text"
            wait([run_in_thread(work, name) for _ in range(min(MAX_THREADS, len(ids)))])

    run_in_thread(supervise)
    return done


def _gone() -> NotFoundError:
    return NotFoundError("This article is no longer in the library: u may bring it back.")
