"""Keeps the reader's marks beside the library, should it be lost: all once a day, and each change since.

The copy of the day is a backup without articles, which `briefing restore` reads as well. A change is a line:
what is marked, and its marks as JSON; the last line on an article or a story holds.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from briefing.domain.annotation import stamp
from briefing.errors import StoreError
from briefing.regular_files import PRIVATE_FILE, make_private_folder, read_regular
from briefing.services.backup.archived_articles import AllMarks
from briefing.services.backup.make_backup import mark_files
from briefing.services.backup.restore_backup import archived_marks, check_contents, restore_marks
from briefing.store.articles.article_marks import Marks, marks_from_json, marks_of, marks_to_json
from briefing.store.articles.article_store import RESTORED, ArticleStore
from briefing.store.files.archive import open_archive, write_archive
from briefing.store.files.atomic_write import set_damaged_aside
from briefing.store.files.file_errors import write_errors
from briefing.store.stories.story_marks import (
    StoryMarks,
    story_marks_from_json,
    story_marks_of,
    story_marks_to_json,
)
from briefing.store.stories.watch_store import all_watches, watch_from_json, watch_to_json

DAY_SECONDS = 24 * 60 * 60
_UNMARKED = "unmarked"
"""Name of the fact that a library was seen to have no marks before they were written down."""
MOST_BYTES = 4_000_000
"""The size of the file of changes from which a copy is made before its day."""
_READ_BYTES = 1 << 30

_ARTICLE, _STORY, _WATCH, _NO_WATCHES = "article", "story", "watch", "watches"

_TRIGGERS = """
    CREATE TEMP TABLE marked (kind TEXT, number INTEGER);

    CREATE TEMP TRIGGER article_changed AFTER UPDATE OF read, starred, muted ON main.articles
        WHEN old.read <> new.read OR old.starred <> new.starred OR old.muted <> new.muted
        BEGIN INSERT INTO marked VALUES ('article', new.number); END;
    CREATE TEMP TRIGGER article_came AFTER INSERT ON main.articles WHEN new.read OR new.starred OR new.muted
        BEGIN INSERT INTO marked VALUES ('article', new.number); END;
    CREATE TEMP TRIGGER tag_came AFTER INSERT ON main.article_tags
        BEGIN INSERT INTO marked VALUES ('article', new.article); END;
    CREATE TEMP TRIGGER tag_went AFTER DELETE ON main.article_tags
        BEGIN INSERT INTO marked VALUES ('article', old.article); END;

    CREATE TEMP TRIGGER story_changed AFTER UPDATE OF followed, muted, seen ON main.stories
        BEGIN INSERT INTO marked VALUES ('story', new.number); END;
    CREATE TEMP TRIGGER member_came AFTER INSERT ON main.story_members WHEN new.by_hand
        BEGIN INSERT INTO marked VALUES ('story', new.story); END;
    CREATE TEMP TRIGGER member_moved AFTER UPDATE OF story, by_hand ON main.story_members
        WHEN old.by_hand OR new.by_hand
        BEGIN INSERT INTO marked VALUES ('story', old.story), ('story', new.story); END;

    CREATE TEMP TRIGGER watch_came AFTER INSERT ON main.watches
        BEGIN INSERT INTO marked VALUES ('watch', 0); END;
    CREATE TEMP TRIGGER watch_went AFTER DELETE ON main.watches
        BEGIN INSERT INTO marked VALUES ('watch', 0); END;
"""


@dataclass(frozen=True, slots=True)
class BroughtBack:
    """What a library that was begun anew got back of its marks."""

    day: str = ""
    """The day of the copy; empty without one."""
    has_changes: bool = False
    """Whether there are changes that were made since the copy."""


class MarksJournal:
    """The copy of the day at `file`, and the changes since in a file beside it."""

    def __init__(self, store: ArticleStore, file: Path, now: Callable[[], datetime]) -> None:
        self._store = store
        self._file = file
        self._changes = file.with_suffix(".changes")
        self._now = now

    def begin(self) -> None:
        """Write down each change of a mark from now on, if the library is kept. Raises StoreError."""
        if self._store.database.is_shared and not self._store.read_only:
            self._store.database.on_commit(_TRIGGERS, self._write_changes)

    def keep(self) -> None:
        """Copy all marks if the copy is missing, a day old, or followed by many changes.

        If it cannot be written, a later mark tries again.
        """
        if not (self._store.database.is_shared and self._is_due()):
            return
        with suppress(StoreError, OSError):
            if not self._store.get_meta(RESTORED):  # the copy waits for a disk with space to be restored from
                return
            if not (self._file.exists() or self._changes.exists()) and self._has_no_marks():
                return
            # Within a transaction, so that no other process adds a change that the copy does not have.
            with self._store.database.writing() as connection:
                _, files = mark_files(connection)
                make_private_folder(self._file.parent)
                write_archive(self._file, files, stamp(self._now()))
                self._changes.unlink(missing_ok=True)

    def _has_no_marks(self) -> bool:
        """Return whether there is nothing to copy. It is looked at once: later marks are written down."""
        if self._store.get_meta(_UNMARKED):
            return True
        with self._store.database.reading() as connection:
            if mark_files(connection)[1]:
                return False
        self._store.set_meta(_UNMARKED, stamp(self._now()))
        return True

    def bring_back(self, odd: list[str]) -> BroughtBack:
        """Merge the marks of the copy, as changed since, into those of the library.

        Adds a notice about a damaged copy to `odd`. Raises StoreError if the library cannot be written.
        """
        day, copied = self._copied(odd)
        changes = self._read_changes()
        if day or changes:
            restore_marks(_changed(copied, changes), self._store)
        return BroughtBack(day, bool(changes))

    def _is_due(self) -> bool:
        try:
            if time.time() - self._file.stat().st_mtime >= DAY_SECONDS:
                return True
        except OSError:
            return True
        try:
            return self._changes.stat().st_size > MOST_BYTES
        except OSError:
            return False

    def _write_changes(self, connection: sqlite3.Connection) -> None:
        changed = connection.execute("SELECT DISTINCT kind, number FROM temp.marked").fetchall()
        if not changed:
            return
        connection.execute("DELETE FROM temp.marked")
        lines = "".join(f"{line}\n" for line in _lines(connection, changed))
        # A mark holds though it cannot be written down a second time: it is in the library.
        with suppress(OSError):
            make_private_folder(self._changes.parent)
            opened = os.open(self._changes, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
            with os.fdopen(opened, "wb") as file:
                # It begins a line of its own, should a kill have cut the one before.
                file.write(f"\n{lines}".encode("utf-8", "surrogatepass"))

    def _copied(self, odd: list[str]) -> tuple[str, AllMarks]:
        """Return the copy's day and marks; none of either without a copy, or with a damaged one."""
        if not self._file.exists():
            return "", AllMarks()
        with ExitStack() as stack:
            try:
                archive = stack.enter_context(open_archive(self._file))
                check_contents(archive, self._file)
            except StoreError:
                stack.close()
                with write_errors(self._file):
                    aside = set_damaged_aside(self._file, self._now())
                name = self._file.name
                odd.append(
                    f"{name}, the copy of your marks, was damaged; it has been set aside as {aside.name}."
                )
                return "", AllMarks()
            return archive.made[:10], archived_marks(archive)

    def _read_changes(self) -> list[str]:
        try:
            content = read_regular(self._changes, _READ_BYTES)
        except (OSError, StoreError):
            return []
        return list(filter(None, content.decode("utf-8", "replace").split("\n")))


def _lines(connection: sqlite3.Connection, changed: Iterable[tuple[str, int]]) -> Iterator[str]:
    articles = [number for kind, number in changed if kind == _ARTICLE]
    stories = [number for kind, number in changed if kind == _STORY]
    for marks in marks_of(connection, articles):
        yield f"{_ARTICLE} {marks_to_json(marks)}"
    for story in story_marks_of(connection, stories):
        yield f"{_STORY} {story_marks_to_json(story)}"
    if any(kind == _WATCH for kind, _ in changed):
        yield _NO_WATCHES
        for watch in all_watches(connection):
            yield f"{_WATCH} {watch_to_json(watch)}"


def _changed(copied: AllMarks, lines: Iterable[str]) -> AllMarks:
    """Return the marks of the copy as these lines changed them, without lines that were cut or damaged."""
    articles = {marks.id: marks for marks in copied.articles}
    stories = {marks.id: marks for marks in copied.stories}
    watches = {(watch.kind, watch.what): watch for watch in copied.watches}
    for line in lines:
        kind, _, content = line.partition(" ")
        with suppress(ValueError, TypeError, AttributeError, RecursionError):
            if kind == _ARTICLE:
                marks = marks_from_json(content)
                articles[marks.id] = marks
            elif kind == _STORY:
                story = story_marks_from_json(content)
                stories[story.id] = story
            elif kind == _WATCH:
                watch = watch_from_json(content)
                watches[watch.kind, watch.what] = watch
            elif kind == _NO_WATCHES:
                watches.clear()
    return AllMarks(
        tuple(each for each in articles.values() if each != Marks(each.id)),
        tuple(each for each in stories.values() if each != StoryMarks(each.id, each.terms)),
        tuple(watches.values()),
    )
