"""Allows one refresh at a time per folder, across processes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefing.errors import AlreadyRefreshingError
from briefing.store.files.file_errors import writing_of

__all__ = ["refresh_lock"]

NAME = ".refreshing"


@contextmanager
def refresh_lock(folder: Path) -> Iterator[None]:
    """Waits for nobody: raises AlreadyRefreshingError. The system lets go of it when its holder is killed."""
    from filelock import FileLock, Timeout  # 25 ms that a run which refreshes nothing does not pay

    with writing_of(folder):
        folder.mkdir(parents=True, exist_ok=True)
        lock = FileLock(folder / NAME, thread_local=False)
        try:
            lock.acquire(0)
        except Timeout as error:
            raise AlreadyRefreshingError(
                "The feeds are being refreshed already, by another briefing: wait until it is done."
            ) from error
    try:
        yield
    finally:
        lock.release()
