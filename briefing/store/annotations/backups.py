"""Keeps backups of annotation files against damage and mistakes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from briefing.domain.annotation import stamp
from briefing.regular_files import read_regular
from briefing.store.annotations.collection import Collection, DamagedError, parse
from briefing.store.files.atomic_write import sweep
from briefing.store.files.generations import Generations


@dataclass(frozen=True, slots=True)
class Backup:
    saved: str
    """ISO 8601, as `briefing.domain.annotation.stamp` writes it."""
    collection: Collection

    @property
    def day(self) -> str:
        return self.saved[:10]


class Backups:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self._copies = Generations(folder, ".json")

    def record(self, article_id: str, before: bytes | None, after: bytes) -> None:
        """Record a change of the collection, as `Generations.record` does."""
        self._copies.record(article_id, before, after)

    def newest(self, article_id: str) -> Backup | None:
        return next(self.all(article_id), None)

    def archive(self, file: Path) -> Path:
        """Archive a file, as `Generations.archive` does."""
        return self._copies.archive(file)

    def of_deleted(self, article_id: str) -> tuple[float, Backup] | None:
        """Return the newest backup of a missing file and its time, in seconds since 1970.

        None if there are no annotations in it, or if it is kept already.
        """
        backup = None if self._copies.lost(article_id) is None else self.newest(article_id)
        if backup is None or not backup.collection.annotations:
            return None
        return self._copies.saved(article_id, self._copies.newest(article_id)[0]), backup

    def keep_deleted(self, article_id: str, now: datetime) -> None:
        """Keep the newest backup of a missing file, as `Generations.keep` does. Raises OSError."""
        self._copies.keep(article_id, now)

    def ids(self) -> set[str]:
        """Return the articles that have a backup."""
        return self._copies.names()

    def sweep(self) -> None:
        sweep(self.folder)

    def all(self, article_id: str) -> Iterator[Backup]:
        """The readable backups, newest first."""
        for generation, content in self._copies.all(article_id):
            with contextlib.suppress(OSError, DamagedError):
                yield _backup(content, article_id, self._copies.saved(article_id, generation))

    def earlier(self, article_id: str, now: bytes | None) -> list[Backup]:
        """All kept states, the newest first, also those of merged copies.

        The state of `now`, the content of the file itself, is left out.
        """
        found: dict[bytes, tuple[float, Backup]] = {}
        for file in sorted(self.folder.glob(f"{article_id}*"), reverse=True) if self.folder.is_dir() else ():
            with contextlib.suppress(OSError, DamagedError):
                content, moment = read_regular(file), file.stat().st_mtime
                if content != now:
                    found[content] = (moment, _backup(content, article_id, moment))
        return [each for _, each in sorted(found.values(), key=lambda each: each[0], reverse=True)]


def _backup(content: bytes, article_id: str, modified: float) -> Backup:
    return Backup(stamp(datetime.fromtimestamp(modified, UTC)), parse(content, article_id))
