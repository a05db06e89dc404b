"""The screen of a story: what its articles say together, there and back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from briefing.domain.annotation import Annotation, Color
from briefing.domain.span import Passage
from briefing.domain.stories.story import Story
from briefing.domain.stories.story_briefing import StoryBriefing
from briefing.domain.stories.today import Today
from briefing.errors import StoreError
from briefing.presentation.rows import Row
from briefing.services.library import Library
from briefing.store.database.connections import Database
from briefing.ui.screens.annotations.note_screen import NoteScreen
from briefing.ui.screens.stories.story_screen import StoryScreen
from briefing.ui.screens.stories.today_screen import TodayScreen
from tests.services.test_stories import article
from tests.ui.newsstand import cursor_title, fill, press, the_list
from tests.ui.reading import by_size, press_at_once, screen_text, settle, shown, status, wait_until

LINE = "Nordline gave no reason."
FIRST, SECOND, THIRD = (
    replace(made, text=f"{made.text} {LINE} ") for made in (article(2, 0), article(2, 1), article(2, 2, 1))
)
COPY = replace(FIRST, id="c" * 16, source="Copyist", url="https://copyist.example/1")


@by_size
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
        await press(pilot, "O", "1", "j", "n")
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


OTHER, LAST = article(0, 0, 2), article(1, 1, 3)
"""Each a story of its own, newer than those of the first."""


def title(pilot: object) -> str:
    return screen_text(pilot)[0]  # type: ignore[arg-type]


async def test_j_and_k_open_the_stories_of_the_list_and_the_cursor_there_goes_along(library: Library) -> None:
    fill(library, [FIRST, SECOND, OTHER, LAST])
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, screen):
        await press(pilot, "O", "K")
        assert "This is the first story." in shown(pilot)
        await press(pilot, "J")
        assert "The Supreme Court" in title(pilot) and "1 article, 1 source" in title(pilot)
        assert LINE not in shown(pilot)
        await press(pilot, "J")
        assert "2 articles, 2 sources" in title(pilot) and LINE in shown(pilot)
        await press(pilot, "J")
        assert "This is the last story." in shown(pilot)
        await press(pilot, "K", "q")
        assert cursor_title(screen) == OTHER.title
        assert [library.stories.story(each.id).new for each in (LAST, OTHER, FIRST)] == [0, 0, 0]


async def test_j_opens_the_next_story_of_today(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(library, [FIRST, SECOND, OTHER])
    library.stories.assign()
    monkeypatch.setattr(library.stories, "look", lambda: datetime(2026, 3, 1, tzinfo=UTC))
    async with the_list(library, (120, 40)) as (pilot, _):
        await press(pilot, "g", "t", "enter", "J")
        assert "The Supreme Court" in title(pilot)
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, TodayScreen)
        assert next(row for row in screen_text(pilot) if row.startswith("▶")).startswith(f"▶ {OTHER.title}")


async def test_closing_a_story_stops_no_language_model_that_the_screen_below_waits_for(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    fill(library, [FIRST, SECOND, OTHER])
    library.stories.assign()
    monkeypatch.setattr(library.stories, "look", lambda: datetime(2026, 3, 1, tzinfo=UTC))
    stopped: list[str] = []
    today, filled = library.stories.today, library.stories.filled

    def slow_today(*args: Any, is_cancelled: Callable[[], bool], **named: Any) -> Today:
        found = today(*args, **named)
        named["on_progress"](found)
        wait_until(is_cancelled)
        stopped.append("today")
        return found

    def slowly_filled(id_: str, is_cancelled: Callable[[], bool]) -> Iterator[tuple[Story, StoryBriefing]]:
        yield from filled(id_)
        wait_until(is_cancelled)
        stopped.append("story")

    monkeypatch.setattr(library.stories, "today", slow_today)
    monkeypatch.setattr(library.stories, "filled", slowly_filled)
    async with the_list(library, (120, 40)) as (pilot, screen):
        await pilot.press("g", "t")
        await pilot.press("enter")
        assert isinstance(pilot.app.screen, StoryScreen)
        await pilot.press("q")
        while not stopped:
            await pilot.pause(0.01)
        assert isinstance(pilot.app.screen, TodayScreen) and stopped == ["story"]
        await press(pilot, "q")
        assert pilot.app.screen is screen and stopped == ["story", "today"]


async def test_z_gives_the_focused_part_the_whole_screen(library: Library) -> None:
    fill(library, [FIRST, SECOND])
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, _):
        await press(pilot, "O", "2", "z")
        assert "2 Key actors" in title(pilot) and "Summary" not in shown(pilot)
        await press(pilot, "0")
        assert "2 articles" in title(pilot) and "Key actors" not in shown(pilot)
        await press(pilot, "escape")
        assert "Key actors" in shown(pilot)
        await press(pilot, "escape")
        assert not isinstance(pilot.app.screen, StoryScreen)


@pytest.mark.parametrize("part", ["0", "1"], ids=["article", "passage"])
async def test_an_article_is_split_off_in_its_story_and_u_puts_it_back(library: Library, part: str) -> None:
    fill(library, [FIRST, SECOND, COPY])
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, _):
        await press(pilot, "O", part, "minus")
        assert "Split “" in shown(pilot) and "2 articles" in title(pilot)
        await press(pilot, "u")
        assert "Undone: Split “" in shown(pilot) and "3 articles" in title(pilot)


async def test_a_story_is_followed_muted_and_read_on_its_screen(library: Library) -> None:
    fill(library, [FIRST, SECOND])
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, screen):
        await press(pilot, "O", "f")
        assert "2 sources, followed" in title(pilot) and "Following “" in shown(pilot)
        await press(pilot, "i")
        assert "2 sources, muted" in title(pilot)
        await press(pilot, "M")
        assert library.stories.story(FIRST.id).unread == 0
        await press(pilot, "u", "u", "u")
        assert title(pilot).count("followed") == 0 and library.stories.story(FIRST.id).unread == 2
        await press(pilot, "q", "f", "i")
        assert status(screen).startswith("Muted “")
        story = library.stories.story(FIRST.id)
        assert story.followed and story.muted


async def test_the_passage_shown_is_marked_and_noted_in_its_article_and_u_undoes_each(
    library: Library,
) -> None:
    fill(library, [FIRST, SECOND])
    library.stories.assign()

    def annotations() -> list[Annotation]:
        return [
            each for made in (FIRST, SECOND) for each in library.annotations.for_article(made).annotations
        ]

    async with the_list(library, (120, 40)) as (pilot, _):
        await press(pilot, "O", "1", "j", "n", "H")
        assert f"Marked “{LINE}” yellow." in shown(pilot)
        (mark,) = annotations()
        assert mark.anchor.quote == LINE and mark.color is Color.YELLOW
        assert f"▶ - {LINE}" in shown(pilot), "the sign of a mark stands beside the line"
        await press(pilot, "H")
        assert annotations()[0].color is Color.GREEN
        await press(pilot, "a", *"why", "escape")
        assert [(each.id, each.note) for each in annotations()] == [(mark.id, "why")]
        assert f"▶ * {LINE}" in shown(pilot)
        await press(pilot, "d", "d")
        assert not annotations() and f"▶ {LINE}" in shown(pilot)
        await press(pilot, "u", "u", "u", "u")
        await press(pilot, "e")
        assert not annotations() and "No annotation on this passage: a writes a note" in shown(pilot)
        await press(pilot, "a", *"new", "escape")
        assert [(each.anchor.quote, each.note) for each in annotations()] == [(LINE, "new")]
        assert f"Noted on “{LINE}”. u undoes." in shown(pilot)


@pytest.mark.parametrize("opens", ["a", "e"])
async def test_what_is_typed_behind_the_key_of_a_note_is_the_note(library: Library, opens: str) -> None:
    fill(library, [FIRST, SECOND])
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, _):
        await press(pilot, "O", "1", "j", "n", *(("H",) if opens == "e" else ()))
        press_at_once(pilot, opens, *"why", "escape")
        await settle(pilot)
        noted = [
            each for made in (FIRST, SECOND) for each in library.annotations.for_article(made).annotations
        ]
        assert [each.note for each in noted] == ["why"]
        press_at_once(pilot, "d", "d", "a", *"not yet")
        await settle(pilot)
        assert isinstance(pilot.app.screen, NoteScreen) and pilot.app.screen.values.note == "not yet"


async def test_an_unreadable_file_of_annotations_costs_the_signs_alone(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def find(article_id: str) -> None:
        raise StoreError("Cannot read the annotations: Input/output error.")

    fill(library, [FIRST, SECOND])
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, _):
        await press(pilot, "O", "1", "j", "n", "H", "q")
        monkeypatch.setattr(library.annotations, "find", find)
        await press(pilot, "O")
        text = shown(pilot)
        assert "1 Summary" in text and LINE in text and f"- {LINE}" not in text


async def test_the_article_of_the_passage_is_starred_and_read_and_the_passage_copied(
    library: Library,
) -> None:
    fill(library, [FIRST, SECOND])
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, _):
        await press(pilot, "O", "0", "s", "m")
        (entry,) = [each for each in library.articles.entries() if each.starred]
        assert entry.read and "Marked read: “" in shown(pilot)
        await press(pilot, "a")
        assert "Choose a line of a pane that has a passage" in shown(pilot)
        await press(pilot, "1", "j", "y")
        assert pilot.app.clipboard.startswith("“Nordline gave no reason.”")


async def test_a_passage_whose_text_has_changed_is_not_annotated(library: Library) -> None:
    fill(library, [FIRST, SECOND])
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, _):
        await press(pilot, "O", "1")
        for made in (FIRST, SECOND):
            library.ingest.ingest(replace(made, text=f"Correction. {made.text}"))
        await press(pilot, "H")
        assert "The text of the article has changed since" in shown(pilot)
        assert not library.annotations.entries()


async def test_all_of_the_passage_is_in_view_at_the_end_of_its_article(library: Library) -> None:
    end = "The ferry company will tell more on what it plans for its ships and for their crews next week."
    long = replace(FIRST, text="\n\n".join([*(f"Paragraph {number}." for number in range(30)), end]))
    fill(library, [long])
    async with the_list(library, (80, 24)) as (pilot, screen):
        passage = Passage.at(long.text, long.text.index(end), len(long.text))
        screen.controllers.passages.open_passage(long.id, passage)
        await settle(pilot)
        assert screen.view.evidence == (passage.span,)
        assert "crews next week." in shown(pilot)


async def test_j_says_why_there_is_no_next_story(library: Library, monkeypatch: pytest.MonkeyPatch) -> None:
    fill(library, [FIRST, SECOND])
    library.stories.assign()
    monkeypatch.setattr(library.stories, "look", lambda: datetime(2026, 3, 1, tzinfo=UTC))
    async with the_list(library, (120, 40)) as (pilot, _):
        await press(pilot, "g", "t")
        today = pilot.app.screen
        assert isinstance(today, TodayScreen)
        await press(pilot, "enter")
        for rows, sentence in (
            ((), "The stories where you came from are still being looked for."),
            ((Row("other", "Other"),), "This story is no longer where you came from."),
        ):
            today.listed.show(rows)
            await press(pilot, "J")
            assert sentence in shown(pilot)
