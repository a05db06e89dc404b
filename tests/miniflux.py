"""A real Miniflux with a PostgreSQL of its own, on loopback, with all its files in one folder.

Both must be installed (Debian: `apt-get install miniflux postgresql`); neither has to run. PostgreSQL refuses
to run as root, so that both run as `nobody` then.
"""

from __future__ import annotations

import base64
import json
import os
import shutil
import socket
import subprocess
import time
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

USER, PASSWORD = "ada", "s3cret-of-ada"
_NOBODY = 65534


def _programs() -> tuple[str, Path] | None:
    """The program of Miniflux and the folder of PostgreSQL's; None where one is not installed."""
    miniflux = os.environ.get("BRIEFING_MINIFLUX") or shutil.which("miniflux")
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name))
    found = [folder for folder in folders if (folder / "initdb").exists()]
    return (miniflux, found[-1]) if miniflux and found else None


PROGRAMS = _programs()


class Miniflux:
    """A running server, and the phone of its user."""

    def __init__(self, folder: Path) -> None:
        assert PROGRAMS is not None
        self._miniflux, self._postgres = PROGRAMS
        self._folder = folder
        self._process: subprocess.Popen[bytes] | None = None
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self._port: int = free.getsockname()[1]
        self.address = f"http://127.0.0.1:{self._port}"

    def begin(self) -> None:
        if os.getuid() == 0:
            os.chown(self._folder, _NOBODY, _NOBODY)
        data = self._folder / "data"
        self._run([str(self._postgres / "initdb"), "-D", str(data), "-A", "trust", "-U", "miniflux"])
        settings = f"-c listen_addresses='' -k {self._folder} -c fsync=off -c shared_buffers=32MB"
        log = str(self._folder / "postgres.log")
        self._run([str(self._postgres / "pg_ctl"), "-D", str(data), "-l", log, "-w", "-o", settings, "start"])
        self._run([str(self._postgres / "createdb"), "-h", str(self._folder), "-U", "miniflux", "miniflux"])
        self.start()
        self.sql(
            f"UPDATE integrations SET googlereader_enabled = true, googlereader_username = '{USER}', "
            "googlereader_password = (SELECT password FROM users WHERE username = 'ada')"
        )

    def start(self) -> None:
        settings = {
            "DATABASE_URL": f"host={self._folder} user=miniflux dbname=miniflux sslmode=disable",
            "RUN_MIGRATIONS": "1",
            "CREATE_ADMIN": "1",
            "ADMIN_USERNAME": USER,
            "ADMIN_PASSWORD": PASSWORD,
            "LISTEN_ADDR": f"127.0.0.1:{self._port}",
            "DISABLE_SCHEDULER_SERVICE": "1",
            "HTTP_CLIENT_TIMEOUT": "10",
        }
        with (self._folder / "miniflux.log").open("ab") as log:
            self._process = subprocess.Popen(
                [self._miniflux], env=settings, stdout=log, stderr=log, **_as_nobody()
            )
        for _ in range(400):
            try:
                urllib.request.urlopen(f"{self.address}/healthcheck", timeout=5).read()
                return
            except OSError:
                time.sleep(0.05)
        raise AssertionError((self._folder / "miniflux.log").read_text())

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def end(self) -> None:
        self.kill()
        data = str(self._folder / "data")
        self._run([str(self._postgres / "pg_ctl"), "-D", data, "-m", "immediate", "-w", "stop"])

    def sql(self, statement: str) -> list[list[str]]:
        command = [str(self._postgres / "psql"), "-h", str(self._folder), "-U", "miniflux", "-AtF", "\t"]
        done = self._run([*command, "-c", statement, "miniflux"])
        return [line.split("\t") for line in done.splitlines()]

    def ask(self, method: str, path: str, value: object = None) -> Any:  # JSON of any shape
        login = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
        request = urllib.request.Request(
            f"{self.address}/v1/{path}",
            method=method,
            data=None if value is None else json.dumps(value).encode(),
            headers={"Authorization": f"Basic {login}", "Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=120) as answer:
            return json.loads(answer.read() or b"null")

    def marks(self) -> dict[str, tuple[bool, bool]]:
        """Return whether each article is read and starred, by its address."""
        rows = self.sql("SELECT url, status = 'read', starred FROM entries WHERE status <> 'removed'")
        return {url: (read == "t", starred == "t") for url, read, starred in rows}

    def mark(
        self, addresses: Sequence[str], *, read: bool | None = None, starred: bool | None = None
    ) -> None:
        """Mark articles as its own page does."""
        quoted = ", ".join(f"'{url}'" for url in addresses)
        rows = self.sql(f"SELECT id, starred FROM entries WHERE url IN ({quoted})")
        if read is not None and rows:
            status = "read" if read else "unread"
            self.ask("PUT", "entries", {"entry_ids": [int(id_) for id_, _ in rows], "status": status})
        for id_, is_starred in rows:
            if starred is not None and starred != (is_starred == "t"):
                self.ask("PUT", f"entries/{id_}/bookmark")

    def _run(self, command: list[str]) -> str:
        done: subprocess.CompletedProcess[str] = subprocess.run(
            command, capture_output=True, text=True, check=False, cwd=self._folder, **_as_nobody()
        )
        assert done.returncode == 0, done.stderr
        return done.stdout


def _as_nobody() -> dict[str, Any]:  # arguments of subprocess, of several types
    return {"user": _NOBODY, "group": _NOBODY, "extra_groups": []} if os.getuid() == 0 else {}


@contextmanager
def running_miniflux(folder: Path) -> Iterator[Miniflux]:
    server = Miniflux(folder)
    server.begin()
    try:
        yield server
    finally:
        server.end()
