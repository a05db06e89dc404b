from __future__ import annotations

import gzip
import tracemalloc
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.sources.http.decompress import (
    ACCEPTED,
    BodyTooLargeError,
    DamagedBodyError,
    Decompressor,
    UnknownCodingError,
)

LIMIT = 100_000


def bare_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(data) + packer.flush()


def decompressed(coding: str, body: bytes, piece: int = 7) -> bytes:
    decompressor = Decompressor(coding, LIMIT)
    for start in range(0, len(body), piece):
        decompressor.feed(body[start : start + piece])
    return decompressor.finish()


WORDS = b"The talks resumed on Monday. " * 50


@pytest.mark.parametrize(
    ("coding", "body", "content"),
    [
        pytest.param("", WORDS, WORDS, id="not packed"),
        pytest.param("identity", WORDS, WORDS, id="identity"),
        pytest.param("gzip", gzip.compress(WORDS), WORDS, id="gzip"),
        pytest.param(" X-GZIP ", gzip.compress(WORDS), WORDS, id="gzip's old name"),
        pytest.param("deflate", zlib.compress(WORDS), WORDS, id="deflate"),
        pytest.param("deflate", bare_deflate(WORDS), WORDS, id="deflate without its header"),
        pytest.param(
            "gzip", gzip.compress(WORDS) + gzip.compress(b"More."), WORDS + b"More.", id="two members"
        ),
        pytest.param("gzip", gzip.compress(WORDS) + b"\0" * 20 + b"junk", WORDS, id="padding"),
        pytest.param("gzip", b"", b"", id="nothing"),
    ],
)
@pytest.mark.parametrize("piece", [1, 7, 100_000])
def test_bodies_are_unpacked(coding: str, body: bytes, content: bytes, piece: int) -> None:
    assert decompressed(coding, body, piece) == content


@pytest.mark.parametrize(
    ("coding", "body", "error"),
    [
        pytest.param("br", b"x", UnknownCodingError, id="one that was not asked for"),
        pytest.param("gzip, gzip", b"x", UnknownCodingError, id="packed twice"),
        pytest.param("gzip", b"<html>", DamagedBodyError, id="not packed at all"),
        pytest.param("gzip", gzip.compress(WORDS)[:-20], DamagedBodyError, id="breaks off"),
        pytest.param("deflate", b"<html>", DamagedBodyError, id="no deflate"),
        pytest.param("", b"x" * (LIMIT + 1), BodyTooLargeError, id="too large"),
        pytest.param("gzip", gzip.compress(b"x" * (LIMIT + 1)), BodyTooLargeError, id="too large unpacked"),
    ],
)
def test_what_cannot_be_unpacked(coding: str, body: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        decompressed(coding, body)


def test_a_bomb_takes_no_memory() -> None:
    bomb = gzip.compress(b"\0" * 50_000_000)
    tracemalloc.start()
    with pytest.raises(BodyTooLargeError):
        decompressed("gzip", bomb, len(bomb))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert peak < 1_000_000


def test_every_coding_that_is_asked_for_can_be_unpacked() -> None:
    for coding in ACCEPTED.split(", "):
        assert Decompressor(coding, LIMIT).finish() == b""


@given(st.sampled_from(["", *ACCEPTED.split(", ")]), st.binary(max_size=200))
def test_any_bytes_are_a_body_or_damaged(coding: str, body: bytes) -> None:
    try:
        decompressed(coding, body)
    except DamagedBodyError:
        assert coding
