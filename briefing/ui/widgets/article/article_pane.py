"""The part of the screen that shows an article: header and text."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.getters import query_one

from briefing.domain import Article
from briefing.presentation.sentences import article_facts
from briefing.ui.widgets.article.article_view import ArticleView
from briefing.ui.widgets.chrome.header import Heading, PaneHeader


class ArticlePane(Vertical):
    """`article` is the one that is open, or None."""

    header = query_one(PaneHeader)
    view = query_one(ArticleView)

    def __init__(self, *, width: int, id: str | None = None) -> None:  # noqa: A002
        """`width` is the longest line of article text, in cells."""
        super().__init__(id=id)
        self.article: Article | None = None
        self._width = width

    def compose(self) -> ComposeResult:
        yield PaneHeader(id="article-rule")
        yield ArticleView(id="view", max_width=self._width)

    def show(self, article: Article) -> None:
        self.article = article
        self.view.show(article.title, article.text, article.structure)
        self.retitle()

    @property
    def ask(self) -> int:
        """The rows that the header and the whole text have a use for."""
        return 1 + self.view.virtual_size.height

    def retitle(self) -> None:
        focused = self.view.has_focus
        narrow = self.screen.has_class("-narrow") or self.screen.has_class("-small")
        title, right = "Article", ""
        if self.article is not None:
            is_title = narrow or self.view.reading_top is not None  # then the text's own is out of view
            title = self.article.title if is_title else self.article.section or self.article.source or title
            right = article_facts(self.article, self.view.progress, short=narrow)
        self.header.headings = (Heading(title, focused),)
        self.header.right = right
        self.header.focused = focused
