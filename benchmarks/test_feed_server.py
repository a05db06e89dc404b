"""The feeds that tests and benchmarks are made with are what they say they are."""

from __future__ import annotations

import gzip
import http.client
import json
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from time import perf_counter
from urllib.parse import urlsplit
from urllib.request import ProxyHandler, build_opener

import pytest

from benchmarks.feed_answers import Plan
from benchmarks.feed_documents import CONTENT_TYPES, FAULTS, feed_document, stories
from benchmarks.feed_server import FeedServer, feed_server_process

SITE = "http://127.0.0.1:8000"
opener = build_opener(ProxyHandler({}))


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer(Plan(feeds=10, items=3)) as server:
        yield server


def ask(url: str, **headers: str) -> tuple[http.client.HTTPResponse, bytes]:
    """Without following, and with "_" in the names of headers for "-"."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request("GET", f"{parts.path}?{parts.query}", headers=named)
    response = connection.getresponse()
    body = response.read()
    connection.close()
    return response, body


def titles(document: bytes, form: str) -> list[str]:
    if form == "json":
        return [item["title"] for item in json.loads(document)["items"]]
    found = (element for element in ET.fromstring(document).iter() if element.tag.endswith(("item", "entry")))
    return [next(part.text or "" for part in item if part.tag.endswith("title")) for item in found]


@pytest.mark.parametrize("form", CONTENT_TYPES)
def test_every_format_holds_the_same_stories(form: str) -> None:
    document = feed_document(form, 7, items=5, site=SITE)

    assert titles(document, form) == [story.title for story in stories(7, items=5, version=0, site=SITE)]


@pytest.mark.parametrize("form", CONTENT_TYPES)
def test_a_feed_of_thirty_items_is_about_89_kb(form: str) -> None:
    assert 80_000 < len(feed_document(form, 7, site=SITE)) < 98_000


def test_the_same_number_and_version_give_the_same_bytes() -> None:
    assert feed_document("rss", 7, site=SITE) == feed_document("rss", 7, site=SITE)
    assert feed_document("rss", 7, site=SITE) != feed_document("rss", 8, site=SITE)


def test_a_new_version_begins_with_new_stories_and_ends_with_the_old() -> None:
    before, after = (stories(7, items=5, version=version, site=SITE) for version in (0, 1))

    assert after[3:] == before[:2]
    assert not set(after[:3]) & set(before)


@pytest.mark.parametrize("fault", [fault for fault in FAULTS if fault != "charset"])
def test_a_fault_makes_a_feed_that_is_not_well_formed(fault: str) -> None:
    with pytest.raises(ET.ParseError):
        ET.fromstring(feed_document("rss", 7, site=SITE, fault=fault))


def test_a_wrong_character_set_is_no_utf8() -> None:
    with pytest.raises(UnicodeDecodeError):
        feed_document("rss", 7, site=SITE, fault="charset").decode("utf-8")


def test_a_feed_comes_with_what_is_needed_to_ask_again(server: FeedServer) -> None:
    response, body = ask(server.site.url(1, "atom"))

    assert response.headers["Content-Type"] == "application/atom+xml"
    assert (response.headers["ETag"], response.headers["Last-Modified"]) == (
        '"1-0"',
        "Thu, 01 Jan 2026 00:00:00 GMT",
    )
    assert len(titles(body, "atom")) == 3


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"If_None_Match": '"1-0"'}, 304, id="its ETag"),
        pytest.param({"If_None_Match": '"1-7"'}, 200, id="another ETag"),
        pytest.param({"If_Modified_Since": "Thu, 01 Jan 2026 00:00:00 GMT"}, 304, id="its date"),
        pytest.param({"If_Modified_Since": "Wed, 31 Dec 2025 00:00:00 GMT"}, 200, id="an earlier date"),
        pytest.param(
            {"If_None_Match": '"1-7"', "If_Modified_Since": "Thu, 01 Jan 2026 00:00:00 GMT"},
            200,
            id="the ETag counts, not the date",
        ),
    ],
)
def test_nothing_is_sent_twice(server: FeedServer, headers: dict[str, str], status: int) -> None:
    response, body = ask(server.site.url(1), **headers)

    assert (response.status, bool(body)) == (status, status == 200)


def test_every_fifth_feed_changes_when_told_so(server: FeedServer) -> None:
    etags = [ask(url)[0].headers["ETag"] for url in server.site.urls()]
    ask(f"{server.site.root()}/set?version=1&changing=5")

    changed = [ask(url)[0].headers["ETag"] for url in server.site.urls()]
    assert [n for n in range(10) if changed[n] != etags[n]] == [0, 5]


def test_every_so_manieth_feed_is_malformed() -> None:
    with FeedServer(Plan(feeds=20, malformed=10)) as server:
        broken = []
        for n in range(20):
            try:
                ET.fromstring(ask(server.site.url(n))[1])
            except ET.ParseError:
                broken.append(n)

    assert broken == [0, 10]


def test_an_address_says_how_it_is_answered(server: FeedServer) -> None:
    refused, _ = ask(server.site.url(status=503, wait=60))
    led, _ = ask(server.site.url(to="/1.rss", status=301))
    packed, body = ask(server.site.url(pack="gzip"))

    assert (refused.status, refused.headers["Retry-After"]) == (503, "60")
    assert (led.status, led.headers["Location"]) == (301, "/1.rss")
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(body) == ask(server.site.url())[1]


def test_a_body_can_be_cut_short(server: FeedServer) -> None:
    with pytest.raises(http.client.IncompleteRead):
        ask(server.site.url(cut=100))


def test_each_answer_is_held_back_for_the_latency() -> None:
    with FeedServer(Plan(latency=0.2)) as server:
        began = perf_counter()
        ask(server.site.url())

    assert perf_counter() - began >= 0.2


def test_each_feed_can_have_a_host_of_its_own() -> None:
    with FeedServer(Plan(feeds=300, own_hosts=True)) as server:
        for n in (0, 249, 250, 299):
            ask(server.site.url(n))

    assert [asked.host for asked in server.requests] == [
        "127.0.1.1",
        "127.0.1.250",
        "127.0.2.1",
        "127.0.2.50",
    ]
    assert len(set(map(server.site.host, range(300)))) == 300


def test_the_list_names_every_feed(server: FeedServer) -> None:
    outlines = ET.fromstring(ask(f"{server.site.root()}/opml")[1]).iter("outline")

    assert [outline.get("xmlUrl") for outline in outlines] == server.site.urls()


def test_it_runs_in_a_process_of_its_own() -> None:
    with feed_server_process("--feeds", "2", "--items", "1", "--formats", "json") as root:
        with opener.open(f"{root}/urls", timeout=10) as answer:
            urls = answer.read().decode().split()
        assert [len(titles(ask(url)[1], "json")) for url in urls] == [1, 1]

    with pytest.raises(ConnectionRefusedError):
        ask(root)
