"""Translates SQLite errors into messages that say what to do."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from briefing.errors import StoreError

_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)

_SENTENCES = {
    sqlite3.SQLITE_BUSY: "{0} is in use: another briefing is writing to it; wait a moment and try again.",
    sqlite3.SQLITE_LOCKED: "{0} is in use: another briefing is writing to it; wait a moment and try again.",
    sqlite3.SQLITE_FULL: "{0} could not be written because the disk is full: free some space and try again.",
    sqlite3.SQLITE_READONLY: "{0} cannot be written: give yourself permission to write in {1}.",
    sqlite3.SQLITE_PERM: "{0} cannot be written: give yourself permission to write in {1}.",
    sqlite3.SQLITE_CANTOPEN: "{0} cannot be opened: see that {1} exists, and that you may write there.",
    sqlite3.SQLITE_IOERR: "the disk of {1} reports an error, so {0} could not be read or written.",
    sqlite3.SQLITE_CORRUPT: "{0} is damaged: start briefing again, and it is set aside and a new one begun.",
    sqlite3.SQLITE_NOTADB: "{0} is damaged: start briefing again, and it is set aside and a new one begun.",
    sqlite3.SQLITE_TOOBIG: "{0} cannot hold an article of this size.",
}

_INDEX_SENTENCE = "The search index of {0} is damaged: `briefing doctor --rebuild` makes it anew."


def is_damage(error: sqlite3.Error) -> bool:
    """Whether the database file itself is corrupt. A damaged full-text index does not count."""
    # SQLite's code for a wrong schema format is that of any error.
    is_one = primary_code(error) in _DAMAGE or str(error) == "unsupported file format"
    return is_one and not is_index_damage(error)


def is_full(error: sqlite3.Error) -> bool:
    """Whether the disk has no space for the database, its log or the index of the log."""
    return getattr(error, "sqlite_errorcode", 0) in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR_SHMSIZE)


def is_index_damage(error: BaseException | None) -> bool:
    """Whether only the full-text index is corrupt; it can be rebuilt from the articles."""
    return getattr(error, "sqlite_errorcode", 0) == sqlite3.SQLITE_CORRUPT_VTAB


def is_index_finding(finding: str) -> bool:
    """Whether a line of `PRAGMA integrity_check` is only about the full-text index."""
    return "inverted index" in finding or "FTS5 table" in finding


def explain(error: sqlite3.Error, file: Path) -> StoreError:
    """Return the error as one sentence about the database at `file`."""
    code = sqlite3.SQLITE_FULL if is_full(error) else primary_code(error)
    sentence = _INDEX_SENTENCE if is_index_damage(error) else _SENTENCES.get(code)
    if sentence is None:
        return StoreError(f"{file.name} could not be used ({error}): run `briefing doctor` to see why.")
    return StoreError(sentence.format(file.name, file.parent))


@contextmanager
def translated_errors(file: Path) -> Iterator[None]:
    """Raise StoreError for what SQLite reports about the database at `file`."""
    try:
        yield
    except sqlite3.ProgrammingError:
        raise  # a bug of ours, such as a closed connection: advice to the reader would not help
    except sqlite3.Error as error:
        raise explain(error, file) from error


def primary_code(error: sqlite3.Error) -> int:
    """Return the primary result code, the lowest byte; 0 for errors that do not come from SQLite itself."""
    code: int = getattr(error, "sqlite_errorcode", 0)
    return code & 0xFF
