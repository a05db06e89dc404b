"""Keeps JSON files of what the reader did: repaired from backups, merged with copies of other devices.

What another program has deleted with a file is told once, and kept until it is brought back.

A write that returned is on the disk. What another program or process wrote is never overwritten.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Generic, Protocol, TypeVar

from briefing.domain.annotation import utc_now
from briefing.domain.correction_codec import Item, ItemForm, ItemList
from briefing.errors import StoreError
from briefing.regular_files import read_regular
from briefing.store.annotations.repair import newer_version_message
from briefing.store.annotations.sync_conflicts import conflict_copy, is_conflict_copy
from briefing.store.files.atomic_write import set_damaged_aside, write_durably
from briefing.store.files.file_errors import read_errors, write_errors
from briefing.store.files.generations import Generations
from briefing.store.files.lock import FolderLock
from briefing.store.notices import Deleted, FileFinding, Notices, set_aside, waiting_copy


class Listed(Protocol):
    @property
    def is_newer(self) -> bool:
        """Whether a newer briefing wrote the file, so that it must not be changed."""


Content = TypeVar("Content", bound=Listed)


@dataclass(frozen=True, slots=True)
class FileFormat(Generic[Content]):
    """The contents of a file, and the words for them in sentences. Files are named without `.json`."""

    empty: Callable[[str], Content]
    parse: Callable[[bytes, str], Content]
    """Parses a file. Raises ValueError, whose message is a predicate: “it …”."""
    serialize: Callable[[Content], bytes]
    merge: Callable[[Content, Content], Content]
    count: Callable[[Content], str]
    """Words the number of entries, such as "2 corrections"; "" if there are none."""
    into: str
    """The thing that a copy is merged into, in words."""
    prefix: str = ""
    """The words before the name of a file."""


def deleted_message(entries: str, file: str) -> str:
    """Return a sentence for entries, in words, that another program has deleted with their file."""
    were = "was" if entries.startswith("1 ") else "were"
    repair = "`briefing doctor --repair` writes it again"
    return f"{entries} {were} deleted by another program with {file}: {repair}."


class MergedFiles(Generic[Content]):
    """The files of one format in a folder. All methods are thread-safe and raise StoreError."""

    def __init__(
        self,
        folder: Path,
        form: FileFormat[Content],
        notices: Notices,
        now: Callable[[], datetime],
        copies: Callable[[str, bool], Sequence[Path]],
    ) -> None:
        """`notices` receives what was odd about the files. `copies` lists copies that a sync tool put beside
        a file; True makes it look afresh.
        """
        self.lock = FolderLock(folder)
        self.backups = Generations(folder / "backups", ".json")
        self._folder = folder
        self._form = form
        self._notices = notices
        self._now = now
        self._copies = copies

    def read(self, name: str) -> Content:
        """Return what is stored; damage is repaired and conflict copies are merged first."""
        if not self._copies(name, False):
            with suppress(ValueError):
                if (content := self._content(name)) is not None:
                    return self._form.parse(content, name)
                self._keep_deleted(name)
                return self._form.empty(name)
        with self.lock.held():
            return self._repaired(name)

    def edit(self, name: str, change: Callable[[Content], Content]) -> None:
        """Replace what is stored; once this returns, it survives a crash."""
        with self.lock.held():
            known = self._repaired(name)
            if known.is_newer:
                raise StoreError(newer_version_message(self._said(name)))
            self._write(name, change(known), self._content(name))

    def bring_in(self, name: str, content: bytes) -> None:
        """Merge another such file into the stored one."""
        file = self._file(name)
        with self.lock.held():
            present = self._content(name)
            if present != content:
                target = file if present is None else conflict_copy(file, self._now())
                with write_errors(target):
                    write_durably(target, content)
            if present is not None:
                self._repaired(name)

    def problems(self, name: str) -> Iterator[FileFinding]:
        """Yield each fault of a file; that of a newer version is only told, not repaired."""
        said = self._said(name)
        repair: Callable[[], Iterable[str]] | None = partial(self.repair, name)
        try:
            if self.parsed(name).is_newer:
                yield FileFinding(newer_version_message(said))
                repair = None
        except ValueError as error:
            yield FileFinding(
                f"{said} is damaged (it {error}): `briefing doctor --repair` sets it aside, and brings back "
                f"what its backups have, if there are any.",
                repair,
            )
        except StoreError as error:
            yield FileFinding(str(error))
            return
        if entries := self.deleted(name):
            yield FileFinding(deleted_message(entries, said), repair)
        for copy in self._copies(name, True):
            yield waiting_copy(f"{self._form.prefix}{copy.name}", repair)
        file = self._file(name)
        for aside in sorted(file.parent.glob(f"{file.name}.damaged-*")) if file.exists() else ():
            yield set_aside(f"{self._form.prefix}{aside.name}")

    def deleted(self, name: str) -> str:
        """Return what another program has deleted and is not brought back, in words; "" if nothing."""
        return self._form.count(self._with_kept(name, self._form.empty(name)))

    def repair(self, name: str) -> Iterable[str]:
        """Repair as reading does, and write again what another program deleted; return a sentence on that."""
        with self.lock.held():
            known, entries = self._repaired(name), self.deleted(name)
            if not entries:
                return ()
            if known.is_newer:
                raise StoreError(newer_version_message(self._said(name)))
            self._write(name, self._with_kept(name, known), self._content(name))
            with write_errors(self._file(name)):
                for copy in self.backups.kept(name):
                    if self._understood(name, read_regular(copy)) is not None:
                        copy.unlink()
        return (f"{entries} brought back into {self._said(name)}.",)

    def _with_kept(self, name: str, known: Content) -> Content:
        """Merge what another program has deleted into `known`."""
        with read_errors(self._file(name)):
            copies = [read_regular(copy) for copy in self.backups.kept(name)]
            lost = self.backups.lost(name) if self._content(name) is None else None
        for content in (*copies, lost):
            if content is not None and (copy := self._understood(name, content)) is not None:
                known = self._form.merge(known, copy)
        return known

    def _understood(self, name: str, content: bytes) -> Content | None:
        """Parse a copy; None if it is damaged, or of a newer briefing."""
        with suppress(ValueError):
            copy = self._form.parse(content, name)
            return None if copy.is_newer else copy
        return None

    def _keep_deleted(self, name: str) -> None:
        """Keep the newest backup of a missing file if it has entries, and tell that; only once."""
        with suppress(OSError, ValueError):
            lost = self.backups.lost(name)
            if lost is None or not (entries := self._form.count(self._form.parse(lost, name))):
                return
            repair = partial(self.repair, name)
            self._notices.add_deleted(Deleted(entries, deleted_message(entries, self._said(name)), repair))
            self.backups.keep(name, self._now())  # told again if it cannot be kept

    def parsed(self, name: str) -> Content:
        """Return the file's content without repairs; empty without a file. Raises ValueError if damaged."""
        content = self._content(name)
        return self._form.empty(name) if content is None else self._form.parse(content, name)

    def _content(self, name: str) -> bytes | None:
        file = self._file(name)
        with read_errors(file):
            try:
                return read_regular(file)
            except FileNotFoundError:
                return None

    def _repaired(self, name: str) -> Content:
        """Replace a damaged file by its backup, and merge conflict copies. Requires the lock."""
        if self._content(name) is None:
            self._keep_deleted(name)
        try:
            known = self.parsed(name)
        except ValueError as error:
            known = self._restored(name, str(error))
        for file in self._copies(name, True) if not known.is_newer else ():
            with read_errors(file):
                content = read_regular(file)
            try:
                copy = self._form.parse(content, name)
            except ValueError:
                notice = f"{file.name} was damaged, and was moved to backups."
            else:
                if copy.is_newer:
                    continue
                known = self._form.merge(known, copy)
                self._write(name, known, self._content(name))  # before the copy is moved out of the way
                notice = f"{file.name}, written on another device, was merged into {self._form.into}."
            with write_errors(file):
                self.backups.archive(file)
            self._notices.add([notice])
        return known

    def _restored(self, name: str, fault: str) -> Content:
        """Set a damaged file aside, and write its backup."""
        file, known = self._file(name), self._form.empty(name)
        for _, content in self.backups.all(name):
            with suppress(ValueError):
                known = self._form.parse(content, name)
                break
        with write_errors(file):
            aside = set_damaged_aside(file, self._now(), self._content(name))
        self._write(name, known, None)
        self._notices.add(
            [
                f"{self._said(name)} was damaged (it {fault}): it has been set aside as {aside.name}, with "
                f"{self._form.count(known) or 'nothing'} brought back from its backup."
            ]
        )
        return known

    def _write(self, name: str, listed: Content, before: bytes | None) -> None:
        """Write content in place of `before`, which is None if it was damaged."""
        file, content = self._file(name), self._form.serialize(listed)
        if content == before:
            return
        with write_errors(file):
            write_durably(file, content)
        self.backups.record(name, before, content)

    def _file(self, name: str) -> Path:
        return self._folder / f"{name}.json"

    def _said(self, name: str) -> str:
        return f"{self._form.prefix}{name}.json"


class ItemFile(Generic[Item]):
    """The one file of a form of items. All methods are thread-safe and raise StoreError."""

    def __init__(
        self,
        folder: Path,
        form: ItemForm[Item],
        notices: Notices,
        *,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        """`folder` is that of the annotations; `notices` receives what was irregular about the file."""
        self.file = folder / form.file
        self._name, self._form = form.name, form
        merged: FileFormat[ItemList[Item]] = FileFormat(
            lambda _: ItemList(),
            lambda content, _: form.parse(content),
            form.serialize,
            form.merge,
            form.count,
            into=form.file,
        )
        self._files = MergedFiles(folder, merged, notices, now, lambda *_: self._copies())

    def read(self) -> tuple[Item, ...]:
        """Return what is stored, after repairing damage and merging conflict copies."""
        return self._files.read(self._name).items

    def edit(self, change: Callable[[tuple[Item, ...]], tuple[Item, ...]]) -> None:
        """Replace what is stored, durably: after the return it survives a crash."""
        latest = self._form.latest
        self._files.edit(self._name, lambda known: replace(known, items=latest(change(known.items))))

    def bring_in(self, content: bytes) -> None:
        """Merge another file of this format into the stored one."""
        self._files.bring_in(self._name, content)

    def problems(self) -> Iterator[FileFinding]:
        """Yield each fault of the file."""
        return self._files.problems(self._name)

    def _copies(self) -> list[Path]:
        """List the copies that a sync tool put beside the file."""
        with read_errors(self.file.parent):
            return sorted(
                each
                for each in self.file.parent.glob(f"{self._name}?*")
                if is_conflict_copy(each.name, self._name)
            )
