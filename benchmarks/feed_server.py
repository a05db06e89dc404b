"""The feed server: made-up feeds over HTTP on the loopback interface, for tests and benchmarks.

    python -m benchmarks.feed_server --feeds 1000 --own-hosts --latency 0.1

prints the address of its OPML file and serves until its standard input ends. What an address may ask for is
said in feed_answers.
"""

from __future__ import annotations

import argparse
import asyncio
import socket
import ssl
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import responses
from types import TracebackType
from typing import Self

from benchmarks.feed_answers import Answer, FeedSite, Plan
from benchmarks.feed_documents import FAULTS

__all__ = ["Asked", "FeedServer", "feed_server_process"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A request that came. Names of headers are in lower case."""

    host: str
    """The loopback address that was asked."""
    target: str
    """The path, or from one who takes us for a proxy the whole address."""
    headers: Mapping[str, str]
    connection: int
    """Which one it came over, counted from 1."""


class FeedServer:
    """Serves while it is entered, from a thread of its own."""

    def __init__(self, plan: Plan | None = None, *, tls: ssl.SSLContext | None = None) -> None:
        self.site = FeedSite(plan or Plan(), "https" if tls else "http")
        self.requests: list[Asked] = []
        self.open_connections: Counter[str] = Counter()
        """By the address that they came to."""
        self.most_open: Counter[str] = Counter()
        """The most at once, by address, and under "" of all."""
        self._tls = tls
        self._accepted = 0
        self._change = threading.Condition()
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._connections: set[asyncio.Task[None]] = set()
        self._thread = threading.Thread(target=self._run, name="feed-server", daemon=True)
        self._sockets: list[socket.socket] = []

    def __enter__(self) -> Self:
        hosts = dict.fromkeys(["127.0.0.1", *map(self.site.host, range(self.site.plan.feeds))])
        for host in hosts:
            self._sockets.append(socket.create_server((host, self.site.port), backlog=512))
            self.site.port = self._sockets[0].getsockname()[1]
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join()

    def wait_until(self, is_so: Callable[[], bool], timeout: float) -> bool:
        """Whether it came to be so in time, looked at whenever a request or connection comes or goes."""
        with self._change:
            return self._change.wait_for(is_so, timeout)

    def _run(self) -> None:
        self._loop.run_until_complete(self._serve())
        self._loop.close()

    async def _serve(self) -> None:
        servers = [await asyncio.start_server(self._connect, sock=s, ssl=self._tls) for s in self._sockets]
        await self._stopping.wait()
        for server in servers:
            server.close()
        for connection in self._connections:
            connection.cancel()
        await asyncio.gather(*self._connections, return_exceptions=True)

    async def _connect(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._connections.add(task)
        host: str = writer.get_extra_info("sockname")[0]
        self._accepted += 1
        connection = self._accepted
        self._count(host, 1)
        try:
            while await self._converse(host, connection, reader, writer):
                pass
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # the client has gone, or the server is being left
        finally:
            writer.close()
            self._count(host, -1)
            self._connections.discard(task)

    def _count(self, host: str, step: int) -> None:
        with self._change:
            self.open_connections[host] += step
            for name, count in ((host, self.open_connections[host]), ("", self.open_connections.total())):
                self.most_open[name] = max(self.most_open[name], count)
            self._change.notify_all()

    async def _converse(
        self, host: str, connection: int, reader: asyncio.StreamReader, writer: asyncio.StreamWriter
    ) -> bool:
        """Take a request and answer it; whether another may follow."""
        first, *lines = (await reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        named = (line.partition(":") for line in lines if line)
        headers = {name.lower(): value.strip() for name, _, value in named}
        target = first.split(" ")[1]
        with self._change:
            self.requests.append(Asked(host, target, headers, connection))
            self._change.notify_all()
        answer = self.site.answer(target, headers)
        # Whoever goes away while waiting is noticed, as it would not be by sleeping.
        gone = asyncio.ensure_future(reader.read(1)) if answer.delay or answer.drip else None
        try:
            if gone and await _comes(gone, answer.delay):
                return False
            writer.write(_head(answer))
            while gone and answer.drip:
                writer.write(b" ")
                if await _comes(gone, answer.drip):
                    return False
        finally:
            if gone:
                gone.cancel()
                await asyncio.wait((gone,))  # two may not read at once
        writer.write(answer.body[: answer.cut])
        await writer.drain()
        return answer.cut is None and headers.get("connection", "").lower() != "close"


async def _comes(future: asyncio.Future[bytes], timeout: float) -> bool:
    done, _ = await asyncio.wait((future,), timeout=timeout)
    return bool(done)


def _head(answer: Answer) -> bytes:
    headers = answer.headers
    if answer.status not in (204, 304):
        headers = headers | {"Content-Length": str(len(answer.body))}
    lines = [f"HTTP/1.1 {answer.status} {responses.get(answer.status, 'Unheard Of')}"]
    lines += [f"{name}: {value}" for name, value in headers.items()]
    return "\r\n".join([*lines, "", ""]).encode("latin-1")


@contextmanager
def feed_server_process(*options: str) -> Iterator[str]:
    """The server in a process of its own, so that its work is not counted as ours; gives its root address."""
    command = [sys.executable, "-m", "benchmarks.feed_server", *options]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip().removesuffix("/opml")
        finally:
            process.communicate()  # ends its standard input


def main() -> None:
    parser = argparse.ArgumentParser(description="Serve made-up feeds on the loopback interface.")
    for name, kind, default in (("feeds", int, 300), ("items", int, 30), ("latency", float, 0.0)):
        parser.add_argument(f"--{name}", type=kind, default=default)
    parser.add_argument("--malformed", type=int, default=0, help="every so manieth is not well-formed")
    parser.add_argument("--faults", default=",".join(FAULTS), help="in what ways it is not")
    parser.add_argument("--formats", default="rss,atom,rdf")
    parser.add_argument("--packing", default="", choices=["", "gzip"])
    parser.add_argument("--own-hosts", action="store_true", help="each feed on a loopback address of its own")
    given = vars(parser.parse_args())
    lists = {name: tuple(given[name].split(",")) for name in ("faults", "formats")}
    with FeedServer(Plan(**given | lists)) as server:
        server.site.prepare()
        print(f"http://127.0.0.1:{server.site.port}/opml", flush=True)
        sys.stdin.read()


if __name__ == "__main__":
    main()
