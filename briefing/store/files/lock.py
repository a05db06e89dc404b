"""Locks a folder for one writer at a time, across threads and processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefing.errors import StoreError
from briefing.store.files.file_errors import writing_of

__all__ = ["FolderLock"]

NAME = ".lock"
WAIT_SECONDS = 5.0
_POLL_SECONDS = 0.005
"""A write takes a few milliseconds: who waits longer between two looks is overtaken again and again."""


class FolderLock:
    """Held through a hidden file in the folder. The system lets go of it when its holder is killed."""

    def __init__(self, folder: Path, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self._folder = folder
        self._wait_seconds = wait_seconds
        self._turn = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Makes the folder where it is missing. Raises StoreError when another holds the lock too long."""
        from filelock import FileLock, Timeout  # 25 ms that a run which changes nothing does not pay

        deadline = time.monotonic() + self._wait_seconds
        if not self._turn.acquire(timeout=self._wait_seconds):
            raise self._busy()
        try:
            with writing_of(self._folder):
                self._folder.mkdir(parents=True, exist_ok=True)
                lock = FileLock(self._folder / NAME, thread_local=False)
                try:
                    lock.acquire(max(0.0, deadline - time.monotonic()), poll_interval=_POLL_SECONDS)
                except Timeout as error:
                    raise self._busy() from error
            try:
                yield
            finally:
                lock.release()
        finally:
            self._turn.release()

    def _busy(self) -> StoreError:
        return StoreError(
            f"The folder {self._folder.name} is in use: another briefing is writing to it; "
            f"wait a moment and try again."
        )
