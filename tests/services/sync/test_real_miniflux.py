"""Syncs with a real Miniflux: only here is it seen whether our model of a server is right."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from benchmarks.feed_answers import Plan
from benchmarks.feed_server import FeedServer
from briefing.domain.feeds.feed import Subscription
from briefing.errors import FetchError
from briefing.services.library import Library
from briefing.settings import SyncSettings
from tests.feeding import NoEngine
from tests.libraries import library_at
from tests.miniflux import PASSWORD, PROGRAMS, USER, Miniflux, running_miniflux
from tests.services.sync.test_sync import sync_of

FEEDS, ITEMS = 6, 10

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(PROGRAMS is None, reason="miniflux and postgresql are not installed"),
]


@pytest.fixture(scope="module")
def miniflux() -> Iterator[Miniflux]:
    with TemporaryDirectory(prefix="briefing-miniflux-") as folder, running_miniflux(Path(folder)) as server:
        yield server


@pytest.fixture(scope="module")
def sites() -> Iterator[FeedServer]:
    with FeedServer(Plan(feeds=FEEDS, items=ITEMS, own_hosts=True)) as server:
        yield server


@pytest.fixture
def library(
    miniflux: Miniflux,
    sites: FeedServer,
    no_proxy: None,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Iterator[Library]:
    """A library whose feeds are on the server, after the first sync; nothing is read or starred."""
    monkeypatch.setenv("BRIEFING_FEED_PASSWORD_127_0_0_1", PASSWORD)
    miniflux.sql("DELETE FROM feeds")
    settings = SyncSettings(miniflux.address, USER)
    with library_at(tmp_path, NoEngine(), sync=settings) as library:
        sync = sync_of(library)
        library.feeds.follow(
            Subscription(sites.site.url(number), f"Feed {number}", ("World", "Near"))
            for number in range(FEEDS)
        )
        given, refused = sync.give(sync.givable()[0])
        assert (len(given), refused) == (FEEDS, ())
        assert sync.run().new == FEEDS * ITEMS
        yield library


def marks_here(library: Library) -> dict[str, tuple[bool, bool]]:
    return {entry.url or "": (entry.read, entry.starred) for entry in library.articles.entries()}


def mark(library: Library, url: str, marks: Mapping[str, bool]) -> None:
    ids = [entry.id for entry in library.articles.entries() if entry.url == url]
    library.articles.mark(ids, read=marks.get("read"), starred=marks.get("starred"))


def test_feeds_folders_and_marks_go_both_ways(library: Library, miniflux: Miniflux) -> None:
    sync = sync_of(library)
    assert {feed["category"]["title"] for feed in miniflux.ask("GET", "feeds")} == {"World/Near"}
    one, two, three, four, *_ = sorted(marks_here(library))
    mark(library, one, {"read": True, "starred": True})
    miniflux.mark([two, three], read=True)
    miniflux.mark([three, four], starred=True)
    sync.run()
    assert marks_here(library) == miniflux.marks()
    assert [marks_here(library)[url] for url in (one, two, three, four)] == [
        (True, True),
        (True, False),
        (True, True),
        (False, True),
    ]
    mark(library, two, {"read": False})
    mark(library, three, {"starred": False})
    miniflux.mark([one], read=False, starred=False)
    miniflux.mark([two], starred=True)  # both sides at once
    sync.run()
    assert marks_here(library) == miniflux.marks()
    assert [marks_here(library)[url] for url in (one, two, three, four)] == [
        (False, False),
        (False, True),
        (True, False),
        (False, True),
    ]
    feed = library.feeds.subscriptions()[0]
    library.feeds.move(feed.url, ("Far",))
    sync.run()
    there = {each["feed_url"]: each["category"]["title"] for each in miniflux.ask("GET", "feeds")}
    assert there[feed.url] == "Far"


def test_an_article_that_is_gone_there_stays_here(library: Library, miniflux: Miniflux) -> None:
    sync = sync_of(library)
    one, two, *_ = sorted(marks_here(library))
    mark(library, one, {"starred": True})
    sync.run()
    miniflux.sql(f"UPDATE entries SET status = 'removed', starred = false WHERE url IN ('{one}', '{two}')")
    mark(library, two, {"read": True})
    sync.run()
    sync.run()
    assert marks_here(library)[one] == (False, True)
    assert marks_here(library)[two] == (True, False)
    assert len(sync._store.agreed()) == FEEDS * ITEMS - 1  # what was read is not asked about


def test_a_server_that_is_killed_loses_nothing(library: Library, miniflux: Miniflux) -> None:
    sync = sync_of(library)
    one, two, *_ = sorted(marks_here(library))
    mark(library, one, {"read": True})
    miniflux.mark([two], read=True)
    miniflux.kill()
    try:
        with pytest.raises(FetchError, match="refused the connection"):
            sync.run()
        mark(library, two, {"starred": True})
    finally:
        miniflux.start()
    sync.run()
    assert marks_here(library) == miniflux.marks()
    assert (marks_here(library)[one], marks_here(library)[two]) == ((True, False), (True, True))


@pytest.mark.parametrize("seed", range(int(os.environ.get("BRIEFING_HISTORIES", "3"))))
def test_histories(library: Library, miniflux: Miniflux, seed: int) -> None:
    chance, sync = random.Random(seed), sync_of(library)
    urls = sorted(marks_here(library))[:8]
    touched: dict[tuple[str, str], set[bool]] = {}
    for _ in range(25):
        url, name, value = chance.choice(urls), chance.choice(["read", "starred"]), chance.random() < 0.5
        event = chance.random()
        if event < 0.4:
            before = marks_here(library)
            mark(library, url, {name: value})
            if before != marks_here(library):
                touched.setdefault((url, name), set()).add(value)
        elif event < 0.8:
            before = miniflux.marks()
            miniflux.mark([url], **{name: value})
            if before != miniflux.marks():
                touched.setdefault((url, name), set()).add(value)
        elif event < 0.95:
            sync.run()
            assert marks_here(library) == miniflux.marks()
            touched.clear()
        else:
            miniflux.kill()
            with suppress(FetchError):
                sync.run()
            miniflux.start()
    sync.run()
    sync.run()
    assert marks_here(library) == miniflux.marks()
    for (url, name), values in touched.items():
        if len(values) == 1:
            assert marks_here(library)[url][name == "starred"] in values
