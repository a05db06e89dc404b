"""`briefing serve`: what it says when it cannot serve, and a whole run with a reader in it."""

from __future__ import annotations

import asyncio
import gc
import re
import signal
import socket
import subprocess
import sys
from argparse import Namespace
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiohttp import ClientSession, ClientWebSocketResponse

from benchmarks.process_memory import descendants, left_running
from briefing.cli.browser import command, server
from briefing.paths import Paths

Briefing = Callable[..., Any]


@pytest.mark.parametrize("port", ["0", "65536", "http", "-1"])
def test_what_is_no_port_is_refused(briefing: Briefing, port: str) -> None:
    assert briefing("serve", "--port", port).status == 2


def test_without_the_extra_it_says_how_to_install_it(
    briefing: Briefing, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(command, "find_spec", lambda name: None)
    run = briefing("serve")
    assert (run.status, run.out) == (1, "")
    assert "pip install 'briefing-reader[browser]'" in run.err


def test_a_port_that_is_in_use_is_named(briefing: Briefing) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        run = briefing("serve", "--port", str(port))
    assert (run.status, run.out) == (1, "")
    assert run.err.startswith(f"briefing: Port {port} is in use: name another with --port")


def test_garbage_is_collected_while_it_serves(briefing: Briefing, monkeypatch: pytest.MonkeyPatch) -> None:
    found: list[bool] = []
    monkeypatch.setattr(server, "run_server", lambda *_, **__: found.append(gc.isenabled()))
    assert briefing("serve").status == 0
    assert found == [True]


def test_nothing_is_imported_from_the_current_folder(
    briefing: Briefing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    commands: list[list[str]] = []
    server = SimpleNamespace(run_server=lambda reader, *_, **__: commands.append(reader))
    monkeypatch.setattr("importlib.import_module", lambda name: server)
    args = Namespace(home="h", debug=True, port=None, url=None, new_token=False)
    assert command.serve(args, cast(Any, SimpleNamespace(paths=Paths.under(tmp_path)))) == 0
    (tmp_path / "briefing").mkdir()
    (tmp_path / "briefing" / "__init__.py").touch()
    (tmp_path / "briefing" / "__main__.py").write_text("print('from the current folder')")
    run = subprocess.run(
        [*commands[0], "--version"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stdout.split()[0]) == (0, "briefing")
    assert commands[0][-3:] == ["--home", "h", "--debug"]


def test_nothing_of_it_is_imported_for_other_commands() -> None:
    code = "import sys, briefing.cli.main, briefing.cli.parser; print('aiohttp' in sys.modules)"
    assert subprocess.check_output([sys.executable, "-c", code], text=True).strip() == "False"


@pytest.mark.parametrize(
    "url",
    ["http://reader.example", "reader.example", "https://", "https://reader.example/path", "https://a b"],
)
def test_what_is_no_address_of_a_proxy_is_refused(briefing: Briefing, url: str) -> None:
    assert briefing("serve", "--url", url).status == 2


@contextmanager
def ending(server: subprocess.Popen[str]) -> Iterator[None]:
    try:
        yield
    finally:
        server.kill()


async def drawn(tab: ClientWebSocketResponse, *words: str) -> None:
    """Wait until the reader in the tab has drawn each of the words."""
    text = ""
    while not all(word in text for word in words):
        text += (await tab.receive_bytes()).decode("utf-8", "replace")
        text = re.sub(r"\x1b\[[0-9;?]*[a-zA-Z]", "", text)


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="sends signals")
async def test_two_tabs_read_one_library_and_a_note_is_saved_however_they_are_closed(tmp_path: Path) -> None:
    home = tmp_path / "home"
    serve = [sys.executable, "-m", "briefing", "--home", str(home), "serve"]

    async def written(pattern: str) -> None:
        """Wait until a file has the note."""
        while not any(b"of the first tab" in each.read_bytes() for each in home.glob(pattern)):
            await asyncio.sleep(0.05)

    async with asyncio.timeout(120):
        with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server, ending(server):
            assert server.stdout
            address = server.stdout.readline().split()[-1]
            origin, token, _ = address.rsplit("/", 2)
            assert re.fullmatch(r"http://127\.0\.0\.1:\d+", origin)
            assert len(token) == 43
            async with ClientSession(headers={"Origin": origin}) as browser:
                first = await browser.ws_connect(f"{address}ws?width=90&height=30")
                await drawn(first, "Starliner", "3 Open issues")  # the sample, as the home is new
                second = await browser.ws_connect(f"{address}ws?width=90&height=30")
                await first.send_json(["stdin", "Va"])
                await drawn(first, "New note")
                await first.send_json(["stdin", "of the first tab"])
                await written("**/*draft*/[!.]*")
                await first.close()
                await written("annotations/*.json")
                await drawn(second, "Starliner")
                started = list(descendants(server.pid))
                server.send_signal(signal.SIGINT)
                while not second.closed:
                    await second.receive()
            assert await asyncio.to_thread(server.wait) == 0
    assert left_running(started, timeout=30) == []
