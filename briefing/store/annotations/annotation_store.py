"""Stores annotations on disk: one JSON file an article, with the text they were made on.

An acknowledged write is on the disk. What another program or another briefing wrote is never overwritten.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.annotation import AnnotatedArticle, Annotation, ArticleHead, sort_by_position
from briefing.domain.article import is_article_id, text_hash
from briefing.errors import StoreError
from briefing.store.annotations.annotation_changes import Edit, Put, Remove, apply_edits, moved_on
from briefing.store.annotations.annotation_files import AnnotationFiles, FilesOnDisk
from briefing.store.annotations.collection import Collection
from briefing.store.annotations.repair import refusal, standing
from briefing.store.annotations.sync_conflicts import FileKind
from briefing.store.files.atomic_write import free_name, move_durably
from briefing.store.files.file_errors import reading_of, writing_of
from briefing.store.files.lock import WAIT_SECONDS, FolderLock

__all__ = ["AnnotationStore", "Edit", "Put", "Remove", "RemovedAnnotations", "StoredAnnotations"]


@dataclass(frozen=True, slots=True)
class StoredAnnotations:
    """What is kept of one article."""

    article: AnnotatedArticle
    """Its text is None when the one that the annotations stand on is not here."""
    read_only: str | None = None
    """Why it must not be changed, a sentence; None when it may be."""
    notices: tuple[str, ...] = ()
    """What was odd, and what was done about it; a sentence each."""
    stamp: str = ""
    """What `AnnotationStore.stamps` says of the very state that was read or written."""


@dataclass(frozen=True, slots=True)
class RemovedAnnotations:
    """An article's annotations that were taken out, and where they lie."""

    article_id: str
    folder: Path
    names: tuple[str, ...]
    """Of the files, as they were; empty when there were none."""


class AnnotationStore:
    """Notes by article id. Every method may be called from any thread, and raises StoreError.

    An id that is none is a mistake of the caller's, and raises ValueError.
    """

    def __init__(
        self,
        folder: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self.folder = folder
        self._now = now
        self._lock = FolderLock(folder, wait_seconds=wait_seconds)
        self._files = AnnotationFiles(folder, now=now)
        self._swept = False

    # Reading

    def read(self, article_id: str) -> StoredAnnotations | None:
        """What is kept; None when nothing is. Mends what is damaged and merges conflict copies first."""
        found = self._files.look(_checked(article_id))
        if found.is_newer or (found.is_sound and found.collection is not None):
            notes = self._notes(article_id, found)
            if notes.article.text is None and notes.article.head.text_sha256:
                # The text may have been replaced, with the collection, between the two looks.
                found = self._files.look(article_id)
                notes = self._notes(article_id, found) if found.collection else notes
            return notes
        if not found.is_something:
            return None
        try:
            with self._lock.held():
                found, notices = self._files.mend(article_id)
        except StoreError as error:  # shown all the same: it is mended when the folder can be written
            found, notices = self._files.mended_in_memory(article_id, found, str(error))
        if not notices and (told := self._files.damage_told(found)) is not None:
            notices.append(told)
        return self._notes(article_id, found, notices)

    def has(self, article_id: str) -> bool:
        """Whether `read` gives something."""
        with reading_of(self.folder):
            files = self._files.listing.files(_checked(article_id))
        return any(each.kind is not FileKind.TEXT for each in files)

    def ids(self) -> list[str]:
        """The articles that have a file of annotations, or had one that could not be read."""
        with reading_of(self.folder):
            return self._files.listing.ids()

    def stamps(self) -> dict[str, str]:
        """For each of `ids`, another word whenever its file has changed; from one look at the folder."""
        with reading_of(self.folder):
            return self._files.listing.stamps()

    def versions(self, article_id: str) -> list[tuple[str, str]]:
        """Hash and text: every text that annotations of this article stand on, or stood on and still need."""
        found = self._files.look(_checked(article_id))
        return self._files.texts.versions(found.names(FileKind.TEXT))

    # Writing

    def edit(self, head: ArticleHead, text: str | None, edits: Sequence[Edit]) -> StoredAnnotations:
        """Apply these changes to what the file says now. After the return they survive any crash.

        Nothing else in the file changes, unless the text is another than the one its annotations stand on:
        then they are found again in this one. Without a text they stay on the one they have.
        """
        with self._changing(head.id) as (found, notices):
            known = found.collection
            annotations = known.annotations if known else ()
            head = _pointing(head, text, known)
            if text is not None and known and known.head.text_sha256 != head.text_sha256:
                annotations = reanchor(annotations, text, self._old_text(found))
            changed, more = apply_edits(annotations, edits)
            return self._written(head, text, changed, found, [*notices, *more])

    def replace_text(
        self, head: ArticleHead, text: str, annotations: Iterable[Annotation]
    ) -> StoredAnnotations:
        """Let the article's annotations stand on another text, at the places that these have in it.

        What another briefing changed meanwhile stays changed. The old text is kept for as long as there are
        orphans when it is the one that some became orphans of.
        """
        with self._changing(head.id) as (found, notices):
            head = _pointing(head, text, found.collection)
            moved = moved_on(found.collection, annotations, head.text_sha256, text, self._old_text(found))
            return self._written(head, text, moved, found, notices)

    def remove(self, article_id: str) -> RemovedAnnotations:
        """Take the article's annotations out, with their texts; the files lie in `removed/` from now on."""
        with self._lock.held():
            own = f"{_checked(article_id)}.json"
            with reading_of(self.folder):
                names = [each.name for each in self._files.listing.files(article_id, fresh=True)]
            folder = free_name(self.folder / "removed" / f"{article_id}-{self._now():%Y%m%d-%H%M%S}")
            if names:
                # The collection first: without it, what is left means nothing.
                names.sort(key=lambda name: (name != own, name))
                with writing_of(folder):
                    folder.mkdir(parents=True)
                    for name in names:
                        move_durably(self.folder / name, folder / name)
            return RemovedAnnotations(article_id, folder, tuple(names))

    def undo_remove(self, forgotten: RemovedAnnotations) -> StoredAnnotations | None:
        """Undo `forget`; annotations that were made since are kept too."""
        article_id = _checked(forgotten.article_id)
        with self._lock.held():
            for name in reversed(forgotten.names):  # the collection last
                with writing_of(self.folder / name):
                    self._files.take_back(forgotten.folder / name, article_id)
            with contextlib.suppress(OSError):
                forgotten.folder.rmdir()
        if forgotten.names and not self.has(article_id):
            raise StoreError(
                f"{article_id}.json is not in {forgotten.folder} any more, so it was not brought back: "
                f"see whether there is a backup of it."
            )
        return self.read(article_id)

    def find_removed(self, article_id: str) -> RemovedAnnotations | None:
        """What `forget` took out last of this article and nobody has brought back; None without."""
        found: list[tuple[str, int, Path, tuple[str, ...]]] = []
        with reading_of(self.folder / "removed"), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            for folder in (self.folder / "removed").glob(f"{_checked(article_id)}-*"):
                # A second one of the same second has a number behind its name.
                moment, _, number = folder.name[len(article_id) + 1 :].partition("-")[2].partition("-")
                names = tuple(
                    sorted(each.name for each in folder.iterdir() if each.name.startswith(article_id))
                )
                if names:
                    day = folder.name[len(article_id) + 1 :][:8]
                    found.append((f"{day}-{moment}", int(number) if number.isdigit() else 1, folder, names))
        if not found:
            return None
        _, _, folder, names = max(found)
        own = f"{article_id}.json"
        return RemovedAnnotations(
            article_id, folder, tuple(sorted(names, key=lambda name: (name != own, name)))
        )

    def removed_ids(self) -> set[str]:
        """The articles for which `removed` may give something."""
        with reading_of(self.folder / "removed"), contextlib.suppress(FileNotFoundError, NotADirectoryError):
            return {each.name.partition("-")[0] for each in (self.folder / "removed").iterdir()}
        return set()

    @contextmanager
    def _changing(self, article_id: str) -> Iterator[tuple[FilesOnDisk, list[str]]]:
        """What the file says now, mended, which nobody else changes meanwhile."""
        _checked(article_id)
        with self._lock.held():
            if not self._swept:
                self._files.sweep()
                self._swept = True
            found, notices = self._files.mend(article_id)
            if found.is_newer:
                raise StoreError(refusal(f"{article_id}.json"))
            if not notices and (told := self._files.damage_told(found)) is not None:
                notices.append(told)
            yield found, notices

    def _written(
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
        keep_old = bool(orphans - were)  # the text that they were made on, or were seen on last
        written = self._files.write(collection, text, found, keep_old=keep_old, keep_older=bool(orphans))
        return self._notes(head.id, written, notices)

    def _old_text(self, found: FilesOnDisk) -> str | None:
        """The text that the annotations of a file stand on."""
        collection = found.collection
        if collection is None:
            return None
        return self._files.text(collection.head.text_sha256, collection.head.id, found)

    def _notes(self, article_id: str, found: FilesOnDisk, notices: Sequence[str] = ()) -> StoredAnnotations:
        collection = found.collection
        if collection is None:
            return StoredAnnotations(
                AnnotatedArticle(ArticleHead(article_id, ""), ()), None, tuple(notices), found.stamp
            )
        text = self._files.text(collection.head.text_sha256, article_id, found)
        annotations = sort_by_position(standing(collection.annotations, text))
        return StoredAnnotations(
            AnnotatedArticle(collection.head, annotations, text),
            refusal(f"{article_id}.json") if found.is_newer else None,
            tuple(notices),
            found.stamp,
        )


def _checked(article_id: str) -> str:
    if not is_article_id(article_id):
        raise ValueError(f"not an article's id: {article_id!r}")
    return article_id


def _pointing(head: ArticleHead, text: str | None, known: Collection | None) -> ArticleHead:
    """The head with the hash of the text that the annotations will stand on."""
    if text is not None:
        return replace(head, text_sha256=text_hash(text))
    return replace(head, text_sha256=known.head.text_sha256) if known else head
