"""The first key of a sequence shows what may follow, and waits for it."""

from __future__ import annotations

import pytest

from briefing.services.library import Library
from briefing.ui.screens.annotations.annotations_screen import AnnotationsScreen
from briefing.ui.screens.feeds.feeds_screen import FeedsScreen
from briefing.ui.screens.stories.issues_screen import IssuesScreen
from briefing.ui.screens.stories.today_screen import TodayScreen
from tests.ui.conftest import reader_app
from tests.ui.newsstand import fill, news, press
from tests.ui.reading import screen_text, settle, status

SHOWN = {
    "g in the list": (("L",), "g", ("u unread", "t today", "g top", "Esc cancels")),
    "g in the article": (("0",), "g", ("l links", "i open issues", "Esc cancels")),
    "] in the article": (("0",), "]", ("a next annotation", "Esc cancels")),
    "d in the list of annotations": (("A",), "d", ("d delete", "Esc cancels")),
    "g in a story": (("O",), "g", ("q ask", "d dossier of story", "t today", "Esc cancels")),
}
"""The way to a place, the first key there, and some of what is shown."""


@pytest.mark.parametrize("place", SHOWN)
async def test_what_may_follow_is_shown_until_it_does(library: Library, talks: str, place: str) -> None:
    way, first, words = SHOWN[place]
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        await press(pilot, *way)
        top = pilot.app.screen
        await press(pilot, first)
        shown = " ".join(" ".join(screen_text(pilot)[-5:]).split())
        assert [word for word in words if word not in shown] == []
        assert pilot.app.keys._timer is None, "nothing ends it but a key"  # type: ignore[attr-defined]
        await press(pilot, "escape")
        assert pilot.app.screen is top, "Esc cancels the sequence and closes nothing"
        assert "Esc cancels" not in " ".join(screen_text(pilot)[-5:])


async def test_a_key_that_may_follow_runs_its_command_and_another_one_none(library: Library) -> None:
    library._store.set_meta("sample", "removed")
    fill(library, [news(number) for number in range(3)])
    async with reader_app(library).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        await press(pilot, "g", "u")
        assert screen.controllers.article_list.place.scope.title == "Unread"
        await press(pilot, "g", "D")
        assert pilot.app.screen is screen, "D alone would have asked whether the article is to go"
        assert status(screen).startswith("g means nothing with that key: ? lists the keys.")
        await press(pilot, "j")
        assert screen.library_rows.cursor == 1


@pytest.mark.parametrize("way", ["0", "F", "O", "A", ",", "g c", "g d", "g i", "g t"])
async def test_from_every_place_a_key_goes_to_the_others(library: Library, talks: str, way: str) -> None:
    async with reader_app(library, talks).run_test(size=(80, 24)) as pilot:
        screen = await settle(pilot)
        await press(pilot, *way.split(), "g", "i")
        assert isinstance(pilot.app.screen, IssuesScreen)
        await press(pilot, "F")
        assert isinstance(pilot.app.screen, FeedsScreen)
        await press(pilot, "A")
        assert isinstance(pilot.app.screen, AnnotationsScreen)
        await press(pilot, "q", "q", "q", "g", "t", "g", "d", "g", "t")
        assert isinstance(pilot.app.screen, TodayScreen)
        assert [type(each) for each in pilot.app.screen_stack].count(TodayScreen) == 1
        await press(pilot, "g", "s")
        assert pilot.app.screen is screen and screen.library_rows.has_focus
        assert screen.controllers.article_list.place.scope.title == "Starred"


async def test_a_begun_sequence_ends_where_the_focus_goes_elsewhere(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        screen = await settle(pilot)
        await press(pilot, "g")
        screen.parts.go_to_library()  # as a click does
        await settle(pilot)
        await press(pilot, "t")
        assert pilot.app.screen is screen, "g t would have opened Today"


async def test_a_key_of_the_reader_says_elsewhere_that_it_is_one(library: Library, talks: str) -> None:
    async with reader_app(library, talks).run_test(size=(120, 40)) as pilot:
        await settle(pilot)
        await press(pilot, "g", "t", "c")
        shown = " ".join(" ".join(screen_text(pilot)[-5:]).split())
        assert "c means “Correct” in the reader, but nothing here: ? lists the keys." in shown
