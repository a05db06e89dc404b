"""Puts articles into stories in the background: at the start, after a refresh, after articles are added."""

from __future__ import annotations

import asyncio
from asyncio import wrap_future
from collections.abc import Sequence
from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from threading import Event

from briefing.diagnostics import log_fault
from briefing.threads import run_in_thread
from briefing.ui.commands.bindings import News
from briefing.ui.screens.feeds.refresh_controller import RefreshController
from briefing.ui.screens.reader.context import Controller

START_DELAY = 1.5
"""Seconds from the start of the reader, or an article that was added, until articles without a story are
looked for: the briefing of what is opened comes first."""
QUIET_SECONDS = 1.0
"""Seconds after which the progress is shown, and between its updates."""
SHUTDOWN_SECONDS = 5.0
"""Seconds that quitting waits for the assignment to stop; articles that have their story by then keep it."""


@dataclass(eq=False)
class StoryAssignment(Controller):
    """Runs one assignment at a time, in a process; what fails is logged and tried the next time."""

    refreshes: RefreshController
    notifies_watches: bool
    """Whether messages tell of new articles that are watched for."""
    notified: datetime = field(default_factory=lambda: datetime.now(UTC))
    """When watched articles were last told of."""
    _cancelled: Event = field(default_factory=Event)
    _future: Future[int] | None = None
    _is_wanted_again: bool = False
    _progress: tuple[int, int] = (0, 0)

    def __post_init__(self) -> None:
        super().__post_init__()
        self.refreshes.on_end = self.start

    def start_soon(self) -> None:
        """Start a moment later: the briefing of what is opened comes first."""
        self.screen.set_timer(START_DELAY, self.start)

    def start(self) -> None:
        """Put every article that has no story into one; if that is running, do it again afterwards."""
        if self.library.is_read_only or self._cancelled.is_set():
            return
        if self._future is not None:
            self._is_wanted_again = True
            return
        self._progress = (0, 0)
        self._future = run_in_thread(
            lambda: self.library.stories.assign(
                is_cancelled=self._cancelled.is_set, on_progress=self._note, apart=True
            )
        )
        self.screen.run_worker(self._await(self._future), group="stories")

    @property
    def _is_leaving(self) -> bool:
        """Whether the reader closes: the parts of its screen go before it ends the assignment."""
        return self._cancelled.is_set() or not self.screen.app.is_running

    def _note(self, done: int, total: int) -> None:
        self._progress = (done, total)

    async def _await(self, assigning: Future[int]) -> None:
        number = 0
        waiting = asyncio.ensure_future(wrap_future(assigning))
        try:
            while not (await asyncio.wait([waiting], timeout=QUIET_SECONDS))[0]:
                done, total = self._progress
                if self._is_leaving:
                    return  # `end` waits for the thread
                self._show_progress(f"stories: {done:,} of {total:,} articles" if total else "stories…")
            number = waiting.result()
        except Exception as error:  # an internal fault must not close the screen
            log_fault(error)
            number, _ = self._progress  # those stay
        self._future = None
        if self._is_leaving:
            return
        self._show_progress("")
        if number:
            self._assigned()
        if self._is_wanted_again:
            self._is_wanted_again = False
            self.start()

    def _show_progress(self, words: str) -> None:
        """Show it in the status row, unless that has the progress of a refresh."""
        if self.refreshes.future is None:
            self.screen.status.progress = words

    def _assigned(self) -> None:
        """Show the stories that articles came into, and tell of what is watched."""
        self.refreshes.articles.reload()
        self.context.tell(News.STORIES)
        if self.notifies_watches:
            since, self.notified = self.notified, datetime.now(UTC)
            self.tasks.in_order(partial(self.library.watches.news, since), self._notify)

    def _notify(self, news: Sequence[str]) -> None:
        if news:
            self.screen.say(" ".join(news))

    async def end(self) -> None:
        self._cancelled.set()
        if self._future is not None:
            with suppress(Exception):  # there is no screen left to report it on
                await asyncio.wait_for(wrap_future(self._future), SHUTDOWN_SECONDS)
