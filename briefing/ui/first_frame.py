"""The reader's first frame: shows the text of the article while the rest is imported."""

from __future__ import annotations

from collections.abc import Sequence

from textual import events
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.dom import DOMNode
from textual.getters import query_one

from briefing.domain import Article
from briefing.ui.commands.bindings import CommandScreen
from briefing.ui.widgets.article.article_pane import ArticlePane
from briefing.ui.widgets.article.article_view import ArticleView

HORIZONTAL_BREAKPOINTS = [(0, "-tiny"), (40, "-small"), (60, "-narrow"), (100, "-normal"), (160, "-wide")]
VERTICAL_BREAKPOINTS = [(0, "-flat"), (10, "-short"), (16, "-tall")]


class FirstFrame(CommandScreen[None]):
    """Collects the keys that are pressed meanwhile, for the screen that follows."""

    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = HORIZONTAL_BREAKPOINTS
    VERTICAL_BREAKPOINTS = VERTICAL_BREAKPOINTS

    article_pane = query_one(ArticlePane)

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__()
        self.article = article
        self.typed: list[events.Key] = []
        self._width = width
        self._plain_emoji = plain_emoji

    def compose(self) -> ComposeResult:
        add_size_classes(self)
        with Horizontal(id="body"):
            yield Vertical(id="library")
            yield ArticlePane(id="article", width=self._width, plain_emoji=self._plain_emoji)
            yield Vertical(id="panes", classes="-folded")

    def on_mount(self) -> None:
        if self.article is not None:
            self.article_pane.show(self.article)

    def update_node_styles(self, animate: bool = True) -> None:
        """Style the scroll bar alone as the screen comes up: all else was styled a moment before."""
        for view in self.query(ArticleView):
            self.app.stylesheet.apply(view.vertical_scrollbar)

    async def on_key(self, event: events.Key) -> None:
        event.stop()
        event.prevent_default()
        self.typed.append(event)


def add_size_classes(screen: DOMNode) -> None:
    """Add the classes for the size of the terminal before the first layout.

    Textual adds them after it, so that the first layout would be wasted.
    """
    width, height = screen.app.size
    screen.add_class(_at(width, HORIZONTAL_BREAKPOINTS), _at(height, VERTICAL_BREAKPOINTS), update=False)


def _at(size: int, breakpoints: Sequence[tuple[int, str]]) -> str:
    return next(name for least, name in reversed(breakpoints) if size >= least)
