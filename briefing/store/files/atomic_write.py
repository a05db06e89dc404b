"""Writes files atomically and durably.

All functions raise OSError; `briefing.store.files.file_errors` translates it for the user.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
import time
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from briefing.regular_files import PRIVATE_FILE

_PREFIX, _SUFFIX = ".~", ".tmp"
"""Parts of a temporary file's name: hidden, and ignored by sync tools (Dropbox `.~*`, Nextcloud `*.tmp`)."""

STALE_SECONDS = 24 * 60 * 60
"""The age in seconds at which a temporary file must be left over from a killed process."""


def write_durably(file: Path, content: bytes, *, private: bool = True) -> None:
    """Replace the file's content. On OSError the file is unchanged.

    A new file is for its owner alone, unless it is not `private`; one that exists keeps its permissions.

    A kill at any moment leaves either the old or the new content; after the return the new content survives a
    power failure.
    """
    if file.is_symlink():
        file = file.resolve()  # replace the link's target, not the link
    temporary, descriptor = open_temporary(file, PRIVATE_FILE if private else 0o666)
    try:
        try:
            _keep_permissions(file, descriptor)
            _write_all(descriptor, content)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.replace(temporary, file)  # noqa: PTH105  a call of `os`, as the others here
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    sync_folder(file.parent)


def open_temporary(file: Path, mode: int = PRIVATE_FILE) -> tuple[Path, int]:
    """Make a file to be renamed to this one; return its path and descriptor."""
    # The name is cut, so that it is no longer than the file system allows.
    temporary = file.with_name(f"{_PREFIX}{file.name[:40]}.{secrets.token_hex(4)}{_SUFFIX}")
    # On Windows, O_BINARY keeps a newline from becoming two characters.
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return temporary, os.open(temporary, flags, mode)


def move_durably(source: Path, target: Path) -> None:
    """Rename a file, replacing the target; the move survives a power failure."""
    source.replace(target)
    sync_folder(target.parent)
    if source.parent != target.parent:
        sync_folder(source.parent)


def sync_folder(folder: Path) -> None:
    """Flush the folder's entries to disk, where the platform supports it (Windows and some mounts do not)."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY | getattr(os, "O_DIRECTORY", 0))
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def free_name(file: Path) -> Path:
    """Return the path itself or, where it exists, the first free one with a number appended."""
    found, number = file, 2
    while os.path.lexists(found):
        found, number = file.with_name(f"{file.name}-{number}"), number + 1
    return found


def set_damaged_aside(file: Path, now: datetime, copy: bytes | None = None) -> Path:
    """Rename a damaged file; if it will be replaced, write a `copy` instead. Return the new path.

    With a copy, a kill at any moment leaves a file at the original path.
    """
    aside = free_name(file.with_name(f"{file.name}.damaged-{now:%Y%m%d-%H%M%S}"))
    if copy is None:
        move_durably(file, aside)
    else:
        write_durably(aside, copy)
    return aside


def stray_files(folder: Path) -> Iterator[Path]:
    """Yield the temporary files that killed processes left in the folder."""
    with contextlib.suppress(OSError):
        for entry in os.scandir(folder):
            if entry.name.startswith(_PREFIX) and entry.name.endswith(_SUFFIX):
                with contextlib.suppress(OSError):
                    # Compare wall-clock time, like the file system's mtime.
                    if time.time() - entry.stat(follow_symlinks=False).st_mtime > STALE_SECONDS:
                        yield Path(entry.path)


def sweep(folder: Path) -> None:
    """Delete temporary files that killed processes left in the folder."""
    for file in stray_files(folder):
        with contextlib.suppress(OSError):
            file.unlink()


def close_to_others(*places: Path) -> None:
    """Make files and folders, with all in them, accessible to their owners alone; links stay."""
    for place in places:
        _close(place)
        for folder, folders, names in os.walk(place) if not place.is_symlink() else ():
            for name in (*folders, *names):
                _close(Path(folder, name))


def _close(path: Path) -> None:
    with contextlib.suppress(OSError):
        mode = path.lstat().st_mode
        if not stat.S_ISLNK(mode) and mode & 0o077:
            path.chmod(stat.S_IMODE(mode) & ~0o077)


def _write_all(descriptor: int, content: bytes) -> None:
    """Write all bytes: `os.write` may write fewer than it was given, for example on a nearly full disk."""
    left = memoryview(content)
    while left:
        left = left[os.write(descriptor, left) :]


def _keep_permissions(file: Path, descriptor: int) -> None:
    """Copy the permissions that the owner gave the present file."""
    if hasattr(os, "fchmod"):
        with contextlib.suppress(OSError):
            os.fchmod(descriptor, file.stat().st_mode & 0o7777)
