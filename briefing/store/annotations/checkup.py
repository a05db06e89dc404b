"""Reports irregular files of annotations and corrections without changing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from briefing.domain.annotation import utc_now
from briefing.domain.correction_codec import parse_corrections
from briefing.errors import StoreError
from briefing.regular_files import read_regular
from briefing.store.annotations.annotation_files import AnnotationFiles, FilesOnDisk
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.annotations.correction_store import CorrectionStore
from briefing.store.annotations.folder_listing import FolderListing
from briefing.store.annotations.merged_files import deleted_message
from briefing.store.annotations.repair import deleted, newer_version_message
from briefing.store.annotations.sync_conflicts import FileKind, NamedFile
from briefing.store.files.file_errors import read_errors
from briefing.store.notices import Notices


@dataclass(frozen=True, slots=True)
class FileFinding:
    sentence: str
    """The finding and what to do about it."""
    repair: Callable[[], Iterable[str]] | None = None
    """Repairs it without a loss, and returns a sentence for each thing that it did; None if nothing does."""
    is_harmless: bool = False
    """Whether nothing more can be done by the program."""
    lacks_text: str = ""
    """The id of the article whose text in the library would repair it."""


def check_annotation_files(folder: Path) -> Iterator[FileFinding]:
    """Yield findings, sorted by article id. Raises StoreError if the folder cannot be listed."""
    files, store = AnnotationFiles(folder, now=utc_now), AnnotationStore(folder)
    with read_errors(folder):
        ids = files.listing.ids()
    for article_id in ids:
        try:
            found = files.read(article_id)
            yield from _annotation_findings(article_id, found, files, store)
        except StoreError as error:
            yield FileFinding(str(error))
    with read_errors(folder):
        for article_id in sorted(files.backups.names() - set(ids)):
            if (lost := files.deleted(article_id)) is not None:
                yield FileFinding(
                    f"{deleted(lost.collection)}: `briefing doctor --repair` brings their backup back.",
                    partial(_restore, store, article_id),
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
        repair = partial(_repair_corrections, folder, article_id)
        yield from _findings(article_id, f"{folder.name}/", named, fault, repair, is_newer=is_newer)
    for article_id, entries in CorrectionStore(folder, Notices()).deleted():
        yield FileFinding(
            deleted_message(entries, f"{folder.name}/{article_id}.json"),
            partial(_repair_corrections, folder, article_id),
        )


def _read(store: AnnotationStore, article_id: str) -> Iterable[str]:
    stored = store.read(article_id)
    return stored.notices if stored else ()


def _restore(store: AnnotationStore, article_id: str) -> Iterable[str]:
    for earlier in store.earlier(article_id)[:1]:
        restored = store.restore_earlier(article_id, earlier).article.annotations
        number = f"{len(restored)} annotation{'' if len(restored) == 1 else 's'}"
        yield f"{article_id}.json is that of {earlier.day} again: {number}."


def _repair_corrections(folder: Path, article_id: str) -> Iterable[str]:
    notices = Notices()
    done = CorrectionStore(folder, notices).repair(article_id)
    return (*notices.pop(), *done)


def _annotation_findings(
    article_id: str, found: FilesOnDisk, files: AnnotationFiles, store: AnnotationStore
) -> Iterator[FileFinding]:
    read = partial(_read, store, article_id)
    yield from _findings(article_id, "", found.files, found.fault, read, is_newer=found.is_newer)
    collection = found.collection
    for aside in found.names(FileKind.DAMAGED) if collection is None and found.fault is None else ():
        said = f"{aside} was set aside with nothing in its place and has"
        if next(files.backups.states(article_id), None) is not None:
            said += " a backup: `briefing doctor --repair` brings that back."
            yield FileFinding(said, partial(_restore, store, article_id))
        else:
            yield FileFinding(f"{said} no backup: open it in a text editor to see what can be had.")
    if collection is not None and collection.annotations:
        head = collection.head
        if head.text_sha256 and files.text(head.text_sha256, article_id, found) is None:
            yield FileFinding(
                f"The text that the annotations of “{head.title or article_id}” were made on is missing: "
                f"open the article again, and they are looked for in it.",
                lacks_text="" if found.is_newer else article_id,
            )


def _findings(
    article_id: str,
    below: str,
    files: tuple[NamedFile, ...],
    fault: str | None,
    repair: Callable[[], Iterable[str]],
    *,
    is_newer: bool,
) -> Iterator[FileFinding]:
    """Yield damage and copies; `below` is the folder to name, with a slash."""
    name = f"{below}{article_id}.json"
    if fault is not None:
        yield FileFinding(
            f"{name} is damaged (it {fault}): `briefing doctor --repair` sets it aside, and brings back what "
            f"can be read of it and of its backups.",
            repair,
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
                repair,
            )
        elif file.kind is FileKind.DAMAGED and any(each.kind is FileKind.COLLECTION for each in files):
            yield FileFinding(
                f"{below}{file.name} is a damaged file whose content was brought back as far as it could be: "
                f"delete it when you miss nothing.",
                is_harmless=True,
            )
