"""Reads regular files only, without ever blocking, and makes files that only their owner can read."""

from __future__ import annotations

import errno
import os
import select
import stat
from pathlib import Path
from typing import BinaryIO

MAX_BYTES = 50_000_000
"""The most bytes of a file that holds the reader's own work."""
MAX_TEXT_BYTES = 1_000_000
"""The most bytes of a theme or a template."""
MAX_SETTINGS_BYTES = 200_000
"""The most bytes of config.toml, which is parsed again for each of up to a hundred faults."""
PIPE_SECONDS = 30.0
"""Seconds that a pipe may be silent."""

_FLAGS = (
    getattr(os, "O_NONBLOCK", 0)  # a named pipe opens at once, even if nobody writes to it
    | getattr(os, "O_NOCTTY", 0)
    | getattr(os, "O_BINARY", 0)
)
_KINDS = {
    stat.S_IFDIR: (errno.EISDIR, "a folder"),
    stat.S_IFIFO: (errno.EINVAL, "a named pipe"),
    stat.S_IFSOCK: (errno.EINVAL, "a socket"),
}

PRIVATE_FILE, PRIVATE_FOLDER = 0o600, 0o700


class NotRegularError(OSError):
    """Something other than a regular file is at the path; `kind` names it."""

    def __init__(self, file: Path, mode: int) -> None:
        number, self.kind = _KINDS.get(stat.S_IFMT(mode), (errno.EINVAL, "a device"))
        super().__init__(number, f"{self.kind} lies in its place", str(file))


class SilentPipeError(OSError):
    """Nothing is written to a pipe."""


class TooLargeFileError(OSError):
    def __init__(self, file: Path, limit: int) -> None:
        super().__init__(errno.EFBIG, f"it is larger than {limit / 1_000_000:g} MB", str(file))


def open_regular(file: Path) -> BinaryIO:
    """Open a regular file to read, without ever blocking. Raises OSError."""
    _check(file, file.stat().st_mode)  # before opening, since opening a device may have an effect
    return os.fdopen(_open_checked(file, os.O_RDONLY), "rb")


def read_regular(file: Path, limit: int = MAX_BYTES) -> bytes:
    """Return the content of a regular file of at most `limit` bytes. Raises OSError."""
    with open_regular(file) as handle:
        return read_limited(handle, file, limit)


def read_given(file: Path, limit: int = MAX_BYTES) -> bytes:
    """Return the content of a regular file, or of a pipe that somebody writes to, such as a shell's `<(…)`.

    Raises OSError.
    """
    if not stat.S_ISFIFO(file.stat().st_mode):
        return read_regular(file, limit)
    descriptor = os.open(file, _FLAGS)
    content = bytearray()
    try:
        while piece := _next_piece(descriptor):
            content += piece
            if len(content) > limit:
                raise TooLargeFileError(file, limit)
    finally:
        os.close(descriptor)
    if not content:
        raise SilentPipeError(errno.EIO, "nothing is written into this pipe", str(file))
    return bytes(content)


def _next_piece(descriptor: int) -> bytes:
    """Return the next bytes; empty at the end, and if nobody has the other end of the pipe open."""
    while True:
        try:
            return os.read(descriptor, 1 << 16)
        except BlockingIOError:
            if not select.select([descriptor], [], [], PIPE_SECONDS)[0]:
                raise SilentPipeError(errno.ETIMEDOUT, "nothing comes out of this pipe") from None


def read_limited(handle: BinaryIO, file: Path, limit: int = MAX_BYTES) -> bytes:
    """Return what is left in an open file. Raises TooLargeFileError."""
    content = handle.read(limit + 1)
    if len(content) > limit:
        raise TooLargeFileError(file, limit)
    return content


def make_private_folder(folder: Path) -> None:
    """Make a private folder, and those above it that are missing. Raises OSError."""
    if not folder.is_dir():
        make_private_folder(folder.parent)
        folder.mkdir(PRIVATE_FOLDER, exist_ok=True)


def open_private(file: Path, flags: int = os.O_TRUNC) -> BinaryIO:
    """Open a regular file to write, making it private if there is none. Raises OSError."""
    return os.fdopen(_open_checked(file, os.O_WRONLY | os.O_CREAT | flags), "wb")


def _open_checked(file: Path, flags: int) -> int:
    descriptor = os.open(file, _FLAGS | flags, PRIVATE_FILE)
    try:
        _check(file, os.fstat(descriptor).st_mode)
    except OSError:
        os.close(descriptor)
        raise
    return descriptor


def _check(file: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        raise NotRegularError(file, mode)
