"""Restores a backup into a home, which may be empty, or in use by a running reader.

Nothing is touched before all of the archive was checked, and nothing that is here is lost: annotations,
corrections, decisions on issues, feeds and marks are merged; of any other file, the one that is here is kept
beside the restored one.
"""

from __future__ import annotations

import os
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from briefing.domain.followups.issue_decision import DECISIONS
from briefing.domain.matters.matter import MATTERS
from briefing.errors import SourceError, StoreError
from briefing.paths import Paths
from briefing.regular_files import make_private_folder, read_regular
from briefing.services.backup.archived_articles import (
    AllMarks,
    Value,
    article_from_json,
    decoded,
)
from briefing.services.backup.make_backup import (
    ARTICLES,
    CONFIG,
    FEEDS,
    MARKS,
    STORIES,
    UNSAVED,
    WATCHES,
    make_backup,
)
from briefing.services.feeds.opml_import import read_opml
from briefing.settings.consequences import consequences
from briefing.settings.settings_file import load_settings, parse_settings
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.annotations.correction_store import CorrectionStore
from briefing.store.annotations.merged_files import ItemFile
from briefing.store.annotations.sync_conflicts import FileKind, file_named
from briefing.store.articles.article_marks import marks_from_json, merge_marks
from briefing.store.articles.article_store import ArticleStore
from briefing.store.feeds.subscriptions import Subscriptions
from briefing.store.files.archive import Archive, open_archive
from briefing.store.files.atomic_write import free_name, write_durably
from briefing.store.files.file_errors import write_errors
from briefing.store.notices import Notices
from briefing.store.stories.story_marks import merge_story_marks, story_marks_from_json
from briefing.store.stories.watch_store import merge_watches, watch_from_json

_DECODERS: Mapping[str, Callable[[str], object]] = {
    ARTICLES: article_from_json,
    MARKS: marks_from_json,
    STORIES: story_marks_from_json,
    WATCHES: watch_from_json,
}
"""What decodes the lines of the files of a folder."""


@dataclass(frozen=True, slots=True)
class SettingsAside:
    """Settings of a backup that are not in use, and what they would do, a predicate each."""

    file: Path
    would: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """Counts of what was restored, and where the files are kept that it replaced."""

    made: str
    annotated: int
    corrected: int
    articles: int
    """The number of articles that the library did not have."""
    marked: int
    waiting: int
    """The number of marks of articles that the library does not have yet."""
    feeds: int
    """The number of feeds that were not followed."""
    replaced: tuple[tuple[Path, Path], ...]
    """Settings, themes and templates that differed: the file, and where the one before is kept."""
    before: Path | None
    """A backup of the home as it was; None for an empty one."""
    notices: tuple[str, ...]
    """Notices of what was odd about the library, a sentence each."""
    aside: SettingsAside | None = None


def restore_backup(
    file: Path, paths: Paths, now: Callable[[], datetime], *, with_settings: bool = False
) -> RestoreReport:
    """Restore a backup. Raises StoreError; after one, restoring the same file again goes on.

    Settings that do more than the present ones with secrets, articles or the machine are put aside, unless
    `with_settings`.
    """
    with open_archive(file) as archive:
        check_contents(archive, file)
        return _Restore(archive, paths, now, with_settings=with_settings).run()


def archived_marks(archive: Archive) -> AllMarks:
    return AllMarks(
        tuple(_lines_of(archive, MARKS, marks_from_json)),
        tuple(_lines_of(archive, STORIES, story_marks_from_json)),
        tuple(_lines_of(archive, WATCHES, watch_from_json)),
    )


def restore_marks(marks: AllMarks, store: ArticleStore) -> int:
    """Merge the marks into those of the library; return how many articles it does not have yet."""
    with store.database.writing() as connection:
        waiting = merge_marks(connection, marks.articles)
        if marks.stories:
            merge_story_marks(connection, marks.stories)
        merge_watches(connection, marks.watches)
    return waiting


def check_contents(archive: Archive, file: Path) -> None:
    """Raise StoreError for files that do not belong in a backup."""
    for name in archive.files:
        if not _is_known(name):
            raise StoreError(f"{file.name} is refused: {name} in it is no file of a backup.")
        try:
            for top, decode in _DECODERS.items():
                for _ in decoded(archive.read(name), decode) if name.startswith(top) else ():
                    pass
        except (ValueError, TypeError, AttributeError, RecursionError) as error:
            raise StoreError(f"{file.name} is damaged: {name} in it cannot be understood.") from error


def _is_known(name: str) -> bool:
    top, *rest = name.split("/")
    if not rest:
        return name in (CONFIG, FEEDS)
    if any(part.startswith(".") for part in rest):
        return False  # a lock, or what a write left
    folders = ("annotations", "themes", "templates", "backups", UNSAVED)
    return top in folders or name.startswith(tuple(_DECODERS))


def _lines_of(archive: Archive, top: str, decode: Callable[[str], Value]) -> Iterator[Value]:
    return (each for name in _names(archive, top) for each in decoded(archive.read(name), decode))


def _names(archive: Archive, *tops: str) -> Iterator[str]:
    return (name for name in archive.files if name.startswith(tops))


class _Restore:
    def __init__(
        self, archive: Archive, paths: Paths, now: Callable[[], datetime], *, with_settings: bool
    ) -> None:
        self._with_settings = with_settings
        self._archive = archive
        self._paths = paths
        self._now = now
        self._replaced: list[tuple[Path, Path]] = []

    def run(self) -> RestoreReport:
        paths = self._paths
        is_new = not any(
            each.exists()
            for each in (paths.library_db, paths.annotations_dir, paths.feeds_file, paths.config_file)
        )
        self._check_places()
        with write_errors(paths.library_db):
            make_private_folder(paths.library_db.parent)
        with ArticleStore(paths.library_db) as store:
            if store.read_only:
                raise StoreError(store.notices[-1])
            notices = store.notices
            before = None if is_new else self._back_up(store)
            feeds = self._restore_feeds()
            articles = self._restore_articles(store)
            marks = archived_marks(self._archive)
            waiting = restore_marks(marks, store)
            marked = len(marks.articles)
        annotated, corrected = self._restore_annotations()
        for name in _names(self._archive, f"{UNSAVED}/"):
            self._put_beside(name, self._paths.rescue_dir / name.partition("/")[2])
        for name in _names(self._archive, "themes/", "templates/"):
            folder = paths.themes_dir if name.startswith("themes/") else paths.templates_dir
            self._replace(name, folder / name.partition("/")[2])
        aside = self._restore_settings()  # last: a running reader reads them again
        return RestoreReport(
            self._archive.made,
            annotated,
            corrected,
            articles,
            marked,
            waiting,
            feeds,
            tuple(self._replaced),
            before,
            notices,
            aside,
        )

    def _check_places(self) -> None:
        """Raise StoreError if a file of the archive would lie where a folder is, or below a file."""
        roots = {
            "annotations": self._paths.annotations_dir,
            "backups": self._paths.backups_dir,
            "templates": self._paths.templates_dir,
            "themes": self._paths.themes_dir,
            UNSAVED: self._paths.rescue_dir,
        }
        for name in self._archive.files:
            top, *rest = name.split("/")
            if rest and (root := roots.get(top)) is not None:
                file = root.joinpath(*rest)
                above = file.parents[: len(rest)]
                if file.is_dir() or any(each.exists() and not each.is_dir() for each in above):
                    raise StoreError(
                        f"{name} cannot be restored: {file} is in the way; move it elsewhere first."
                    )

    def _restore_settings(self) -> SettingsAside | None:
        file = self._paths.config_file
        if CONFIG not in self._archive.files:
            return None
        settings, _ = parse_settings(self._archive.read(CONFIG), CONFIG)
        would = consequences(settings, load_settings(file)[0])
        if not would or self._with_settings:
            self._replace(CONFIG, file)
            return None
        return SettingsAside(self._put_beside(CONFIG, file.with_name(f"{file.name}.restored")), tuple(would))

    def _back_up(self, store: ArticleStore) -> Path:
        folder = self._paths.backups_dir
        with write_errors(folder):
            make_private_folder(folder)
        file = free_name(folder / f"before-restore-{self._now():%Y%m%d-%H%M%S}.zip")
        make_backup(file, self._paths, store, self._now())
        return file

    def _restore_feeds(self) -> int:
        for name in _names(self._archive, "backups/"):
            self._put_beside(name, self._paths.feeds_file.parent / name)
        if FEEDS not in self._archive.files:
            return 0
        file, content = self._paths.feeds_file, self._archive.read(FEEDS)
        subscriptions = Subscriptions(file, now=self._now)
        known = {feed.url for feed in subscriptions.read()}
        if not file.exists():
            with write_errors(file):
                write_durably(file, content)
        else:
            try:
                subscriptions.add(read_opml(content, name=FEEDS).feeds)
            except SourceError:  # damaged when it was put in, or without feeds
                self._put_beside(FEEDS, file)
        return len({feed.url for feed in subscriptions.read()} - known)

    def _restore_articles(self, store: ArticleStore) -> int:
        return sum(
            store.insert(each.article, each.fetched, {"by_hand": each.by_hand})
            for each in _lines_of(self._archive, ARTICLES, article_from_json)
        )

    def _restore_annotations(self) -> tuple[int, int]:
        folder = self._paths.annotations_dir
        by_article: dict[str, dict[str, bytes]] = defaultdict(dict)
        corrections: dict[str, str] = {}
        for name in _names(self._archive, "annotations/"):
            below = name.partition("/")[2]
            named = file_named(below.removeprefix("corrections/"))
            if named is not None and "/" not in below:
                by_article[named.article_id][below] = self._archive.read(name)
            elif named is not None and named.kind is FileKind.COLLECTION and below.count("/") == 1:
                corrections[name] = named.article_id
            elif below not in (DECISIONS.file, MATTERS.file):
                self._put_beside(name, folder / below)
        # After their backups, which a repair may need.
        store = AnnotationStore(folder, now=self._now)
        for article_id, contents in by_article.items():
            store.bring_in(article_id, contents)
        corrected = CorrectionStore(folder / "corrections", Notices(), now=self._now)
        for name, article_id in corrections.items():
            corrected.bring_in(article_id, self._archive.read(name))
        for form in (DECISIONS, MATTERS):
            if (name := f"annotations/{form.file}") in self._archive.files:
                ItemFile[Any](folder, form, Notices(), now=self._now).bring_in(self._archive.read(name))
        return len(by_article), len(corrections)

    def _put_beside(self, name: str, file: Path) -> Path:
        """Write a file under its name, or beside one of that name with other content; return where it is."""
        content = self._archive.read(name)
        target, number = file, 2
        with write_errors(file):
            make_private_folder(file.parent)
            while os.path.lexists(target):
                if target.is_file() and read_regular(target) == content:
                    return target
                target, number = file.with_name(f"{file.name}-{number}"), number + 1
            self._write(name, target, content)
        return target

    def _replace(self, name: str, file: Path) -> None:
        """Write a file, and keep a file of that name with other content under another name."""
        content = self._archive.read(name)
        with write_errors(file):
            make_private_folder(file.parent)
            present = read_regular(file) if file.is_file() else None
            if present == content:
                return
            if present is not None:
                kept = free_name(file.with_name(f"{file.name}.before-restore-{self._now():%Y%m%d-%H%M%S}"))
                write_durably(kept, present)
                self._replaced.append((file, kept))
            self._write(name, file, content)

    def _write(self, name: str, file: Path, content: bytes) -> None:
        write_durably(file, content)
        moment = self._archive.files[name].modified
        with suppress(OSError):
            os.utime(file, (moment, moment))  # by which generations are told apart
