"""Reports irregular annotation files without changing them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from briefing.errors import StoreError
from briefing.store.annotations.annotation_files import AnnotationFiles, FilesOnDisk
from briefing.store.annotations.backups import Backup
from briefing.store.annotations.repair import newer_version_message
from briefing.store.annotations.sync_conflicts import FileKind
from briefing.store.files.file_errors import read_errors


@dataclass(frozen=True, slots=True)
class FileFinding:
    sentence: str
    """The finding and what to do about it."""
    is_harmless: bool = False
    """Whether nothing more can be done by the program."""


def check_annotation_files(folder: Path) -> Iterator[FileFinding]:
    """Sorted by article id. Raises StoreError when the folder cannot be listed."""
    files = AnnotationFiles(folder, now=lambda: datetime.now(UTC))
    with read_errors(folder):
        ids = files.listing.ids()
    for article_id in ids:
        try:
            found = files.read(article_id)
            backup = files.backups.newest(article_id)
        except StoreError as error:
            yield FileFinding(str(error))
        else:
            yield from _findings(article_id, found, backup)


def _findings(article_id: str, found: FilesOnDisk, backup: Backup | None) -> Iterator[FileFinding]:
    name = f"{article_id}.json"
    if found.fault is not None:
        outcome = "brings back what its backup has" if backup else "saves what can still be read"
        yield FileFinding(
            f"{name} is damaged (it {found.fault}): `briefing annotations` sets it aside and {outcome}."
        )
    if found.is_newer:
        yield FileFinding(newer_version_message(name))
    for copy in found.names(FileKind.CONFLICT):
        if found.is_newer:
            yield FileFinding(f"{copy}, written on another device, is merged once briefing is updated.")
        else:
            yield FileFinding(f"{copy}, written on another device, waits: `briefing annotations` merges it.")
    for aside in found.names(FileKind.DAMAGED):
        if found.collection is not None:
            yield FileFinding(
                f"{aside} is a damaged file whose annotations were brought back as far as they could be: "
                f"delete it when you miss nothing.",
                is_harmless=True,
            )
        elif backup is not None:
            yield FileFinding(
                f"{aside} was set aside with nothing in its place: "
                f"copy backups/{article_id}.{backup.generation}.json to {name} to have what that says."
            )
        else:
            yield FileFinding(
                f"{aside} was set aside with nothing in its place and has no backup: "
                f"open it in a text editor to see what can be had."
            )
