"""Stores annotations on disk: one JSON file an article, with the text they are anchored in.

A write that returned is on the disk. What another program or process wrote is never overwritten.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.annotation import (
    AnnotatedArticle,
    Annotation,
    ArticleHead,
    sort_by_position,
    stamp,
    utc_now,
)
from briefing.domain.article import is_article_id, text_hash
from briefing.errors import StoreError
from briefing.regular_files import make_private_folder
from briefing.store.annotations.annotation_changes import Edit, apply_anchors, apply_edits
from briefing.store.annotations.annotation_files import AnnotationFiles, FilesOnDisk
from briefing.store.annotations.backups import Backup
from briefing.store.annotations.collection import Collection
from briefing.store.annotations.repair import newer_version_message, reanchor_displaced
from briefing.store.annotations.sync_conflicts import FileKind
from briefing.store.files.atomic_write import free_name, move_durably
from briefing.store.files.file_errors import read_errors, write_errors
from briefing.store.files.lock import WAIT_SECONDS, FolderLock

_REMOVAL = re.compile(r"[0-9a-f]{16}-(?P<moment>\d{8}-\d{6})(?:-(?P<number>\d+))?")
"""Name of a folder of removed files; `free_name` numbers those of the same second."""


@dataclass(frozen=True, slots=True)
class StoredAnnotations:
    article: AnnotatedArticle
    """The article, whose text is None if the text that the annotations are anchored in is missing."""
    read_only: str | None = None
    """Why the annotations must not be changed, as a sentence; None if they may be."""
    notices: tuple[str, ...] = ()
    """Irregularities and what was done about them, a sentence each."""
    stamp: str = ""
    """The value in `AnnotationStore.stamps` for exactly this state."""


@dataclass(frozen=True, slots=True)
class RemovedAnnotations:
    """An article's removed annotations and where their files are."""

    article_id: str
    folder: Path
    names: tuple[str, ...]
    """Original file names; empty if there were no files."""


class AnnotationStore:
    """Annotations by article id. All methods are thread-safe and raise StoreError.

    An invalid id raises ValueError.
    """

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime] = utc_now,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self.folder = folder
        self._now = now
        self._lock = FolderLock(folder, wait_seconds=wait_seconds)
        self._files = AnnotationFiles(folder, now=now)
        self._swept = False
        self._deleted: list[Backup] = []

    # Reading

    def read(self, article_id: str) -> StoredAnnotations | None:
        """The stored annotations, or None. Repairs damage and merges conflict copies first."""
        found = self._files.read(_checked(article_id))
        if found.is_newer or (found.is_sound and found.collection is not None):
            notes = self._stored(article_id, found)
            if notes.article.text is None and notes.article.head.text_sha256:
                # Both files may have been replaced between reading the collection and the text.
                found = self._files.read(article_id)
                notes = self._stored(article_id, found) if found.collection else notes
            return notes
        if not found.has_files:
            if (lost := self._files.deleted(article_id)) is not None:
                self._deleted.append(lost)
                with contextlib.suppress(StoreError), self._lock.held():  # told again if it cannot be kept
                    self._files.keep_deleted(article_id)
            return None
        try:
            with self._lock.held():
                found, notices = self._files.repair_files(article_id)
        except StoreError as error:  # show it anyway; it is repaired once the folder is writable
            found, notices = self._files.repair_in_memory(article_id, found, str(error))
        return self._stored(article_id, found, notices)

    def pop_deleted(self) -> list[Backup]:
        """Return and forget the annotations whose files another program was found to have deleted."""
        found = self._deleted[:]
        del self._deleted[: len(found)]
        return found

    def has(self, article_id: str) -> bool:
        """Whether `read` returns anything."""
        with read_errors(self.folder):
            files = self._files.listing.files(_checked(article_id))
        return any(each.kind is not FileKind.TEXT for each in files)

    def ids(self) -> list[str]:
        """The articles with annotation files, readable or not."""
        with read_errors(self.folder):
            return self._files.listing.ids()

    def stamps(self) -> dict[str, str]:
        """A value for each of `ids` that changes with its files; from one listing of the folder."""
        with read_errors(self.folder):
            return self._files.listing.stamps()

    def versions(self, article_id: str) -> list[tuple[str, str]]:
        """The hash and text of every text that annotations of this article are or were anchored in."""
        found = self._files.read(_checked(article_id))
        return self._files.texts.versions(found.names(FileKind.TEXT))

    # Writing

    def edit(self, head: ArticleHead, text: str | None, edits: Sequence[Edit]) -> StoredAnnotations:
        """Apply the edits to the current file; once this returns, they survive a crash.

        Where `text` differs from the stored one, all annotations are re-anchored in it; without a text they
        stay in the stored one. Nothing else in the file changes.
        """
        with self._locked(head.id) as (found, notices):
            known = found.collection
            annotations = known.annotations if known else ()
            head = _with_text_hash(head, text, known)
            if text is not None and known and known.head.text_sha256 != head.text_sha256:
                annotations = reanchor(annotations, text, self._old_text(found))
            changed, more = apply_edits(annotations, edits)
            return self._write(head, text, changed, found, [*notices, *more])

    def replace_text(
        self, head: ArticleHead, text: str, annotations: Iterable[Annotation]
    ) -> StoredAnnotations:
        """Move the article's annotations to another text, at the anchors given in `annotations`.

        Changes that another process made meanwhile are preserved. The old text is kept while there are
        orphans, if it is the one that some were orphaned from.
        """
        with self._locked(head.id) as (found, notices):
            head = _with_text_hash(head, text, found.collection)
            moved = apply_anchors(
                found.collection, annotations, head.text_sha256, text, self._old_text(found)
            )
            return self._write(head, text, moved, found, notices)

    def remove(self, article_id: str) -> RemovedAnnotations:
        """Move the article's annotation files to `removed/`."""
        with self._lock.held():
            with read_errors(self.folder):
                files = self._files.listing.files(_checked(article_id), fresh=True)
            names = _collection_first(article_id, (each.name for each in files))
            folder = free_name(self.folder / "removed" / f"{article_id}-{self._now():%Y%m%d-%H%M%S}")
            if names:
                with write_errors(folder):
                    make_private_folder(folder)
                    for name in names:
                        move_durably(self.folder / name, folder / name)
            return RemovedAnnotations(article_id, folder, names)

    def undo_remove(self, removed: RemovedAnnotations) -> StoredAnnotations | None:
        """Undo `remove`; annotations made since are merged."""
        article_id = _checked(removed.article_id)
        with self._lock.held():
            for name in reversed(removed.names):  # the collection comes last
                with write_errors(self.folder / name):
                    self._files.restore_file(removed.folder / name, article_id)
            with contextlib.suppress(OSError):
                removed.folder.rmdir()
        if removed.names and not self.has(article_id):
            raise StoreError(
                f"{article_id}.json is not in {removed.folder} any more, so it was not brought back: "
                f"see whether there is a backup of it."
            )
        return self.read(article_id)

    def earlier(self, article_id: str) -> list[Backup]:
        """The earlier states of the article's annotations, the newest first."""
        return self._files.backups.earlier(article_id, self._files.read(_checked(article_id)).content)

    def present(self, article_id: str) -> Backup:
        """The present state, to come back to."""
        found = self._files.read(_checked(article_id))
        return Backup(stamp(self._now()), found.collection or Collection(ArticleHead(article_id, ""), ()))

    def restore_earlier(self, article_id: str, earlier: Backup) -> StoredAnnotations:
        """Replace the annotations by an earlier state of them; the replaced ones become an earlier state.

        They are re-anchored if the text has changed since.
        """
        with self._locked(article_id) as (found, notices):
            was = earlier.collection
            annotations, head = was.annotations, was.head
            if found.collection is None:
                found = replace(found, collection=was)
            elif found.collection.head.text_sha256 != was.head.text_sha256:
                head = found.collection.head
                text, old = (
                    self._files.text(hash_, article_id, found)
                    for hash_ in (head.text_sha256, was.head.text_sha256)
                )
                annotations = reanchor(annotations, text, old) if text is not None else annotations
            return self._write(head, None, annotations, found, notices)

    def bring_in(self, article_id: str, contents: Mapping[str, bytes]) -> None:
        """Merge files of an article, given by name, into those on the disk."""
        is_beside = False
        with self._lock.held():
            for name in reversed(_collection_first(_checked(article_id), contents)):
                with write_errors(self.folder / name):
                    is_beside |= self._files.add_file(name, contents[name], article_id)
        if is_beside:
            self.read(article_id)

    def find_removed(self, article_id: str) -> RemovedAnnotations | None:
        """The article's latest removal that was not undone, or None if there is none."""
        found: list[tuple[str, int, RemovedAnnotations]] = []
        with read_errors(self.folder / "removed"), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            for folder in (self.folder / "removed").glob(f"{_checked(article_id)}-*"):
                removal = _REMOVAL.fullmatch(folder.name)
                files = (each.name for each in folder.iterdir() if each.name.startswith(article_id))
                if removal and (names := _collection_first(article_id, files)):
                    removed = RemovedAnnotations(article_id, folder, names)
                    found.append((removal["moment"], int(removal["number"] or 1), removed))
        return max(found, key=lambda each: each[:2])[-1] if found else None

    def removed_ids(self) -> set[str]:
        """The articles for which `find_removed` may return something."""
        with read_errors(self.folder / "removed"), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            return {each.name.partition("-")[0] for each in (self.folder / "removed").iterdir()}
        return set()

    @contextmanager
    def _locked(self, article_id: str) -> Iterator[tuple[FilesOnDisk, list[str]]]:
        """The repaired current state, under the folder's lock."""
        _checked(article_id)
        with self._lock.held():
            if not self._swept:
                self._files.sweep()
                self._swept = True
            found, notices = self._files.repair_files(article_id)
            if found.is_newer:
                raise StoreError(newer_version_message(f"{article_id}.json"))
            if not found.has_files:
                self._deleted += filter(None, [self._files.keep_deleted(article_id)])
            yield found, notices

    def _write(
        self,
        head: ArticleHead,
        text: str | None,
        annotations: Iterable[Annotation],
        found: FilesOnDisk,
        notices: Sequence[str],
    ) -> StoredAnnotations:
        known = found.collection
        collection = (known or Collection(head, ())).changed(head, annotations)
        orphans = {each.id for each in collection.annotations if each.is_orphan}
        were = {each.id for each in known.annotations if each.is_orphan} if known else set()
        keep_old = bool(orphans - were)  # new orphans need the text they were last found in
        written = self._files.write(collection, text, found, keep_old=keep_old, keep_older=bool(orphans))
        return self._stored(head.id, written, notices)

    def _old_text(self, found: FilesOnDisk) -> str | None:
        """The text that the stored annotations are anchored in."""
        collection = found.collection
        if collection is None:
            return None
        return self._files.text(collection.head.text_sha256, collection.head.id, found)

    def _stored(self, article_id: str, found: FilesOnDisk, notices: Sequence[str] = ()) -> StoredAnnotations:
        collection = found.collection
        if collection is None:
            return StoredAnnotations(
                AnnotatedArticle(ArticleHead(article_id, ""), ()), None, tuple(notices), found.stamp
            )
        text = self._files.text(collection.head.text_sha256, article_id, found)
        annotations = sort_by_position(reanchor_displaced(collection.annotations, text))
        return StoredAnnotations(
            AnnotatedArticle(collection.head, annotations, text),
            newer_version_message(f"{article_id}.json") if found.is_newer else None,
            tuple(notices),
            found.stamp,
        )


def _collection_first(article_id: str, names: Iterable[str]) -> tuple[str, ...]:
    """Return the order in which to move files away: without the collection, the others mean nothing."""
    return tuple(sorted(names, key=lambda name: (name != f"{article_id}.json", name)))


def _checked(article_id: str) -> str:
    if not is_article_id(article_id):
        raise ValueError(f"not an article's id: {article_id!r}")
    return article_id


def _with_text_hash(head: ArticleHead, text: str | None, known: Collection | None) -> ArticleHead:
    """The head with the hash of the text that the annotations will be anchored in."""
    if text is not None:
        return replace(head, text_sha256=text_hash(text))
    return replace(head, text_sha256=known.head.text_sha256) if known else head
