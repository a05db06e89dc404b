"""What the reader does with feeds: shows, follows, imports and exports them, and offers some to start."""

from __future__ import annotations

from asyncio import wrap_future
from collections.abc import Callable, Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING

from textual import on, work
from textual.message import Message

from briefing.diagnostics import report_error
from briefing.domain import Article
from briefing.domain.feeds.feed import Subscription
from briefing.domain.feeds.feed_address import feed_address
from briefing.sources.http.credentials import strip_login
from briefing.ui.commands.undo import Change
from briefing.ui.feed_messages import FeedsFollowed, FeedsFound, FeedsListed, FeedsUnlisted
from briefing.ui.messages import ChangeMade, WorkFailed
from briefing.ui.presenters.articles.reader_messages import pluralize, shortened
from briefing.ui.presenters.feed_rows import FeedOverview
from briefing.ui.screens.reader.following import Following
from briefing.ui.screens.reader.refreshing import Refreshing
from briefing.ui.tasks import SerialExecutor, run_in_thread

if TYPE_CHECKING:
    from briefing.services.feeds.service import FeedLink

__all__ = ["FeedCommands"]


class FeedCommands(Refreshing):
    """Opens the screens of feeds over the article, and does what they ask for."""

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self.following = Following(self)
        self.queries: Mapping[str, str] = MappingProxyType({})
        """Saved queries, by their names."""
        self.refresh_minutes = 0
        """How often feeds are asked by themselves; 0 for never."""
        self.offers_starters = False
        """Whether a new library is offered the feeds to start with."""
        self._surveying = SerialExecutor()

    def begin_feeds(self) -> None:
        """Once the library is open."""
        if self.refresh_minutes:
            self.refresh_by_age(self.refresh_minutes)
        if self.offers_starters:
            self._find(self._first_starters)

    # What is listed

    def list_feeds(self) -> None:
        """Tell the screens that list feeds what there is, once all is done that was asked for before."""
        if not self.following.is_shown:
            return
        is_newest = self._newest("feeds")
        settled = self._turns.submit(lambda: None)

        def listed() -> Message | None:
            settled.result()
            try:
                return self._survey() if is_newest() else None
            except Exception as error:  # the screen that waits for it says so
                return FeedsUnlisted(report_error(error))

        self.tell_when_done(self._surveying, listed, is_newest)

    def _survey(self) -> FeedsListed:
        library, count_of = self.library, self.library.article_list.count
        feeds = library.feeds.listing()
        overview = FeedOverview(
            feeds,
            articles=count_of(""),
            unread=count_of("is:unread"),
            starred=count_of("is:starred"),
            tags=library.article_list.tags.counts(),
            queries=self.queries,
            page_failures=self.page_failures,
        )
        return FeedsListed(overview, library.feeds.pop_notices())

    @on(FeedsListed)
    def show_listed(self, message: FeedsListed) -> None:
        self.following.show(message.overview)
        for notice in message.notices:
            self.tell_feeds(notice, error=True)

    @on(FeedsUnlisted)
    def show_unlisted(self, message: FeedsUnlisted) -> None:
        self.following.fail(message.sentence)

    def tell_feeds(self, sentence: str, *, error: bool = False) -> None:
        super().tell_feeds(sentence, error=error)
        self.following.tell(sentence, error=error)

    def show_progress(self, words: str) -> None:
        super().show_progress(words)
        self.following.show_progress(words)

    # Changes

    def make_change(self, make: Callable[[], Change | str]) -> None:
        """Make a change in its turn, so that undo takes it back; or say why there is nothing to change."""

        def made() -> str:
            change = make()
            return change if isinstance(change, str) else self._make(change)

        self.change(made)

    @on(ChangeMade)
    def follow_feed_change(self, message: ChangeMade) -> None:
        self.following.tell(message.sentence)
        self.list_feeds()

    @on(WorkFailed)
    def tell_feeds_failed(self, message: WorkFailed) -> None:
        self.following.tell(message.sentence, error=True)

    # Following

    def follow_address(self, address: str, folder: tuple[str, ...]) -> None:
        feeds = self.library.feeds

        def asked() -> Message:
            followed = frozenset(feed.url for feed in feeds.subscriptions())
            found = feeds.add(address, folder=folder)
            if isinstance(found, tuple):
                named = tuple(each for feed in found if (each := _subscription(feed, folder)) is not None)
                return FeedsFound(f"Feeds of {shortened(address)}", named, followed)
            if found.url in followed:
                return FeedsFollowed((), f"You follow “{shortened(_name(found))}” already")
            return FeedsFollowed((found,), f"Followed “{shortened(_name(found))}”", are_asked=True)

        self._find(asked)

    def find_starters(self) -> None:
        """Ask for the feeds that came with the program, to pick from."""
        self._find(self._starters)

    def _starters(self) -> FeedsFound:
        feeds = self.library.feeds
        followed = frozenset(feed.url for feed in feeds.subscriptions())
        return FeedsFound("Feeds to start with", feeds.starter_feeds(), followed)

    def _first_starters(self) -> Message | None:
        """Only once in the life of a library, and not where feeds are followed already."""
        if not self.library.is_first_time("starter feeds"):
            return None
        found = self._starters()
        return None if found.followed else found

    @on(FeedsFound)
    def let_pick(self, message: FeedsFound) -> None:
        from briefing.ui.screens.pick_feeds import PickFeedsScreen  # which a start does without

        screen = PickFeedsScreen(message.title, message.feeds, message.followed)
        self.app.push_screen(screen, self.follow_picked)

    def follow_picked(self, picked: Iterable[Subscription] | None) -> None:
        wanted = tuple(picked or ())
        if wanted:
            feeds = self.library.feeds

            def followed() -> Message:
                added = feeds.follow(wanted)
                return FeedsFollowed(added, f"Followed {pluralize(len(added), 'feed')}")

            self._find(followed)

    @on(FeedsFollowed)
    def keep_followed(self, message: FeedsFollowed) -> None:
        """What was followed can be undone, and what has not been asked yet is asked now."""
        for notice in message.notices:
            self.say(notice, error=True)
        if not message.feeds:
            self.tell_feeds(f"{message.said}.")
            return
        self.following.keep_followed(message.feeds, message.said)
        if not message.are_asked:
            self.refresh_feeds([feed.url for feed in message.feeds])

    def import_opml(self, typed: str) -> None:
        feeds = self.library.feeds

        def imported() -> Message:
            from briefing.ui.opml_files import import_from, import_message

            read = import_from(feeds, typed)
            return FeedsFollowed(read.added, import_message(read, typed), read.refused)

        self._find(imported)

    @work(group="export-feeds")
    async def export_opml(self, typed: str, *, replace: bool) -> None:
        from briefing.ui.opml_files import export_to

        feeds = self.library.feeds
        try:
            path = await wrap_future(run_in_thread(lambda: export_to(feeds, typed, replace=replace)))
        except Exception as error:
            self.tell_feeds(report_error(error), error=True)
            return
        if path is None:
            self.following.ask_to_replace(typed)
        else:
            self.tell_feeds(f"Exported your feeds to {path}.")

    @work(group="find-feeds")
    async def _find(self, job: Callable[[], Message | None]) -> None:
        """In a thread of its own: servers may take a minute, and nothing waits for them."""
        try:
            message = await wrap_future(run_in_thread(job))
        except Exception as error:
            self.tell_feeds(report_error(error), error=True)
            return
        if message is not None:
            self.post_message(message)

    # Commands

    def action_reader_feeds(self) -> None:
        self.following.show_feeds()

    def action_reader_failures(self) -> None:
        self.following.show_failures()

    def action_reader_starters(self) -> None:
        self.find_starters()


def _name(feed: Subscription) -> str:
    return feed.title or strip_login(feed.url)


def _subscription(found: FeedLink, folder: tuple[str, ...]) -> Subscription | None:
    url = feed_address(found.url)
    named = " · ".join(filter(None, (found.title, found.kind)))
    return None if url is None else Subscription(url, named or None, folder)
