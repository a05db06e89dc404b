"""The codings that a body may be packed in, each unpacked piece by piece, never more than asked for."""

from __future__ import annotations

import sys
import zlib
from typing import Protocol

__all__ = ["Brotli", "DamagedBodyError", "Deflate", "Gzip", "Unpacker", "Zstandard"]

_EITHER_HEADER = 47
"""zlib's word for: gzip or zlib, whichever the first bytes say."""
_NO_HEADER = -15
_LARGEST_ZSTANDARD_WINDOW = 23
"""As a power of two: 8 MB, the most that a sender may count on (RFC 9659)."""


class DamagedBodyError(Exception):
    """The packed body breaks off, or is not what it says."""


class Unpacker(Protocol):
    is_whole: bool
    """Whether the end has been seen."""

    def unpack(self, piece: bytes, most: int) -> bytes:
        """Where it gives `most` bytes or more, there may be more to come, and it must not be asked again.

        Raises DamagedBodyError.
        """


class Gzip:
    def __init__(self) -> None:
        self.is_whole = False
        self._unpacker = zlib.decompressobj(_EITHER_HEADER)
        self._has_padding = False

    def unpack(self, piece: bytes, most: int) -> bytes:
        content = bytearray()
        while piece and not self._has_padding and len(content) < most:
            try:
                content += self._unpacker.decompress(piece, most - len(content))
            except zlib.error as error:
                raise DamagedBodyError from error
            piece = self._unpacker.unconsumed_tail
            self.is_whole = self._unpacker.eof
            if self.is_whole and (piece := self._unpacker.unused_data):
                # Files may be put end to end; anything else after an end is padding.
                self._has_padding = not piece.startswith(b"\x1f")
                if not self._has_padding:
                    self._unpacker = zlib.decompressobj(_EITHER_HEADER)
        return bytes(content)


class Deflate:
    def __init__(self) -> None:
        self.is_whole = False
        self._unpacker = zlib.decompressobj(_EITHER_HEADER)
        # Some servers send it without the header that the standard asks for: two bytes tell.
        self._first_bytes: bytes | None = b""

    def unpack(self, piece: bytes, most: int) -> bytes:
        if self._first_bytes is not None:
            piece = self._first_bytes + piece
            if len(piece) < 2:
                self._first_bytes = piece
                return b""
            self._first_bytes = None
            if piece[0] & 0x0F != 8 or int.from_bytes(piece[:2]) % 31:
                self._unpacker = zlib.decompressobj(_NO_HEADER)
        try:
            content = self._unpacker.decompress(piece, most)
        except zlib.error as error:
            raise DamagedBodyError from error
        self.is_whole = self._unpacker.eof
        return content


class Brotli:
    def __init__(self) -> None:
        import brotli  # here and below: most servers send gzip

        self.is_whole = False
        self._unpacker = brotli.Decompressor()
        self._error: type[Exception] = brotli.error

    def unpack(self, piece: bytes, most: int) -> bytes:
        try:
            content: bytes = self._unpacker.process(piece, output_buffer_limit=most)
        except self._error as error:
            raise DamagedBodyError from error
        self.is_whole = self._unpacker.is_finished()
        return content


class Zstandard:
    def __init__(self) -> None:
        if sys.version_info >= (3, 14):
            from compression import zstd
        else:
            from backports import zstd

        def unpacker() -> zstd.ZstdDecompressor:
            return zstd.ZstdDecompressor(
                options={zstd.DecompressionParameter.window_log_max: _LARGEST_ZSTANDARD_WINDOW}
            )

        self.is_whole = False
        self._new_unpacker = unpacker
        self._unpacker = unpacker()
        self._error: type[Exception] = zstd.ZstdError

    def unpack(self, piece: bytes, most: int) -> bytes:
        content = bytearray()
        while piece and len(content) < most:
            if self._unpacker.eof:
                self._unpacker = self._new_unpacker()  # frames may be put end to end
            try:
                content += self._unpacker.decompress(piece, most - len(content))
            except self._error as error:
                raise DamagedBodyError from error
            self.is_whole = self._unpacker.eof
            piece = self._unpacker.unused_data
        return bytes(content)
