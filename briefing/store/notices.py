"""Collects messages about irregular files until they are shown."""

from __future__ import annotations

import threading
from collections.abc import Iterable


class Notices:
    """Thread-safe."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._sentences: list[str] = []

    def add(self, sentences: Iterable[str]) -> None:
        with self._lock:
            self._sentences += sentences

    def pop(self) -> tuple[str, ...]:
        """Return the messages added since the last call, without duplicates."""
        with self._lock:
            sentences, self._sentences = tuple(dict.fromkeys(self._sentences)), []
        return sentences
