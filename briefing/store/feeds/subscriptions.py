"""Stores subscriptions as OPML, which other programs may edit too."""

from __future__ import annotations

import codecs
import errno
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Concatenate, ParamSpec

from briefing.domain.annotation import utc_now
from briefing.domain.feeds.feed import Subscription
from briefing.errors import StoreError
from briefing.regular_files import open_regular, read_limited
from briefing.store.annotations.folder_listing import stamp_of
from briefing.store.feeds.opml.loose_xml import Element
from briefing.store.feeds.opml.opml_document import Opml, parse_opml, serialize_opml
from briefing.store.feeds.opml.subscription_edits import (
    add_feeds,
    move_feed,
    readdress_feed,
    remove_feeds,
    rename_feed,
)
from briefing.store.files.atomic_write import set_damaged_aside, sweep, sync_folder, write_durably
from briefing.store.files.file_errors import explain_os_error, read_errors, write_errors
from briefing.store.files.generations import Generations
from briefing.store.files.lock import WAIT_SECONDS, FolderLock
from briefing.store.notices import Notices

P = ParamSpec("P")

_NEW = Opml(head=(Element("title", text="Subscriptions"),))
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


@dataclass(frozen=True, slots=True)
class _FileState:
    opml: Opml
    content: bytes | None = None
    """The content of the file; None if there is no file."""
    fault: str | None = None
    """The fault of the file, as a predicate: “it …”."""
    stamp: str = ""


class Subscriptions:
    """The file of subscriptions. All methods are thread-safe and raise StoreError.

    A change is applied to the file's current content, so that writes of other processes and programs survive.
    All methods return the feeds in the order of the file, each once.
    """

    def __init__(
        self,
        file: Path,
        *,
        now: Callable[[], datetime] = utc_now,
        wait_seconds: float = WAIT_SECONDS,
    ) -> None:
        self.file = file
        self.notices = Notices()
        """Sentences on what was irregular about the file, and what was done about it."""
        self._now = now
        self._lock = FolderLock(file.parent, wait_seconds=wait_seconds)
        self._copies = Generations(file.parent / "backups", file.suffix)
        self._cached: tuple[str, tuple[Subscription, ...]] | None = None
        """The file's stamp when it was last read, and its feeds."""
        self._swept = False

    def read(self) -> tuple[Subscription, ...]:
        """Return the feeds; none if there is no file. A damaged file is set aside and repaired first."""
        if self._cached is not None and self._cached[0] == self._stamp():
            return self._cached[1]
        state = self._read_file()
        if state.fault is None:
            return self._remember(state)
        try:
            with self._locked():
                return self._remember(self._repaired(self._read_file()))
        except StoreError as error:  # show it anyway; it is repaired once the folder is writable
            opml, summary = self._salvage(state)
            self.notices.add(
                [
                    f"{self.file.name} is damaged (it {state.fault}), and {summary}, "
                    f"but it could not be written back: {error}"
                ]
            )
            return opml.feeds()

    def add(self, feeds: Iterable[Subscription]) -> tuple[Subscription, ...]:
        """Subscribe to feeds, each at the end of its folder; existing subscriptions are unchanged.

        Raises ValueError for a URL that `subscription_address` would change.
        """
        return self._change(add_feeds, tuple(feeds))

    def remove(self, urls: Iterable[str]) -> tuple[Subscription, ...]:
        return self._change(remove_feeds, tuple(urls))

    def move(self, url: str, folder: Sequence[str]) -> tuple[Subscription, ...]:
        """Move a feed to another folder; `()` is the top."""
        return self._change(move_feed, url, folder)

    def rename(self, url: str, title: str | None) -> tuple[Subscription, ...]:
        """Set a feed's name; with None, the feed's own title is shown."""
        return self._change(rename_feed, url, title)

    def replace_url(self, old: str, new: str) -> tuple[Subscription, ...]:
        """Change a feed's URL. Raises ValueError as `add` does."""
        return self._change(readdress_feed, old, new)

    def _change(
        self, edit: Callable[Concatenate[Opml, P], Opml], *args: P.args, **kwargs: P.kwargs
    ) -> tuple[Subscription, ...]:
        with self._locked():
            state = self._repaired(self._read_file())
            changed = edit(state.opml, *args, **kwargs)
            if changed != state.opml:
                state = self._write(changed, state.content)
            elif state.content is not None:
                with write_errors(self.file):
                    sync_folder(self.file.parent)  # its writer may have been killed before syncing it
        return self._remember(state)

    def _remember(self, state: _FileState) -> tuple[Subscription, ...]:
        feeds = state.opml.feeds()
        self._cached = (state.stamp, feeds)
        return feeds

    def _stamp(self) -> str:
        """Return a value that changes with the file; "" if there is none."""
        with read_errors(self.file):
            try:
                return stamp_of(self.file.stat())
            except FileNotFoundError:
                return ""

    def _read_file(self) -> _FileState:
        with read_errors(self.file):
            try:
                with open_regular(self.file) as handle:
                    stamp = stamp_of(os.fstat(handle.fileno()))
                    content = read_limited(handle, self.file)
            except FileNotFoundError:
                return _FileState(_NEW)
        opml, fault = _parse(content)
        return _FileState(opml or _NEW, content, fault, stamp)

    def _write(self, opml: Opml, before: bytes | None) -> _FileState:
        content = serialize_opml(opml).encode("utf-8")
        with write_errors(self.file):
            write_durably(self.file, content)
            self._copies.record(self.file.stem, before, content)
            if not self._swept:
                self._swept = True
                sweep(self.file.parent)
            return _FileState(opml, content, None, stamp_of(self.file.stat()))

    def _repaired(self, state: _FileState) -> _FileState:
        """Return the file's state after setting a damaged file aside."""
        if state.fault is None or state.content is None:
            return state
        opml, summary = self._salvage(state)
        with write_errors(self.file):
            aside = set_damaged_aside(self.file, self._now(), state.content if opml.feeds() else None)
        notice = f"{self.file.name} was damaged (it {state.fault}): it has been set aside as {aside.name}, "
        repaired = self._write(opml, None) if opml.feeds() else _FileState(_NEW)
        self.notices.add([f"{notice}and {summary}."])
        return repaired

    def _salvage(self, state: _FileState) -> tuple[Opml, str]:
        """Return what a damaged file and its backups still hold, and a summary for the reader."""
        whole = next(
            (opml for _, copy in self._copies.all(self.file.stem) if (opml := _parse_intact(copy))), None
        )
        here = state.opml.feeds()
        opml = state.opml if here or whole is None else whole
        if whole is not None:
            opml = add_feeds(opml, whole.feeds())
        total = len(opml.feeds())
        if not total:
            return opml, "no feed could be read from it: import a list of feeds to follow them again"
        kept = f"{_count(total)} been kept"
        return opml, kept if total == len(here) else f"{kept}, {total - len(here)} of them from a backup"

    @contextmanager
    def _locked(self) -> Iterator[None]:
        folder = self.file.parent
        if folder.is_dir() and not os.access(folder, os.W_OK):
            # The error names the file: the lock's would ask for permission on the parent folder.
            raise explain_os_error(PermissionError(errno.EACCES, ""), self.file, writing=True)
        with self._lock.held():
            yield


def _parse(content: bytes) -> tuple[Opml | None, str | None]:
    """Return the document, and the fault of the file as a predicate: “it …”."""
    if not content.strip():
        return None, "is empty"
    opml = parse_opml(_decode(content))
    if opml is None:
        return None, "is not OPML"
    return opml, "ends too early" if opml.is_cut_off else None


def _parse_intact(content: bytes) -> Opml | None:
    opml, fault = _parse(content)
    return opml if fault is None else None


def _decode(content: bytes) -> str:
    """Decode UTF-8, as we write it, or what a Windows editor may have made of it."""
    if content.startswith(_WIDE):
        return content.decode("utf-16", "replace")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return content.decode("cp1252", "replace")


def _count(number: int) -> str:
    return f"{number} feed has" if number == 1 else f"{number} feeds have"
