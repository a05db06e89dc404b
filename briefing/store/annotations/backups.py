"""Keeps backups of annotation files against damage and mistakes."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from briefing.domain.annotation import stamp
from briefing.store.annotations.collection import Collection, DamagedError, parse
from briefing.store.files.atomic_write import sweep
from briefing.store.files.generations import Generations


@dataclass(frozen=True, slots=True)
class Backup:
    generation: int
    """As `briefing.store.files.generations` numbers them."""
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
        """See `Generations.record`."""
        self._copies.record(article_id, before, after)

    def newest(self, article_id: str) -> Backup | None:
        return next(self.all(article_id), None)

    def archive(self, file: Path) -> Path:
        """See `Generations.archive`."""
        return self._copies.archive(file)

    def sweep(self) -> None:
        sweep(self.folder)

    def all(self, article_id: str) -> Iterator[Backup]:
        """The readable backups, newest first."""
        for generation, content in self._copies.all(article_id):
            with contextlib.suppress(OSError, DamagedError):
                moment = datetime.fromtimestamp(self._copies.saved(article_id, generation), UTC)
                yield Backup(generation, stamp(moment), parse(content, article_id))
