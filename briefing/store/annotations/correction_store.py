"""Stores the corrections of briefings: one JSON file an article, in a folder beside the annotations.

A write that returned is on the disk. What another program or process wrote is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from briefing.domain.annotation import ArticleHead
from briefing.domain.correction import Correction
from briefing.domain.correction_codec import (
    CorrectionList,
    in_order,
    merge_corrections,
    parse_corrections,
    serialize_corrections,
)
from briefing.errors import StoreError
from briefing.regular_files import read_regular
from briefing.store.annotations.folder_listing import FolderListing
from briefing.store.annotations.repair import newer_version_message
from briefing.store.annotations.sync_conflicts import FileKind, conflict_copy
from briefing.store.files.atomic_write import set_damaged_aside, sweep, write_durably
from briefing.store.files.file_errors import read_errors, write_errors
from briefing.store.files.generations import Generations
from briefing.store.files.lock import FolderLock
from briefing.store.notices import Notices


class CorrectionStore:
    """Corrections by article id. All methods are thread-safe and raise StoreError."""

    def __init__(
        self, folder: Path, notices: Notices, *, now: Callable[[], datetime] = lambda: datetime.now(UTC)
    ) -> None:
        """`notices` receives what was odd about the files."""
        self.folder = folder
        self._notices = notices
        self._now = now
        self._lock = FolderLock(folder)
        self._listing = FolderListing(folder)
        self._backups = Generations(folder / "backups", ".json")
        self._swept = False

    def read(self, article_id: str) -> CorrectionList:
        """What is stored; damage is repaired and conflict copies are merged first."""
        if not self._copies(article_id):
            with suppress(ValueError):
                return self._parsed(article_id)
        with self._lock.held():
            return self._repaired(article_id)

    def edit(
        self, head: ArticleHead, change: Callable[[tuple[Correction, ...]], tuple[Correction, ...]]
    ) -> None:
        """Replace the corrections. After the return they survive a crash."""
        with self._lock.held():
            if not self._swept:
                self._swept = True
                sweep(self.folder)
                sweep(self._backups.folder)
            known = self._repaired(head.id)
            if known.is_newer:
                raise StoreError(newer_version_message(f"{self.folder.name}/{head.id}.json"))
            changed = replace(known, head=head, corrections=in_order(change(known.corrections)))
            self._write(changed, self._content(head.id))

    def bring_in(self, article_id: str, content: bytes) -> None:
        """Merge a file of corrections into the one that is here."""
        file = self._file(article_id)
        with self._lock.held():
            present = self._content(article_id)
            if present != content:
                target = file if present is None else conflict_copy(file, self._now())
                with write_errors(target):
                    write_durably(target, content)
            if present is not None:
                self._repaired(article_id)

    def ids(self) -> list[str]:
        """The articles with a file of corrections, readable or not."""
        with read_errors(self.folder):
            return self._listing.ids()

    def _copies(self, article_id: str, *, fresh: bool = False) -> list[Path]:
        """Copies that a sync tool put beside the file."""
        with read_errors(self.folder):
            files = self._listing.files(article_id, fresh=fresh)
        return [self.folder / each.name for each in files if each.kind is FileKind.CONFLICT]

    def _parsed(self, article_id: str) -> CorrectionList:
        """Empty without a file. Raises ValueError for a damaged one."""
        content = self._content(article_id)
        if content is None:
            return CorrectionList(ArticleHead(article_id, ""))
        return parse_corrections(content, article_id)

    def _content(self, article_id: str) -> bytes | None:
        file = self._file(article_id)
        with read_errors(file):
            try:
                return read_regular(file)
            except FileNotFoundError:
                return None

    def _repaired(self, article_id: str) -> CorrectionList:
        """Replace a damaged file by its backup, and merge conflict copies. Requires the lock."""
        try:
            known = self._parsed(article_id)
        except ValueError as error:
            known = self._restored(article_id, str(error))
        for file in self._copies(article_id, fresh=True) if not known.is_newer else ():
            with read_errors(file):
                content = read_regular(file)
            try:
                copy = parse_corrections(content, article_id)
            except ValueError:
                notice = f"{file.name} was damaged, and was moved to backups."
            else:
                if copy.is_newer:
                    continue
                known = merge_corrections(known, copy)
                self._write(known, self._content(article_id))  # before the copy is moved out of the way
                notice = f"{file.name}, written on another device, was merged into these corrections."
            with write_errors(file):
                self._backups.archive(file)
            self._notices.add([notice])
        return known

    def _restored(self, article_id: str, fault: str) -> CorrectionList:
        """Set a damaged file aside, and write its backup."""
        file, known = self._file(article_id), self._backup(article_id)
        with write_errors(file):
            aside = set_damaged_aside(file, self._now(), self._content(article_id))
        self._write(known, None)
        number = len(known.corrections)
        brought = f"{number} correction{'' if number == 1 else 's'}"
        self._notices.add(
            [
                f"{self.folder.name}/{file.name} was damaged (it {fault}): it has been set aside as "
                f"{aside.name}, with {brought} brought back from its backup."
            ]
        )
        return known

    def _backup(self, article_id: str) -> CorrectionList:
        for _, content in self._backups.all(article_id):
            try:
                return parse_corrections(content, article_id)
            except ValueError:
                continue
        return CorrectionList(ArticleHead(article_id, ""))

    def _write(self, listed: CorrectionList, before: bytes | None) -> None:
        """`before` is the content that it replaces, None for one that is damaged."""
        file, content = self._file(listed.head.id), serialize_corrections(listed)
        if content == before:
            return
        with write_errors(file):
            write_durably(file, content)
        self._backups.record(listed.head.id, before, content)

    def _file(self, article_id: str) -> Path:
        return self.folder / f"{article_id}.json"
