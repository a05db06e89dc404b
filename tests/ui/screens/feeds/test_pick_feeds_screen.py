"""Picking feeds to follow: what each key picks."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

import pytest
from textual.pilot import Pilot
from textual.screen import Screen

from briefing.domain.feeds.feed import Subscription
from briefing.services.library import Library
from briefing.ui.screens.feeds.pick_feeds_screen import PickFeedsScreen
from tests.ui.annotated import app_with, press
from tests.ui.feeding import following_app
from tests.ui.reading import screen_text, settle

FEEDS = (
    Subscription("https://a.example/", "Alpha", ("World",)),
    Subscription("https://b.example/", "Beta", ("World",)),
    Subscription("https://c.example/", "Gamma", ("Economy",)),
    Subscription("https://d.example/", "Delta", ("Economy",)),
)
A, B, C, D = (feed.url for feed in FEEDS)


@asynccontextmanager
async def picking(
    *followed: str, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], PickFeedsScreen, list[list[str]]]]:
    picked: list[list[str]] = []

    def follow(feeds: Sequence[Subscription]) -> None:
        picked.append([feed.url for feed in feeds])

    screen = PickFeedsScreen("Feeds to start with", FEEDS, follow, followed)
    beneath: Screen[None] = Screen()
    async with app_with(beneath).run_test(size=size) as pilot:
        while pilot.app.screen is not beneath:
            await pilot.pause()
        pilot.app.push_screen(screen)
        await pilot.pause()
        yield pilot, screen, picked


@pytest.mark.quick
async def test_folders_with_their_feeds_at_80_by_24() -> None:
    async with picking(B) as (pilot, _screen, _picked):
        await press(pilot, "j", "space")
        rows = [row.rstrip() for row in screen_text(pilot)]
        assert rows[0].endswith(" 1 of 4 feeds selected ━")
        assert [row[:20].rstrip() for row in rows[3:9]] == [
            "  [x] World",
            "    [x] Alpha",
            "▶       Beta",
            "  [ ] Economy",
            "    [ ] Gamma",
            "    [ ] Delta",
        ]
        assert rows[5].endswith("followed")
        assert rows[-1].startswith("Space select  Enter follow 1  * all  ")
        assert "Esc follow none" in rows[-1]


@pytest.mark.parametrize("size", [(200, 60), (40, 10), (20, 5)])
async def test_at_every_size_the_feeds_are_there(size: tuple[int, int]) -> None:
    async with picking(size=size) as (pilot, _screen, _picked):
        assert any("[ ] World" in row for row in screen_text(pilot))


@pytest.mark.parametrize(
    ("keys", "wanted"),
    [
        (["space", "enter"], [A, B]),
        (["space", "j", "space", "enter"], [A]),
        (["j", "space", "space", "enter"], [A, B]),
        (["j", "space", "k", "space", "enter"], [B]),
        (["j", "enter"], [A]),
        (["enter"], [A, B]),
        (["*", "enter"], [A, B, C, D]),
        (["*", "j", "space", "enter"], [B, C, D]),
        (["slash", *"delta", "enter", "*", "enter"], [D]),
        (["slash", *"econ", "enter", "space", "escape", "enter"], [C, D]),
        (["space", "escape"], []),
        (["space", "q"], []),
    ],
    ids=[
        "folder",
        "folder-but-one",
        "two",
        "one-taken-back",
        "under-cursor",
        "folder-under-cursor",
        "all",
        "all-but-one",
        "filtered",
        "filter-taken-away",
        "none-by-escape",
        "none-by-q",
    ],
)
async def test_enter_follows_what_is_picked(keys: list[str], wanted: list[str]) -> None:
    async with picking() as (pilot, screen, picked):
        await press(pilot, *keys)
        assert picked == ([wanted] if wanted else [])
        assert screen not in pilot.app.screen_stack


async def test_what_is_followed_already_cannot_be_picked() -> None:
    async with picking(A, B) as (pilot, _screen, picked):
        await press(pilot, "j", "space")
        assert screen_text(pilot)[-2].strip() == "You already follow it."
        await press(pilot, "enter")
        assert screen_text(pilot)[-2].strip() == "Nothing is selected: Space selects, Esc closes."
        await press(pilot, "*", "enter")
        assert picked == [[C, D]]


async def test_a_folder_says_whether_all_or_some_of_it_is_picked() -> None:
    async with picking() as (_pilot, screen, _picked):
        await press(_pilot, "j", "space")
        assert [row.text for row in screen.listed.rows][:2] == ["[-] World", "  [x] Alpha"]


@pytest.mark.quick
async def test_the_feeds_to_start_with_are_picked_from_by_name(library: Library) -> None:
    async with following_app(library).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.app.run_action("app.run_command('reader.starters')")
        await settle(pilot)
        assert isinstance(pilot.app.screen, PickFeedsScreen)
        assert any("BBC News: World" in row for row in screen_text(pilot))
        await press(pilot, "g", "u")
        assert isinstance(pilot.app.screen, PickFeedsScreen), "what is picked is not left behind"
        await press(pilot, "escape")
        assert (await settle(pilot)).is_current
        assert not library.feeds.subscriptions()
