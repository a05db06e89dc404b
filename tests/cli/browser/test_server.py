"""Who is answered, with what, and what a tab and its reader send each other."""

from __future__ import annotations

import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from pathlib import Path
from typing import Any

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse, WSMsgType, WSServerHandshakeError
from aiohttp.test_utils import TestServer

from briefing.cli.browser import tab
from briefing.cli.browser.server import make_site
from briefing.nlp.engine.worker_keeper import WorkerKeeper

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
async def serving(script: str = ECHO, **options: Any) -> AsyncIterator[Site]:
    """A site that runs a script for each tab in place of the reader."""
    server = TestServer(make_site("token", [sys.executable, "-c", script], **options), host="127.0.0.1")
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


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Host": "reader.example", "Origin": "https://reader.example"}, 200, id="proxy"),
        pytest.param({"Host": "reader.example"}, 200, id="proxy-page"),
        pytest.param({"Origin": "https://reader.example"}, 200, id="proxy-with-a-host-of-its-own"),
        pytest.param({}, 200, id="this-machine"),
        pytest.param({"Host": "reader.example", "Origin": "http://reader.example"}, 403, id="without-tls"),
        pytest.param({"Host": "reader.example", "Origin": "https://evil.example"}, 403, id="another-site"),
        pytest.param({"Host": "evil.example", "Origin": "https://reader.example"}, 403, id="another-host"),
        pytest.param({"Host": "reader.example:8000"}, 403, id="another-port"),
        pytest.param({"Host": "reader.example", "Origin": "null"}, 403, id="page-without-origin"),
    ],
)
async def test_who_is_answered_behind_a_proxy(headers: dict[str, str], status: int) -> None:
    async with serving(url="https://reader.example") as site:
        assert (await site.get("/token/", **headers))[0] == status
        assert (await site.get("/", **headers))[0] == (404 if status == 200 else 403)


async def test_a_page_behind_a_proxy_opens_its_socket_by_tls() -> None:
    async with serving(url="https://reader.example") as site:
        host = {"Host": "reader.example"}
        async with site.browser.get(f"{site.origin}/token/", headers=host) as answer:
            assert "wss://reader.example;" in answer.headers["Content-Security-Policy"]


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
        policy = answer.headers["Content-Security-Policy"]
        assert "default-src 'none'" in policy
        assert f"connect-src 'self' ws://127.0.0.1:{answer.url.port};" in policy
        assert "frame-ancestors 'none'" in policy
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert answer.headers["Cross-Origin-Opener-Policy"] == "same-origin"
        for file in re.findall(r'(?:src|href|url)[=(]"(/[^"]+)"', page):
            if file != "/token/backup":  # which the script in place of the reader does not make
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


@pytest.mark.parametrize(("asked", "colours"), [("&background=light", "0;15"), ("", "15;0")])
async def test_a_reader_is_told_whether_the_browser_is_light(asked: str, colours: str) -> None:
    script = PACKETS + "send(b'D', os.environ['COLORFGBG'].encode())"
    async with serving(script) as site, await site.open(f"/token/ws?width=90&height=30{asked}") as socket:
        assert await socket.receive_bytes() == colours.encode()


EXPORTING = (
    PACKETS
    + """
from pathlib import Path
folder = Path(os.environ["BRIEFING_DOWNLOADS"])
(folder / "my notes #1.html").write_text("<script>alert(1)</script>")
(folder / ".hidden").write_text("x")
(folder / "link").symlink_to(__import__("sys").executable)
send(b"M", json.dumps({"type": "download", "name": "my notes #1.html"}).encode())
send(b"D", str(folder).encode())
sys.stdin.buffer.read(1)
"""
)


async def test_what_a_reader_exports_is_downloaded_as_long_as_its_tab_is_open() -> None:
    async with serving(EXPORTING) as site, await site.open() as socket:
        kind, path = await socket.receive_json()
        assert kind == "download"
        folder = Path((await socket.receive_bytes()).decode())
        assert sys.platform == "win32" or folder.stat().st_mode & 0o077 == 0
        async with site.browser.get(f"{site.origin}/token/{path}") as answer:
            assert (answer.status, await answer.text()) == (200, "<script>alert(1)</script>")
            assert answer.headers["Content-Disposition"] == "attachment"
            assert answer.content_type == "application/octet-stream"
        place = path.rpartition("/")[0]
        for other in (".hidden", "link", "none", "..", "%2e%2e%2fx", "..%2f..%2fetc%2fpasswd"):
            assert (await site.get(f"/token/{place}/{other}"))[0] == 404, other
        assert (await site.get(f"/{path}"))[0] == 404, "without the key"
        await socket.close()
        while folder.exists():
            await asyncio.sleep(0.02)
        assert (await site.get(f"/token/{path}"))[0] == 404


async def test_a_backup_is_downloaded_and_not_left_behind() -> None:
    script = """
import sys
from pathlib import Path
Path(sys.argv[2], "briefing-1.zip").write_bytes(sys.argv[2].encode())
"""
    async with serving(script) as site:
        async with site.browser.get(f"{site.origin}/token/backup") as answer:
            folder = Path(await answer.text())
            assert answer.headers["Content-Disposition"] == "attachment"
        assert folder.is_absolute()
        while folder.exists():
            await asyncio.sleep(0.02)


async def test_a_backup_that_fails_says_why() -> None:
    async with serving("raise SystemExit('briefing: The disk is full.')") as site:
        assert await site.get("/token/backup") == (500, "briefing: The disk is full. ")


async def test_a_reader_that_the_system_cannot_start_is_told_in_its_tab() -> None:
    server = TestServer(make_site("token", ["/no/such/program"]), host="127.0.0.1")
    async with server, ClientSession() as browser:
        site = Site(server, browser)
        async with await site.open() as socket:
            assert (await socket.receive_bytes()).startswith(b"The reader cannot be started: No such file")
            assert (await socket.receive()).type is WSMsgType.CLOSE


@pytest.mark.skipif(sys.platform == "win32", reason="Windows passes no descriptors on")
@pytest.mark.thorough
async def test_tabs_get_a_pipe_to_one_engine() -> None:
    script = """
from briefing.nlp.engine.engine_pool import EnginePool, inherited_pipe
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
pipe = inherited_pipe()
pool = EnginePool(DEFAULT_PIPELINES, pipe=pipe)
pool.warm()
send(b"D", repr((pipe is not None, pool.pids)).encode())
sys.stdin.buffer.read(1)
"""
    with closing(WorkerKeeper("shared-engine")) as keeper:
        async with serving(PACKETS + script, keeper=keeper) as site:
            for _ in range(2):
                async with await site.open() as socket:
                    assert await socket.receive_bytes() == b"(True, ())"
