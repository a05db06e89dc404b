"""The reader by its keys: open, walk the panes, go to passages and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from threading import Event

import pytest
from textual.events import Key

from briefing.domain import Article, EngineInfo, Part
from briefing.domain.analysis import PARTS as PANES
from briefing.domain.analysis import Issue
from briefing.errors import EngineError
from briefing.paths import bundled_sample
from briefing.services.library import Library
from briefing.sources.load import load
from briefing.store.articles.article_store import ArticleStore
from briefing.ui.app import BriefingApp
from briefing.ui.briefing.panes import PaneRows
from briefing.ui.screens.reader.article_controller import ArticleController
from briefing.ui.screens.reader.screen import ReaderScreen
from briefing.ui.widgets.article.article_view import ArticleView
from tests.libraries import library_at
from tests.ui.conftest import StubEngine, reader_app
from tests.ui.newsstand import fill, news
from tests.ui.reading import by_size, current_passage, lit, screen_text, settle, status


@pytest.mark.quick
@by_size
async def test_an_article_opens_with_its_three_panes(
    library: Library, talks: str, size: tuple[int, int]
) -> None:
    async with reader_app(library, talks).run_test(size=size) as pilot:
        await settle(pilot)
        rows = "\n".join(screen_text(pilot))
        assert "GENEVA — Envoy Ann Brook" in rows
        for title in ("1 Summary 2", "2 Key actors 2", "3 Open issues 2"):
            assert title in rows


@by_size
async def test_the_article_has_the_focus_until_a_pane_is_chosen_and_shows_its_briefing(
    library: Library, talks: str, size: tuple[int, int]
) -> None:
    async with reader_app(library, talks).run_test(size=size) as pilot:
        screen = await settle(pilot)
        assert screen.focused is screen.view
        shown = "\n".join(screen_text(pilot))
        assert shown.count("Brook called the first round useful.") == 2  # in the Summary too
        await pilot.press("j", "V")
        assert screen.view.selection is not None


async def test_at_80_by_24_the_panes_fold_once_one_reads_on(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        assert screen.panes.size.height > 1
        await pilot.press("space")
        await pilot.pause()
        assert screen.panes.size.height == 1
        await pilot.press("2")
        await pilot.pause()
        assert screen.panes.size.height > 1


@pytest.mark.parametrize("keys", [[], ["space"], ["1"], ["2", "escape", "j"]], ids=str)
async def test_at_80_by_24_a_text_that_leaves_rows_has_its_pane_below_it(
    library: Library, tmp_path: Path, keys: list[str]
) -> None:
    few = tmp_path / "few.txt"
    few.write_text(
        "Ferry fares to rise\n\nOSLO — Ann Brook said fares will rise on Friday.\n\nNo more is known."
    )
    async with reader_app(library, str(few)).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        rows = screen.panes.rows
        assert rows.size.height >= rows.lines_at(rows.size.width) > 0
        assert screen.view.max_scroll_y == 0


@pytest.mark.parametrize(
    ("keys", "selected"),
    [
        pytest.param(["V"], "GENEVA — Envoy Ann Brook", id="at the caret"),
        pytest.param(["3", "n", "V"], "The ministry did not say", id="the sentence of the passage shown"),
        pytest.param(["3", "n", "v"], "w", id="the first character of the passage shown"),
    ],
)
async def test_selecting_begins_in_the_article_also_from_a_pane(
    library: Library, talks: str, keys: list[str], selected: str
) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        await pilot.press(*keys)
        await settle(pilot)
        assert screen.focused is screen.view
        span = screen.view.selection
        assert span is not None and span.of(screen.view.text).startswith(selected)


async def test_selecting_from_a_pane_without_a_passage_begins_at_the_caret(
    library: Library, ferry: str
) -> None:
    async with reader_app(library, ferry).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        await pilot.press("3", "V")
        await settle(pilot)
        assert screen.focused is screen.view
        selected = screen.view.selection
        assert selected is not None and selected.of(screen.view.text).startswith("The island")


@by_size
async def test_moving_to_a_line_lights_its_passage_and_brings_it_into_view(
    library: Library, talks: str, size: tuple[int, int]
) -> None:
    async with reader_app(library, talks).run_test(size=size) as pilot:
        screen = await settle(pilot)
        await pilot.press("1", "j")
        await settle(pilot)
        assert lit(screen) == ["Brook leaves Geneva on Friday."]
        assert current_passage(screen) is not None
        await pilot.press("3")
        await settle(pilot)
        assert lit(screen) == ["will meet again next week", "who will pay for the talks"]
        assert status(screen) == "pending · Ann Brook · when: next week  passage 1 of 2"


@by_size
async def test_enter_goes_to_the_passage_and_backspace_returns(
    library: Library, talks: str, size: tuple[int, int]
) -> None:
    async with reader_app(library, talks).run_test(size=size) as pilot:
        screen = await settle(pilot)
        screen.view.focus()
        await pilot.press("}", "}")
        before = screen.view.view_position()
        await pilot.press("3", "n", "enter")
        await settle(pilot)
        assert screen.focused is screen.view
        assert screen.view.text[screen.view.caret :].startswith("who will pay for the talks")
        await pilot.press("backspace")
        await settle(pilot)
        assert screen.view.view_position() == before


async def test_n_walks_the_passages_of_a_line_in_both_directions(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("3", "n")
        assert status(screen).endswith("passage 2 of 2")
        await pilot.press("n")
        assert status(screen).endswith("passage 1 of 2")
        await pilot.press("N")
        assert status(screen).endswith("passage 2 of 2")
        assert current_passage(screen) is not None


async def test_n_without_a_line_says_how_to_choose_one(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("n")
        assert status(screen).startswith("No passage to go to")
        await pilot.press("j")
        assert not screen.status.message


async def test_an_actor_opens_to_its_details_each_of_which_leads_to_the_text(
    library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("2", "j", "enter")
        await settle(pilot)
        rows = screen.panes.pane("actors").rows
        shown = [row.text for row in rows.rows]
        assert "person: Minister" in shown and "also: Dahl" in shown
        assert rows.row is not None and rows.row.text.startswith("Carl Dahl")
        await pilot.press("j", "j", "j")
        assert lit(screen) == ["Dahl said that the question of the border remains open"]
        await pilot.press("left")
        await settle(pilot)
        assert len(rows.rows) == 2
        assert rows.row is not None and rows.row.text.startswith("Carl Dahl")


async def test_an_issue_opens_with_the_arrow_to_evidence_actors_and_when(
    library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("3", "right")
        await settle(pilot)
        shown = [row.text for row in screen.panes.pane("issues").rows.rows]
        assert shown[1] == "pending: planned, expected or due, and not done yet"
        assert shown[2:5] == ["who: Ann Brook", "when: next week", "importance: 3 of 3"]
        assert shown[5:7] == ["will meet again next week", "who will pay for the talks"]
        await pilot.press("escape")
        await settle(pilot)
        assert len(screen.panes.pane("issues").rows.rows) == 2


async def test_leaving_a_pane_returns_to_where_one_was_reading(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 24)) as pilot:
        screen = await settle(pilot)
        before = screen.view.view_position()
        await pilot.press("1", "j")
        await settle(pilot)
        assert screen.view.view_position() != before
        await pilot.press("q")
        await settle(pilot)
        assert screen.focused is screen.view
        assert screen.view.view_position() == before
        assert lit(screen) == []


async def test_q_goes_back_one_level_at_a_time_and_at_last_quits(library: Library, talks: str) -> None:
    app = reader_app(library, talks)
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("2")
        assert isinstance(screen.focused, PaneRows)
        await pilot.press("q")
        assert isinstance(screen.focused, ArticleView)
        await pilot.press("q")
        assert screen.focused is screen.library_rows
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(screen.focused, ArticleView)
        await pilot.press("q", "q")
    assert app.return_code == 0


async def test_capital_q_quits_from_anywhere(library: Library, talks: str) -> None:
    app = reader_app(library, talks)
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("3", "Q")
        assert not app.is_running


@by_size
async def test_tab_and_l_go_round_the_parts_and_back(
    library: Library, talks: str, size: tuple[int, int]
) -> None:
    async with reader_app(library, talks).run_test(size=size) as pilot:
        screen = await settle(pilot)
        start = screen.parts.part
        seen = []
        parts = {(80, 24): 4, (120, 40): 6, (200, 60): 7}
        for _ in range(parts[size]):
            await pilot.press("tab")
            seen.append(screen.parts.part)
        assert set(seen) >= {"article", "summary", "actors", "issues"}
        assert screen.parts.part == start
        await pilot.press("l")
        assert screen.parts.part == seen[0]
        await pilot.press("h")
        assert screen.parts.part == start


async def test_zoom_gives_the_focused_part_the_whole_screen_and_takes_it_back(
    library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("2", "z")
        await pilot.pause()
        assert screen.panes.pane("actors").rows.size.width > 110
        assert not screen.view.display or screen.view.size.width == 0
        await pilot.press("escape")
        await pilot.pause()
        assert screen.panes.pane("actors").rows.size.width < 60
        await pilot.press("q", "z")
        await pilot.pause()
        assert screen.view.size.width > 110


async def test_capital_j_and_k_open_the_articles_beside(library: Library, talks: str, ferry: str) -> None:
    async with reader_app(library, talks, ferry).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        assert screen.article is not None and screen.article.title == "Envoys will meet again in Geneva"
        key, back = "J", "K"
        await pilot.press(key)
        await settle(pilot)
        assert screen.article.title == "Ferry fares to rise"
        assert [row.text for row in screen.panes.pane("summary").rows.rows] == ["Nordline gave no reason."]
        await pilot.press(key)
        await settle(pilot)
        assert status(screen).startswith("This is the last of the 2")
        await pilot.press(back)
        await settle(pilot)
        assert screen.article.title == "Envoys will meet again in Geneva"


async def test_going_back_returns_to_the_article_one_jumped_from(
    library: Library, talks: str, ferry: str
) -> None:
    async with reader_app(library, talks, ferry).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("3", "enter")
        await settle(pilot)
        await pilot.press("J")
        await settle(pilot)
        assert screen.article is not None and screen.article.title == "Ferry fares to rise"
        await pilot.press("ctrl+o")
        await settle(pilot)
        assert screen.article.title == "Envoys will meet again in Geneva"


async def test_reading_stops_and_goes_on_at_the_same_place(library: Library, talks: str, ferry: str) -> None:
    async with reader_app(library, talks, ferry).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        screen.view.focus()
        await pilot.press("}", "}", "}", "w")
        caret = screen.view.caret
        forth, back = ("J", "K")
        await pilot.press(forth)
        await settle(pilot)
        await pilot.press(back)
        await settle(pilot)
        assert screen.view.caret == caret


async def test_reading_goes_on_where_it_stopped_in_an_earlier_session(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        screen.view.focus()
        await pilot.press("}", "}")
        caret = screen.view.caret
        await pilot.press("Q")
    async with reader_app(library).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        screen.controllers.article.fetch(
            screen.controllers.article_list.entries[-1].id
            if screen.controllers.article_list.entries[-1].path == talks
            else screen.controllers.article_list.entries[0].id
        )
        await settle(pilot)
        assert screen.article is not None and screen.article.path == talks
        assert screen.view.caret == caret


async def test_each_key_moves_the_caret(library: Library, talks: str) -> None:
    forward = ("j", "down", "space", "ctrl+d", "pagedown", "G", "end", "w", ")", "}")
    back = ("k", "up", "ctrl+u", "pageup", "b", "(", "{", "g g", "home")
    async with reader_app(library, talks).run_test(size=(120, 24)) as pilot:
        screen = await settle(pilot)
        screen.view.focus()
        await pilot.press("}", "}", "}", "}", "}")
        before = screen.view.caret
        for keys in (*forward, *back):
            screen.view.go_to(before)
            await pilot.press(*keys.split(" "))
            moved = screen.view.caret - before
            assert moved > 0 if keys in forward else moved < 0, keys
            assert screen.view.caret == 0 or keys not in ("g g", "home")


async def test_each_key_moves_the_cursor_of_a_pane(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(200, 60)) as pilot:
        screen = await settle(pilot)
        await pilot.press("2", "enter")
        rows = screen.panes.pane("actors").rows
        last = len(rows.rows) - 1
        assert last > 3
        for keys, index in {
            "j": 1, "down": 1, "G": last, "end": last, "space": last, "ctrl+d ctrl+d": 5, "j j k": 1,
            "G g g": 0, "G home": 0, "G pageup": 0, "G ctrl+u ctrl+u": 0, "j up": 0,
        }.items():  # fmt: skip
            rows.move_to(0)
            await pilot.press(*keys.split(" "))
            assert rows.cursor == index, keys


async def test_a_search_finds_while_typing_walks_and_is_closed(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 24)) as pilot:
        screen = await settle(pilot)
        await pilot.press("slash", *"brook")
        await settle(pilot)
        assert status(screen) == "3 found"
        await pilot.press("enter")
        await settle(pilot)
        assert status(screen).startswith("match 1 of 3")
        await pilot.press("n", "n")
        assert screen.view.text[screen.view.caret :].startswith("Brook leaves")
        await pilot.press("escape")
        assert screen.view.matches == ()


async def test_a_search_without_a_match_says_so(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 24)) as pilot:
        screen = await settle(pilot)
        await pilot.press("slash", *"zzz", "enter")
        await settle(pilot)
        assert status(screen) == "“zzz” is not in this article."


async def test_star_and_read_are_kept_and_undone(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        assert screen.controllers.article_list.entries[0].read
        await pilot.press("s")
        await settle(pilot)
        assert library.articles.entries()[0].starred
        await pilot.press("u")
        await settle(pilot)
        assert not library.articles.entries()[0].starred
        await pilot.press("ctrl+r", "m")
        await settle(pilot)
        entry = library.articles.entries()[0]
        assert entry.starred and not entry.read


async def test_a_removed_article_comes_back_with_undo(library: Library, talks: str, ferry: str) -> None:
    async with reader_app(library, talks, ferry).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("q")
        screen.add_class("-at-library")
        screen.library_rows.focus()
        await pilot.press("d", "d")
        await settle(pilot)
        assert len(library.articles.entries()) == 1
        await pilot.press("u")
        await settle(pilot)
        assert len(library.articles.entries()) == 2


async def test_an_address_that_is_no_file_is_told_and_nothing_is_lost(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("+", *"/no/such/file.txt", "enter")
        await settle(pilot)
        assert "/no/such/file.txt" in status(screen)
        assert screen.article is not None and screen.article.title == "Envoys will meet again in Geneva"
        await pilot.press("f2")
        await pilot.pause()
        assert any("/no/such/file.txt" in row for row in screen_text(pilot))
        await pilot.press("escape", "+")
        await settle(pilot)
        assert screen_text(pilot)[-2].split() == ["Add", "/no/such/file.txt"]
        await pilot.press("escape")


async def test_the_header_has_the_title_once_that_of_the_text_is_out_of_view(
    library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert screen_text(pilot)[0].startswith("━ [World] ━")
        await pilot.press("G")
        await settle(pilot)
        assert screen_text(pilot)[0].startswith("━ [Envoys will meet again in Geneva] ")


@by_size
async def test_the_first_start_opens_the_sample_with_its_briefing_and_offers_a_tour_and_feeds(
    library: Library, size: tuple[int, int]
) -> None:
    async with reader_app(library).run_test(size=size) as pilot:
        screen = await settle(pilot)
        assert screen.is_current and screen.focused is screen.view
        rows = "\n".join(screen_text(pilot))
        assert "HOUSTON — Two NASA astronauts" in rows
        assert rows.count("NASA Administrator Bill Nelson announced") == 2  # in the Summary too
        assert "A sample article with its briefing.  ? Enter: a tour  F: feeds to start with" in rows


@by_size
async def test_the_first_frame_of_a_new_library_has_the_sample_which_stays(
    library: Library, size: tuple[int, int]
) -> None:
    sample = load(str(bundled_sample()))
    async with reader_app(library, first=sample).run_test(size=size) as pilot:
        screen = await settle(pilot)
        assert screen.focused is screen.view and not screen.has_class("-at-library")
        assert screen.article is not None and screen.article.title == sample.title
        assert screen.status.guide
        await pilot.press("q")
        await settle(pilot)
        assert screen.has_class("-at-library")


@pytest.mark.parametrize(
    "size",
    [
        *((50, 24), (117, 40), (120, 12)),
        *(pytest.param(size, marks=pytest.mark.thorough) for size in ((80, 24), (120, 40), (165, 50))),
    ],
)
async def test_the_text_of_the_first_frame_stays_where_it_is(
    library: Library, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(BriefingApp, "_show_reader", lambda app: None)
    app = reader_app(library, first=load(str(bundled_sample())))
    async with app.run_test(size=size) as pilot:
        before = screen_text(pilot)
        monkeypatch.undo()
        app._show_reader()
        screen = await settle(pilot)
        area = screen.view.content_region
        rows = screen_text(pilot)[area.y : area.bottom]
        shown = [row[area.x : area.right - 1].rstrip() for row in rows]
        assert [row[area.x :].rstrip() for row in before[area.y : area.bottom]] == shown
        assert any("announced" in row for row in shown)


async def test_keys_work_where_the_article_of_the_first_frame_is_not_opened(
    library: Library, ferry: str
) -> None:
    library.articles.add([ferry])
    sample = load(str(bundled_sample()))
    async with reader_app(library, first=sample).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        assert screen.article is None and screen.focused is screen.library_rows
        await pilot.press("enter")
        await settle(pilot)
        assert screen.article is not None and screen.article.title == "Ferry fares to rise"


async def test_a_library_with_articles_opens_itself(library: Library, ferry: str) -> None:
    library.articles.add([ferry])
    async with reader_app(library).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        assert screen.is_current and screen.focused is screen.library_rows
        assert [entry.title for entry in library.articles.entries()] == ["Ferry fares to rise"]
        assert not screen.status.guide


async def test_the_first_start_opens_the_sample_and_later_ones_the_list_where_it_was_left(
    library: Library,
) -> None:
    async with reader_app(library).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        assert screen.article is not None and screen.article.title.startswith("NASA to bring")
        await pilot.press("q")
        await settle(pilot)
        await pilot.press("Q")
    async with reader_app(library).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        assert screen.article is None
        assert screen.focused is screen.library_rows
        assert any("NASA to bring" in row for row in screen_text(pilot))


async def test_the_offer_goes_when_one_goes_to_the_library(library: Library) -> None:
    async with reader_app(library).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        assert screen.status.guide
        await pilot.press("q")
        assert not screen.status.guide


@pytest.mark.parametrize("key", ["V", "2", "s"])
async def test_the_offer_goes_once_something_was_done(library: Library, key: str) -> None:
    async with reader_app(library).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        for keys in (("j", "j"), ("?", "escape"), (key,)):
            assert screen.status.guide
            await pilot.press(*keys)
            await settle(pilot)
        assert not screen.status.guide


async def test_under_a_teaser_stands_the_key_that_loads_the_whole_text(library: Library) -> None:
    library._store.set_meta("sample", "removed")
    fill(library, [news(1)])
    async with reader_app(library, keymap={"reader.full-text": "f9"}).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert screen_text(pilot)[-2].strip() == "F9 loads the whole text."


async def test_the_tour_is_taken_by_its_keys(library: Library) -> None:
    async with reader_app(library).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)

        async def step(*keys: str) -> str:
            await pilot.press(*keys)
            await settle(pilot)
            return screen.status.guide

        assert (await step("?", "enter")).startswith("Tour 1/5: 3 goes to what the article leaves open.")
        assert any("Esc leaves the tour." in row for row in screen_text(pilot))
        assert (await step("3")).startswith("Tour 2/5: j k move, and the passage")
        assert lit(screen)
        assert (await step("j", "enter", "n")).startswith("Tour 3/5: V selects a sentence")
        assert (await step("V", "a", "o", "k", "tab", "d")).startswith("Tour 3/5")
        assert (await step("escape")).startswith("Tour 4/5: A lists your notes")
        await step("A")
        assert pilot.app.screen is not screen
        assert (await step("q")).startswith("Tour 5/5: F lists your feeds")
        assert not await step("F")
        assert pilot.app.screen is not screen
        await step("q")
        assert status(screen).startswith("That was the tour.")


async def test_escape_leaves_the_tour_and_help_has_it_again_from_another_article(
    library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("?", *"tour", "enter")
        await settle(pilot)
        assert screen.article is not None and screen.article.title.startswith("NASA to bring")
        assert screen.status.guide.startswith("Tour 1/5")
        await pilot.press("?", *"tour", "enter")
        await settle(pilot)
        assert screen.status.guide.startswith("Tour 2/5")
        await pilot.press("escape")
        assert not screen.status.guide
        await pilot.press("backspace")
        await settle(pilot)
        assert screen.article.title.startswith("Envoys")


async def test_an_empty_library_offers_what_to_do(library: Library) -> None:
    library.ensure_sample()
    library.articles.remove(library.articles.entries()[0].id)
    async with reader_app(library).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        assert any("Open the sample" in row for row in screen_text(pilot))
        await pilot.press("enter")
        await settle(pilot)
        assert screen.article is not None


async def test_help_shows_this_places_keys_filters_and_runs(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        await pilot.press("3", "?")
        await pilot.pause()
        rows = screen_text(pilot)
        assert any("A part of the briefing" in row for row in rows[:6])
        await pilot.press(*"zoom", "enter")
        await settle(pilot)
        assert screen.parts.is_zoomed
        assert pilot.app.screen is screen


async def test_the_palette_runs_a_command_and_switches_the_theme(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press(":")
        await pilot.press(*"theme: newsprint")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert pilot.app.theme == "newsprint"
        await pilot.press("ctrl+p", *"open issues")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert screen.parts.part == "issues"


async def test_the_readers_own_keys_work_and_the_old_ones_do_not(library: Library, talks: str) -> None:
    keymap = {"reader.pane-3": "i", "move.top": "t t", "library.remove": "D"}
    async with reader_app(library, talks, keymap=keymap).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("3")
        assert screen.parts.part == "article"
        await pilot.press("i")
        assert screen.parts.part == "issues"
        await pilot.press("G", "t", "t")
        assert screen.panes.pane("issues").rows.cursor == 0
        await pilot.press("G", "g", "g")
        assert screen.panes.pane("issues").rows.cursor == 1


async def test_an_unknown_theme_and_a_wrong_key_are_told_at_the_start(library: Library, talks: str) -> None:
    app = reader_app(library, talks, theme="wyre", keymap={"reader.zoomm": "Z"})
    async with app.run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        assert app.theme in app.theme_names
        assert "2 problems at the start; F2 lists them:" in "\n".join(screen_text(pilot))
        await pilot.press("f2")
        await pilot.pause()
        rows = "\n".join(screen_text(pilot))
        assert "there is no theme “wyre”; did you mean “wire”?" in rows
        assert "did you mean “reader.zoom”?" in rows


async def test_hostile_text_is_shown_as_it_stands(library: Library, tmp_path: Path) -> None:
    path = tmp_path / "hostile.txt"
    path.write_text(
        "World\nA [/x] headline [@click=app.quit]here[/]\n\nThe [bold]text[/] of [/x] it all says Brook.\n"
    )
    async with reader_app(library, str(path)).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        rows = "\n".join(screen_text(pilot))
        assert "A [/x] headline [@click=app.quit]here[/]" in rows
        assert "The [bold]text[/] of [/x] it all" in rows


async def test_small_windows_show_the_article_or_a_sentence(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(30, 20)) as pilot:
        for columns, height in ((30, 20), (39, 24), (100, 9), (59, 30), (60, 15)):
            await pilot.resize_terminal(columns, height)
            await settle(pilot)
            rows = " ".join(screen_text(pilot))
            assert ("too small" if columns < 40 or height < 10 else "GENEVA") in rows, (columns, height)


async def test_a_resize_keeps_what_is_read_in_view(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(200, 60)) as pilot:
        screen = await settle(pilot)
        screen.view.focus()
        await pilot.press("G")
        caret = screen.view.caret
        for size in ((120, 40), (80, 24), (160, 50)):
            await pilot.resize_terminal(*size)
            await settle(pilot)
            assert screen.view.is_in_view(caret, caret)


SIZES_BY_TURNS = [(120, 40), (80, 24), (100, 30), (300, 90), (160, 50), (200, 60)]


@pytest.mark.parametrize("zoomed", [False, True])
async def test_a_resize_leaves_the_line_of_the_caret_where_it_was(
    library: Library, seed: str, zoomed: bool
) -> None:
    async with reader_app(library, seed).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("space", *["j"] * 8, *["z"] * zoomed)
        await settle(pilot)
        view = screen.view

        def row() -> int:
            return view.rows_in_view(view.caret, view.caret)[0]

        caret, before = view.caret, row()
        assert before > 3
        for size in SIZES_BY_TURNS * 2:
            await pilot.resize_terminal(*size)
            await settle(pilot)
            lowest = view.view_height - 1
            assert view.caret == caret
            assert row() == min(before, lowest) or view.scroll_offset.y in (0, view.max_scroll_y)
        await pilot.resize_terminal(120, 40)
        await settle(pilot)
        assert row() == before


async def test_the_text_takes_the_columns_that_are_there(library: Library, seed: str) -> None:
    async with reader_app(library, seed).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        view = screen.view
        for size, keys, least in (
            ((120, 40), ("z",), 90),
            ((160, 50), ("z",), 68),
            ((300, 90), (), 90),
            ((200, 60), (), 90),
            ((200, 60), ("V", "a", *"why", "escape"), 74),
        ):
            await pilot.resize_terminal(*size)
            for key in keys:
                await pilot.press(key)
                await settle(pilot)
            assert view.body is not None and least <= view.body.width <= 100, (size, keys)
        assert any("why" in row[view.region.x : view.region.right] for row in screen_text(pilot))


async def test_while_a_very_long_article_is_briefed_the_panes_say_that_it_is_one(
    library: Library, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ArticleController, "request", lambda *_: None)
    file = tmp_path / "long.txt"
    file.write_text("Records\n\n" + "A record of the year. " * 25_000)
    async with reader_app(library, str(file)).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        assert screen.panes.rows.empty.startswith("Reading the beginning of a very long article")


class FaultyEngine:
    """An engine that breaks in a way nobody foresaw."""

    info = EngineInfo("faulty", "1", "none")

    def parts(self, article: Article) -> Iterator[Part]:
        raise RuntimeError("no such tensor")


async def test_a_fault_of_the_engine_leaves_the_article_readable(tmp_path: Path, talks: str) -> None:
    with library_at(tmp_path / "other", FaultyEngine()) as library:
        async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
            screen = await settle(pilot)
            rows = "\n".join(screen_text(pilot))
            assert "GENEVA" in rows
            assert "1 Summary failed" in rows
            assert "Unexpected error (RuntimeError)" in status(screen)


class HalfFaultyEngine(StubEngine):
    """An engine that fails at the actors alone."""

    def parts(self, article: Article) -> Iterator[Part]:
        yield from (part for part in super().parts(article) if part.name != "actors")
        raise EngineError("No key actors could be made.")


async def test_a_fault_in_one_pane_leaves_the_others(tmp_path: Path, talks: str) -> None:
    with library_at(tmp_path / "other", HalfFaultyEngine()) as library:
        async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
            screen = await settle(pilot)
            assert screen.panes.pane("actors").state == "failed"
            assert all(screen.panes.pane(name).state is None for name in PANES if name != "actors")
            rows = "\n".join(screen_text(pilot))
            assert rows.count(" failed") == 1 and "Key actors failed" in rows
            assert rows.count("No key actors could be") == 2  # in the pane and on the status line
            assert "No key actors could be made." in status(screen)


class FaultyLoader:
    def load(
        self,
        reference: str,
        *,
        stdin: Callable[[], bytes] | None = None,
        trusted_hosts: frozenset[str] | None = None,
    ) -> Article:
        raise RuntimeError("no such module")


async def test_while_an_article_is_read_it_is_not_said_that_there_is_none(
    library: Library, ferry: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    waiting, add = Event(), library.articles.add_in_steps

    def add_late(*references: object, **named: object) -> object:
        waiting.wait()
        return add(*references, **named)  # type: ignore[arg-type] # as it was called

    monkeypatch.setattr(library.articles, "add_in_steps", add_late)
    async with reader_app(library, ferry).run_test(size=(120, 40)) as pilot:
        while not any(isinstance(each, ReaderScreen) and each.is_open for each in pilot.app.screen_stack):
            await pilot.pause()
        rows = "\n".join(screen_text(pilot))
        assert "Waiting for the article…" in rows and "No article" not in rows
        waiting.set()
        screen = await settle(pilot)
        assert screen.article is not None


async def test_a_fault_of_a_source_is_told_and_the_library_is_shown(tmp_path: Path) -> None:
    store = ArticleStore(tmp_path / "other.db")
    with library_at(store.database.file.parent, StubEngine(), loader=FaultyLoader()) as library:
        async with reader_app(library, "x.txt").run_test(size=(120, 40)) as pilot:
            screen = await settle(pilot)
            assert "Unexpected error (RuntimeError)" in status(screen)
            assert screen.focused is screen.library_rows


async def test_the_path_of_an_article_is_completed(library: Library, ferry: str) -> None:
    async with reader_app(library).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        await pilot.press("+", *ferry.removesuffix("ry.txt"))
        await settle(pilot)
        assert "→ complete" in screen_text(pilot)[-1]
        await pilot.press("right", "enter")
        await settle(pilot)
        assert screen.article is not None and screen.article.title == "Ferry fares to rise"


async def test_a_drag_of_the_mouse_replaces_an_old_message_by_its_count(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("u")
        assert status(screen) == "Nothing to undo."
        await pilot.mouse_down(ArticleView, offset=(5, 2))
        await pilot.hover(ArticleView, offset=(15, 2))
        await pilot.mouse_up(ArticleView, offset=(15, 2))
        await settle(pilot)
        assert "11 characters" in status(screen)


async def test_in_a_text_field_the_hints_name_keys_that_work_there(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        await settle(pilot)
        assert screen_text(pilot)[-1] == "Enter search  Esc close  F1 help"
        await pilot.press("f1")
        await settle(pilot)
        assert any("Keys" in row for row in screen_text(pilot))


async def test_ctrl_c_tells_how_to_quit(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        await pilot.press("ctrl+c")
        assert status(screen) == "Q quits."


async def test_a_click_on_a_title_focuses_its_pane_and_on_a_row_lights_its_passage(
    library: Library, talks: str
) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        rows = screen_text(pilot)
        tab_row = next(y for y, row in enumerate(rows) if "3 Open issues" in row)
        await pilot.click(offset=(rows[tab_row].index("3 Open"), tab_row))
        await settle(pilot)
        assert screen.parts.part == "issues"
        tab_row = next(y for y, row in enumerate(screen_text(pilot)) if "3 Open issues" in row)
        await pilot.click(offset=(10, tab_row + 2))
        await settle(pilot)
        assert lit(screen) == ["the question of the border"]
        assert screen.focused is screen.panes.pane("issues").rows


async def test_a_hint_can_be_clicked(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await pilot.press("1")
        hints = screen_text(pilot)[-1]
        await pilot.click(offset=(hints.index("zoom"), 39))
        await settle(pilot)
        assert screen.parts.is_zoomed


@pytest.mark.quick
async def test_keys_that_come_before_the_reader_is_open_are_not_lost(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        for key in "3z":
            pilot.app.post_message(Key(key, key))
        screen = await settle(pilot)
        assert screen.parts.part == "issues"
        assert screen.parts.is_zoomed


async def test_a_text_that_was_set_while_hidden_is_shown(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        screen.article_pane.display = False
        await settle(pilot)
        screen.view.show("Title", "Other words.")
        screen.article_pane.display = True
        await settle(pilot)
        assert any("Other words." in row for row in screen_text(pilot))


class FoldsOneIssue(StubEngine):
    """Is less sure of the last issue."""

    def parts(self, article: Article) -> Iterator[Part]:
        for part in super().parts(article):
            if part.name == "issues" and isinstance(part.value, tuple) and part.value:
                *others, last = part.value
                assert isinstance(last, Issue)
                part = Part("issues", (*others, replace(last, shown=False)))
            yield part


@pytest.mark.parametrize("key", ["enter", "right"])
async def test_lines_that_are_folded_are_shown_by_enter_as_well(tmp_path: Path, talks: str, key: str) -> None:
    with library_at(tmp_path / "home", FoldsOneIssue()) as library:
        async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
            screen = await settle(pilot)
            await pilot.press("3", "G")
            await settle(pilot)
            assert any("+1 less sure" in row for row in screen_text(pilot))
            assert len(screen.panes.pane("issues").rows.rows) == 2
            await pilot.press(key)
            await settle(pilot)
            assert any("−1 less sure" in row for row in screen_text(pilot))
            assert len(screen.panes.pane("issues").rows.rows) == 3
