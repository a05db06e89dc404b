"""Shows the same feeds on all open screens of feeds."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from briefing.domain.feeds.refresh_result import PageFailure
from briefing.domain.query.article_query import FIELDS
from briefing.domain.query.query_composition import join_queries
from briefing.presentation.library.feed_rows import FeedOverview, SavedQuery, SyncedServer
from briefing.presentation.library.sync_messages import server_about
from briefing.ui.endings.open_screens import FeedListScreen, OpenScreens, StoriesScreen
from briefing.ui.messages import ChangeMade
from briefing.ui.screens.reader.context import Controller
from briefing.ui.tasks import SerialExecutor

if TYPE_CHECKING:
    from briefing.services.sync.sync_service import SyncService


def _server(sync: SyncService | None) -> SyncedServer | None:
    if sync is None:
        return None
    state = sync.state()
    about = server_about(state, datetime.now().astimezone())
    return SyncedServer(sync.host, tuple(sorted(state.served)), about, bool(state.error))


@dataclass(eq=False)
class FeedScreens(Controller):
    """The open screens that list feeds, all the same ones."""

    story_screens: OpenScreens[StoriesScreen]
    """The screens of stories show the progress of a refresh too."""
    page_failures: tuple[PageFailure, ...] = ()
    """The page failures of the last refresh."""
    _executor: SerialExecutor = field(default_factory=SerialExecutor)
    _screens: OpenScreens[FeedListScreen] = field(default_factory=OpenScreens)

    def push(self, screen: FeedListScreen) -> None:
        self._screens.push(self.screen.app, screen)

    def change_made(self, made: ChangeMade) -> None:
        self.load()

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
                for name, query in self.screen.settings.queries.items()
            },
            page_failures=self.page_failures,
            server=_server(library.sync),
        )
        return overview, library.feeds.pop_notices()

    def _show(self, found: tuple[FeedOverview, tuple[str, ...]]) -> None:
        overview, notices = found
        self._screens.for_each(lambda each: each.show(overview))
        for notice in notices:
            self.screen.say(notice, error=True)

    def show_progress(self, words: str) -> None:
        self._screens.for_each(lambda each: each.show_progress(words))
        self.story_screens.for_each(lambda each: each.show_progress(words))

    def ask_to_replace(self, path: str) -> None:
        self._screens.for_each(lambda each: each.ask_to_replace(path))
