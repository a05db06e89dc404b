"""Refreshes feeds from their own servers, and those that a sync server reads for us from there."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace

from briefing.domain.feeds.refresh_result import RefreshReport, RefreshStep
from briefing.domain.sync import SyncStep
from briefing.errors import AlreadyRefreshingError, SourceError
from briefing.presentation.library.sync_messages import sync_outcome
from briefing.services.feeds.service import FeedService
from briefing.services.sync.sync_service import SyncService


def refresh_and_sync(
    feeds: FeedService,
    sync: SyncService,
    urls: Collection[str] | None,
    *,
    due_only: bool,
    on_step: Callable[[RefreshStep], None],
    is_cancelled: Callable[[], bool],
) -> RefreshReport:
    """Refresh feeds as `FeedService.refresh` does, then sync; a sync that fails is told in the report."""
    report = feeds.refresh(
        urls, due_only=due_only, without=sync.state().served, on_step=on_step, is_cancelled=is_cancelled
    )
    if report.was_cancelled:
        return report

    def step(done: SyncStep) -> None:
        new, failed = report.new + done.new, len(report.failures)
        on_step(RefreshStep(done.done, max(done.total, 1), new, failed, "", sync.host))

    try:
        synced = sync.run(is_quick=True, on_step=step, is_cancelled=is_cancelled)
    except (SourceError, AlreadyRefreshingError) as error:
        return replace(report, sync=str(error))
    return replace(
        report,
        new=report.new + synced.new,
        is_offline=False,
        was_cancelled=synced.was_cancelled,
        notifications=(*report.notifications, *synced.notifications),
        sync=sync_outcome(synced, sync.host),
    )
