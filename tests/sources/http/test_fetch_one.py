"""One feed asked for from the loopback feed server: validators, redirects, refusals, bodies, time."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import tracemalloc
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

import briefing
from benchmarks.feed_answers import Plan
from benchmarks.feed_server import FeedServer, feed_server_process
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.fetch_result import ErrorKind, FetchRequest, Received, Unchanged
from tests.sources.feed_client import ask, ask_all, bytes_of, received, refused

# What a feed is asked with


async def test_a_feed_comes_with_what_the_server_says_of_it(feed_server: FeedServer) -> None:
    url = feed_server.site.url(3, type="Application/RSS+XML; Charset=ISO-8859-1")

    outcome = await received(url)
    assert outcome.content == bytes_of(feed_server, "/3.rss")
    assert (outcome.content_type, outcome.charset) == ("application/rss+xml", "iso-8859-1")
    assert (outcome.etag, outcome.last_modified) == ('"3-0"', "Thu, 01 Jan 2026 00:00:00 GMT")
    assert (outcome.final_url, outcome.permanent_url) == (url, None)


async def test_the_request_says_who_asks_and_what_for(feed_server: FeedServer) -> None:
    await received(feed_server.site.url())

    headers = feed_server.requests[0].headers
    assert headers["user-agent"] == f"briefing/{briefing.__version__}"
    assert headers["accept"].startswith("application/atom+xml,")
    assert headers["accept-encoding"] == "gzip, deflate"
    assert not headers.keys() & {"if-none-match", "if-modified-since", "authorization", "cookie"}


async def test_the_readers_own_headers_are_sent(feed_server: FeedServer) -> None:
    own = {"X-Api-Key": "abc", "User-Agent": "Reader/1", "Cookie": "plan=full"}
    await received(FetchRequest(feed_server.site.url(), headers=own))

    headers = feed_server.requests[0].headers
    assert (headers["x-api-key"], headers["user-agent"], headers["cookie"]) == (
        "abc",
        "Reader/1",
        "plan=full",
    )


async def test_a_header_cannot_smuggle_in_another(feed_server: FeedServer) -> None:
    own = {"X-Key": "a\r\nX-Evil: 1", "X-Bad\r\nName": "b", "Host": "evil.example", "Content-Length": "9"}
    await received(FetchRequest(feed_server.site.url(), headers=own))

    headers = feed_server.requests[0].headers
    assert headers["x-key"] == "a X-Evil: 1"
    assert headers["host"] == f"127.0.0.1:{feed_server.site.port}"
    assert not headers.keys() & {"x-evil", "name", "x-bad", "content-length"}


# Nothing new


@pytest.mark.parametrize("validators", ["etag", "date", "etag date"])
async def test_a_feed_that_has_nothing_new_is_not_sent_again(
    feed_server: FeedServer, validators: str
) -> None:
    first = await received(feed_server.site.url(validators=validators))
    known = FetchRequest(feed_server.site.url(validators=validators), first.etag, first.last_modified)

    assert await ask(known) == Unchanged(first.etag, first.last_modified)


async def test_the_etag_counts_before_the_date(feed_server: FeedServer) -> None:
    first = await received(feed_server.site.url())

    assert isinstance(
        await ask(FetchRequest(feed_server.site.url(), '"another"', first.last_modified)), Received
    )
    assert isinstance(
        await ask(FetchRequest(feed_server.site.url(), first.etag, "no date at all")), Unchanged
    )


async def test_a_feed_that_changed_is_sent(feed_server: FeedServer) -> None:
    first = await received(feed_server.site.url())
    feed_server.site.plan = replace(feed_server.site.plan, version=1)

    again = await received(
        FetchRequest(feed_server.site.url(), first.etag, first.last_modified, first.sha256)
    )
    assert again.content != first.content


async def test_the_same_bytes_without_validators_are_known_again(feed_server: FeedServer) -> None:
    url = feed_server.site.url(validators="none")
    first = await received(url)

    assert await ask(FetchRequest(url, body_sha256=first.sha256)) == Unchanged(None, None)


async def test_nothing_new_without_having_asked_so_is_a_fault_of_the_server(feed_server: FeedServer) -> None:
    assert "gave no feed (HTTP 304)" in (await refused(feed_server.site.url(status=304))).sentence


# Redirects


@pytest.mark.parametrize("status", [301, 308])
async def test_a_permanent_redirect_tells_the_new_address(feed_server: FeedServer, status: int) -> None:
    outcome = await received(feed_server.site.url(to="/1.rss", status=status))

    assert outcome.final_url == outcome.permanent_url == f"{feed_server.site.root()}/1.rss"


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_temporary_redirect_is_followed_and_not_remembered(
    feed_server: FeedServer, status: int
) -> None:
    outcome = await received(feed_server.site.url(to="/1.rss", status=status))

    assert outcome.final_url == f"{feed_server.site.root()}/1.rss"
    assert outcome.permanent_url is None


@pytest.mark.parametrize(
    ("first", "second", "is_permanent"), [(301, 308, True), (301, 302, False), (302, 301, False)]
)
async def test_a_chain_is_permanent_when_each_of_it_is(
    feed_server: FeedServer, first: int, second: int, is_permanent: bool
) -> None:
    outcome = await received(feed_server.site.url(to=f"/1.rss?to=/2.rss&status={second}", status=first))

    assert outcome.content == bytes_of(feed_server, "/2.rss")
    assert (outcome.permanent_url is not None) is is_permanent


async def test_a_moved_feed_with_the_same_bytes_tells_the_new_address(feed_server: FeedServer) -> None:
    known = (await received(feed_server.site.url(1, "rss", validators="none"))).sha256
    url = feed_server.site.url(to="/1.rss?validators=none", status=301)

    outcome = await ask(FetchRequest(url, body_sha256=known))
    assert outcome == Unchanged(None, None, f"{feed_server.site.root()}/1.rss?validators=none")


async def test_a_captive_portal_is_given_to_the_parser_as_what_it_is(feed_server: FeedServer) -> None:
    outcome = await received(feed_server.site.url(to="/1.rss?portal=1", status=302))

    assert (outcome.content_type, outcome.permanent_url) == ("text/html", None)


async def test_a_cookie_set_on_the_way_is_brought_along(feed_server: FeedServer) -> None:
    assert (await received(feed_server.site.url(cookie=1))).content == bytes_of(feed_server, "/0.rss")


async def test_a_cookie_is_not_brought_to_another_feed(feed_server: FeedServer) -> None:
    await ask_all(FetchRequest(feed_server.site.url(cookie=1)), limits=FetchLimits(connections=1))
    await received(feed_server.site.url(1))

    assert "cookie" not in feed_server.requests[-1].headers


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/feed", "data:text/xml,<rss/>", "gopher://127.0.0.1/1"]
)
async def test_a_redirect_away_from_the_web_is_refused(feed_server: FeedServer, target: str) -> None:
    outcome = await refused(feed_server.site.url(to=target))

    assert f"leads to {target}, which is not on the web" in outcome.sentence


@pytest.mark.parametrize("target", ["http://[broken/", "http://x y/", "https://a:b:c/"])
async def test_a_redirect_to_no_valid_address_is_refused(feed_server: FeedServer, target: str) -> None:
    assert "an address that is not valid" in (await refused(feed_server.site.url(to=target))).sentence


async def test_a_redirect_to_nowhere_is_no_feed(feed_server: FeedServer) -> None:
    assert (await refused(feed_server.site.url(status=302))).status == 302


async def test_a_circle_of_redirects_is_seen(feed_server: FeedServer) -> None:
    outcome = await refused(feed_server.site.url(to="#again"))

    assert len(feed_server.requests) == 1
    assert "leads in a circle" in outcome.sentence


async def test_more_than_five_redirects_are_too_many(feed_server: FeedServer) -> None:
    target = "/9.rss"
    for n in range(8):
        target = f"/{n}.rss?{urlencode({'to': target})}"

    outcome = await refused(feed_server.site.root() + target)
    assert len(feed_server.requests) == 6
    assert "leads on more than 5 times" in outcome.sentence


# What a server refuses


async def test_gone_is_gone(feed_server: FeedServer) -> None:
    outcome = await refused(feed_server.site.url(status=410))

    assert outcome.kind is ErrorKind.GONE
    assert "is gone (HTTP 410)" in outcome.sentence


async def test_gone_behind_a_temporary_redirect_is_not_the_feed(feed_server: FeedServer) -> None:
    assert (
        await refused(feed_server.site.url(to="/1.rss?status=410", status=302))
    ).kind is ErrorKind.NOT_FOUND
    assert (await refused(feed_server.site.url(to="/1.rss?status=410", status=301))).kind is ErrorKind.GONE


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        pytest.param(204, ErrorKind.OTHER, "gave no feed", id="204"),
        pytest.param(401, ErrorKind.OTHER, "put your user name into its address", id="401"),
        pytest.param(403, ErrorKind.OTHER, "refuses access", id="403"),
        pytest.param(404, ErrorKind.NOT_FOUND, "There is no feed at", id="404"),
        pytest.param(407, ErrorKind.OTHER, "The proxy asks for a login", id="407"),
        pytest.param(418, ErrorKind.OTHER, "look at it in a browser", id="418"),
        pytest.param(429, ErrorKind.BUSY, "is limiting requests", id="429"),
        pytest.param(500, ErrorKind.OTHER, "has a server error", id="500"),
        pytest.param(503, ErrorKind.OTHER, "has a server error", id="503 without a time"),
        pytest.param(511, ErrorKind.OTHER, "log in before", id="511"),
        pytest.param(599, ErrorKind.OTHER, "has a server error", id="unheard of"),
    ],
)
async def test_a_refusal_is_said_in_a_sentence(
    feed_server: FeedServer, status: int, kind: ErrorKind, words: str
) -> None:
    outcome = await refused(feed_server.site.url(status=status))

    assert (outcome.kind, outcome.status, outcome.retry_after) == (kind, status, None)
    assert words in outcome.sentence


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_server_says_when_to_come_again(feed_server: FeedServer, status: int) -> None:
    outcome = await refused(feed_server.site.url(status=status, wait=120))

    assert (outcome.kind, outcome.retry_after) == (ErrorKind.BUSY, 120.0)


# Bodies


@pytest.mark.parametrize("packing", ["gzip", "deflate"])
async def test_a_packed_body_is_unpacked(feed_server: FeedServer, packing: str) -> None:
    assert (await received(feed_server.site.url(pack=packing))).content == bytes_of(feed_server, "/0.rss")


@pytest.mark.parametrize("packing", ["", "gzip"])
async def test_a_body_past_the_limit_is_too_large(feed_server: FeedServer, packing: str) -> None:
    outcome = await refused(feed_server.site.url(pack=packing, bomb=1), FetchLimits(body=500_000))

    assert outcome.kind is ErrorKind.TOO_LARGE
    assert "is larger than 0.5 MB" in outcome.sentence


async def test_a_body_that_is_said_to_be_past_the_limit_is_not_waited_for(feed_server: FeedServer) -> None:
    outcome = await refused(feed_server.site.url(bomb=1, cut=0), FetchLimits(body=500_000))

    assert outcome.kind is ErrorKind.TOO_LARGE


@pytest.mark.slow
async def test_a_bomb_of_105_megabytes_takes_little_more_memory_than_a_feed_may() -> None:
    with feed_server_process("--feeds", "1") as root:
        await received(f"{root}/0.rss")  # so that what is imported does not count
        tracemalloc.start()
        outcome = await refused(f"{root}/0.rss?pack=gzip&bomb=105")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert outcome.kind is ErrorKind.TOO_LARGE
    assert peak < 25_000_000


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("cut=100", "the server broke off"),
        ("pack=gzip&cut=100", "the server broke off"),
        ("pack=br", "came in an unknown encoding (br): retrying later"),
    ],
)
async def test_a_body_that_breaks_off_or_has_a_coding_that_was_not_asked_for_is_refused(
    feed_server: FeedServer, how: str, words: str
) -> None:
    assert words in (await refused(f"{feed_server.site.url()}?{how}")).sentence


async def test_an_empty_body_is_refused(feed_server: FeedServer) -> None:
    outcome = await refused(feed_server.site.url(status=200))

    assert outcome.kind is ErrorKind.EMPTY
    assert "is an empty feed" in outcome.sentence


@pytest.mark.parametrize("fault", ["charset", "cut", "ampersand"])
async def test_what_is_wrong_within_a_body_is_left_to_the_parser(feed_server: FeedServer, fault: str) -> None:
    url = feed_server.site.url(fault=fault, type="text/xml; charset=utf-8")

    assert (await received(url)).content == bytes_of(feed_server, f"/0.rss?fault={fault}")


# Time


@pytest.mark.parametrize("how", ["delay=60", "drip=0.01"])
async def test_a_slow_server_is_left_at_the_deadline(feed_server: FeedServer, how: str) -> None:
    outcome = await refused(f"{feed_server.site.url()}?{how}", FetchLimits(deadline=0.3))

    assert "within 0.3 seconds" in outcome.sentence


async def test_redirects_share_one_deadline(feed_server: FeedServer) -> None:
    target = "/9.rss"
    for n in range(4):
        target = f"/{n}.rss?{urlencode({'to': target, 'delay': 0.2})}"

    outcome = await refused(feed_server.site.root() + target, FetchLimits(deadline=0.5))
    assert "within 0.5 seconds" in outcome.sentence


# No answer at all


async def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        outcome = await refused(f"http://127.0.0.1:{unused.getsockname()[1]}/")

    assert outcome.kind is ErrorKind.UNREACHABLE
    assert "refused the connection" in outcome.sentence


async def test_no_such_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look-up is made to fail here: some networks answer for any name."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    outcome = await refused("http://news.invalid/feed")

    assert outcome.kind is ErrorKind.UNREACHABLE
    assert "its host is unknown" in outcome.sentence


async def test_no_tls_where_it_was_asked_for() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as plain:
        outcome = await refused(f"https://127.0.0.1:{plain.sockets[0].getsockname()[1]}/feed")

    assert "no secure connection" in outcome.sentence


async def test_a_server_that_takes_no_connection_is_left_sooner(feed_server: FeedServer) -> None:
    """Here it never says its part of the TLS handshake."""
    url = feed_server.site.url().replace("http:", "https:")

    assert "the server does not answer" in (await refused(url, FetchLimits(connect=0.2))).sentence


@pytest.mark.parametrize(
    "url",
    [
        "file:///etc/passwd",
        "ftp://me:secret@127.0.0.1/feed",
        "data:text/xml,<rss/>",
        "javascript:alert(1)",
        "exec:curl evil.example",
        "",
        "http://",
        "http://[::1/",
        "http://me:secret@exa mple.com/",
        "http://x\x1b[31m\0y/",
    ],
)
async def test_what_is_never_asked(url: str) -> None:
    outcome = await refused(url)

    assert "only http and https" in outcome.sentence or "is not a valid address" in outcome.sentence
    assert "secret" not in outcome.sentence


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """Of 127.0.0.1, by nobody that anybody trusts."""
    if shutil.which("openssl") is None:
        pytest.skip("makes its certificate with openssl")
    pair, proof = tmp_path / "pair.pem", tmp_path / "proof.pem"
    subject = "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    command = f"openssl req -x509 -newkey rsa:2048 -nodes -days 2 {subject} -keyout {pair} -out {proof}"
    subprocess.run(command.split(), check=True, capture_output=True)
    pair.write_text(pair.read_text() + proof.read_text())
    return pair


@pytest.fixture
def safe_server(certificate: Path) -> Iterator[FeedServer]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with FeedServer(Plan(items=2), tls=context) as server:
        yield server


async def test_a_certificate_that_proves_nothing(safe_server: FeedServer) -> None:
    outcome = await refused(safe_server.site.url())

    assert "certificate is not valid" in outcome.sentence


async def test_a_redirect_that_gives_up_tls_is_followed_and_not_remembered(
    safe_server: FeedServer, feed_server: FeedServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    outcome = await received(safe_server.site.url(to=feed_server.site.url(1), status=301))

    assert (outcome.final_url, outcome.permanent_url) == (feed_server.site.url(1), None)


async def test_a_redirect_to_tls_is_remembered(
    safe_server: FeedServer, feed_server: FeedServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    outcome = await received(feed_server.site.url(to=safe_server.site.url(1), status=301))

    assert outcome.permanent_url == safe_server.site.url(1)


# The connection


async def test_a_connection_is_used_again_after_nothing_new(feed_server: FeedServer) -> None:
    requests = [FetchRequest(feed_server.site.url(n), f'"{n}-0"') for n in range(3)]
    await ask_all(*requests, limits=FetchLimits(per_host=1))

    assert [asked.connection for asked in feed_server.requests] == [1, 1, 1]
