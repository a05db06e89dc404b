"""Runs one reader for one tab of a browser, and passes on what the two send each other.

The browser runs textual-serve's script, the reader Textual's web driver, which speaks in packets: a letter, a
length of four bytes and the payload.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

from aiohttp import WSMsgType, web

from briefing.nlp.engine.engine_pool import PIPE_VARIABLE
from briefing.nlp.engine.worker_keeper import WorkerKeeper
from briefing.paths import DOWNLOADS_VARIABLE

END_SECONDS = 10
"""Seconds that a reader may take to save and end before it is killed."""

_START = b"__GANGLION__\n"
"""The line with which the web driver's output begins."""
_DRAWN, _META = b"D", b"M"
_CLEAR = b"\x1bc"
_MAX_ERROR_BYTES = 4096
_MAX_CELLS = 1000


@dataclass(frozen=True, slots=True)
class Display:
    """What a tab tells of itself, in cells."""

    width: int
    height: int
    is_light: bool


async def run_tab(
    socket: web.WebSocketResponse,
    reader: Sequence[str],
    display: Display,
    downloads: tuple[str, Path],
    keeper: WorkerKeeper | None,
) -> None:
    """Run a reader until it or the tab ends; if the tab is closed, it saves what is being typed.

    `downloads` is the folder for files that the browser shall save, and its name in their addresses.
    """
    try:
        process = await _start(reader, display, downloads[1], keeper)
    except OSError as error:
        await socket.send_bytes(f"The reader cannot be started: {error.strerror or error}.".encode())
        return
    assert process.stdin and process.stdout and process.stderr
    typing = asyncio.create_task(_pass_input(socket, process.stdin))
    output = asyncio.create_task(_pass_output(process.stdout, socket, downloads[0]))
    errors = asyncio.create_task(process.stderr.read())
    try:
        await asyncio.wait((typing, output), return_when=asyncio.FIRST_COMPLETED)
    finally:
        typing.cancel()
        await asyncio.shield(_end(process))
        await asyncio.wait((output, errors), timeout=1)
    if errors.done() and (error_output := errors.result()[-_MAX_ERROR_BYTES:]):
        with suppress(ConnectionError):
            await socket.send_bytes(_CLEAR + error_output.replace(b"\n", b"\r\n"))


async def _start(
    reader: Sequence[str], display: Display, downloads: Path, keeper: WorkerKeeper | None
) -> Process:
    """Start a reader that shares the keeper's engine with the others. Raises OSError."""
    environment = _environment(display, downloads)
    # Windows passes no descriptors on: there each reader has an engine of its own.
    with keeper.connect() if keeper and sys.platform != "win32" else nullcontext() as pipe:
        passed = [pipe.fileno()] if pipe else []
        return await asyncio.create_subprocess_exec(
            *reader,
            stdin=PIPE,
            stdout=PIPE,
            stderr=PIPE,
            env=environment | ({PIPE_VARIABLE: str(passed[0])} if passed else {}),
            pass_fds=passed,
            start_new_session=True,  # Ctrl+C is for the server, which ends readers in order
        )


def _environment(display: Display, downloads: Path) -> dict[str, str]:
    return os.environ | {
        "COLUMNS": str(_cells(display.width)),
        "ROWS": str(_cells(display.height)),
        "COLORFGBG": "0;15" if display.is_light else "15;0",
        "TEXTUAL_DRIVER": "briefing.ui.endings.browser_driver:BrowserDriver",
        "TEXTUAL_COLOR_SYSTEM": "truecolor",
        DOWNLOADS_VARIABLE: str(downloads),
    }


def _cells(count: int) -> int:
    return max(1, min(count, _MAX_CELLS))


async def _pass_input(socket: web.WebSocketResponse, keyboard: asyncio.StreamWriter) -> None:
    """Pass on keys, mouse, focus and sizes until the tab is closed or sends what its script never sends."""
    with suppress(ConnectionError, ValueError):
        async for message in socket:
            match message.json() if message.type is WSMsgType.TEXT else None:
                case ["stdin", str(typed)]:
                    keyboard.write(_packet(_DRAWN, typed.encode("utf-8", "replace")))
                case ["resize", {"width": int(width), "height": int(height)}]:
                    size = {"type": "resize", "width": _cells(width), "height": _cells(height)}
                    keyboard.write(_packet(_META, json.dumps(size).encode()))
                case ["focus" | "blur" as change, *_]:
                    keyboard.write(_packet(_META, json.dumps({"type": change}).encode()))
                case ["ping", value]:
                    await socket.send_json(["pong", value])
            await keyboard.drain()


def _packet(kind: bytes, payload: bytes) -> bytes:
    return kind + len(payload).to_bytes(4, "big") + payload


async def _pass_output(output: asyncio.StreamReader, socket: web.WebSocketResponse, folder: str) -> None:
    """Pass on what is drawn until the reader ends, and go on reading after the tab is closed."""
    with suppress(asyncio.IncompleteReadError, asyncio.LimitOverrunError):
        await output.readuntil(_START)
        while True:
            kind = await output.readexactly(1)
            payload = await output.readexactly(int.from_bytes(await output.readexactly(4), "big"))
            with suppress(ConnectionError):
                if kind == _DRAWN:
                    await socket.send_bytes(payload)
                elif kind == _META and (message := _message(payload, folder)):
                    await socket.send_json(message)


def _message(payload: bytes, folder: str) -> list[object] | None:
    """Return what to tell the page: to open a web address, never a script's, or to download a file."""
    match json.loads(payload):
        case {"type": "open_url", "url": str(url)} if url.lower().startswith(("http://", "https://")):
            return ["open_url", {"url": url, "new_tab": True}]
        case {"type": "download", "name": str(name)}:
            return ["download", f"download/{folder}/{quote(name, safe='')}"]
    return None


async def _end(process: Process) -> None:
    """Close the reader's keyboard, at which it ends, and wait for it; kill it after END_SECONDS."""
    assert process.stdin
    process.stdin.close()
    try:
        await asyncio.wait_for(process.wait(), END_SECONDS)
    except TimeoutError:
        with suppress(ProcessLookupError):
            if sys.platform == "win32":
                process.kill()
            else:
                os.killpg(process.pid, signal.SIGKILL)  # kill the engine's processes too
