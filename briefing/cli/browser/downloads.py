"""Offers files to a browser: those that its tab has exported, and a backup."""

from __future__ import annotations

import asyncio
import secrets
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from aiohttp import web

from briefing.domain.text.sanitize import safe_line


class Downloads:
    """The folders whose files may be downloaded: one for each tab, as long as it is open."""

    def __init__(self) -> None:
        self._folders: dict[str, Path] = {}

    @contextmanager
    def folder(self) -> Iterator[tuple[str, Path]]:
        """Make a folder that only the user can read; yield a name that nobody guesses, and its path."""
        name = secrets.token_urlsafe(16)
        with TemporaryDirectory(prefix="briefing-", ignore_cleanup_errors=True) as path:
            self._folders[name] = Path(path)
            try:
                yield name, Path(path)
            finally:
                del self._folders[name]

    async def send(self, request: web.Request) -> web.StreamResponse:
        """Answer with a file of a tab's folder."""
        folder, name = self._folders.get(request.match_info["folder"]), request.match_info["file"]
        file = folder / name if folder and name == Path(name).name and not name.startswith(".") else None
        if file is None or file.is_symlink() or not file.is_file():
            raise web.HTTPNotFound
        return _attached(file)


async def send_backup(reader: Sequence[str], request: web.Request) -> web.StreamResponse:
    """Answer with a new backup of all."""
    with TemporaryDirectory(prefix="briefing-", ignore_cleanup_errors=True) as folder:
        process = await asyncio.create_subprocess_exec(
            *reader, "backup", folder, stdin=DEVNULL, stdout=DEVNULL, stderr=PIPE
        )
        try:
            _, said = await process.communicate()
        finally:
            with suppress(ProcessLookupError):
                process.kill()  # if the browser has gone
        file = next(Path(folder).glob("*.zip"), None)
        if file is None:
            raise web.HTTPInternalServerError(text=safe_line(said.decode("utf-8", "replace")))
        response = _attached(file)
        await response.prepare(request)  # sends it, as long as it is there
        return response


def _attached(file: Path) -> web.FileResponse:
    """Return a file that the browser saves, and never shows: it may hold another's HTML."""
    headers = {"Content-Disposition": "attachment", "Content-Type": "application/octet-stream"}
    return web.FileResponse(file, headers=headers)
