"""Controller of the feed screens: follow, rename, move, mark read, OPML import and export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.domain.feeds.feed import Subscription
from briefing.domain.feeds.feed_address import feed_address
from briefing.domain.feeds.refresh_result import PageFailure
from briefing.domain.query.article_query import FIELDS
from briefing.domain.query.query_composition import join_queries
from briefing.presentation.library.feed_rows import FeedOverview, SavedQuery
from briefing.presentation.library.list_place import Scope
from briefing.presentation.sentences import pluralize, shortened
from briefing.services.library import Library
from briefing.sources.http.credentials import strip_login
from briefing.ui.commands.undo import Change, Changes
from briefing.ui.configuration.settings_controller import SettingsController
from briefing.ui.endings.open_screens import OpenScreens, StoriesScreen
from briefing.ui.opml_files import export_to, import_from, import_message
from briefing.ui.screens.failures_screen import FailuresScreen
from briefing.ui.screens.feeds_screen import FeedsScreen
from briefing.ui.screens.pick_feeds_screen import PickFeedsScreen
from briefing.ui.screens.reader.list_commands import ListCommands
from briefing.ui.screens.reader.passage_controller import PassageController
from briefing.ui.screens.reader.refresh_controller import RefreshController
from briefing.ui.screens.reader.view import Commands, ReaderView
from briefing.ui.tasks import SerialExecutor, TaskRunner

if TYPE_CHECKING:
    from briefing.domain.feeds.feed import FeedSummary
    from briefing.services.feeds.service import RemovedFeeds
    from briefing.sources.feeds.feed_links import FeedLink


@dataclass(eq=False)
class FeedScreens:
    """The open screens that list feeds: all show the same feeds, and the topmost shows messages."""

    library: Library
    tasks: TaskRunner
    view: ReaderView
    queries: Mapping[str, str]
    """Saved queries by name."""
    story_screens: OpenScreens[StoriesScreen]
    """Those open show messages and the progress of a refresh too."""
    page_failures: tuple[PageFailure, ...] = ()
    """The page failures of the last refresh."""
    _executor: SerialExecutor = field(default_factory=SerialExecutor)
    _screens: OpenScreens[FeedsScreen | FailuresScreen] = field(default_factory=OpenScreens)

    def push(self, screen: FeedsScreen | FailuresScreen) -> None:
        self._screens.push(self.view.app, screen)

    def load(self) -> None:
        """Load the overview for all open screens, after all writes submitted before."""
        if self._screens:
            self.tasks.after_writes(
                self._executor,
                self._load_overview,
                self._show,
                wanted=self.tasks.newest("feeds"),
                failed=self._screens.fail,
            )

    def _load_overview(self) -> tuple[FeedOverview, tuple[str, ...]]:
        library, count_of = self.library, self.library.article_list.count
        overview = FeedOverview(
            library.feeds.listing(),
            articles=count_of(""),
            unread=count_of("is:unread"),
            starred=count_of("is:starred"),
            tags=library.article_list.tags.counts(),
            queries={
                name: SavedQuery(query, count_of(join_queries(query, "is:unread", fields=FIELDS)))
                for name, query in self.queries.items()
            },
            page_failures=self.page_failures,
        )
        return overview, library.feeds.pop_notices()

    def _show(self, found: tuple[FeedOverview, tuple[str, ...]]) -> None:
        overview, notices = found
        self._screens.for_each(lambda each: each.show(overview))
        for notice in notices:
            self.say(notice, error=True)

    def show_progress(self, words: str) -> None:
        self._screens.for_each(lambda each: each.show_progress(words))
        self.story_screens.for_each(lambda each: each.show_progress(words))

    def ask_to_replace(self, path: str) -> None:
        self._screens.for_each(
            lambda each: each.ask_to_replace(path) if isinstance(each, FeedsScreen) else None
        )

    def say(self, sentence: str, *, error: bool = False) -> None:
        """Show a message in the reader and on the topmost feed screen."""
        self.view.say(sentence, error=error)
        self.say_on_top(sentence, error=error)

    def say_on_top(self, sentence: str, *, error: bool = False) -> None:
        self._screens.say_on_top(sentence, error=error)
        self.story_screens.say_on_top(sentence, error=error)


@dataclass(eq=False)
class FeedController:
    """Called by the feed screens; `open` lists a scope in the library, `read` opens an article."""

    library: Library
    tasks: TaskRunner
    view: ReaderView
    screens: FeedScreens
    changes: Changes
    refreshes: RefreshController
    passages: PassageController
    list_commands: ListCommands
    settings: SettingsController

    def __post_init__(self) -> None:
        self.load = self.screens.load
        self.open = self.list_commands.show_scope
        self.read = self.passages.open_article
        self.stop_refresh = self.refreshes.stop
        self.undo = self.changes.undo
        self.redo = self.changes.redo
        self.save_query = self.settings.save_query
        self.remove_query = self.settings.remove_query
        self.rename_query = self.settings.rename_query

    @property
    def commands(self) -> Commands:
        return {
            "reader.feeds": self.show_feeds,
            "reader.failures": self.show_failures,
            "reader.starters": self.show_starters,
        }

    def show_feeds(self) -> None:
        self.screens.push(FeedsScreen(self))

    def show_failures(self) -> None:
        self.screens.push(FailuresScreen(self))

    def refresh(self, feeds: Sequence[FeedSummary] | None) -> None:
        """Refresh these feeds now; all feeds with None."""
        self.refreshes.start(None if feeds is None else [feed.url for feed in feeds])

    # Following

    def follow(self, address: str, folder: tuple[str, ...]) -> None:
        """Follow the feed at an address, or offer the feeds of a site to pick from."""

        def discover() -> Callable[[], None]:
            feeds = self.library.feeds
            followed = frozenset(feed.url for feed in feeds.subscriptions())
            found = feeds.add(address, folder=folder)
            if isinstance(found, tuple):
                offered = tuple(each for feed in found if (each := _subscription(feed, folder)) is not None)
                return partial(self._show_picker, f"Feeds of {shortened(address)}", offered, followed)
            if found.url in followed:
                return partial(self.screens.say, f"You already follow “{shortened(_name(found))}”.")
            return partial(self._record_followed, (found,), f"Followed “{shortened(_name(found))}”")

        self._run(discover)

    def show_starters(self) -> None:
        """Show the bundled feeds to pick from."""

        def find() -> Callable[[], None]:
            feeds = self.library.feeds
            followed = frozenset(feed.url for feed in feeds.subscriptions())
            return partial(self._show_picker, "Starter feeds", feeds.starter_feeds(), followed)

        self._run(find)

    def _run(self, job: Callable[[], Callable[[], None]]) -> None:
        """Run a job in its own thread, as servers may take a minute, and call what it returns."""
        self.tasks.in_thread(job, lambda action: action(), failed=self._fail)

    def _show_picker(self, title: str, feeds: Sequence[Subscription], followed: frozenset[str]) -> None:
        self.view.app.push_screen(PickFeedsScreen(title, tuple(feeds), followed), self._follow_picked)

    def _follow_picked(self, picked: Iterable[Subscription] | None) -> None:
        wanted = tuple(picked or ())

        def follow() -> Callable[[], None]:
            added = self.library.feeds.follow(wanted)
            done = f"Followed {pluralize(len(added), 'feed')}"
            return partial(self._record_followed, added, done, is_fetched=False)

        if wanted:
            self._run(follow)

    def _record_followed(self, feeds: Sequence[Subscription], done: str, *, is_fetched: bool = True) -> None:
        """Record the followed feeds as an undoable change, and refresh them if they are not fetched yet."""
        if not feeds:
            self.screens.say(f"{done}.")
            return
        service, urls = self.library.feeds, [feed.url for feed in feeds]
        removed: list[RemovedFeeds] = []

        def restore() -> None:
            if removed:
                service.restore(removed.pop())

        def remove() -> None:
            removed[:] = [service.remove(urls)]

        self.changes.make(lambda: Change(done, restore, remove))
        if not is_fetched:
            self.refreshes.start(urls)

    def _fail(self, sentence: str) -> None:
        self.screens.say(sentence, error=True)

    # Changes to feeds

    def unfollow(self, feeds: Sequence[FeedSummary], name: str) -> None:
        """Unfollow the feeds as one change; `name` is the name of the feed or the folder."""
        service = self.library.feeds
        urls = [feed.url for feed in feeds]
        removed: list[RemovedFeeds] = []

        def remove() -> None:
            removed[:] = [service.remove(urls)]

        of_folder = f" with {pluralize(len(urls), 'feed')}" if len(urls) > 1 else ""
        change = Change(
            f"Unfollowed “{shortened(name)}”{of_folder}", remove, lambda: service.restore(removed[0])
        )
        self.changes.make(lambda: change)

    def rename(self, feed: FeedSummary, title: str | None) -> None:
        """Rename a feed; with None it gets its own title back."""
        service = self.library.feeds

        def renaming() -> Change:
            before = next((each.title for each in service.subscriptions() if each.url == feed.url), None)
            return Change(
                f"Renamed “{shortened(feed.title)}” to “{shortened(title or '')}”",
                lambda: service.rename(feed.url, title),
                lambda: service.rename(feed.url, before),
            )

        self.changes.make(renaming)

    def move(self, moves: Sequence[tuple[FeedSummary, tuple[str, ...]]], done: str) -> None:
        """Move each feed to its folder, as one change; `done` is its `Change.done`."""
        service = self.library.feeds

        def move() -> None:
            for feed, folder in moves:
                service.move(feed.url, folder)

        def move_back() -> None:
            for feed, _ in moves:
                service.move(feed.url, feed.folder)

        self.changes.make(lambda: Change(done, move, move_back))

    def mark_read(self, scope: Scope) -> None:
        """Mark all articles of a scope read, as one change."""
        library = self.library

        def marking() -> Change | str:
            ids = library.articles.ids(join_queries(scope.query, "is:unread", fields=FIELDS))
            if not ids:
                return f"Everything in “{shortened(scope.title)}” is already read."
            return Change(
                f"Marked {pluralize(len(ids), 'article')} of “{shortened(scope.title)}” read",
                lambda: _mark(ids, True),
                lambda: _mark(ids, False),
            )

        def _mark(ids: Sequence[str], read: bool) -> None:
            library.articles.mark(ids, read=read)

        self.changes.make(marking)

    # OPML

    def import_opml(self, path: str) -> None:
        feeds = self.library.feeds

        def imported() -> Callable[[], None]:
            read = import_from(feeds, path)

            def record() -> None:
                for notice in read.refused:
                    self.view.say(notice, error=True)
                self._record_followed(read.added, import_message(read, path), is_fetched=False)

            return record

        self._run(imported)

    def export_opml(self, path: str, *, replace: bool) -> None:
        """Export the feeds; if the file exists and `replace` is not set, call `ask_to_replace(path)`."""
        feeds = self.library.feeds

        def report(written: Path | None) -> None:
            if written is None:
                self.screens.ask_to_replace(path)
            else:
                self.screens.say(f"Exported your feeds to {written}.")

        self.tasks.in_thread(lambda: export_to(feeds, path, replace=replace), report, failed=self._fail)


def _name(feed: Subscription) -> str:
    return feed.title or strip_login(feed.url)


def _subscription(found: FeedLink, folder: tuple[str, ...]) -> Subscription | None:
    url = feed_address(found.url)
    title = " · ".join(filter(None, (found.title, found.kind)))
    return None if url is None else Subscription(url, title or None, folder)
