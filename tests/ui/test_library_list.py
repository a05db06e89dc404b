"""The library's list by its keys: what it shows, and what one does to one article, to several, to all."""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import pytest
from textual.events import Key
from textual.pilot import Pilot

from briefing.domain import Span
from briefing.library import Library
from briefing.ui.screens.output import OutputScreen
from briefing.ui.screens.reader import ReaderScreen
from tests.ui.conftest import reader_app
from tests.ui.newsstand import NEWEST, cursor_title, fill, news, row_on_screen, titles
from tests.ui.reading import screen_text, settle, status

pytestmark = pytest.mark.usefixtures("brisk")

SAMPLE = "sample"


@pytest.fixture(autouse=True)
def without_sample(library: Library) -> None:
    """The sample was here, and is not any more."""
    library._store.set_fact(SAMPLE, "removed")


@asynccontextmanager
async def the_list(
    library: Library, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[tuple[Pilot[None], ReaderScreen]]:
    async with reader_app(library).run_test(size=size) as pilot:
        yield pilot, await settle(pilot)


async def press(pilot: Pilot[None], *keys: str) -> None:
    await pilot.press(*keys)
    await settle(pilot)


def read(library: Library) -> list[str]:
    return sorted(entry.title for entry in library.entries() if entry.read)


# What it shows


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=["narrow", "normal", "wide"])
async def test_each_article_has_its_source_age_flags_and_title(
    library: Library, size: tuple[int, int]
) -> None:
    fill(library, [news(1), news(2, published="2019-05-04")])
    library.set_starred(news(1).id, True)
    async with the_list(library, size) as (pilot, _):
        rows = screen_text(pilot)
        at = next(number for number, row in enumerate(rows) if "Headline 1" in row)
        shown = " ".join(row[:46] if size[0] == 200 else row for row in rows[at : at + 4])
        for part in ("NS", "Headline 1", "Courier", "Headline 2", "Wire A", "May 2019"):
            assert part in shown
        assert "2 articles · 2 unread" in rows[0]


async def test_the_list_says_how_many_notes_an_article_has(library: Library, seed: str) -> None:
    article = library.add([seed]).articles[0]
    made = library.notebook.new(article, Span(0, 4))
    library.notebook.keep([made])
    async with the_list(library) as (pilot, _):
        assert any("*1" in row and article.title[:20] in row for row in screen_text(pilot))


async def test_scopes_are_chosen_by_keys_and_named_in_the_title_with_counts(library: Library) -> None:
    fill(library, [news(n) for n in range(5)])
    library.mark([news(0).id, news(1).id], read=True)
    library.set_starred(news(3).id, True)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "u")
        assert titles(screen) == ["Headline 2", "Headline 3", "Headline 4"]
        assert "[Unread]" in screen_text(pilot)[0] and "3 articles" in screen_text(pilot)[0]
        await press(pilot, "g", "s")
        assert titles(screen) == ["Headline 3"]
        assert "[Starred]" in screen_text(pilot)[0] and "1 article · 1 unread" in screen_text(pilot)[0]
        await press(pilot, "g", "a")
        assert len(titles(screen)) == 5 and cursor_title(screen) == "Headline 0"


async def test_an_empty_scope_says_what_to_do(library: Library) -> None:
    fill(library, [news(1)])
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "s")
        assert any("Nothing is starred: s stars an article." in row for row in screen_text(pilot))


async def test_what_is_read_stays_in_a_list_of_unread_ones_until_that_is_listed_anew(
    library: Library,
) -> None:
    fill(library, [news(1), news(2)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "u", "m")
        assert titles(screen) == ["Headline 1", "Headline 2"] and read(library) == ["Headline 1"]
        await press(pilot, "g", "u")
        assert titles(screen) == ["Headline 2"]


async def test_s_changes_the_order_and_the_cursor_stays_on_its_article(library: Library) -> None:
    fill(library, [news(1, title="Bridge"), news(2, title="Coast"), news(3, title="Acts")])
    library.set_read(news(1).id, True)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "j")
        orders = {}
        for _ in range(5):
            await press(pilot, "S")
            assert cursor_title(screen) == "Coast"
            orders[status(screen)] = "".join(title[0] for title in titles(screen))
        assert orders == {
            "Sorted: oldest.": "ACB",
            "Sorted: by source.": "BAC",
            "Sorted: by title.": "ABC",
            "Sorted: unread first.": "CAB",
            "Sorted: newest.": "BCA",
        }


# Filtering


async def test_typing_filters_while_one_types_and_counts(library: Library) -> None:
    fill(library, [*(news(n) for n in range(5)), news(9, title="Ferry fares to rise")])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "slash", *"ferry")
        assert titles(screen) == ["Ferry fares to rise"]
        assert "1 of 6" in screen_text(pilot)[0]
        assert any("Esc clear" in row for row in screen_text(pilot))
        await press(pilot, "enter")
        assert screen.focused is screen.library_rows and titles(screen) == ["Ferry fares to rise"]
        await press(pilot, "escape")
        assert len(titles(screen)) == 6 and not screen.list_filter.display


async def test_the_filter_has_the_grammar_of_queries_within_the_scope(library: Library) -> None:
    fill(library, [news(n) for n in range(4)])
    library.set_read(news(1).id, True)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "u", "slash", *"(source:courier")
        assert titles(screen) == ["Headline 3"]
        await press(pilot, "escape", *"title:2 OR title:1")
        assert titles(screen) == ["Headline 2"]


async def test_a_filter_that_makes_no_sense_says_so_while_it_is_typed(library: Library) -> None:
    fill(library, [news(1)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "slash", *"is:unred")
        assert status(screen) == "There is no “is:unred”; did you mean is:unread?"
        assert titles(screen) == ["Headline 1"]


async def test_a_filter_that_finds_nothing_names_the_nearest_and_esc_clears_it(library: Library) -> None:
    fill(library, [news(1)])
    library.catalogue.tag([news(1).id], "military")
    async with the_list(library) as (pilot, screen):
        await press(pilot, "slash", *"tag:militry")
        shown = " ".join(" ".join(screen_text(pilot)).split())
        assert "No article matches tag:militry. Nearest: tag:military. Esc clears." in shown
        await press(pilot, "escape")
        assert titles(screen) == ["Headline 1"] and screen.list_filter.is_typing
        await press(pilot, "escape")
        assert screen.focused is screen.library_rows


async def test_arrows_move_the_list_from_the_field_and_show_earlier_filters_where_nothing_is_typed(
    library: Library,
) -> None:
    fill(library, [news(n) for n in range(5)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "slash", *"headline", "down", "down")
        assert cursor_title(screen) == "Headline 2"
        await press(pilot, "enter", "escape", "slash", *"story", "enter", "escape", "slash", "up")
        assert screen.list_filter.typed == "story"
        await press(pilot, "up")
        assert screen.list_filter.typed == "headline"
        await press(pilot, "down", "down")
        assert screen.list_filter.typed == ""


async def test_what_is_typed_in_one_go_with_the_slash_goes_into_the_field(library: Library) -> None:
    fill(library, [news(1), news(2, title="Ferry fares to rise")])
    async with the_list(library) as (pilot, screen):
        for key in ("slash", *"ferry"):
            pilot.app.post_message(Key(key, None if len(key) > 1 else key))
        await settle(pilot)
        await settle(pilot)
        assert screen.list_filter.typed == "ferry"
        assert titles(screen) == ["Ferry fares to rise"]


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


async def test_undoing_all_read_leaves_those_read_that_were_read_before(library: Library) -> None:
    fill(library, [news(1), news(2)])
    library.set_read(news(2).id, True)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "M", "u")
        assert read(library) == ["Headline 2"]
        await press(pilot, "M", "M")
        assert status(screen) == "All that is listed is read already."


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
        assert library.catalogue._tags.by_article() == {news(n).id: ("coast",) for n in (0, 1)}
        await press(pilot, "d", "d")
        assert status(screen) == "Removed 2 articles. u undoes."
        assert titles(screen) == ["Headline 2", "Headline 3"] and not screen.chosen
        await press(pilot, "u", "u")
        assert len(titles(screen)) == 4 and library.catalogue._tags.by_article() == {}


async def test_a_star_selects_all_that_is_listed_and_escape_lets_go(library: Library) -> None:
    fill(library, [news(n) for n in range(4)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "*")
        assert len(screen.chosen) == 4
        await press(pilot, "*")
        assert not screen.chosen
        await press(pilot, "space", "escape")
        assert not screen.chosen and status(screen) != ""


async def test_several_of_which_some_are_read_are_all_made_read_first(library: Library) -> None:
    fill(library, [news(1), news(2)])
    library.set_read(news(1).id, True)
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
    library.mark([news(n).id for n in range(500) if n not in (1, 450)], read=True)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "U")
        assert cursor_title(screen) == "Headline 1"
        await press(pilot, "U")
        assert cursor_title(screen) == "Headline 450"
        await press(pilot, "U")
        assert cursor_title(screen) == "Headline 1"


async def test_capital_u_opens_the_next_unread_from_the_article(library: Library) -> None:
    fill(library, [news(n) for n in range(4)])
    library.set_read(news(1).id, True)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "enter", "U")
        assert screen.article is not None and screen.article.title == "Headline 2"
        await press(pilot, "U", "U")
        assert status(screen) == "Nothing that is listed is unread."


async def test_o_opens_the_address_of_the_article_under_the_cursor(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr("briefing.ui.browser.open_in_window", lambda url: opened.append(url) or True)
    fill(library, [news(1), news(2), news(3, url=None)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "j", "o")
        assert opened == ["http://127.0.0.1/2"]
        assert status(screen) == "Opening http://127.0.0.1/2 in the browser."
        await press(pilot, "j", "o")
        assert status(screen) == "This article has no web address." and len(opened) == 1


# Stories that several tell


async def test_a_story_that_several_tell_is_folded_and_unfolds(library: Library) -> None:
    text = "The same words, told by several feeds at once. " * 8
    fill(library, [news(1), *(news(n, text=text) for n in (2, 3, 5)), news(4)])
    async with the_list(library) as (pilot, screen):
        assert titles(screen) == ["Headline 1", "Headline 2", "Headline 4"]
        assert any("Headline 2" in row and row.endswith("+2") for row in screen_text(pilot))
        await press(pilot, "j", "right")
        assert titles(screen) == [f"Headline {n}" for n in (1, 2, 3, 5, 4)]
        await press(pilot, "j", "left")
        assert titles(screen) == ["Headline 1", "Headline 2", "Headline 4"]
        assert cursor_title(screen) == "Headline 2"
        await press(pilot, "k", "right")
        assert status(screen) == "No other article that is listed tells this story."
        await press(pilot, "left")
        assert status(screen).startswith("Nothing is unfolded here")


# Arrivals


async def test_what_arrives_moves_neither_cursor_nor_scroll_and_is_told(library: Library) -> None:
    fill(library, [news(n) for n in range(100)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "ctrl+d", "ctrl+d", "k")
        before = cursor_title(screen), row_on_screen(screen)
        newer = [
            news(900 + n, published=(NEWEST + timedelta(hours=n + 1)).isoformat(), title=f"New {n}")
            for n in range(12)
        ]
        fill(library, newer)
        screen.list_library()
        await settle(pilot)
        assert (cursor_title(screen), row_on_screen(screen)) == before
        assert "12 new above" in screen_text(pilot)[0]
        await press(pilot, "g", "g")
        assert cursor_title(screen) == "New 11" and "new above" not in screen_text(pilot)[0]


async def test_what_arrives_while_one_reads_leaves_the_list_where_it_was(library: Library) -> None:
    fill(library, [news(n) for n in range(100)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "ctrl+d", "ctrl+d", "k")
        before = cursor_title(screen), row_on_screen(screen)
        await press(pilot, "enter")
        fill(library, [news(900, published=(NEWEST + timedelta(hours=1)).isoformat())])
        screen.list_library()
        await settle(pilot)
        await press(pilot, "q", "q")
        assert (cursor_title(screen), row_on_screen(screen)) == before


async def test_an_unread_list_keeps_what_was_read_in_it_when_articles_arrive(library: Library) -> None:
    fill(library, [news(n) for n in range(4)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "u", "j", "m")
        fill(library, [news(9)])
        screen.list_library()
        await settle(pilot)
        assert titles(screen) == [f"Headline {n}" for n in (0, 1, 2, 3, 9)]
        assert cursor_title(screen) == "Headline 1"


# Long lists


async def test_a_long_list_fetches_the_rows_near_the_view_and_remembers_no_more_than_a_few_pages(
    library: Library,
) -> None:
    fill(library, [news(n) for n in range(6_000)])
    async with the_list(library) as (pilot, screen):
        assert len(screen.entries) == 200
        await press(pilot, "G")
        assert cursor_title(screen) == "Headline 5999"
        for _ in range(16):
            screen.library_rows.move_to(screen.library_rows.cursor - 350)
            await settle(pilot)
        assert cursor_title(screen) == f"Headline {5999 - 16 * 350}"
        assert len(screen.entries) <= 2_400


# Resuming


async def test_the_next_start_goes_on_with_scope_filter_order_and_cursor(library: Library) -> None:
    fill(library, [news(n) for n in range(30)])
    library.mark([news(0).id], read=True)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "u", "S", "slash", *"headline", "enter", "j", "j", "j")
        left = cursor_title(screen)
        await pilot.press("Q")
    async with the_list(library) as (pilot, screen):
        assert "[Unread]" in screen_text(pilot)[0] and "oldest" in screen_text(pilot)[0]
        assert screen.list_filter.typed == "headline" and len(titles(screen)) == 29
        assert cursor_title(screen) == left
        assert screen.focused is screen.library_rows and screen.article is None


async def test_an_article_that_was_being_read_is_open_again_at_its_place(library: Library, seed: str) -> None:
    library.add([seed])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "enter", "escape")
        screen.view.focus()
        await press(pilot, "}", "}", "}")
        caret = screen.view.caret
        await pilot.press("Q")
    async with the_list(library) as (pilot, screen):
        assert screen.article is not None and screen.view.caret == caret > 0
        await press(pilot, "q")
        assert screen.focused is screen.library_rows


async def test_an_article_named_at_the_start_leaves_the_list_of_the_next_start_as_it_was(
    library: Library, talks: str
) -> None:
    fill(library, [news(n) for n in range(3)])
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "u")
        await pilot.press("Q")
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        assert screen.list_place.scope.title == "Library"
        await pilot.press("Q")
    async with the_list(library) as (pilot, screen):
        assert screen.list_place.scope.title == "Unread"


# Pipes


async def test_a_bar_gives_the_article_to_a_command_and_shows_what_comes_back(library: Library) -> None:
    fill(library, [news(1), news(2)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "|", *f"{sys.executable} -c 'print(input().upper())'", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, OutputScreen)
        assert any("HEADLINE 1" in row for row in screen_text(pilot))
        await press(pilot, "escape")
        assert pilot.app.screen is screen and screen.focused is screen.library_rows


async def test_selected_articles_are_piped_together_and_a_failure_is_told(library: Library) -> None:
    fill(library, [news(1), news(2)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "*", "|", *"grep -c story; exit 3", "enter")
        await settle(pilot)
        shown = screen_text(pilot)
        assert any(row.strip("▶ ") == "2" for row in shown)
        assert "2 articles | grep" in shown[0] and "failed: 3" in shown[0]
        await press(pilot, "q")
        assert pilot.app.screen is screen
