"""Stores the corrections of briefings: one JSON file an article, in a folder beside the annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from briefing.domain.annotation import ArticleHead, utc_now
from briefing.domain.correction import Correction
from briefing.domain.correction_codec import (
    CorrectionList,
    in_order,
    merge_corrections,
    parse_corrections,
    serialize_corrections,
)
from briefing.store.annotations.folder_listing import FolderListing
from briefing.store.annotations.merged_files import FileFormat, MergedFiles
from briefing.store.annotations.sync_conflicts import FileKind
from briefing.store.files.atomic_write import sweep
from briefing.store.files.file_errors import read_errors
from briefing.store.notices import FileFinding, Notices


class CorrectionStore:
    """Corrections by article id. All methods are thread-safe and raise StoreError."""

    def __init__(self, folder: Path, notices: Notices, *, now: Callable[[], datetime] = utc_now) -> None:
        """`notices` receives what was odd about the files."""
        self.folder = folder
        form = FileFormat(
            lambda name: CorrectionList(ArticleHead(name, "")),
            parse_corrections,
            serialize_corrections,
            merge_corrections,
            _count,
            into="these corrections",
            prefix=f"{folder.name}/",
        )
        self._files = MergedFiles(folder, form, notices, now, self._copies)
        self._listing = FolderListing(folder)
        self._swept = False

    def read(self, article_id: str) -> CorrectionList:
        """Return the corrections; damage is repaired and conflict copies are merged first."""
        return self._files.read(article_id)

    def edit(
        self, head: ArticleHead, change: Callable[[tuple[Correction, ...]], tuple[Correction, ...]]
    ) -> None:
        """Replace the corrections; once this returns, they survive a crash."""
        if not self._swept:
            self._swept = True
            with self._files.lock.held():
                sweep(self.folder)
                sweep(self._files.backups.folder)

        def changed(known: CorrectionList) -> CorrectionList:
            return replace(known, head=head, corrections=in_order(change(known.corrections)))

        self._files.edit(head.id, changed)

    def bring_in(self, article_id: str, content: bytes) -> None:
        """Merge a file of corrections into the stored one."""
        self._files.bring_in(article_id, content)

    def problems(self) -> Iterator[FileFinding]:
        """Yield each fault of the files."""
        for article_id in sorted({*self.ids(), *self._files.backups.names()}):
            yield from self._files.problems(article_id)

    def ids(self) -> list[str]:
        """The articles with a file of corrections, readable or not."""
        with read_errors(self.folder):
            return self._listing.ids()

    def _copies(self, article_id: str, fresh: bool) -> list[Path]:
        """Copies that a sync tool put beside the file."""
        with read_errors(self.folder):
            files = self._listing.files(article_id, fresh=fresh)
        return [self.folder / each.name for each in files if each.kind is FileKind.CONFLICT]


def _count(known: CorrectionList) -> str:
    number = len(known.corrections)
    about = f" of “{known.head.title}”" if known.head.title else ""
    return f"{number} correction{'' if number == 1 else 's'}{about}" if number else ""
