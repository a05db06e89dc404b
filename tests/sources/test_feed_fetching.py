"""Against the loopback feed server: each rule by which feeds are asked for."""

from __future__ import annotations

import asyncio
import shutil
import socket
import ssl
import subprocess
import threading
import tracemalloc
from collections.abc import Iterator
from contextlib import aclosing
from dataclasses import replace
from pathlib import Path
from urllib.parse import urlencode
from urllib.request import getproxies_environment

import pytest

import briefing
from benchmarks.feed_answers import Plan
from benchmarks.feed_server import FeedServer, feed_server_process
from briefing.sources.feed_fetching import FeedFetcher, Limits
from briefing.sources.feed_outcomes import (
    Gone,
    NotModified,
    Outcome,
    Received,
    Refused,
    Request,
    SameBody,
    Trouble,
)


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for scheme in getproxies_environment():
        monkeypatch.delenv(f"{scheme}_proxy", raising=False)
        monkeypatch.delenv(f"{scheme}_proxy".upper(), raising=False)


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer(Plan(items=2)) as server:
        yield server


@pytest.fixture
def other() -> Iterator[FeedServer]:
    """Another host, as far as logins are concerned: on another port."""
    with FeedServer(Plan(items=2)) as server:
        yield server


def no_password(host: str, user: str) -> str | None:
    return None


async def ask_all(*requests: Request, limits: Limits | None = None) -> dict[str, Outcome]:
    async with (
        FeedFetcher(limits, password_of=no_password) as fetcher,
        aclosing(fetcher.ask(requests)) as outcomes,
    ):
        return {request.url: outcome async for request, outcome in outcomes}


async def ask(request: Request | str, limits: Limits | None = None) -> Outcome:
    request = Request(request) if isinstance(request, str) else request
    return (await ask_all(request, limits=limits))[request.url]


async def received(request: Request | str, limits: Limits | None = None) -> Received:
    outcome = await ask(request, limits)
    assert isinstance(outcome, Received), outcome
    return outcome


async def refused(request: Request | str, limits: Limits | None = None) -> Refused:
    outcome = await ask(request, limits)
    assert isinstance(outcome, Refused), outcome
    assert outcome.sentence.endswith(".") and outcome.sentence.isprintable(), outcome.sentence
    return outcome


def bytes_of(server: FeedServer, target: str) -> bytes:
    return server.site.answer(target, {}).body


# What a feed is asked with


async def test_a_feed_comes_with_what_the_server_says_of_it(server: FeedServer) -> None:
    url = server.site.url(3, type="Application/RSS+XML; Charset=ISO-8859-1")

    outcome = await received(url)
    assert outcome.content == bytes_of(server, "/3.rss")
    assert (outcome.content_type, outcome.charset) == ("application/rss+xml", "iso-8859-1")
    assert (outcome.etag, outcome.last_modified) == ('"3-0"', "Thu, 01 Jan 2026 00:00:00 GMT")
    assert (outcome.url_final, outcome.permanent_url) == (url, None)


async def test_the_request_says_who_asks_and_what_for(server: FeedServer) -> None:
    await received(server.site.url())

    headers = server.requests[0].headers
    assert headers["user-agent"] == f"briefing/{briefing.__version__}"
    assert headers["accept"].startswith("application/atom+xml,")
    assert headers["accept-encoding"] == "gzip, deflate, br, zstd"
    assert not headers.keys() & {"if-none-match", "if-modified-since", "authorization", "cookie"}


async def test_the_readers_own_headers_are_sent(server: FeedServer) -> None:
    own = {"X-Api-Key": "abc", "User-Agent": "Reader/1", "Cookie": "plan=full"}
    await received(Request(server.site.url(), headers=own))

    headers = server.requests[0].headers
    assert (headers["x-api-key"], headers["user-agent"], headers["cookie"]) == (
        "abc",
        "Reader/1",
        "plan=full",
    )


async def test_a_header_cannot_smuggle_in_another(server: FeedServer) -> None:
    own = {"X-Key": "a\r\nX-Evil: 1", "X-Bad\r\nName": "b", "Host": "evil.example", "Content-Length": "9"}
    await received(Request(server.site.url(), headers=own))

    headers = server.requests[0].headers
    assert headers["x-key"] == "a X-Evil: 1"
    assert headers["host"] == f"127.0.0.1:{server.site.port}"
    assert not headers.keys() & {"x-evil", "name", "x-bad", "content-length"}


# Nothing new


@pytest.mark.parametrize("validators", ["etag", "date", "etag date"])
async def test_a_feed_that_has_nothing_new_is_not_sent_again(server: FeedServer, validators: str) -> None:
    first = await received(server.site.url(validators=validators))
    known = Request(server.site.url(validators=validators), first.etag, first.last_modified)

    assert await ask(known) == NotModified(first.etag, first.last_modified)


async def test_the_etag_counts_before_the_date(server: FeedServer) -> None:
    first = await received(server.site.url())

    assert isinstance(await ask(Request(server.site.url(), '"another"', first.last_modified)), Received)
    assert isinstance(await ask(Request(server.site.url(), first.etag, "no date at all")), NotModified)


async def test_a_feed_that_changed_is_sent(server: FeedServer) -> None:
    first = await received(server.site.url())
    server.site.plan = replace(server.site.plan, version=1)

    again = await received(Request(server.site.url(), first.etag, first.last_modified, first.sha256))
    assert again.content != first.content


async def test_the_same_bytes_without_validators_are_known_again(server: FeedServer) -> None:
    url = server.site.url(validators="none")
    first = await received(url)

    assert await ask(Request(url, body_sha256=first.sha256)) == SameBody(None, None, None)


async def test_nothing_new_without_having_asked_so_is_a_fault_of_the_server(server: FeedServer) -> None:
    assert (await refused(server.site.url(status=304))).kind is Trouble.SERVER


# Redirects


@pytest.mark.parametrize("status", [301, 308])
async def test_a_permanent_redirect_tells_the_new_address(server: FeedServer, status: int) -> None:
    outcome = await received(server.site.url(to="/1.rss", status=status))

    assert outcome.url_final == outcome.permanent_url == f"{server.site.root()}/1.rss"


@pytest.mark.parametrize("status", [302, 303, 307])
async def test_a_temporary_redirect_is_followed_and_not_remembered(server: FeedServer, status: int) -> None:
    outcome = await received(server.site.url(to="/1.rss", status=status))

    assert outcome.url_final == f"{server.site.root()}/1.rss"
    assert outcome.permanent_url is None


@pytest.mark.parametrize(
    ("first", "second", "is_permanent"), [(301, 308, True), (301, 302, False), (302, 301, False)]
)
async def test_a_chain_is_permanent_when_each_of_it_is(
    server: FeedServer, first: int, second: int, is_permanent: bool
) -> None:
    outcome = await received(server.site.url(to=f"/1.rss?to=/2.rss&status={second}", status=first))

    assert outcome.content == bytes_of(server, "/2.rss")
    assert (outcome.permanent_url is not None) is is_permanent


async def test_a_moved_feed_with_the_same_bytes_tells_the_new_address(server: FeedServer) -> None:
    known = (await received(server.site.url(1, "rss", validators="none"))).sha256
    url = server.site.url(to="/1.rss?validators=none", status=301)

    outcome = await ask(Request(url, body_sha256=known))
    assert outcome == SameBody(None, None, f"{server.site.root()}/1.rss?validators=none")


async def test_a_captive_portal_is_given_to_the_parser_as_what_it_is(server: FeedServer) -> None:
    outcome = await received(server.site.url(to="/1.rss?portal=1", status=302))

    assert (outcome.content_type, outcome.permanent_url) == ("text/html", None)


async def test_a_cookie_set_on_the_way_is_brought_along(server: FeedServer) -> None:
    assert (await received(server.site.url(cookie=1))).content == bytes_of(server, "/0.rss")


async def test_a_cookie_is_not_brought_to_another_feed(server: FeedServer) -> None:
    await ask_all(Request(server.site.url(cookie=1)), limits=Limits(connections=1))
    await received(server.site.url(1))

    assert "cookie" not in server.requests[-1].headers


@pytest.mark.parametrize(
    "target", ["file:///etc/passwd", "ftp://127.0.0.1/feed", "data:text/xml,<rss/>", "gopher://127.0.0.1/1"]
)
async def test_a_redirect_away_from_the_web_is_refused(server: FeedServer, target: str) -> None:
    outcome = await refused(server.site.url(to=target))

    assert outcome.kind is Trouble.ADDRESS
    assert f"leads to {target}, which is not on the web" in outcome.sentence


@pytest.mark.parametrize("target", ["http://[broken/", "http://", "http://x y/", "https://a:b:c/"])
async def test_a_redirect_to_no_valid_address_is_refused(server: FeedServer, target: str) -> None:
    assert (await refused(server.site.url(to=target))).kind is Trouble.ADDRESS


async def test_a_redirect_to_nowhere_is_no_feed(server: FeedServer) -> None:
    assert (await refused(server.site.url(status=302))).status == 302


async def test_a_circle_of_redirects_is_seen(server: FeedServer) -> None:
    outcome = await refused(server.site.url(to="#again"))

    assert (outcome.kind, len(server.requests)) == (Trouble.ADDRESS, 1)
    assert "leads in a circle" in outcome.sentence


async def test_more_than_five_redirects_are_too_many(server: FeedServer) -> None:
    target = "/9.rss"
    for n in range(8):
        target = f"/{n}.rss?{urlencode({'to': target})}"

    outcome = await refused(server.site.root() + target)
    assert (outcome.kind, len(server.requests)) == (Trouble.ADDRESS, 6)
    assert "leads on more than 5 times" in outcome.sentence


# What a server refuses


async def test_gone_is_gone(server: FeedServer) -> None:
    outcome = await ask(server.site.url(status=410))

    assert isinstance(outcome, Gone)
    assert "is there no more, says its server (HTTP 410)" in outcome.sentence


async def test_gone_behind_a_temporary_redirect_is_not_the_feed(server: FeedServer) -> None:
    assert (await refused(server.site.url(to="/1.rss?status=410", status=302))).kind is Trouble.NOT_FOUND
    assert isinstance(await ask(server.site.url(to="/1.rss?status=410", status=301)), Gone)


@pytest.mark.parametrize(
    ("status", "kind", "words"),
    [
        pytest.param(204, Trouble.SERVER, "gave no feed", id="204"),
        pytest.param(401, Trouble.DENIED, "put your user name into its address", id="401"),
        pytest.param(403, Trouble.DENIED, "is not given to us", id="403"),
        pytest.param(404, Trouble.NOT_FOUND, "There is no feed at", id="404"),
        pytest.param(407, Trouble.DENIED, "The proxy asks for a login", id="407"),
        pytest.param(418, Trouble.SERVER, "look at it in a browser", id="418"),
        pytest.param(429, Trouble.BUSY, "come less often", id="429"),
        pytest.param(500, Trouble.SERVER, "has a fault of its own", id="500"),
        pytest.param(503, Trouble.SERVER, "has a fault of its own", id="503 without a time"),
        pytest.param(511, Trouble.DENIED, "log in before", id="511"),
        pytest.param(599, Trouble.SERVER, "has a fault of its own", id="unheard of"),
    ],
)
async def test_a_refusal_is_said_in_a_sentence(
    server: FeedServer, status: int, kind: Trouble, words: str
) -> None:
    outcome = await refused(server.site.url(status=status))

    assert (outcome.kind, outcome.status, outcome.retry_after) == (kind, status, None)
    assert words in outcome.sentence


@pytest.mark.parametrize("status", [429, 503])
async def test_a_busy_server_says_when_to_come_again(server: FeedServer, status: int) -> None:
    outcome = await refused(server.site.url(status=status, wait=120))

    assert (outcome.kind, outcome.retry_after) == (Trouble.BUSY, 120.0)


async def test_a_busy_host_is_not_asked_for_its_other_feeds(server: FeedServer) -> None:
    busy = server.site.url(status=429, wait=300)
    others = [Request(server.site.url(n)) for n in range(1, 6)]
    outcomes = await ask_all(Request(busy), *others, limits=Limits(per_host=1))

    assert len(server.requests) == 1
    for outcome in outcomes.values():
        assert isinstance(outcome, Refused) and outcome.kind is Trouble.BUSY
        assert 290 < (outcome.retry_after or 0) <= 300


async def test_a_host_that_wants_no_rest_is_asked_on(server: FeedServer) -> None:
    busy = Request(server.site.url(status=503, wait=0))
    outcomes = await ask_all(busy, Request(server.site.url(1)), limits=Limits(per_host=1))

    assert isinstance(outcomes[server.site.url(1)], Received)


# Bodies


@pytest.mark.parametrize("packing", ["gzip", "deflate", "br", "zstd"])
async def test_a_packed_body_is_unpacked(server: FeedServer, packing: str) -> None:
    assert (await received(server.site.url(pack=packing))).content == bytes_of(server, "/0.rss")


@pytest.mark.parametrize("packing", ["", "gzip", "br", "zstd"])
async def test_a_body_past_the_limit_is_too_large(server: FeedServer, packing: str) -> None:
    outcome = await refused(server.site.url(pack=packing, bomb=1), Limits(body=500_000))

    assert outcome.kind is Trouble.TOO_LARGE
    assert "is larger than 0.5 MB" in outcome.sentence


@pytest.mark.slow
async def test_a_bomb_of_105_megabytes_takes_little_more_memory_than_a_feed_may() -> None:
    with feed_server_process("--feeds", "1") as root:
        await received(f"{root}/0.rss")  # so that what is imported does not count
        tracemalloc.start()
        outcome = await refused(f"{root}/0.rss?pack=gzip&bomb=105")
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()

    assert outcome.kind is Trouble.TOO_LARGE
    assert peak < 25_000_000


@pytest.mark.parametrize("how", ["cut=100", "pack=gzip&cut=100", "pack=compress"])
async def test_a_body_that_breaks_off_or_is_packed_unheard_of_is_refused(
    server: FeedServer, how: str
) -> None:
    assert (await refused(f"{server.site.url()}?{how}")).kind is Trouble.BROKEN


async def test_an_empty_body_is_refused(server: FeedServer) -> None:
    outcome = await refused(server.site.url(status=200))

    assert outcome.kind is Trouble.BROKEN
    assert "came empty" in outcome.sentence


@pytest.mark.parametrize("fault", ["charset", "cut", "ampersand"])
async def test_what_is_wrong_within_a_body_is_left_to_the_parser(server: FeedServer, fault: str) -> None:
    url = server.site.url(fault=fault, type="text/xml; charset=utf-8")

    assert (await received(url)).content == bytes_of(server, f"/0.rss?fault={fault}")


# Time


@pytest.mark.parametrize("how", ["delay=60", "drip=0.01"])
async def test_a_slow_server_is_left_at_the_deadline(server: FeedServer, how: str) -> None:
    outcome = await refused(f"{server.site.url()}?{how}", Limits(deadline=0.3))

    assert outcome.kind is Trouble.SLOW
    assert "within 0.3 seconds" in outcome.sentence


async def test_redirects_share_one_deadline(server: FeedServer) -> None:
    target = "/9.rss"
    for n in range(4):
        target = f"/{n}.rss?{urlencode({'to': target, 'delay': 0.2})}"

    assert (await refused(server.site.root() + target, Limits(deadline=0.5))).kind is Trouble.SLOW


async def test_waiting_for_ones_turn_does_not_count_as_slowness(server: FeedServer) -> None:
    urls = [server.site.url(n, delay=0.25) for n in range(5)]
    outcomes = await ask_all(*map(Request, urls), limits=Limits(per_host=1, deadline=1.0))

    assert all(isinstance(outcome, Received) for outcome in outcomes.values())


async def test_a_slow_host_holds_up_no_other() -> None:
    with FeedServer(Plan(feeds=12, items=1, own_hosts=True)) as server:
        slow = [Request(f"http://127.0.0.1:{server.site.port}/{n}.rss?delay=60") for n in range(50)]
        quick = [Request(url) for url in server.site.urls()]
        async with (
            FeedFetcher(Limits(connections=8)) as fetcher,
            aclosing(fetcher.ask(slow + quick)) as outcomes,
        ):
            first = [(await anext(outcomes))[0] for _ in quick]

    assert {request.url for request in first} == {request.url for request in quick}


# How much at once


async def test_no_host_is_asked_for_more_at_once_than_allowed(server: FeedServer) -> None:
    urls = [server.site.url(n, delay=0.05) for n in range(10)]
    await ask_all(*map(Request, urls), limits=Limits(per_host=3))

    assert server.most_open["127.0.0.1"] == 3


async def test_all_hosts_together_are_asked_for_no_more_than_allowed() -> None:
    with FeedServer(Plan(feeds=30, items=1, own_hosts=True, latency=0.05)) as server:
        outcomes = await ask_all(*map(Request, server.site.urls()), limits=Limits(connections=5))

    assert all(isinstance(outcome, Received) for outcome in outcomes.values())
    assert {server.most_open[server.site.host(n)] for n in range(30)} == {1}
    at_once = server.most_open[""]
    assert 5 <= at_once <= 5 + 8  # some are kept open in case the host is asked again


async def test_answers_that_nobody_takes_stop_the_asking() -> None:
    with FeedServer(Plan(feeds=60, items=1, own_hosts=True)) as server:
        requests = [Request(url) for url in server.site.urls()]
        async with FeedFetcher(Limits(connections=4)) as fetcher, aclosing(fetcher.ask(requests)) as outcomes:
            await anext(outcomes)
            assert await asyncio.to_thread(server.wait_until, lambda: len(server.requests) >= 8, 10)
            # Four answers may wait for room and four more hold their turns: nothing is left to ask with.
            assert not await asyncio.to_thread(server.wait_until, lambda: len(server.requests) > 8, 0.3)


async def test_every_request_is_answered_for_once(server: FeedServer) -> None:
    urls = [server.site.url(n) for n in range(40)]
    requests = [*map(Request, urls), Request("ftp://127.0.0.1/"), Request(server.site.url(status=404))]
    async with FeedFetcher() as fetcher, aclosing(fetcher.ask(requests)) as outcomes:
        answered = [request.url async for request, _ in outcomes]

    assert sorted(answered) == sorted(request.url for request in requests)


@pytest.mark.parametrize("how", ["delay=60", "drip=0.01"])
async def test_called_off_it_closes_every_connection_at_once(server: FeedServer, how: str) -> None:
    async def ask_for_ever() -> None:
        await ask_all(
            *(Request(f"{server.site.url(n)}?{how}") for n in range(60)), limits=Limits(per_host=32)
        )

    task = asyncio.create_task(ask_for_ever())
    assert await asyncio.to_thread(server.wait_until, lambda: len(server.requests) >= 32, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task

    assert await asyncio.to_thread(server.wait_until, lambda: server.open_connections.total() == 0, 0.5)


# Logins


def with_login(url: str, login: str) -> str:
    return url.replace("//", f"//{login}@")


async def test_a_login_in_the_address_is_sent_as_a_header(server: FeedServer) -> None:
    url = with_login(server.site.url(login="me:se:cret é"), "me:se%3Acret%20%C3%A9")

    outcome = await received(url)
    assert outcome.url_final == server.site.url(login="me:se:cret é")


async def test_a_password_is_looked_up_by_host_and_user(server: FeedServer) -> None:
    asked: list[tuple[str, str]] = []

    def password_of(host: str, user: str) -> str:
        asked.append((host, user))
        return "secret"

    request = Request(with_login(server.site.url(login="me:secret"), "me"))
    async with FeedFetcher(password_of=password_of) as fetcher, aclosing(fetcher.ask([request])) as outcomes:
        (outcome,) = [outcome async for _, outcome in outcomes]

    assert isinstance(outcome, Received)
    assert asked == [("127.0.0.1", "me")]


async def test_a_keyring_that_stays_locked_ends_at_the_deadline(server: FeedServer) -> None:
    unlocked = threading.Event()

    def password_of(host: str, user: str) -> None:
        unlocked.wait(30)

    request = Request(with_login(server.site.url(), "me"))
    async with (
        FeedFetcher(Limits(deadline=0.2), password_of=password_of) as fetcher,
        aclosing(fetcher.ask([request])) as outcomes,
    ):
        (outcome,) = [outcome async for _, outcome in outcomes]
    unlocked.set()

    assert isinstance(outcome, Refused)
    assert "unlock it" in outcome.sentence
    assert server.requests == []


async def test_a_login_that_is_not_taken_is_said_so(server: FeedServer) -> None:
    outcome = await refused(with_login(server.site.url(login="me:secret"), "me:wrong"))

    assert "does not take your login" in outcome.sentence
    assert "wrong" not in outcome.sentence


async def test_a_login_follows_a_redirect_on_its_own_host(server: FeedServer) -> None:
    url = with_login(server.site.url(to="/1.rss?login=me%3Asecret", status=301), "me:secret")

    outcome = await received(url)
    assert outcome.permanent_url == with_login(outcome.url_final, "me:secret")


async def test_no_login_and_no_header_follows_a_redirect_elsewhere(
    server: FeedServer, other: FeedServer
) -> None:
    away = other.site.url(1, "rss")
    url = with_login(server.site.url(to=away, status=301), "me:secret")
    outcome = await received(Request(url, headers={"X-Api-Key": "abc", "Cookie": "id=1"}))

    assert server.requests[0].headers.keys() >= {"authorization", "x-api-key", "cookie"}
    assert not other.requests[0].headers.keys() & {"authorization", "x-api-key", "cookie"}
    assert outcome.permanent_url == away


async def test_a_login_that_was_not_sent_elsewhere_is_said_so(server: FeedServer, other: FeedServer) -> None:
    url = with_login(server.site.url(to=other.site.url(login="me:secret")), "me:secret")

    outcome = await refused(url)
    assert "where your login was not sent" in outcome.sentence


async def test_a_login_that_a_redirect_names_is_not_used(server: FeedServer, other: FeedServer) -> None:
    url = server.site.url(to=with_login(other.site.url(1, "rss"), "you:theirs"), status=301)

    outcome = await received(url)
    assert "authorization" not in other.requests[0].headers
    assert outcome.permanent_url == other.site.url(1, "rss")


# Proxies


async def test_a_proxy_of_the_environment_is_asked(
    server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", server.site.root())

    await received("http://news.invalid/1.rss")
    assert server.requests[0].target == "http://news.invalid/1.rss"


async def test_a_host_that_needs_no_proxy_is_asked_itself(
    server: FeedServer, other: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", other.site.root())
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    await received(server.site.url())
    assert (len(server.requests), other.requests) == (1, [])


async def test_the_proxy_of_a_feed_comes_before_the_environments(
    server: FeedServer, other: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", other.site.root())
    proxy = server.site.root().replace("//", "//me:secret@")
    outcomes = await ask_all(
        Request("http://news.invalid/1.rss", proxy=proxy), Request(server.site.url(2), proxy="")
    )

    assert all(isinstance(outcome, Received) for outcome in outcomes.values())
    assert other.requests == []
    through = next(asked for asked in server.requests if asked.target.startswith("http://news.invalid"))
    assert through.headers["proxy-authorization"].startswith("Basic ")


@pytest.mark.parametrize("proxy", ["gopher://127.0.0.1:70", "http://[broken/", "socks5://127.0.0.1:1080"])
async def test_a_proxy_that_cannot_be_used_is_said_so(proxy: str) -> None:
    outcome = await refused(Request("http://news.invalid/1.rss", proxy=proxy))

    assert outcome.kind is Trouble.UNREACHABLE
    assert "proxy" in outcome.sentence


async def test_a_proxy_that_cannot_be_reached_is_said_so() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        proxy = f"http://127.0.0.1:{unused.getsockname()[1]}"
        outcome = await refused(Request("http://news.invalid/1.rss", proxy=with_login(proxy, "me:secret")))

    assert outcome.kind is Trouble.UNREACHABLE
    assert f"the proxy {proxy} cannot be reached" in outcome.sentence


# No answer at all


async def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        outcome = await refused(f"http://127.0.0.1:{unused.getsockname()[1]}/")

    assert outcome.kind is Trouble.UNREACHABLE
    assert "refused the connection" in outcome.sentence


async def test_no_such_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look-up is made to fail here: some networks answer for any name."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    outcome = await refused("http://news.invalid/feed")

    assert outcome.kind is Trouble.UNREACHABLE
    assert "no such host" in outcome.sentence


async def test_no_tls_where_it_was_asked_for() -> None:
    async def refuse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await reader.read(1)
        writer.write(b"HTTP/1.1 400 Bad Request\r\n\r\n")
        writer.close()

    async with await asyncio.start_server(refuse, "127.0.0.1", 0) as plain:
        outcome = await refused(f"https://127.0.0.1:{plain.sockets[0].getsockname()[1]}/feed")

    assert outcome.kind is Trouble.UNSAFE
    assert "no safe connection" in outcome.sentence


async def test_a_server_that_takes_no_connection_is_left_sooner(server: FeedServer) -> None:
    """Here it never says its part of the TLS handshake."""
    url = server.site.url().replace("http:", "https:")

    assert (await refused(url, Limits(connect=0.2))).kind is Trouble.SLOW


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

    assert outcome.kind is Trouble.ADDRESS
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

    assert outcome.kind is Trouble.UNSAFE
    assert "certificate does not prove" in outcome.sentence


async def test_a_redirect_that_gives_up_tls_is_followed_and_not_remembered(
    safe_server: FeedServer, server: FeedServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    outcome = await received(safe_server.site.url(to=server.site.url(1), status=301))

    assert (outcome.url_final, outcome.permanent_url) == (server.site.url(1), None)


async def test_a_redirect_to_tls_is_remembered(
    safe_server: FeedServer, server: FeedServer, certificate: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    outcome = await received(server.site.url(to=safe_server.site.url(1), status=301))

    assert outcome.permanent_url == safe_server.site.url(1)
