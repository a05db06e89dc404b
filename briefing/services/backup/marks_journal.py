"""Keeps the reader's marks in a file beside the library, should it be lost.

Each line says what is marked, and has its marks as JSON; the last line on an article or a story holds. Each
change is a line more. The first line is the time at which all were written, which is done once a day.
"""

from __future__ import annotations

import os
import sqlite3
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from briefing.domain.annotation import stamp
from briefing.domain.codec import encode
from briefing.domain.text.json_text import json_line
from briefing.errors import StoreError
from briefing.regular_files import PRIVATE_FILE, make_private_folder, open_regular, read_regular
from briefing.services.backup.archived_articles import AllMarks
from briefing.services.backup.restore_backup import restore_marks
from briefing.store.articles.article_marks import Marks, all_marks, marks_from_json, marks_of
from briefing.store.articles.article_store import RESTORED, ArticleStore
from briefing.store.files.atomic_write import set_damaged_aside, write_durably
from briefing.store.stories.story_marks import (
    StoryMarks,
    all_story_marks,
    story_marks_from_json,
    story_marks_of,
)
from briefing.store.stories.watch_store import all_watches, watch_from_json

DAY = timedelta(days=1)
_UNMARKED = "unmarked"
"""Name of the fact that a library was seen to have no marks before they were written down."""
_READ_BYTES = 1 << 30

_WRITTEN, _ARTICLE, _STORY, _WATCH, _NO_WATCHES = "written", "article", "story", "watch", "watches"

_DECODERS: Mapping[str, Callable[[str], Any]] = {
    _ARTICLE: marks_from_json,
    _STORY: story_marks_from_json,
    _WATCH: watch_from_json,
}
"""What decodes the value of a line, by its kind."""

_TRIGGERS = Path(__file__).with_name("marks.sql")


class MarksJournal:
    """The file of the marks of one library."""

    def __init__(self, store: ArticleStore, file: Path, now: Callable[[], datetime]) -> None:
        self._store = store
        self._file = file
        self._now = now

    def begin(self) -> None:
        """Write down each change of a mark from now on, if the library is kept. Raises StoreError."""
        if self._store.database.is_shared and not self._store.read_only:
            self._store.database.on_commit(_TRIGGERS.read_text(encoding="utf-8"), self._write_changes)

    def keep(self) -> None:
        """Write all marks anew if the file is missing or a day old.

        If it cannot be written, a later mark tries again.
        """
        if not (self._store.database.is_shared and self._is_due()):
            return
        with suppress(StoreError, OSError):
            if not self._store.get_meta(RESTORED):  # the file waits for a disk with space to be restored from
                return
            if not self._file.exists() and self._has_no_marks():
                return
            # Within a transaction, so that no other process adds a change that is not among them.
            with self._store.database.writing() as connection:
                make_private_folder(self._file.parent)
                made = f"{_WRITTEN} {stamp(self._now())}"
                write_durably(self._file, _encoded([made, *_all_lines(connection)]))

    def _has_no_marks(self) -> bool:
        """Return whether there is nothing to write. It is looked at once: later marks are written down."""
        if self._store.get_meta(_UNMARKED):
            return True
        with self._store.database.reading() as connection:
            if next(_all_lines(connection), None) is not None:
                return False
        self._store.set_meta(_UNMARKED, stamp(self._now()))
        return True

    def bring_back(self, odd: list[str]) -> bool:
        """Merge the marks of the file into those of the library; return whether there are any.

        Adds a notice about a damaged file to `odd`. Raises StoreError if the library cannot be written.
        """
        try:
            content = read_regular(self._file, _READ_BYTES)
        except OSError:
            return False
        marks, is_damaged = _read(content)
        restore_marks(marks, self._store)
        if is_damaged:
            with suppress(OSError):
                aside = set_damaged_aside(self._file, self._now(), content)
                odd.append(
                    f"{self._file.name}, the copy of your marks, was damaged; it is kept as {aside.name}."
                )
        return marks != AllMarks()

    def _is_due(self) -> bool:
        try:
            with open_regular(self._file) as file:
                _, _, then = file.readline(_READ_BYTES).decode("utf-8", "replace").strip().partition(" ")
            return not timedelta(0) <= self._now() - datetime.fromisoformat(then) < DAY
        except (OSError, ValueError, TypeError):
            return True

    def _write_changes(self, connection: sqlite3.Connection) -> None:
        changed = connection.execute("SELECT DISTINCT kind, number FROM temp.marked").fetchall()
        if not changed:
            return
        connection.execute("DELETE FROM temp.marked")
        # It begins a line of its own, should a kill have cut the one before.
        lines = b"\n" + _encoded(_changed_lines(connection, changed))
        # A mark holds though it cannot be written down a second time: it is in the library.
        with suppress(OSError):
            make_private_folder(self._file.parent)
            opened = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, PRIVATE_FILE)
            with os.fdopen(opened, "wb") as file:
                file.write(lines)


def _encoded(lines: Iterable[str]) -> bytes:
    return "".join(f"{line}\n" for line in lines).encode("utf-8", "surrogatepass")


def _lines(kind: str, marks: Iterable[object]) -> Iterator[str]:
    return (f"{kind} {json_line(encode(each))}" for each in marks)


def _all_lines(connection: sqlite3.Connection) -> Iterator[str]:
    yield from _lines(_ARTICLE, all_marks(connection))
    yield from _lines(_STORY, all_story_marks(connection))
    yield from _lines(_WATCH, all_watches(connection))


def _changed_lines(connection: sqlite3.Connection, changed: Iterable[tuple[str, int]]) -> Iterator[str]:
    numbers = defaultdict[str, list[int]](list)
    for kind, number in changed:
        numbers[kind].append(number)
    yield from _lines(_ARTICLE, marks_of(connection, numbers[_ARTICLE]))
    yield from _lines(_STORY, story_marks_of(connection, numbers[_STORY]))
    if _WATCH in numbers:
        yield _NO_WATCHES
        yield from _lines(_WATCH, all_watches(connection))


def _read(content: bytes) -> tuple[AllMarks, bool]:
    """Return the marks of a file, and whether a line of it was cut or damaged, and is left out."""
    found: dict[str, dict[object, Any]] = {kind: {} for kind in _DECODERS}
    lines = list(filter(None, content.decode("utf-8", "replace").split("\n")))
    is_damaged = not lines
    for line in lines:
        kind, _, value = line.partition(" ")
        try:
            if (decode := _DECODERS.get(kind)) is not None:
                marks = decode(value)
                found[kind][(marks.kind, marks.what) if kind == _WATCH else marks.id] = marks
            elif kind == _NO_WATCHES:
                found[_WATCH].clear()
            else:
                is_damaged |= kind != _WRITTEN
        except (ValueError, TypeError, AttributeError, RecursionError):
            is_damaged = True
    articles, stories, watches = (each.values() for each in found.values())
    marked = AllMarks(
        tuple(each for each in articles if each != Marks(each.id)),
        tuple(each for each in stories if each != StoryMarks(each.id, each.terms)),
        tuple(watches),
    )
    return marked, is_damaged
