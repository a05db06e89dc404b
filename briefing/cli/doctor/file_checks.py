"""Checks files that are read without the library: settings, themes, annotations, and their permissions."""

from __future__ import annotations

import os
import stat
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

from briefing.cli.doctor.findings import Finding
from briefing.cli.session import Session
from briefing.domain.followups.issue_decision import DECISIONS
from briefing.domain.matters.matter import MATTERS
from briefing.errors import BriefingError
from briefing.paths import bundled_themes
from briefing.presentation.keys.keymap import resolve_keymap
from briefing.settings.settings_errors import unknown_name, where
from briefing.settings.table import AUTO_THEME
from briefing.store.annotations.checkup import check_annotation_files
from briefing.store.annotations.correction_store import CorrectionStore
from briefing.store.annotations.merged_files import ItemFile
from briefing.store.files.atomic_write import STALE_SECONDS, close_to_others, stray_files
from briefing.store.notices import Notices
from briefing.ui.theme import load_themes

_STRAY_FOLDERS = ("", "backups", "drafts", "corrections", "corrections/backups")


def settings(session: Session) -> Iterator[Finding]:
    file = session.paths.config_file
    _, keymap_problems = resolve_keymap(session.settings.keymap, session.settings.preset)
    problems = (*session.problems, *keymap_problems)
    for problem in problems:
        yield Finding("settings", problem, sound=False)
    if not problems:
        yield Finding("settings", str(file) if file.exists() else f"{file} (none yet: the defaults hold)")


def themes(session: Session) -> Iterator[Finding]:
    themes, failed = load_themes((bundled_themes(), session.paths.themes_dir))
    for error in failed:
        yield Finding("themes", str(error), sound=False)
    chosen = session.settings.theme
    if chosen == AUTO_THEME:
        yield Finding("themes", f"{', '.join(sorted(themes))}; the terminal's background chooses")
    elif chosen in themes:
        yield Finding("themes", f"{', '.join(sorted(themes))}; {chosen} is used")
    else:
        yield Finding("themes", f"{where(chosen)}{unknown_name('theme', chosen, themes)}", sound=False)


def folders(session: Session) -> Iterator[Finding]:
    paths = session.paths
    for what, folder in (("annotations", paths.annotations_dir), ("cache", paths.cache_dir)):
        there = _nearest_existing(folder)
        if there.is_dir() and os.access(there, os.W_OK | os.X_OK):
            yield Finding(what, f"{folder}{'' if folder.exists() else ' (made when needed)'}")
        else:
            yield Finding(
                what, f"{there} cannot be written to: give yourself permission, or use --home.", sound=False
            )
    yield Finding(
        "log", f"{paths.log_file}{'' if paths.log_file.exists() else ' (none yet: nothing failed)'}"
    )


def permissions(session: Session) -> Iterator[Finding]:
    """Check who may read and write the files, where the system knows that."""
    if os.name == "nt":
        return
    paths = session.paths
    shared = [each for each in paths.private() if _mode(each) & 0o077]
    if shared:
        yield Finding(
            "permissions",
            f"{_named(shared)} can be read by other users of this machine: `briefing doctor --repair` closes "
            f"them.",
            sound=False,
            repair=partial(_close, shared),
        )
    inaccessible = [
        file
        for file in (*paths.annotations_dir.rglob("*"), paths.library_db, paths.feeds_file, paths.config_file)
        if (mode := _mode(file)) and mode & 0o600 != 0o600
    ]
    if inaccessible:
        yield Finding(
            "permissions",
            f"{_named(inaccessible)} cannot be read and written: `briefing doctor --repair` allows you to.",
            sound=False,
            repair=partial(_allow, inaccessible),
        )


def stray(session: Session) -> Iterator[Finding]:
    """Find the temporary files that killed processes left behind."""
    paths = session.paths
    folders = [paths.annotations_dir / name for name in _STRAY_FOLDERS]
    folders += dict.fromkeys((paths.library_db.parent, paths.config_file.parent))
    files = [file for folder in folders for file in stray_files(folder)]
    for draft in paths.library_db.parent.glob(f"{paths.library_db.name}.new-*"):
        with suppress(FileNotFoundError):
            files += [draft] if time.time() - draft.stat().st_mtime > STALE_SECONDS else []
    if files:
        yield Finding(
            "files",
            f"{_named(files)}: left by a write that was cut off a day ago or more, and of no use.",
            sound=False,
            repair=partial(_delete, files),
        )


def annotation_files(session: Session) -> Iterator[Finding]:
    """Check the files of what the reader did; `texts` checks for the articles' texts."""
    folder = session.paths.annotations_dir
    try:
        notices = Notices()
        kinds = [
            ("annotations", check_annotation_files(folder)),
            ("corrections", CorrectionStore(folder / "corrections", notices).problems()),
            *((form.name, ItemFile[Any](folder, form, notices).problems()) for form in (DECISIONS, MATTERS)),
        ]
        for what, faults in kinds:
            for fault in faults:
                repair = partial(_repaired, fault.repair, notices) if fault.repair else None
                if not fault.lacks_text:
                    yield Finding(what, fault.sentence, fault.is_harmless, repair)
    except BriefingError as error:
        yield Finding("annotations", str(error), sound=False)


def _repaired(repair: Callable[[], Iterable[str]], notices: Notices) -> Iterable[str]:
    done = repair()
    return (*notices.pop(), *done)


def _close(places: Iterable[Path]) -> Iterable[str]:
    close_to_others(*places)
    return (f"{_named(places)}: for you alone now.",)


def _allow(files: Iterable[Path]) -> Iterable[str]:
    for file in files:
        file.chmod(stat.S_IMODE(file.stat().st_mode) | (0o700 if file.is_dir() else 0o600))
    return (f"{_named(files)}: can be read and written again.",)


def _delete(files: Iterable[Path]) -> Iterable[str]:
    for file in files:
        with suppress(FileNotFoundError):
            file.unlink()
    return (f"{_named(files)}: deleted.",)


def _named(files: Iterable[Path]) -> str:
    first, *rest = files
    return f"{first.name} and {len(rest)} more" if rest else first.name


def _mode(path: Path) -> int:
    """Return the permissions of a path; 0 for a link, and for a path that does not exist."""
    try:
        mode = path.lstat().st_mode
    except OSError:
        return 0
    return 0 if stat.S_ISLNK(mode) else stat.S_IMODE(mode)


def _nearest_existing(folder: Path) -> Path:
    while not folder.exists() and folder != folder.parent:
        folder = folder.parent
    return folder
