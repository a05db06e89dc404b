"""Refreshing from the reader: what is seen while it goes, what stays where it is, and how it ends."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.strip import Strip

from benchmarks.feed_answers import Plan
from benchmarks.feed_server import FeedServer
from briefing.domain.feeds.feed import Subscription
from briefing.domain.feeds.refresh_result import FeedFailure, RefreshReport, RefreshStep
from briefing.errors import AlreadyRefreshingError, StoreError
from briefing.services.library import Library
from briefing.ui.screens.feeds import refresh_controller as refresh
from briefing.ui.screens.reader.screen import ReaderScreen
from briefing.ui.widgets.lists.article_list_view import ArticleList
from tests.ui.feeding import following_app
from tests.ui.newsstand import fill, news, titles
from tests.ui.reading import screen_text, settle, status

WIDE, NARROW = (200, 60), (80, 24)


class Servers:
    """Takes the place of the servers: a refresh goes as far as the test says, and waits there."""

    def __init__(self) -> None:
        self.asked: list[tuple[tuple[str, ...] | None, bool]] = []
        self.on_step: Callable[[RefreshStep], None] = lambda step: None
        self.began, self.may_end = threading.Event(), threading.Event()
        self.ends: RefreshReport | Exception = RefreshReport(60)

    def refresh(
        self,
        urls: Any = None,  # as the service has it
        *,
        due_only: bool = False,
        on_step: Callable[[RefreshStep], None],
        is_cancelled: Callable[[], bool],
    ) -> RefreshReport:
        self.asked.append((None if urls is None else tuple(urls), due_only))
        self.on_step = on_step
        self.began.set()
        while not self.may_end.wait(0.01):
            if is_cancelled():
                return RefreshReport(41, new=12, was_cancelled=True)
        if isinstance(self.ends, Exception):
            raise self.ends
        return self.ends

    def end(self, ends: RefreshReport | Exception | None = None) -> None:
        self.ends = ends or self.ends
        self.may_end.set()


STEP = RefreshStep(41, 60, 12, 1, "u", "Wire A", "wire-a.example answered 404.", None)


@pytest.fixture
def servers(library: Library, monkeypatch: pytest.MonkeyPatch) -> Iterator[Servers]:
    servers = Servers()
    library.feeds.follow([Subscription("https://wire.example/rss", "Wire")])
    monkeypatch.setattr(library.feeds, "refresh", servers.refresh)
    yield servers
    servers.end()


async def see(pilot: Pilot[None], words: str) -> list[str]:
    """Wait until the words are on the screen."""
    async with asyncio.timeout(60):
        while not any(words in row for row in screen_text(pilot)):
            await pilot.pause(0.01)
    return screen_text(pilot)


async def start(pilot: Pilot[None], servers: Servers, *keys: str) -> ReaderScreen:
    """Refresh, up to the 41st feed."""
    screen = await ready(pilot)
    await pilot.press(*(keys or ("R",)))
    while not servers.began.is_set():
        await pilot.pause(0.01)
    servers.on_step(STEP)
    return screen


async def ready(pilot: Pilot[None]) -> ReaderScreen:
    """The reader with its library in front, once nothing is under way."""
    screen = await settle(pilot)
    screen.parts.go_to_library()
    await pilot.pause()
    return screen


@pytest.mark.quick
@pytest.mark.parametrize("size", [NARROW, (120, 40), WIDE])
async def test_the_status_row_says_how_far_it_is(
    library: Library, servers: Servers, size: tuple[int, int]
) -> None:
    async with following_app(library).run_test(size=size) as pilot:
        await start(pilot, servers)
        rows = await see(pilot, "41 of 60")
        assert rows[-2].endswith("41 of 60, 12 new, 1 failed")


async def test_while_keys_are_pressed_the_progress_is_shown_with_them_and_not_between_them(
    library: Library, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(refresh, "monotonic", lambda: now[0])
    async with following_app(library).run_test(size=WIDE) as pilot:
        screen = await start(pilot, servers)
        shown: list[str] = []
        for step, show in (
            (42, screen.controllers.refresh.key_pressed),
            (43, screen.controllers.refresh.show_unless_typing),
            (44, screen.controllers.refresh.show_unless_typing),
        ):
            servers.on_step(replace(STEP, done=step))
            now[0] += 0.6 * refresh.PROGRESS_INTERVAL if shown else refresh.PROGRESS_INTERVAL
            show()
            shown.append(screen.status.progress[:2])
        assert shown == ["42", "42", "44"]
        await pilot.press("j")
        await see(pilot, "44 of 60")


async def test_what_has_come_is_listed_at_rest_and_between_keys_only_after_long(
    library: Library, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr(refresh, "monotonic", lambda: now[0])
    async with following_app(library).run_test(size=WIDE) as pilot:
        screen = await start(pilot, servers)
        listed: list[float] = []
        monkeypatch.setattr(screen.controllers.article_list, "reload", lambda: listed.append(now[0]))
        new = STEP.new
        for show, moment in (
            (screen.controllers.refresh.key_pressed, 100.0 + refresh.RELOAD_INTERVAL),
            (screen.controllers.refresh.show_unless_typing, 101.0 + refresh.RELOAD_INTERVAL),
            (screen.controllers.refresh.key_pressed, 105.0 + 2 * refresh.RELOAD_INTERVAL),
            (
                screen.controllers.refresh.key_pressed,
                102.0 + refresh.RELOAD_INTERVAL + refresh.RELOAD_INTERVAL_TYPING,
            ),
        ):
            new, now[0] = new + 1, moment
            servers.on_step(replace(STEP, new=new))
            show()
        assert listed == [104.0, 120.0]
        servers.end()


async def test_memory_is_released_after_it_once_keys_rest(
    library: Library, servers: Servers, monkeypatch: pytest.MonkeyPatch
) -> None:
    now, released = [100.0], list[float]()
    monkeypatch.setattr(refresh, "monotonic", lambda: now[0])
    monkeypatch.setattr(refresh, "REST_SECONDS", 0.01)
    monkeypatch.setattr(refresh, "release_memory", lambda: released.append(now[0]))
    async with following_app(library).run_test(size=WIDE) as pilot:
        await start(pilot, servers)
        servers.end()
        await see(pilot, "60 feeds refreshed")
        assert not released
        now[0] += 1
        async with asyncio.timeout(60):
            while not released:
                await pilot.pause(0.01)
        assert released == [101.0]


async def test_escape_stops_it_once_nothing_else_is_left_to_close(
    library: Library, servers: Servers, talks: str
) -> None:
    async with following_app(library, talks).run_test(size=NARROW) as pilot:
        screen = await settle(pilot)
        screen.parts.focus_pane("issues")
        await pilot.press("R")
        await pilot.press("escape")
        assert screen.focused is screen.view and not servers.may_end.is_set()
        await pilot.press("escape")
        await see(pilot, "Stopped: 41 of")
        assert screen.status.progress == ""


async def test_the_end_is_told(library: Library, servers: Servers) -> None:
    async with following_app(library).run_test(size=WIDE) as pilot:
        await start(pilot, servers)
        failure = FeedFailure("u", "Wire", "No answer.", None)
        servers.end(RefreshReport(60, new=12, failures=(failure,), notifications=("Oil: 2 new.",)))
        await see(pilot, "60 feeds refreshed: 12 new articles. 1 failed: ! says why. Oil: 2 new.")


@pytest.mark.parametrize(
    ("ends", "words"),
    [
        (RefreshReport(60, is_offline=True), "No server could be reached: check the network connection"),
        (StoreError("The disk is full: free some space."), "The disk is full: free some space."),
        (AlreadyRefreshingError("They are being refreshed by another briefing."), "by another briefing."),
        (ValueError("oh"), "Unexpected error (ValueError): "),
    ],
    ids=["offline", "disk", "another", "fault"],
)
async def test_what_goes_wrong_is_told_in_a_sentence_and_the_next_refresh_may_begin(
    library: Library, servers: Servers, ends: RefreshReport | Exception, words: str
) -> None:
    async with following_app(library).run_test(size=(120, 40)) as pilot:
        await start(pilot, servers)
        servers.end(ends)
        await see(pilot, words)
        await pilot.press("R")
        await settle(pilot)
        assert len(servers.asked) == 2


async def test_r_asks_what_is_due_and_capital_r_asks_all(library: Library, servers: Servers) -> None:
    servers.end()
    async with following_app(library).run_test(size=NARROW) as pilot:
        await ready(pilot)
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("R")
        await settle(pilot)
        assert servers.asked == [(None, True), (None, False)]


async def test_a_second_refresh_says_how_far_the_first_is(library: Library, servers: Servers) -> None:
    async with following_app(library).run_test(size=NARROW) as pilot:
        screen = await start(pilot, servers)
        await pilot.press("R")
        assert status(screen) == "A refresh is running: 41 of 60, 12 new, 1 failed. Esc stops it."
        assert len(servers.asked) == 1


async def test_feeds_that_are_wanted_meanwhile_are_asked_afterwards(
    library: Library, servers: Servers
) -> None:
    async with following_app(library).run_test(size=NARROW) as pilot:
        screen = await start(pilot, servers)
        screen.controllers.refresh.start(["https://wire.example/rss"])
        servers.end()
        await settle(pilot)
        assert servers.asked == [(None, False), (("https://wire.example/rss",), False)]


async def test_without_feeds_it_is_said_how_to_follow_one(library: Library) -> None:
    async with following_app(library).run_test(size=NARROW) as pilot:
        screen = await ready(pilot)
        await pilot.press("R")
        await settle(pilot)
        assert status(screen).startswith("You follow no feeds yet: F opens Feeds, where + follows one")


async def test_leaving_stops_a_refresh(library: Library, servers: Servers) -> None:
    async with following_app(library).run_test(size=NARROW) as pilot:
        screen = await start(pilot, servers)
        refreshing = screen.controllers.refresh.future
        assert refreshing is not None
        await pilot.press("Q")
    assert refreshing.result(timeout=60).was_cancelled


async def test_the_refresh_by_itself_is_quiet_and_takes_only_what_is_old(
    library: Library, servers: Servers
) -> None:
    async with following_app(library, refresh_minutes=30).run_test(size=NARROW) as pilot:
        screen = await settle_but_for_refresh(pilot, servers)
        servers.on_step(STEP)
        screen.controllers.refresh.show()
        assert servers.asked == [(("https://wire.example/rss",), True)]
        assert screen.status.progress == ""
        await pilot.press("escape")
        assert not screen.status.message
        await pilot.press("R")
        await see(pilot, "41 of 60, 12 new")


async def settle_but_for_refresh(pilot: Pilot[None], servers: Servers) -> ReaderScreen:
    while not servers.began.is_set():
        await pilot.pause(0.01)
    screen = pilot.app.screen
    assert isinstance(screen, ReaderScreen)
    return screen


async def test_a_failed_briefing_is_made_again_by_r_in_the_article_but_not_in_the_list(
    library: Library, servers: Servers, talks: str
) -> None:
    servers.end()
    async with following_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        screen.panes.pane("summary").fail("The engine stopped.")
        screen.parts.go_to_article()
        await pilot.press("r")
        await settle(pilot)
        assert screen.panes.pane("summary").state is None and not servers.asked
        await pilot.press("r")
        await settle(pilot)
        assert servers.asked == [(None, True)]


# With servers that answer


@pytest.fixture
def server() -> Iterator[FeedServer]:
    with FeedServer(Plan(feeds=3, items=15)) as server:
        yield server


@pytest.mark.quick
async def test_what_comes_moves_neither_the_cursor_nor_the_scroll(
    library: Library, server: FeedServer, tmp_path: Path
) -> None:
    for number in range(60):
        file = tmp_path / f"{number}.txt"
        file.write_text(f"Headline {number}\n\nThe story {number} begins here.\n")
        library.articles.add([str(file)])
    library.feeds.follow(Subscription(url) for url in server.site.urls())
    async with following_app(library).run_test(size=WIDE) as pilot:
        screen = await ready(pilot)
        await pilot.press("G", *["k"] * 20)
        await pilot.pause()
        before = screen.library_rows.row
        line = cursor_line(screen)
        await pilot.press("R")
        await settle(pilot)
        assert before is not None and screen.library_rows.row is not None
        assert screen.library_rows.row.key == before.key
        assert cursor_line(screen) == line
        assert len(library.articles.ids()) > 61


@pytest.mark.parametrize(
    ("way", "size"),
    [
        pytest.param("", WIDE, id="list"),
        pytest.param("enter", NARROW, id="article"),
        pytest.param("", NARROW, id="narrow list", marks=pytest.mark.thorough),
        pytest.param("enter", WIDE, id="wide article", marks=pytest.mark.thorough),
    ],
)
async def test_once_the_panel_is_there_no_refresh_lays_the_screen_out(
    library: Library, server: FeedServer, size: tuple[int, int], way: str
) -> None:
    async with following_old_news(library, server, size) as (pilot, screen):
        if way:
            await pilot.press(way)
            await settle(pilot)
        await pilot.press("R")
        await settle(pilot)
        server.site.plan = replace(server.site.plan, version=20)
        layouts: list[object] = []
        screen.screen_layout_refresh_signal.subscribe(screen, layouts.append)
        await pilot.press("R")
        await settle(pilot)
        assert len(library.articles.ids()) == 130
        assert not layouts


@pytest.mark.usefixtures("every_frame")
async def test_what_comes_above_the_view_paints_no_line_of_the_list(
    library: Library, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with following_old_news(library, server, WIDE) as (pilot, _):
        await pilot.press("R")
        await settle(pilot)
        await pilot.press("G")
        await settle(pilot)
        server.site.plan = replace(server.site.plan, version=20)
        before = [row for row in screen_text(pilot) if "Headline" in row]
        painted: list[int] = []
        paint = ArticleList.render_line

        def render_line(self: ArticleList, y: int) -> Strip:
            painted.append(y)
            return paint(self, y)

        monkeypatch.setattr(ArticleList, "render_line", render_line)
        await pilot.press("R")
        await settle(pilot)
        assert len(library.articles.ids()) == 130
        assert not painted
        assert [row for row in screen_text(pilot) if "Headline" in row] == before


async def test_what_comes_beside_the_cursor_is_listed_at_once(
    library: Library, server: FeedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with following_old_news(library, server, WIDE) as (pilot, screen):
        fetched: list[object] = []
        monkeypatch.setattr(screen.controllers.article_list, "fetch_rows", fetched.append)
        await pilot.press("R")
        await settle(pilot)
        await pilot.press("k")
        assert len(titles(screen)) == 115
        assert not fetched


@asynccontextmanager
async def following_old_news(
    library: Library, server: FeedServer, size: tuple[int, int]
) -> AsyncIterator[tuple[Pilot[None], ReaderScreen]]:
    """A list of a hundred articles, older than all that its three feeds bring."""
    library._store.set_meta("sample", "removed")
    fill(library, (news(100_000 + number) for number in range(100)))
    library.feeds.follow(Subscription(url) for url in server.site.urls())
    async with following_app(library).run_test(size=size) as pilot:
        screen = await ready(pilot)
        yield pilot, screen


def cursor_line(screen: ReaderScreen) -> int:
    """At which line of the screen the cursor stands."""
    rows = screen.library_rows
    return next(y for y in range(rows.size.height) if rows.render_line(y).text.startswith("▶"))
