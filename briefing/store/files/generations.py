"""Keeps backup generations of a file that is often rewritten.

`<name>.1` is a copy of the latest write, `.2` of the one before, `.3` an older one that is replaced only by
one at least a day newer. Each name ends with the file's own suffix.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from briefing.regular_files import make_private_folder, open_private, read_regular
from briefing.store.files.atomic_write import free_name, move_durably, write_durably

GENERATIONS = (1, 2, 3)
DAY_SECONDS = 24 * 60 * 60


class Generations:
    """The backups of any number of files with one suffix, in one folder."""

    def __init__(self, folder: Path, suffix: str) -> None:
        self.folder = folder
        self._suffix = suffix

    def record(self, name: str, before: bytes | None, after: bytes) -> None:
        """Back up a write that replaced `before` by `after`. Never raises, as the file itself is written."""
        with contextlib.suppress(OSError):
            make_private_folder(self.folder)
            newest = self.read(name, 1)
            if before is not None and before != newest:
                # Another program has changed the file since.
                self._push(name, before)
            if after != (newest if before is None else before):
                self._push(name, after)
            for copy in self.kept(name):
                # It was there again, and is told again when it is deleted again.
                if read_regular(copy) in (before, after):
                    copy.unlink()

    def archive(self, file: Path) -> Path:
        """Move a file that was merged into another to the backups; return its new path. Raises OSError."""
        make_private_folder(self.folder)
        target = free_name(self.folder / file.name)
        move_durably(file, target)
        return target

    def lost(self, name: str) -> bytes | None:
        """Return the newest copy of a file that is missing; None if `keep` has kept it. Raises OSError."""
        _, content = self.newest(name)
        if content is None:
            return None
        return None if content in [read_regular(copy) for copy in self.kept(name)] else content

    def keep(self, name: str, now: datetime) -> None:
        """Keep the newest copy under a name that no later write replaces. Raises OSError."""
        _, content = self.newest(name)
        if content is not None:
            kept = f"{name}.deleted-{now:%Y%m%d-%H%M%S}{self._suffix}"
            write_durably(free_name(self.folder / kept), content)

    def kept(self, name: str) -> list[Path]:
        """Return the copies of what other programs have deleted, the oldest first."""
        return sorted(self.folder.glob(f"{name}.deleted-*"))

    def names(self) -> set[str]:
        """Return the names of the files that have a backup."""
        found = self.folder.glob(f"*.[123]{self._suffix}") if self.folder.is_dir() else ()
        return {file.name.partition(".")[0] for file in found}

    def newest(self, name: str) -> tuple[int, bytes | None]:
        """Return the newest readable generation, the second where a kill left no first; or 0 and None."""
        return next(self.all(name), (0, None))

    def all(self, name: str) -> Iterator[tuple[int, bytes]]:
        """Yield the readable generations with their numbers, newest first."""
        for generation in GENERATIONS:
            content = self.read(name, generation)
            if content is not None:
                yield generation, content

    def read(self, name: str, generation: int) -> bytes | None:
        try:
            return read_regular(self._file(name, generation))
        except OSError:
            return None

    def saved(self, name: str, generation: int) -> float:
        """Return when a generation was written, in seconds since 1970. Raises OSError."""
        return self._file(name, generation).stat().st_mtime

    def _push(self, name: str, content: bytes) -> None:
        first, second, third = (self._file(name, each) for each in GENERATIONS)
        if second.exists():
            if not third.exists() or second.stat().st_mtime - third.stat().st_mtime >= DAY_SECONDS:
                second.replace(third)
        elif not third.exists() and first.exists():
            _copy(first, third)  # the same state twice is better than no older one
        if first.exists():
            first.replace(second)
        self._write(first, content)

    def _write(self, file: Path, content: bytes) -> None:
        """Write a generation without syncing: the original is on disk, as are older generations by now."""
        draft = file.with_name(f".~{file.name}.tmp")  # a fixed name: the writer holds the lock
        try:
            _write(draft, content)
            draft.replace(file)
        finally:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)

    def _file(self, name: str, generation: int) -> Path:
        return self.folder / f"{name}.{generation}{self._suffix}"


def _copy(source: Path, target: Path) -> None:
    content, status = read_regular(source), source.stat()
    _write(target, content)
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))


def _write(file: Path, content: bytes) -> None:
    with open_private(file) as handle:
        handle.write(content)
