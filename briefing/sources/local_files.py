"""Lists the article files of a folder, and reads files up to a size limit."""

from __future__ import annotations

import errno
import os
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from briefing.errors import NotFoundError, SourceError, TooLargeError, UnreadableError
from briefing.regular_files import NotRegularError, SilentPipeError, TooLargeFileError, read_given
from briefing.sources.formats.format_detection import ARTICLE_SUFFIXES
from briefing.sources.text.normalize_text import clean_line

MAX_FILE_BYTES = 20_000_000
"""Bytes of a file that is read."""
MAX_ENDINGS = 5
"""Endings of files that are named as passed over, the most frequent."""
_KINDS = ", ".join(sorted(ARTICLE_SUFFIXES))
MAX_PAGE_SIZE = 5_000_000
"""Bytes, or characters; extraction takes a minute and a gigabyte for hostile pages of 20 MB."""


class Expanded(NamedTuple):
    references: list[str]
    passed_over: list[str]
    """A sentence about the files of folders that are left out, or none."""


def expand(references: Iterable[str]) -> Expanded:
    """Replace each folder by the article files below it, sorted and without hidden ones.

    A folder without articles stays, and loading it explains what is wrong.
    """
    expanded: list[str] = []
    others: Counter[str] = Counter()
    for reference in references:
        found: list[Path] = []
        with suppress(SourceError, OSError, ValueError):
            path = local_path(reference)
            for file in _files(path) if path.is_dir() else ():
                if (suffix := file.suffix.lower()) not in ARTICLE_SUFFIXES:
                    others[clean_line(suffix) or "no ending"] += 1
                elif _may_be_file(file):
                    found.append(file)
        expanded += map(str, sorted(found, key=lambda file: file.parts)) if found else [reference]
    return Expanded(expanded, list(_passed_over(others)))


def _passed_over(others: Counter[str]) -> Iterator[str]:
    if others:
        count = f"{others.total()} files are" if others.total() > 1 else "1 file is"
        endings = ", ".join(sorted(each for each, _ in others.most_common(MAX_ENDINGS)))
        yield f"{count} passed over ({endings}): a folder is read for {_KINDS}."


def local_path(reference: str) -> Path:
    """Return the path of a reference; a leading `~` is the home folder, unless a file has that name.

    Raises NotFoundError for blanks, which would be the working folder.
    """
    if not reference.strip():
        raise NotFoundError("Nothing is named: give a file, a folder, an address, or - for standard input.")
    path = Path(reference)
    if reference.startswith("~") and not os.path.lexists(path):
        with suppress(RuntimeError):  # no such user
            return path.expanduser()
    return path


def read_file(path: Path, *, name: str, limit: int = MAX_FILE_BYTES) -> bytes:
    """Read the bytes of a regular file or a pipe, such as a shell's `<(…)`. `name` is for messages.

    Raises SourceError.
    """
    try:
        return read_given(path, limit)
    except NotRegularError as error:
        if path.is_dir():
            raise _no_articles(path, name) from error
        raise UnreadableError(
            f"{name} is {error.kind}, not a file: name a text, Markdown, HTML or mail file."
        ) from error
    except TooLargeFileError as error:
        raise TooLargeError(too_large(name, limit)) from error
    except SilentPipeError as error:
        raise UnreadableError(
            f"{name} could not be read ({error.strerror}): name a file, or write to standard input."
        ) from error
    except (OSError, ValueError) as error:
        raise _explain(error, name) from error


def too_large(name: str, limit: int) -> str:
    return (
        f"{name} is larger than {format_size(limit)}, too much for one article: "
        "split it, or keep the part you want in a file of its own."
    )


def format_size(size: int) -> str:
    return f"{size / 1_000_000:g} MB" if size >= 100_000 else f"{size} bytes"


def _files(folder: Path) -> Iterator[Path]:
    for parent, folders, files in os.walk(folder):
        folders[:] = [name for name in folders if not name.startswith(".")]
        yield from (Path(parent, name) for name in files if not name.startswith("."))


def _may_be_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # loading it tells why it cannot be read
        return True


def _no_articles(path: Path, name: str) -> SourceError:
    if not os.access(path, os.R_OK | os.X_OK):
        return UnreadableError(f"The folder {name} may not be read: check its permissions.")
    return NotFoundError(f"The folder {name} holds no article file: put one in it that ends in {_KINDS}.")


def _explain(error: OSError | ValueError, name: str) -> SourceError:
    # A NUL in the name is a ValueError.
    match error.errno if isinstance(error, OSError) else errno.ENOENT:
        case errno.ENOENT | errno.ENOTDIR | errno.ENAMETOOLONG | errno.EINVAL:
            return NotFoundError(
                f"There is no file {name}: check the name, or write https:// before it if it is an address."
            )
        case errno.EACCES | errno.EPERM:
            return UnreadableError(f"{name} may not be read: check its permissions.")
        case errno.ELOOP:
            return NotFoundError(
                f"{name} is a link that leads in a circle: mend it, or name the file itself."
            )
    reason = os.strerror(error.errno) if isinstance(error, OSError) and error.errno else "an unknown fault"
    return UnreadableError(f"{name} could not be read ({reason}): copy it to another place and try again.")
