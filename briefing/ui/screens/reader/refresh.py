"""Refresh of the feeds: by key or by itself, watched while it goes, and stopped."""

from __future__ import annotations

import asyncio
import gc
from asyncio import wrap_future
from collections.abc import Collection
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from time import monotonic
from typing import TYPE_CHECKING

from textual.screen import Screen
from textual.timer import Timer

from briefing.diagnostics import log_fault, report_error
from briefing.domain.feeds.refresh_result import RefreshReport, RefreshStep
from briefing.errors import AlreadyRefreshingError, NotFoundError
from briefing.services.articles import Library
from briefing.ui.presenters.refresh_progress import Progress, due_by_age, outcome, progress_message
from briefing.ui.screens.reader.article_list import ArticleListController
from briefing.ui.screens.reader.view import Commands, ReaderView
from briefing.ui.tasks import run_in_thread
from briefing.ui.widgets.chrome.refresh_panel import RefreshPanel

if TYPE_CHECKING:
    from briefing.ui.screens.reader.feeds import FeedScreens

SHOWN_EVERY = 0.25
"""Seconds from one picture of the progress to the next; and without a key until one comes without a key."""
LISTED_EVERY = 3.0
"""Seconds after which what has come meanwhile is listed."""
LISTED_WITH_KEYS = 15.0
"""The same while keys are pressed: a list that is painted anew holds up the key that comes right after."""
LOOKED_EVERY = 60.0
"""Seconds after which it is looked again whether a feed is due by its age."""
LAST_WAIT = 5.0
"""Seconds that leaving waits for a refresh to stop; what it has kept by then stays."""

NO_FEEDS = "You follow no feeds yet: F opens Feeds, where + follows one and i imports an OPML file."


class _Run:
    """One refresh. A thread of its own moves it on, and the screen looks at it."""

    def __init__(self, *, is_quiet: bool) -> None:
        self.is_quiet = is_quiet
        self.progress = Progress()
        self.stopped = Event()
        self.listed_new = 0
        """How many new articles there were when the library was listed last."""
        self.listed_at = monotonic()

    def step(self, step: RefreshStep) -> None:
        self.progress = self.progress.after(step)


@dataclass(eq=False)
class RefreshController:
    """One refresh at a time; a timer looks at it, so that no number of feeds can hold up a key."""

    library: Library
    screen: Screen[None]
    panel: RefreshPanel
    view: ReaderView
    articles: ArticleListController
    feed_screens: FeedScreens
    future: Future[RefreshReport] | None = None
    """The refresh that is under way."""
    _run: _Run | None = None
    _wanted_next: dict[str, None] = field(default_factory=dict)
    """Feeds to ask once the refresh that is under way has ended."""
    _timer: Timer | None = None
    _shown_at: float = 0.0
    """When the progress was shown last."""
    _key_at: float = 0.0
    """When a key was pressed last."""

    @property
    def commands(self) -> Commands:
        return {"reader.refresh-all": self.start}

    # Beginning

    def start(
        self, urls: Collection[str] | None = None, *, due_only: bool = False, is_quiet: bool = False
    ) -> None:
        """Ask these feeds, all by default; after the refresh that is under way, where there is one."""
        run = self._run
        if run is not None:
            if run.is_quiet and not is_quiet:
                run.is_quiet = False
                self.show()
            if urls is not None:
                self._wanted_next |= dict.fromkeys(urls)
            if not is_quiet and not urls:
                going = f"A refresh is under way: {progress_message(run.progress)}. Esc stops it."
                self.feed_screens.say(going)
            return
        run = self._run = _Run(is_quiet=is_quiet)

        def refreshed() -> RefreshReport:
            feeds = self.library.feeds  # here, since the first time takes a while
            if urls is None and not feeds.subscriptions():
                raise NotFoundError(NO_FEEDS)
            try:
                return feeds.refresh(
                    urls, due_only=due_only, on_step=run.step, is_cancelled=run.stopped.is_set
                )
            finally:
                gc.collect()  # once for all that it leaves behind, see `COLLECTING`

        self.future = run_in_thread(refreshed)
        self._timer = self.screen.set_interval(SHOWN_EVERY, self.show_at_rest)
        self.show()
        self.screen.run_worker(self._await(run, self.future), group="refresh")

    def start_by_age(self, minutes: int) -> None:
        """From now on, ask by itself each feed that has not been asked for so long."""

        def start() -> None:
            self.screen.run_worker(self._start_aged(minutes), group="refresh-by-age", exclusive=True)

        start()
        self.screen.set_interval(LOOKED_EVERY, start)

    async def _start_aged(self, minutes: int) -> None:
        try:
            listed = await wrap_future(run_in_thread(lambda: self.library.feeds.listing()))
            urls = due_by_age(listed, datetime.now().astimezone(), minutes)
            if urls and self._run is None:
                self.start(urls, due_only=True, is_quiet=True)
        except Exception as error:  # the reader has asked for nothing: whatever is wrong shows by R
            log_fault(error)

    # While it goes

    def key_pressed(self) -> None:
        """While keys are pressed, what they change takes the progress along.

        Textual draws 60 pictures a second at the most: one of the progress alone would hold up the key that
        comes right after it.
        """
        self._key_at = monotonic()
        if self._key_at - self._shown_at >= SHOWN_EVERY:
            self.show()

    def show_at_rest(self) -> None:
        """The same while no key is pressed."""
        if monotonic() - self._key_at >= SHOWN_EVERY:
            self.show()

    def show(self) -> None:
        """Show how far the refresh is by now."""
        run = self._run
        if run is None:
            return
        self._shown_at = monotonic()
        if not run.is_quiet:
            self.panel.progress = run.progress
            self.panel.add_class("-running")
            self._show_progress(progress_message(run.progress))
        rests = self._shown_at - self._key_at >= SHOWN_EVERY
        wait = LISTED_EVERY if rests else LISTED_WITH_KEYS
        if run.progress.new > run.listed_new and self._shown_at - run.listed_at >= wait:
            run.listed_new, run.listed_at = run.progress.new, self._shown_at
            self._list_again()

    def _show_progress(self, words: str) -> None:
        """How far the refresh is, in a few words; "" where there is none to show."""
        screen = self.screen
        is_hidden = screen.has_class("-zoom-article") or screen.has_class("-zoom-panes")
        has_panel = screen.has_class("-wide") and screen.has_class("-tall") and not is_hidden
        self.view.status.progress = "" if has_panel else words
        self.feed_screens.show_progress(words)

    def _list_again(self) -> None:
        self.articles.list_again()
        self.feed_screens.load()

    def stop(self) -> bool:
        """Stop the refresh that is shown, if there is one; whether there was."""
        run = self._run
        if run is None or run.is_quiet:
            return False
        self._wanted_next.clear()
        run.stopped.set()
        return True

    # Its end

    async def _await(self, run: _Run, refreshing: Future[RefreshReport]) -> None:
        try:
            report = await wrap_future(refreshing)
        except Exception as error:
            self._end_run()
            if not run.is_quiet and not self._is_leaving:
                is_fault = not isinstance(error, AlreadyRefreshingError)
                self.feed_screens.say(report_error(error), error=is_fault)
            return
        self.feed_screens.page_failures = report.page_failures
        self._end_run()
        if self._is_leaving:
            return
        self._tell_outcome(run, report)
        if wanted := list(self._wanted_next):
            self._wanted_next.clear()
            self.start(wanted)

    def _end_run(self) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._run = self.future = self._timer = None
        if not self._is_leaving:
            self.panel.remove_class("-running")
            self._show_progress("")
            self._list_again()

    @property
    def _is_leaving(self) -> bool:
        """Whether the parts of the screen are gone already."""
        return not self.panel.is_attached

    def _tell_outcome(self, run: _Run, report: RefreshReport) -> None:
        said = " ".join([outcome(report, run.progress.total), *report.notifications])
        if not run.is_quiet:
            self.feed_screens.say(said, error=report.is_offline)
        elif (report.new or report.notifications) and not self.view.status.message:
            self.view.say(said)

    async def end(self) -> None:
        """Stop it before the library is closed beneath it."""
        if self._run is None or self.future is None:
            return
        self._run.stopped.set()
        try:
            await asyncio.wait_for(wrap_future(self.future), LAST_WAIT)
        except TimeoutError:
            pass
        except Exception as error:  # whoever leaves is told nothing any more
            log_fault(error)
