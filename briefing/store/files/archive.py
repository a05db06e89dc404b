"""Writes and reads archives of files: a zip with a list of the files, their sizes and hashes.

An archive gets its name only after it has been read back and compared. One that is read is checked whole
before anything in it is used: it may be damaged, or made to harm.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
import time
import zipfile
import zlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from briefing.errors import StoreError
from briefing.store.files.atomic_write import open_temporary, sync_folder
from briefing.store.files.file_errors import read_errors, write_errors

FORMAT = "briefing backup"
VERSION = 1
LIST_NAME = "manifest.json"
MAX_FILE_BYTES = 64 * 1024 * 1024
MAX_FILES = 500_000
MAX_TIME = 1 << 37
"""The latest time of modification, in seconds since 1970: `datetime` has its year."""
MAX_RATIO = 100
"""The most bytes of content for a byte of archive, beyond the first MAX_FILE_BYTES; text has about ten."""

_MAX_NAME_BYTES = 200
"""Of one file or folder: file systems take 255, and a file that is kept beside another gets a longer name."""

_FAULTS = (
    zipfile.BadZipFile, zipfile.LargeZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError,
    ValueError, KeyError, TypeError, AttributeError, OverflowError,
)  # fmt: skip
"""Errors of the library for archives that are damaged, encrypted or from another program."""


@dataclass(frozen=True, slots=True)
class ArchivedFile:
    size: int
    sha256: str
    modified: float
    """The time of modification, in seconds since 1970."""


@dataclass(frozen=True, slots=True)
class SourceFile:
    """A file to put into an archive."""

    name: str
    """The file's path in the archive, with slashes."""
    content: bytes
    modified: float


class Archive:
    """An archive that was checked. `read` raises StoreError if it has changed since."""

    def __init__(
        self, file: Path, opened: zipfile.ZipFile, made: str, files: Mapping[str, ArchivedFile]
    ) -> None:
        self.made = made
        """The time at which it was made, in ISO 8601."""
        self.files = files
        self._file = file
        self._opened = opened

    def read(self, name: str) -> bytes:
        known = self.files[name]
        with read_errors(self._file), _faults_of(self._file), self._opened.open(name) as member:
            content = member.read(known.size + 1)
        if len(content) != known.size or hashlib.sha256(content).hexdigest() != known.sha256:
            raise _changed(self._file, name)
        return content


def is_safe_name(name: str) -> bool:
    """Whether a name is the path of a file below the folder where it is put, on every system."""
    parts = name.split("/")
    return (
        PurePosixPath(name).as_posix() == name
        and name.isprintable()
        and not set(name) & set("\\:")
        and all(part and part == part.rstrip(". ") for part in parts)
        and len(name) <= 250
        and all(len(part.encode()) <= _MAX_NAME_BYTES for part in parts)
    )


def write_archive(file: Path, files: Iterable[SourceFile], made: str) -> Mapping[str, ArchivedFile]:
    """Write an archive, read it back, compare it, and only then give it its name. Raises StoreError.

    Only its owner can read it, as settings may name passwords.
    """
    with write_errors(file):
        temporary, descriptor = open_temporary(file)
    try:
        with write_errors(file), os.fdopen(descriptor, "wb") as handle:
            listed = _write(handle, files, made)
            handle.flush()
            os.fsync(handle.fileno())
        with open_archive(temporary) as archive:
            if archive.files != listed:
                raise StoreError(f"{file.name} could not be written: what was read back differs.")
        with write_errors(file):
            temporary.replace(file)
            sync_folder(file.parent)
    finally:
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
    return listed


def _write(handle: Any, files: Iterable[SourceFile], made: str) -> Mapping[str, ArchivedFile]:
    listed: dict[str, ArchivedFile] = {}
    with zipfile.ZipFile(handle, "w", zipfile.ZIP_DEFLATED) as target:
        for each in files:
            digest = hashlib.sha256(each.content).hexdigest()
            known = listed[each.name] = ArchivedFile(len(each.content), digest, _time(each.modified))
            target.writestr(_entry(each.name, known.modified), each.content)
        header = {"format": FORMAT, "version": VERSION, "made": made}
        values = header | {"files": {name: asdict(each) for name, each in listed.items()}}
        target.writestr(_entry(LIST_NAME, time.time()), json.dumps(values, ensure_ascii=False, indent=1))
    return listed


def _time(modified: float) -> float:
    """Clamp a time of modification to those that files can have; NaN becomes 0."""
    return min(max(0.0, modified), MAX_TIME)


def _entry(name: str, modified: float) -> zipfile.ZipInfo:
    year, *rest = time.localtime(modified)[:6]
    entry = zipfile.ZipInfo(name, (min(max(year, 1980), 2107), *rest))  # type: ignore[arg-type]  # six of them
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.external_attr = (stat.S_IFREG | 0o600) << 16
    return entry


@contextmanager
def open_archive(file: Path) -> Iterator[Archive]:
    """Check every file in an archive and yield it. Raises StoreError before anything was done with it."""
    with contextlib.ExitStack() as stack:
        with read_errors(file), _faults_of(file):
            if not file.exists():
                raise StoreError(f"There is no {file}: check its name.")
            if not file.is_file():
                raise ValueError("no file")
            handle = stack.enter_context(file.open("rb"))
            opened = stack.enter_context(zipfile.ZipFile(handle))
            made, files = _checked_list(opened, os.fstat(handle.fileno()).st_size, file)
        archive = Archive(file, opened, made, files)
        for name in files:
            archive.read(name)
        yield archive


def _checked_list(opened: zipfile.ZipFile, size: int, file: Path) -> tuple[str, dict[str, ArchivedFile]]:
    entries = opened.infolist()
    if LIST_NAME not in opened.NameToInfo or len(entries) > MAX_FILES:
        raise StoreError(f"{file.name} is no backup of briefing: `briefing backup` makes one.")
    if opened.NameToInfo[LIST_NAME].file_size > MAX_FILE_BYTES:
        raise StoreError(f"{file.name} is too large to be a backup of briefing.")
    with opened.open(LIST_NAME) as member:
        header = json.loads(member.read(MAX_FILE_BYTES + 1))
    if not isinstance(header, dict) or header.get("format") != FORMAT or type(header["version"]) is not int:
        raise StoreError(f"{file.name} is no backup of briefing: `briefing backup` makes one.")
    if header["version"] > VERSION:
        raise StoreError(
            f"{file.name} was written by a newer briefing (version {header['version']} of backups, this one "
            f"knows {VERSION}): update briefing to restore it."
        )
    files = {
        name: ArchivedFile(int(each["size"]), str(each["sha256"]), _time(float(each["modified"])))
        for name, each in header["files"].items()
    }
    names = [each.orig_filename for each in entries if each.orig_filename != LIST_NAME]
    if sorted(names) != sorted(files) or len({name.casefold() for name in names}) != len(names):
        raise StoreError(f"{file.name} is damaged: the files in it are not those that its list names.")
    folders = {str(folder).casefold() for name in names for folder in PurePosixPath(name).parents}
    if any(name.casefold() in folders for name in names):
        raise StoreError(f"{file.name} is refused: a file in it would lie where it has a folder.")
    for each in entries:
        _check_entry(each, files.get(each.filename), file)
    if sum(each.size for each in files.values()) > max(MAX_RATIO * size, MAX_FILE_BYTES):
        raise StoreError(f"{file.name} is no backup: it would take far more space than a backup does.")
    return str(header["made"]), files


def _check_entry(entry: zipfile.ZipInfo, listed: ArchivedFile | None, file: Path) -> None:
    kind = stat.S_IFMT(entry.external_attr >> 16)
    if not is_safe_name(entry.orig_filename) or kind not in (0, stat.S_IFREG):
        raise StoreError(
            f"{file.name} is refused: it holds a link or a file that would lie outside its folder."
        )
    if listed is not None and not (entry.file_size == listed.size <= MAX_FILE_BYTES):
        raise _changed(file, entry.filename)


def _changed(file: Path, name: str) -> StoreError:
    return StoreError(f"{file.name} is damaged: {name} in it is not what was put into it.")


@contextmanager
def _faults_of(file: Path) -> Iterator[None]:
    try:
        yield
    except _FAULTS as error:
        raise StoreError(
            f"{file.name} is no backup of briefing, or it is damaged: choose another one."
        ) from error
