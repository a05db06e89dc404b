"""Stores subscriptions as OPML, which other programs may edit too."""

from __future__ import annotations

import codecs
import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from briefing.domain.feeds.feed import Subscription
from briefing.errors import StoreError
from briefing.store.annotations.folder_listing import stamp_of
from briefing.store.feeds.opml.document import Opml, parse_opml, serialize_opml
from briefing.store.feeds.opml.loose_xml import Element
from briefing.store.feeds.opml.subscription_edits import (
    add_feeds,
    move_feed,
    readdress_feed,
    remove_feeds,
    rename_feed,
)
from briefing.store.files.atomic_write import free_name, move_durably, sweep, sync_folder, write_durably
from briefing.store.files.file_errors import explain_os_error, reading_of, writing_of
from briefing.store.files.generations import Generations
from briefing.store.files.lock import WAIT_SECONDS, FolderLock
from briefing.store.notices import Notices

__all__ = ["Subscriptions"]

_NEW = Opml(head=(Element("title", text="Subscriptions"),))
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class _Found:
    """What there was of the file at one moment."""

    opml: Opml
    content: bytes | None = None
    """None without a file."""
    fault: str | None = None
    """Why it cannot be read whole, to go on from “it …”."""
    stamp: str = ""


class Subscriptions:
    """One file. Every method may be called from any thread, and raises StoreError.

    A change is made to what the file says at that moment: what another process or program wrote stays. Reads
    and changes return the feeds in the order of the file, each once.
    """

    def __init__(
        self,
        file: Path,
        *,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self.file = file
        self.notices = Notices()
        """What was odd about the file, and what was done about it."""
        self._now = now
        self._lock = FolderLock(file.parent, wait_seconds=wait_seconds)
        self._copies = Generations(file.parent / "backups", file.suffix)
        self._seen: tuple[str, tuple[Subscription, ...]] | None = None
        """The stamp of the file when it was read last, and its feeds."""
        self._swept = False

    def read(self) -> tuple[Subscription, ...]:
        """The feeds; none without a file. One that is damaged is set aside first, and mended."""
        if self._seen is not None and self._seen[0] == self._stamp():
            return self._seen[1]
        found = self._look()
        if found.fault is None:
            return self._known(found)
        try:
            with self._held():
                return self._known(self._mended(self._look()))
        except StoreError as error:  # shown all the same: it is mended when the folder can be written
            opml, gains = self._saved(found)
            self.notices.add(
                [f"{self.file.name} is damaged (it {found.fault}), and {gains}, but {_within(error)}"]
            )
            return opml.feeds()

    def add(self, feeds: Iterable[Subscription]) -> tuple[Subscription, ...]:
        """Follow these too, each at the end of its folder; one that is followed already stays as it is.

        ValueError for an address that is not as `briefing.domain.feeds.feed_address` gives it.
        """
        added = tuple(feeds)
        return self._change(lambda opml: add_feeds(opml, added))

    def remove(self, urls: Iterable[str]) -> tuple[Subscription, ...]:
        """Follow these no more."""
        gone = tuple(urls)
        return self._change(lambda opml: remove_feeds(opml, gone))

    def move(self, url: str, folder: Sequence[str]) -> tuple[Subscription, ...]:
        """Put the feed into another folder; none is the top."""
        return self._change(lambda opml: move_feed(opml, url, folder))

    def rename(self, url: str, title: str | None) -> tuple[Subscription, ...]:
        """Call the feed this; None to call it what it calls itself."""
        return self._change(lambda opml: rename_feed(opml, url, title))

    def replace_url(self, old: str, new: str) -> tuple[Subscription, ...]:
        """The feed is had from another address now; ValueError as for `add`."""
        return self._change(lambda opml: readdress_feed(opml, old, new))

    def _change(self, change: Callable[[Opml], Opml]) -> tuple[Subscription, ...]:
        with self._held():
            found = self._mended(self._look())
            changed = change(found.opml)
            if changed != found.opml:
                found = self._write(changed, found.content)
            elif found.content is not None:
                with writing_of(self.file):
                    sync_folder(self.file.parent)  # whoever wrote it may have been killed just before
        return self._known(found)

    def _known(self, found: _Found) -> tuple[Subscription, ...]:
        feeds = found.opml.feeds()
        self._seen = (found.stamp, feeds)
        return feeds

    def _stamp(self) -> str:
        """Another word whenever the file has changed; empty without one."""
        with reading_of(self.file):
            try:
                return stamp_of(self.file.stat())
            except FileNotFoundError:
                return ""

    def _look(self) -> _Found:
        with reading_of(self.file):
            try:
                with self.file.open("rb") as handle:
                    stamp = stamp_of(os.fstat(handle.fileno()))
                    content = handle.read()
            except FileNotFoundError:
                return _Found(_NEW)
        opml, fault = _read(content)
        return _Found(opml or _NEW, content, fault, stamp)

    def _write(self, opml: Opml, before: bytes | None) -> _Found:
        content = serialize_opml(opml).encode("utf-8")
        with writing_of(self.file):
            write_durably(self.file, content)
            self._copies.keep(self.file.stem, before, content)
            if not self._swept:
                self._swept = True
                sweep(self.file.parent)
            return _Found(opml, content, None, stamp_of(self.file.stat()))

    def _mended(self, found: _Found) -> _Found:
        """What there is once damage is set aside."""
        if found.fault is None or found.content is None:
            return found
        opml, gains = self._saved(found)
        name = f"{self.file.name}.damaged-{self._now():%Y%m%d-%H%M%S}"
        aside = free_name(self.file.with_name(name))
        with writing_of(self.file):
            if opml.feeds():
                # A copy: the file stands at its place until the other does, whenever this process is killed.
                write_durably(aside, found.content)
            else:
                move_durably(self.file, aside)
        notice = f"{self.file.name} was damaged (it {found.fault}): it has been set aside as {aside.name}, "
        mended = self._write(opml, None) if opml.feeds() else _Found(_NEW)
        self.notices.add([f"{notice}and {gains}."])
        return mended

    def _saved(self, found: _Found) -> tuple[Opml, str]:
        """What can be had of a damaged file and its copies, and how much that is."""
        whole = next((opml for _, copy in self._copies.all(self.file.stem) if (opml := _whole(copy))), None)
        here = found.opml.feeds()
        opml = found.opml if here or whole is None else whole
        if whole is not None:
            opml = add_feeds(opml, whole.feeds())
        total = len(opml.feeds())
        if not total:
            return opml, "no feed could be read from it: import a list of feeds to follow them again"
        kept = f"{_count(total)} been kept"
        return opml, kept if total == len(here) else f"{kept}, {total - len(here)} of them from a backup"

    @contextmanager
    def _held(self) -> Iterator[None]:
        folder = self.file.parent
        if folder.is_dir() and not os.access(folder, os.W_OK):
            # Said of the file: the lock would name the folder above as what needs a permission.
            raise explain_os_error(PermissionError(errno.EACCES, ""), self.file, writing=True)
        with self._lock.held():
            yield


def _read(content: bytes) -> tuple[Opml | None, str | None]:
    """The document, and what is wrong with the file, to go on from “it …”."""
    if not content.strip():
        return None, "is empty"
    opml = parse_opml(_text(content))
    if opml is None:
        return None, "is no OPML"
    return opml, "ends too early" if opml.is_cut_off else None


def _whole(content: bytes) -> Opml | None:
    opml, fault = _read(content)
    return opml if fault is None else None


def _text(content: bytes) -> str:
    """UTF-8 as we write it, or what an editor of Windows made of it."""
    if content.startswith(_WIDE):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _count(number: int) -> str:
    return f"{number} feed has" if number == 1 else f"{number} feeds have"


def _within(error: StoreError) -> str:
    return f"it could not be written back: {error}"
