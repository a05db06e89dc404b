"""Caches the listing of the annotations folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing.store.annotations.sync_conflicts import FileKind, NamedFile, file_named

__all__ = ["FolderListing", "stamp_of"]

_SETTLED_NANOSECONDS = 100_000_000
"""A folder's time of change is that of the clock's last tick: what came within one may not show in it."""


def stamp_of(status: os.stat_result) -> str:
    """A word that is another one when the file has changed."""
    # A file that is replaced twice within one tick of the clock tells it by its number on the disk, which
    # Windows does not say when it lists a folder.
    inode = 0 if os.name == "nt" else status.st_ino
    return f"{status.st_mtime_ns}-{status.st_size}-{inode}"


@dataclass(frozen=True, slots=True)
class _Seen:
    changed: int
    """When the folder changed last, in nanoseconds."""
    files: Mapping[str, tuple[NamedFile, ...]]


class FolderListing:
    """Of one folder, which need not exist. Every method raises OSError for one that cannot be listed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: _Seen | None = None

    def files(self, article_id: str, *, fresh: bool = False) -> tuple[NamedFile, ...]:
        """The files of this article, in order of their names; `fresh` to hold whatever was seen before."""
        try:
            changed = self._folder.stat().st_mtime_ns
        except FileNotFoundError:
            return ()
        seen = self._seen
        if not fresh and seen is not None and seen.changed == changed:
            return seen.files.get(article_id, ())
        if time.time_ns() - changed > _SETTLED_NANOSECONDS and not fresh:
            # Nothing is being written: many articles may be read one after the other.
            self._seen = seen = _Seen(changed, self._all())
            return seen.files.get(article_id, ())
        names = sorted(entry.name for entry in _scan(self._folder) if entry.name.startswith(article_id))
        return tuple(named for name in names if (named := file_named(name)) is not None)

    def ids(self) -> list[str]:
        """The articles that have annotations, or had some that could not be read."""
        return sorted(
            article_id
            for article_id, files in self._all().items()
            if any(each.kind is not FileKind.TEXT for each in files)
        )

    def stamps(self) -> dict[str, str]:
        """For each of `ids`, a word that is another one when anything of it has changed."""
        found: dict[str, list[str]] = {}
        for entry in _scan(self._folder):
            named = file_named(entry.name)
            if named is not None and named.kind is not FileKind.TEXT:
                try:
                    stamp = stamp_of(entry.stat())
                except FileNotFoundError:
                    continue  # it went between two looks, or is a link that leads nowhere
                found.setdefault(named.article_id, []).append(_marked(named, stamp))
        return {article_id: _joined(stamps) for article_id, stamps in found.items()}

    def stamp(self, article_id: str) -> str:
        """The same word for one article; empty when it has no such file."""
        stamps = []
        for named in self.files(article_id, fresh=True):
            if named.kind is not FileKind.TEXT:
                file = self._folder / named.name
                try:
                    stamps.append(_marked(named, stamp_of(file.stat())))
                except FileNotFoundError:
                    continue
        return _joined(stamps)

    def _all(self) -> dict[str, tuple[NamedFile, ...]]:
        by_article: dict[str, list[NamedFile]] = {}
        for entry in _scan(self._folder):
            if (named := file_named(entry.name)) is not None:
                by_article.setdefault(named.article_id, []).append(named)
        return {id_: tuple(sorted(each, key=lambda file: file.name)) for id_, each in by_article.items()}


def _scan(folder: Path) -> Iterable[os.DirEntry[str]]:
    try:
        with os.scandir(folder) as entries:
            return list(entries)
    except FileNotFoundError:
        return ()


def _marked(named: NamedFile, stamp: str) -> str:
    return stamp if named.kind is FileKind.COLLECTION else f"{named.name} {stamp}"


def _joined(stamps: Iterable[str]) -> str:
    return " + ".join(sorted(stamps))
