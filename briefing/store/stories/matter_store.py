"""Stores the matters that the reader follows in one JSON file beside the annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from briefing.domain.matters.matter import (
    Matter,
    MatterList,
    latest,
    merge_matters,
    parse_matters,
    serialize_matters,
)
from briefing.store.annotations.merged_files import FileFormat, MergedFile
from briefing.store.notices import Notices

NAME = "matters"
FILE = f"{NAME}.json"


class MatterStore:
    """The file of matters. All methods are thread-safe and raise StoreError."""

    def __init__(
        self, folder: Path, notices: Notices, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`folder` is that of the annotations; `notices` receives what was irregular about the file."""
        form = FileFormat(
            lambda _: MatterList(),
            lambda content, _: parse_matters(content),
            serialize_matters,
            merge_matters,
            _count,
            into=FILE,
        )
        self._file = MergedFile(folder, NAME, form, notices, now)
        self.file = self._file.file
        self.bring_in = self._file.bring_in
        self.repair = self._file.repair

    def read(self) -> tuple[Matter, ...]:
        """Return the stored matters, after repairing damage and merging conflict copies."""
        return self._file.read().matters

    def edit(self, change: Callable[[tuple[Matter, ...]], tuple[Matter, ...]]) -> None:
        """Replace the matters, durably: after the return they survive a crash."""
        self._file.edit(lambda known: replace(known, matters=latest(change(known.matters))))

    def problems(self) -> Iterator[str]:
        """Yield a sentence for each fault that reading would repair. Raises StoreError if it cannot."""
        return self._file.problems("the matters that you follow")


def _count(known: MatterList) -> str:
    number = len(known.matters)
    return f"{number} matter{'' if number == 1 else 's'} that you follow" if number else ""
