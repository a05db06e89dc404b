"""The screen of a story: what its articles say together, there and back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.services.articles import Library
from briefing.store.database.connections import Database
from briefing.ui.screens.stories.story_screen import StoryScreen
from tests.services.test_stories import article
from tests.ui.newsstand import fill, press, the_list
from tests.ui.reading import screen_text, settle, status

LINE = "Nordline gave no reason."
FIRST, SECOND, THIRD = (
    replace(made, text=f"{made.text} {LINE} ") for made in (article(2, 0), article(2, 1), article(2, 2, 1))
)
COPY = replace(FIRST, id="c" * 16, source="Copyist", url="https://copyist.example/1")


def shown(pilot: object) -> str:
    return "\n".join(screen_text(pilot))  # type: ignore[arg-type]


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (200, 60)], ids=["narrow", "normal", "wide"])
async def test_a_story_shows_its_articles_and_what_they_say_with_the_voices(
    library: Library, size: tuple[int, int]
) -> None:
    fill(library, [FIRST, SECOND, COPY])
    library.stories.assign()
    async with the_list(library, size) as (pilot, _):
        assert "O story" in shown(pilot)
        await press(pilot, "O")
        assert isinstance(pilot.app.screen, StoryScreen)
        text = shown(pilot)
        assert "3 articles, 2 sources, 1 copy" in text
        assert "q back" in text
        for part in ("Paper 0", "Paper 1", "Copyist", "copy", LINE, "2/2", "1 Summary 2"):
            assert part in text
        assert (size[0] < 100) == ("2 Key actors" not in text)
        await press(pilot, "2")
        assert "The articles name nobody" in shown(pilot)
        await press(pilot, "W")
        assert "3 articles share" in shown(pilot)


async def test_enter_opens_the_passage_in_its_article_and_the_way_back_returns_to_the_line(
    library: Library,
) -> None:
    fill(library, [FIRST, SECOND])
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, screen):
        await press(pilot, "O", "1", "n")
        assert "2 of 2 · Paper" in shown(pilot)
        told = "Paper 0" if "2 of 2 · Paper 0" in shown(pilot) else "Paper 1"
        await press(pilot, "enter")
        assert pilot.app.screen is screen and screen.article is not None
        assert screen.article.source == told and screen.parts.in_article
        (span,) = screen.view.evidence
        assert screen.article.text[span.start : span.end] == LINE
        await press(pilot, "backspace")
        assert isinstance(pilot.app.screen, StoryScreen)
        assert f"2 of 2 · {told}" in shown(pilot)
        await press(pilot, "0", "enter")
        assert pilot.app.screen is screen and screen.article.source in {"Paper 0", "Paper 1"}


async def test_leaving_is_noted_and_only_what_comes_later_is_new_and_u_undoes_it(
    library: Library,
) -> None:
    fill(library, [FIRST, SECOND])
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, screen):
        await press(pilot, "O")
        assert "new" not in shown(pilot)
        await press(pilot, "q")
        assert status(screen).startswith("Noted that you have seen")
        assert library.stories.story(FIRST.id).new == 0
        await press(pilot, "u")
        assert library.stories.story(FIRST.id).new == 2
        await press(pilot, "ctrl+r")
        fill(library, [THIRD])
        library.stories.assign()
        assert library.stories.story(FIRST.id).new == 1
        screen.controllers.article_list.reload()
        await settle(pilot)
        await press(pilot, "O")
        assert any("new" in row and "Paper 2" in row for row in screen_text(pilot))


async def test_a_library_that_cannot_be_changed_is_left_without_a_word(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(library, [FIRST, SECOND])
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, screen):
        await press(pilot, "O")
        monkeypatch.setattr(Database, "read_only", True)
        await press(pilot, "q")
        assert pilot.app.screen is screen and "seen" not in status(screen)
        assert library.stories.story(FIRST.id).new == 2


async def test_an_article_without_a_story_says_so(library: Library) -> None:
    fill(library, [FIRST])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "O")
        assert "no story yet" in shown(pilot)
        await press(pilot, "q")
        assert pilot.app.screen is screen


async def test_a_key_that_a_pane_has_in_an_article_does_nothing_here(library: Library) -> None:
    fill(library, [FIRST, SECOND])
    library.stories.assign()
    async with the_list(library) as (pilot, _):
        await press(pilot, "O", "1", "c", "D", "v", "right")
        assert isinstance(pilot.app.screen, StoryScreen)
        await press(pilot, "tab", "tab", "shift+tab", "j", "5", "4", "3", "0", "N", "escape")
        assert not isinstance(pilot.app.screen, StoryScreen)
