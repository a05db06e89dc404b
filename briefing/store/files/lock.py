"""Locks a folder for one writer at a time, across threads and processes."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefing.errors import StoreError
from briefing.regular_files import PRIVATE_FILE, make_private_folder
from briefing.store.files.file_errors import write_errors

NAME = ".lock"
WAIT_SECONDS = 5.0
_POLL_SECONDS = 0.005
"""Seconds between attempts: as a write takes a few milliseconds, a slower process is always overtaken."""


@contextmanager
def locked_file(file: Path, wait_seconds: float, busy: StoreError) -> Iterator[None]:
    """Hold an exclusive lock on a file, creating its folder if missing; raise `busy` on timeout.

    The operating system releases the lock when its holder dies.
    """
    from filelock import FileLock, Timeout  # 25 ms, which a run that changes nothing saves

    with write_errors(file.parent):
        make_private_folder(file.parent)
        lock = FileLock(file, mode=PRIVATE_FILE, thread_local=False)
        try:
            lock.acquire(wait_seconds, poll_interval=_POLL_SECONDS)
        except Timeout as error:
            raise busy from error
    try:
        yield
    finally:
        lock.release()


class FolderLock:
    """An exclusive lock on a folder, held through a hidden file in it."""

    def __init__(self, folder: Path, *, wait_seconds: float = WAIT_SECONDS) -> None:
        self._folder = folder
        self._wait_seconds = wait_seconds
        self._thread_lock = threading.Lock()

    @contextmanager
    def held(self) -> Iterator[None]:
        """Hold the lock, creating the folder if missing. Raises StoreError on timeout."""
        busy = StoreError(
            f"The folder {self._folder.name} is in use: another briefing is writing to it; "
            f"wait a moment and try again."
        )
        deadline = time.monotonic() + self._wait_seconds
        if not self._thread_lock.acquire(timeout=self._wait_seconds):
            raise busy
        try:
            with locked_file(self._folder / NAME, max(0.0, deadline - time.monotonic()), busy):
                yield
        finally:
            self._thread_lock.release()
