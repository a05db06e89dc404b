"""Feeds in the reader, by keys, with servers on the loopback interface: what is kept, and what is said."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from textual.events import Paste
from textual.pilot import Pilot

from benchmarks.feed_answers import Plan
from benchmarks.feed_server import FeedServer
from briefing.domain.feeds.feed import Subscription
from briefing.errors import StoreError
from briefing.services.library import Library
from briefing.ui.screens.choice_screen import ChoiceScreen
from briefing.ui.screens.feeds.failures_screen import FailuresScreen
from briefing.ui.screens.feeds.feeds_screen import FeedsScreen
from briefing.ui.screens.feeds.pick_feeds_screen import PickFeedsScreen
from briefing.ui.screens.reader.screen import ReaderScreen
from briefing.ui.screens.stories.story_assignment import StoryAssignment
from tests.ui.feeding import following_app
from tests.ui.reading import press, screen_text, settle


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer(Plan(feeds=3, items=4, own_hosts=True)) as server:
        yield server


@pytest.fixture
def followed(library: Library, server: FeedServer) -> Library:
    """Three feeds, two of them in a folder; none has been asked."""
    first, *others = server.site.urls()
    library.feeds.follow([Subscription(first, "First")])
    library.feeds.follow(
        Subscription(url, name, ("World",)) for url, name in zip(others, ("Second", "Third"), strict=True)
    )
    return library


@asynccontextmanager
async def at_feeds(
    library: Library, *, queries: dict[str, str] | None = None
) -> AsyncIterator[tuple[Pilot[None], FeedsScreen]]:
    """The Feeds screen, with what there is."""
    async with following_app(library, queries=queries).run_test(size=(120, 30)) as pilot:
        await settle(pilot)
        await pilot.press("F")
        await settle(pilot)
        screen = pilot.app.screen
        assert isinstance(screen, FeedsScreen)
        yield pilot, screen


async def answer(pilot: Pilot[None], key: str, words: str) -> None:
    """Press a key that asks for something, and paste that: each letter by itself takes as long as a key."""
    await pilot.press(key)
    assert pilot.app.screen.focused is not None
    pilot.app.screen.focused.post_message(Paste(words))
    await press(pilot, "enter")


async def see(pilot: Pilot[None], words: str) -> None:
    """Wait until the words are on the screen."""
    async with asyncio.timeout(60):
        while not any(words in row for row in screen_text(pilot)):
            await pilot.pause(0.01)


async def go_to(pilot: Pilot[None], screen: FeedsScreen, title: str) -> None:
    titles = [row.text.strip("▾▸ /") for row in screen.listed.rows]
    screen.listed.move_to(titles.index(title))
    await pilot.pause()


@pytest.mark.quick
async def test_feeds_that_cannot_be_listed_are_waited_for_no_longer(
    followed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreadable() -> None:
        raise StoreError("library.db cannot be read: give yourself permission to read it.")

    monkeypatch.setattr(followed.feeds, "listing", unreadable)
    async with at_feeds(followed) as (pilot, _):
        await see(pilot, "library.db cannot be read: give yourself permission to read it.")
        assert not any("Looking at your feeds" in row for row in screen_text(pilot))


async def test_a_feed_is_followed_by_its_address_and_its_articles_are_there(
    library: Library, server: FeedServer
) -> None:
    async with at_feeds(library) as (pilot, screen):
        await press(pilot, "+", *server.site.url(0), "enter")
        await see(pilot, "Followed “Feed number 0”. u undoes.")
        assert screen.listed.row is not None and screen.listed.row.text == "Feed number 0"
        await answer(pilot, "+", "mailto:me")
        await see(pilot, "is not the address of a feed")
        await press(pilot, "enter")
        assert not any("mailto" in row for row in screen_text(pilot)), "it is about no article of the list"
        await press(pilot, "F")
        assert [feed.unread for feed in library.feeds.listing()] == [4]
        await press(pilot, "u")
        assert not library.feeds.subscriptions()
        await press(pilot, "ctrl+r")
        assert [feed.url for feed in library.feeds.subscriptions()] == [server.site.url(0)]


async def test_the_articles_of_a_feed_that_is_followed_are_put_into_stories(
    library: Library, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting = list[int]()
    monkeypatch.setattr(
        StoryAssignment, "start", lambda self: waiting.append(self.library.stories.count_unassigned())
    )
    async with at_feeds(library) as (pilot, _screen):
        await press(pilot, "+", *server.site.url(0), "enter")
        await see(pilot, "Followed “Feed number 0”. u undoes.")
        await pilot.pause()
        assert waiting[-1] == 5


async def test_of_a_site_with_several_feeds_the_reader_picks(
    library: Library, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    from briefing.sources.feeds.feed_links import FeedLink

    found = tuple(FeedLink(f"Feed {n}", server.site.url(n), "RSS") for n in range(3))
    monkeypatch.setattr(library.feeds, "add", lambda url, folder: found)
    async with at_feeds(library) as (pilot, _screen):
        await press(pilot, "+", *"127.0.0.1", "enter")
        assert isinstance(pilot.app.screen, PickFeedsScreen)
        await press(pilot, "j", "space", "enter")
        await see(pilot, "1 feed refreshed: 4 new articles.")
        assert [feed.url for feed in library.feeds.subscriptions()] == [server.site.url(1)]


async def test_what_cannot_be_followed_is_told_in_a_sentence(library: Library, server: FeedServer) -> None:
    refused = {
        "mailto:me": "is not the address of a feed, a site or a mailbox",
        f"{server.site.root()}/nothing.html?status=404": "HTTP 404",
        "http://127.0.0.1:9/feed": "127.0.0.1",
    }
    async with at_feeds(library) as (pilot, screen):
        for address, words in refused.items():
            await answer(pilot, "+", address)
            await see(pilot, words)
            assert screen.status.is_error and screen.status.message.endswith(".")
            assert words in screen.status.message
        assert not library.feeds.subscriptions()


async def test_what_is_followed_already_is_told_so(followed: Library, server: FeedServer) -> None:
    async with at_feeds(followed) as (pilot, _screen):
        await answer(pilot, "+", server.site.url(0))
        await see(pilot, "You already follow “First”.")
        assert len(followed.feeds.subscriptions()) == 3


CHANGES = [
    ("First", ["d", "d"], {"Second": "World", "Third": "World"}),
    ("World", ["d", "d"], {"First": ""}),
    ("First", ["e", *"Daily", "enter"], {"Daily": "", "Second": "World", "Third": "World"}),
    ("World", ["e", *"Abroad", "enter"], {"First": "", "Second": "Abroad", "Third": "Abroad"}),
    ("First", ["p", *"World", "enter"], {"First": "World", "Second": "World", "Third": "World"}),
    ("Second", ["p", "/", "enter"], {"First": "", "Second": "", "Third": "World"}),
]
"""A feed or a folder is taken out, renamed or moved: where the cursor is, the keys, and folders by feed."""


async def test_changes_are_on_disk_and_undo_takes_them_back(followed: Library) -> None:
    def state() -> dict[str, str]:
        return {feed.title: " / ".join(feed.folder) for feed in followed.feeds.listing()}

    before = state()
    async with at_feeds(followed) as (pilot, screen):
        for title, keys, after in CHANGES:
            await go_to(pilot, screen, title)
            await press(pilot, *keys)
            assert state() == after
            assert screen.status.message.endswith(". u undoes.")
            await press(pilot, "u")
            assert state() == before
            await press(pilot, "ctrl+r")
            assert state() == after
            await press(pilot, "u")


async def test_a_feed_is_refreshed_by_r_and_its_unread_are_counted(followed: Library) -> None:
    async with at_feeds(followed) as (pilot, screen):
        await go_to(pilot, screen, "First")
        await press(pilot, "r")
        await see(pilot, "1 feed refreshed: 4 new articles.")
        counts = {row.text.strip("▾▸ "): row.count for row in screen.listed.rows}
        assert (counts["First"], counts["World"], counts["All"]) == ("4", "", "4 of 5")


async def test_all_of_a_folder_is_marked_read_and_undo_takes_it_back(followed: Library) -> None:
    followed.feeds.refresh()
    urls = [feed.url for feed in followed.feeds.subscriptions()]
    marked = {feed.url: feed.unread for feed in followed.feeds.listing()}
    async with at_feeds(followed) as (pilot, screen):
        await go_to(pilot, screen, "World")
        await press(pilot, "M")
        assert screen.status.message == "Marked 8 articles of “World” read. u undoes."
        assert [feed.unread for feed in followed.feeds.listing()] == [4, 0, 0]
        await press(pilot, "M")
        assert screen.status.message == "Everything in “World” is already read."
        await press(pilot, "u")
        assert {feed.url: feed.unread for feed in followed.feeds.listing()} == marked
        assert urls == [feed.url for feed in followed.feeds.subscriptions()]


async def test_enter_lists_what_is_under_the_cursor_in_the_library(followed: Library) -> None:
    followed.feeds.refresh()
    async with at_feeds(followed, queries={"Headlines": "title:the OR title:a"}) as (pilot, screen):
        await go_to(pilot, screen, "Headlines")
        await press(pilot, "enter")
        reader = pilot.app.screen
        assert isinstance(reader, ReaderScreen) and reader.library_rows.has_focus
        found = followed.articles.ids("title:the OR title:a")
        assert set(reader.controllers.article_list.listing.ids) == set(found)
        await press(pilot, "F")
        feeds = pilot.app.screen
        assert isinstance(feeds, FeedsScreen)
        await go_to(pilot, feeds, "Second")
        await press(pilot, "enter")
        assert len(reader.controllers.article_list.listing.ids) == 4


async def test_failures_say_why_and_leave_the_list_when_the_feed_answers(
    library: Library, server: FeedServer
) -> None:
    url = server.site.url(0)
    library.feeds.follow([Subscription(url, "Wire"), Subscription(server.site.url(1, status=503), "Down")])
    library.feeds.refresh()
    async with at_feeds(library) as (pilot, screen):
        assert [row.label for row in screen.listed.rows if row.text == "Down"] == ["!"]
        await press(pilot, "!")
        failures = pilot.app.screen
        assert isinstance(failures, FailuresScreen)
        (row,) = failures.listed.rows
        assert row.text.startswith("Down: ") and "503" in row.text and row.count.startswith("next try ")
        await press(pilot, "enter")
        await see(pilot, "1 feed refreshed: nothing new. 1 failed: ! says why.")
        await press(pilot, "d", "d")
        assert not failures.listed.rows
        await press(pilot, "u")
        assert len(failures.listed.rows) == 1


OPML = '<opml version="2.0"><body>{}</body></opml>'


async def test_an_opml_file_is_imported_asked_and_undone_as_one(
    library: Library, server: FeedServer, tmp_path: Path
) -> None:
    file = tmp_path / "subs.opml"
    outlines = [f'<outline text="Feed {n}" xmlUrl="{server.site.url(n)}"/>' for n in range(3)]
    outlines.append('<outline text="Mail" xmlUrl="mailto:me"/>')
    file.write_text(OPML.format("".join(outlines)), encoding="utf-8")
    library.feeds.follow([Subscription(server.site.url(0), "Known")])
    async with at_feeds(library) as (pilot, _screen):
        await answer(pilot, "+", str(file))
        await see(pilot, "2 feeds refreshed: 8 new articles.")
        assert [feed.title for feed in library.feeds.listing()] == ["Known", "Feed 1", "Feed 2"]
        await press(pilot, "u")
        assert [feed.title for feed in library.feeds.listing()] == ["Known"]
        await press(pilot, "q", "f2")
        await see(pilot, "Followed 2 feeds of subs.opml (1 already followed, 1 refused: ")


async def test_a_file_that_is_no_list_of_feeds_is_refused_in_a_sentence(
    library: Library, tmp_path: Path
) -> None:
    contents = {
        "missing": None,
        "page": "<html><body>Not here</body></html>",
        "binary": "\x00\x01\x02",
        "empty": OPML.format(""),
    }
    async with at_feeds(library) as (pilot, screen):
        for name, content in contents.items():
            file = tmp_path / f"{name}.opml"
            if content is not None:
                file.write_text(content, encoding="utf-8")
            await answer(pilot, "+", str(file))
            assert file.name in screen.status.message and screen.status.message.endswith(".")
            assert not library.feeds.subscriptions()


async def test_an_export_is_what_an_import_takes_and_replaces_a_file_only_when_told(
    followed: Library, tmp_path: Path
) -> None:
    file = tmp_path / "mine.opml"
    file.write_text("something else", encoding="utf-8")
    async with at_feeds(followed) as (pilot, screen):
        await answer(pilot, "E", str(file))
        assert isinstance(pilot.app.screen, ChoiceScreen)
        await press(pilot, "escape")
        assert file.read_text(encoding="utf-8") == "something else"
        await answer(pilot, "E", str(file))
        await press(pilot, "y")
        assert screen.status.message == f"Exported your feeds to {file}."
        imported = followed.feeds.import_opml(file.read_bytes(), file.name)
        assert not imported.added and len(imported.known) == 3


async def test_the_progress_of_a_refresh_that_has_ended_is_not_come_back_to(followed: Library) -> None:
    async with at_feeds(followed) as (pilot, screen):
        screen.feeds.context.show_progress("1 of 3 feeds")
        await settle(pilot)
        assert screen.rule.right == "1 of 3 feeds · Esc stop"
        await press(pilot, "g", "u", "q")
        assert screen.is_current and "Esc stop" not in screen.rule.right


@pytest.mark.quick
async def test_an_export_into_a_folder_that_is_not_there_makes_none(
    followed: Library, tmp_path: Path
) -> None:
    async with at_feeds(followed) as (pilot, screen):
        await answer(pilot, "E", f"{tmp_path}/none/a.opml")
        assert screen.status.message == (
            f"There is no folder {tmp_path}/none: make it first, or choose another."
        )
        assert not (tmp_path / "none").exists()
