"""Collects everything that is the reader's own into one archive.

What can be had again is left out: briefings, the full-text index, the log, and by default articles that came
from feeds and were neither starred nor tagged nor annotated. Of those articles it holds the marks alone, and
what was done to their stories. It holds the watches, too.
"""

from __future__ import annotations

import time
from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from briefing.domain.annotation import stamp
from briefing.domain.codec import encode
from briefing.domain.text.json_text import json_line
from briefing.paths import Paths
from briefing.regular_files import TooLargeFileError, read_regular
from briefing.services.backup.archived_articles import article_to_json, batches
from briefing.store.annotations.folder_listing import FolderListing, stamp_of
from briefing.store.annotations.sync_conflicts import FileKind, file_named
from briefing.store.articles.article_marks import all_marks
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.retention import protected_ids
from briefing.store.files.archive import MAX_FILE_BYTES, SourceFile, is_safe_name, write_archive
from briefing.store.files.file_errors import read_errors
from briefing.store.files.lock import FolderLock
from briefing.store.stories.story_marks import all_story_marks
from briefing.store.stories.watch_store import all_watches

CONFIG = "config.toml"
FEEDS = "feeds.opml"
MARKS = "library/marks/"
ARTICLES = "library/articles/"
STORIES = "library/stories/"
WATCHES = "library/watches/"
UNSAVED = "unsaved"
_TRIES = 5
"""The number of times that an article's files are read while others may write them; then these wait."""


@dataclass(frozen=True, slots=True)
class BackupReport:
    """The contents of an archive."""

    annotated: int
    corrected: int
    articles: int
    left_out: int
    """The number of articles without their text."""
    marked: int
    has_feeds: bool
    has_settings: bool
    unsafe: tuple[str, ...]
    """Paths that no archive may hold, because of their name or size."""


def make_backup(
    file: Path, paths: Paths, articles: ArticleStore | None, now: datetime, *, whole: bool = False
) -> BackupReport:
    """Write the archive, for its owner alone; `whole` puts every article in. Raises StoreError."""
    unsafe: list[str] = []
    counts = {"articles": 0, "marked": 0, "left out": 0}
    files = _safe(_files(paths, articles, counts, whole=whole), unsafe)
    names = write_archive(file, files, stamp(now)).keys()
    own = [each for name in names if (each := file_named(name.removeprefix("annotations/")))]
    return BackupReport(
        annotated=sum(each.kind is FileKind.COLLECTION for each in own),
        corrected=sum(name.startswith("annotations/corrections/") and name.count("/") == 2 for name in names),
        articles=counts["articles"],
        left_out=counts["left out"],
        marked=counts["marked"],
        has_feeds=FEEDS in names,
        has_settings=CONFIG in names,
        unsafe=tuple(unsafe),
    )


def _safe(files: Iterable[SourceFile | str], unsafe: list[str]) -> Iterator[SourceFile]:
    taken: set[str] = set()
    for each in files:
        if isinstance(each, str):
            unsafe.append(each)
            continue
        if (
            is_safe_name(each.name)
            and len(each.content) <= MAX_FILE_BYTES
            and each.name.casefold() not in taken
        ):
            taken.add(each.name.casefold())
            yield each
        else:
            unsafe.append(each.name)


def _files(
    paths: Paths, articles: ArticleStore | None, counts: dict[str, int], *, whole: bool
) -> Iterator[SourceFile | str]:
    """Yield the files, and the names of those that are too large."""
    # The library comes first: an annotation made meanwhile then comes with its own text.
    if articles is not None:
        folder = paths.annotations_dir
        annotated = _named_ids(folder) | _named_ids(folder / "corrections")
        yield from _library_files(articles, counts, whole=whole, annotated=annotated)
    yield from _single(CONFIG, paths.config_file)
    yield from _single(FEEDS, paths.feeds_file)
    yield from _annotation_files(paths.annotations_dir)
    yield from _below("themes", _walk(paths.themes_dir), paths.themes_dir)
    yield from _below("templates", _walk(paths.templates_dir), paths.templates_dir)
    backups = paths.backups_dir
    yield from _below(UNSAVED, _walk(paths.rescue_dir), paths.rescue_dir)
    yield from _below("backups", sorted(backups.glob("feeds.*.opml")), backups)


def _library_files(
    store: ArticleStore, counts: dict[str, int], *, whole: bool, annotated: Iterable[str]
) -> Iterator[SourceFile]:
    with store.database.reading() as connection:
        marks = list(all_marks(connection))
        files = [
            *_numbered(MARKS, _encoded(marks)),
            *_numbered(STORIES, _encoded(all_story_marks(connection))),
            *_numbered(WATCHES, _encoded(all_watches(connection))),
        ]
        known: dict[int, str] = dict(connection.execute("SELECT number, id FROM articles ORDER BY number"))
        kept = set(known) if whole else protected_ids(connection, list(annotated))
    counts["marked"], counts["left out"] = len(marks), len(known) - len(kept)
    yield from files

    def lines() -> Iterator[str]:
        for number in sorted(kept):
            article, entry = store.get(known[number]), store.entry(known[number])
            if article is not None and entry is not None:  # else it was removed meanwhile
                counts["articles"] += 1
                yield article_to_json(article, entry)

    yield from _numbered(ARTICLES, lines())


def _encoded(values: Iterable[object]) -> Iterator[str]:
    return (json_line(encode(each)) for each in values)


def _numbered(folder: str, lines: Iterable[str]) -> Iterator[SourceFile]:
    for number, content in enumerate(batches(lines), 1):
        yield SourceFile(f"{folder}{number:04}.jsonl", content, time.time())


def _annotation_files(folder: Path) -> Iterator[SourceFile | str]:
    """Yield an article's files together, as they were at one moment, then all other files."""
    listing = FolderListing(folder)
    for article_id in sorted(_named_ids(folder)):
        for _ in range(_TRIES):
            before = _state(listing, folder, article_id)
            files = list(_below("annotations", before, folder))
            if before == _state(listing, folder, article_id):
                break
        else:
            with FolderLock(folder).held():  # not from the start: one need not be able to write the folder
                files = list(_below("annotations", _state(listing, folder, article_id), folder))
        yield from files
    others = (
        file
        for file in _walk(folder)
        if (".json" in file.name or ".txt" in file.name)
        and (file.parent != folder or file_named(file.name) is None)
    )
    yield from _below("annotations", others, folder)


def _named_ids(folder: Path) -> set[str]:
    return {named.article_id for file in _children(folder) if (named := file_named(file.name))}


def _state(listing: FolderListing, folder: Path, article_id: str) -> dict[Path, str]:
    """Return the files of an article, with what changes when another process writes them."""
    found: dict[Path, str] = {}
    with read_errors(folder):
        for named in listing.files(article_id):
            with suppress(FileNotFoundError):
                found[folder / named.name] = stamp_of((folder / named.name).stat())
    return found


def _below(top: str, files: Iterable[Path], folder: Path) -> Iterator[SourceFile | str]:
    for file in files:
        yield from _single(f"{top}/{file.relative_to(folder).as_posix()}", file)


def _single(name: str, file: Path) -> Iterator[SourceFile | str]:
    if not file.is_file():
        return
    with read_errors(file):
        try:
            yield SourceFile(name, read_regular(file, MAX_FILE_BYTES), file.stat().st_mtime)
        except TooLargeFileError:
            yield name
        except FileNotFoundError:  # removed meanwhile
            return


def _walk(folder: Path) -> Iterator[Path]:
    """Yield the files below a folder, without hidden ones and without following links to folders."""
    for child in _children(folder):
        if child.is_dir() and not child.is_symlink():
            yield from _walk(child)
        elif child.is_file():
            yield child


def _children(folder: Path) -> list[Path]:
    with read_errors(folder):
        if not folder.is_dir():
            return []
        return sorted(each for each in folder.iterdir() if not each.name.startswith("."))
