"""Stores what the reader decided on open issues: one JSON file beside the annotations.

A write that returned is on the disk. What another program or process wrote is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from briefing.domain.followups.decision_codec import parse_decisions, serialize_decisions
from briefing.domain.followups.issue_decision import DecisionList, IssueDecision, latest, merge_decisions
from briefing.errors import StoreError
from briefing.regular_files import read_regular
from briefing.store.annotations.repair import newer_version_message
from briefing.store.annotations.sync_conflicts import conflict_copy, is_conflict_copy
from briefing.store.files.atomic_write import set_damaged_aside, write_durably
from briefing.store.files.file_errors import read_errors, write_errors
from briefing.store.files.generations import Generations
from briefing.store.files.lock import FolderLock
from briefing.store.notices import Notices

NAME = "issues"
FILE = f"{NAME}.json"


class DecisionStore:
    """All methods are thread-safe and raise StoreError."""

    def __init__(
        self, folder: Path, notices: Notices, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`folder` is that of the annotations; `notices` receives what was odd about the file."""
        self.file = folder / FILE
        self._notices = notices
        self._now = now
        self._lock = FolderLock(folder)
        self._backups = Generations(folder / "backups", ".json")

    def read(self) -> tuple[IssueDecision, ...]:
        """What is stored; damage is repaired and conflict copies are merged first."""
        if not self._copies():
            with suppress(ValueError):
                return self._parsed().decisions
        with self._lock.held():
            return self._repaired().decisions

    def edit(self, change: Callable[[tuple[IssueDecision, ...]], tuple[IssueDecision, ...]]) -> None:
        """Replace the decisions. After the return they survive a crash."""
        with self._lock.held():
            known = self._repaired()
            if known.is_newer:
                raise StoreError(newer_version_message(FILE))
            self._write(replace(known, decisions=latest(change(known.decisions))), self._content())

    def bring_in(self, content: bytes) -> None:
        """Merge another file of decisions into the one that is here."""
        with self._lock.held():
            present = self._content()
            if present != content:
                target = self.file if present is None else conflict_copy(self.file, self._now())
                with write_errors(target):
                    write_durably(target, content)
            if present is not None:
                self._repaired()

    def problems(self) -> Iterator[str]:
        """What reading would repair, a sentence each. Raises StoreError where the file cannot be read."""
        repair = "`briefing doctor --repair`"
        try:
            if self._parsed().is_newer:
                yield newer_version_message(FILE)
        except ValueError as error:
            yield (
                f"{FILE} is damaged (it {error}): {repair} sets it aside, and brings back what you decided "
                f"on open issues from its backup."
            )
        for copy in self._copies():
            yield f"{copy.name}, written on another device, waits: {repair} merges it."

    def _copies(self) -> list[Path]:
        """Copies that a sync tool put beside the file."""
        with read_errors(self.file.parent):
            return sorted(
                each for each in self.file.parent.glob(f"{NAME}?*") if is_conflict_copy(each.name, NAME)
            )

    def _parsed(self) -> DecisionList:
        """Empty without a file. Raises ValueError for a damaged one."""
        content = self._content()
        return DecisionList() if content is None else parse_decisions(content)

    def _content(self) -> bytes | None:
        with read_errors(self.file):
            try:
                return read_regular(self.file)
            except FileNotFoundError:
                return None

    def _repaired(self) -> DecisionList:
        """Replace a damaged file by its backup, and merge conflict copies. Requires the lock."""
        try:
            known = self._parsed()
        except ValueError as error:
            known = self._restored(str(error))
        for file in self._copies() if not known.is_newer else ():
            with read_errors(file):
                content = read_regular(file)
            try:
                copy = parse_decisions(content)
            except ValueError:
                notice = f"{file.name} was damaged, and was moved to backups."
            else:
                if copy.is_newer:
                    continue
                known = merge_decisions(known, copy)
                self._write(known, self._content())  # before the copy is moved out of the way
                notice = f"{file.name}, written on another device, was merged into {FILE}."
            with write_errors(file):
                self._backups.archive(file)
            self._notices.add([notice])
        return known

    def _restored(self, fault: str) -> DecisionList:
        """Set a damaged file aside, and write its backup."""
        known = DecisionList()
        for _, content in self._backups.all(NAME):
            with suppress(ValueError):
                known = parse_decisions(content)
                break
        with write_errors(self.file):
            aside = set_damaged_aside(self.file, self._now(), self._content())
        self._write(known, None)
        number = len(known.decisions)
        self._notices.add(
            [
                f"{FILE} was damaged (it {fault}): it has been set aside as {aside.name}, with "
                f"{number} decision{'' if number == 1 else 's'} on open issues brought back from its backup."
            ]
        )
        return known

    def _write(self, listed: DecisionList, before: bytes | None) -> None:
        """`before` is the content that it replaces, None for one that is damaged."""
        content = serialize_decisions(listed)
        if content == before:
            return
        with write_errors(self.file):
            write_durably(self.file, content)
        self._backups.record(NAME, before, content)
