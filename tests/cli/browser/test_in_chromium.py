"""The reader in a real browser. Opt in: `pip install playwright`, and BRIEFING_CHROMIUM names the program."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest

CHROMIUM = os.environ.get("BRIEFING_CHROMIUM", "")
pytestmark = pytest.mark.skipif(not CHROMIUM, reason="BRIEFING_CHROMIUM names no browser")


@asynccontextmanager
async def tabs(home: Path) -> AsyncIterator[Callable[[], Any]]:
    """Opens tabs on a home; what any of them asks for is on the server's own address."""
    api = pytest.importorskip("playwright.async_api")
    serve = [sys.executable, "-m", "briefing", "--home", str(home), "serve"]
    with subprocess.Popen(serve, stdout=subprocess.PIPE, text=True) as server:
        assert server.stdout
        address = server.stdout.readline().split()[-1]
        try:
            async with api.async_playwright() as playwright:
                chromium = await playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
                allowed = ["clipboard-read", "clipboard-write"]
                context = await chromium.new_context(
                    viewport={"width": 1000, "height": 640}, permissions=allowed
                )
                asked: list[str] = []
                faults: list[str] = []
                context.on("request", lambda request: asked.append(request.url))
                context.on("weberror", lambda error: faults.append(str(error.error)))

                async def open_tab() -> Any:
                    page = await context.new_page()
                    await page.goto(address)
                    await page.wait_for_selector("body.-first-byte")
                    await asyncio.sleep(4)
                    return page

                yield open_tab
                assert [url for url in asked if not url.startswith(address)] == []
                assert faults == []
        finally:
            server.terminate()


def notes(home: Path) -> str:
    return "".join(each.read_text("utf-8") for each in (home / "annotations").glob("*.json"))


async def noted(home: Path, words: str) -> None:
    """Wait until a note with the words is on disk."""
    for _ in range(100):
        if words in notes(home):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{words!r} is not in {notes(home)!r}")


async def press(page: Any, *keys: str) -> None:
    for key in keys:
        await page.keyboard.press(key)
        await asyncio.sleep(0.5)  # Escape right before another key would be Alt with it


@pytest.mark.slow
async def test_keys_mouse_clipboard_resizing_and_two_tabs(tmp_path: Path) -> None:
    async with tabs(tmp_path) as open_tab:
        first = await open_tab()
        await first.mouse.move(60, 115)
        await first.mouse.down()
        await first.mouse.move(420, 115, steps=5)
        await first.mouse.up()
        await press(first, "a")
        await first.keyboard.type("by mouse and keys ")
        await first.evaluate("navigator.clipboard.writeText('and pasted')")
        await press(first, "Control+v", "Escape", "y")
        await noted(tmp_path, "by mouse and keys and pasted")
        copied = await first.evaluate("navigator.clipboard.readText()")
        assert copied.startswith("“")

        await first.set_viewport_size({"width": 1600, "height": 1000})
        await first.wait_for_function("document.querySelector('.xterm-screen').clientHeight > 950")

        second = await open_tab()
        await press(second, "Enter", "V", "a")
        await second.keyboard.type("of the second tab")
        await second.close()
        await noted(tmp_path, "of the second tab")
        await press(first, "Q")
        await first.wait_for_selector("body.-closed #ended", state="visible")
