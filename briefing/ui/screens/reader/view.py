"""Interface of the reader's screen for its controllers."""

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
    """What every controller may use of the screen."""

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
        """How many keys have been pressed: a later key makes an earlier request for the focus obsolete."""

    def is_shown(self, article: Article) -> bool:
        """Whether this version of the article is open: offsets into another version point elsewhere."""

    def say(self, sentence: str, *, error: bool = False) -> None:
        """Show a message in the status row, and append it to the message log."""

    def name_keys(self, words: str) -> str:
        """The words with the user's keys in place of the ids of commands in braces."""

    def retitle(self) -> None:
        """Update titles and hints."""
