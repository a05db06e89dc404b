"""Stores the reader's decisions on open issues in one JSON file beside the annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from briefing.domain.followups.issue_decision import (
    DecisionList,
    IssueDecision,
    latest,
    merge_decisions,
    parse_decisions,
    serialize_decisions,
)
from briefing.store.annotations.merged_files import FileFormat, MergedFile
from briefing.store.notices import Notices

NAME = "issues"
FILE = f"{NAME}.json"


class DecisionStore:
    """The file of decisions. All methods are thread-safe and raise StoreError."""

    def __init__(
        self, folder: Path, notices: Notices, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`folder` is that of the annotations; `notices` receives what was irregular about the file."""
        form = FileFormat(
            lambda _: DecisionList(),
            lambda content, _: parse_decisions(content),
            serialize_decisions,
            merge_decisions,
            _count,
            into=FILE,
        )
        self._file = MergedFile(folder, NAME, form, notices, now)
        self.file = self._file.file
        self.bring_in = self._file.bring_in
        self.repair = self._file.repair

    def read(self) -> tuple[IssueDecision, ...]:
        """Return the stored decisions, after repairing damage and merging conflict copies."""
        return self._file.read().decisions

    def edit(self, change: Callable[[tuple[IssueDecision, ...]], tuple[IssueDecision, ...]]) -> None:
        """Replace the decisions, durably: after the return they survive a crash."""
        self._file.edit(lambda known: replace(known, decisions=latest(change(known.decisions))))

    def problems(self) -> Iterator[str]:
        """Yield a sentence for each fault that reading would repair. Raises StoreError if it cannot."""
        return self._file.problems("what you decided on open issues")


def _count(known: DecisionList) -> str:
    number = len(known.decisions)
    return f"{number} decision{'' if number == 1 else 's'} on open issues" if number else ""
