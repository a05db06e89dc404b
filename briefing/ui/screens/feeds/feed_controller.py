"""Controller of the feed screens: follow, rename, move, mark read, OPML import and export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from operator import call
from typing import TYPE_CHECKING

from briefing.domain.feeds.feed import Subscription
from briefing.domain.feeds.feed_address import feed_address
from briefing.domain.query.article_query import FIELDS
from briefing.domain.query.query_composition import join_queries, quoted_value
from briefing.errors import NotFoundError
from briefing.presentation.library.feed_rows import FeedOverview, SavedQuery, SyncedServer
from briefing.presentation.library.list_place import Scope
from briefing.presentation.library.sync_messages import NO_SERVER, server_about
from briefing.presentation.sentences import pluralize, shortened
from briefing.sources.http.credentials import strip_login
from briefing.ui.commands.bindings import News
from briefing.ui.commands.undo import Change, marking_read
from briefing.ui.configuration.settings_controller import SettingsController
from briefing.ui.opml_files import import_from, import_message
from briefing.ui.screens.export.downloads import write_document
from briefing.ui.screens.feeds.pick_feeds_screen import PickFeedsScreen
from briefing.ui.screens.feeds.refresh_controller import RefreshController
from briefing.ui.screens.reader.context import Commands, Controller
from briefing.ui.screens.reader.list_commands import ListCommands
from briefing.ui.screens.reader.passage_controller import PassageController
from briefing.ui.tasks import nothing

if TYPE_CHECKING:
    from briefing.domain.feeds.feed import FeedSummary
    from briefing.services.feeds.service import RemovedFeeds
    from briefing.services.sync.sync_service import SyncService
    from briefing.sources.feeds.feed_links import FeedLink


FEEDS_FILE = "feeds.opml"
"""The usual name of the file of exported feeds."""
FEED_NEWS = frozenset({News.CHANGES, News.FEEDS})
"""What makes the screens of feeds load anew what they show."""


@dataclass(eq=False)
class FeedController(Controller):
    """Called by the feed screens; `open` lists a scope in the library, `read` opens an article."""

    refreshes: RefreshController
    passages: PassageController
    list_commands: ListCommands
    settings: SettingsController

    def __post_init__(self) -> None:
        super().__post_init__()
        self.open = self.list_commands.show_scope
        self.read = self.passages.open_article
        self.stop_refresh = self.refreshes.stop
        self.remove_query = self.settings.remove_query
        self.rename_query = self.settings.rename_query

    @property
    def commands(self) -> Commands:
        return {
            "reader.starters": self.show_starters,
            "reader.take-feeds": self.show_server_feeds,
            "reader.give-feeds": self.show_own_feeds,
            "reader.save-filter": self.ask_to_save_filter,
        }

    def overview(self) -> FeedOverview:
        """Return all that can be listed, and say what was noticed in reading it. Runs in a thread."""
        library, count_of = self.library, self.library.article_list.count
        overview = FeedOverview(
            library.feeds.listing(),
            articles=count_of(""),
            unread=count_of("is:unread"),
            starred=count_of("is:starred"),
            tags=library.article_list.tags.counts(),
            queries={
                name: SavedQuery(query, count_of(join_queries(query, "is:unread", fields=FIELDS)))
                for name, query in self.screen.settings.queries.items()
            },
            page_failures=self.refreshes.page_failures,
            server=_server(library.sync),
        )
        for notice in library.feeds.pop_notices():
            self.screen.call_later(self.screen.say, notice, error=True)
        return overview

    def refresh(self, feeds: Sequence[FeedSummary] | None) -> None:
        """Refresh these feeds now; all feeds with None."""
        self.refreshes.start(None if feeds is None else [feed.url for feed in feeds])

    def sync(self) -> None:
        """Sync with the server, and refresh no other feed."""
        self.refreshes.start((), is_synced=True)

    def ask_to_save_filter(self) -> None:
        """Ask for a name for what is listed, or searched for in the article; also while it is typed."""
        if self.screen.list_filter.is_typing:
            self.list_commands.leave_filter()
        place, searched = self.list_commands.articles.place, self.passages.search.typed.strip()
        if searched and not self.parts.in_library:
            save = partial(self.settings.save_query, query=quoted_value(searched))
            self._ask_for_name(searched, save)
        elif place.scope.query or place.typed.strip():
            self._ask_for_name(place.typed.strip() or place.scope.title, self.save_filter)
        else:
            self.screen.say(
                "There is no filter to save: type one in the library's list with {library.filter}."
            )

    def _ask_for_name(self, name: str, save: Callable[[str], object]) -> None:
        self.screen.prompt.ask(
            "save-filter", "Save the filter as", save, "a name that Feeds lists", value=name
        )

    def save_filter(self, name: str) -> None:
        """Save what is listed as a query in the settings, and list it under its name."""
        place = self.list_commands.articles.place
        query = join_queries(place.scope.query, place.filter, fields=FIELDS)
        self.settings.save_query(name, query)
        self.list_commands.show_scope(Scope(name, query))

    # Following

    def follow(self, address: str, folder: tuple[str, ...]) -> None:
        """Follow the feed at an address, or offer the feeds of a site to pick from."""

        def discover() -> Callable[[], None]:
            feeds = self.library.feeds
            followed = frozenset(feed.url for feed in feeds.subscriptions())
            found = feeds.add(address, folder=folder)
            if isinstance(found, tuple):
                offered = tuple(each for feed in found if (each := _subscription(feed, folder)) is not None)
                title = f"Feeds of {shortened(address)}"
                return partial(self._pick, title, offered, self._follow_picked, followed)
            if found.url in followed:
                return partial(self.screen.say, f"You already follow “{shortened(_name(found))}”.")
            return partial(self._record_followed, (found,), f"Followed “{shortened(_name(found))}”")

        self._run(discover)

    def show_starters(self) -> None:
        """Show the bundled feeds to pick from."""

        def find() -> Callable[[], None]:
            feeds = self.library.feeds
            followed = frozenset(feed.url for feed in feeds.subscriptions())
            starters = feeds.starter_feeds()
            return partial(self._pick, "Starter feeds", starters, self._follow_picked, followed)

        self._run(find)

    def show_server_feeds(self) -> None:
        """Show the feeds of the sync server that are not followed here, to pick from."""

        def find() -> Callable[[], None]:
            sync = self._account()
            title, feeds = f"Feeds of {sync.host}", sync.takable()
            if not feeds:
                return partial(self.screen.say, f"All feeds of {sync.host} are followed here.")
            return partial(self._pick, title, feeds, self._take_picked)

        self._run(find)

    def _take_picked(self, picked: Sequence[Subscription]) -> None:
        sync = self._account()
        done = f"Followed {pluralize(len(picked), 'feed')} of {sync.host}"
        self.changes.make(
            Change(done, partial(sync.take, picked), sync.undo_move),
            on_done=self._sync_later,
        )

    def _sync_later(self) -> None:
        """Sync from the thread that writes, once it has written."""
        self.screen.call_later(self.sync)

    def show_own_feeds(self) -> None:
        """Show the feeds here that the sync server lacks, to pick from."""

        def find() -> Callable[[], None]:
            sync = self._account()
            feeds, _ = sync.givable()
            if not feeds:
                return partial(self.screen.say, f"{sync.host} has all feeds that it can be given.")
            return partial(self._pick, f"Feeds to follow on {sync.host}", feeds, self._give_picked)

        self._run(find)

    def _give_picked(self, picked: Sequence[Subscription]) -> None:
        def give() -> Callable[[], None]:
            sync = self._account()
            given, refused = sync.give(picked)
            done = f"{pluralize(len(given), 'feed')} followed on {sync.host}."

            def report() -> None:
                self.sync()
                self.screen.say(" ".join((done, *refused)), error=bool(refused))

            return report

        self._run(give)

    def _account(self) -> SyncService:
        if (sync := self.library.sync) is None:
            raise NotFoundError(NO_SERVER)
        return sync

    def _pick(
        self,
        title: str,
        feeds: Sequence[Subscription],
        follow: Callable[[Sequence[Subscription]], None],
        followed: Iterable[str] = (),
    ) -> None:
        self.screen.app.push_screen(PickFeedsScreen(title, feeds, follow, followed))

    def _run(self, job: Callable[[], Callable[[], None]]) -> None:
        """Run a job in its own thread, as servers may take a minute, and call what it returns."""
        self.tasks.in_thread(job, call)

    def _follow_picked(self, picked: Sequence[Subscription]) -> None:
        def follow() -> Callable[[], None]:
            added = self.library.feeds.follow(picked)
            done = f"Followed {pluralize(len(added), 'feed')}"
            return partial(self._record_followed, added, done, is_fetched=False)

        self._run(follow)

    def _record_followed(self, feeds: Sequence[Subscription], done: str, *, is_fetched: bool = True) -> None:
        """Record the followed feeds as an undoable change, and refresh them if they are not fetched yet."""
        if not feeds:
            self.screen.say(f"{done}.")
            return
        service, urls = self.library.feeds, [feed.url for feed in feeds]
        removed: list[RemovedFeeds] = []

        def restore() -> None:
            if removed:
                service.restore(removed.pop())

        def remove() -> None:
            removed[:] = [service.remove(urls)]

        self.changes.make(Change(done, restore, remove))
        if is_fetched:
            self.refreshes.on_end()
        else:
            self.refreshes.start(urls)

    # Changes to feeds

    def unfollow(self, feeds: Sequence[FeedSummary], name: str) -> None:
        """Unfollow the feeds as one change; `name` is the name of the feed or the folder."""
        service = self.library.feeds
        urls = [feed.url for feed in feeds]
        of_folder = f" with {pluralize(len(urls), 'feed')}" if len(urls) > 1 else ""
        done = f"Unfollowed “{shortened(name)}”{of_folder}"
        self.changes.make(Change.keeping(done, partial(service.remove, urls), service.restore))

    def rename(self, feed: FeedSummary, title: str | None) -> None:
        """Rename a feed; with None it gets its own title back."""
        service = self.library.feeds

        def renaming() -> Change:
            before = next((each.title for each in service.subscriptions() if each.url == feed.url), None)
            return Change(
                f"Renamed “{shortened(feed.title)}” to “{shortened(title or '')}”",
                partial(service.rename, feed.url, title),
                partial(service.rename, feed.url, before),
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

        self.changes.make(Change(done, move, move_back))

    def mark_read(self, scope: Scope) -> None:
        """Mark all articles of a scope read, as one change."""
        articles = self.library.articles

        def marking() -> Change | str:
            ids = articles.ids(join_queries(scope.query, "is:unread", fields=FIELDS))
            name = f"“{shortened(scope.title)}”"
            return marking_read(articles, ids, f" of {name}") or f"Everything in {name} is already read."

        self.changes.make(marking)

    # OPML

    def import_opml(self, path: str) -> None:
        feeds = self.library.feeds

        def imported() -> Callable[[], None]:
            read = import_from(feeds, path)

            def record() -> None:
                for notice in read.refused:
                    self.screen.say(notice, error=True)
                self._record_followed(read.added, import_message(read, path), is_fetched=False)

            return record

        self._run(imported)

    def export_opml(
        self, path: str, *, replace: bool = False, exists: Callable[[], object] = nothing
    ) -> None:
        """Export the feeds; if the file exists and `replace` is not set, call `exists`."""
        write_document(
            self.screen.app,
            self.tasks,
            path,
            FEEDS_FILE,
            self.library.feeds.export_opml,
            replace=replace,
            done=lambda where: self.screen.say(f"Exported your feeds{where}"),
            exists=exists,
        )


def _server(sync: SyncService | None) -> SyncedServer | None:
    if sync is None:
        return None
    state = sync.state()
    about = server_about(state, datetime.now().astimezone())
    return SyncedServer(sync.host, tuple(sorted(state.served)), about, bool(state.error))


def _name(feed: Subscription) -> str:
    return feed.title or strip_login(feed.url)


def _subscription(found: FeedLink, folder: tuple[str, ...]) -> Subscription | None:
    url = feed_address(found.url)
    title = " · ".join(filter(None, (found.title, found.kind)))
    return None if url is None else Subscription(url, title or None, folder)
