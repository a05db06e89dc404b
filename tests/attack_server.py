"""A server on the loopback interface that answers with raw bytes, as an attacker would."""

from __future__ import annotations

import gzip
import shutil
import socket
import ssl
import subprocess
import threading
import zlib
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Self

import pytest

Attack = Callable[[socket.socket], Iterator[bytes]]
"""What is sent after a request, piece by piece; the connection is closed after it."""
PAUSE = 0.02
"""Seconds between the pieces of a slow attack."""


def drip(head: bytes, drop: bytes) -> Attack:
    """After the head one drop after the other, for ever and slowly."""

    def attack(_: socket.socket) -> Iterator[bytes]:
        yield head
        while True:
            threading.Event().wait(PAUSE)
            yield drop

    return attack


def flood(head: bytes, piece: bytes) -> Attack:
    """After the head one piece after the other, for ever and as fast as they are taken."""

    def attack(_: socket.socket) -> Iterator[bytes]:
        yield head
        while True:
            yield piece

    return attack


def say(*pieces: bytes) -> Attack:
    return lambda _: iter(pieces)


def reset(head: bytes) -> Attack:
    """After the head the connection is reset."""

    def attack(connection: socket.socket) -> Iterator[bytes]:
        yield head
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\0\0\0\0\0\0\0")

    return attack


OK = b"HTTP/1.1 200 OK\r\n"
TEXT = OK + b"Content-Type: text/plain\r\n"
ENDLESS = TEXT + b"Connection: close\r\n\r\n"
CHUNKED = TEXT + b"Transfer-Encoding: chunked\r\n\r\n"
GZIP = TEXT + b"Content-Encoding: gzip\r\nConnection: close\r\n\r\n"
EMPTY = gzip.compress(b"", mtime=0)
BOMB = gzip.compress(bytes(20_000_000), mtime=0)
RAW_BOMB = zlib.compressobj(wbits=-15)

SLOW = "did not answer in full within 0.4 seconds"
BROKEN = "the server broke off or does not speak HTTP"
LARGE = "is larger than 0.2 MB"
ATTACKS: dict[str, tuple[Attack, str]] = {
    # Each with words of the sentence that it ends in, under limits of 0.2 MB and 0.4 seconds.
    # Slow loris
    "status a byte at a time": (drip(b"", b"H"), f"{SLOW}|{BROKEN}"),
    "a header a byte at a time": (drip(OK + b"X: ", b"x"), SLOW),
    "headers one at a time": (drip(OK, b"X: y\r\n"), SLOW),
    "body a byte at a time": (drip(TEXT + b"Content-Length: 100000\r\n\r\n", b"x"), SLOW),
    "chunks a byte at a time": (drip(CHUNKED, b"1\r\nx\r\n"), SLOW),
    "a chunk's size a byte at a time": (drip(CHUNKED, b"0"), f"{SLOW}|{BROKEN}"),
    "interim responses without end": (drip(b"", b"HTTP/1.1 103 Early Hints\r\n\r\n"), SLOW),
    # Endless
    "body without end": (flood(ENDLESS, b"x" * 10_000), LARGE),
    "chunks without end": (flood(CHUNKED, b"1000\r\n" + b"x" * 4096 + b"\r\n"), LARGE),
    "a chunk's extension without end": (flood(CHUNKED + b"1;", b"x" * 10_000), BROKEN),
    "trailers without end": (flood(CHUNKED + b"0\r\n", b"X: y\r\n" * 100), f"{BROKEN}|is an empty"),
    "headers without end": (flood(OK, b"X: y\r\n" * 100), BROKEN),
    "a header without end": (flood(OK + b"X: ", b"x" * 10_000), BROKEN),
    "status without end": (flood(b"HTTP/1.1 200 ", b"x" * 10_000), BROKEN),
    "interim responses in a flood": (flood(b"", b"HTTP/1.1 100 Continue\r\n\r\n" * 50), f"{SLOW}|{BROKEN}"),
    # Bombs
    "gzip": (say(GZIP, BOMB), LARGE),
    "deflate": (say(GZIP.replace(b"gzip", b"deflate"), zlib.compress(bytes(20_000_000))), LARGE),
    "deflate without a header": (
        say(GZIP.replace(b"gzip", b"deflate"), RAW_BOMB.compress(bytes(20_000_000)) + RAW_BOMB.flush()),
        LARGE,
    ),
    "gzip of a page that packs itself": (say(GZIP.replace(b"gzip", b"gzip, gzip"), BOMB), "unknown encoding"),
    "gzip of nothing without end": (flood(GZIP, EMPTY * 50), LARGE),
    "blocks of nothing without end": (flood(GZIP + EMPTY[:10], b"\0\0\0\xff\xff" * 1000), LARGE),
    "a gzip header without end": (flood(GZIP + b"\x1f\x8b\x08\x08\0\0\0\0\0\3", b"x" * 10_000), LARGE),
    "padding without end": (flood(GZIP + EMPTY, b"x" * 10_000), LARGE),
    "gzip that is none": (say(GZIP, b"words"), "arrived damaged"),
    "gzip that breaks off": (say(GZIP, gzip.compress(b"words" * 100)[:-12]), "arrived damaged"),
    # Lies about the length
    "length too long": (say(TEXT + b"Content-Length: 100\r\n\r\nx"), BROKEN),
    "length past the limit": (say(TEXT + b"Content-Length: 999999999999\r\n\r\nx"), LARGE),
    "length negative": (say(TEXT + b"Content-Length: -5\r\n\r\nwords"), BROKEN),
    "length no number": (say(TEXT + b"Content-Length: 0x10\r\n\r\nwords"), BROKEN),
    "length twice": (say(TEXT + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\nwords!"), BROKEN),
    "chunk of a negative size": (say(CHUNKED + b"-5\r\nwords\r\n"), BROKEN),
    "chunk of a huge size": (say(CHUNKED + b"ffffffffffffffff\r\nwords\r\n"), BROKEN),
    # No HTTP
    "HTTP/0.9": (say(b"<html>words</html>"), BROKEN),
    "HTTP/2": (say(b"\0\0\x12\x04\0\0\0\0\0" + b"\0" * 18), BROKEN),
    "another version": (say(b"HTTP/9.9 200 OK\r\n\r\n"), "is an empty"),
    "a status of four digits": (say(b"HTTP/1.1 2000 OK\r\n\r\n"), BROKEN),
    "a status of letters": (say(b"HTTP/1.1 abc OK\r\n\r\n"), BROKEN),
    "a status below all": (say(b"HTTP/1.1 099 OK\r\n\r\n"), BROKEN),
    "NUL in a header": (say(OK + b"X: \0\r\n\r\n"), BROKEN),
    "a header without a name": (say(OK + b": x\r\n\r\n"), BROKEN),
    # The connection
    "closed at once": (say(b""), BROKEN),
    "closed in a header": (say(OK + b"Content-"), BROKEN),
    "closed in a chunk": (say(CHUNKED + b"100\r\nx"), BROKEN),
    "reset in the body": (reset(TEXT + b"Content-Length: 100000\r\n\r\nx"), BROKEN),
    # Redirects
    "to no address": (say(b"HTTP/1.1 302 Found\r\nLocation: http://[x\r\n\r\n"), "not valid"),
    "to a long address": (
        say(b"HTTP/1.1 302 Found\r\nLocation: ftp://x/" + b"y" * 90_000 + b"\r\n\r\n"),
        r"leads to ftp://x/y{0,100}, which is not on the web",
    ),
}


class AttackServer:
    """`attacks` by path; serves while it is entered."""

    def __init__(self, attacks: Mapping[str, Attack], *, tls: ssl.SSLContext | None = None) -> None:
        self.attacks = dict(attacks)
        self.requests: list[bytes] = []
        """The head of each request."""
        self._tls = tls
        self._socket = socket.create_server(("127.0.0.1", 0), backlog=64)
        self._open: set[socket.socket] = set()
        self._is_left = False

    def url(self, path: str, host: str = "127.0.0.1") -> str:
        return f"{'https' if self._tls else 'http'}://{host}:{self._socket.getsockname()[1]}{path}"

    def __enter__(self) -> Self:
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._is_left = True
        for each in (self._socket, *self._open):
            with suppress(OSError):
                each.shutdown(socket.SHUT_RDWR)  # wakes the thread that waits in it
            each.close()

    def _accept(self) -> None:
        with suppress(OSError):  # it is closed
            while True:
                connection, _ = self._socket.accept()
                self._open.add(connection)
                threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with suppress(OSError), connection:  # the client has gone, or the server is being left
            stream = self._tls.wrap_socket(connection, server_side=True) if self._tls else connection
            with stream:
                request = b""
                while b"\r\n\r\n" not in request and (piece := stream.recv(65_536)):
                    request += piece
                if not request:
                    return
                self.requests.append(request)
                for piece in self.attacks[request.split(b" ")[1].decode().partition("?")[0]](stream):
                    if self._is_left:
                        break
                    stream.sendall(piece)


def certificate(folder: Path, name: str, *extra: str) -> Path:
    """A key with the certificate that it signed itself, for `name` as in subjectAltName."""
    if shutil.which("openssl") is None:
        pytest.skip("makes its certificate with openssl")
    pair, proof = folder / "pair.pem", folder / "proof.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -subj /CN=test "
        f"-addext subjectAltName={name} -keyout {pair} -out {proof}"
    )
    made = subprocess.run([*command.split(), *(extra or ("-days", "2"))], capture_output=True, check=False)
    if made.returncode:
        pytest.skip("this openssl cannot make such a certificate")
    pair.write_text(pair.read_text() + proof.read_text())
    return pair
