"""The library's list: what it shows, filtered, in which order, of any length, and where it was left."""

from __future__ import annotations

from datetime import timedelta

import pytest
from textual.events import Key

from briefing.domain import Span
from briefing.services.library import Library
from briefing.store.articles.search_index import mark_unindexed
from tests.ui.conftest import reader_app
from tests.ui.newsstand import NEWEST, cursor_title, fill, news, press, read, row_on_screen, the_list, titles
from tests.ui.reading import by_size, screen_text, settle, status

# What it shows


@by_size
async def test_each_article_has_its_source_age_flags_and_title(
    library: Library, size: tuple[int, int]
) -> None:
    fill(library, [news(1), news(2, published="2019-05-04")])
    library.articles.mark([news(1).id], starred=True)
    async with the_list(library, size) as (pilot, _):
        rows = screen_text(pilot)
        at = next(number for number, row in enumerate(rows) if "Headline 1" in row)
        shown = " ".join(row[:46] if size[0] == 200 else row for row in rows[at : at + 4])
        for part in ("NS", "Headline 1", "Courier", "Headline 2", "Wire A", "May 2019"):
            assert part in shown
        assert "2 articles · 2 unread" in rows[0]


async def test_a_list_without_sources_has_no_column_for_them(library: Library) -> None:
    fill(library, [news(1, source=None)])
    async with the_list(library) as (pilot, screen):
        row = next(row for row in screen_text(pilot) if "Headline 1" in row)
        assert row.index("Headline 1") < 15
        fill(library, [news(2)])
        screen.controllers.article_list.reload()
        await settle(pilot)
        row = next(row for row in screen_text(pilot) if "Headline 1" in row)
        assert row.index("Headline 1") > 20


@pytest.mark.quick
async def test_the_list_says_how_many_notes_an_article_has(library: Library, seed: str) -> None:
    article = library.articles.add([seed]).articles[0]
    made = library.annotations.draft(article, Span(0, 4))
    library.annotations.apply([made])
    async with the_list(library) as (pilot, _):
        assert any("*1" in row and article.title[:20] in row for row in screen_text(pilot))


async def test_scopes_are_chosen_by_keys_and_named_in_the_title_with_counts(library: Library) -> None:
    fill(library, [news(n) for n in range(5)])
    library.articles.mark([news(0).id, news(1).id], read=True)
    library.articles.mark([news(3).id], starred=True)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "u")
        assert titles(screen) == ["Headline 2", "Headline 3", "Headline 4"]
        assert "[Unread]" in screen_text(pilot)[0] and "3 articles" in screen_text(pilot)[0]
        await press(pilot, "g", "s")
        assert titles(screen) == ["Headline 3"]
        assert "[Starred]" in screen_text(pilot)[0] and "1 article · 1 unread" in screen_text(pilot)[0]
        await press(pilot, "g", "a")
        assert len(titles(screen)) == 5 and cursor_title(screen) == "Headline 0"


async def test_the_article_that_was_selected_is_removed_and_named(library: Library) -> None:
    fill(library, [news(n) for n in range(3)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "g", "space", "d", "d")
        assert titles(screen) == ["Headline 1", "Headline 2"]
        assert "Removed “Headline 0”. u undoes." in status(screen)


async def test_an_empty_scope_says_what_to_do(library: Library) -> None:
    fill(library, [news(1)])
    async with the_list(library) as (pilot, _):
        await press(pilot, "g", "s")
        assert any("No starred articles: s stars one." in row for row in screen_text(pilot))


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
    library.articles.mark([news(1).id], read=True)
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


async def test_a_word_finds_what_begins_with_it_until_a_blank_ends_it(library: Library) -> None:
    fill(library, [news(1), news(2, title="Trams return"), news(3, title="A tram stops")])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "slash", *"tra")
        assert titles(screen) == ["Trams return", "A tram stops"]
        await press(pilot, *"m ")
        assert titles(screen) == ["A tram stops"]
        await press(pilot, "escape", *"stor", "enter", "g", "c", "slash", *"tra")
        assert screen_text(pilot)[0].endswith(" 2 articles ─")


async def test_the_filter_has_the_grammar_of_queries_within_the_scope(library: Library) -> None:
    fill(library, [news(n) for n in range(4)])
    library.articles.mark([news(1).id], read=True)
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "u", "slash", *"(source:courier")
        assert titles(screen) == ["Headline 3"]
        await press(pilot, "escape", "slash", *"title:2 OR title:1")
        assert titles(screen) == ["Headline 2"]


async def test_a_filter_that_makes_no_sense_says_so_while_it_is_typed(library: Library) -> None:
    fill(library, [news(1)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "slash", *"is:unred")
        assert status(screen) == "There is no “is:unred”; did you mean is:unread?"
        assert titles(screen) == ["Headline 1"]


async def test_a_filter_that_finds_nothing_names_the_nearest_and_esc_clears_it(library: Library) -> None:
    fill(library, [news(1)])
    library.article_list.tags.add([news(1).id], "military")
    async with the_list(library) as (pilot, screen):
        await press(pilot, "slash", *"tag:militry")
        shown = " ".join(" ".join(screen_text(pilot)).split())
        assert "No article matches tag:militry. Nearest: tag:military. Esc clears." in shown
        await press(pilot, "escape")
        assert titles(screen) == ["Headline 1"] and screen.focused is screen.library_rows


async def test_the_list_says_how_many_articles_are_not_searched_yet(library: Library) -> None:
    fill(library, [news(1)])
    async with the_list(library) as (pilot, _):
        with library._store.database.writing() as connection:  # as while a refresh goes on
            mark_unindexed(connection, [1])
            connection.execute("INSERT INTO words (words) VALUES ('delete-all')")
        await press(pilot, "slash", *"zzz")
        shown = " ".join(" ".join(screen_text(pilot)).split())
        assert "No article matches zzz. 1 article not searched yet: the index is being made." in shown


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


async def test_arrows_choose_among_what_the_filter_finds_even_before_it_is_listed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.ui.screens.reader.list_commands.FILTER_DELAY", 0.5)
    fill(library, [news(n, title=f"{('Headline', 'Ferry')[n % 2]} {n}") for n in range(6)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "slash", *"ferry", "down", "down")
        assert titles(screen) == ["Ferry 1", "Ferry 3", "Ferry 5"]
        assert cursor_title(screen) == "Ferry 5"


async def test_a_filter_does_not_move_the_cursor_to_the_open_article(library: Library) -> None:
    fill(library, [news(n) for n in range(4)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "j", "j", "enter")
        assert screen.article is not None and screen.article.title == "Headline 2"
        await press(pilot, "L", "k", "k", "slash", *"headline")
        assert len(titles(screen)) == 4 and cursor_title(screen) == "Headline 0"


async def test_what_is_typed_in_one_go_with_the_slash_goes_into_the_field(library: Library) -> None:
    fill(library, [news(1), news(2, title="Ferry fares to rise")])
    async with the_list(library) as (pilot, screen):
        for key in ("slash", *"ferry"):
            pilot.app.post_message(Key(key, None if len(key) > 1 else key))
        await settle(pilot)
        await settle(pilot)
        assert screen.list_filter.typed == "ferry"
        assert titles(screen) == ["Ferry fares to rise"]


# Stories that several tell


async def test_a_story_that_several_tell_is_folded_and_unfolds(library: Library) -> None:
    ferry, tram, weather = "Ferries cost more. ", "Trams come back. ", "Rain is likely. "
    texts = dict(zip(range(1, 6), (weather, ferry, ferry, tram, ferry), strict=True))
    fill(library, [news(n, text=f"{text * 20}Headline {n}.") for n, text in texts.items()])
    library.stories.assign()
    async with the_list(library) as (pilot, screen):
        assert titles(screen) == ["Headline 1", "Headline 2", "Headline 4"]
        assert any("Headline 2" in row and row.endswith("+2") for row in screen_text(pilot))
        await press(pilot, "j", "right")
        assert titles(screen) == [f"Headline {n}" for n in (1, 2, 3, 5, 4)]
        await press(pilot, "j", "left")
        assert titles(screen) == ["Headline 1", "Headline 2", "Headline 4"]
        assert cursor_title(screen) == "Headline 2"
        await press(pilot, "k", "right")
        assert status(screen) == "No other listed article tells this story."
        await press(pilot, "left")
        assert status(screen).startswith("No story is open here")


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
        screen.controllers.article_list.reload()
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
        screen.controllers.article_list.reload()
        await settle(pilot)
        await press(pilot, "q", "q")
        assert (cursor_title(screen), row_on_screen(screen)) == before


@pytest.mark.quick
async def test_an_unread_list_keeps_what_was_read_in_it_when_articles_arrive(library: Library) -> None:
    fill(library, [news(n) for n in range(4)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "g", "u", "j", "m")
        fill(library, [news(9)])
        screen.controllers.article_list.reload()
        await settle(pilot)
        assert titles(screen) == [f"Headline {n}" for n in (0, 1, 2, 3, 9)]
        assert cursor_title(screen) == "Headline 1"


# Long lists


async def test_a_long_list_fetches_the_rows_near_the_view_and_remembers_no_more_than_a_few_pages(
    library: Library,
) -> None:
    fill(library, [news(n) for n in range(6_000)])
    async with the_list(library) as (pilot, screen):
        # The first page, or what is near the view and the cursor, where the whole list came later.
        assert 200 <= len(screen.controllers.article_list.entries) <= 300
        await press(pilot, "G")
        assert cursor_title(screen) == "Headline 5999"
        for _ in range(16):
            screen.library_rows.move_to(screen.library_rows.cursor - 350)
            await settle(pilot)
        assert cursor_title(screen) == f"Headline {5999 - 16 * 350}"
        assert len(screen.controllers.article_list.entries) <= 2_400


# Resuming


async def test_the_next_start_goes_on_with_scope_filter_order_and_cursor(library: Library) -> None:
    fill(library, [news(n) for n in range(30)])
    library.articles.mark([news(0).id], read=True)
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
    library.articles.add([seed])
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
        assert screen.controllers.article_list.place.scope.title == "Library"
        await pilot.press("Q")
    async with the_list(library) as (pilot, screen):
        assert screen.controllers.article_list.place.scope.title == "Unread"
