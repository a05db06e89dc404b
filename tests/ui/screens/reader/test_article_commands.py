"""An article's other text, and commands that articles are given to."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from dataclasses import replace

import pytest

from briefing.domain import Article
from briefing.domain.structure import NO_STRUCTURE, Structure
from briefing.services.library import Library
from briefing.ui.screens.output_screen import OutputScreen
from tests.ui.newsstand import fill, news, press, the_list
from tests.ui.reading import screen_text, settle, status

# Pipes


async def test_a_bar_gives_the_article_to_a_command_and_shows_what_comes_back(library: Library) -> None:
    fill(library, [news(1), news(2)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "|", *f"{sys.executable} -c 'print(input().upper())'", "enter")
        await settle(pilot)
        assert isinstance(pilot.app.screen, OutputScreen)
        assert any("HEADLINE 1" in row for row in screen_text(pilot))
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, OutputScreen)
        assert screen.focused is screen.library_rows


async def test_selected_articles_are_piped_together_and_a_failure_is_told(library: Library) -> None:
    fill(library, [news(1), news(2)])
    async with the_list(library) as (pilot, _):
        await press(pilot, "*", "|", *"grep -c story; exit 3", "enter")
        await settle(pilot)
        shown = screen_text(pilot)
        assert any(row.strip("▶ ") == "2" for row in shown)
        assert "2 articles | grep" in shown[0] and "failed: 3" in shown[0]
        await press(pilot, "q")
        assert not isinstance(pilot.app.screen, OutputScreen)


# Full text


class _Page:
    """A web where every page says the same."""

    def __init__(self, text: str, structure: Structure) -> None:
        self.text, self.structure = text, structure
        self.fetched: list[str] = []

    def load(self, reference: str, *, trusted_hosts: frozenset[str]) -> Article:
        self.fetched.append(reference)
        return replace(news(77, text=self.text), structure=self.structure)


def serve(
    library: Library, monkeypatch: pytest.MonkeyPatch, text: str, structure: Structure = NO_STRUCTURE
) -> _Page:
    page = _Page(text, structure)
    monkeypatch.setattr(library.page_texts, "_open_pages", lambda: nullcontext(page))
    return page


TEASER = "The story 1 begins here. Nordline gave no reason."
WHOLE = f"{TEASER} " + "The operator said that fares would rise in spring by a tenth on all lines. " * 12


async def test_x_shows_the_page_and_which_text_is_better_and_x_again_goes_back(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = serve(library, monkeypatch, WHOLE)
    fill(library, [news(1, text=TEASER)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "enter", "x")
        assert screen.view.text == WHOLE
        assert status(screen).startswith("Showing the full page, ") and "x shows the feed's text" in status(
            screen
        )
        await press(pilot, "x")
        assert screen.view.text == TEASER
        assert status(screen).startswith("Showing the feed's text. The full page is better, ")
        await press(pilot, "x")
        assert screen.view.text == WHOLE and page.fetched == ["http://127.0.0.1/1"]


async def test_x_shows_what_was_cut_off_a_page_before_it_goes_back_to_the_feed(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(library, monkeypatch, WHOLE, Structure(rest="Top stories"))
    fill(library, [news(1, text=TEASER)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "enter", "x", "x")
        assert screen.view.text == f"{WHOLE}\n\nTop stories"
        assert status(screen).startswith("Showing what stood behind the article on its page, too: 2 words.")
        for text in (TEASER, WHOLE):
            await press(pilot, "x")
            assert screen.view.text == text


async def test_x_shows_and_hides_what_was_cut_off_an_article_without_a_feed(library: Library) -> None:
    library.ingest.toggle_rest(
        replace(news(1, text=f"{WHOLE}\n\nTop stories"), structure=Structure(rest="Top stories"))
    )
    async with the_list(library) as (pilot, screen):
        await press(pilot, "enter")
        for text in (f"{WHOLE}\n\nTop stories", WHOLE):
            await press(pilot, "x")
            assert screen.view.text == text


@pytest.mark.quick
async def test_x_keeps_the_text_of_the_feed_where_the_page_says_less(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    serve(library, monkeypatch, "Subscribe to read on.")
    fill(library, [news(1, text=WHOLE)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "enter", "x")
        assert screen.view.text == WHOLE
        assert status(screen).startswith("The feed's text stays: ")


async def test_x_says_why_a_page_cannot_be_had(library: Library) -> None:
    fill(library, [news(1, url=None)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "x")
        assert "has no page to fetch" in status(screen)


@pytest.mark.quick
async def test_several_pages_are_not_fetched_at_once(library: Library) -> None:
    fill(library, [news(1), news(2)])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "*", "x")
        assert status(screen).startswith("x fetches the page of one article")
