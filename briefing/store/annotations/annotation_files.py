"""Reads, merges and writes the files of one article's annotations.

All methods but `read` require the folder's lock.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from briefing.domain.article import text_hash
from briefing.regular_files import NotRegularError, open_regular, read_limited, read_regular
from briefing.store.annotations.anchored_texts import TextFiles
from briefing.store.annotations.backups import Backup, Backups
from briefing.store.annotations.collection import Collection, DamagedError, parse, serialize
from briefing.store.annotations.folder_listing import FolderListing
from briefing.store.annotations.repair import Repaired, merge_copies, repair_damage
from briefing.store.annotations.sync_conflicts import FileKind, NamedFile, conflict_copy
from briefing.store.files.atomic_write import (
    free_name,
    move_durably,
    set_damaged_aside,
    sweep,
    sync_folder,
    write_durably,
)
from briefing.store.files.file_errors import read_errors, write_errors


@dataclass(frozen=True, slots=True)
class FilesOnDisk:
    files: tuple[NamedFile, ...]
    content: bytes | None = None
    """The collection's bytes; None if missing or replaced by a folder."""
    collection: Collection | None = None
    fault: str | None = None
    """Why the collection cannot be read, as a predicate: “it …”."""
    stamp: str = ""

    def names(self, kind: FileKind) -> list[str]:
        return [each.name for each in self.files if each.kind is kind]

    @property
    def has_files(self) -> bool:
        return any(each.kind is not FileKind.TEXT for each in self.files)

    @property
    def is_sound(self) -> bool:
        return self.fault is None and not self.names(FileKind.CONFLICT)

    @property
    def is_newer(self) -> bool:
        """Whether a newer briefing wrote the collection, so that it must not be changed."""
        return self.collection is not None and self.collection.newer is not None


class AnnotationFiles:
    """The annotation files of one folder. All methods raise StoreError."""

    def __init__(self, folder: Path, *, now: Callable[[], datetime]) -> None:
        self._folder = folder
        self._now = now
        self._parsed: tuple[str, bytes, Collection] | None = None
        """Cache of the last collection that was parsed."""
        self.listing = FolderListing(folder)
        self.texts = TextFiles(folder)
        self.backups = Backups(folder / "backups")

    def read(self, article_id: str, *, fresh: bool = False) -> FilesOnDisk:
        """Read an article's files; `fresh` bypasses the cached listing to find new conflict copies."""
        file = self._file(article_id)
        content = collection = fault = status = None
        with read_errors(file):
            files = self.listing.files(article_id, fresh=fresh)
            try:
                with open_regular(file) as handle:
                    status = os.fstat(handle.fileno())
                    content = read_limited(handle, file)
            except FileNotFoundError:
                files = tuple(each for each in files if each.kind is not FileKind.COLLECTION)
            except NotRegularError as error:
                fault = f"is {error.kind}"
        if content is not None:
            try:
                collection = self._parse(article_id, content)
            except DamagedError as error:
                fault = str(error)
            if not any(each.kind is FileKind.COLLECTION for each in files):  # created since the listing
                files = (*files, NamedFile(file.name, article_id, FileKind.COLLECTION))
        return FilesOnDisk(files, content, collection, fault, self.listing.stamp_of_files(status, files))

    def text(self, text_sha256: str, article_id: str, found: FilesOnDisk) -> str | None:
        """Return the text with this hash, or None if it is missing."""
        return self.texts.find(article_id, text_sha256, found.names(FileKind.TEXT)) if text_sha256 else None

    def repair_files(self, article_id: str) -> tuple[FilesOnDisk, list[str]]:
        """Set damage aside and merge conflict copies; return the new state and a notice about each."""
        found = self.read(article_id, fresh=True)
        if found.is_newer or found.is_sound:
            return found, self._damage_notices(found)
        file = self._file(article_id)
        notices: list[str] = []
        collection = found.collection
        if found.fault is not None:
            repaired = self._repaired(article_id, found)
            collection = repaired.collection
            with write_errors(file):
                aside = self._set_aside(file, found, gone=collection is None)
            notices.append(
                f"{file.name} was damaged (it {found.fault}): it has been set aside as {aside.name}, "
                f"and {repaired.summary}."
            )
        collection, merged, more = self._merge_copies(article_id, collection, found)
        notices += more
        with write_errors(file):
            if collection is not None and (found.fault is not None or merged):
                content = serialize(collection)
                write_durably(file, content)
                self.backups.record(article_id, found.content if found.fault is None else None, content)
            for name in merged:
                self.backups.archive(self._folder / name)
        return self.read(article_id, fresh=True), notices

    def repair_in_memory(
        self, article_id: str, found: FilesOnDisk, reason: str
    ) -> tuple[FilesOnDisk, list[str]]:
        """Repair without writing, for a folder that cannot be written; `reason` says why."""
        collection = found.collection
        faults: list[str] = []
        if found.fault is not None:
            repaired = self._repaired(article_id, found)
            collection = repaired.collection
            faults.append(f"{article_id}.json is damaged (it {found.fault}), and {repaired.summary}")
        collection, merged, _ = self._merge_copies(article_id, collection, found)
        if merged:
            faults.append(f"{' and '.join(merged)} would be merged into these annotations")
        notices = [f"{'; '.join(faults)}, but it could not be written back: {reason}"]
        return replace(found, collection=collection), notices

    def _damage_notices(self, found: FilesOnDisk) -> list[str]:
        """Return a sentence for a damaged file that was set aside with nothing in its place."""
        damaged = found.names(FileKind.DAMAGED)
        if found.content is not None or not damaged:
            return []
        article_id = found.files[0].article_id
        way = (
            "a backup of it can be restored"
            if next(self.backups.states(article_id), None)
            else "open it in a text editor to see what can be had"
        )
        return [f"{article_id}.json was damaged and is set aside as {damaged[-1]}: {way}."]

    def write(
        self,
        collection: Collection,
        text: str | None,
        found: FilesOnDisk,
        *,
        keep_old: bool,
        keep_older: bool,
    ) -> FilesOnDisk:
        """Write the collection, and before it its text; both are on the disk afterwards.

        `keep_old` keeps the text it was anchored in until now, `keep_older` those before.
        """
        head = collection.head
        file = self._file(head.id)
        was = found.collection.head.text_sha256 if found.collection else ""
        content = serialize(collection)
        with write_errors(file):
            if text is not None:
                self.texts.put(head.id, text, instead_of=was)
            if content != found.content:
                write_durably(file, content)
            else:
                sync_folder(self._folder)  # its writer may have been killed before syncing it
        self.backups.record(head.id, found.content, content)
        if text is not None:
            if not keep_older:
                self.texts.drop_all(found.names(FileKind.TEXT))
            if was != head.text_sha256 and not keep_old:
                self.texts.drop(head.id, was)
        with read_errors(file):
            stamp = self.listing.stamp_of_files(file.stat(), found.files)
        return replace(found, content=content, collection=collection, fault=None, stamp=stamp)

    def deleted(self, article_id: str) -> Backup | None:
        """Return the annotations of a file that another program has deleted, as long as that is not known."""
        if (found := self.backups.of_deleted(article_id)) is None:
            return None
        saved, backup = found
        removals = (self._folder / "removed").glob(f"{article_id}-*")
        return None if any(folder.stat().st_mtime >= saved for folder in removals) else backup

    def keep_deleted(self, article_id: str) -> Backup | None:
        """Keep what another program has deleted as an earlier state, and return it."""
        with write_errors(self._file(article_id)):
            lost = self.deleted(article_id)
            if lost is not None:
                self.backups.keep(article_id, self._now())
        return lost

    def restore_file(self, source: Path, article_id: str) -> None:
        """Move a removed file back, beside the existing one if there is one. Raises OSError."""
        if source.exists():
            move_durably(source, self._free_place(source.name, article_id, lambda: read_regular(source)))

    def add_file(self, name: str, content: bytes, article_id: str) -> bool:
        """Write a file of a backup; return whether it stands beside another. Raises OSError."""
        target = self._folder / name
        if target.is_file() and read_regular(target) == content:
            return False
        place = self._free_place(name, article_id, lambda: content)
        write_durably(place, content)
        return place != target

    def _free_place(self, name: str, article_id: str, content: Callable[[], bytes]) -> Path:
        """Return a path where a file of this name is found again and hides no other."""
        target = self._folder / name
        if not os.path.lexists(target):
            return target
        if target == self._file(article_id):  # merged with the newer one like another device's copy
            return conflict_copy(target, self._now())
        if target.suffix == ".txt":
            hash_ = text_hash(content().decode("utf-8", "surrogatepass"))
            return target.with_name(f"{article_id}.{hash_[:8]}.txt")
        return free_name(target)

    def sweep(self) -> None:
        sweep(self._folder)
        sweep(self.backups.folder)

    def _parse(self, article_id: str, content: bytes) -> Collection:
        """Parse a collection, with a cache: a change reads a file several times, others may write it."""
        known = self._parsed
        if known is None or known[:2] != (article_id, content):
            known = self._parsed = (article_id, content, parse(content, article_id))
        return known[2]

    def _repaired(self, article_id: str, found: FilesOnDisk) -> Repaired:
        backup = next(self.backups.states(article_id), None)
        return repair_damage(
            found.content or b"", article_id, backup, lambda hash_: self.text(hash_, article_id, found)
        )

    def _merge_copies(
        self, article_id: str, collection: Collection | None, found: FilesOnDisk
    ) -> tuple[Collection | None, list[str], list[str]]:
        copies: list[tuple[str, bytes]] = []
        for name in found.names(FileKind.CONFLICT):
            with read_errors(self._folder / name):
                copies.append((name, read_regular(self._folder / name)))
        return merge_copies(collection, article_id, copies, lambda hash_: self.text(hash_, article_id, found))

    def _set_aside(self, file: Path, found: FilesOnDisk, *, gone: bool) -> Path:
        if found.content is None or gone:
            return set_damaged_aside(file, self._now())
        for name in found.names(FileKind.DAMAGED):  # a repair that was killed may have left a copy
            known = self._folder / name
            if known.is_file() and read_regular(known) == found.content:
                return known
        return set_damaged_aside(file, self._now(), found.content)

    def _file(self, article_id: str) -> Path:
        return self._folder / f"{article_id}.json"
