"""Caches the listing of the annotations folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from briefing.store.annotations.sync_conflicts import FileKind, NamedFile, file_named

_SETTLED_NANOSECONDS = 100_000_000
"""A folder's mtime has the resolution of the clock tick: changes within one tick may not show in it."""


def stamp_of(status: os.stat_result) -> str:
    """A value that changes when the file changes."""
    # The inode reveals a file that was replaced twice within one clock tick. On Windows, listing a folder
    # does not return it.
    inode = 0 if os.name == "nt" else status.st_ino
    return f"{status.st_mtime_ns}-{status.st_size}-{inode}"


@dataclass(frozen=True, slots=True)
class _Seen:
    changed: int
    """The folder's mtime in nanoseconds."""
    files: Mapping[str, tuple[NamedFile, ...]]


class FolderListing:
    """Lists one folder, which need not exist. All methods raise OSError if it cannot be listed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._seen: _Seen | None = None

    def files(self, article_id: str, *, fresh: bool = False) -> tuple[NamedFile, ...]:
        """The article's files, sorted by name; `fresh` bypasses the cache."""
        try:
            changed = self._folder.stat().st_mtime_ns
        except FileNotFoundError:
            return ()
        seen = self._seen
        if not fresh and seen is not None and seen.changed == changed:
            return seen.files.get(article_id, ())
        if time.time_ns() - changed > _SETTLED_NANOSECONDS and not fresh:
            # Nothing is being written: list everything once for the articles that may be read next.
            self._seen = seen = _Seen(changed, self._all())
            return seen.files.get(article_id, ())
        names = sorted(entry.name for entry in _scan(self._folder) if entry.name.startswith(article_id))
        return tuple(named for name in names if (named := file_named(name)) is not None)

    def ids(self) -> list[str]:
        return sorted(
            article_id
            for article_id, files in self._all().items()
            if any(each.kind is not FileKind.TEXT for each in files)
        )

    def stamps(self) -> dict[str, str]:
        """A value for each of `ids` that changes when any of its files does."""
        found: dict[str, list[str]] = {}
        for entry in _scan(self._folder):
            named = file_named(entry.name)
            if named is not None and named.kind is not FileKind.TEXT:
                try:
                    stamp = stamp_of(entry.stat())
                except FileNotFoundError:
                    continue  # deleted since it was listed, or a dangling link
                found.setdefault(named.article_id, []).append(_labelled(named, stamp))
        return {article_id: _join(stamps) for article_id, stamps in found.items()}

    def stamp(self, article_id: str) -> str:
        """A value that changes when any of the article's files does; empty without files."""
        stamps = []
        for named in self.files(article_id, fresh=True):
            if named.kind is not FileKind.TEXT:
                file = self._folder / named.name
                try:
                    stamps.append(_labelled(named, stamp_of(file.stat())))
                except FileNotFoundError:
                    continue
        return _join(stamps)

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


def _labelled(named: NamedFile, stamp: str) -> str:
    return stamp if named.kind is FileKind.COLLECTION else f"{named.name} {stamp}"


def _join(stamps: Iterable[str]) -> str:
    return " + ".join(sorted(stamps))
