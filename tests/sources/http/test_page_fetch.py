from __future__ import annotations

import asyncio
import gzip
import shutil
import socket
import ssl
import subprocess
import tracemalloc
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

import briefing
from briefing.errors import (
    FetchError,
    NoArticleError,
    NotFoundError,
    SourceError,
    TooLargeError,
)
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.sources.http.page_fetch import fetch_page
from tests.sources.conftest import Reply, Site


def test_a_page_comes_with_what_the_server_says_of_it(site: Site) -> None:
    url = site.page("/a", "Grüße".encode("latin-1"), 'Text/HTML; charset="ISO-8859-1"')

    page = fetch_page(url)
    assert (page.final_url, page.content) == (url, "Grüße".encode("latin-1"))
    assert (page.content_type, page.charset) == ("text/html", "iso-8859-1")


def test_the_request_says_honestly_who_asks(site: Site) -> None:
    fetch_page(site.page("/a", "x"))

    (_, headers), *_ = site.requests
    assert headers["User-Agent"] == f"briefing/{briefing.__version__}"
    assert headers["Accept-Encoding"] == "gzip, deflate"


def test_a_packed_page_is_unpacked(site: Site) -> None:
    site.replies["/a"] = Reply(gzip.compress(b"words"), headers={"Content-Encoding": "gzip"})

    assert fetch_page(site.url("/a")).content == b"words"


def test_redirects_are_followed_to_where_the_page_is(site: Site) -> None:
    site.page("/news/end", "words")
    for n in range(4):
        site.redirect(f"/{n}", f"/{n + 1}")
    site.redirect("/4", "/news/end")

    assert fetch_page(site.url("/0")).final_url == site.url("/news/end")


def test_a_relative_redirect_is_relative_to_the_page(site: Site) -> None:
    site.page("/news/b", "words")

    assert fetch_page(site.redirect("/news/a", "b#top")).content == b"words"


def test_a_cookie_set_on_the_way_is_brought_along(site: Site) -> None:
    site.page("/b", "words")
    site.replies["/a"] = Reply(status=302, headers={"Location": "/b", "Set-Cookie": "seen=1; Path=/"})

    fetch_page(site.url("/a"))

    assert site.requests[-1][1].get("Cookie") == "seen=1"


@pytest.mark.parametrize(
    ("status", "headers", "kind", "words"),
    [
        pytest.param(401, {}, FetchError, "refuses access .* save the page", id="401"),
        pytest.param(403, {}, FetchError, "refuses access .* save the page", id="403"),
        pytest.param(404, {}, NotFoundError, "There is no page at .*: check the address", id="404"),
        pytest.param(410, {}, NotFoundError, "There is no page at", id="410"),
        pytest.param(418, {}, FetchError, r"gave no page \(HTTP 418\)", id="418"),
        pytest.param(429, {}, FetchError, "limiting requests .* try again later", id="429"),
        pytest.param(
            429, {"Retry-After": "120"}, FetchError, "try again in 120 seconds", id="429 with a time"
        ),
        pytest.param(500, {}, FetchError, "server error .* try again later", id="500"),
        pytest.param(503, {}, FetchError, "server error", id="503"),
        pytest.param(204, {}, FetchError, "gave no page", id="204"),
        pytest.param(302, {}, FetchError, r"gave no page \(HTTP 302\)", id="redirect to nowhere"),
        pytest.param(200, {}, NoArticleError, "is an empty page", id="empty"),
        pytest.param(
            200, {"Content-Length": "9000000"}, TooLargeError, "larger than 5 MB", id="says it is large"
        ),
        pytest.param(
            200,
            {"Content-Encoding": "br"},
            FetchError,
            r"unknown encoding \(br\): .* save the page",
            id="coding",
        ),
        pytest.param(
            302,
            {"Location": "file:///etc/passwd"},
            FetchError,
            "leads to file:///etc/passwd",
            id="to a file",
        ),
        pytest.param(
            302, {"Location": "javascript:alert(1)"}, FetchError, "not on the web", id="to a script"
        ),
        pytest.param(302, {"Location": "http://[broken/"}, FetchError, "not valid", id="to a broken address"),
        pytest.param(302, {"Location": "/a"}, FetchError, "leads in a circle", id="to itself"),
    ],
)
def test_what_a_server_refuses_is_said_in_a_sentence(
    site: Site, status: int, headers: dict[str, str], kind: type[SourceError], words: str
) -> None:
    site.replies["/a"] = Reply(status=status, headers=headers)

    with pytest.raises(kind, match=words) as raised:
        fetch_page(site.url("/a"))
    assert "\n" not in str(raised.value)
    assert str(raised.value).endswith(".")


def test_more_than_five_redirects_are_too_many(site: Site) -> None:
    for n in range(9):
        site.redirect(f"/{n}", f"/{n + 1}")

    with pytest.raises(FetchError, match="leads on more than 5 times"):
        fetch_page(site.url("/0"))
    assert len(site.requests) == 6


def test_a_circle_of_two_is_seen(site: Site) -> None:
    site.redirect("/a", "/b")
    site.redirect("/b", "/a")

    with pytest.raises(FetchError, match="in a circle"):
        fetch_page(site.url("/a"))


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 100000\r\n\r\n"


@pytest.mark.parametrize(
    ("head", "drop"),
    [
        pytest.param(b"", b"", id="says nothing"),
        pytest.param(b"HTTP/1.1 200 OK\r\nX: ", b"x", id="drips its headers"),
        pytest.param(HEAD, b"x", id="drips its body"),
    ],
)
def test_a_slow_server_is_left_at_the_deadline(site: Site, head: bytes, drop: bytes) -> None:
    with pytest.raises(FetchError, match=r"within 0\.3 seconds; try again later"):
        fetch_page(site.drip("/a", head, drop), FetchLimits(deadline=0.3))


def test_redirects_share_one_deadline(site: Site) -> None:
    site.drip("/b", HEAD)

    with pytest.raises(FetchError):
        fetch_page(site.redirect("/a", "/b"), FetchLimits(deadline=0.3))


def test_a_page_past_the_limit_is_cut_off_while_it_comes(site: Site) -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(b"HTTP/1.0 200 OK\r\nContent-Type: text/html\r\n\r\n")
        while not site.stopping.is_set():
            handler.wfile.write(b"x" * 10_000)

    site.replies["/a"] = endless

    with pytest.raises(TooLargeError, match=r"larger than 0\.1 MB"):
        fetch_page(site.url("/a"), FetchLimits(body=100_000))


def test_a_gzip_bomb_is_too_large_and_takes_no_memory(site: Site) -> None:
    site.replies["/a"] = Reply(gzip.compress(b"\0" * 50_000_000), headers={"Content-Encoding": "gzip"})
    fetch_page(site.page("/warm", "so that what is imported does not count"))
    tracemalloc.start()

    with pytest.raises(TooLargeError):
        fetch_page(site.url("/a"), FetchLimits(body=500_000))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 10_000_000


def raw(answer: bytes) -> Callable[[BaseHTTPRequestHandler], None]:
    def write(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(answer)
        handler.close_connection = True

    return write


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(b"", id="nothing at all"),
        pytest.param(b"220 mail.example ESMTP\r\n", id="no HTTP"),
        pytest.param(HEAD + b"x", id="breaks off in the body"),
    ],
)
def test_a_server_that_breaks_off(site: Site, answer: bytes) -> None:
    site.replies["/a"] = raw(answer)

    with pytest.raises(FetchError, match="broke off or does not speak HTTP"):
        fetch_page(site.url("/a"))


def test_nobody_listens() -> None:
    with socket.socket() as unused:
        unused.bind(("127.0.0.1", 0))
        port = unused.getsockname()[1]

        with pytest.raises(FetchError, match="refused the connection"):
            fetch_page(f"http://127.0.0.1:{port}/")


def test_no_such_host(monkeypatch: pytest.MonkeyPatch) -> None:
    """The look-up is made to fail here: some networks answer for any name."""

    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    with pytest.raises(FetchError, match="its host is unknown"):
        fetch_page("http://news.invalid/")


def test_no_tls_where_it_was_asked_for(site: Site) -> None:
    with pytest.raises(FetchError, match="no secure connection"):
        fetch_page(site.url("/a").replace("http:", "https:"))


@pytest.mark.parametrize(
    ("url", "kind", "words"),
    [
        pytest.param("ftp://example.com/a", FetchError, "only http and https", id="ftp"),
        pytest.param("file:///etc/passwd", FetchError, "only http and https", id="file"),
        pytest.param("http://", FetchError, "not a valid address", id="no host"),
        pytest.param("http://[::1/", FetchError, "not a valid address", id="broken"),
        pytest.param("http://exa mple.com/", FetchError, "not a valid address", id="blank in the host"),
        pytest.param("http://x\x1b[31m\0y/", FetchError, "not a valid address", id="controls"),
    ],
)
def test_what_is_never_fetched(url: str, kind: type[SourceError], words: str) -> None:
    with pytest.raises(kind, match=words) as raised:
        fetch_page(url)
    assert str(raised.value).isprintable()


async def test_it_can_be_called_where_an_event_loop_runs(site: Site) -> None:
    url = site.page("/a", "words")

    assert asyncio.get_running_loop().is_running()
    assert fetch_page(url).content == b"words"


@pytest.mark.skipif(shutil.which("openssl") is None, reason="makes its certificate with openssl")
def test_a_certificate_that_proves_nothing(site: Site, tmp_path: Path) -> None:
    pair = tmp_path / "pair.pem"
    subprocess.run(
        [
            *(
                "openssl",
                "req",
                "-x509",
                "-newkey",
                "rsa:2048",
                "-nodes",
                "-days",
                "2",
                "-subj",
                "/CN=127.0.0.1",
            ),
            *(
                "-addext",
                "subjectAltName=IP:127.0.0.1",
                "-keyout",
                str(pair),
                "-out",
                str(tmp_path / "cert.pem"),
            ),
        ],
        check=True,
        capture_output=True,
    )
    pair.write_bytes(pair.read_bytes() + (tmp_path / "cert.pem").read_bytes())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pair)
    site.server.socket = context.wrap_socket(site.server.socket, server_side=True)

    with pytest.raises(FetchError, match="certificate is not valid for this site"):
        fetch_page(site.page("/a", "words").replace("http:", "https:"))


def test_a_login_in_the_address_is_sent_and_never_shown(site: Site) -> None:
    site.replies["/a"] = Reply(status=403)

    with pytest.raises(FetchError) as raised:
        fetch_page(site.url("/a").replace("//", "//me:secret@"))
    assert site.requests[0][1]["Authorization"] == "Basic bWU6c2VjcmV0"
    assert "secret" not in str(raised.value)


def test_a_proxy_of_the_environment_is_asked(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", site.url("").rstrip("/"))

    with pytest.raises(NotFoundError):
        fetch_page("http://news.invalid/a")
    assert site.requests[0][0] == "http://news.invalid/a"
