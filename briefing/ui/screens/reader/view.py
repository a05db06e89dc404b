"""The interface of the reader's screen to its controllers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from textual.app import App
    from textual.widget import Widget

    from briefing.domain import Article
    from briefing.ui.widgets.article.article_view import ArticleView
    from briefing.ui.widgets.chrome.status_row import StatusRow

Commands = Mapping[str, Callable[[], Awaitable[None] | None]]
"""The methods of a controller that run commands, by the commands' ids."""


class ReaderView(Protocol):
    """The screen, as far as every controller may see it."""

    @property
    def app(self) -> App[object]: ...

    @property
    def article(self) -> Article | None:
        """The article that is open."""

    @property
    def view(self) -> ArticleView:
        """Its text."""

    @property
    def status(self) -> StatusRow: ...

    @property
    def focused(self) -> Widget | None: ...

    @property
    def key_count(self) -> int:
        """How many keys have been pressed: whoever presses one has gone on from what was asked for before."""

    def is_shown(self, article: Article) -> bool:
        """Whether this very text is open: what is told of an earlier version of it points elsewhere."""

    def say(self, sentence: str, *, error: bool = False) -> None:
        """Show a message in the status row, and keep it for the list of messages."""

    def retitle(self) -> None:
        """Make titles and hints agree with what is shown now."""
