"""Each attack of a server ends within its limits of time and memory, in one sentence."""

from __future__ import annotations

import socket
import ssl
import tracemalloc
from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.errors import FetchError, SourceError
from briefing.sources.document_reader import DocumentReader
from briefing.sources.http.fetch_one import Fetch
from briefing.sources.http.fetch_policy import FEED, FetchLimits
from briefing.sources.http.fetch_result import FetchRequest, Received, Refused
from briefing.sources.http.page_fetch import fetch_page
from briefing.sources.http.transports import Transports
from briefing.sources.load import ArticleLoader
from tests.attack_server import ATTACKS, OK, SLOW, TEXT, Attack, AttackServer, certificate, say
from tests.sources.feed_client import ask, ask_all, refused

pytestmark = pytest.mark.usefixtures("no_proxy")

LIMITS = FetchLimits(body=200_000)
IMPATIENT = FetchLimits(body=200_000, deadline=0.4)
"""For attacks that only the deadline ends; the others end by themselves, however busy the machine is."""
MEMORY = 4_000_000
"""Bytes at once, for a body of at most 200,000 and headers of at most 100,000."""

CASES = [pytest.param(attack, words, id=name) for name, (attack, words) in ATTACKS.items()]


@pytest.fixture(scope="module", autouse=True)
def imported() -> None:
    """What is imported by the first fetch takes memory that is not the attack's."""
    with AttackServer({"/": say(TEXT + b"Content-Length: 5\r\n\r\nwords")}) as server:
        fetch_page(server.url("/"))


@pytest.fixture
def memory() -> Iterator[None]:
    tracemalloc.start()
    yield
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < MEMORY


def is_one_sentence(words: str) -> bool:
    return words.endswith(".") and words.isprintable() and len(words) < 400


def limits(words: str) -> FetchLimits:
    return IMPATIENT if SLOW in words else LIMITS


@pytest.mark.parametrize(("attack", "words"), CASES)
def test_a_page(attack: Attack, words: str, memory: None) -> None:
    with AttackServer({"/": attack}) as server, pytest.raises(SourceError, match=words) as raised:
        fetch_page(server.url("/"), limits(words))
    assert is_one_sentence(str(raised.value))


@pytest.mark.parametrize(("attack", "words"), CASES)
async def test_a_feed(attack: Attack, words: str, memory: None) -> None:
    with AttackServer({"/": attack}) as server:
        outcome = await refused(server.url("/"), limits(words))
    with pytest.raises(SourceError, match=words):
        raise SourceError(outcome.sentence)
    assert is_one_sentence(outcome.sentence)


# Lies about what comes


WORDS = b"The ministers meet on Tuesday in the capital. " * 5


def answer(headers: str, body: bytes) -> Attack:
    return say(OK + f"{headers}\r\nContent-Length: {len(body)}\r\n\r\n".encode(), body)


def load(attack: Attack, documents: DocumentReader) -> Article:
    with AttackServer({"/": attack}) as server:
        return ArticleLoader(documents, limits=LIMITS).load(server.url("/"))


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param("Content-Type: text/plain", b"%PDF-1.7\n" + WORDS, id="a PDF as text"),
        pytest.param("Content-Type: text/html", b"PK\x03\x04" + WORDS, id="an archive as a page"),
        pytest.param("Content-Type: text/plain", bytes(range(256)) * 20, id="bytes as text"),
        pytest.param("Content-Type: image/png", WORDS, id="text as a picture"),
        pytest.param("Content-Type: x/" + "y" * 70, WORDS, id="a type that nobody knows"),
        pytest.param("Content-Type: application/rss+xml", WORDS, id="text as a feed"),
    ],
)
def test_a_lie_about_the_type_ends_in_a_sentence(
    headers: str, body: bytes, documents: DocumentReader
) -> None:
    with pytest.raises(SourceError) as raised:
        load(answer(headers, body), documents)
    assert is_one_sentence(str(raised.value))


@pytest.mark.parametrize(
    "content_type",
    [
        "text/plain; a*=x; a*0=b",
        "text/plain; charset*0*=zip''a",
        "text/plain" + ';";"' * 20_000,
        "text/plain;" + ";" * 90_000,
        "x/" + "y" * 90_000,
        "text/plain; charset=zip",
        "text/plain; charset=base64",
        "text/plain; charset=utf-7",
        "text/plain; charset=unicode_escape",
        "text/plain; charset=punycode",
        "text/plain; charset=" + "x" * 90_000,
        "text/plain; charset=utf-16",
        "text/plain; charset=../../etc/passwd",
        "text",
        "",
    ],
    ids=lambda each: each[:40],
)
def test_a_lie_about_the_charset_costs_no_word(content_type: str, documents: DocumentReader) -> None:
    article = load(answer(f"Content-Type: {content_type}", WORDS), documents)

    assert article.text == WORDS.decode().strip()


FAR = b"Fri, 31 Dec 99999 23:59:59 GMT"
BROKEN_OFF = "broke off or does not speak HTTP"
VALUES = {
    "type, NUL": (200, b"Content-Type: text/\0plain", BROKEN_OFF),
    "etag, 50 KB": (200, b'ETag: "%s"' % (b"e" * 50_000), ""),
    "etag, NUL": (200, b'ETag: "a\0b"', BROKEN_OFF),
    "etag, bytes": (200, b'ETag: "\xff\x9b\xe9"', ""),
    "last-modified, year 99999": (200, b"Last-Modified: " + FAR, ""),
    "last-modified, 50 KB": (200, b"Last-Modified: " + b"9" * 50_000, ""),
    "coding, thrice": (200, b"Content-Encoding: gzip, gzip, gzip", "unknown encoding"),
    "coding, escapes": (200, b"Content-Encoding: \xff\xc2\x9b31m\xe2\x80\xae", "unknown encoding"),
    "coding, 50 KB": (200, b"Content-Encoding: " + b"z" * 50_000, "unknown encoding"),
    "cache-control": (200, b"Cache-Control: max-age=-%s, s-maxage=\xff" % (b"9" * 5_000), ""),
    "disposition, path": (200, b"Content-Disposition: attachment; filename=../../etc/passwd", ""),
    "disposition, bytes": (200, b"Content-Disposition: x; filename*=UTF-8''%00%0d%0a%1b\xff", ""),
    "length, digits": (200, b"Content-Length: " + b"9" * 5_000, BROKEN_OFF),
    "a line end alone": (200, b"X: a\nLocation: file:///etc/passwd", ""),
    "a return alone": (200, b"X: a\rLocation: file:///etc/passwd", BROKEN_OFF),
    "retry-after, year 99999": (503, b"Retry-After: " + FAR, "server error"),
    "retry-after, digits": (429, b"Retry-After: " + b"9" * 5_000, "limiting requests"),
    "retry-after, two ends of time": (
        429,
        b"Retry-After: Mon, 01 Jan 0001 00:00:00 +2359\r\nDate: Fri, 31 Dec 9999 23:59:59 -2359",
        "limiting requests",
    ),
    "retry-after, other digits": (429, "Retry-After: ٣٣".encode(), "limiting requests"),
    "location, NUL": (302, b"Location: /end\0", BROKEN_OFF),
    "location, bytes": (302, b"Location: http://\xff\xfe:\xff/", "not valid"),
    "location, port of 5,000 digits": (302, b"Location: http://127.0.0.1:" + b"9" * 5_000, "not valid"),
    "location, other direction": (302, "Location: http://\u202ea.example/".encode(), "not valid"),
    "location, escapes": (302, b"Location: file:///\xc2\x9b31m\x7f", "not on the web"),
    "location, 50 KB": (302, b"Location: /end?" + b"a" * 50_000, ""),
    "cookie, year 99999": (302, b"Location: /end\r\nSet-Cookie: a=b; Max-Age=1e9; Expires=" + FAR, ""),
    "cookie, digits": (302, b"Location: /end\r\nSet-Cookie: a=b; Max-Age=" + b"9" * 5_000, ""),
    "cookie, bytes": (
        302,
        b'Location: /end\r\nSet-Cookie: a\xff=\xfe; Domain=.\xff; Port="x"; Version=z',
        "",
    ),
    "cookies, 2,000": (302, b"Location: /end" + b"\r\nSet-Cookie: a=\xc3\xa9;" * 2_000, ""),
}
"""Statuses and headers with what a sentence says about them; "" where the words are received all the same."""


@pytest.mark.parametrize(("status", "headers", "words"), VALUES.values(), ids=VALUES)
async def test_a_hostile_value_of_a_header_costs_a_sentence_at_most(
    status: int, headers: bytes, words: str
) -> None:
    own = b"" if b"Content-Length" in headers else b"Content-Length: %d\r\n" % len(WORDS)
    attack = say(b"HTTP/1.1 %d X\r\n" % status + headers + b"\r\n" + own + b"\r\n" + WORDS)
    with AttackServer({"/": attack, "/end": answer("X: y", WORDS)}) as server:
        fed = await ask(server.url("/"), LIMITS)
        if isinstance(fed, Received):
            assert words == "" and fed.content == WORDS
            assert all(len(each or "") < 2_000 for each in (fed.etag, fed.last_modified))
            assert fetch_page(server.url("/"), LIMITS).content == WORDS
        else:
            assert isinstance(fed, Refused)
            assert words and words in fed.sentence and is_one_sentence(fed.sentence)
            with pytest.raises(SourceError, match=words) as raised:
                fetch_page(server.url("/"), LIMITS)
            assert is_one_sentence(str(raised.value))


def test_what_follows_the_length_is_no_part_of_the_page(documents: DocumentReader) -> None:
    said = TEXT + f"Content-Length: {len(WORDS)}\r\n\r\n".encode()

    assert load(say(said, WORDS + OK + b"X: y\r\n\r\nMore."), documents).text == WORDS.decode().strip()


async def test_what_follows_the_length_is_no_answer_to_the_next_request() -> None:
    """It would be the answer to whatever is asked next over that connection."""
    said = TEXT + b"Content-Length: 5\r\n\r\nwords"
    with AttackServer({"/a": say(said, said.replace(b"words", b"false")), "/b": say(said)}) as server:
        outcomes = [await ask(server.url(path), LIMITS) for path in ("/a", "/b")]

    assert [each.content for each in outcomes if isinstance(each, Received)] == [b"words", b"words"]


async def test_a_connection_that_ends_before_it_is_used_again_costs_no_answer() -> None:
    head = TEXT + b"Content-Length: 5\r\n\r\n"

    def once(connection: socket.socket) -> Iterator[bytes]:
        yield head + b"first"
        connection.recv(1)  # the next request has come, and gets no answer

    transports = Transports()
    with AttackServer({"/a": once, "/b": say(head + b"words")}) as server:
        for path, words in (("/a", b"first"), ("/b", b"words")):
            fetch = Fetch(FetchRequest(server.url(path)), FEED, LIMITS, transports)
            outcome = await fetch.step()
            assert isinstance(outcome, Received) and outcome.content == words
        await transports.aclose()


async def test_an_answer_that_is_unforeseen_costs_its_own_address_alone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def parse(header: str) -> tuple[str | None, str | None]:
        if header == "text/odd":
            raise TypeError
        return "text/xml", None

    monkeypatch.setattr("briefing.sources.http.fetch_one.parse_content_type", parse)
    attacks = {
        "/odd": answer("Content-Type: text/odd", WORDS),
        "/good": answer("Content-Type: text/xml", WORDS),
    }
    with AttackServer(attacks) as server:
        odd, good = (await ask_all(*(FetchRequest(server.url(path)) for path in attacks))).values()

    assert isinstance(good, Received) or isinstance(odd, Received)
    (refused_one,) = (each for each in (odd, good) if isinstance(each, Refused))
    assert "could not be fetched: unexpected error (TypeError)" in refused_one.sentence


# Secrets across hosts


def test_a_cookie_goes_to_no_other_host() -> None:
    page = say(TEXT + b"Content-Length: 5\r\n\r\nwords")
    with AttackServer({"/b": page}) as other:
        cookies = "".join(
            f"Set-Cookie: {name}=1; Path=/{more}\r\n"
            for name, more in (("plain", ""), ("wide", "; Domain=localhost"), ("top", "; Domain=local"))
        )
        head = f"HTTP/1.1 302 Found\r\n{cookies}Location: {other.url('/b', 'localhost')}\r\n\r\n"
        with AttackServer({"/a": say(head.encode())}) as server:
            fetch_page(server.url("/a"), FetchLimits(private_addresses=True))

        (request,) = other.requests
    assert b"Cookie" not in request
    assert b"Referer" not in request


# TLS that fails


def tls(pair: Path) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    return context


@pytest.mark.parametrize(
    ("name", "extra"),
    [
        pytest.param("DNS:news.example", (), id="of another host"),
        pytest.param("IP:127.0.0.2", (), id="of another address"),
        pytest.param(
            "IP:127.0.0.1",
            ("-not_before", "20200101000000Z", "-not_after", "20210101000000Z"),
            id="that has expired",
        ),
        pytest.param(
            "IP:127.0.0.1",
            ("-not_before", "20980101000000Z", "-not_after", "20990101000000Z"),
            id="that is not valid yet",
        ),
    ],
)
def test_a_trusted_certificate(
    name: str, extra: tuple[str, ...], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pair = certificate(tmp_path, name, *extra)
    monkeypatch.setenv("SSL_CERT_FILE", str(pair))

    with (
        AttackServer({"/": say(TEXT + b"Content-Length: 5\r\n\r\nwords")}, tls=tls(pair)) as server,
        pytest.raises(FetchError, match="certificate is not valid for this site"),
    ):
        fetch_page(server.url("/"), LIMITS)
    assert server.requests == []


def test_a_trusted_certificate_of_the_host_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """So that those above fail for what they say."""
    pair = certificate(tmp_path, "IP:127.0.0.1")
    monkeypatch.setenv("SSL_CERT_FILE", str(pair))

    with AttackServer({"/": say(TEXT + b"Content-Length: 5\r\n\r\nwords")}, tls=tls(pair)) as server:
        assert fetch_page(server.url("/"), LIMITS).content == b"words"


async def test_a_certificate_is_checked_for_a_stranger_s_host_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """By its name, while the connection goes to its address."""
    pair = certificate(tmp_path, "DNS:news.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(pair))
    monkeypatch.setattr("briefing.sources.http.network.is_public", lambda _: True)
    looked_up = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", ("127.0.0.1", 0))]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: looked_up)
    with AttackServer({"/": say(TEXT + b"Content-Length: 5\r\n\r\nwords")}, tls=tls(pair)) as server:
        good, bad = [
            await ask(FetchRequest(server.url("/", host), trusted_hosts=frozenset()), LIMITS)
            for host in ("news.example", "other.example")
        ]

    assert isinstance(good, Received)
    assert "certificate is not valid" in getattr(bad, "sentence", "")
