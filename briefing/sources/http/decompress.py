"""How a compressed body is unpacked as it comes in, and never past a limit."""

from __future__ import annotations

from collections.abc import AsyncIterable, Callable, Mapping

from briefing.sources.http.decoders import Brotli, DamagedBodyError, Deflate, Gzip, Unpacker, Zstandard

__all__ = ["ACCEPTED", "BodyTooLargeError", "DamagedBodyError", "Inflater", "UnknownCodingError", "inflated"]

ACCEPTED = "gzip, deflate, br, zstd"
"""The codings to ask a server for."""

_UNPACKERS: dict[str, Callable[[], Unpacker] | None] = {
    "": None,
    "identity": None,
    "gzip": Gzip,
    "x-gzip": Gzip,
    "deflate": Deflate,
    "br": Brotli,
    "zstd": Zstandard,
}


class UnknownCodingError(Exception):
    """The server packed the body in a way that was not asked for."""


class BodyTooLargeError(Exception):
    """Unpacked, the body is past the limit."""


class Inflater:
    """Takes a body piece by piece. Memory stays near the limit however much a piece would unfold to."""

    def __init__(self, coding: str, limit: int) -> None:
        """`coding` as in Content-Encoding; raises UnknownCodingError."""
        coding = coding.strip().lower()
        if coding not in _UNPACKERS:
            raise UnknownCodingError(coding)
        new_unpacker = _UNPACKERS[coding]
        self._unpacker = new_unpacker() if new_unpacker else None
        self._limit = limit
        self._content = bytearray()
        self._begun = False

    def feed(self, piece: bytes) -> None:
        """Raises BodyTooLargeError and DamagedBodyError."""
        if piece:
            self._begun = True
            room = self._limit + 1 - len(self._content)
            self._content += self._unpacker.unpack(piece, room) if self._unpacker else piece
        if len(self._content) > self._limit:
            raise BodyTooLargeError

    def finish(self) -> bytes:
        """The whole body. Raises DamagedBodyError when its end is missing."""
        if self._unpacker and self._begun and not self._unpacker.is_whole:
            raise DamagedBodyError
        return bytes(self._content)


async def inflated(headers: Mapping[str, str], pieces: AsyncIterable[bytes], limit: int) -> bytes:
    """The body of an answer, whose pieces come as they were sent.

    Raises BodyTooLargeError, DamagedBodyError and UnknownCodingError.
    """
    length = headers.get("content-length", "")
    if length.isdecimal() and int(length) > limit:
        raise BodyTooLargeError
    inflater = Inflater(headers.get("content-encoding", ""), limit)
    async for piece in pieces:
        inflater.feed(piece)
    return inflater.finish()
