"""What the Feeds screen and the list of failures ask for, done by the reader's screen beneath them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from briefing.domain.feeds.feed import Subscription
from briefing.domain.query.article_query import FIELDS
from briefing.domain.query.query_composition import join_queries
from briefing.ui.commands.undo import Change
from briefing.ui.presenters.articles.article_scope import Scope
from briefing.ui.presenters.articles.reader_messages import pluralize, shortened
from briefing.ui.presenters.feed_rows import FeedOverview

if TYPE_CHECKING:
    from briefing.services.feeds.service import FeedSummary, RemovedFeeds
    from briefing.ui.screens.failures import FailuresScreen
    from briefing.ui.screens.feeds import FeedsScreen
    from briefing.ui.screens.reader.feed_commands import FeedCommands

__all__ = ["Following"]


class Following:
    """The port. What there is, and what is said, goes to every screen that is open: each shows the same."""

    def __init__(self, reader: FeedCommands) -> None:
        self._reader = reader
        self._screens: list[FeedsScreen | FailuresScreen] = []

    def show_feeds(self) -> None:
        from briefing.ui.screens.feeds import FeedsScreen  # which a start does without

        self._push(FeedsScreen(self))

    def show_failures(self) -> None:
        from briefing.ui.screens.failures import FailuresScreen

        self._push(FailuresScreen(self))

    def _push(self, screen: FeedsScreen | FailuresScreen) -> None:
        self._screens.append(screen)
        self._reader.app.push_screen(screen, lambda _: self._screens.remove(screen))

    # What the reader's screen passes on

    @property
    def is_shown(self) -> bool:
        return bool(self._screens)

    def show(self, overview: FeedOverview) -> None:
        for each in self._screens:
            each.show(overview)

    def fail(self, sentence: str) -> None:
        for each in self._screens:
            each.fail(sentence)

    def tell(self, sentence: str, *, error: bool = False) -> None:
        if self._screens:
            self._screens[-1].say(sentence, error=error)

    def show_progress(self, words: str) -> None:
        for each in self._screens:
            each.show_progress(words)

    def ask_to_replace(self, path: str) -> None:
        from briefing.ui.screens.feeds import FeedsScreen

        for each in self._screens:
            if isinstance(each, FeedsScreen):
                each.ask_to_replace(path)

    # The port

    def load(self) -> None:
        self._reader.list_feeds()

    def open(self, scope: Scope) -> None:
        self._reader.show_scope(scope)

    def read(self, article_id: str) -> None:
        self._reader.visit(article_id)

    def follow(self, address: str, folder: tuple[str, ...]) -> None:
        self._reader.follow_address(address, folder)

    def unfollow(self, feeds: Sequence[FeedSummary], name: str) -> None:
        service = self._reader.library.feeds
        urls = [feed.url for feed in feeds]
        gone: list[RemovedFeeds] = []

        def drop() -> None:
            gone[:] = [service.remove(urls)]

        of_folder = f" with {pluralize(len(urls), 'feed')}" if len(urls) > 1 else ""
        change = Change(f"Unfollowed “{shortened(name)}”{of_folder}", drop, lambda: service.restore(gone[0]))
        self._reader.make_change(lambda: change)

    def keep_followed(self, feeds: Sequence[Subscription], said: str) -> None:
        """Feeds that are followed since a moment ago, as a change that can be undone."""
        service = self._reader.library.feeds
        gone: list[RemovedFeeds] = []

        def again() -> None:
            if gone:
                service.restore(gone.pop())

        def drop() -> None:
            gone[:] = [service.remove([feed.url for feed in feeds])]

        self._reader.make_change(lambda: Change(said, again, drop))

    def rename(self, feed: FeedSummary, title: str | None) -> None:
        service = self._reader.library.feeds

        def renaming() -> Change:
            before = next((each.title for each in service.subscriptions() if each.url == feed.url), None)
            return Change(
                f"Renamed “{shortened(feed.title)}” to “{shortened(title or '')}”",
                lambda: service.rename(feed.url, title),
                lambda: service.rename(feed.url, before),
            )

        self._reader.make_change(renaming)

    def move(self, places: Sequence[tuple[FeedSummary, tuple[str, ...]]], said: str) -> None:
        service = self._reader.library.feeds

        def there() -> None:
            for feed, folder in places:
                service.move(feed.url, folder)

        def back() -> None:
            for feed, _ in places:
                service.move(feed.url, feed.folder)

        self._reader.make_change(lambda: Change(said, there, back))

    def mark_read(self, scope: Scope) -> None:
        library = self._reader.library

        def marking() -> Change | str:
            ids = library.ids(join_queries(scope.query, "is:unread", fields=FIELDS))
            if not ids:
                return f"All of “{shortened(scope.title)}” is read already."
            return Change(
                f"Marked {pluralize(len(ids), 'article')} of “{shortened(scope.title)}” read",
                lambda: _mark(ids, True),
                lambda: _mark(ids, False),
            )

        def _mark(ids: Sequence[str], read: bool) -> None:
            library.mark(ids, read=read)

        self._reader.make_change(marking)

    def refresh(self, feeds: Sequence[FeedSummary] | None) -> None:
        self._reader.refresh_feeds(None if feeds is None else [feed.url for feed in feeds])

    def stop_refresh(self) -> bool:
        return self._reader.stop_refresh()

    def show_starters(self) -> None:
        self._reader.find_starters()

    def import_opml(self, path: str) -> None:
        self._reader.import_opml(path)

    def export_opml(self, path: str, *, replace: bool) -> None:
        self._reader.export_opml(path, replace=replace)

    def undo(self) -> None:
        self._reader.action_reader_undo()

    def redo(self) -> None:
        self._reader.action_reader_redo()
