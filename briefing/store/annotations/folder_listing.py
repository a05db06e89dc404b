"""Caches the listing of the annotations folder."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable, Mapping
from contextlib import suppress
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

    def stamp_of_files(self, collection: os.stat_result | None, files: Iterable[NamedFile]) -> str:
        """A value that changes when an article's collection or a copy does; empty without files."""
        stamps = [stamp_of(collection)] if collection else []
        for each in files:
            if each.kind in (FileKind.CONFLICT, FileKind.DAMAGED):
                with suppress(OSError):  # deleted since it was listed, or a dangling link
                    stamps.append(f"{each.name} {stamp_of((self._folder / each.name).stat())}")
        return " + ".join(stamps)

    def stamps(self) -> dict[str, str]:
        """`stamp_of_files` for each of `ids`."""
        found: dict[str, str] = {}
        for article_id, files in self._all().items():
            status = None
            with suppress(FileNotFoundError):
                status = os.stat(f"{self._folder}/{article_id}.json")  # noqa: PTH116  half the time
            if stamp := self.stamp_of_files(status, files):
                found[article_id] = stamp
        return found

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
