"""Feeds: follows, sorts, imports and exports them, for the screens that list them over the reader."""

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
from briefing.services.articles import Library
from briefing.sources.http.credentials import strip_login
from briefing.ui.commands.undo import Change, Changes
from briefing.ui.presenters.articles.article_scope import Scope
from briefing.ui.presenters.articles.reader_messages import pluralize, shortened
from briefing.ui.presenters.feed_rows import FeedOverview
from briefing.ui.screens.failures import FailuresScreen
from briefing.ui.screens.feeds import FeedsScreen
from briefing.ui.screens.pick_feeds import PickFeedsScreen
from briefing.ui.screens.reader.list_commands import ListCommands
from briefing.ui.screens.reader.passages import PassageController
from briefing.ui.screens.reader.refresh import RefreshController
from briefing.ui.screens.reader.view import Commands, ReaderView
from briefing.ui.tasks import SerialExecutor, TaskRunner

if TYPE_CHECKING:
    from briefing.services.feeds.service import FeedSummary, RemovedFeeds
    from briefing.sources.feeds.feed_links import FeedLink


@dataclass(eq=False)
class FeedScreens:
    """The open screens that list feeds: each shows the same, and the one on top what is said."""

    library: Library
    tasks: TaskRunner
    view: ReaderView
    queries: Mapping[str, str]
    """Saved queries, by their names."""
    page_failures: tuple[PageFailure, ...] = ()
    """Of the last refresh."""
    _surveying: SerialExecutor = field(default_factory=SerialExecutor)
    _screens: list[FeedsScreen | FailuresScreen] = field(default_factory=list)

    def push(self, screen: FeedsScreen | FailuresScreen) -> None:
        self._screens.append(screen)
        self.view.app.push_screen(screen, lambda _: self._screens.remove(screen))

    def load(self) -> None:
        """Show what there is, once all is done that was asked for before."""
        if self._screens:
            self.tasks.after_writes(
                self._surveying,
                self._survey,
                self._show,
                wanted=self.tasks.newest("feeds"),
                failed=self._fail,
            )

    def _survey(self) -> tuple[FeedOverview, tuple[str, ...]]:
        library, count_of = self.library, self.library.article_list.count
        overview = FeedOverview(
            library.feeds.listing(),
            articles=count_of(""),
            unread=count_of("is:unread"),
            starred=count_of("is:starred"),
            tags=library.article_list.tags.counts(),
            queries=self.queries,
            page_failures=self.page_failures,
        )
        return overview, library.feeds.pop_notices()

    def _show(self, found: tuple[FeedOverview, tuple[str, ...]]) -> None:
        overview, notices = found
        for each in self._screens:
            each.show(overview)
        for notice in notices:
            self.say(notice, error=True)

    def _fail(self, sentence: str) -> None:
        for each in self._screens:
            each.fail(sentence)

    def show_progress(self, words: str) -> None:
        for each in self._screens:
            each.show_progress(words)

    def ask_to_replace(self, path: str) -> None:
        for each in self._screens:
            if isinstance(each, FeedsScreen):
                each.ask_to_replace(path)

    def say(self, sentence: str, *, error: bool = False) -> None:
        """Say it on whatever is shown."""
        self.view.say(sentence, error=error)
        self.say_on_top(sentence, error=error)

    def say_on_top(self, sentence: str, *, error: bool = False) -> None:
        if self._screens:
            self._screens[-1].say(sentence, error=error)


@dataclass(eq=False)
class FeedController:
    """The screens of feeds call it; `open` lists in the library, `read` opens an article."""

    library: Library
    tasks: TaskRunner
    view: ReaderView
    screens: FeedScreens
    changes: Changes
    refreshes: RefreshController
    passages: PassageController
    list_commands: ListCommands

    def __post_init__(self) -> None:
        self.load = self.screens.load
        self.open = self.list_commands.show_scope
        self.read = self.passages.visit
        self.stop_refresh = self.refreshes.stop
        self.undo = self.changes.undo
        self.redo = self.changes.redo

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
        """Ask their servers now; those of all feeds with None."""
        self.refreshes.start(None if feeds is None else [feed.url for feed in feeds])

    # Following

    def follow(self, address: str, folder: tuple[str, ...]) -> None:
        """Follow the feed there, or let the reader choose among those of the site there."""

        def asked() -> Callable[[], None]:
            feeds = self.library.feeds
            followed = frozenset(feed.url for feed in feeds.subscriptions())
            found = feeds.add(address, folder=folder)
            if isinstance(found, tuple):
                named = tuple(each for feed in found if (each := _subscription(feed, folder)) is not None)
                return partial(self._let_pick, f"Feeds of {shortened(address)}", named, followed)
            if found.url in followed:
                return partial(self.screens.say, f"You follow “{shortened(_name(found))}” already.")
            return partial(self._keep_followed, (found,), f"Followed “{shortened(_name(found))}”")

        self._find(asked)

    def show_starters(self, *, is_offer: bool = False) -> None:
        """Let the reader pick from the feeds that came with the program.

        They are offered only once in the life of a library, and not where feeds are followed already.
        """

        def found() -> Callable[[], None] | None:
            if is_offer and not self.library.is_first_time("starter feeds"):
                return None
            feeds = self.library.feeds
            followed = frozenset(feed.url for feed in feeds.subscriptions())
            if is_offer and followed:
                return None
            return partial(self._let_pick, "Feeds to start with", feeds.starter_feeds(), followed)

        self._find(found)

    def _find(self, job: Callable[[], Callable[[], None] | None]) -> None:
        """In a thread of its own: servers may take a minute. What the job returns is done then."""
        self.tasks.in_thread(job, lambda then: then and then(), failed=self._fail)

    def _let_pick(self, title: str, feeds: Sequence[Subscription], followed: frozenset[str]) -> None:
        self.view.app.push_screen(PickFeedsScreen(title, tuple(feeds), followed), self._follow_picked)

    def _follow_picked(self, picked: Iterable[Subscription] | None) -> None:
        wanted = tuple(picked or ())

        def followed() -> Callable[[], None]:
            added = self.library.feeds.follow(wanted)
            said = f"Followed {pluralize(len(added), 'feed')}"
            return partial(self._keep_followed, added, said, are_asked=False)

        if wanted:
            self._find(followed)

    def _keep_followed(self, feeds: Sequence[Subscription], said: str, *, are_asked: bool = True) -> None:
        """What was followed can be undone, and what has not been asked yet is asked now."""
        if not feeds:
            self.screens.say(f"{said}.")
            return
        service, urls = self.library.feeds, [feed.url for feed in feeds]
        gone: list[RemovedFeeds] = []

        def again() -> None:
            if gone:
                service.restore(gone.pop())

        def drop() -> None:
            gone[:] = [service.remove(urls)]

        self.changes.make(lambda: Change(said, again, drop))
        if not are_asked:
            self.refreshes.start(urls)

    def _fail(self, sentence: str) -> None:
        self.screens.say(sentence, error=True)

    # Changes to feeds

    def unfollow(self, feeds: Sequence[FeedSummary], name: str) -> None:
        """As one change, which undo takes back; `name` is what the feed or the folder is called."""
        service = self.library.feeds
        urls = [feed.url for feed in feeds]
        gone: list[RemovedFeeds] = []

        def drop() -> None:
            gone[:] = [service.remove(urls)]

        of_folder = f" with {pluralize(len(urls), 'feed')}" if len(urls) > 1 else ""
        change = Change(f"Unfollowed “{shortened(name)}”{of_folder}", drop, lambda: service.restore(gone[0]))
        self.changes.make(lambda: change)

    def rename(self, feed: FeedSummary, title: str | None) -> None:
        """None for what the feed calls itself."""
        service = self.library.feeds

        def renaming() -> Change:
            before = next((each.title for each in service.subscriptions() if each.url == feed.url), None)
            return Change(
                f"Renamed “{shortened(feed.title)}” to “{shortened(title or '')}”",
                lambda: service.rename(feed.url, title),
                lambda: service.rename(feed.url, before),
            )

        self.changes.make(renaming)

    def move(self, places: Sequence[tuple[FeedSummary, tuple[str, ...]]], said: str) -> None:
        """Each feed into its folder, as one change; `said` is what was done, as `Change.done` has it."""
        service = self.library.feeds

        def there() -> None:
            for feed, folder in places:
                service.move(feed.url, folder)

        def back() -> None:
            for feed, _ in places:
                service.move(feed.url, feed.folder)

        self.changes.make(lambda: Change(said, there, back))

    def mark_read(self, scope: Scope) -> None:
        """All of it, as one change."""
        library = self.library

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

        self.changes.make(marking)

    # OPML

    def import_opml(self, path: str) -> None:
        feeds = self.library.feeds

        def imported() -> Callable[[], None]:
            from briefing.ui.opml_files import import_from, import_message  # half of it reads broken XML

            read = import_from(feeds, path)

            def keep() -> None:
                for notice in read.refused:
                    self.view.say(notice, error=True)
                self._keep_followed(read.added, import_message(read, path), are_asked=False)

            return keep

        self._find(imported)

    def export_opml(self, path: str, *, replace: bool) -> None:
        """Where there is a file already, and not to `replace` it, answer with `ask_to_replace(path)`."""
        feeds = self.library.feeds

        def exported() -> Path | None:
            from briefing.ui.opml_files import export_to

            return export_to(feeds, path, replace=replace)

        def tell(written: Path | None) -> None:
            if written is None:
                self.screens.ask_to_replace(path)
            else:
                self.screens.say(f"Exported your feeds to {written}.")

        self.tasks.in_thread(exported, tell, failed=self._fail)


def _name(feed: Subscription) -> str:
    return feed.title or strip_login(feed.url)


def _subscription(found: FeedLink, folder: tuple[str, ...]) -> Subscription | None:
    url = feed_address(found.url)
    named = " · ".join(filter(None, (found.title, found.kind)))
    return None if url is None else Subscription(url, named or None, folder)
