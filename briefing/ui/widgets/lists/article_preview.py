"""The article under the cursor of the list, with the briefing that was made of it before."""

from __future__ import annotations

from dataclasses import dataclass

from textual.containers import Horizontal
from textual.message import Message
from textual.widget import AwaitMount

from briefing.domain import Analysis, Article
from briefing.ui.briefing.article_panes import BriefingPanes
from briefing.ui.widgets.article.article_pane import ArticlePane
from briefing.ui.widgets.article.article_view import ArticleView
from briefing.ui.widgets.chrome.header import Heading, PaneHeader
from briefing.ui.widgets.lists.row_list import RowList


class ArticlePreview(Horizontal):
    """Hidden, and without children, until it is first wanted. A click in it asks to open the article."""

    DEFAULT_CSS = "ArticlePreview { display: none; }"

    @dataclass
    class Entered(Message):
        """A title was clicked; a click elsewhere moves the focus into the preview."""

    def __init__(self, *, width: int, id: str) -> None:  # noqa: A002
        """`width` is the longest line of article text, in cells."""
        super().__init__(id=id)
        self._width = width
        self._mounting: AwaitMount | None = None
        """What is waited for before the first article is shown."""

    def resize_lines(self, max_width: int) -> None:
        """Show articles with another longest line."""
        self._width = max_width
        for view in self.query(ArticleView):
            view.resize_lines(max_width)

    async def show(self, article: Article, analysis: Analysis | None, words: str) -> None:
        """Show an article from its start; `words` stand in the panes where there is no briefing yet."""
        if not self.children:
            article_pane = ArticlePane(width=self._width, id="preview-article")
            self._mounting = self.mount(article_pane, BriefingPanes(id="preview-panes"))
        if self._mounting is not None:  # each wait for it has the whole screen laid out anew
            await self._mounting  # also what another key is waiting for
            self._mounting = None
        pane = self.query_one(ArticlePane)
        pane.show(article)
        pane.header.headings = (Heading("Preview"),)
        panes = self.query_one(BriefingPanes)
        panes.take(article)
        if analysis is not None:
            panes.show_analysis(analysis)
        else:
            panes.wait(words, state="")
        panes.retitle()

    # The screen's handlers of these are for the article that is open.

    def on_pane_header_chosen(self, event: PaneHeader.Chosen) -> None:
        event.stop()
        self.post_message(self.Entered())

    def on_row_list_highlighted(self, event: RowList.Highlighted) -> None:
        event.stop()

    def on_row_list_chosen(self, event: RowList.Chosen) -> None:
        event.stop()

    def on_selectable_text_selection_changed(self, event: ArticleView.SelectionChanged) -> None:
        event.stop()
