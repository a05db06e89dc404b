"""The Failures screen: feeds that failed, with reason and next try, and pages the last refresh lacked."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from briefing.domain.feeds.feed import FeedSummary
from briefing.domain.feeds.refresh_result import PageFailure
from briefing.domain.query.search_words import has_words
from briefing.domain.text.sanitize import safe_line
from briefing.presentation.library.feed_rows import FeedOverview
from briefing.presentation.library.refresh_progress import failure_when
from briefing.presentation.rows import Row
from briefing.presentation.sentences import pluralize
from briefing.sources.http.credentials import strip_login
from briefing.ui.screens.feeds.feed_controller import FEED_NEWS, FeedController
from briefing.ui.screens.filtered_list import FilteredListScreen
from briefing.ui.tasks import Wanted

NOTHING = "No failure is listed here."
PAGE = (
    "The page of an article: {failures.retry} opens the article, where {reader.full-text} fetches it again."
)


class FailuresScreen(FilteredListScreen[None, FeedOverview]):
    """A feed disappears from the list when it answers again."""

    LOADING = "Loading feeds…"
    NONE, nothing = "No failure", "No feed failed at its last refresh."
    DOUBLE_CLICK = "failures_retry"

    NEWS = FEED_NEWS

    def __init__(self, feeds: FeedController) -> None:
        example = "part of a name, address or reason"
        super().__init__(example, "failures", feeds.changes, tasks=feeds.tasks, stop=feeds.stop_refresh)
        self.feeds = feeds
        self._shown: tuple[FeedSummary, ...] = ()
        self._pages: tuple[PageFailure, ...] = ()

    def find(self, wanted: Wanted) -> FeedOverview:
        return self.feeds.overview()

    def rows_of(self, found: FeedOverview, typed: str) -> Sequence[Row]:
        self._shown = tuple(
            feed for feed in found.failing if has_words(typed, (feed.title, feed.url, feed.error or ""))
        )
        self._pages = tuple(
            page for page in found.page_failures if has_words(typed, (page.title, page.sentence))
        )
        now = datetime.now().astimezone()
        return (*(_row(feed, now, self.name_keys) for feed in self._shown), *map(_page_row, self._pages))

    def show_state(self) -> None:
        number = f"{len(self._shown)} of {len(self.found.feeds)}" if self.found else ""
        pages = f" · {pluralize(len(self._pages), 'page')}" if self._pages else ""
        self.show_title("Feeds that failed", number + pages)
        nothing = (f"failures.{verb}" for verb in ("retry", "retry-all", "unfollow", "copy", "filter"))
        if self._page is not None:
            of_feeds = (f"failures.{verb}" for verb in ("unfollow", "copy"))
            self.show_hints({"failures.retry": "open article"} | dict.fromkeys(of_feeds, ""))
        else:
            self.show_hints({} if self._shown else dict.fromkeys(nothing, ""))

    # Commands

    @property
    def _page(self) -> PageFailure | None:
        return self.listed.item(PageFailure)

    def _under_cursor(self) -> FeedSummary | None:
        if (feed := self.listed.item(FeedSummary)) is None:
            self.say(NOTHING if self._page is None else PAGE)
        return feed

    def action_failures_retry(self) -> None:
        if (page := self._page) is not None:
            self.dismiss()
            self.feeds.read(page.article_id)
            return
        feed = self._under_cursor()
        if feed is not None:
            self.feeds.refresh([feed])

    def action_failures_retry_all(self) -> None:
        if self._shown:
            self.feeds.refresh(self._shown)
        else:
            self.say(NOTHING)

    def action_failures_unfollow(self) -> None:
        feed = self._under_cursor()
        if feed is not None:
            self.feeds.unfollow([feed], feed.title)

    def action_failures_copy(self) -> None:
        feed = self._under_cursor()
        if feed is not None:
            self.app.copy_to_clipboard(strip_login(feed.url))
            self.say(f"Copied {strip_login(feed.url)}")


def _row(feed: FeedSummary, now: datetime, name_keys: Callable[[str], str]) -> Row:
    title = safe_line(feed.title)
    when = "gone" if feed.is_gone else name_keys(failure_when(feed.next_try, now))
    return Row(
        feed.url,
        f"{title}: {safe_line(feed.error or '')}",
        count=when,
        strong=len(title),
        about=safe_line(strip_login(feed.url)),
        item=feed,
    )


def _page_row(page: PageFailure) -> Row:
    title = safe_line(page.title)
    text = f"{title}: {safe_line(page.sentence)}"
    return Row(page.article_id, text, count="page", strong=len(title), about=PAGE, item=page)
