"""Sentences about the sync with a server."""

from __future__ import annotations

from datetime import datetime

from briefing.domain.feeds.sync import SyncReport, SyncState
from briefing.presentation.library.refresh_progress import moment
from briefing.presentation.sentences import pluralize

NO_SERVER = (
    "No server is set up to sync with: write its address and your user name into config.toml under [sync]."
)


def summary(report: SyncReport) -> str:
    """Return what a sync did, in a line."""
    parts = [f"{report.new} new"]
    if report.received:
        parts.append(f"{pluralize(report.received, 'mark')} received")
    if report.sent:
        parts.append(f"{pluralize(report.sent, 'mark')} sent")
    return ", ".join(parts) + (", then interrupted" if report.was_cancelled else "")


def sync_outcome(report: SyncReport, host: str) -> str:
    """Return what a sync did, in sentences."""
    if report.is_new_here:
        return f"No feed of {host} is followed here: {{reader.take-feeds}} follows them."
    return " ".join((f"Synced with {host}: {summary(report)}.", *report.notes))


def server_about(state: SyncState, now: datetime) -> str:
    """Return when the server was synced with last, and what failed."""
    if state.error:
        return f"{state.error} {{feeds.refresh}} syncs again."
    when = f"synced {moment(state.synced, now)}" if state.synced else "never synced: {feeds.refresh} syncs"
    return f"{pluralize(len(state.served), 'feed')} come from here · {when}"
