"""Refreshes the feeds, on command or periodically, and shows the progress."""

from __future__ import annotations

import asyncio
from asyncio import wrap_future
from collections.abc import Callable, Collection
from concurrent.futures import Future
from dataclasses import dataclass, field
from datetime import datetime
from threading import Event
from time import monotonic

from textual.timer import Timer

from briefing.diagnostics import log_fault, report_error
from briefing.domain.feeds.refresh_result import PageFailure, RefreshReport, RefreshStep
from briefing.domain.feeds.sync import SyncState
from briefing.errors import AlreadyRefreshingError, NotFoundError
from briefing.presentation.library.refresh_progress import (
    Progress,
    due_by_age,
    is_older,
    outcome,
    progress_message,
)
from briefing.processes import give_way, release_memory
from briefing.threads import run_in_thread
from briefing.ui.commands.bindings import News
from briefing.ui.screens.reader.article_list_controller import ArticleListController
from briefing.ui.screens.reader.context import Commands, Controller
from briefing.ui.tasks import nothing

PROGRESS_INTERVAL = 0.25
"""Seconds between updates of the progress, and without a key until one is made outside key handling."""
RELOAD_INTERVAL = 3.0
"""Seconds between reloads of the lists while new articles arrive."""
RELOAD_INTERVAL_TYPING = 15.0
"""The same while keys are pressed: repainting a list delays the key that follows."""
REST_SECONDS = 1.0
"""Seconds without a key, after which nobody waits for one."""
LATEST_COLLECTION = 60.0
"""Seconds from the end of a refresh until its garbage is collected, though keys are still pressed."""
AGE_CHECK_INTERVAL = 60.0
"""Seconds between checks whether a feed is due by its age."""
SHUTDOWN_SECONDS = 5.0
"""Seconds that quitting waits for a refresh to stop; articles stored by then stay."""

NO_FEEDS = (
    "You follow no feeds yet: {reader.feeds} opens Feeds, where {feeds.follow} follows one, "
    "or those of an OPML file."
)


class _Run:
    """State of one refresh: updated by its thread, polled by the screen."""

    def __init__(self, *, is_quiet: bool) -> None:
        self.is_quiet = is_quiet
        self.progress = Progress()
        self.stopped = Event()
        self.listed_new = 0
        """Number of new articles at the last reload of the lists."""
        self.listed_at = monotonic()

    def step(self, step: RefreshStep) -> None:
        self.progress = Progress.of(step)


@dataclass(eq=False)
class RefreshController(Controller):
    """Runs one refresh at a time; a timer polls it, so that its events cannot delay keys."""

    articles: ArticleListController
    page_failures: tuple[PageFailure, ...] = ()
    """The page failures of the last refresh."""
    future: Future[RefreshReport] | None = None
    """The running refresh."""
    on_end: Callable[[], object] = nothing
    """Called when a refresh has ended, however it did, or a feed has come with its articles."""
    _run: _Run | None = None
    _wanted_next: dict[str, None] = field(default_factory=dict)
    """Feeds to refresh once the running refresh has ended."""
    _timer: Timer | None = None
    _shown_at: float = 0.0
    """Time of the last update of the progress."""
    _key_at: float = 0.0
    """Time of the last key."""

    @property
    def commands(self) -> Commands:
        return {"reader.refresh": self.refresh_or_analyse, "reader.refresh-all": self.start}

    def refresh_or_analyse(self) -> None:
        """Retry the briefing of the open article if it has failed, else refresh the feeds that are due."""
        if self.parts.part != "library" and self.panes.has_failed:
            self.context.start("reader.again")
        else:
            self.start(due_only=True)

    # Start

    def start(
        self,
        urls: Collection[str] | None = None,
        *,
        due_only: bool = False,
        is_quiet: bool = False,
        is_synced: bool = False,
    ) -> None:
        """Refresh these feeds, all by default; if a refresh is running, after it.

        All feeds are synced with the server too, others if `is_synced`.
        """
        run = self._run
        if run is not None:
            if run.is_quiet and not is_quiet:
                run.is_quiet = False
                self.show()
            if urls is not None:
                self._wanted_next |= dict.fromkeys(urls)
            if not is_quiet and not urls:
                message = f"A refresh is running: {progress_message(run.progress)}. {{close}} stops it."
                self.screen.say(message)
            return
        run = self._run = _Run(is_quiet=is_quiet)

        def refreshed() -> RefreshReport:
            give_way()
            feeds = self.library.feeds  # in this thread, as the first access is slow
            sync = self.library.sync if urls is None or is_synced else None
            if sync is not None:
                return sync.refresh(
                    urls, due_only=due_only, on_step=run.step, is_cancelled=run.stopped.is_set
                )
            if urls is None and not feeds.subscriptions():
                raise NotFoundError(NO_FEEDS)
            return feeds.refresh(urls, due_only=due_only, on_step=run.step, is_cancelled=run.stopped.is_set)

        self.future = run_in_thread(refreshed)
        self._timer = self.screen.set_interval(PROGRESS_INTERVAL, self.show_unless_typing)
        self.show()
        self.screen.run_worker(self._await(run, self.future), group="refresh")

    def start_by_age(self) -> None:
        """Refresh again and again the feeds that are older than the settings say, if they do."""

        def start() -> None:
            if minutes := self.screen.settings.feeds.refresh_minutes:
                due = self._start_due(minutes)
                self.screen.run_worker(due, group="refresh-by-age", exclusive=True)

        start()
        self.screen.set_interval(AGE_CHECK_INTERVAL, start)

    async def _start_due(self, minutes: int) -> None:
        try:
            listed, sync = await wrap_future(
                run_in_thread(lambda: (self.library.feeds.listing(), self.library.sync))
            )
            now = datetime.now().astimezone()
            state = sync.state() if sync is not None else SyncState()
            urls = due_by_age((feed for feed in listed if feed.url not in state.served), now, minutes)
            is_synced = sync is not None and is_older(state.synced, now, minutes)
            if (urls or is_synced) and self._run is None:
                self.start(urls, due_only=True, is_quiet=True, is_synced=is_synced)
        except Exception as error:  # not requested by the user: R reports whatever is wrong
            log_fault(error)

    # Progress

    def key_pressed(self) -> None:
        """Update the progress together with the key's own changes.

        Textual draws at most 60 frames a second: a frame for the progress alone would delay the next key.
        """
        self._key_at = monotonic()
        if self._key_at - self._shown_at >= PROGRESS_INTERVAL:
            self.show()

    def show_unless_typing(self) -> None:
        """Update the progress unless keys are being pressed."""
        if monotonic() - self._key_at >= PROGRESS_INTERVAL:
            self.show()

    def show(self) -> None:
        """Update the progress, and reload the lists from time to time."""
        run = self._run
        if run is None:
            return
        self._shown_at = monotonic()
        if not run.is_quiet:
            self._show_progress(progress_message(run.progress))
        is_typing = self._shown_at - self._key_at < PROGRESS_INTERVAL
        wait = RELOAD_INTERVAL_TYPING if is_typing else RELOAD_INTERVAL
        if run.progress.new > run.listed_new and self._shown_at - run.listed_at >= wait:
            run.listed_new, run.listed_at = run.progress.new, self._shown_at
            self._reload_lists()

    def _show_progress(self, words: str) -> None:
        """Show the progress in the status row and on the feed screens; "" clears it."""
        self.screen.status.progress = words
        self.context.show_progress(words)

    def _reload_lists(self) -> None:
        self.articles.reload()
        self.context.tell(News.FEEDS)

    def stop(self) -> bool:
        """Stop the running refresh; return False if there is none, or if it is quiet."""
        run = self._run
        if run is None or run.is_quiet:
            return False
        self._wanted_next.clear()
        run.stopped.set()
        return True

    # End

    async def _await(self, run: _Run, refreshing: Future[RefreshReport]) -> None:
        try:
            report = await wrap_future(refreshing)
        except Exception as error:
            self._end_run(run)
            if not run.is_quiet and not self.screen.is_closing:
                is_fault = not isinstance(error, AlreadyRefreshingError)
                self.screen.say(report_error(error), error=is_fault)
            return
        self.page_failures = report.page_failures
        self._end_run(run)
        if self.screen.is_closing:
            return
        self._report_outcome(run, report)
        if wanted := list(self._wanted_next):
            self._wanted_next.clear()
            self.start(wanted)

    def _end_run(self, run: _Run) -> None:
        if self._timer is not None:
            self._timer.stop()
        self._run = self.future = self._timer = None
        if not self.screen.is_closing:
            self._show_progress("")
            self._reload_lists()
            self.on_end()
            self._collect_once_at_rest(monotonic() + LATEST_COLLECTION)

    def _collect_once_at_rest(self, latest: float) -> None:
        """Free what the refresh leaves behind: once keys rest, as it takes several frames, or at `latest`."""

        def collect() -> None:
            now = monotonic()
            if now - self._key_at < REST_SECONDS and now < latest:
                self.screen.set_timer(REST_SECONDS, collect)
            else:
                release_memory()

        self.screen.set_timer(REST_SECONDS, collect)

    def _report_outcome(self, run: _Run, report: RefreshReport) -> None:
        message = " ".join(
            [outcome(report, run.progress.total, datetime.now().astimezone()), *report.notifications]
        )
        if not run.is_quiet:
            self.screen.say(message, error=report.is_offline)
        elif (report.new or report.notifications) and not self.screen.status.message:
            self.screen.say(message)

    async def end(self) -> None:
        """Stop the refresh before the library is closed."""
        if self._run is None or self.future is None:
            return
        self._run.stopped.set()
        try:
            await asyncio.wait_for(wrap_future(self.future), SHUTDOWN_SECONDS)
        except TimeoutError:
            pass
        except Exception as error:  # there is no screen left to report it on
            log_fault(error)
