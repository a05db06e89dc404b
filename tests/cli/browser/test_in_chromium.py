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
async def tabs(home: Path, phone: str = "", **wishes: str) -> AsyncIterator[Callable[[], Any]]:
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
                screen: dict[str, Any] = {"viewport": {"width": 1000, "height": 640}, "permissions": allowed}
                if phone:
                    screen = {**playwright.devices[phone], "device_scale_factor": 1}
                    del screen["default_browser_type"]
                context = await chromium.new_context(**screen, **wishes)
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


def notes(home: Path, pattern: str) -> str:
    return "".join(each.read_text("utf-8") for each in home.glob(pattern) if each.is_file())


async def noted(home: Path, words: str, pattern: str = "annotations/*.json") -> None:
    """Wait until a note with the words is on disk."""
    for _ in range(100):
        if words in notes(home, pattern):
            return
        await asyncio.sleep(0.1)
    raise AssertionError(f"{words!r} is not in {notes(home, pattern)!r}")


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
        copied = "async () => (await navigator.clipboard.readText()).startsWith('“')"
        await first.wait_for_function(copied)

        await first.set_viewport_size({"width": 1600, "height": 1000})
        await first.wait_for_function("document.querySelector('.xterm-screen').clientHeight > 950")

        second = await open_tab()
        await press(second, "Enter", "V", "a")
        await second.keyboard.type("of the second tab")
        await noted(tmp_path, "of the second tab", "**/*draft*/[!.]*")
        await second.close()
        await noted(tmp_path, "of the second tab")
        await press(first, "Q")
        await first.wait_for_selector("body.-closed #ended", state="visible")


@pytest.mark.slow
@pytest.mark.parametrize("phone", ["Pixel 7", "iPhone 14"])
async def test_a_phone_has_keys_swipes_and_the_theme_of_its_wish(tmp_path: Path, phone: str) -> None:
    async with tabs(tmp_path, phone, color_scheme="light") as open_tab:
        page = await open_tab()
        assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        field = "document.querySelector('.xterm-helper-textarea').inputMode"
        assert await page.evaluate(field) == "none", "a tap brings no keyboard"
        await page.locator("#letters").tap()
        assert await page.evaluate(field) == "text"
        await page.evaluate(
            "() => { window.sent = []; const send = socket.send.bind(socket);"
            " socket.send = (message) => { sent.push(JSON.parse(message)[1]); send(message); }; }"
        )
        for button in await page.locator("#keys button[data-key]").all():
            await button.tap()
        keys = ["\x1b", "\t", "\x1b[D", "\x1b[B", "\x1b[A", "\x1b[C", ":", "\r"]
        assert [each for each in await page.evaluate("sent") if each in keys] == keys
        touch = (await page.context.new_cdp_session(page)).send
        for number, y in enumerate((400, 360, 320)):
            kind = "touchMove" if number else "touchStart"
            await touch("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": 150, "y": y}]})
        await touch("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        wheel = [each for each in await page.evaluate("sent") if str(each).startswith("\x1b[<65;")]
        assert len(wheel) == 2


@pytest.mark.slow
async def test_an_export_is_downloaded(tmp_path: Path) -> None:
    async with tabs(tmp_path) as open_tab:
        page = await open_tab()
        await press(page, "V", "a")
        await page.keyboard.type("to be exported")
        await press(page, "Escape", "Escape")
        await noted(tmp_path, "to be exported")
        await press(page, "E")
        async with page.expect_download() as expected:
            await press(page, "Enter")
        file = await (await expected.value).path()
        assert "to be exported" in Path(file).read_text("utf-8")
