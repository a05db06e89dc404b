"""The frame of the reader's screen, and its first picture: the text, while the rest is imported."""

from __future__ import annotations

from collections.abc import Iterable

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.getters import query_one

from briefing.domain import Article
from briefing.ui.commands.bindings import CommandScreen
from briefing.ui.presenters.articles.reader_messages import article_facts
from briefing.ui.widgets.article.article_view import ArticleView
from briefing.ui.widgets.chrome.header import Heading, PaneHeader

__all__ = ["FirstFrame", "ReaderFrame"]


class ReaderFrame(CommandScreen[None]):
    """The article between a place for the library and one for the panes.

    `width` is the longest line of article text, in cells.
    """

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-small"), (60, "-narrow"), (100, "-normal"), (160, "-wide")]
    VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-short"), (16, "-tall")]

    article_rule = query_one("#article-rule", PaneHeader)
    view = query_one(ArticleView)
    panes = query_one("#panes", Vertical)

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__()
        self.article = article
        self._width = width
        self._plain_emoji = plain_emoji

    def compose(self) -> ComposeResult:
        # Textual sets these classes after its first layout, which would then be drawn for nothing.
        width, height = self.app.size
        self.add_class(_at(width, self.HORIZONTAL_BREAKPOINTS), _at(height, self.VERTICAL_BREAKPOINTS))
        with Horizontal(id="body"):
            with Vertical(id="library"):
                yield from self.compose_library()
            with Vertical(id="article"):
                yield PaneHeader(id="article-rule")
                yield ArticleView(id="view", max_width=self._width, plain_emoji=self._plain_emoji)
                yield from self.compose_over_article()
            with Vertical(id="panes", classes="-folded"):
                yield from self.compose_panes()
        yield from self.compose_beneath()

    def compose_library(self) -> ComposeResult:
        """What stands left of the article; nothing in the first frame."""
        yield from ()

    def compose_over_article(self) -> ComposeResult:
        """What may stand over the article; nothing in the first frame."""
        yield from ()

    def compose_panes(self) -> ComposeResult:
        """What stands right of the article, or beneath it; nothing in the first frame."""
        yield from ()

    def compose_beneath(self) -> ComposeResult:
        """What stands below them all; nothing in the first frame."""
        yield from ()

    def lay_article_out(self, article: Article) -> None:
        """Show the article from its start."""
        self.article = article
        self.view.show(article.title, article.text)
        self.title_article()

    def title_article(self) -> None:
        focused = self.view.has_focus
        narrow = self.has_class("-narrow") or self.has_class("-small")
        named, right = "Article", ""
        if self.article is not None:
            named = self.article.title if narrow else self.article.section or self.article.source or named
            right = article_facts(self.article, self.view.progress, short=narrow)
        self.article_rule.headings = (Heading(named, focused),)
        self.article_rule.right = right
        self.article_rule.focused = focused


class FirstFrame(ReaderFrame):
    """What is drawn first. Keys that come too early are kept, and given to the screen that follows."""

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self.typed: list[events.Key] = []

    def on_mount(self) -> None:
        if self.article is not None:
            self.lay_article_out(self.article)

    async def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.typed.append(event)


def _at(size: int, breakpoints: Iterable[tuple[int, str]]) -> str:
    return next(name for least, name in reversed(list(breakpoints)) if size >= least)
