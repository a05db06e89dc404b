"""`briefing sync`: moving in, both directions, and what is said."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Briefing
from tests.sync_server import PASSWORD, Reader, SyncServer, broken_off


@pytest.fixture
def reader(no_proxy: None, monkeypatch: pytest.MonkeyPatch, home: Path) -> Iterator[Reader]:
    monkeypatch.setenv("BRIEFING_FEED_PASSWORD_127_0_0_1", PASSWORD)
    reader = Reader()
    with SyncServer(reader) as server:
        home.mkdir()
        (home / "config.toml").write_text(
            f'[sync]\naddress = "{server.address}"\nuser = "ada"\n', encoding="utf-8"
        )
        yield reader


def feeds_of(briefing: Briefing) -> list[str]:
    return [line.split(maxsplit=1)[1] for line in briefing("feeds", "list").out.splitlines()]


def test_feeds_are_taken_after_a_preview_and_the_articles_come(briefing: Briefing, reader: Reader) -> None:
    reader.add_feed(1, None, "World"), reader.add(1, starred=True), reader.add(2, read=True)
    run = briefing("sync")
    assert (run.status, run.out) == (0, "")
    assert "No feed of the server is followed here: `briefing sync --take-feeds`" in run.err
    run = briefing("sync", "--take-feeds", "--preview")
    assert run.out == "World/Feed 1  https://news.example/1.xml\n"
    assert run.err == "briefing: 1 feed of 127.0.0.1 would be followed here.\n"
    assert feeds_of(briefing) == []
    run = briefing("sync", "--take-feeds")
    assert run.out.splitlines()[-1] == "127.0.0.1: 2 new, 2 marks received"
    assert feeds_of(briefing) == ["World/Feed 1  https://news.example/1.xml"]
    assert "Article 1" in briefing("list", "is:starred").out
    assert briefing("feeds", "refresh").out == "0 new, 0 feeds refreshed\n127.0.0.1: 0 new\n"
    assert briefing("sync", "--undo").out == "1 feed of 127.0.0.1 is no longer followed here.\n"
    assert feeds_of(briefing) == []


def test_feeds_are_given_and_taken_back(briefing: Briefing, reader: Reader, home: Path) -> None:
    (home / "feeds").mkdir()
    opml = home / "other.opml"
    outlines = "".join(
        f'<outline text="{name}" type="rss" xmlUrl="{url}"/>'
        for name, url in (
            ("One", "https://one.example/feed"),
            ("Two", "https://two.example/refused"),
            ("Three", "https://ada@three.example/feed"),
        )
    )
    opml.write_text(f'<opml version="2.0"><body><outline text="Mine">{outlines}</outline></body></opml>')
    briefing("feeds", "import", opml)
    assert briefing("sync", "--give-feeds", "--preview").out.count("\n") == 2
    assert reader.feeds == {}
    run = briefing("sync", "--give-feeds")
    assert run.status == 1
    assert [(feed.url, feed.labels) for feed in reader.feeds.values()] == [
        ("https://one.example/feed", ("Mine",))
    ]
    assert "Two: 127.0.0.1 did not do what it was asked (HTTP 400)" in run.err
    assert "https://three.example/feed has your login in its address" in run.err
    briefing("feeds", "move", "https://one.example/feed", "Other/Place")
    briefing("sync")
    assert [feed.labels for feed in reader.feeds.values()] == [("Other/Place",)]
    assert briefing("sync", "--undo").out == "1 feed is no longer followed on 127.0.0.1.\n"
    assert reader.feeds == {}
    assert "There is nothing to undo" in briefing("sync", "--undo").err


def test_feeds_and_folders_go_both_ways_once_they_were_moved(briefing: Briefing, reader: Reader) -> None:
    reader.add_feed(1, None, "World")
    briefing("sync", "--take-feeds")
    reader.add_feed(2, None, "News")
    reader.feeds[1].labels = ("Africa",)
    briefing("sync", "--all")
    assert sorted(feeds_of(briefing)) == [
        "Africa/Feed 1  https://news.example/1.xml",
        "News/Feed 2  https://news.example/2.xml",
    ]
    del reader.feeds[2]
    assert "“Feed 2” is no longer on the server: it stays here" in briefing("sync", "--all").err
    assert len(feeds_of(briefing)) == 2
    briefing("feeds", "remove", "https://news.example/1.xml")
    assert "“Feed 1” is no longer followed here; the server still has it." in briefing("sync").err
    assert "Feed 1" not in briefing("sync").err
    assert list(reader.feeds) == [1]


def test_with_nothing_new_it_asks_twice_beside_the_login(briefing: Briefing, reader: Reader) -> None:
    reader.add_feed(1, None, "World"), reader.add(1), reader.add(2, read=True)
    briefing("sync", "--take-feeds")
    reader.requests.clear()
    assert briefing("sync").out == "127.0.0.1: 0 new\n"
    assert [path.rpartition("/")[2] for path in reader.requests] == ["ClientLogin", "ids", "ids"]


@pytest.mark.usefixtures("without_engine")
def test_doctor_and_refresh_say_what_failed(briefing: Briefing, reader: Reader) -> None:
    reader.add_feed(1), reader.add(1)
    briefing("feeds", "list")
    assert "BAD  sync         never synced with 127.0.0.1" in briefing("doctor").out
    briefing("sync", "--take-feeds")
    assert "ok   sync         with 127.0.0.1, last " in briefing("doctor").out
    reader.faults = dict.fromkeys(range(9), broken_off)
    run = briefing("feeds", "refresh")
    assert run.status == 1
    assert "the server broke off or does not speak HTTP" in run.err
    assert "BAD  sync         http://127.0.0.1" in briefing("doctor").out


def test_without_a_server_it_says_how_to_set_one_up(briefing: Briefing) -> None:
    assert "write its address and your user name into config.toml under [sync]" in briefing("sync").err
