"""Servers on the loopback interface, for pages as a test tells and for feeds, and a process for documents."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from benchmarks.feed_answers import Plan
from benchmarks.feed_server import FeedServer
from briefing.sources.document_reader import DocumentReader
from briefing.sources.load import ArticleLoader


@dataclass(frozen=True)
class Reply:
    body: bytes = b""
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass
class Site:
    """`replies` by path; a callable one gets the handler and writes what it likes."""

    server: ThreadingHTTPServer
    stopping: threading.Event
    replies: dict[str, Reply | Callable[[BaseHTTPRequestHandler], None]] = field(default_factory=dict)
    requests: list[tuple[str, Mapping[str, str]]] = field(default_factory=list)
    """Path and headers of each request that came."""

    def url(self, path: str) -> str:
        return f"http://127.0.0.1:{self.server.server_port}{path}"

    def page(self, path: str, body: bytes | str, content_type: str = "text/html; charset=utf-8") -> str:
        """Serve this body, and give its address."""
        data = body.encode() if isinstance(body, str) else body
        self.replies[path] = Reply(data, headers={"Content-Type": content_type})
        return self.url(path)

    def redirect(self, path: str, location: str) -> str:
        self.replies[path] = Reply(status=302, headers={"Location": location})
        return self.url(path)

    def drip(self, path: str, head: bytes, drop: bytes = b"x") -> str:
        """Send `head`, then a drop now and then until the test is over."""

        def write(handler: BaseHTTPRequestHandler) -> None:
            handler.wfile.write(head)
            while not self.stopping.wait(0.02):
                handler.wfile.write(drop)

        self.replies[path] = write
        return self.url(path)


@pytest.fixture
def feed_server(no_proxy: None) -> Iterator[FeedServer]:
    with FeedServer(Plan(items=2)) as server:
        yield server


@pytest.fixture
def other_server(no_proxy: None) -> Iterator[FeedServer]:
    """Another host, as far as logins are concerned: on another port."""
    with FeedServer(Plan(items=2)) as server:
        yield server


@pytest.fixture
def site(no_proxy: None) -> Iterator[Site]:
    stopping = threading.Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = self.path.split("?")[0]
            served.requests.append((self.path, dict(self.headers)))
            reply = served.replies.get(path, Reply(b"nothing here", 404))
            try:
                if callable(reply):
                    reply(self)
                    return
                self.send_response(reply.status)
                for name, value in reply.headers.items():
                    self.send_header(name, value)
                if "Content-Length" not in reply.headers:
                    self.send_header("Content-Length", str(len(reply.body)))
                self.end_headers()
                self.wfile.write(reply.body)
            except OSError:
                self.close_connection = True  # the client has gone, as some tests have it do

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
            pass

    class Server(ThreadingHTTPServer):
        daemon_threads = True
        block_on_close = False

        def handle_error(self, request: object, client_address: object) -> None:
            """A client that goes away is what some tests are about."""

    server = Server(("127.0.0.1", 0), Handler)
    served = Site(server, stopping)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield served
    stopping.set()
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture(scope="session")
def documents() -> Iterator[DocumentReader]:
    with closing(DocumentReader()) as process:
        yield process


@pytest.fixture
def sources(documents: DocumentReader) -> ArticleLoader:
    return ArticleLoader(documents)
