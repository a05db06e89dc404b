"""A library that is synced with a small model of a server."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import Future
from pathlib import Path

import pytest

from briefing.domain.feeds.feed import FeedOptions
from briefing.services.library import Library
from briefing.services.sync import item_reading
from briefing.settings import SyncSettings
from briefing.sources.feeds.feed_articles import FeedArticles, assemble_feed
from briefing.sources.feeds.feed_parser import parse_feed
from tests.feeding import NoEngine
from tests.libraries import library_at
from tests.sync_server import PASSWORD, USER, Reader, SyncServer


class ReadersHere:
    """Reads documents in this process, which starts no other."""

    def __init__(self, processes: int) -> None:
        pass

    def submit(
        self, data: bytes, *, url: str, content_type: str | None = None, charset: str | None = None
    ) -> Future[FeedArticles]:
        future: Future[FeedArticles] = Future()
        feed = parse_feed(data, url=url, content_type=content_type, charset=charset)
        future.set_result(assemble_feed(feed, url=url))
        return future

    def close(self) -> None:
        pass


@pytest.fixture
def readers_here(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(item_reading, "FeedReaders", ReadersHere)


@pytest.fixture
def reader(no_proxy: None, monkeypatch: pytest.MonkeyPatch) -> Reader:
    monkeypatch.setenv("BRIEFING_FEED_PASSWORD_127_0_0_1", PASSWORD)
    reader = Reader()
    reader.add_feed(1, None, "World")
    return reader


@pytest.fixture
def server(reader: Reader) -> Iterator[SyncServer]:
    with SyncServer(reader) as server:
        yield server


@pytest.fixture
def library(server: SyncServer, tmp_path: Path, readers_here: None) -> Iterator[Library]:
    with synced_library(server, tmp_path / "home") as library:
        yield library


def synced_library(
    server: SyncServer, home: Path, options: Mapping[str, FeedOptions] | None = None
) -> Library:
    return library_at(home, NoEngine(), options=options, sync=SyncSettings(server.address, USER))
