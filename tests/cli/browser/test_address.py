"""The address that is kept, so that it can be bookmarked."""

from __future__ import annotations

import asyncio
import json
import socket
import sys
from pathlib import Path

import pytest

from briefing.cli.browser import server
from briefing.cli.browser.address import Address, keep_address, kept_address


def test_an_address_stays_until_another_is_asked_for(tmp_path: Path) -> None:
    file = tmp_path / "home" / "browser.json"
    first = Address(kept_address(file).token, 8000)
    assert len(first.token) == 43
    keep_address(file, first)
    assert kept_address(file) == first
    other = kept_address(file, new_token=True)
    assert other.token != first.token
    assert other.port == 8000


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
def test_a_key_that_others_could_read_is_given_up(tmp_path: Path) -> None:
    file = tmp_path / "browser.json"
    keep_address(file, first := Address.new(8000))
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o644)
    other = kept_address(file)
    assert other.token != first.token
    keep_address(file, other)
    assert file.stat().st_mode & 0o777 == 0o600
    assert kept_address(file) == other


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"[]",
        b"[" * 3000,
        b"\xff",
        b"x" * 5000,
        json.dumps({"schema": 2, "token": "a" * 43, "port": 8000}).encode(),
        json.dumps({"schema": 1, "token": "a", "port": 8000}).encode(),
        json.dumps({"schema": 1, "token": "a" * 42 + "/", "port": 8000}).encode(),
        json.dumps({"schema": 1, "token": "a" * 43, "port": 0}).encode(),
        json.dumps({"schema": 1, "token": "a" * 43, "port": 65536}).encode(),
        json.dumps({"schema": 1, "token": ["a"] * 43, "port": "8000"}).encode(),
    ],
)
def test_what_is_no_address_gives_a_new_one(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "browser.json"
    file.write_bytes(content)
    file.chmod(0o600)
    found = kept_address(file)
    assert len(found.token) == 43
    assert len(set(found.token)) > 10


async def _served_at(
    file: Path, monkeypatch: pytest.MonkeyPatch, port: int | None = None, **options: bool
) -> Address:
    """The address at which a server that ends at once is served."""
    announced: list[Address] = []

    def announce(served: Address, url: str | None) -> None:
        announced.append(served)
        ended.set()

    ended = asyncio.Event()
    monkeypatch.setattr(asyncio, "Event", lambda: ended)
    monkeypatch.setattr(server, "_announce", announce)
    await server._serve([], file, kept_address(file, **options), port, None)
    return announced[0]


async def test_the_same_address_is_served_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "browser.json"
    first = await _served_at(file, monkeypatch)
    assert await _served_at(file, monkeypatch) == first
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    chosen = await _served_at(file, monkeypatch, port)
    assert chosen == Address(first.token, port)
    assert await _served_at(file, monkeypatch) == chosen
    other = await _served_at(file, monkeypatch, new_token=True)
    assert other.port == port
    assert other.token != first.token
    assert await _served_at(file, monkeypatch) == other


async def test_a_port_that_another_program_has_taken_stays_the_one_to_return_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "browser.json"
    first = await _served_at(file, monkeypatch)
    assert first.port
    with socket.create_server(("127.0.0.1", first.port)):
        other = await _served_at(file, monkeypatch)
    assert other.token == first.token
    assert other.port != first.port
    assert f"Port {first.port}, which a bookmark leads to, is in use" in capsys.readouterr().err
    assert await _served_at(file, monkeypatch) == first


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")
async def test_where_nothing_can_be_written_it_is_served_nonetheless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "file").touch()
    assert (await _served_at(tmp_path / "file" / "browser.json", monkeypatch)).port
    assert "holds until Ctrl+C alone" in capsys.readouterr().err
