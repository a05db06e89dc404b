"""Unpacks the files of a ZIP archive, up to a limit that a bomb does not pass."""

from __future__ import annotations

import io
import zipfile
import zlib

from briefing.errors import ExchangeError
from briefing.exchange.importers.untrusted_values import LARGEST

MAGIC = b"PK\x03\x04"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError)


class ZipMembers:
    """An archive in memory. Everything raises ExchangeError for one that is damaged, locked or too large."""

    def __init__(self, data: bytes, name: str, most: int = 2 * LARGEST) -> None:
        self._name = name
        self._left = most
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
        except _DAMAGED:
            raise self._damaged() from None
        self.files = {each.filename: each for each in self._zip.infolist() if not each.filename.endswith("/")}
        """The files by their names."""

    def read(self, file: str) -> bytes:
        """Unpack a file."""
        try:
            with self._zip.open(self.files[file]) as member:
                content = member.read(self._left + 1)
        except _DAMAGED:
            raise self._damaged() from None
        self._left -= len(content)
        if self._left < 0:
            raise ExchangeError(
                f"{self._name} holds more than can be read at once: unpack it and import its files."
            )
        return content

    def _damaged(self) -> ExchangeError:
        return ExchangeError(
            f"{self._name} is a damaged or locked archive: export it again, or unpack it first."
        )
