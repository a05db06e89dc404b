"""Reads maildirs and mbox files, and changes nothing in them.

The standard library's `mailbox` opens an mbox to write, and reads all of it for each refresh.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import time
from collections.abc import Iterator, Sequence
from itertools import islice, pairwise
from pathlib import Path
from typing import BinaryIO
from urllib.parse import quote_from_bytes, unquote_to_bytes, urlsplit

from briefing.domain.feeds.feed_address import mailbox_address
from briefing.errors import NotFoundError, SourceError, UnreadableError
from briefing.regular_files import NotRegularError, open_regular
from briefing.sources.formats.format_detection import MAIL_START, format_from_suffix
from briefing.sources.http.fetch_result import FetchOutcome, FetchRequest, ReceivedMails, Refused, Unchanged
from briefing.sources.local_files import local_path
from briefing.sources.mailboxes.new_mails import MAX_MAIL, read_new
from briefing.sources.text.normalize_text import clean_line

SETTLED_SECONDS = 60
"""Seconds after which nobody goes on writing the last mail of an mbox."""
_TICK = 1_000_000_000
"""Nanoseconds; the clocks of file systems have no finer steps, some of them."""
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_TELLING = (b"from:", b"message-id:", b"date:")
"""The beginnings of the lines that tell one mail from another; mail programs change others in their place."""
_HEADER_LINES = 500
_LINE = 65_536
"""Bytes of a line that are read at once: a file that is no mbox may have no lines."""


def local_mailbox(typed: str) -> str | None:
    """Return the address of the maildir or the mbox at a path, or None for what is likely no path.

    Raises NotFoundError and UnreadableError for a path that leads to neither.
    """
    is_path = typed.startswith(("/", "~", "."))
    if not typed or not (is_path or os.path.lexists(typed)):
        return None
    path = local_path(typed)
    try:
        kind = _kind_of(path)
    except OSError as error:
        if is_path:
            raise _explained(error, path) from error
        return None
    if kind is None and is_path:
        raise _no_mailbox(path)
    return kind and mailbox_address(path.resolve().as_uri().replace("file", kind, 1))


def is_mailbox_reference(typed: str) -> bool:
    """Return whether this is the address or the path of a mailbox, rather than an article's.

    A saved mail may begin as an mbox does.
    """
    try:
        return bool(mailbox_address(typed) or (format_from_suffix(typed) is None and local_mailbox(typed)))
    except SourceError:
        return False


def read_local(request: FetchRequest) -> FetchOutcome:
    """Read the new mails of a maildir or an mbox."""
    parts = urlsplit(request.url)
    path = Path(os.fsdecode(unquote_to_bytes(parts.path)))
    title = clean_line(path.stem if parts.scheme == "mbox" else path.name.lstrip(".")) or parts.path
    faults: list[str] = []
    try:
        read = _read_mbox if parts.scheme == "mbox" else _read_maildir
        mails, mark = read(path, request.etag or "", faults)
    except OSError as error:
        return Refused(str(_explained(error, path)))
    except SourceError as error:
        return Refused(str(error))
    if mails or faults or not request.etag:
        return ReceivedMails(mails, mark, title, tuple(faults))
    return Unchanged(mark, None)


def _kind_of(path: Path) -> str | None:
    if path.is_dir():
        next(path.iterdir(), None)  # raises for a folder that may not be read
        return "maildir" if (path / "cur").is_dir() and (path / "new").is_dir() else None
    with open_regular(path) as file:
        return "mbox" if MAIL_START.match(file.readline(_LINE)) else None


def _read_maildir(path: Path, mark: str, faults: list[str]) -> tuple[tuple[bytes, ...], str]:
    """Read the files that were put here, renamed or changed since `mark`: a time in nanoseconds, and the name
    that was reached among the files of that time.

    Renaming alone changes that time, so a file that moves from `new` to `cur` meanwhile is found again.
    """
    now = time.time_ns()
    at, _, name = mark.partition(" ")
    since = (-1, "")
    if at.isdecimal() and int(at) <= now:  # else the clock was wrong then
        since = (int(at), os.fsdecode(unquote_to_bytes(name)))
    places = sorted(place for place in _files(path) if place > since)

    def load(some: Sequence[tuple[int, str]]) -> list[bytes]:
        mails = []
        for _, name in some:
            try:
                with open_regular(path / name) as file:
                    mails.append(file.read(MAX_MAIL))
            except FileNotFoundError:
                pass
            except PermissionError as error:  # others may pass, and the mail is read the next time
                faults.append(str(_explained(error, path / name)))
        return mails

    mails, last = read_new(places, load, is_first=since[0] < 0)
    reached, name = max(since, min(last or since, (now - _TICK, "")))
    return mails, f"{reached} {quote_from_bytes(os.fsencode(name))}"


def _files(path: Path) -> Iterator[tuple[int, str]]:
    for folder in ("cur", "new"):
        with os.scandir(path / folder) as entries:
            for entry in entries:
                # A link may lead anywhere, and names with a dot are those of other programs.
                if entry.name.startswith(".") or not entry.is_file(follow_symlinks=False):
                    continue
                yield entry.stat(follow_symlinks=False).st_ctime_ns, f"{folder}/{entry.name}"


def _read_mbox(path: Path, mark: str, faults: list[str]) -> tuple[tuple[bytes, ...], str]:
    """Read the mails behind the one at `mark`, which is its offset and the hash of what tells it."""
    with open_regular(path) as file:
        before = os.fstat(file.fileno())
        offset, _, known = mark.partition(" ")
        since = int(offset) if offset.isdecimal() and _hash_at(file, int(offset)) == known else -1
        starts = list(_starts(file, max(since, 0)))
        if not starts and before.st_size:
            raise _no_mailbox(path)
        ends = dict(pairwise([*starts, before.st_size]))
        if time.time() - before.st_mtime < SETTLED_SECONDS and not _ends_whole(file, before.st_size):
            del starts[-1:]  # it is still being written, perhaps

        def load(some: Sequence[int]) -> list[bytes]:
            mails = []
            for start in some:
                file.seek(start)
                file.readline(_LINE)
                data = file.read(max(0, min(ends[start] - file.tell(), MAX_MAIL)))
                mails.append(_ESCAPED.sub(rb"\1", data))
            return mails

        mails, last = read_new([each for each in starts if each > since], load, is_first=since < 0)
        reached = since if last is None else last
        mark = f"{reached} {_hash_at(file, reached)}" if reached >= 0 else ""
        after = os.fstat(file.fileno())
    if (before.st_size, before.st_mtime_ns) != (after.st_size, after.st_mtime_ns):
        raise UnreadableError(f"{_shown(path)} was being written to: refresh again.")
    return mails, mark


def _starts(file: BinaryIO, offset: int) -> Iterator[int]:
    """Yield the offsets of mails from an offset on at which a line begins."""
    file.seek(offset)
    is_after_blank = True
    while line := file.readline(_LINE):
        if is_after_blank and MAIL_START.match(line):
            yield offset
        is_after_blank = not line.strip()
        offset += len(line)


def _hash_at(file: BinaryIO, offset: int) -> str:
    file.seek(offset)
    if not MAIL_START.match(line := file.readline(_LINE)):
        return "no mail"
    told, is_telling = hashlib.sha256(line), False
    for line in islice(iter(lambda: file.readline(_LINE).rstrip(), b""), _HEADER_LINES):
        if not line.startswith((b" ", b"\t")):  # else it goes on with the header before it
            is_telling = line.lower().startswith(_TELLING)
        if is_telling:
            told.update(line)
    return told.hexdigest()[:16]


def _ends_whole(file: BinaryIO, size: int) -> bool:
    """Return whether the file ends with the blank line that ends each mail."""
    file.seek(max(0, size - 4))
    return file.read(4).replace(b"\r", b"").endswith(b"\n\n")


def _no_mailbox(path: Path) -> UnreadableError:
    return UnreadableError(
        f"{_shown(path)} is neither a maildir, a folder with cur and new in it, nor an mbox: "
        "name one of these, or the address of a feed."
    )


def _explained(error: OSError, path: Path) -> SourceError:
    shown = _shown(path)
    if isinstance(error, NotRegularError):
        return UnreadableError(f"{shown} is {error.kind}, neither a maildir nor an mbox.")
    match error.errno:
        case errno.ENOENT | errno.ENOTDIR | errno.ENAMETOOLONG:
            return NotFoundError(f"There is no mailbox at {shown}: check whether it was moved.")
        case errno.EACCES | errno.EPERM:
            return UnreadableError(f"{shown} may not be read: check its permissions.")
    return UnreadableError(f"{shown} could not be read ({os.strerror(error.errno or 0)}): try again later.")


def _shown(path: Path) -> str:
    return clean_line(str(path))
