"""A server that strangers connect to: it goes on, answers who has the key, and says nothing of the others."""

from __future__ import annotations

import asyncio
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest
from aiohttp import ClientSession, web
from aiohttp.test_utils import unused_port

from briefing.cli.browser import connections
from briefing.cli.browser.connections import Connections

if sys.platform == "win32":
    pytest.skip("needs limits of files, and signals", allow_module_level=True)
import resource

FILES_OF_MACOS = 256
IDLE = 2000


@contextmanager
def running(home: Path, files: int) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """A server that may open so many files, and its address."""

    def limit() -> None:
        resource.setrlimit(resource.RLIMIT_NOFILE, (files, files))

    command = [sys.executable, "-m", "briefing", "--home", str(home), "serve"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=limit
    ) as server:
        assert server.stdout
        address = next(word for word in server.stdout.readline().split() if word.startswith("http"))
        try:
            yield server, address
        finally:
            server.kill()


@contextmanager
def files_for(wanted: int) -> Iterator[int]:
    """Raise what this process may open as far as the system lets it; yield how many files that leaves."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, most), hard))
    try:
        yield max(soft, most)
    finally:
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))


@pytest.mark.slow
async def test_idle_connections_keep_nobody_out(tmp_path: Path) -> None:
    with running(tmp_path, FILES_OF_MACOS) as (server, address), ExitStack() as open_ones:
        where = ("127.0.0.1", int(address.split(":")[2].partition("/")[0]))
        number = min(IDLE, open_ones.enter_context(files_for(IDLE + 200)) - 200)
        for _ in range(number):
            open_ones.enter_context(socket.create_connection(where, timeout=10))
        async with ClientSession() as browser:
            for _ in range(3):
                async with browser.get(address) as answer:
                    assert answer.status == 200
        assert server.poll() is None
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=30)
    assert (server.returncode, errors) == (0, "")


MALFORMED = {
    "tls": b"\x16\x03\x01\x02\x00\r\n\r\n",
    "no-path": b"GET\r\n\r\n",
    "version": b"GET / HTTP/9.9\r\n\r\n",
    "header": b"GET / HTTP/1.1\r\nHost\r\n\r\n",
    "no-host": b"GET / HTTP/1.1\r\n\r\n",
    "long": b"GET / HTTP/1.1\r\na: " + b"b" * 100_000 + b"\r\n\r\n",
    "address": b"GET http://[::1 HTTP/1.1\r\nHost: x\r\n\r\n",
    "bytes": b"GET /%ff\x80 HTTP/1.1\r\nHost: \xff\r\n\r\n",
    "length": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: -1\r\n\r\n",
    "chunk": b"POST / HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\nZZ\r\n",
    "two-lengths": b"POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
    "null": b"GET /\x00 HTTP/1.1\r\nHost: x\r\n\r\n",
}


@pytest.mark.slow
def test_what_is_no_request_is_not_told(tmp_path: Path) -> None:
    with running(tmp_path, FILES_OF_MACOS) as (server, address):
        where = ("127.0.0.1", int(address.split(":")[2].partition("/")[0]))
        for name, sent in MALFORMED.items():
            with socket.create_connection(where, timeout=10) as stranger:
                stranger.sendall(sent)
                status = stranger.recv(100).split()[1]
                assert status in (b"400", b"403"), name
        server.send_signal(signal.SIGTERM)
        _, errors = server.communicate(timeout=30)
    assert (server.returncode, errors) == (0, "")
    assert not (tmp_path / "briefing.log").exists()


async def test_a_connection_has_some_time_to_show_the_key(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "KEY_SECONDS", 0.2)
    guarded, port = Connections(), unused_port()

    async def handle(request: web.BaseRequest) -> web.Response:
        if request.path == "/key":
            guarded.recognize(request.protocol)
        return web.Response()

    async def ask(path: str) -> tuple[asyncio.StreamReader, asyncio.StreamWriter]:
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        await ask_again(path, reader, writer)
        return reader, writer

    async def ask_again(path: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(f"GET {path} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
        assert (await reader.readuntil(b"\r\n\r\n")).startswith(b"HTTP/1.1 200")

    server = web.Server(handle)
    listening = await guarded.listen(server, "127.0.0.1", port)
    friend, stranger = await ask("/key"), await ask("/")
    assert await stranger[0].read() == b"", "ended by the server"
    await ask_again("/key", *friend)  # of an earlier connection
    for _, writer in (friend, stranger):
        writer.close()
    listening.close()
    await server.shutdown()
