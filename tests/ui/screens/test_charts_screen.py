"""The Charts screen: what it counts, at each size, and what Enter lists."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.services.library import Library
from briefing.ui.screens.charts_screen import ChartsScreen
from tests.libraries import library_at
from tests.ui.conftest import StubEngine
from tests.ui.newsstand import NEWEST, fill, news, press, the_list, titles
from tests.ui.reading import screen_text

TALKS = "Brook called the first round useful. Dahl came, too, and said {}."


DAYS_AGO = (0, 0, 0, 0, 0, 3, 400)
"""When the articles were published; the first two name Brook and Dahl."""


def _article(number: int) -> Article:
    text = TALKS.format(number) if number < 2 else f"Nordline gave no reason {number}."
    published = NEWEST - timedelta(days=DAYS_AGO[number])
    return news(number, published=published.isoformat(), text=text)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, StubEngine(), now=lambda: NEWEST) as library:
        fill(library, map(_article, range(len(DAYS_AGO))))
        library.articles.mark([news(4).id], read=True)
        yield library


@pytest.mark.quick
async def test_g_c_counts_what_is_listed_by_day(library: Library) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "c", "g", "c")
        assert sum(isinstance(each, ChartsScreen) for each in pilot.app.screen_stack) == 1
        assert screen_text(pilot) == [
            "━ Library by day ━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━━ ▂  █ 7 articles ━",
            " Filter  words, “phrases”, feed: tag: is:unread actor: …",
            "─" * 80,
            "▶ Fri 20 Nov 2026   █████████████████████████████████████████████████ 5  1 read",
            "  Thu 19 Nov 2026                                                     0",
            "  Wed 18 Nov 2026                                                     0",
            "  Tue 17 Nov 2026   █████████▊                                        1",
            "  until 16 Nov 2026                                                   1",
            *[""] * 14,
            " Fri 20 Nov 2026: 5 articles, 1 read, 0 annotated",
            "Enter list  Tab next chart  1 days  2 weeks  q back  : commands  ? help",
        ]


async def test_enter_lists_the_articles_of_a_day(library: Library) -> None:
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "c", "j", "enter")
        assert screen_text(pilot)[-2].strip() == "No article is of Thu 19 Nov 2026."
        await press(pilot, "j", "j", "enter")
        assert pilot.app.screen is screen
        assert titles(screen) == ["Headline 5"]
        assert screen_text(pilot)[0].startswith("━ [Tue 17 Nov 2026] ━")
        await press(pilot, "g", "a", "g", "c", "G", "enter")
        assert titles(screen) == ["Headline 6"]


async def test_only_what_the_list_and_the_filter_find_is_counted_and_listed(library: Library) -> None:
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "u", "g", "c")
        assert screen_text(pilot)[0].startswith("━ Unread by day ━")
        assert "█ 6 articles" in screen_text(pilot)[0]
        await press(pilot, "slash", *"source:wire", "enter")
        assert screen_text(pilot)[-2] == " Fri 20 Nov 2026: 2 articles, 0 read, 0 annotated"
        await press(pilot, "enter")
        assert titles(screen) == ["Headline 2", "Headline 0"]


async def test_tab_goes_round_the_charts_and_digits_go_to_one(library: Library) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "c", "tab")
        rows = screen_text(pilot)
        assert rows[0].startswith("━ Library by week ━")
        assert rows[3].startswith("▶ 16 Nov – 20 Nov 2026 █") and " 6  1 read" in rows[3]
        await press(pilot, "tab")
        assert screen_text(pilot)[0].startswith("━ Library by actor ━")
        await press(pilot, "tab")
        assert screen_text(pilot)[0].startswith("━ Library by day ━")
        for key, name in ("3", "actor"), ("2", "week"), ("1", "day"):
            await press(pilot, key)
            assert screen_text(pilot)[0].startswith(f"━ Library by {name} ━")


async def test_actors_are_those_of_the_briefings_there_are(library: Library) -> None:
    for number in range(3):
        library.analyses.get(_article(number))
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "c", "3")
        rows = screen_text(pilot)
        assert rows[0].endswith("━ 3 of 7 articles briefed ━")
        assert [row.split("█")[0].strip("▶ ") for row in rows[3:5]] == ["Ann Brook", "Carl Dahl"]
        assert all(row.endswith(" 2") for row in rows[3:5])
        assert rows[-2] == " Ann Brook: person, in 2 of 3 briefed articles"
        await press(pilot, "j", "enter")
        assert titles(screen) == ["Headline 1", "Headline 0"]
        assert screen_text(pilot)[0].startswith("━ [Carl Dahl] ━")


async def test_what_is_missing_is_said(library: Library) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "c", "3")
        said = " ".join(row.strip() for row in screen_text(pilot)[3:6])
        assert said.startswith("Actors are counted in briefings, and of 7 articles here none has one.")
        assert "Enter" not in screen_text(pilot)[-1]
        await press(pilot, "enter")
        assert screen_text(pilot)[-2] == " No bar is listed here."
        await press(pilot, "slash", *"zzz")
        assert screen_text(pilot)[3] == "  No article matches zzz. Esc clears."
        await press(pilot, "escape", "enter", "1", "escape")
        assert not isinstance(pilot.app.screen, ChartsScreen)


@pytest.mark.parametrize("size", [(120, 40), (200, 60), (60, 16), (40, 10), (20, 6)])
async def test_at_every_size_the_bars_are_there(library: Library, size: tuple[int, int]) -> None:
    async with the_list(library, size) as (pilot, _):
        await press(pilot, "g", "c")
        rows = screen_text(pilot)
        assert sum("█" in row and row.startswith(("▶", "  ")) for row in rows) == 2
        assert all(len(row) <= size[0] for row in rows)
        assert "? help" in rows[-1] or size[0] < 30
