"""The sync server in the reader: its line in Feeds, `r`, moving feeds in and out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.domain.feeds.feed import Subscription
from briefing.services.library import Library
from briefing.settings import SyncSettings
from briefing.ui.screens.feeds.pick_feeds_screen import PickFeedsScreen
from tests.feeding import NoEngine
from tests.libraries import library_at
from tests.sync_server import PASSWORD, USER, Reader, SyncServer, status
from tests.ui.feeding import following_app
from tests.ui.newsstand import press
from tests.ui.reading import screen_text, settle


@pytest.fixture
def reader(no_proxy: None, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setenv("BRIEFING_FEED_PASSWORD_127_0_0_1", PASSWORD)
    reader = Reader()
    reader.add_feed(1, None, "World")
    reader.add(1, starred=True), reader.add(2)
    return reader


@pytest.fixture
def library(reader: Reader, tmp_path: Path) -> Iterator[Library]:
    with (
        SyncServer(reader) as server,
        library_at(tmp_path, NoEngine(), sync=SyncSettings(server.address, USER)) as library,
    ):
        yield library


@pytest.fixture
def synced(library: Library) -> None:
    """The server's feeds are followed here, and their articles have come."""
    assert library.sync is not None
    library.sync.take(library.sync.takable())
    library.sync.run()


async def test_feeds_are_taken_and_their_articles_come_and_u_undoes_it(
    library: Library, reader: Reader
) -> None:
    async with following_app(library).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.app.run_action("app.run_command('reader.take-feeds')")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PickFeedsScreen)
        assert library.feeds.subscriptions() == ()
        await press(pilot, "a", "enter")
        await settle(pilot)
        assert [feed.url for feed in library.feeds.subscriptions()] == ["https://news.example/1.xml"]
        assert library.article_list.count("is:starred") == 1
        await press(pilot, "F")
        rows = screen_text(pilot)
        (line,) = [row for row in rows if "⇄ 127.0.0.1" in row]
        assert line.rstrip().endswith("2")
        await press(pilot, "escape", "u")
        await settle(pilot)
        assert library.feeds.subscriptions() == ()


async def test_r_sends_and_receives(synced: None, library: Library, reader: Reader) -> None:
    async with following_app(library).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        one = next(each for each in library.articles.entries() if each.title == "Article 1")
        library.articles.mark([one.id], read=True)
        reader.items[2].starred = True
        await press(pilot, "r")
        await settle(pilot)
        assert reader.items[1].read
        assert library.article_list.count("is:starred") == 2
        assert any(
            "Synced with 127.0.0.1: 0 new, 1 mark received, 1 mark sent." in row for row in screen_text(pilot)
        )


async def test_what_failed_is_said_and_marked_in_feeds(
    synced: None, library: Library, reader: Reader
) -> None:
    reader.faults = dict.fromkeys(range(9), status(503))
    async with following_app(library).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "r")
        await settle(pilot)
        assert any("127.0.0.1 has a server error (HTTP 503)" in row for row in screen_text(pilot))
        await press(pilot, "F")
        await settle(pilot)
        assert any("! " in row and "⇄ 127.0.0.1" in row for row in screen_text(pilot))


async def test_own_feeds_are_given(library: Library, reader: Reader) -> None:
    library.feeds.follow([Subscription("https://own.example/rss", "Own", ("Mine",))])
    async with following_app(library).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.app.run_action("app.run_command('reader.give-feeds')")
        await settle(pilot)
        await press(pilot, "a", "enter")
        await settle(pilot)
        assert [feed.url for feed in reader.feeds.values()] == [
            "https://news.example/1.xml",
            "https://own.example/rss",
        ]
