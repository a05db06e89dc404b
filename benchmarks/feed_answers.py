"""What the feed server answers to which address: feeds, and everything that real servers do to those who ask.

An address is /7.atom (also .rss, .rdf, .json). It may say how it is answered, as in /7.rss?status=503, by
`status`, `wait` (Retry-After), `to` (Location), `delay`, `drip` (seconds), `pack` (gzip, deflate),
`bomb` (so many megabytes of zeros), `cut` (how many bytes of the body come), `type` (Content-Type), `fault`
(see feed_documents), `login` (user:password), `portal` (a page to log in at), `cookie` (led round until it is
brought), `validators` (none, etag, date). /opml and /urls list all feeds; /set?version=1&changing=5 changes
numbers of the plan from then on.
"""

from __future__ import annotations

import base64
import gzip
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime, parsedate_to_datetime
from typing import Final
from urllib.parse import parse_qsl, urlencode, urlsplit
from xml.sax.saxutils import quoteattr

from benchmarks.feed_documents import CONTENT_TYPES, FAULTS, feed_document

__all__ = ["Answer", "FeedSite", "Plan"]

_BEGIN: Final = datetime(2026, 1, 1, tzinfo=UTC)
_PORTAL: Final = b"<!doctype html><title>Welcome</title><form><h1>Log in to use this network</h1></form>"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is served where nothing else is asked for."""

    feeds: int = 10
    items: int = 30
    formats: tuple[str, ...] = ("rss", "atom", "rdf")
    """Feed 0 is in the first, feed 1 in the second, and round again."""
    latency: float = 0.0
    """Seconds before each answer."""
    version: int = 0
    changing: int = 1
    """Only every so manieth feed has the version; the others stay as they were at first."""
    malformed: int = 0
    """Every so manieth feed is not well-formed; 0 for none."""
    faults: tuple[str, ...] = tuple(FAULTS)
    """The first malformed feed has the first of these, the next one the next, and round again."""
    packing: str = ""
    """What all is packed in, where the client accepts it."""
    own_hosts: bool = False
    """Each feed on an address of its own, 127.0.1.1 and on (Linux has them all), on one port."""


@dataclass(slots=True)
class Answer:
    status: int
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    drip: float | None = None
    """Seconds between bytes, which never come to an end."""
    cut: int | None = None
    """How many bytes of the body are sent before the connection breaks off."""


class FeedSite:
    """Documents are made once, and kept."""

    def __init__(self, plan: Plan, scheme: str = "http") -> None:
        self.plan = plan
        self.port = 0
        self._scheme = scheme
        self._documents: dict[tuple[object, ...], bytes] = {}

    def host(self, feed: int) -> str:
        return f"127.0.{1 + feed // 250}.{1 + feed % 250}" if self.plan.own_hosts else "127.0.0.1"

    def root(self, feed: int = 0) -> str:
        return f"{self._scheme}://{self.host(feed)}:{self.port}"

    def url(self, feed: int = 0, form: str | None = None, **asked_for: object) -> str:
        """The feed's address, with how it is to be answered."""
        query = f"?{urlencode(asked_for)}" if asked_for else ""
        return f"{self.root(feed)}/{feed}.{form or self._form(feed)}{query}"

    def urls(self) -> list[str]:
        return [self.url(n) for n in range(self.plan.feeds)]

    def prepare(self) -> None:
        """Make all documents now, so that making them does not count."""
        for n in range(self.plan.feeds):
            self._document(n, self._form(n), None, self.plan.packing)

    def answer(self, target: str, headers: Mapping[str, str]) -> Answer:
        """To a request for a path or, as from a proxy, a whole address; names of headers in lower case."""
        path, asked_for = urlsplit(target).path, dict(parse_qsl(urlsplit(target).query))
        if path == "/set":
            kinds = {name: type(getattr(self.plan, name)) for name in asked_for}
            self.plan = replace(self.plan, **{name: kinds[name](asked_for[name]) for name in kinds})
            self.prepare()
            return Answer(204)
        if path == "/opml":
            return Answer(200, self._opml().encode(), {"Content-Type": "text/x-opml"})
        if path == "/urls":
            return Answer(200, "\n".join(self.urls()).encode(), {"Content-Type": "text/plain"})
        answer = self._refusal(path, asked_for, headers) or self._feed(path, asked_for, headers)
        answer.delay = self.plan.latency + float(asked_for.get("delay", 0))
        return answer

    def _refusal(self, path: str, asked_for: Mapping[str, str], headers: Mapping[str, str]) -> Answer | None:
        if "login" in asked_for:
            expected = "Basic " + base64.b64encode(asked_for["login"].encode()).decode()
            if headers.get("authorization") != expected:
                return Answer(401, b"", {"WWW-Authenticate": 'Basic realm="feeds"'})
        if "portal" in asked_for:
            return Answer(200, _PORTAL, {"Content-Type": "text/html"})
        if "cookie" in asked_for and "seen=1" not in headers.get("cookie", ""):
            return Answer(302, b"", {"Location": f"{path}?cookie=2", "Set-Cookie": "seen=1; Path=/"})
        if "status" in asked_for or "to" in asked_for:
            extra = {"Location": asked_for.get("to"), "Retry-After": asked_for.get("wait")}
            status = int(asked_for.get("status", 302))
            return Answer(status, b"", {name: value for name, value in extra.items() if value is not None})
        return None

    def _feed(self, path: str, asked_for: Mapping[str, str], headers: Mapping[str, str]) -> Answer:
        number, _, form = path.removeprefix("/").partition(".")
        if not number.isdecimal() or form not in CONTENT_TYPES:
            return Answer(404, b"nothing here", {"Content-Type": "text/plain"})
        feed, validators = int(number), asked_for.get("validators", "etag date")
        modified = _BEGIN + timedelta(hours=self._version(feed))
        given = {}
        if "etag" in validators:
            given["ETag"] = f'"{feed}-{self._version(feed)}"'
        if "date" in validators:
            given["Last-Modified"] = format_datetime(modified, usegmt=True)
        if _is_known(given, headers):
            return Answer(304, b"", given)
        given["Content-Type"] = asked_for.get("type", CONTENT_TYPES[form])
        accepted = headers.get("accept-encoding", "")
        packing = asked_for.get("pack", self.plan.packing if self.plan.packing in accepted else "")
        if packing:
            given["Content-Encoding"] = packing
        if "bomb" in asked_for:
            body = _pack(packing, bytes(1_000_000 * int(asked_for["bomb"])))
        else:
            body = self._document(feed, form, asked_for.get("fault"), packing)
        drip = float(asked_for["drip"]) if "drip" in asked_for else None
        cut = int(asked_for["cut"]) if "cut" in asked_for else None
        return Answer(200, body, given, drip=drip, cut=cut)

    def _form(self, feed: int) -> str:
        return self.plan.formats[feed % len(self.plan.formats)]

    def _version(self, feed: int) -> int:
        return self.plan.version if feed % self.plan.changing == 0 else 0

    def _document(self, feed: int, form: str, fault: str | None, packing: str) -> bytes:
        version, plan = self._version(feed), self.plan
        if fault is None and plan.malformed and feed % plan.malformed == 0:
            fault = plan.faults[feed // plan.malformed % len(plan.faults)]
        key = (feed, form, plan.items, version, fault, packing)
        if key not in self._documents:
            site = self.root(feed)
            document = feed_document(form, feed, items=plan.items, version=version, site=site, fault=fault)
            self._documents[key] = _pack(packing, document)
        return self._documents[key]

    def _opml(self) -> str:
        outlines = (
            f'<outline type="rss" text="Feed number {n}" xmlUrl={quoteattr(self.url(n))}/>'
            for n in range(self.plan.feeds)
        )
        return "\n".join(['<opml version="2.0"><head/><body>', *outlines, "</body></opml>\n"])


def _is_known(given: Mapping[str, str], headers: Mapping[str, str]) -> bool:
    """Whether the client has what it would be given: by its ETag if it names one, else by the date alone."""
    if (names := headers.get("if-none-match")) is not None:
        return "ETag" in given and given["ETag"] in names
    since = headers.get("if-modified-since")
    if since is None or "Last-Modified" not in given:
        return False
    return parsedate_to_datetime(given["Last-Modified"]) <= parsedate_to_datetime(since)


def _pack(packing: str, body: bytes) -> bytes:
    match packing:
        case "gzip":
            return gzip.compress(body, 6, mtime=0)
        case "deflate":
            return zlib.compress(body)
    return body
