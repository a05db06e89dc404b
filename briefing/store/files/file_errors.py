"""Translates operating system errors about a file into messages that say what to do."""

from __future__ import annotations

import errno
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefing.errors import StoreError
from briefing.regular_files import NotRegularError, TooLargeFileError

_WRITING = {
    errno.ENOSPC: "{0} could not be written because the disk is full: free some space and try again.",
    errno.EDQUOT: "{0} could not be written because your share of the disk is used up: "
    "free some space and try again.",
    errno.EFBIG: "{0} could not be written because the system allows no file of its size: "
    "raise that limit and try again.",
    errno.EACCES: "{0} cannot be written: give yourself permission to write in {1}.",
    errno.EPERM: "{0} cannot be written: give yourself permission to write in {1}.",
    errno.EROFS: "{0} cannot be written because its disk allows only reading: "
    "choose another folder with --home.",
    errno.EIO: "the disk of {1} reports an error, so {0} could not be written.",
    errno.ENOLCK: "{0} cannot be locked on its disk, so nothing is written: "
    "choose another folder with --home.",
}

_READING = {
    errno.EACCES: "{0} cannot be read: give yourself permission to read it in {1}.",
    errno.EPERM: "{0} cannot be read: give yourself permission to read it in {1}.",
    errno.EIO: "the disk of {1} reports an error, so {0} could not be read.",
}


def explain_os_error(error: OSError, file: Path, *, writing: bool) -> StoreError:
    """Translate an OSError into an error that says in one sentence what happened to the file."""
    if isinstance(error, NotRegularError | TooLargeFileError):
        return StoreError(f"{file.name} cannot be read because {error.strerror}: move it away.")
    sentence = (_WRITING if writing else _READING).get(error.errno or 0)
    if sentence is None:
        done = "written" if writing else "read"
        reason = error.strerror or type(error).__name__
        return StoreError(f"{file.name} could not be {done} ({reason}): run `briefing doctor` to see why.")
    return StoreError(sentence.format(file.name, file.parent))


@contextmanager
def write_errors(file: Path) -> Iterator[None]:
    """Raise StoreError for an OSError while writing the file."""
    try:
        yield
    except OSError as error:
        raise explain_os_error(error, file, writing=True) from error


@contextmanager
def read_errors(file: Path) -> Iterator[None]:
    """Raise StoreError for an OSError while reading the file."""
    try:
        yield
    except OSError as error:
        raise explain_os_error(error, file, writing=False) from error
