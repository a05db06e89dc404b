"""Decompresses gzip and deflate response bodies piece by piece, never past a size limit."""

from __future__ import annotations

import zlib
from collections.abc import AsyncIterable, Mapping

ACCEPTED = "gzip, deflate"
"""The codings that servers are asked for."""

_GZIP = frozenset({"gzip", "x-gzip"})
_UNCOMPRESSED = frozenset({"", "identity"})
_ANY_HEADER = 47
"""zlib's window bits for either a gzip or a zlib header."""
_NO_HEADER = -15


class UnknownCodingError(Exception):
    """The body has a coding that was not asked for; the message is its name."""


class DamagedBodyError(Exception):
    """The compressed body is incomplete or invalid."""


class BodyTooLargeError(Exception):
    """The decompressed body is past the limit."""


class Decompressor:
    """Decompresses a body; memory stays near the limit, however much a piece would expand to."""

    def __init__(self, coding: str, limit: int) -> None:
        """Take a coding as written in Content-Encoding. Raises UnknownCodingError."""
        coding = coding.strip().lower()
        if coding not in _GZIP | _UNCOMPRESSED | {"deflate"}:
            raise UnknownCodingError(coding)
        self._is_gzip = coding in _GZIP
        self._zlib = None if coding in _UNCOMPRESSED else zlib.decompressobj(_ANY_HEADER)
        self._limit = limit
        self._content = bytearray()
        self._received = 0
        self._first_bytes: bytes | None = b""
        self._has_padding = False

    def feed(self, piece: bytes) -> None:
        """Decompress a piece of the body. Raises BodyTooLargeError and DamagedBodyError."""
        self._received += len(piece)
        if self._received > self._limit:  # an endless body may decompress to nothing
            raise BodyTooLargeError
        if self._zlib is None:
            self._content += piece
        elif self._first_bytes is None:
            self._decompress(piece)
        elif len(head := self._first_bytes + piece) < 2:
            self._first_bytes = head
        else:
            self._first_bytes = None
            # Some servers send deflate without the zlib header that the standard asks for.
            if not self._is_gzip and (head[0] & 0x0F != 8 or int.from_bytes(head[:2]) % 31):
                self._zlib = zlib.decompressobj(_NO_HEADER)
            self._decompress(head)
        if len(self._content) > self._limit:
            raise BodyTooLargeError

    def finish(self) -> bytes:
        """Return the whole body. Raises DamagedBodyError if its end is missing."""
        if self._zlib is not None and self._first_bytes != b"" and not self._zlib.eof:
            raise DamagedBodyError
        return bytes(self._content)

    def _decompress(self, piece: bytes) -> None:
        assert self._zlib is not None
        while piece and not self._has_padding and len(self._content) <= self._limit:
            if self._zlib.eof:
                # Gzip files may be joined end to end; anything else after an end is padding.
                self._has_padding = not (self._is_gzip and piece.startswith(b"\x1f"))
                self._zlib = self._zlib if self._has_padding else zlib.decompressobj(_ANY_HEADER)
                continue
            try:
                self._content += self._zlib.decompress(piece, self._limit + 1 - len(self._content))
            except zlib.error as error:
                raise DamagedBodyError from error
            piece = self._zlib.unused_data if self._zlib.eof else self._zlib.unconsumed_tail


async def read_body(headers: Mapping[str, str], pieces: AsyncIterable[bytes], limit: int) -> bytes:
    """Return the decompressed body of a response, from its pieces as they were sent.

    Raises BodyTooLargeError, DamagedBodyError and UnknownCodingError.
    """
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise BodyTooLargeError
    decompressor = Decompressor(headers.get("content-encoding", ""), limit)
    async for piece in pieces:
        decompressor.feed(piece)
    return decompressor.finish()
