"""How a compressed body is unpacked as it comes in, and never past a limit."""

from __future__ import annotations

import zlib

__all__ = ["ACCEPTED", "BodyTooLargeError", "DamagedBodyError", "Inflater", "UnknownCodingError"]

ACCEPTED = "gzip, deflate"
"""The codings to ask a server for."""

_EITHER_HEADER = 47
"""zlib's word for: gzip or zlib, whichever the first bytes say."""
_NO_HEADER = -15


class UnknownCodingError(Exception):
    """The server packed the body in a way that was not asked for."""


class DamagedBodyError(Exception):
    """The packed body breaks off, or is not what it says."""


class BodyTooLargeError(Exception):
    """Unpacked, the body is past the limit."""


class Inflater:
    """Takes a body piece by piece. Memory stays near the limit however much a piece would unfold to."""

    def __init__(self, coding: str, limit: int) -> None:
        """`coding` as in Content-Encoding; raises UnknownCodingError."""
        self._limit = limit
        self._content = bytearray()
        coding = coding.strip().lower()
        if coding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise UnknownCodingError(coding)
        self._packed = coding not in ("", "identity")
        self._unpacker = zlib.decompressobj(_EITHER_HEADER)
        # Some servers send deflate without the header that the standard asks for: two bytes tell.
        self._first_bytes: bytes | None = b"" if coding == "deflate" else None
        self._begun = self._ended = False

    def feed(self, piece: bytes) -> None:
        """Raises BodyTooLargeError and DamagedBodyError."""
        if not self._packed:
            self._content += piece
            self._check()
            return
        self._begun = self._begun or bool(piece)
        if self._first_bytes is not None:
            piece = self._first_bytes + piece
            if len(piece) < 2:
                self._first_bytes = piece
                return
            self._first_bytes = None
            if piece[0] & 0x0F != 8 or int.from_bytes(piece[:2]) % 31:
                self._unpacker = zlib.decompressobj(_NO_HEADER)
        while piece and not self._ended:
            try:
                self._content += self._unpacker.decompress(piece, self._limit + 1 - len(self._content))
            except zlib.error as error:
                raise DamagedBodyError from error
            self._check()
            piece = self._unpacker.unconsumed_tail
            if self._unpacker.eof and (piece := self._unpacker.unused_data):
                # Gzip files may be put end to end; anything else after an end is padding.
                self._ended = not piece.startswith(b"\x1f")
                if not self._ended:
                    self._unpacker = zlib.decompressobj(_EITHER_HEADER)

    def finish(self) -> bytes:
        """The whole body. Raises DamagedBodyError when its end is missing."""
        if self._packed and self._begun and not self._unpacker.eof:
            raise DamagedBodyError
        return bytes(self._content)

    def _check(self) -> None:
        if len(self._content) > self._limit:
            raise BodyTooLargeError
