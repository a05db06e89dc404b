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
from briefing.store.files.generations import Generations


@dataclass(frozen=True, slots=True)
class Backup:
    saved: str
    """ISO 8601, as `briefing.domain.annotation.stamp` writes it."""
    collection: Collection

    @property
    def day(self) -> str:
        return self.saved[:10]


class Backups(Generations):
    """The generations of annotation files, by article id."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder, ".json")

    def states(self, article_id: str) -> Iterator[Backup]:
        """The readable backups, newest first."""
        for generation, content in self.all(article_id):
            with contextlib.suppress(OSError, DamagedError):
                yield _backup(content, article_id, self.saved(article_id, generation))

    def of_deleted(self, article_id: str) -> tuple[float, Backup] | None:
        """Return the newest backup of a missing file and its time, in seconds since 1970.

        None if there are no annotations in it, or if it is kept already.
        """
        backup = None if self.lost(article_id) is None else next(self.states(article_id), None)
        if backup is None or not backup.collection.annotations:
            return None
        return self.saved(article_id, self.newest(article_id)[0]), backup

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
