"""Stores the texts that annotations are anchored in, as files beside the collections.

`<article id>.txt` is the current text. While a collection moves from one text to another, and as long as an
orphan needs it, an older one is kept as `<article id>.<first 8 digits of its hash>.txt`.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from briefing.domain.article import text_hash
from briefing.domain.text.sanitize import safe_one_to_one
from briefing.regular_files import read_regular
from briefing.store.files.atomic_write import move_durably, write_durably

_VERSION = re.compile(r"[0-9a-f]{16}\.[0-9a-f]{8}\.txt")


@dataclass(frozen=True, slots=True)
class TextFiles:
    """The text files of one folder. Methods that write raise OSError."""

    folder: Path

    def find(self, article_id: str, text_sha256: str, names: Iterable[str]) -> str | None:
        """The text with this hash among the article's text files, under any name; None if missing.

        A sync tool may deliver a collection and its text at different times, or a text as a conflict copy.
        """
        likely = [f"{article_id}.txt", f"{article_id}.{text_sha256[:8]}.txt"]
        for name in dict.fromkeys((*likely, *names)):
            text = self._read(name)
            if text is not None and text_hash(text) == text_sha256:
                # Past this point no character may reach a terminal that must not, nor any span shift.
                return safe_one_to_one(text)
        return None

    def put(self, article_id: str, text: str, *, instead_of: str) -> None:
        """Make a text the current one; the previous text is kept if its hash is `instead_of`."""
        file = self.folder / f"{article_id}.txt"
        present = self._read(file.name)
        if present == text:
            return
        if present is not None and instead_of and text_hash(present) == instead_of:
            move_durably(file, self._version(article_id, instead_of))
        write_durably(file, text.encode("utf-8", "surrogatepass"))

    def drop(self, article_id: str, text_sha256: str) -> None:
        with contextlib.suppress(OSError):  # one that stays is in nobody's way
            self._version(article_id, text_sha256).unlink(missing_ok=True)

    def drop_all(self, names: Iterable[str]) -> None:
        """Delete the older texts among these files, not the current one."""
        for name in filter(_VERSION.fullmatch, names):
            with contextlib.suppress(OSError):
                (self.folder / name).unlink(missing_ok=True)

    def versions(self, names: Iterable[str]) -> list[tuple[str, str]]:
        """The hash and text of each file, without duplicates."""
        found: dict[str, str] = {}
        for name in names:
            text = self._read(name)
            if text is not None:
                found.setdefault(text_hash(text), safe_one_to_one(text))
        return list(found.items())

    def _version(self, article_id: str, text_sha256: str) -> Path:
        return self.folder / f"{article_id}.{text_sha256[:8]}.txt"

    def _read(self, name: str) -> str | None:
        try:
            return read_regular(self.folder / name).decode("utf-8", "surrogatepass")
        except (OSError, UnicodeDecodeError):
            return None
