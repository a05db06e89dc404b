"""Refreshing feeds from the reader: by key, by itself, watched while it goes, and stopped."""

from __future__ import annotations

import asyncio
import gc
from asyncio import wrap_future
from collections.abc import Collection
from concurrent.futures import Future
from datetime import datetime
from threading import Event
from time import monotonic

from textual import events, on, work
from textual.app import ComposeResult
from textual.getters import query_one
from textual.timer import Timer

from briefing.diagnostics import log_fault, report_error
from briefing.domain import Article
from briefing.domain.feeds.refresh_result import PageFailure, RefreshReport, RefreshStep
from briefing.errors import AlreadyRefreshingError, NotFoundError
from briefing.ui.presenters.refresh_progress import Progress, due_by_age, outcome, progress_message
from briefing.ui.screens.reader.notebook_commands import NotebookCommands
from briefing.ui.tasks import run_in_thread
from briefing.ui.widgets.chrome.refresh_panel import RefreshPanel

__all__ = ["Refreshing"]

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

    def take(self, step: RefreshStep) -> None:
        self.progress = self.progress.after(step)


class Refreshing(NotebookCommands):
    """One refresh at a time; a timer looks at it, so that no number of feeds can hold up a key."""

    refresh_panel = query_one(RefreshPanel)

    def __init__(self, article: Article | None, *, width: int, plain_emoji: bool) -> None:
        super().__init__(article, width=width, plain_emoji=plain_emoji)
        self._refresh_run: _Run | None = None
        self.refreshing: Future[RefreshReport] | None = None
        self._wanted_next: dict[str, None] = {}
        """Feeds to ask once the refresh that is under way has ended."""
        self.page_failures: tuple[PageFailure, ...] = ()
        """Of the last refresh."""
        self._picture: Timer | None = None
        self._shown_at = self._key_at = 0.0
        """When the progress was shown last, and when a key was pressed."""

    def compose_library(self) -> ComposeResult:
        yield from super().compose_library()
        yield RefreshPanel()

    # What others of the screen are told

    def tell_feeds(self, sentence: str, *, error: bool = False) -> None:
        """Say it on whatever is shown."""
        self.say(sentence, error=error)

    def list_feeds(self) -> None:
        """List the feeds anew where they are listed."""

    def show_progress(self, words: str) -> None:
        """How far the refresh is, in a few words; "" where there is none to show."""
        self.status.progress = "" if self._has_panel else words

    @property
    def _has_panel(self) -> bool:
        """Whether the panel is where one sees it; else the status row has to do."""
        hidden = self.has_class("-zoom-article") or self.has_class("-zoom-panes")
        return self.has_class("-wide") and self.has_class("-tall") and not hidden

    # Beginning

    def refresh_feeds(
        self, urls: Collection[str] | None = None, *, due_only: bool = False, is_quiet: bool = False
    ) -> None:
        """Ask these feeds, all by default; after the refresh that is under way, where there is one."""
        run = self._refresh_run
        if run is not None:
            if run.is_quiet and not is_quiet:
                run.is_quiet = False
                self.show_run()
            if urls is not None:
                self._wanted_next |= dict.fromkeys(urls)
            if not is_quiet and not urls:
                self.tell_feeds(f"A refresh is under way: {progress_message(run.progress)}. Esc stops it.")
            return
        run = self._refresh_run = _Run(is_quiet=is_quiet)

        def refreshed() -> RefreshReport:
            feeds = self.library.feeds  # here, since the first time takes a while
            if urls is None and not feeds.subscriptions():
                raise NotFoundError(NO_FEEDS)
            try:
                return feeds.refresh(
                    urls, due_only=due_only, on_step=run.take, is_cancelled=run.stopped.is_set
                )
            finally:
                gc.collect()  # once for all that it leaves behind, see `COLLECTING`

        self.refreshing = run_in_thread(refreshed)
        self._picture = self.set_interval(SHOWN_EVERY, self.show_at_rest)
        self.show_run()
        self._await_refresh(run, self.refreshing)

    def refresh_by_age(self, minutes: int) -> None:
        """From now on, ask by itself each feed that has not been asked for so long."""
        self._refresh_aged(minutes)
        self.set_interval(LOOKED_EVERY, lambda: self._refresh_aged(minutes))

    @work(group="refresh-by-age", exclusive=True)
    async def _refresh_aged(self, minutes: int) -> None:
        try:
            listed = await wrap_future(run_in_thread(lambda: self.library.feeds.listing()))
            urls = due_by_age(listed, datetime.now().astimezone(), minutes)
            if urls and self._refresh_run is None:
                self.refresh_feeds(urls, due_only=True, is_quiet=True)
        except Exception as error:  # the reader has asked for nothing: whatever is wrong shows by R
            log_fault(error)

    # While it goes

    @on(events.Key)
    def show_with_key(self) -> None:
        """While keys are pressed, what they change takes the progress along.

        Textual draws 60 pictures a second at the most: one of the progress alone would hold up the key that
        comes right after it.
        """
        self._key_at = monotonic()
        if self._key_at - self._shown_at >= SHOWN_EVERY:
            self.show_run()

    def show_at_rest(self) -> None:
        """The same while no key is pressed."""
        if monotonic() - self._key_at >= SHOWN_EVERY:
            self.show_run()

    def show_run(self) -> None:
        """Show how far the refresh is by now."""
        run = self._refresh_run
        if run is None:
            return
        self._shown_at = monotonic()
        if not run.is_quiet:
            self.refresh_panel.progress = run.progress
            self.refresh_panel.add_class("-running")
            self.show_progress(progress_message(run.progress))
        rests = self._shown_at - self._key_at >= SHOWN_EVERY
        wait = LISTED_EVERY if rests else LISTED_WITH_KEYS
        if run.progress.new > run.listed_new and self._shown_at - run.listed_at >= wait:
            run.listed_new, run.listed_at = run.progress.new, self._shown_at
            self.list_library()
            self.list_feeds()

    @on(RefreshPanel.StopRequested)
    def stop_by_click(self, message: RefreshPanel.StopRequested) -> None:
        message.stop()
        self.stop_refresh()

    def stop_refresh(self) -> bool:
        """Stop the refresh that is shown, if there is one; whether there was."""
        run = self._refresh_run
        if run is None or run.is_quiet:
            return False
        self._wanted_next.clear()
        run.stopped.set()
        return True

    # Its end

    @work(group="refresh")
    async def _await_refresh(self, run: _Run, refreshing: Future[RefreshReport]) -> None:
        try:
            report = await wrap_future(refreshing)
        except Exception as error:
            self._end_run()
            if not run.is_quiet and not self._is_leaving:
                self.tell_feeds(report_error(error), error=not isinstance(error, AlreadyRefreshingError))
            return
        self.page_failures = report.page_failures
        self._end_run()
        if self._is_leaving:
            return
        self._tell_outcome(run, report)
        if wanted := list(self._wanted_next):
            self._wanted_next.clear()
            self.refresh_feeds(wanted)

    def _end_run(self) -> None:
        if self._picture is not None:
            self._picture.stop()
        self._refresh_run = self.refreshing = self._picture = None
        if self._is_leaving:
            return
        self.refresh_panel.remove_class("-running")
        self.show_progress("")
        self.list_library()
        self.list_feeds()

    @property
    def _is_leaving(self) -> bool:
        """Whether the parts of the screen are gone already."""
        return not self.query(RefreshPanel)

    def _tell_outcome(self, run: _Run, report: RefreshReport) -> None:
        said = [outcome(report, run.progress.total), *report.notifications]
        if not run.is_quiet:
            self.tell_feeds(" ".join(said), error=report.is_offline)
        elif (report.new or report.notifications) and not self.status.message:
            self.say(" ".join(said))

    @on(events.Unmount)
    async def end_refresh(self) -> None:
        """Before the library is closed beneath it."""
        if self._refresh_run is not None and self.refreshing is not None:
            self._refresh_run.stopped.set()
            try:
                await asyncio.wait_for(wrap_future(self.refreshing), LAST_WAIT)
            except TimeoutError:
                pass
            except Exception as error:  # whoever leaves is told nothing any more
                log_fault(error)

    # Commands

    def action_reader_refresh_all(self) -> None:
        self.refresh_feeds()
