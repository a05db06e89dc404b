"""What one does in the list by its keys: to one article, to several, to all that is listed."""

from __future__ import annotations

import pytest

from briefing.presentation.library.list_place import feed_scope
from briefing.services.library import Library
from tests.ui.conftest import reader_app
from tests.ui.newsstand import cursor_title, fill, news, press, read, the_list, titles
from tests.ui.reading import screen_text, settle, status

# Marks on one, several, all


async def test_m_marks_all_that_is_listed_read_as_one_change(library: Library) -> None:
    fill(library, [*(news(n) for n in range(300)), news(999, title="Elsewhere")])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "slash", *"headline", "enter", "M")
        assert status(screen) == "Marked 300 articles read. u undoes."
        assert len(read(library)) == 300
        await press(pilot, "u")
        assert read(library) == []
        assert status(screen) == "Undone: Marked 300 articles read."


@pytest.mark.quick
async def test_undoing_all_read_leaves_those_read_that_were_read_before(library: Library) -> None:
    fill(library, [news(1), news(2)])
    library.articles.mark([news(2).id], read=True)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "M", "u")
        assert read(library) == ["Headline 2"]
        await press(pilot, "M", "M")
        assert status(screen) == "Every article in this list is already read."


async def test_space_selects_several_that_marks_stars_tags_and_removals_are_for(library: Library) -> None:
    fill(library, [news(n) for n in range(4)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "space", "space")
        assert status(screen).startswith("2 articles selected")
        assert cursor_title(screen) == "Headline 2"
        await press(pilot, "s")
        assert status(screen) == "Starred 2 articles. u undoes."
        await press(pilot, "m")
        assert read(library) == ["Headline 0", "Headline 1"]
        await press(pilot, "t", *"coast -old", "enter")
        assert library.article_list.tags.by_article() == {news(n).id: ("coast",) for n in (0, 1)}
        await press(pilot, "d", "d")
        assert status(screen) == "Removed 2 articles. u undoes."
        assert titles(screen) == ["Headline 2", "Headline 3"] and not screen.controllers.article_list.selected
        await press(pilot, "u", "u")
        assert len(titles(screen)) == 4 and library.article_list.tags.by_article() == {}


async def test_a_star_selects_all_that_is_listed_and_escape_lets_go(library: Library) -> None:
    fill(library, [news(n) for n in range(4)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "*")
        assert len(screen.controllers.article_list.selected) == 4
        await press(pilot, "*")
        assert not screen.controllers.article_list.selected
        await press(pilot, "space", "escape")
        assert not screen.controllers.article_list.selected and status(screen) != ""


async def test_several_of_which_some_are_read_are_all_made_read_first(library: Library) -> None:
    fill(library, [news(1), news(2)])
    library.articles.mark([news(1).id], read=True)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "*", "m")
        assert status(screen) == "Marked read: “Headline 2”. u undoes."
        await press(pilot, "m")
        assert read(library) == []
        await press(pilot, "u")
        assert read(library) == ["Headline 1", "Headline 2"]


async def test_removing_leaves_the_cursor_on_the_next_article(library: Library) -> None:
    fill(library, [news(n) for n in range(4)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "j", "d", "d")
        assert cursor_title(screen) == "Headline 2"
        await press(pilot, "G", "d", "d")
        assert cursor_title(screen) == "Headline 2"
        await press(pilot, "u")
        assert titles(screen) == ["Headline 0", "Headline 2", "Headline 3"]


# The next unread, and the browser


async def test_capital_u_goes_to_the_next_unread_and_from_the_end_to_the_start(library: Library) -> None:
    fill(library, [news(n) for n in range(500)])
    library.articles.mark([news(n).id for n in range(500) if n not in (1, 450)], read=True)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "U")
        assert cursor_title(screen) == "Headline 1"
        await press(pilot, "U")
        assert cursor_title(screen) == "Headline 450"
        await press(pilot, "U")
        assert cursor_title(screen) == "Headline 1"


async def test_capital_u_unfolds_a_story_with_an_unread_article(library: Library) -> None:
    ferry, tram, weather = "Ferries cost more. ", "Trams come back. ", "Rain is likely. "
    texts = dict(zip(range(1, 6), (weather, ferry, ferry, tram, ferry), strict=True))
    fill(library, [news(n, text=f"{text * 20}Headline {n}.") for n, text in texts.items()])
    library.stories.assign()
    library.articles.mark([news(n).id for n in (1, 2, 4, 5)], read=True)
    async with the_list(library) as (pilot, screen):
        assert titles(screen) == ["Headline 1", "Headline 2", "Headline 4"]
        await press(pilot, "U")
        assert cursor_title(screen) == "Headline 3"
        assert titles(screen) == [f"Headline {n}" for n in (1, 2, 3, 5, 4)]


async def test_capital_u_opens_the_next_unread_from_the_article(library: Library) -> None:
    fill(library, [news(n) for n in range(4)])
    library.articles.mark([news(1).id], read=True)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "enter", "U")
        assert screen.article is not None and screen.article.title == "Headline 2"
        await press(pilot, "U", "U")
        assert status(screen) == "No unread articles in this list."


@pytest.mark.quick
async def test_o_opens_the_address_of_the_article_under_the_cursor(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []

    def open_in_window(url: str) -> bool:
        opened.append(url)
        return True

    monkeypatch.setattr("briefing.ui.screens.reader.article_commands.open_in_window", open_in_window)
    fill(library, [news(1), news(2), news(3, url=None)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "j", "o")
        assert opened == ["http://127.0.0.1/2"]
        assert status(screen) == "Opening http://127.0.0.1/2 in the browser."
        await press(pilot, "j", "o")
        assert status(screen) == "This article has no web address." and len(opened) == 1


@pytest.mark.quick
async def test_at_80_columns_the_hints_of_the_list_name_what_a_newcomer_needs(library: Library) -> None:
    fill(library, [news(number) for number in range(3)])
    async with the_list(library) as (pilot, _screen):
        shown = screen_text(pilot)[-1]
        for hint in ("Enter open", "Space select", "F feeds", "+ add", "m read", "q quit", "? help"):
            assert hint in shown
        await press(pilot, "m")
        shown = screen_text(pilot)[-1]
        assert "m unread" in shown and "q quit" in shown and "? help" in shown


async def test_j_goes_to_each_article_of_a_feed_also_of_one_story(library: Library) -> None:
    wire = "https://wire.example/rss"
    fill(library, [news(n, text=f"{'Ferries cost more. ' * 20}Headline {n}.") for n in range(1, 4)])
    with library._store.database.writing() as connection:
        connection.execute("INSERT INTO feeds (url) VALUES (?)", [wire])
        connection.execute(
            "INSERT INTO feed_articles (feed, article, guid, said) "
            "SELECT (SELECT number FROM feeds), number, number, '' FROM articles"
        )
    library.stories.assign()
    async with the_list(library) as (pilot, screen):
        assert titles(screen) == ["Headline 1"]
        screen.controllers.list_commands.show_scope(feed_scope("Wire", [wire]))
        await settle(pilot)
        assert titles(screen) == [f"Headline {n}" for n in range(1, 4)]
        await press(pilot, "right")
        assert status(screen) == "The list of one feed folds no stories."
        await press(pilot, "J")
        assert cursor_title(screen) == "Headline 2" and screen.library_rows.has_focus
        await press(pilot, "K")
        await press(pilot, "enter", "J", "J")
        assert screen.article is not None and screen.article.title == "Headline 3"
        for to, key, end in (("home", "K", "first"), ("end", "J", "last")):
            await press(pilot, "L", to, key)
            assert status(screen) == f"This is the {end} article." and screen.library_rows.has_focus


async def test_the_hint_of_n_names_what_it_goes_to(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "1")
        assert "n N passage" in screen_text(pilot)[-1]
        await press(pilot, "slash", *"Brook", "enter")
        assert "n N match" in screen_text(pilot)[-1]
