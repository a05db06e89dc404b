"""A small model of a sync server with the Google Reader API, on loopback, that can fail at any request."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlsplit

USER, PASSWORD = "ada", "s3cret"
PREFIX = "tag:google.com,2005:reader/item/"
STATE = "user/-/state/com.google/"


@dataclass
class Item:
    id: int
    feed: int
    title: str
    read: bool = False
    starred: bool = False
    markup: str = ""
    is_dated: bool = True

    @property
    def url(self) -> str:
        return f"https://news.example/{self.feed}/{self.id}"


@dataclass
class Feed:
    id: int
    url: str
    title: str
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Reply:
    content: bytes
    status: int = 200
    headers: tuple[tuple[str, str], ...] = ()


Fault = Callable[[Reply], Reply | None]
"""Changes a reply; None breaks the connection off."""


@dataclass
class Reader:
    """The state of the account, and how this server differs from others."""

    feeds: dict[int, Feed] = field(default_factory=dict)
    items: dict[int, Item] = field(default_factory=dict)
    path: str = ""
    """Where the API is."""
    page: int = 10_000
    """The most ids in an answer."""
    has_decimal_ids: bool = True
    has_bool_ok: bool = False
    token_uses: int | None = None
    """The number of changes after which a token expires."""
    user_in_states: str = "-"
    refuses_marks: bool = False
    faults: dict[int, Fault] = field(default_factory=dict)
    """Faults by the number of the request from now on, the first being 0."""
    requests: list[str] = field(default_factory=list)
    password: str = PASSWORD
    token: int = 0
    token_left: int = 0
    login: int = 1
    unread_of_others: str | None = None

    def add_feed(self, number: int, url: str | None = None, *labels: str, title: str = "") -> Feed:
        feed = Feed(number, url or f"https://news.example/{number}.xml", title or f"Feed {number}", labels)
        self.feeds[number] = feed
        return feed

    def add(self, id_: int, feed: int = 1, *, read: bool = False, starred: bool = False) -> Item:
        words = f"Article {id_} tells of the harbour, the council and the {id_} ferries. " * 4
        item = Item(id_, feed, f"Article {id_}", read, starred, f"<p>{words}</p>")
        self.items[id_] = item
        return item

    def fail_at(self, number: int, fault: Fault) -> None:
        self.faults[number] = fault

    def answer(self, target: str, form: dict[str, list[str]], headers: dict[str, str]) -> Reply | None:
        parts = urlsplit(target)
        self.requests.append(parts.path)
        reply = self._reply(parts.path, parse_qs(parts.query), form, headers)
        fault = self.faults.pop(0, None)
        self.faults = {number - 1: each for number, each in self.faults.items()}
        return fault(reply) if fault is not None else reply

    def _reply(
        self, path: str, query: dict[str, list[str]], form: dict[str, list[str]], headers: dict[str, str]
    ) -> Reply:
        if not path.startswith(f"{self.path}/"):
            return Reply(b"nothing here", 404)
        path = path.removeprefix(self.path)
        if path == "/accounts/ClientLogin":
            if form.get("Email") != [USER] or form.get("Passwd") != [self.password]:
                return Reply(b"Unauthorized!", 401)
            return Reply(f"SID=x\nLSID=null\nAuth={USER}/{self.login}\n".encode())
        if headers.get("authorization") != f"GoogleLogin auth={USER}/{self.login}":
            return Reply(b"Unauthorized!", 401, (("Google-Bad-Token", "true"),))
        if path == "/reader/api/0/token":
            self.token += 1
            self.token_left = self.token_uses if self.token_uses is not None else 1_000_000
            return Reply(f"token{self.token}\n".encode())
        if form:
            if form.get("T") != [f"token{self.token}"] or self.token_left <= 0:
                return Reply(b"Unauthorized!", 401, (("X-Reader-Google-Bad-Token", "true"),))
            self.token_left -= 1
        serve = {
            "subscription/list": self._subscriptions,
            "subscription/edit": self._edit,
            "stream/items/ids": self._ids,
            "stream/items/contents": self._contents,
            "edit-tag": self._tag,
        }[path.removeprefix("/reader/api/0/")]
        return serve(query | form)

    def _subscriptions(self, asked: dict[str, list[str]]) -> Reply:
        return _json(
            {
                "subscriptions": [
                    {
                        "id": f"feed/{feed.id}",
                        "title": feed.title,
                        "categories": [
                            {"id": f"user/-/label/{label}", "label": label} for label in feed.labels
                        ],
                        "url": feed.url,
                        "htmlUrl": "https://news.example/",
                    }
                    for feed in self.feeds.values()
                ]
            }
        )

    def _edit(self, asked: dict[str, list[str]]) -> Reply:
        (stream,), (action,) = asked["s"], asked["ac"]
        labels = tuple(each.removeprefix("user/-/label/") for each in asked.get("a", ()))
        name = stream.removeprefix("feed/")
        if action == "subscribe":
            if any(feed.url == name for feed in self.feeds.values()) or "refused" in name:
                return Reply(b"Bad Request!", 400)
            number = max(self.feeds, default=0) + 1
            self.add_feed(number, name, *labels, title=(asked.get("t") or [""])[0])
        elif action == "unsubscribe":
            del self.feeds[int(name)]
            self.items = {id_: item for id_, item in self.items.items() if item.feed != int(name)}
        else:
            self.feeds[int(name)].labels = labels
        return self._ok()

    def _ids(self, asked: dict[str, list[str]]) -> Reply:
        items = sorted(self.items.values(), key=lambda item: -item.id)
        if asked["s"] == [f"{STATE}starred"]:
            items = [item for item in items if item.starred]
        if asked.get("xt") == [f"{STATE}read"]:
            items = [item for item in items if not item.read]
        start = int((asked.get("c") or ["0"])[0])
        page = items[start : start + min(self.page, int(asked["n"][0]))]
        ids = [str(item.id) if self.has_decimal_ids else f"{PREFIX}{item.id:016x}" for item in page]
        found: dict[str, Any] = {"itemRefs": [{"id": each} for each in ids]}
        if start + len(page) < len(items):
            found["continuation"] = str(start + len(page))
        return _json(found)

    def _contents(self, asked: dict[str, list[str]]) -> Reply:
        items = self._asked_for(asked)
        if not items:
            return Reply(b"no items", 400)
        return _json({"items": [self._content(item) for item in items]})

    def _content(self, item: Item) -> dict[str, object]:
        states = ["reading-list", *(["read"] * item.read), *(["starred"] * item.starred)]
        return {
            "id": f"{PREFIX}{item.id:016x}",
            "categories": [f"user/{self.user_in_states}/state/com.google/{state}" for state in states],
            "title": item.title,
            "published": 1_790_000_000 + item.id if item.is_dated else None,
            "canonical": [{"href": item.url}],
            "summary": {"content": item.markup},
            "author": "Ada Miller",
            "origin": {"streamId": f"feed/{item.feed}", "title": f"Feed {item.feed}"},
        }

    def _tag(self, asked: dict[str, list[str]]) -> Reply:
        items = self._asked_for(asked)
        if self.refuses_marks or not items:
            return Reply(b"not found", 404)
        for tag in asked.get("a", ()):
            for item in items:
                # Miniflux 2.2.6 takes a mark away that is given again.
                setattr(item, tag.removeprefix(STATE), not getattr(item, tag.removeprefix(STATE)))
        for tag in asked.get("r", ()):
            for item in items:
                setattr(item, tag.removeprefix(STATE), False)
        return self._ok()

    def _asked_for(self, asked: dict[str, list[str]]) -> list[Item]:
        assert all(each.startswith(PREFIX) and len(each) == len(PREFIX) + 16 for each in asked["i"])
        ids = [int(each.removeprefix(PREFIX), 16) for each in asked["i"]]
        return [self.items[id_] for id_ in ids if id_ in self.items]

    def _ok(self) -> Reply:
        return Reply(b"true" if self.has_bool_ok else b"OK")


def _json(value: object) -> Reply:
    return Reply(json.dumps(value).encode(), headers=(("Content-Type", "application/json"),))


def status(code: int, *headers: tuple[str, str]) -> Fault:
    return lambda reply: Reply(b"no", code, headers)


def half(reply: Reply) -> Reply:
    return Reply(reply.content[: len(reply.content) // 2])


def broken_off(reply: Reply) -> None:
    """The server is killed before it answers."""


def lost_page(reply: Reply) -> Reply:
    """A page of ids that has none, and none after it."""
    return _json({"itemRefs": []}) if b"itemRefs" in reply.content else reply


class SyncServer:
    """Serves a `Reader`, in threads, until the block ends."""

    def __init__(self, reader: Reader) -> None:
        class Handler(BaseHTTPRequestHandler):
            wbufsize = -1  # head and body go at once: in two packets the second waits for 40 ms
            disable_nagle_algorithm = True
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                self._serve({})

            def do_POST(self) -> None:
                content = self.rfile.read(int(self.headers["Content-Length"]))
                self._serve(parse_qs(content.decode(), keep_blank_values=True))

            def _serve(self, form: dict[str, list[str]]) -> None:
                headers = {name.lower(): value for name, value in self.headers.items()}
                reply = reader.answer(self.path, form, headers)
                if reply is None:
                    self.close_connection = True
                    return
                self.send_response(reply.status)
                for name, value in reply.headers:
                    self.send_header(name, value)
                self.send_header("Content-Length", str(len(reply.content)))
                self.end_headers()
                self.wfile.write(reply.content)

            def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # the base class names it so
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        )

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()
