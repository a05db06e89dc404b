"""The page of an actor: from the pane of actors or by name, to a passage and back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from briefing.domain import Article
from briefing.presentation.rows import Row
from briefing.services.library import Library
from briefing.ui.screens.reader.screen import ReaderScreen
from briefing.ui.screens.stories.actor_finder import ActorFinder
from briefing.ui.screens.stories.actor_screen import ActorScreen
from briefing.ui.screens.stories.story_screen import StoryScreen
from briefing.ui.screens.stories.today_screen import TodayScreen
from tests.ui.conftest import FILLER, TALKS
from tests.ui.newsstand import NEWEST, fill, news, press, the_list
from tests.ui.reading import by_size, current_passage, lit, screen_text, settle, shown

SAID = "Dahl said that the question of the border remains open"
TEXT = TALKS.format(filler=FILLER).partition("\n\n")[2]


def talks(number: int, **changes: object) -> Article:
    return news(number, title=f"Talks {number}", text=f"Report {number}. {TEXT}", **changes)


@pytest.fixture
def briefed(library: Library) -> Library:
    """Three articles on talks, the oldest of the day before; the third has not been briefed."""
    for number in (0, 30, 60):
        article = library.ingest.ingest(talks(number))
        if number < 60:
            library.analyses.get(article)
    library.stories.assign()
    return library


@by_size
async def test_the_page_of_the_actor_under_the_cursor_has_three_parts(
    briefed: Library, size: tuple[int, int]
) -> None:
    async with the_list(briefed, size) as (pilot, _):
        await press(pilot, "enter", "2", "j", "@")
        assert isinstance(pilot.app.screen, ActorScreen)
        rows = screen_text(pilot)
        assert rows[0].startswith("━ Carl Dahl · person · Minister ") and "█ 2 articles ━" in rows[0]
        text = "\n".join(rows)
        for part in (
            "also: Dahl",
            "with: Ann Brook 2",
            "[1 Said and did 1]",
            f"▶ 2026-11-19 says: {SAID[:40]}",
            "Wire A +1",
            "2 Stories 1",
            "3 Open with them 0",
            "leave nothing open that involves them",
        ):
            assert part in text
        assert "Enter go there" in rows[-1]
        await press(pilot, "n")
        assert "2 of 2 · Wire A, 2026-11-20: " in shown(pilot)


async def test_enter_goes_to_the_passage_and_backspace_comes_back_to_the_line(briefed: Library) -> None:
    async with the_list(briefed, (120, 40)) as (pilot, screen):
        await press(pilot, "enter", "2", "@")
        assert "Ann Brook · person · Envoy" in screen_text(pilot)[0]
        await press(pilot, "3")
        assert "Second round of talks" in shown(pilot)
        assert "1 of 2 · Wire A, 2026-11-20: " in shown(pilot)
        await press(pilot, "n", "enter")
        assert pilot.app.screen is screen and screen.article is not None
        assert screen.article.id == talks(30).id and screen.parts.in_article
        assert lit(screen) == ["will meet again next week"] and current_passage(screen) is not None
        await press(pilot, "backspace")
        assert isinstance(pilot.app.screen, ActorScreen)
        assert "[3 Open with them 1]" in shown(pilot)
        assert "2 of 2 · Wire A, 2026-11-19: “will meet again next week”" in shown(pilot)
        await press(pilot, "q")
        assert pilot.app.screen is screen


async def test_the_way_back_from_an_article_leads_through_every_screen(
    briefed: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(briefed.stories, "look", lambda: NEWEST - timedelta(days=2))
    async with the_list(briefed, (120, 40)) as (pilot, screen):
        await press(pilot, "g", "t")
        await press(pilot, "enter", "2", "@", "3")
        await press(pilot, "enter")
        assert pilot.app.screen is screen and screen.parts.in_article
        for key in ("backspace", "q"):
            await press(pilot, key)
            assert isinstance(pilot.app.screen, ActorScreen) and "[3 Open with them 1]" in shown(pilot)
            await press(pilot, "enter")
            assert pilot.app.screen is screen and screen.parts.in_article
        await press(pilot, "q", "q")
        assert isinstance(pilot.app.screen, StoryScreen) and "[2 Key actors" in shown(pilot)
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, TodayScreen)
        await press(pilot, "enter", "enter")
        assert pilot.app.screen is screen and screen.parts.in_article
        await press(pilot, "L", "enter", "q")
        assert pilot.app.screen is screen and screen.parts.in_library, "the list opened the article last"


async def test_digits_and_tab_go_through_the_parts(briefed: Library) -> None:
    async with the_list(briefed) as (pilot, _):
        await press(pilot, "enter", "2", "@", "3")
        assert "[3 Open with them 1]" in shown(pilot)
        await press(pilot, "tab")
        assert "[1 Said and did" in shown(pilot)
        await press(pilot, "h")
        assert "[3 Open with them 1]" in shown(pilot)
        await press(pilot, "2")
        assert "[2 Stories 1]" in shown(pilot)


async def test_a_story_opens_above_the_page_and_an_actor_above_the_story(briefed: Library) -> None:
    async with the_list(briefed, (120, 40)) as (pilot, screen):
        await press(pilot, "enter", "2", "@", "2", "enter")
        assert isinstance(pilot.app.screen, StoryScreen)
        assert "███ 3 articles, 1 source" in shown(pilot)
        await press(pilot, "2", "j", "@")
        assert isinstance(pilot.app.screen, ActorScreen)
        assert "Carl Dahl" in screen_text(pilot)[0]
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, StoryScreen)
        await press(pilot, "@", "enter")  # asks only where no actor is under the cursor
        assert pilot.app.screen is screen and screen.article is not None


async def test_a_change_is_shown_by_every_open_screen(briefed: Library) -> None:
    async with the_list(briefed, (120, 40)) as (pilot, _):
        await press(pilot, "O", "q")  # seen: leaving changes nothing any more
        await press(pilot, "O", "2", "@", "2", "enter", "2", "@")
        assert "· watched" not in screen_text(pilot)[0]
        await press(pilot, "w")
        assert "· watched" in screen_text(pilot)[0]
        await press(pilot, "q", "f")
        assert "3 articles, 1 source, followed" in shown(pilot)
        await press(pilot, "q")
        assert "· watched" in screen_text(pilot)[0]
        await press(pilot, "q")
        assert "3 articles, 1 source, followed" in shown(pilot)


async def test_elsewhere_a_name_is_asked_for_with_those_of_most_articles(briefed: Library) -> None:
    async with the_list(briefed) as (pilot, screen):
        await press(pilot, "@")
        assert isinstance(pilot.app.screen, ActorFinder)
        assert "2 articles" in shown(pilot) and "person, in 2 briefed articles" in shown(pilot)
        await press(pilot, *"dah")
        assert "Ann Brook" not in shown(pilot) and "as typed" in shown(pilot)
        await press(pilot, "enter")
        assert screen_text(pilot)[0].startswith("━ Carl Dahl")
        await press(pilot, "@", "escape")
        assert screen_text(pilot)[0].startswith("━ Carl Dahl")
        await press(pilot, "q", "@", *"nobody", "enter")
        assert "No article names “nobody”." in shown(pilot) and "failed" in shown(pilot)
        await press(pilot, "enter", "y", "n", "escape")
        assert isinstance(pilot.app.screen, ReaderScreen) and pilot.app.screen is screen


async def test_an_empty_library_says_what_makes_a_briefing(library: Library) -> None:
    async with the_list(library) as (pilot, _):
        await press(pilot, "@")
        assert "No briefing names anybody yet" in shown(pilot)


async def test_from_today_a_name_is_asked_for(briefed: Library) -> None:
    async with the_list(briefed) as (pilot, _):
        await press(pilot, "g", "t", "@")
        assert isinstance(pilot.app.screen, ActorFinder)


async def test_y_copies_the_quote_with_its_source_and_slash_filters(briefed: Library) -> None:
    async with the_list(briefed) as (pilot, _):
        await press(pilot, "enter", "2", "j", "@", "y")
        assert pilot.app.clipboard.startswith(f"“{SAID}”\n— “Talks 30”, Wire A, 2026-11-19. http://")
        assert "Copied “Dahl said" in shown(pilot)
        await press(pilot, "slash", *"talks", "enter")
        assert "No line here contains “talks”." in shown(pilot) and "2 Stories 1" in shown(pilot)
        await press(pilot, "escape")
        assert "1 Said and did 1" in shown(pilot)
        await press(pilot, "slash", *"wire", "enter")
        assert "1 Said and did 1" in shown(pilot)


async def test_w_watches_the_actor_and_u_takes_it_back(briefed: Library) -> None:
    async with the_list(briefed) as (pilot, _):
        await press(pilot, "enter", "2", "@", "w")
        assert "Watching “Ann Brook”: Today tells what comes. u undoes." in shown(pilot)
        assert "2 articles · watched ━" in screen_text(pilot)[0]
        assert [each.what for each in briefed.watches.all()] == ["Ann Brook"]
        await press(pilot, "u")
        assert "Undone: Watching “Ann Brook”" in shown(pilot) and "watched ━" not in shown(pilot)
        assert briefed.watches.all() == []
        await press(pilot, "w", "w")
        assert "No longer watching “Ann Brook”" in shown(pilot) and briefed.watches.all() == []


async def test_w_watches_a_story_on_its_screen(briefed: Library) -> None:
    async with the_list(briefed) as (pilot, _):
        await press(pilot, "O", "w")
        assert "Watching “Talks" in shown(pilot)
        (watch,) = briefed.watches.all()
        assert (watch.kind, watch.what) == ("story", briefed.stories.story(talks(0).id).id)
        await press(pilot, "w")
        assert briefed.watches.all() == []


async def test_the_list_and_today_count_what_is_watched(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(library, [news(1)])
    library.watches.add(replace(library.watches.parse(["goes on"]), created=0, seen=0))
    library.watches.add(library.watches.parse(["actor:Ann Brook"]))
    async with the_list(library) as (pilot, screen):
        assert "watched" not in screen_text(pilot)[0]
        fill(library, [news(2, text="It goes on. Nordline gave no reason."), news(3, text="Rain.")])
        screen.controllers.stories.start()
        await settle(pilot)
        assert " · 1 watched ━" in screen_text(pilot)[0]
        await press(pilot, "g", "t")
        assert "goes on" in shown(pilot)
        await press(pilot, "q")
        screen.controllers.article_list.reload()
        await settle(pilot)
        assert "watched" not in screen_text(pilot)[0]


@pytest.mark.parametrize("notifies", [True, False])
async def test_a_message_tells_of_what_is_watched_only_if_the_settings_say_so(
    library: Library, notifies: bool
) -> None:
    library.watches.add(library.watches.parse(["goes on"]))
    async with the_list(library) as (pilot, screen):
        stories = screen.controllers.stories
        stories.notifies_watches, stories.notified = notifies, NEWEST
        fill(library, [news(2, text="It goes on. Nordline gave no reason.")])
        stories.start()
        await settle(pilot)
        assert ("New for goes on: “Headline 2”." in shown(pilot)) is notifies


async def test_a_part_has_no_more_room_than_another_though_it_has_the_focus(briefed: Library) -> None:
    async with the_list(briefed, (80, 24)) as (pilot, _):
        await press(pilot, "enter", "2", "j", "@")
        page = pilot.app.screen
        assert isinstance(page, ActorScreen)
        for pane in page.panes.panes:
            pane.show([Row(str(number), f"line {number}") for number in range(30)])
        seen = set()
        for key in "123":
            await press(pilot, key)
            seen.add(tuple(pane.region for pane in page.panes.panes))
        assert len(seen) == 1
