"""Sentences about the sync with a server."""

from __future__ import annotations

from briefing.domain.sync import SyncReport
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
