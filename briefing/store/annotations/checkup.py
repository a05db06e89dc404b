"""Reports irregular files of annotations without changing them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from functools import partial
from pathlib import Path

from briefing.domain.annotation import utc_now
from briefing.errors import StoreError
from briefing.store.annotations.annotation_files import AnnotationFiles, FilesOnDisk
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.annotations.repair import deleted, newer_version_message
from briefing.store.annotations.sync_conflicts import FileKind
from briefing.store.files.file_errors import read_errors
from briefing.store.notices import FileFinding, set_aside, waiting_copy


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


def _read(store: AnnotationStore, article_id: str) -> Iterable[str]:
    stored = store.read(article_id)
    return stored.notices if stored else ()


def _restore(store: AnnotationStore, article_id: str) -> Iterable[str]:
    for earlier in store.earlier(article_id)[:1]:
        restored = store.restore_earlier(article_id, earlier).article.annotations
        number = f"{len(restored)} annotation{'' if len(restored) == 1 else 's'}"
        yield f"{article_id}.json is that of {earlier.day} again: {number}."


def _annotation_findings(
    article_id: str, found: FilesOnDisk, files: AnnotationFiles, store: AnnotationStore
) -> Iterator[FileFinding]:
    yield from _file_findings(article_id, found, partial(_read, store, article_id))
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


def _file_findings(
    article_id: str, found: FilesOnDisk, repair: Callable[[], Iterable[str]]
) -> Iterator[FileFinding]:
    """Yield damage and copies."""
    if found.fault is not None:
        yield FileFinding(
            f"{article_id}.json is damaged (it {found.fault}): `briefing doctor --repair` sets it aside, and "
            f"brings back what can be read of it and of its backups.",
            repair,
        )
    if found.is_newer:
        yield FileFinding(newer_version_message(f"{article_id}.json"))
    for name in found.names(FileKind.CONFLICT):
        yield waiting_copy(name, None if found.is_newer else repair)
    for name in found.names(FileKind.DAMAGED) if found.names(FileKind.COLLECTION) else ():
        yield set_aside(name)
