"""Strangers lead nobody to this machine or into a private network; the reader's own word does."""

from __future__ import annotations

import asyncio
import socket

import pytest

from benchmarks.feed_server import FeedServer
from briefing.errors import FetchError
from briefing.sources.http import network
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.fetch_result import FetchRequest
from briefing.sources.http.page_fetch import fetch_page
from briefing.sources.http.private_addresses import is_private_host, is_public
from tests.sources.conftest import Site
from tests.sources.feed_client import ask_all, received, refused

PRIVATE = [
    "127.0.0.2",
    "0.0.0.0",
    "10.1.2.3",
    "172.16.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "224.0.0.1",
    "255.255.255.255",
    "::1",
    "::",
    "fe80::1",
    "fec0::1",
    "fd00::1",
    "ff02::1",
    "::ffff:127.0.0.1",
    "::127.0.0.1",
    "64:ff9b::10.0.0.1",
    "64:ff9b:1::1",
    "2002:7f00:1::",
    "2001:0:a00:1::1",
]
NOBODY = frozenset[str]()


@pytest.mark.parametrize("address", PRIVATE)
def test_what_is_not_of_the_public_internet(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address", ["1.1.1.1", "2606:4700::1111", "::ffff:1.1.1.1", "64:ff9b::1.1.1.1", "2002:101:101::"]
)
def test_what_is(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    ("host", "is_private"),
    [
        ("localhost", True),
        ("Router.LOCALHOST.", True),
        ("127.1", True),
        ("2130706433", True),
        ("0x7f.0.0.1", True),
        ("0177.0.0.1", True),
        ("fe80::1%eth0", True),
        ("1.1.1.1", False),
        ("news.example", False),
        ("localhost.example", False),
    ],
)
def test_what_is_written_tells(host: str, is_private: bool) -> None:
    assert is_private_host(host) is is_private


def written(address: str, port: int) -> str:
    return f"http://[{address}]:{port}/secret" if ":" in address else f"http://{address}:{port}/secret"


@pytest.mark.parametrize("host", [*PRIVATE, "localhost", "127.1", "2130706433", "0x7f000001"])
def test_no_page_leads_to_a_host_that_the_reader_did_not_name(
    site: Site, host: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[tuple[object, ...]] = []
    connect = socket.socket.connect

    def noted(self: socket.socket, address: tuple[object, ...]) -> None:
        asked.append(address)
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    url = site.redirect("/a", written(host, site.server.server_port))

    with pytest.raises(FetchError, match=r"in a private network, and was not fetched: give .*\.$"):
        fetch_page(url, FetchLimits(deadline=2))
    assert len(site.requests) == 1
    assert {address[0] for address in asked} == {"127.0.0.1"}


async def test_no_feed_does_either(feed_server: FeedServer) -> None:
    outcome = await refused(feed_server.site.url(to=f"http://localhost:{feed_server.site.port}/1.rss"))

    assert "leads to localhost" in outcome.sentence
    assert len(feed_server.requests) == 1


async def test_the_setting_lets_them(feed_server: FeedServer) -> None:
    url = feed_server.site.url(to=f"http://127.0.0.1:{feed_server.site.port}/1.rss")

    await received(FetchRequest(url, trusted_hosts=NOBODY), FetchLimits(private_addresses=True))
    assert len(feed_server.requests) == 2


def answers(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> list[str]:
    """Make any name resolve to these; the names that were looked up."""
    asked: list[str] = []
    real = socket.getaddrinfo

    def look_up(host: str | bytes, port: int, *args: object, **named: object) -> object:
        name = host if isinstance(host, str) else host.decode()
        if not name.endswith(".example"):
            return real(host, port, *args, **named)  # type: ignore[arg-type]  # as it was called
        asked.append(name)
        return [
            (
                socket.AF_INET6 if ":" in address else socket.AF_INET,
                socket.SOCK_STREAM,
                6,
                "",
                (address, port),
            )
            for address in addresses
        ]

    monkeypatch.setattr(socket, "getaddrinfo", look_up)
    return asked


async def test_a_name_that_resolves_to_a_private_address_is_not_asked(
    feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, "127.0.0.1")
    url = f"http://rebound.example:{feed_server.site.port}/1.rss"

    outcome = await refused(FetchRequest(url, trusted_hosts=NOBODY))
    assert "leads to rebound.example, which is 127.0.0.1, on this machine" in outcome.sentence
    assert feed_server.requests == []


async def test_a_host_that_the_reader_named_is_asked_wherever_it_is(
    feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, "127.0.0.1")

    await received(f"http://intranet.example:{feed_server.site.port}/1.rss")
    assert len(feed_server.requests) == 1


async def test_the_connection_goes_to_the_address_that_was_checked(
    feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The name is looked up once: a second answer could be another. Of several, only public ones are used."""
    asked = answers(monkeypatch, "10.0.0.1", "127.0.0.1")
    monkeypatch.setattr(network, "is_public", lambda address: address == "127.0.0.1")
    url = f"http://news.example:{feed_server.site.port}/1.rss"

    await received(FetchRequest(url, trusted_hosts=NOBODY))
    assert asked == ["news.example"]
    assert [each.headers["host"] for each in feed_server.requests] == [
        f"news.example:{feed_server.site.port}"
    ]


async def test_the_next_address_is_tried_where_one_does_not_answer(
    feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, "::1", "127.0.0.1")
    monkeypatch.setattr(network, "is_public", lambda _: True)

    await received(FetchRequest(f"http://news.example:{feed_server.site.port}/1.rss", trusted_hosts=NOBODY))


@pytest.mark.parametrize("addresses", [["127.0.0.1"], ["127.0.0.1", "::1"]])
async def test_where_none_answers_the_sentence_is_the_usual_one(
    monkeypatch: pytest.MonkeyPatch, addresses: list[str]
) -> None:
    answers(monkeypatch, *addresses)
    monkeypatch.setattr(network, "is_public", lambda _: True)
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        url = f"http://news.example:{unused.getsockname()[1]}/"
        outcome = await refused(FetchRequest(url, trusted_hosts=NOBODY))

    assert "refused the connection" in outcome.sentence or "cannot be reached" in outcome.sentence


async def test_a_server_that_takes_no_connection_is_left_sooner(
    feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers(monkeypatch, "127.0.0.1")
    monkeypatch.setattr(network, "is_public", lambda _: True)

    async def never(*_: object) -> list[str]:
        await asyncio.sleep(60)
        return []

    monkeypatch.setattr(network, "_public_addresses", never)
    request = FetchRequest(f"http://news.example:{feed_server.site.port}/", trusted_hosts=NOBODY)
    assert "the server does not answer" in (await refused(request, FetchLimits(connect=0.1))).sentence


async def test_a_connection_of_the_readers_word_serves_no_strangers(feed_server: FeedServer) -> None:
    """It stays open, and would need no look-up."""
    named = FetchRequest(feed_server.site.url(1))
    outcomes = await ask_all(
        named,
        FetchRequest(feed_server.site.url(2), trusted_hosts=NOBODY),
        limits=FetchLimits(connections=1),
    )

    assert [type(outcome).__name__ for outcome in outcomes.values()] == ["Received", "Refused"]
    assert len(feed_server.requests) == 1


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1", "192.168.1.1", "[fe80::1]", "0x7f.1"])
async def test_a_proxy_is_not_asked_for_what_is_private_as_it_is_written(
    feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch, host: str
) -> None:
    monkeypatch.setenv("http_proxy", feed_server.site.root())

    outcome = await refused(FetchRequest(f"http://{host}:8000/1.rss", trusted_hosts=NOBODY))
    assert "in a private network" in outcome.sentence
    assert feed_server.requests == []


async def test_the_proxy_itself_may_be_anywhere(
    feed_server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("http_proxy", feed_server.site.root())

    await received(FetchRequest("http://news.invalid/1.rss", trusted_hosts=NOBODY))
