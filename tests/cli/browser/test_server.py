"""Who is answered, with what, and what a tab and its reader send each other."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestServer

from briefing.cli.browser import tab
from briefing.cli.browser.server import make_site

PACKETS = """
import json, os, sys, time
def send(kind, payload):
    sys.stdout.buffer.write(kind + len(payload).to_bytes(4, "big") + payload)
    sys.stdout.buffer.flush()
print("a line before\\n__GANGLION__", flush=True)
"""
ECHO = (
    PACKETS
    + """
send(b"D", f"{os.environ['COLUMNS']} {os.environ['ROWS']} {os.environ['TEXTUAL_DRIVER']}".encode())
while kind := sys.stdin.buffer.read(1):
    send(b"D", kind + sys.stdin.buffer.read(int.from_bytes(sys.stdin.buffer.read(4), "big")))
"""
)


class Site:
    def __init__(self, server: TestServer, browser: ClientSession) -> None:
        self.origin = f"http://127.0.0.1:{server.port}"
        self.browser = browser

    async def get(self, path: str, **headers: str) -> tuple[int, str]:
        async with self.browser.get(self.origin + path, headers=headers) as answer:
            return answer.status, await answer.text(errors="replace")

    async def open(self, path: str = "/token/ws", **headers: str) -> ClientWebSocketResponse:
        return await self.browser.ws_connect(self.origin + path, headers={"Origin": self.origin} | headers)


@asynccontextmanager
async def serving(script: str = ECHO) -> AsyncIterator[Site]:
    """A site that runs a script for each tab in place of the reader."""
    server = TestServer(make_site("token", [sys.executable, "-c", script]), host="127.0.0.1")
    async with server, ClientSession() as browser:
        yield Site(server, browser)


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        pytest.param("/token/", {}, 200, id="page"),
        pytest.param("/token", {}, 200, id="page-without-slash"),
        pytest.param("/token/static/js/textual.js", {}, 200, id="file"),
        pytest.param("/token/", {"Host": "localhost:7000"}, 200, id="through-a-tunnel"),
        pytest.param("/", {}, 404, id="no-token"),
        pytest.param("/ws", {}, 404, id="socket-without-token"),
        pytest.param("/static/js/textual.js", {}, 404, id="file-without-token"),
        pytest.param("/tokem/", {}, 404, id="wrong-token"),
        pytest.param("/t%C3%B6ken/", {}, 404, id="token-beyond-ascii"),
        pytest.param("/token/static/", {}, 404, id="no-listing"),
        pytest.param("/token/static/..%2f..%2fserver.py", {}, 404, id="out-of-the-folder"),
        pytest.param("/token/download/1", {}, 404, id="nothing-to-download"),
        pytest.param("/token/", {"Host": "evil.example:80"}, 403, id="name-rebound-to-this-machine"),
        pytest.param("/token/", {"Host": "127.0.0.1.evil.example"}, 403, id="name-that-begins-alike"),
        pytest.param("/token/", {"Origin": "http://evil.example"}, 403, id="page-of-another-site"),
        pytest.param("/token/", {"Origin": "null"}, 403, id="page-without-origin"),
        pytest.param("/token/ws", {}, 403, id="socket-of-no-browser"),
    ],
)
async def test_who_is_answered(path: str, headers: dict[str, str], status: int) -> None:
    async with serving() as site:
        assert (await site.get(path, **headers))[0] == status


async def test_a_question_about_no_path_is_answered_as_a_strangers() -> None:
    async with serving() as site:
        host = site.origin.removeprefix("http://")
        reader, writer = await asyncio.open_connection(*host.split(":"))
        writer.write(f"OPTIONS * HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n".encode())
        assert (await reader.readline()).split()[1] == b"404"
        writer.close()


@pytest.mark.parametrize(
    ("path", "headers", "status"),
    [
        ("/ws", {}, 404),
        ("/wrong/ws", {}, 404),
        ("/token/ws", {"Origin": "http://evil.example"}, 403),
        ("/token/ws", {"Host": "evil.example"}, 403),
    ],
)
async def test_no_stranger_opens_a_tab(path: str, headers: dict[str, str], status: int) -> None:
    async with serving() as site:
        with pytest.raises(WSServerHandshakeError) as refused:
            await site.open(path, **headers)
    assert refused.value.status == status


async def test_the_page_loads_nothing_from_elsewhere_and_cannot_be_framed() -> None:
    async with serving() as site, site.browser.get(f"{site.origin}/token/") as answer:
        page = await answer.text()
        assert re.findall(r"https?://\S+", page) == []
        assert f"ws://127.0.0.1:{answer.url.port}/token/ws" in page
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        for file in re.findall(r'(?:src|href|url)[=(]"(/[^"]+)"', page):
            assert (await site.get(file))[0] == 200


@pytest.mark.parametrize(
    ("sent", "packet"),
    [
        pytest.param(["stdin", "é\r"], "Dé\r", id="keys"),
        pytest.param(["stdin", "\ud83d"], "D?", id="half-a-character"),
        pytest.param(
            ["resize", {"width": 100, "height": 40}],
            'M{"type": "resize", "width": 100, "height": 40}',
            id="size",
        ),
        pytest.param(
            ["resize", {"width": -5, "height": 10**9}],
            'M{"type": "resize", "width": 1, "height": 1000}',
            id="size-that-is-none",
        ),
        pytest.param(["focus"], 'M{"type": "focus"}', id="focus"),
        pytest.param(["blur", None], 'M{"type": "blur"}', id="blur"),
    ],
)
async def test_a_reader_gets_what_the_tab_sends(sent: list[Any], packet: str) -> None:
    async with serving() as site, await site.open("/token/ws?width=90&height=30") as socket:
        driver = b"briefing.ui.endings.browser_driver:BrowserDriver"
        assert await socket.receive_bytes() == b"90 30 " + driver
        await socket.send_json(["unknown", 1])
        await socket.send_json(sent)
        assert await socket.receive_bytes() == packet.encode()


async def test_the_tab_is_answered_a_ping() -> None:
    async with serving() as site, await site.open() as socket:
        await socket.receive_bytes()
        await socket.send_json(["ping", 7])
        assert await socket.receive_json() == ["pong", 7]


async def test_only_addresses_of_the_web_are_opened() -> None:
    script = (
        PACKETS
        + """
for url in ("javascript:alert(1)", "file:///etc/passwd", "https://news.example/a"):
    send(b"M", json.dumps({"type": "open_url", "url": url, "new_tab": False}).encode())
"""
    )
    async with serving(script) as site, await site.open() as socket:
        opened = await socket.receive_json()
        assert opened == ["open_url", {"url": "https://news.example/a", "new_tab": True}]
        assert (await socket.receive()).type is WSMsgType.CLOSE


async def test_a_reader_that_cannot_open_says_why_in_its_tab() -> None:
    script = "raise SystemExit('briefing: The library cannot be opened.')"
    async with serving(script) as site, await site.open() as socket:
        assert await socket.receive_bytes() == b"\x1bcbriefing: The library cannot be opened.\r\n"
        assert (await socket.receive()).type is WSMsgType.CLOSE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes otherwise")
async def test_a_reader_that_does_not_end_with_its_tab_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tab, "END_SECONDS", 0.05)
    ended: list[int] = []
    end = tab._end

    async def note_end(process: Any) -> None:
        await end(process)
        ended.append(await process.wait())

    monkeypatch.setattr(tab, "_end", note_end)
    script = PACKETS + "send(b'D', b'here')\ntime.sleep(1000)"
    async with serving(script) as site, await site.open() as socket:
        assert await socket.receive_bytes() == b"here"
    assert ended == [-9]


async def test_what_is_no_message_ends_the_tab() -> None:
    async with serving() as site, await site.open() as socket:
        await socket.receive_bytes()
        await socket.send_str("{")
        assert (await socket.receive()).type is WSMsgType.CLOSE
