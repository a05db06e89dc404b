"""Copies of each file of annotations, in case it is damaged or what it says was a mistake.

`<article id>.1.json` is a copy of what was last written, `.2.json` of what stood there before, and
`.3.json` of an older state, which is replaced only by one that is at least a day younger.
"""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from briefing.domain.annotation import stamp
from briefing.store.atomic import free_name, move_durably, sweep
from briefing.store.collection import Collection, DamagedError, parse

__all__ = ["GENERATIONS", "Backup", "Backups"]

GENERATIONS = (1, 2, 3)
DAY_SECONDS = 24 * 60 * 60


@dataclass(frozen=True, slots=True)
class Backup:
    """One state of the annotations of an article."""

    generation: int
    saved: str
    """ISO 8601, as `briefing.domain.annotation.stamp` writes it."""
    collection: Collection

    @property
    def day(self) -> str:
        return self.saved[:10]


class Backups:
    """Of one folder of annotations, in a folder of its own within it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, article_id: str, before: bytes | None, after: bytes) -> None:
        """Note that the file said `before` and says `after`. Never raises: the file itself is written."""
        with contextlib.suppress(OSError):
            self.folder.mkdir(exist_ok=True)
            newest = self._read(article_id, 1)
            if before is not None and before != newest:
                # Another program, or a hand, has changed the file since.
                self._push(article_id, before)
            if after != (newest if before is None else before):
                self._push(article_id, after)

    def of(self, article_id: str) -> list[Backup]:
        """Those that can be read, the newest first."""
        return list(self._readable(article_id))

    def newest(self, article_id: str) -> Backup | None:
        return next(self._readable(article_id), None)

    def take_in(self, file: Path) -> Path:
        """Move a file that was merged among the backups, under its name or one with a number. OSError."""
        self.folder.mkdir(exist_ok=True)
        target = free_name(self.folder / file.name)
        move_durably(file, target)
        return target

    def sweep(self) -> None:
        sweep(self.folder)

    def _push(self, article_id: str, content: bytes) -> None:
        first, second, third = (self._file(article_id, each) for each in GENERATIONS)
        if second.exists():
            if not third.exists() or _saved(second) - _saved(third) >= DAY_SECONDS:
                second.replace(third)
        elif not third.exists() and first.exists():
            _copy(first, third)  # better the same state twice than the second try without any
        if first.exists():
            first.replace(second)
        self._write(first, content)

    def _write(self, file: Path, content: bytes) -> None:
        """Not synced to the disk: the file that it is a copy of is, and older generations are by now."""
        draft = file.with_name(f".~{file.name}.tmp")  # one suffices: its writer holds the lock
        try:
            draft.write_bytes(content)
            draft.replace(file)
        except BaseException:
            with contextlib.suppress(OSError):
                draft.unlink(missing_ok=True)
            raise

    def _readable(self, article_id: str) -> Iterator[Backup]:
        for generation in GENERATIONS:
            content = self._read(article_id, generation)
            if content is None:
                continue
            with contextlib.suppress(OSError, DamagedError):
                moment = datetime.fromtimestamp(_saved(self._file(article_id, generation)), UTC)
                yield Backup(generation, stamp(moment), parse(content, article_id))

    def _read(self, article_id: str, generation: int) -> bytes | None:
        try:
            return self._file(article_id, generation).read_bytes()
        except OSError:
            return None

    def _file(self, article_id: str, generation: int) -> Path:
        return self.folder / f"{article_id}.{generation}.json"


def _saved(file: Path) -> float:
    return file.stat().st_mtime


def _copy(source: Path, target: Path) -> None:
    content, status = source.read_bytes(), source.stat()
    target.write_bytes(content)
    os.utime(target, ns=(status.st_atime_ns, status.st_mtime_ns))
