"""The Feeds screen and the list of failures: what they show, and what each key asks of the port."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from textual.pilot import Pilot

from briefing.domain.feeds.refresh_result import PageFailure
from briefing.presentation.library.feed_rows import FeedOverview
from briefing.presentation.library.list_place import UNREAD, Scope
from briefing.ui.screens.feeds.failures_screen import FailuresScreen
from briefing.ui.screens.feeds.feeds_screen import FeedsScreen
from briefing.ui.screens.help_screen import HelpScreen
from tests.ui.annotated import app_with, press, show, until_shown
from tests.ui.feeding import FEEDS, OVERVIEW, RecordingPort
from tests.ui.reading import screen_text, shown

WIRE, GLOBE, POST, OLD = FEEDS
Shown = TypeVar("Shown", FeedsScreen, FailuresScreen)
Asked = Sequence[tuple[list[str], list[tuple[object, ...]]]]
"""Keys, and what is asked of the port once they were pressed."""


@asynccontextmanager
async def opened(
    kind: type[Shown], overview: FeedOverview | None = OVERVIEW, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], Shown, RecordingPort]]:
    screen, port = made(kind, overview)
    async with app_with(screen).run_test(size=size) as pilot:
        await until_shown(pilot, screen)
        yield pilot, screen, port


def made(kind: type[Shown], overview: FeedOverview | None = OVERVIEW) -> tuple[Shown, RecordingPort]:
    port = RecordingPort(overview)
    screen = kind(port)  # type: ignore[arg-type] # the port answers to any name
    return screen, port


async def ask(pilot: Pilot[None], kind: type[Shown], asked: Asked) -> None:
    """Press the keys of each row on a screen of its own, which then asks its port for what stands there."""
    for keys, wishes in asked:
        screen, port = made(kind)
        await show(pilot, screen)
        await press(pilot, *keys)
        assert port.wishes == wishes, keys


def said(pilot: Pilot[None]) -> str:
    return screen_text(pilot)[-2].strip()


@pytest.mark.quick
async def test_the_tree_at_80_by_24() -> None:
    async with opened(FeedsScreen) as (pilot, _screen, _port):
        rows = screen_text(pilot)
        assert rows[:14] == [
            "━ Feeds ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ 4 feeds · 2 failing ━",
            " Filter  part of a name or address",
            "─" * 80,
            "▶   All                                                               15 of 340",
            "    Unread                                                                   15",
            "    Starred                                                                   2",
            "    / Budget",
            "    Wire                                                                      3",
            "    ▾ World                                                                  12",
            "      Globe                                                                  12",
            "      ▾ Europe",
            "  !     Post",
            "  !   Old",
            "    #oil                                                                      4",
        ]
        assert rows[-1] == "Enter list  + follow  M mark read  E export  q back  : commands  ? help"


@pytest.mark.parametrize("size", [(120, 40), (200, 60), (40, 10), (20, 5)])
async def test_at_every_size_the_tree_is_there(size: tuple[int, int]) -> None:
    async with opened(FeedsScreen, size=size) as (pilot, _screen, _port):
        rows = screen_text(pilot)
        assert any(row.startswith("▶   All") for row in rows)
        assert "? help" in rows[-1] or size[0] < 30


TO_GLOBE = ["j"] * 6
TO_WORLD = ["j"] * 5
TO_WIRE = ["j"] * 4


ASKED: Asked = [
    (["j", "enter"], [("open", UNREAD)]),
    ([*TO_WIRE, "enter"], [("open", Scope("Wire", f'feed:"{WIRE.url}"'))]),
    (["G", "enter"], [("open", Scope("#oil", 'tag:"oil"'))]),
    (["+", *"b.example", "enter"], [("follow", "b.example", ())]),
    ([*TO_WORLD, "+", *"b.example", "enter"], [("follow", "b.example", ("World",))]),
    ([*TO_GLOBE, "+", *"b.example", "enter"], [("follow", "b.example", ("World",))]),
    (["+", *"b.ex", "escape"], []),
    ([*TO_WIRE, "r"], [("refresh", (WIRE,))]),
    ([*TO_WORLD, "r"], [("refresh", (GLOBE, POST, OLD))]),
    (["j", "j", "j", "e", *"Taxes", "enter"], [("rename_query", "Budget", "Taxes", "budget OR tax")]),
    (["j", "j", "j", "e", "delete", "enter"], []),
    (["j", "j", "j", "d", "d"], [("remove_query", "Budget")]),
    (["r"], []),
    (["R"], [("refresh", None)]),
    ([*TO_WIRE, "d", "d"], [("unfollow", (WIRE,), "Wire")]),
    ([*TO_WORLD, "d", "d"], [("unfollow", (GLOBE, POST, OLD), "World")]),
    (["d", "d"], []),
    ([*TO_WIRE, "e", *"Daily", "enter"], [("rename", WIRE, "Daily")]),
    ([*TO_WIRE, "e", "delete", "enter"], [("rename", WIRE, "")]),
    ([*TO_WIRE, "e", "enter"], []),
    ([*TO_WIRE, "e", *"Da", "escape"], []),
    ([*TO_WORLD, "e", "delete", "enter"], []),
    (
        [*TO_WORLD, "e", *"Abroad", "enter"],
        [
            (
                "move",
                [(GLOBE, ("Abroad",)), (POST, ("Abroad", "Europe")), (OLD, ("Abroad",))],
                "Renamed the folder “World” to “Abroad”",
            )
        ],
    ),
    (
        [*TO_WIRE, "p", *"World / Asia", "enter"],
        [("move", [(WIRE, ("World", "Asia"))], "Moved “Wire” into “World / Asia”")],
    ),
    (
        [*TO_WIRE, "p", *"wor", "right", "enter"],
        [("move", [(WIRE, ("World",))], "Moved “Wire” into “World”")],
    ),
    ([*TO_GLOBE, "p", "/", "enter"], [("move", [(GLOBE, ())], "Moved “Globe” out of all folders")]),
    ([*TO_GLOBE, "p", "enter"], []),
    (
        [*TO_GLOBE, "j", "p", "/", "enter"],
        [("move", [(POST, ("Europe",))], "Moved the folder “Europe” out of all folders")],
    ),
    ([*TO_WORLD, "p", *"World / Europe", "enter"], []),
    (["j", "M"], [("mark_read", UNREAD)]),
    (["+", *"a.opml", "enter"], [("import_opml", "a.opml")]),
    (["+", *"~/a.xml", "enter"], [("import_opml", "~/a.xml")]),
    (["+", *"b.example/a.xml", "enter"], [("follow", "b.example/a.xml", ())]),
    (["E", "enter"], [("export_opml", "~/feeds.opml")]),
    (["u"], [("undo",)]),
    (["ctrl+r"], [("redo",)]),
]


async def test_keys_ask_the_port() -> None:
    async with opened(FeedsScreen) as (pilot, _screen, _port):
        await ask(pilot, FeedsScreen, ASKED)


SAID = [
    (["d", "d"], "dd unfollows a feed, a saved query or a folder: put the cursor on one."),
    (["r"], "r refreshes a feed or a folder: put the cursor on one."),
    ([*TO_GLOBE, "p", "enter"], "“Globe” is there already."),
    ([*TO_WORLD, "p", *"World / Europe", "enter"], "A folder cannot go into itself: choose another."),
    ([*TO_WORLD], "3 feeds, 2 failing: ! says why"),
    (["+", *"b.example", "enter"], "Looking for a feed at b.example …"),
]


async def test_what_is_said() -> None:
    async with opened(FeedsScreen, size=(120, 24)) as (pilot, _screen, _port):
        for keys, words in SAID:
            await show(pilot, made(FeedsScreen)[0])
            await press(pilot, *keys)
            assert said(pilot).startswith(words), keys


@pytest.mark.parametrize(("close", "open_"), [("left", "right"), ("h", "l")])
async def test_left_closes_a_folder_or_goes_to_the_one_around_and_right_opens_it(
    close: str, open_: str
) -> None:
    async with opened(FeedsScreen) as (pilot, screen, _port):
        whole = len(screen.listed.rows)
        await press(pilot, *TO_GLOBE, close)
        assert screen.listed.row is not None and screen.listed.row.key == "folder:World"
        await press(pilot, close)
        assert len(screen.listed.rows) == whole - 4
        await press(pilot, open_)
        assert len(screen.listed.rows) == whole


async def test_the_filter_is_live_and_escape_takes_it_away_then_leaves() -> None:
    async with opened(FeedsScreen) as (pilot, screen, _port):
        await press(pilot, "slash", *"globe")
        assert [row.text.strip() for row in screen.listed.rows] == ["▾ World", "Globe"]
        await press(pilot, "enter", "escape")
        assert len(screen.listed.rows) == 11
        await press(pilot, "escape")
        assert screen not in pilot.app.screen_stack


async def test_escape_stops_a_refresh_before_it_leaves() -> None:
    async with opened(FeedsScreen) as (pilot, screen, port):
        port.stops = True
        screen.show_progress("41 of 60, 12 new")
        await pilot.pause()
        assert "41 of 60, 12 new · Esc stop" in screen_text(pilot)[0]
        await press(pilot, "escape")
        assert port.wishes == [("stop_refresh",)]
        assert screen in pilot.app.screen_stack
        await press(pilot, "q")
        assert screen not in pilot.app.screen_stack


@pytest.mark.parametrize(
    ("answer", "wishes"),
    [("y", [("export_opml", "a.opml", True)]), ("escape", [])],
)
async def test_a_file_is_replaced_only_when_the_reader_says_so(
    answer: str, wishes: list[tuple[object, ...]]
) -> None:
    async with opened(FeedsScreen) as (pilot, screen, port):
        screen.ask_to_replace("a.opml")
        await pilot.pause()
        assert "a.opml exists" in shown(pilot)
        await press(pilot, answer)
        assert port.wishes == wishes
        assert screen in pilot.app.screen_stack


async def test_paths_are_completed_by_folders_and_by_files_of_feeds(tmp_path: Path) -> None:
    (tmp_path / "readers").mkdir()
    (tmp_path / "readers" / "subs.opml").touch()
    (tmp_path / "readers" / "subs.jpg").touch()
    async with opened(FeedsScreen) as (pilot, _screen, port):
        await press(pilot, "+", *f"{tmp_path}/read")
        await pilot.app.workers.wait_for_complete()
        await press(pilot, "right", *"su")
        await pilot.app.workers.wait_for_complete()
        await press(pilot, "right", "enter")
        assert port.wishes == [("import_opml", f"{tmp_path}/readers/subs.opml")]


@pytest.mark.parametrize(
    ("keys", "wishes"),
    [
        (["enter"], [("show_starters",)]),
        (["j", "enter", *"b.example", "enter"], [("follow", "b.example", ())]),
        (["j", "j", "enter", *"a.opml", "enter"], [("import_opml", "a.opml")]),
        (["E"], []),
        (["M", "d", "d"], []),
    ],
    ids=["starters", "follow", "import", "export-nothing", "nothing-to-do"],
)
async def test_without_feeds_enter_does_what_is_offered(
    keys: list[str], wishes: list[tuple[object, ...]]
) -> None:
    async with opened(FeedsScreen, FeedOverview()) as (pilot, _screen, port):
        await press(pilot, *keys)
        assert port.wishes == wishes


async def test_the_cursor_stays_on_its_line_when_the_tree_is_shown_anew() -> None:
    async with opened(FeedsScreen) as (pilot, screen, _port):
        await press(pilot, *TO_GLOBE)
        screen.show(FeedOverview(FEEDS[1:], 340, 15))
        await pilot.pause()
        assert screen.listed.row is not None and screen.listed.row.text.strip() == "Globe"


async def test_what_cannot_be_read_is_said_in_place_of_the_feeds() -> None:
    async with opened(FeedsScreen) as (pilot, screen, _port):
        screen.fail("feeds.opml cannot be read: give yourself permission to read it.")
        await pilot.pause()
        assert any("give yourself permission" in row for row in screen_text(pilot))


async def test_the_help_has_the_keys_of_this_place() -> None:
    async with opened(FeedsScreen) as (pilot, _screen, _port):
        await press(pilot, "?")
        assert isinstance(pilot.app.screen, HelpScreen)
        assert any("What you follow, and what else" in row for row in screen_text(pilot))


# The failures


async def test_failures_are_listed_with_the_whole_reason() -> None:
    async with opened(FailuresScreen) as (pilot, _screen, _port):
        rows = screen_text(pilot)
        assert rows[0].endswith("2 of 4 ━")
        assert rows[3].startswith("▶ Post: post.example gave no answer: look at it in a browser.")
        assert rows[3].endswith("R tries again")
        assert rows[4].startswith("  Old: https://old.example/rss is gone") and rows[4].endswith("gone")


ASKED_OF_FAILURES: Asked = [
    (["enter"], [("refresh", [POST])]),
    (["j", "r"], [("refresh", [OLD])]),
    (["R"], [("refresh", (POST, OLD))]),
    (["j", "d", "d"], [("unfollow", [OLD], "Old")]),
    (["u"], [("undo",)]),
    (["ctrl+r"], [("redo",)]),
    (["slash", *"410", "enter", "R"], [("refresh", (OLD,))]),
    (["y"], []),
]


async def test_keys_of_the_failures_ask_the_port() -> None:
    async with opened(FailuresScreen) as (pilot, _screen, _port):
        await ask(pilot, FailuresScreen, ASKED_OF_FAILURES)


async def test_pages_that_could_not_be_had_stand_behind_the_feeds_and_enter_opens_their_article() -> None:
    page = PageFailure("id", "Rain", "wire.example answered 404: open it in a browser.")
    async with opened(FailuresScreen, replace(OVERVIEW, page_failures=(page,))) as (pilot, screen, port):
        rows = screen_text(pilot)
        assert rows[0].endswith("2 of 4 · 1 page ━")
        await press(pilot, "G")
        assert any(row.startswith("▶ Rain: wire.example answered 404") for row in screen_text(pilot))
        await press(pilot, "d", "d", "y")
        assert said(pilot) == "The page of an article: Enter opens the article, where x fetches it again."
        await press(pilot, "enter")
        assert port.wishes == [("read", "id")]
        assert screen not in pilot.app.screen_stack


async def test_pages_are_filtered_like_feeds() -> None:
    pages = (PageFailure("1", "Rain", "No answer."), PageFailure("2", "Snow", "No answer."))
    async with opened(FailuresScreen, FeedOverview(page_failures=pages)) as (pilot, screen, _port):
        await press(pilot, "slash", *"snow", "enter")
        assert [row.key for row in screen.listed.rows] == ["2"]


async def test_an_address_is_copied_without_its_password() -> None:
    secret = FeedOverview((replace(POST, url="https://me:secret@a.example/rss"),))
    async with opened(FailuresScreen, secret) as (pilot, _screen, _port):
        await press(pilot, "y")
        assert said(pilot) == "Copied https://a.example/rss"


@pytest.mark.quick
async def test_without_failures_that_is_said_and_no_key_does_anything() -> None:
    async with opened(FailuresScreen, FeedOverview(FEEDS[:2])) as (pilot, screen, port):
        assert any("No feed failed at its last refresh." in row for row in screen_text(pilot))
        await press(pilot, "enter", "R", "d", "d", "y")
        assert not port.wishes
        await press(pilot, "escape")
        assert screen not in pilot.app.screen_stack
