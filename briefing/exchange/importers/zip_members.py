"""Unpacks the files of a ZIP archive, up to a limit that a bomb does not pass."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from briefing.errors import ExchangeError
from briefing.exchange.importers.untrusted_values import LARGEST

MAGIC = b"PK\x03\x04"
_DAMAGED = (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError, OSError, ValueError)


def unpacked(data: bytes, name: str, most: int = 2 * LARGEST) -> Iterator[tuple[str, bytes]]:
    """Yield each file's name and content. Raises ExchangeError for what is damaged, locked or too large."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for file in archive.infolist():
                if file.filename.endswith("/"):
                    continue
                with archive.open(file) as member:
                    content = member.read(most + 1)
                most -= len(content)
                if most < 0:
                    break
                yield file.filename, content
            else:
                return
    except _DAMAGED:
        message = f"{name} is a damaged or locked archive: export it again, or unpack it first."
        raise ExchangeError(message) from None
    raise ExchangeError(f"{name} holds more than can be read at once: unpack it and import its files.")
