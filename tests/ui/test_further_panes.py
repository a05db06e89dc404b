"""Timeline and Quotes: panes that take the place of the first three while they are read."""

from __future__ import annotations

from pathlib import Path

import pytest

from briefing.services.library import Library
from briefing.ui.widgets.chrome.header import PaneHeader
from tests.ui.conftest import reader_app
from tests.ui.reading import current_passage, lit, press, screen_text, settle, shown, status

by_size = pytest.mark.parametrize("size", [(80, 24), (120, 18)], ids=["narrow", "normal"])
"""Sizes at which not all five have room."""


@pytest.mark.quick
@by_size
async def test_four_and_five_show_timeline_and_quotes_in_place_of_the_briefing(
    library: Library, talks: str, size: tuple[int, int]
) -> None:
    async with reader_app(library, talks).run_test(size=size) as pilot:
        await settle(pilot)
        assert any("3 Open issues 2" in row for row in screen_text(pilot))
        await pilot.press("4")
        await settle(pilot)
        rows = "\n".join(screen_text(pilot))
        assert "[4 Timeline 2]" in rows and "5 Quotes 2" in rows and "1 2 3 Briefing" in rows
        assert "2026-03-02 both sides said on Monday" in rows
        assert "Open issues" not in rows
        await pilot.press("5")
        await settle(pilot)
        rows = "\n".join(screen_text(pilot))
        assert "4 Timeline 2" in rows and "[5 Quotes 2]" in rows
        assert "Carl Dahl: “the question of the border" in rows


@by_size
async def test_the_first_three_panes_name_the_keys_of_the_others(
    library: Library, talks: str, size: tuple[int, int]
) -> None:
    async with reader_app(library, talks).run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("3")
        await settle(pilot)
        rows = "\n".join(screen_text(pilot))
        assert "[3 Open issues 2]" in rows
        assert ("4 Timeline ━━ 5 Quotes" if size == (80, 24) else "4 Timeline 2 ── 5 Quotes 2") in rows


@by_size
async def test_one_to_three_and_leaving_bring_the_briefing_back(
    library: Library, talks: str, size: tuple[int, int]
) -> None:
    leads_to = {"1": "summary", "2": "actors", "3": "issues", "escape": "article", "q": "article"}
    async with reader_app(library, talks).run_test(size=size) as pilot:
        screen = await settle(pilot)
        for key, part in leads_to.items():
            await pilot.press("2", "4", key)
            await settle(pilot)
            rows = "\n".join(screen_text(pilot))
            assert "1 Summary 2" in rows and "1 2 3 Briefing" not in rows, key
            assert screen.parts.part == part


@by_size
async def test_a_line_lights_its_passage_and_enter_goes_there(
    library: Library, talks: str, size: tuple[int, int]
) -> None:
    async with reader_app(library, talks).run_test(size=size) as pilot:
        screen = await settle(pilot)
        await pilot.press("4", "j")
        await settle(pilot)
        assert lit(screen) == ["Brook leaves Geneva on Friday."]
        assert current_passage(screen) is not None
        assert status(screen) == "Friday, 6 March 2026  passage 1 of 1"
        await pilot.press("enter")
        await settle(pilot)
        assert screen.focused is screen.view
        assert screen.view.text[screen.view.caret :].startswith("Brook leaves Geneva")
        assert screen.panes.shows_other_panes
        await pilot.press("escape", "escape")
        assert not screen.panes.shows_other_panes


async def test_the_annotation_commands_act_on_the_words_of_a_quote(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        await pilot.press("5", "H", "2")
        await settle(pilot)
        assert screen.article is not None
        (mark,) = library.annotations.for_article(screen.article).annotations
        assert mark.anchor.quote == "the question of the border remains open"
        await pilot.press("j", "k", "H")
        await settle(pilot)
        assert status(screen).endswith("is green already: 1 to 5 give it another colour.")


@by_size
async def test_zooming_gives_the_timeline_the_whole_screen(
    library: Library, talks: str, size: tuple[int, int]
) -> None:
    async with reader_app(library, talks).run_test(size=size) as pilot:
        screen = await settle(pilot)
        await pilot.press("4", "z")
        await settle(pilot)
        rows = screen_text(pilot)
        assert screen.panes.pane("timeline").rows.size.width == size[0]
        assert not any("GENEVA" in row or "Quotes 2 ──" in row for row in rows[1:-1])
        await pilot.press("z", "tab")
        await settle(pilot)
        assert screen.parts.part == "quotes"
        await pilot.press("tab")
        assert screen.parts.part == "article"


async def test_what_is_not_there_is_explained_in_a_sentence(library: Library, ferry: str) -> None:
    async with reader_app(library, ferry).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await pilot.press("4")
        await settle(pilot)
        words = " ".join(" ".join(row.partition("▕")[2].split()) for row in screen_text(pilot))
        assert "as the day of publication is not known" in words
        assert "The article quotes nobody." in words


async def test_clicking_the_folded_titles_opens_a_pane(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 18)) as pilot:
        screen = await settle(pilot)
        at = screen.query_one("#other-panes", PaneHeader).render().plain.index("5 Quotes")
        await pilot.click("#other-panes", offset=(at + 2, 0))
        await settle(pilot)
        assert screen.parts.part == "quotes"
        await pilot.click("#other-panes", offset=(4, 0))
        await settle(pilot)
        assert screen.parts.part == "summary"


async def test_a_briefing_kept_from_before_is_shown_with_its_timeline(library: Library, talks: str) -> None:
    for _ in range(2):
        async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
            screen = await settle(pilot)
            assert len(screen.panes.pane("timeline").rows.rows) == 2
            assert len(screen.panes.pane("quotes").rows.rows) == 2
            await pilot.press("Q")


@pytest.mark.quick
async def test_the_palette_and_the_help_name_both(library: Library, talks: Path) -> None:
    app = reader_app(library, str(talks))
    async with app.run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        titles = {command.title for command in app.commands_here(screen.focused or screen)}
        assert {"Timeline", "Quotes"} <= titles


async def test_where_there_is_room_all_five_stand_below_each_other(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        for size in ((120, 40), (160, 50), (200, 60), (300, 90)):
            await pilot.resize_terminal(*size)
            screen = await settle(pilot)
            rows = shown(pilot)
            assert "2026-03-02 both sides said on Monday" in rows and "1 Summary 2" in rows, size
            assert "Carl Dahl: “the question of the border" in rows, size
            await press(pilot, "5")
            rows = shown(pilot)
            assert "[5 Quotes 2]" in rows and "1 Summary 2" in rows and "1 2 3 Briefing" not in rows, size
            await press(pilot, "enter")
            assert screen.focused is screen.view and not screen.panes.shows_other_panes, size
