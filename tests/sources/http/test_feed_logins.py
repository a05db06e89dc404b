"""Who gets to see a login, and which way a request takes, shown by the loopback feed server."""

from __future__ import annotations

import socket
import threading
from contextlib import aclosing

import pytest

from benchmarks.feed_server import FeedServer
from briefing.sources.feeds.fetch_many import FeedFetcher
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.fetch_result import ErrorKind, FetchRequest, Received, Refused
from tests.sources.feed_client import ask_all, received, refused, with_login

# Logins


async def test_a_login_in_the_address_is_sent_as_a_header(feed_server: FeedServer) -> None:
    url = with_login(feed_server.site.url(login="me:se:cret é"), "me:se%3Acret%20%C3%A9")

    outcome = await received(url)
    assert outcome.final_url == feed_server.site.url(login="me:se:cret é")


async def test_a_password_is_looked_up_by_host_and_user(feed_server: FeedServer) -> None:
    asked: list[tuple[str, str]] = []

    def password_of(host: str, user: str) -> str:
        asked.append((host, user))
        return "secret"

    request = FetchRequest(with_login(feed_server.site.url(login="me:secret"), "me"))
    async with (
        FeedFetcher(password_of=password_of) as fetcher,
        aclosing(fetcher.fetch_all([request])) as outcomes,
    ):
        (outcome,) = [outcome async for _, outcome in outcomes]

    assert isinstance(outcome, Received)
    assert asked == [("127.0.0.1", "me")]


async def test_a_keyring_that_stays_locked_ends_at_the_deadline(feed_server: FeedServer) -> None:
    unlocked = threading.Event()

    def password_of(host: str, user: str) -> None:
        unlocked.wait(30)

    request = FetchRequest(with_login(feed_server.site.url(), "me"))
    async with (
        FeedFetcher(FetchLimits(deadline=0.2), password_of=password_of) as fetcher,
        aclosing(fetcher.fetch_all([request])) as outcomes,
    ):
        (outcome,) = [outcome async for _, outcome in outcomes]
    unlocked.set()

    assert isinstance(outcome, Refused)
    assert "unlock it" in outcome.sentence
    assert feed_server.requests == []


async def test_a_login_that_is_not_taken_is_said_so(feed_server: FeedServer) -> None:
    outcome = await refused(with_login(feed_server.site.url(login="me:secret"), "me:wrong"))

    assert "does not take your login" in outcome.sentence
    assert "wrong" not in outcome.sentence


async def test_a_login_follows_a_redirect_on_its_own_host(feed_server: FeedServer) -> None:
    url = with_login(feed_server.site.url(to="/1.rss?login=me%3Asecret", status=301), "me:secret")

    outcome = await received(url)
    assert outcome.permanent_url == with_login(outcome.final_url, "me:secret")


async def test_no_login_and_no_header_follows_a_redirect_elsewhere(
    feed_server: FeedServer, other_server: FeedServer
) -> None:
    away = other_server.site.url(1, "rss")
    url = with_login(feed_server.site.url(to=away, status=301), "me:secret")
    outcome = await received(FetchRequest(url, headers={"X-Api-Key": "abc", "Cookie": "id=1"}))

    assert feed_server.requests[0].headers.keys() >= {"authorization", "x-api-key", "cookie"}
    assert not other_server.requests[0].headers.keys() & {"authorization", "x-api-key", "cookie"}
    assert outcome.permanent_url == away


async def test_a_login_that_was_not_sent_elsewhere_is_said_so(
    feed_server: FeedServer, other_server: FeedServer
) -> None:
    url = with_login(feed_server.site.url(to=other_server.site.url(login="me:secret")), "me:secret")

    outcome = await refused(url)
    assert "where your login was not sent" in outcome.sentence


async def test_a_login_that_a_redirect_names_is_not_used(
    feed_server: FeedServer, other_server: FeedServer
) -> None:
    url = feed_server.site.url(to=with_login(other_server.site.url(1, "rss"), "you:theirs"), status=301)

    outcome = await received(url)
    assert "authorization" not in other_server.requests[0].headers
    assert outcome.permanent_url == other_server.site.url(1, "rss")


# Proxies


async def test_a_proxy_of_the_environment_is_asked(
    feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", feed_server.site.root())

    await received("http://news.invalid/1.rss")
    assert feed_server.requests[0].target == "http://news.invalid/1.rss"


async def test_a_host_that_needs_no_proxy_is_asked_itself(
    feed_server: FeedServer, other_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", other_server.site.root())
    monkeypatch.setenv("no_proxy", "127.0.0.1")

    await received(feed_server.site.url())
    assert (len(feed_server.requests), other_server.requests) == (1, [])


async def test_the_proxy_of_a_feed_comes_before_the_environments(
    feed_server: FeedServer, other_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", other_server.site.root())
    proxy = feed_server.site.root().replace("//", "//me:secret@")
    outcomes = await ask_all(
        FetchRequest("http://news.invalid/1.rss", proxy=proxy),
        FetchRequest(feed_server.site.url(2), proxy=""),
    )

    assert all(isinstance(outcome, Received) for outcome in outcomes.values())
    assert other_server.requests == []
    through = next(asked for asked in feed_server.requests if asked.target.startswith("http://news.invalid"))
    assert through.headers["proxy-authorization"].startswith("Basic ")


@pytest.mark.parametrize("proxy", ["gopher://127.0.0.1:70", "http://[broken/", "socks5://127.0.0.1:1080"])
async def test_a_proxy_that_cannot_be_used_is_said_so(proxy: str) -> None:
    outcome = await refused(FetchRequest("http://news.invalid/1.rss", proxy=proxy))

    assert outcome.kind is ErrorKind.UNREACHABLE
    assert "proxy" in outcome.sentence


async def test_a_proxy_that_cannot_be_reached_is_said_so() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        proxy = f"http://127.0.0.1:{unused.getsockname()[1]}"
        outcome = await refused(
            FetchRequest("http://news.invalid/1.rss", proxy=with_login(proxy, "me:secret"))
        )

    assert outcome.kind is ErrorKind.UNREACHABLE
    assert f"the proxy {proxy} cannot be reached" in outcome.sentence
