"""Serves the reader to browsers of this machine that know a secret path: a page, a socket for each tab."""

from __future__ import annotations

import asyncio
import errno
import logging
import re
import secrets
from collections.abc import Awaitable, Callable, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from importlib.resources import files
from pathlib import Path
from string import Template

from aiohttp import WSCloseCode, web
from aiohttp.http_exceptions import HttpProcessingError

from briefing.cli.browser.address import Address, keep_address, kept_address
from briefing.cli.browser.connections import Connections
from briefing.cli.browser.downloads import Downloads, send_backup
from briefing.cli.browser.tab import END_SECONDS, Display, run_tab
from briefing.cli.session import say
from briefing.ending_signals import ending_by_signals
from briefing.errors import BriefingError, StoreError
from briefing.nlp.engine.engine_pool import PROCESS_NAME
from briefing.nlp.engine.worker_keeper import WorkerKeeper

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
    "font-src 'self'; img-src data:; connect-src 'self' $sockets; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
"""The content security policy: nothing is loaded from elsewhere, and no script of an article runs."""

_logger = logging.getLogger(__name__)


def run_server(
    reader: Sequence[str], file: Path, port: int | None, *, url: str | None = None, new_token: bool = False
) -> None:
    """Serve until SIGINT, SIGTERM or SIGHUP, at the address that the file keeps.

    `reader` is its command line; `url` is that of a proxy before the server, without a path. Without a port,
    that of the last time is taken, or a free one. Raises BriefingError if the port cannot be used.
    """
    _logger.addFilter(_is_ours)
    with suppress(KeyboardInterrupt):
        asyncio.run(_serve(reader, file, kept_address(file, new_token=new_token), port, url))


def _is_ours(record: logging.LogRecord) -> bool:
    """Whether a record is no stranger's fault: requests that are none would fill the log."""
    return record.exc_info is None or not isinstance(record.exc_info[1], HttpProcessingError)


async def _serve(reader: Sequence[str], file: Path, kept: Address, port: int | None, url: str | None) -> None:
    connections = Connections()
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    with closing(WorkerKeeper(PROCESS_NAME)) as keeper:
        site = make_site(kept.token, reader, url=url, keeper=keeper, recognize=connections.recognize)
        runner = web.AppRunner(
            site,
            access_log=None,
            logger=_logger,
            keepalive_timeout=75,
            shutdown_timeout=END_SECONDS + 5,
        )
        await runner.setup()
        assert runner.server
        try:
            with ending_by_signals(lambda _: loop.call_soon_threadsafe(ended.set)):
                listening = await _listen(connections, runner.server, port, kept.port)
                served = replace(kept, port=listening.sockets[0].getsockname()[1])
                _keep(file, kept, served, is_chosen=port is not None)
                _announce(served, url)
                await ended.wait()
                listening.close()
        finally:
            await runner.cleanup()


async def _listen(
    connections: Connections, server: web.Server, port: int | None, before: int | None
) -> asyncio.Server:
    """Listen on the port that was asked for, or else on that of the last time, or a free one."""
    if port is None and before is not None:
        with suppress(OSError):
            return await connections.listen(server, ADDRESS, before)
    try:
        return await connections.listen(server, ADDRESS, port or 0)
    except OSError as error:
        why = (
            "is in use" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror or error})"
        )
        raise BriefingError(
            f"Port {port or 'of your machine'} {why}: name another with --port, or none for one that is free."
        ) from error


def _keep(file: Path, kept: Address, served: Address, *, is_chosen: bool) -> None:
    """Keep the address for the next time, unless its port only stands in for one that was in use."""
    stays = served.port == kept.port or kept.port is None or is_chosen
    try:
        keep_address(file, served if stays else kept)
    except StoreError as error:
        say(f"This address holds until Ctrl+C alone, since it could not be kept: {error}")
    if not stays:
        say(
            f"Port {kept.port}, which a bookmark leads to, is in use: "
            f"--port {served.port} keeps the address of now."
        )


def _announce(served: Address, url: str | None) -> None:
    print(
        f"The reader is at {url or f'http://{ADDRESS}:{served.port}'}/{served.token}/\n"
        "You can bookmark it: it stays the same until --new-token makes another. Each tab is a reader of its "
        "own. Whoever knows this address can do what you can: keep it to yourself. Ctrl+C ends all.",
        flush=True,
    )


def make_site(
    token: str,
    reader: Sequence[str],
    *,
    url: str | None = None,
    keeper: WorkerKeeper | None = None,
    recognize: Callable[[asyncio.BaseProtocol], None] | None = None,
) -> web.Application:
    """Make the site that is served below /TOKEN/; everything else is refused.

    `url` is that of a proxy before it, `keeper` keeps an engine for all tabs, and `recognize` is called with
    each connection that has shown the token.
    """
    static = Path(str(files("textual_serve"))) / "static"
    served = {each.relative_to(static).as_posix(): each for each in static.rglob("*") if each.is_file()}
    page = Template(Path(__file__).with_name("page.html").read_text("utf-8"))
    sockets: set[web.WebSocketResponse] = set()
    downloads = Downloads()

    async def show_page(request: web.Request) -> web.Response:
        nonce = secrets.token_urlsafe(16)
        html = page.substitute(token=token, nonce=nonce)
        allowed = f"ws://{request.host}" + (f" {url.replace('http', 'ws', 1)}" if url else "")
        policy = Template(_POLICY).substitute(sockets=allowed, nonce=nonce)
        return web.Response(text=html, content_type="text/html", headers={"Content-Security-Policy": policy})

    async def send_file(request: web.Request) -> web.FileResponse:
        file = served.get(request.match_info["file"])
        if file is None:
            raise web.HTTPNotFound
        return web.FileResponse(file)

    async def backup(request: web.Request) -> web.StreamResponse:
        return await send_backup(reader, request)

    async def open_tab(request: web.Request) -> web.WebSocketResponse:
        if request.headers.get("Origin") is None:  # every browser sends it with a socket
            raise web.HTTPForbidden
        socket = web.WebSocketResponse(heartbeat=15)
        await socket.prepare(request)
        sockets.add(socket)
        is_light = request.query.get("background") == "light"
        display = Display(_number(request, "width", 80), _number(request, "height", 24), is_light)
        try:
            with downloads.folder() as folder:
                await run_tab(socket, reader, display, folder, keeper)
        finally:
            sockets.discard(socket)
        return socket

    async def close_tabs(_: web.Application) -> None:
        await asyncio.gather(*(each.close(code=WSCloseCode.GOING_AWAY) for each in sockets))

    async def add_headers(_: web.Request, response: web.StreamResponse) -> None:
        response.headers.update(_HEADERS)

    site = web.Application(middlewares=[_guard(token, url, recognize)])
    site.on_response_prepare.append(add_headers)
    site.on_shutdown.append(close_tabs)
    site.add_routes(
        [
            web.get(f"/{token}", show_page),
            web.get(f"/{token}/", show_page),
            web.get(f"/{token}/ws", open_tab),
            web.get(f"/{token}/static/{{file:.+}}", send_file),
            web.get(f"/{token}/download/{{folder}}/{{file}}", downloads.send),
            web.get(f"/{token}/backup", backup),
        ]
    )
    return site


def _guard(
    token: str, url: str | None, recognize: Callable[[asyncio.BaseProtocol], None] | None
) -> Callable[..., Awaitable[web.StreamResponse]]:
    @web.middleware
    async def refuse_strangers(
        request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
    ) -> web.StreamResponse:
        """Refuse pages of other sites, names that were made to lead here, and requests without the token."""
        host, origin = request.headers.get("Host", ""), request.headers.get("Origin")
        is_here, is_proxy = _HERE.fullmatch(host), url is not None and host == url.partition("://")[2]
        if not (is_here or is_proxy) or origin not in (None, url, f"http://{host}" if is_here else None):
            raise web.HTTPForbidden
        first = request.path.removeprefix("/").partition("/")[0]  # of "*" too, which OPTIONS may ask about
        if not secrets.compare_digest(first.encode(), token.encode()):
            raise web.HTTPNotFound
        if recognize is not None and request.protocol is not None:
            recognize(request.protocol)
        return await handler(request)

    return refuse_strangers


def _number(request: web.Request, name: str, default: int) -> int:
    digits = request.query.get(name, "")
    return int(digits) if re.fullmatch("[0-9]{1,5}", digits) else default
