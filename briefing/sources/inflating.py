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
        self._may_lack_header = coding == "deflate"
        self._unpacker = zlib.decompressobj(_EITHER_HEADER)
        self._begun = self._ended = False

    def feed(self, piece: bytes) -> None:
        """Raises BodyTooLargeError and DamagedBodyError."""
        if not self._packed:
            self._content += piece
            self._check()
            return
        while piece and not self._ended:
            try:
                self._content += self._unpacker.decompress(piece, self._limit + 1 - len(self._content))
            except zlib.error as error:
                if self._begun or not self._may_lack_header:
                    raise DamagedBodyError from error
                # Some servers send deflate without the header that the standard asks for.
                self._may_lack_header = False
                self._unpacker = zlib.decompressobj(_NO_HEADER)
                continue
            self._begun = True
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
