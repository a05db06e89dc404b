"""A filter is saved from where it is typed, and is at once among the feeds, with its unread articles."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from textual.pilot import Pilot

from briefing.services.library import Library
from tests.ui.conftest import files_of, reader_app
from tests.ui.newsstand import fill, news
from tests.ui.reading import press_each, screen_text, settle, status


def saved(library: Library) -> dict[str, str]:
    file = files_of(library).config_file
    queries: dict[str, str] = tomllib.loads(file.read_text()).get("queries", {}) if file.exists() else {}
    return queries


def feed_lines(pilot: Pilot[None]) -> list[str]:
    return [" ".join(row.split()) for row in screen_text(pilot)]


def stock(library: Library) -> None:
    library._store.set_meta("sample", "removed")
    fill(library, [news(number) for number in range(4)])
    library.articles.mark([news(1).id], read=True)


async def test_a_typed_filter_is_saved_under_a_name_and_listed_at_once(library: Library) -> None:
    stock(library)
    files_of(library).config_file.write_text("# mine\nwidth = 60\n")
    async with reader_app(library, width=60).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await press_each(pilot, "slash", *"-title:zebra", "ctrl+s")
        assert "Save the filter as" in "\n".join(screen_text(pilot))
        await press_each(pilot, *"No zebras", "enter")
        assert saved(library) == {"No zebras": "-title:zebra*"}
        assert files_of(library).config_file.read_text().startswith("# mine\nwidth = 60\n")
        assert status(screen) == "Saved as “No zebras”: F lists it. u undoes."
        assert "[No zebras]" in screen_text(pilot)[0]
        await press_each(pilot, "F")
        assert any(line.endswith("/ No zebras 3") for line in feed_lines(pilot))


@pytest.mark.parametrize("found", [(), ("enter",)], ids=["while it is typed", "once it is found"])
async def test_the_words_of_a_search_in_an_article_are_saved_and_it_stays_open(
    library: Library, found: tuple[str, ...]
) -> None:
    stock(library)
    async with reader_app(library).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await press_each(pilot, "slash", *"title:zebra", "escape", "escape", "enter")
        await press_each(pilot, "slash", *"no reason", *found, "ctrl+s", "enter")
        assert saved(library) == {"no reason": '"no reason"'}
        assert screen.parts.in_article
        await press_each(pilot, "L", "slash", *"headline", "enter", "ctrl+s", "enter")
        assert saved(library)["headline"] == "headline*"


async def test_u_takes_it_back(library: Library) -> None:
    stock(library)
    async with reader_app(library).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press_each(pilot, "slash", *"title:a", "ctrl+s", *"A", "enter", "u")
        assert saved(library) == {}
        await press_each(pilot, "F")
        assert not any("/ A" in line for line in feed_lines(pilot))


async def test_a_filter_that_makes_no_sense_is_refused(library: Library) -> None:
    stock(library)
    async with reader_app(library).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await press_each(pilot, "slash", *"is:unred", "ctrl+s", *"A", "enter")
        assert saved(library) == {}
        assert "is left out" in status(screen) and screen.status.is_error


async def test_without_a_filter_there_is_nothing_to_save(library: Library) -> None:
    stock(library)
    async with reader_app(library).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await press_each(pilot, "ctrl+s")
        assert status(screen).startswith("There is no filter to save")


async def test_a_saved_query_is_made_renamed_and_removed_among_the_feeds(
    library: Library, tmp_path: Path
) -> None:
    stock(library)
    async with reader_app(library).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press_each(pilot, "g", "u", "ctrl+s", *"New", "enter")
        assert saved(library) == {"New": "is:unread"}
        await press_each(pilot, "F", "slash", *"new", "enter", "e", *"News", "enter")
        assert saved(library) == {"News": "is:unread"}
        await press_each(pilot, "d", "d")
        assert saved(library) == {}
        await press_each(pilot, "u")
        assert saved(library) == {"News": "is:unread"}
