"""Keeps a daily copy of the reader's marks, for a library that is lost or damaged.

It is a backup without articles: `briefing restore` reads it as well.
"""

from __future__ import annotations

import time
from contextlib import ExitStack, suppress
from datetime import datetime
from pathlib import Path

from briefing.domain.annotation import stamp
from briefing.errors import StoreError
from briefing.regular_files import make_private_folder
from briefing.services.backup.make_backup import mark_files
from briefing.services.backup.restore_backup import check_contents, restore_marks
from briefing.store.articles.article_store import RESTORED, ArticleStore
from briefing.store.files.archive import open_archive, write_archive
from briefing.store.files.atomic_write import set_damaged_aside
from briefing.store.files.file_errors import write_errors

DAY_SECONDS = 24 * 60 * 60


def is_due(file: Path) -> bool:
    """Return whether the copy is a day old, or missing."""
    try:
        return time.time() - file.stat().st_mtime >= DAY_SECONDS
    except OSError:
        return True


def keep_marks(store: ArticleStore, file: Path, now: datetime) -> None:
    """Copy all marks of the library. If it cannot be written, a later mark tries again."""
    with suppress(StoreError, OSError):
        if not store.get_meta(RESTORED):  # the copy waits for a disk with space to be restored from
            return
        with store.database.reading() as connection:
            _, files = mark_files(connection)
        make_private_folder(file.parent)
        write_archive(file, files, stamp(now))


def bring_marks_back(store: ArticleStore, file: Path, now: datetime, odd: list[str]) -> str:
    """Merge the copy's marks, and return its day; for a damaged copy, add a notice to `odd` and return "".

    Raises StoreError if the library cannot be written.
    """
    with ExitStack() as stack:
        try:
            archive = stack.enter_context(open_archive(file))
            check_contents(archive, file)
        except StoreError:
            stack.close()
            with write_errors(file):
                aside = set_damaged_aside(file, now)
            odd.append(
                f"{file.name}, the copy of your marks, was damaged; it has been set aside as {aside.name}."
            )
            return ""
        restore_marks(archive, store)
        return archive.made[:10]
