"""Stories in the library's list: folded, taken apart, put together, told why."""

from __future__ import annotations

from collections.abc import Callable
from threading import Event
from time import sleep

import pytest

from briefing.errors import StoreError
from briefing.services.library import Library
from briefing.ui.widgets.lists.row_list import RowList
from tests.services.test_stories import article, groups
from tests.ui.newsstand import cursor_title, fill, press, the_list, titles
from tests.ui.reading import screen_text, settle, status

A, B, OTHER = article(0, 0), article(0, 1, 1), article(1, 2, 2)


async def test_a_story_is_folded_once_its_articles_are_compared_and_unfolds(library: Library) -> None:
    fill(library, [A, B, OTHER])
    async with the_list(library) as (pilot, screen):
        assert len(titles(screen)) == 3
        await press(pilot, "end")
        screen.controllers.stories.start()
        await settle(pilot)
        assert titles(screen) == [OTHER.title, B.title]
        assert any("+1" in row for row in screen_text(pilot))
        await press(pilot, "right")
        assert titles(screen) == [OTHER.title, B.title, A.title]
        await press(pilot, "left")
        assert len(titles(screen)) == 2


@pytest.mark.timeout(60)
async def test_a_library_without_stories_gets_them_at_the_start(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(library, [A, B, OTHER])
    monkeypatch.setattr("briefing.ui.screens.stories.story_assignment.START_DELAY", 0.01)
    async with the_list(library) as (pilot, screen):
        while len(titles(screen)) != 2:
            await pilot.pause(0.01)


async def test_what_is_added_comes_into_its_story(library: Library) -> None:
    fill(library, [A, OTHER])
    library.stories.assign()
    async with the_list(library) as (pilot, screen):
        assert len(titles(screen)) == 2
        fill(library, [B])
        screen.controllers.stories.start()
        await settle(pilot)
        assert titles(screen) == [OTHER.title, B.title]


async def test_an_article_is_split_off_by_key_and_u_puts_it_back(library: Library) -> None:
    fill(library, [A, B, OTHER])
    library.stories.assign()
    async with the_list(library) as (pilot, screen):
        await press(pilot, "end", "W")
        assert status(screen).startswith("2 articles share ") and "boris" in status(screen)
        await press(pilot, "minus")
        assert len(titles(screen)) == 3
        assert status(screen).startswith("Split “") and status(screen).endswith("u undoes.")
        await press(pilot, "minus")
        assert status(screen) == "This is a story of its own already."
        await press(pilot, "W")
        assert status(screen) == "No other article tells this story: you split it off."
        await press(pilot, "u")
        assert len(titles(screen)) == 2
        await press(pilot, "ctrl+r")
        assert len(titles(screen)) == 3
        library.stories.assign()
        assert len(groups(library)) == 3


async def test_stories_are_merged_by_key_and_u_takes_them_apart(library: Library) -> None:
    fill(library, [A, B, OTHER])
    library.stories.assign()
    async with the_list(library) as (pilot, screen):
        await press(pilot, "equals_sign")
        assert "Space" in status(screen)
        await press(pilot, "space", "equals_sign")
        assert titles(screen) == [OTHER.title] and not screen.controllers.article_list.selected
        await press(pilot, "u")
        assert titles(screen) == [OTHER.title, B.title]
        await press(pilot, "end", "right", "space", "equals_sign")
        assert status(screen) == "These are of one story already."
        assert cursor_title(screen) == A.title


async def test_what_is_not_compared_yet_says_so(library: Library) -> None:
    fill(library, [A])
    async with the_list(library) as (pilot, screen):
        await press(pilot, "W")
        assert status(screen).startswith("This article has no story yet")


async def test_quitting_stops_an_assignment(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(library, [A, B])
    stopped = Event()

    def assign(
        *, is_cancelled: Callable[[], bool], on_progress: Callable[[int, int], None], apart: bool
    ) -> int:
        on_progress(1_000, 98_000)
        while not is_cancelled():
            sleep(0.01)
        stopped.set()
        return 0

    monkeypatch.setattr(library.stories, "assign", assign)
    monkeypatch.setattr("briefing.ui.screens.stories.story_assignment.QUIET_SECONDS", 0.01)
    async with the_list(library) as (pilot, screen):
        screen.controllers.stories.start()
        while "stories: 1,000 of 98,000 articles" not in screen_text(pilot)[-2]:
            await pilot.pause(0.01)
    assert stopped.is_set()


@pytest.mark.parametrize("error", [StoreError("The disk is full."), RuntimeError("a fault")])
async def test_an_assignment_that_fails_leaves_the_reader_alone(
    library: Library, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    fill(library, [A, B])

    def fail(**_: object) -> int:
        raise error

    monkeypatch.setattr(library.stories, "assign", fail)
    async with the_list(library) as (pilot, screen):
        screen.controllers.stories.start()
        await settle(pilot)
        assert len(titles(screen)) == 2 and not screen.status.is_error
        monkeypatch.undo()
        screen.controllers.stories.start()
        await settle(pilot)
        assert len(titles(screen)) == 1


@pytest.mark.parametrize("of_both", [False, True], ids=["the one split off", "the one that stays"])
async def test_the_story_of_an_article_is_the_one_it_is_in_though_another_has_its_id(
    library: Library, of_both: bool
) -> None:
    fill(library, [A, B, OTHER])
    library.stories.assign()
    named = library.stories.story(A.id).id  # of one of the two
    stays = next(each for each in (A, B) if each.id != named)
    library.stories.edits.split([named])
    assert library.stories.story(named).articles[0].id == stays.id
    wanted = stays if of_both else next(each for each in (A, B) if each.id == named)
    async with the_list(library, (120, 40)) as (pilot, screen):
        screen.controllers.article_list.go_to(wanted.id)
        await press(pilot, "f", "O")
        (story,) = library.stories.stories([wanted.id])
        assert library.matters.of_story(story.id) is not None
        assert "1 article, 1 source, followed" in screen_text(pilot)[0]
        await press(pilot, "0")
        row = pilot.app.screen.query_one("#story-rows", RowList).row
        assert row is not None and row.key == wanted.id
