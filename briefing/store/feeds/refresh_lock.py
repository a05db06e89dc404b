"""Allows one refresh at a time per folder, across processes."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from briefing.errors import AlreadyRefreshingError
from briefing.store.files.lock import locked_file

NAME = ".refreshing"


def refresh_lock(folder: Path) -> AbstractContextManager[None]:
    """Hold the lock. Raises AlreadyRefreshingError at once if another process holds it."""
    busy = AlreadyRefreshingError(
        "The feeds are being refreshed already, by another briefing: wait until it is done."
    )
    return locked_file(folder / NAME, 0, busy)
