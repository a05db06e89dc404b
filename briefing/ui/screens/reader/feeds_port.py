"""What the Feeds screen and the list of failures ask of whoever opened them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from briefing.ui.presenters.articles.article_scope import Scope

if TYPE_CHECKING:
    from briefing.services.feeds.service import FeedSummary

__all__ = ["FeedsPort"]


class FeedsPort(Protocol):
    """Each method returns at once, and answers later through `show`, `fail` and `say` of the screen.

    After every change, done, undone or come by a refresh, the answer is `show` with all that there is now.
    """

    def load(self) -> None:
        """Answer with `show(overview)`, or `fail`."""

    def open(self, scope: Scope) -> None:
        """List it in the library. The screen has gone by then."""

    def read(self, article_id: str) -> None:
        """Open the article. The screen has gone by then."""

    def follow(self, address: str, folder: tuple[str, ...]) -> None:
        """Follow the feed there, or let the reader choose among those of the site there."""

    def unfollow(self, feeds: Sequence[FeedSummary], name: str) -> None:
        """As one change, which undo takes back; `name` is what the feed or the folder is called."""

    def rename(self, feed: FeedSummary, title: str | None) -> None:
        """None for what the feed calls itself."""

    def move(self, places: Sequence[tuple[FeedSummary, tuple[str, ...]]], said: str) -> None:
        """Each feed into its folder, as one change; `said` is what was done, as `Change.done` has it."""

    def mark_read(self, scope: Scope) -> None:
        """All of it, as one change."""

    def refresh(self, feeds: Sequence[FeedSummary] | None) -> None:
        """Ask their servers now; those of all feeds with None."""

    def stop_refresh(self) -> bool:
        """Whether there was one to stop."""

    def show_failures(self) -> None:
        """Open the list of failures."""

    def show_starters(self) -> None:
        """Let the reader pick from the feeds to start with."""

    def import_opml(self, path: str) -> None: ...

    def export_opml(self, path: str, *, replace: bool) -> None:
        """Where there is a file already, and not to `replace` it, answer with `ask_to_replace(path)`."""

    def undo(self) -> None: ...

    def redo(self) -> None: ...
