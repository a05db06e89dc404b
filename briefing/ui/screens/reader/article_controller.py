"""Opens and adds articles, saves reading positions and requests briefings."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from dataclasses import dataclass
from functools import partial

from briefing.domain import Article
from briefing.presentation.sentences import (
    ARTICLE_WAIT,
    NO_ARTICLE,
    pluralize,
    quoted,
)
from briefing.services.articles import AddResult
from briefing.sources.formats.format_detection import ARTICLE_SUFFIXES
from briefing.threads import run_in_thread
from briefing.ui.screens.reader.article_list_controller import ArticleListController
from briefing.ui.screens.reader.context import Commands, Controller
from briefing.ui.tasks import nothing
from briefing.ui.widgets.editor.path_field import PathSuggester

ENGINE_WAIT = "Reading the article…"
LONG_WAIT = "Reading the beginning of a very long article: that may take minutes…"
LONG = 100_000
"""Words from which that is said: with its marks, such an article is about as long as the engine reads."""


@dataclass(frozen=True, slots=True)
class AddedArticles:
    """Articles that were read; the first is to be shown at its reading position, unless it is already."""

    added: AddResult
    offset: int
    asked: int
    """The screen's `key_count` at the request."""
    is_sample: bool = False
    is_first: bool = True
    """Whether no article was read before, of those that were asked for together."""


@dataclass(eq=False)
class ArticleController(Controller):
    """Fetches and adds articles in the background."""

    articles: ArticleListController
    on_fetched: Callable[[tuple[Article, int]], object] = nothing
    """Shows an article of the library at its saved reading position."""
    on_added: Callable[[AddedArticles], object] = nothing
    """Lists what was read, and shows it if that is wanted."""
    _caret: int = 0
    """The caret in the open article, for when its view has been removed."""

    @property
    def commands(self) -> Commands:
        return {
            "reader.again": self.analyse_again,
            "reader.brief-anyway": self.brief_anyway,
            "reader.add": self.ask_to_add,
        }

    # Opening

    def fetch(self, article_id: str) -> None:
        library = self.library
        if self.screen.article is None:
            self.screen.view.show_empty(ARTICLE_WAIT)
        self.tasks.in_order(
            lambda: (library.articles.article(article_id), library.articles.reading_position(article_id)),
            self.on_fetched,
            wanted=self.tasks.newest("fetch"),
        )

    # Adding

    def ask_to_add(self) -> None:
        paths = PathSuggester(tuple(ARTICLE_SUFFIXES))
        self.screen.prompt.ask(
            "add", "Add", self.add, "a file, a folder or an http(s) address", suggester=paths
        )

    def add(self, reference: str, linked_from: str | None = None) -> None:
        """`linked_from` is the id of the article whose link it is, where the user has not typed it."""
        self.screen.say(f"Reading {reference} …")
        steps = self.library.articles.add_in_steps([reference], linked_from=linked_from)
        self.await_added(run_in_thread(partial(next, steps)), steps)

    def add_sample(self, *, again: bool = False) -> None:
        """Open the sample article with the offer of a tour: in a new library, or `again` if the user asks."""
        asked = self.screen.key_count

        def show(article: Article | None) -> None:
            added = AddResult((article,) if article else (), ())
            self.on_added(AddedArticles(added, 0, asked, is_sample=True))

        self.tasks.finish(run_in_thread(partial(self.library.ensure_sample, again=again)), show)

    def await_added(self, adding: Future[AddResult], more: Iterator[AddResult]) -> None:
        """Pass on articles as soon as each has been read, which may take half a minute."""
        asked = self.screen.key_count
        is_first = True

        def placed(added: AddResult, *, is_first: bool) -> AddedArticles:
            first = added.articles[0].id if added.articles else None
            offset = self.library.articles.reading_position(first) if first else 0
            return AddedArticles(added, offset, asked, is_first=is_first)

        def read(added: AddResult) -> None:
            nonlocal is_first
            if added.articles or not added.waiting:
                self.tasks.in_order(partial(placed, added, is_first=is_first), self.on_added)
                is_first = False
            if added.waiting:
                self.tasks.finish(run_in_thread(partial(next, more)), read)

        self.tasks.finish(adding, read)

    def report_added(self, added: AddResult, *, opened: bool) -> None:
        """Report which articles were added, and why others were not, or how many were read until now."""
        failed, number = len(added.failures), len(added.articles)
        if added.waiting:
            self.screen.status.say(f"{failed + number} of {failed + number + added.waiting} read …")
            return
        for sentence in added.passed_over:
            self.screen.say(sentence)
        for failure in added.failures:
            self.screen.say(str(failure.error), error=True)
        if failed > 1:
            self.screen.say(
                f"{failed} of {failed + number} could not be read: {{reader.messages}} says why.", error=True
            )
            self.screen.status.stays = True
        elif number and not opened:
            self.screen.say(f"{quoted(added.articles[0].title)} is in the library now.")
        elif number > 1 and not failed:
            keys = "{reader.next-article} and {reader.previous-article}"
            self.screen.say(f"{pluralize(number, 'article')} added: {keys} go through them.")

    # Reading position

    def mark_read(self, article_id: str) -> None:
        """Mark an article read, and update the list."""
        self.tasks.in_order(partial(self.library.articles.mark, [article_id], read=True))
        self.articles.reload()

    def remember_caret(self) -> None:
        self._caret = self.screen.view.caret

    async def end(self) -> None:
        self.save_position(is_closing=True)

    def save_position(self, *, is_closing: bool = False) -> None:
        """Save the reading position of the open article; at shutdown, when its view has been removed, too."""
        article = self.screen.article
        if article is not None:
            article_id, offset = article.id, self._caret if is_closing else self.screen.view.caret
            self.tasks.in_order(partial(self.library.articles.set_reading_position, article_id, offset))

    # Analysing

    def analyse(self, article: Article) -> None:
        """Request the briefing, saved or new; this replaces an earlier request."""
        writing = self.library.writing
        asks_model = writing is not None and writing.writes("article")
        words = LONG_WAIT if article.words > LONG else ENGINE_WAIT
        self.panes.begin(article, words, asks_model=asks_model)
        self.screen.retitle()
        self.request(article)

    def request(self, article: Article) -> None:
        """Request the briefing, and leave what the panes show until it arrives."""
        self.tasks.finish(
            self.tasks.submit(partial(self.context.analysis.request, article)), self.tasks.finish
        )

    def brief_anyway(self) -> None:
        """Brief the open article although it looks like none."""
        article = self.screen.article
        if article is None:
            self.screen.say(NO_ARTICLE)
        elif article.structure.stub is None:
            self.screen.say("This is an article, and briefed as one.")
        else:
            self.tasks.in_order(
                partial(self.library.analyses.brief_stub, article), lambda _: self.analyse(article)
            )

    def analyse_again(self) -> None:
        if self.screen.article is None:
            self.screen.say(NO_ARTICLE)
        else:
            self.analyse(self.screen.article)
