"""Serves the reader to browsers of this machine that know a secret path: a page, a socket for each tab."""

from __future__ import annotations

import asyncio
import errno
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from string import Template

from aiohttp import WSCloseCode, web

from briefing.cli.browser.tab import END_SECONDS, run_tab
from briefing.ending_signals import ending_by_signals
from briefing.errors import BriefingError

ADDRESS = "127.0.0.1"

_HERE = re.compile(r"(?:127\.0\.0\.1|localhost)(?::[0-9]{1,5})?")
"""The Host header of a browser on this machine; another name would be an attack by DNS rebinding."""
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",  # an article that is opened cannot reach back into the tab
    "Cross-Origin-Resource-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
_POLICY = (
    "default-src 'none'; script-src 'self' 'nonce-$nonce'; style-src 'self' 'unsafe-inline'; "
    "font-src 'self'; img-src data:; connect-src 'self' ws://$host; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The content security policy: nothing is loaded from elsewhere, and no script of an article runs."""


def run_server(reader: Sequence[str], port: int | None) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP. `reader` is its command line; without a port, take a free one.

    Raises BriefingError if the port cannot be used.
    """
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(reader, port))


async def _serve(reader: Sequence[str], port: int | None) -> None:
    token = secrets.token_urlsafe(32)
    runner = web.AppRunner(make_site(token, reader), access_log=None, shutdown_timeout=END_SECONDS + 5)
    await runner.setup()
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    try:
        with ending_by_signals(lambda _: loop.call_soon_threadsafe(ended.set)):
            try:
                await web.TCPSite(runner, ADDRESS, port or 0).start()
            except OSError as error:
                raise BriefingError(_refusal(error, port)) from error
            print(
                f"The reader is at http://{ADDRESS}:{runner.addresses[0][1]}/{token}/\n"
                "Each tab is a reader of its own. Whoever knows this address can do what you can: "
                "keep it to yourself. Ctrl+C ends all.",
                flush=True,
            )
            await ended.wait()
    finally:
        await runner.cleanup()


def _refusal(error: OSError, port: int | None) -> str:
    why = "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror or error})"
    return f"Port {port or 'of your machine'} {why}: name another with --port, or none for one that is free."


def make_site(token: str, reader: Sequence[str]) -> web.Application:
    """Make the site that is served below /TOKEN/; everything else is refused."""
    static = Path(str(files("textual_serve"))) / "static"
    served = {each.relative_to(static).as_posix(): each for each in static.rglob("*") if each.is_file()}
    page = Template(Path(__file__).with_name("page.html").read_text("utf-8"))
    sockets: set[web.WebSocketResponse] = set()

    async def show_page(request: web.Request) -> web.Response:
        nonce = secrets.token_urlsafe(16)
        html = page.substitute(token=token, host=request.host, nonce=nonce)
        policy = Template(_POLICY).substitute(host=request.host, nonce=nonce)
        return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": policy})

    async def send_file(request: web.Request) -> web.FileResponse:
        file = served.get(request.match_info["file"])
        if file is None:
            raise web.HTTPNotFound
        return web.FileResponse(file)

    async def open_tab(request: web.Request) -> web.WebSocketResponse:
        if request.headers.get("Origin") is None:  # every browser sends it with a socket
            raise web.HTTPForbidden
        socket = web.WebSocketResponse(heartbeat=15)
        await socket.prepare(request)
        sockets.add(socket)
        try:
            await run_tab(socket, reader, _number(request, "width", 80), _number(request, "height", 24))
        finally:
            sockets.discard(socket)
        return socket

    async def close_tabs(_: web.Application) -> None:
        await asyncio.gather(*(each.close(code=WSCloseCode.GOING_AWAY) for each in sockets))

    async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(_HEADERS)

    site = web.Application(middlewares=[_guard(token)])
    site.on_response_prepare.append(add_headers)
    site.on_shutdown.append(close_tabs)
    site.add_routes(
        [
            web.get(f"/{token}", show_page),
            web.get(f"/{token}/", show_page),
            web.get(f"/{token}/ws", open_tab),
            web.get(f"/{token}/static/{{file:.+}}", send_file),
        ]
    )
    return site


def _guard(token: str) -> Callable[..., Awaitable[web.StreamResponse]]:
    @web.middleware
    async def refuse_strangers(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Refuse pages of other sites, names that were made to lead here, and requests without the token."""
        host, origin = request.headers.get("Host", ""), request.headers.get("Origin")
        if not _HERE.fullmatch(host) or origin not in (None, f"http://{host}"):
            raise web.HTTPForbidden
        first = request.path.removeprefix("/").partition("/")[0]  # of "*" too, which OPTIONS may ask about
        if not secrets.compare_digest(first.encode(), token.encode()):
            raise web.HTTPNotFound
        return await handler(request)

    return refuse_strangers


def _number(request: web.Request, name: str, default: int) -> int:
    digits = request.query.get(name, "")
    return int(digits) if re.fullmatch("[0-9]{1,5}", digits) else default
