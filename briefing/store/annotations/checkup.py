"""Reports irregular files of annotations and corrections without changing them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from pathlib import Path

from briefing.domain.correction_codec import parse_corrections
from briefing.errors import StoreError
from briefing.regular_files import read_regular
from briefing.store.annotations.annotation_files import AnnotationFiles, FilesOnDisk
from briefing.store.annotations.correction_store import CorrectionStore
from briefing.store.annotations.folder_listing import FolderListing
from briefing.store.annotations.merged_files import deleted_message
from briefing.store.annotations.repair import deleted, newer_version_message
from briefing.store.annotations.sync_conflicts import FileKind, NamedFile
from briefing.store.files.file_errors import read_errors
from briefing.store.notices import Notices


class Remedy(Enum):
    """The ways to repair a file."""

    READ = auto()
    """Reading the file: damage is set aside, and copies are merged."""
    BACKUP = auto()
    """The file's newest backup, since nothing is in its place."""
    TEXT = auto()
    """The article's text in the library."""


@dataclass(frozen=True, slots=True)
class FileFinding:
    sentence: str
    """The finding and what to do about it."""
    is_harmless: bool = False
    """Whether nothing more can be done by the program."""
    article_id: str = ""
    remedy: Remedy | None = None
    """The repair; None if there is none, or none without a loss."""


def check_annotation_files(folder: Path) -> Iterator[FileFinding]:
    """Yield findings, sorted by article id. Raises StoreError if the folder cannot be listed."""
    files = AnnotationFiles(folder, now=lambda: datetime.now(UTC))
    with read_errors(folder):
        ids = files.listing.ids()
    for article_id in ids:
        try:
            found = files.read(article_id)
            yield from _annotation_findings(article_id, found, files)
        except StoreError as error:
            yield FileFinding(str(error))
    with read_errors(folder):
        for article_id in sorted(files.backups.ids() - set(ids)):
            if (lost := files.deleted(article_id)) is not None:
                yield FileFinding(
                    f"{deleted(lost.collection)}: `briefing doctor --repair` brings their backup back.",
                    article_id=article_id,
                    remedy=Remedy.BACKUP,
                )


def check_correction_files(folder: Path) -> Iterator[FileFinding]:
    """Yield findings about corrections, sorted by article id. Raises StoreError if they are unreadable."""
    listing = FolderListing(folder)
    with read_errors(folder):
        ids = listing.ids()
    for article_id in ids:
        with read_errors(folder):
            named = listing.files(article_id)
        fault, is_newer = None, False
        for file in named:
            if file.kind is FileKind.COLLECTION:
                try:
                    with read_errors(folder / file.name):
                        content = read_regular(folder / file.name)
                    is_newer = parse_corrections(content, article_id).is_newer
                except StoreError as error:
                    yield FileFinding(str(error))
                except ValueError as error:
                    fault = str(error)
        yield from _findings(article_id, f"{folder.name}/", named, fault, is_newer=is_newer)
    for article_id, entries in CorrectionStore(folder, Notices()).deleted():
        yield FileFinding(
            deleted_message(entries, f"{folder.name}/{article_id}.json"),
            article_id=article_id,
            remedy=Remedy.READ,
        )


def _annotation_findings(
    article_id: str, found: FilesOnDisk, files: AnnotationFiles
) -> Iterator[FileFinding]:
    yield from _findings(article_id, "", found.files, found.fault, is_newer=found.is_newer)
    collection = found.collection
    for aside in found.names(FileKind.DAMAGED) if collection is None and found.fault is None else ():
        said = f"{aside} was set aside with nothing in its place and has"
        if files.backups.newest(article_id) is not None:
            said += " a backup: `briefing doctor --repair` brings that back."
            yield FileFinding(said, article_id=article_id, remedy=Remedy.BACKUP)
        else:
            yield FileFinding(f"{said} no backup: open it in a text editor to see what can be had.")
    if collection is not None and collection.annotations:
        head = collection.head
        if head.text_sha256 and files.text(head.text_sha256, article_id, found) is None:
            yield FileFinding(
                f"The text that the annotations of “{head.title or article_id}” were made on is missing: "
                f"open the article again, and they are looked for in it.",
                article_id=article_id,
                remedy=None if found.is_newer else Remedy.TEXT,
            )


def _findings(
    article_id: str, below: str, files: tuple[NamedFile, ...], fault: str | None, *, is_newer: bool
) -> Iterator[FileFinding]:
    """Yield damage and copies; `below` is the folder to name, with a slash."""
    name = f"{below}{article_id}.json"
    if fault is not None:
        yield FileFinding(
            f"{name} is damaged (it {fault}): `briefing doctor --repair` sets it aside, and brings back what "
            f"can be read of it and of its backups.",
            article_id=article_id,
            remedy=Remedy.READ,
        )
    if is_newer:
        yield FileFinding(newer_version_message(name))
    for file in files:
        if file.kind is FileKind.CONFLICT and is_newer:
            yield FileFinding(
                f"{below}{file.name}, written on another device, is merged once briefing is updated."
            )
        elif file.kind is FileKind.CONFLICT:
            yield FileFinding(
                f"{below}{file.name}, written on another device, waits: "
                f"`briefing doctor --repair` merges it.",
                article_id=article_id,
                remedy=Remedy.READ,
            )
        elif file.kind is FileKind.DAMAGED and any(each.kind is FileKind.COLLECTION for each in files):
            yield FileFinding(
                f"{below}{file.name} is a damaged file whose content was brought back as far as it could be: "
                f"delete it when you miss nothing.",
                is_harmless=True,
            )
