"""Collects what is to be told about irregular files until it is shown."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Deleted:
    """The entries of a file that another program has deleted."""

    entries: str
    """The entries in words, such as "2 corrections of “Talks”"."""
    sentence: str
    """The sentence for the command line, which names the command that brings them back."""
    bring_back: Callable[[], object]
    """Writes them again, beside those made since. Raises StoreError."""


@dataclass(frozen=True, slots=True)
class FileFinding:
    """An irregular file that was found without changing it."""

    sentence: str
    """The finding and what to do about it."""
    repair: Callable[[], Iterable[str]] | None = None
    """Repairs it without a loss, and returns a sentence for each thing that it did; None if nothing does."""
    is_harmless: bool = False
    """Whether nothing more can be done by the program."""
    lacks_text: str = ""
    """The id of the article whose text in the library would repair it."""


def set_aside(name: str) -> FileFinding:
    """Return the finding for a damaged file in whose place there is a repaired one."""
    return FileFinding(
        f"{name} is a damaged file whose content was brought back as far as it could be: delete it when "
        f"you miss nothing.",
        is_harmless=True,
    )


def waiting_copy(name: str, repair: Callable[[], Iterable[str]] | None) -> FileFinding:
    """Return the finding for the copy of another device; without `repair` it waits for an update."""
    how = "waits: `briefing doctor --repair` merges it" if repair else "is merged once briefing is updated"
    return FileFinding(f"{name}, written on another device, {how}.", repair)


class Notices:
    """Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sentences: list[str] = []
        self._deleted: list[Deleted] = []

    def add(self, sentences: Iterable[str]) -> None:
        with self._lock:
            self._sentences += sentences

    def pop(self) -> tuple[str, ...]:
        """Return the messages added since the last call, without duplicates."""
        with self._lock:
            sentences, self._sentences = tuple(dict.fromkeys(self._sentences)), []
        return sentences

    def add_deleted(self, deleted: Deleted) -> None:
        with self._lock:
            self._deleted.append(deleted)

    def pop_deleted(self) -> list[Deleted]:
        """Return what was found deleted since the last call."""
        with self._lock:
            deleted, self._deleted = self._deleted, []
        return deleted
