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
from briefing.store.annotations.merged_files import FileFormat, MergedFiles
from briefing.store.annotations.repair import newer_version_message
from briefing.store.annotations.sync_conflicts import is_conflict_copy
from briefing.store.files.file_errors import read_errors
from briefing.store.notices import Notices

NAME = "issues"
FILE = f"{NAME}.json"


class DecisionStore:
    """The file of decisions. All methods are thread-safe and raise StoreError."""

    def __init__(
        self, folder: Path, notices: Notices, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`folder` is that of the annotations; `notices` receives what was irregular about the file."""
        self.file = folder / FILE
        form = FileFormat(
            lambda _: DecisionList(),
            lambda content, _: parse_decisions(content),
            serialize_decisions,
            merge_decisions,
            _count,
            into=FILE,
        )
        self._files = MergedFiles(folder, form, notices, now, lambda *_: self._copies())

    def read(self) -> tuple[IssueDecision, ...]:
        """Return the stored decisions, after repairing damage and merging conflict copies."""
        return self._files.read(NAME).decisions

    def edit(self, change: Callable[[tuple[IssueDecision, ...]], tuple[IssueDecision, ...]]) -> None:
        """Replace the decisions, durably: after the return they survive a crash."""
        self._files.edit(NAME, lambda known: replace(known, decisions=latest(change(known.decisions))))

    def bring_in(self, content: bytes) -> None:
        """Merge another file of decisions into the stored one."""
        self._files.bring_in(NAME, content)

    def problems(self) -> Iterator[str]:
        """Yield a sentence for each fault that reading would repair. Raises StoreError if it cannot."""
        repair = "`briefing doctor --repair`"
        try:
            if self._files.parsed(NAME).is_newer:
                yield newer_version_message(FILE)
        except ValueError as error:
            yield (
                f"{FILE} is damaged (it {error}): {repair} sets it aside, and brings back what you decided "
                f"on open issues from its backup."
            )
        for copy in self._copies():
            yield f"{copy.name}, written on another device, waits: {repair} merges it."

    def _copies(self) -> list[Path]:
        """List the copies that a sync tool put beside the file."""
        with read_errors(self.file.parent):
            return sorted(
                each for each in self.file.parent.glob(f"{NAME}?*") if is_conflict_copy(each.name, NAME)
            )


def _count(known: DecisionList) -> str:
    number = len(known.decisions)
    return f"{number} decision{'' if number == 1 else 's'} on open issues"
