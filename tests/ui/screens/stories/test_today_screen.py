"""The Today screen: the stories since the last look, with their lines."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from briefing.domain import Article
from briefing.errors import StoreError
from briefing.services.articles import Library
from briefing.ui.screens.stories.story_screen import StoryScreen
from briefing.ui.screens.stories.today_screen import TodayScreen
from tests.libraries import library_at
from tests.ui.conftest import StubEngine
from tests.ui.newsstand import press, the_list
from tests.ui.quiet import wait_for_workers
from tests.ui.reading import screen_text

NOW = datetime(2026, 3, 5, 12, tzinfo=UTC)
TOLL = "A firebomb attack on a bank in Athens killed {} people during a general strike against budget cuts."
STORM = (
    "Hurricane Humberto strengthened near Bermuda on its way north, and islanders boarded up their windows."
)


def _article(number: int, title: str, text: str, *, hours: int) -> Article:
    return Article(
        f"{number:016x}",
        title,
        f"{text}\n\nNordline gave no reason.",
        published=(NOW - timedelta(hours=hours)).isoformat(),
        source=f"Paper {number}",
        language="en",
    )


ARTICLES = (
    _article(1, "Bank burns in Athens", TOLL.format("three"), hours=18),
    _article(2, "Toll of Athens attack rises", TOLL.format("five"), hours=2),
    _article(3, "Storm nears Bermuda", STORM, hours=3),
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, StubEngine(), now=lambda: NOW) as library:
        for article in ARTICLES:
            library.ingest.ingest(article)
        library.stories.assign()
        yield library


async def shown(pilot: Pilot[Any]) -> list[str]:
    """The rows once all articles are briefed."""
    await wait_for_workers(pilot)
    return screen_text(pilot)


async def test_g_t_lists_stories_with_who_says_what(library: Library) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "t")
        rows = await shown(pilot)
        assert rows[0].startswith("━ Today since ")
        assert " 3 articles · 2 stories · 2 shown, 1 min " in rows[0]
        text = "\n".join(rows)
        assert "▶ " in rows[3] and "2 sources" in rows[3]
        assert text.index("Athens") < text.index("Storm nears Bermuda")
        assert "changed" in text and "2/2" in text
        await press(pilot, "j")
        assert screen_text(pilot)[-2].startswith(" five people, three people in Paper 1 · Paper 2, Paper 1")


async def test_j_and_k_go_from_story_to_story_and_enter_opens_one(library: Library) -> None:
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "t")
        await shown(pilot)
        await press(pilot, "K")
        assert "This is the first story." in screen_text(pilot)[-2]
        await press(pilot, "J")
        assert next(row for row in screen_text(pilot) if row.startswith("▶")).startswith(
            "▶ Storm nears Bermuda"
        )
        await press(pilot, "K", "j", "enter")
        assert isinstance(pilot.app.screen, StoryScreen)
        assert "2 articles, 2 sources" in (await shown(pilot))[0]
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, TodayScreen)
        await press(pilot, "enter", "0", "enter")
        await shown(pilot)
        assert pilot.app.screen is screen and screen.article is not None


async def test_a_followed_story_comes_first_and_its_silence_is_told(library: Library) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "t")
        await shown(pilot)
        await press(pilot, "J", "f")
        rows = await shown(pilot)
        assert rows[-2].startswith(" Following “Storm nears Bermuda”.")
        assert "1 source · followed" in "\n".join(rows)
        await press(pilot, "q", "g", "t")
        assert (await shown(pilot))[3].startswith("▶ Storm nears Bermuda")
        assert "no more on this" not in "\n".join(screen_text(pilot))
    later = NOW + timedelta(hours=9)
    assert [each.title for each in library.stories.today(later, 5, is_cached=True).silent] == [
        "Storm nears Bermuda"
    ]


async def test_the_filter_shows_stories_that_contain_the_words(library: Library) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "t")
        await shown(pilot)
        await press(pilot, "slash", *"bermuda", "enter")
        rows = screen_text(pilot)
        assert rows[3].startswith("▶ Storm nears Bermuda") and "Athens" not in "\n".join(rows)
        await press(pilot, "slash", *" moon", "enter")
        assert "No story contains “bermuda moon”." in "\n".join(screen_text(pilot))


def test_a_look_within_hours_is_part_of_the_last_one_and_a_later_one_begins_there(tmp_path: Path) -> None:
    hours = [0]
    with library_at(tmp_path, StubEngine(), now=lambda: NOW + timedelta(hours=hours[0])) as library:
        assert library.stories.look() == NOW - timedelta(days=1)
        hours[0] = 1
        assert library.stories.look() == NOW - timedelta(days=1)
        hours[0] = 9
        assert library.stories.look() == NOW + timedelta(hours=1)


async def test_a_library_without_news_says_how_to_get_some(tmp_path: Path) -> None:
    with library_at(tmp_path, StubEngine()) as library:
        async with the_list(library) as (pilot, _):
            await press(pilot, "g", "t")
            rows = await shown(pilot)
            assert "Nothing new since your last look: r in the library refreshes your feeds." in "\n".join(
                rows
            )


async def test_what_cannot_be_read_is_said_and_nothing_is_briefed_any_more(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object, **__: object) -> None:
        raise StoreError("The disk is gone.")

    monkeypatch.setattr(library.stories, "today", fail)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "t")
        rows = await shown(pilot)
        assert "The disk is gone." in "\n".join(rows) and "briefing articles" not in rows[0]
        await press(pilot, "escape")
        assert pilot.app.screen is screen
