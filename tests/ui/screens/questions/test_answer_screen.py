"""A question to the article, its story or the list: passages as it is typed, to one of them and back."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from threading import Event

import pytest

from briefing.domain import Article
from briefing.domain.analysis import ModelShare
from briefing.domain.questions.answer import Answer
from briefing.presentation.model_messages import MODEL_MARK
from briefing.services.library import Library
from briefing.services.questions.question_service import (
    INSTEAD,
    NO_MATCH,
    NO_TERMS,
    NOT_SURE,
    QuestionService,
)
from briefing.ui.screens.questions.answer_screen import SEARCHING, AnswerScreen
from briefing.ui.screens.stories.story_screen import StoryScreen
from briefing.ui.screens.stories.today_screen import TodayScreen
from briefing.ui.widgets.lists.row_list import RowList
from tests.ui.conftest import FILLER, TALKS
from tests.ui.newsstand import NEWEST, news, press, the_list
from tests.ui.reading import by_size, current_passage, lit, screen_text, settle, wait_until

PAYS = "The ministry did not say who will pay for the talks."
TEXT = TALKS.format(filler=FILLER).partition("\n\n")[2]
QUESTION = "who pays for talks"


def talks(number: int) -> Article:
    return news(number, title=f"Talks {number}", text=f"Report {number}. {TEXT}")


@pytest.fixture
def stocked(library: Library) -> Library:
    for number in (0, 30):
        library.ingest.ingest(talks(number))
    library.ingest.ingest(
        news(60, title="Storm", text="Rain fell on the coast. Nobody pays for the harbour.")
    )
    library.stories.assign()
    return library


@by_size
async def test_passages_are_listed_while_the_question_is_typed(
    stocked: Library, size: tuple[int, int]
) -> None:
    async with the_list(stocked, size) as (pilot, _):
        await press(pilot, "g", "q")
        assert isinstance(pilot.app.screen, AnswerScreen)
        rows = screen_text(pilot)
        assert "Ask the 3 listed articles" in rows[0] and "Question  who, what, when" in rows[1]
        assert any("the passages that match best are listed here" in row for row in rows)
        await press(pilot, *QUESTION)
        rows = screen_text(pilot)
        assert "passages in 3 of 3 articles" in rows[0]
        assert "The ministry did not say who will pay" in "\n".join(rows[3:6])
        assert any("+1" in row for row in rows), "the same sentence of two articles is one line"
        await press(pilot, "enter", "n")
        assert "2 of 2 · Wire A" in screen_text(pilot)[-2]
        assert "Enter go there" in screen_text(pilot)[-1]


async def test_what_nothing_surely_answers_is_folded_below_a_sentence(stocked: Library) -> None:
    async with the_list(stocked, (120, 40)) as (pilot, screen):
        await press(pilot, "g", "q", *"who pays for the new opera house in oslo", "enter")
        assert "Enter unfold" in screen_text(pilot)[-1]
        assert NOT_SURE in "\n".join(screen_text(pilot)) and PAYS not in "\n".join(screen_text(pilot))
        await press(pilot, "enter")
        assert PAYS in "\n".join(screen_text(pilot))
        await press(pilot, "j", "enter")
        assert pilot.app.screen is screen
        await press(pilot, "backspace")
        await settle(pilot)
        assert PAYS in "\n".join(screen_text(pilot))


async def test_the_cursor_is_on_the_first_answer_of_what_is_typed(stocked: Library) -> None:
    async with the_list(stocked, (120, 40)) as (pilot, _):
        await press(pilot, "g", "q", *"talks")
        listed = pilot.app.screen.query_one(RowList)
        await press(pilot, "down")
        assert listed.cursor == 1
        for typed in (" who", " pays"):
            await press(pilot, *typed)
            assert len(listed.rows) > 1 and listed.cursor == 0, typed
            await press(pilot, "down")


async def test_enter_goes_to_the_passage_and_backspace_comes_back_to_the_line(stocked: Library) -> None:
    async with the_list(stocked, (120, 40)) as (pilot, screen):
        await press(pilot, "g", "q", *QUESTION, "enter", "n", "enter")
        assert pilot.app.screen is screen and screen.article is not None
        assert lit(screen) == [PAYS] and current_passage(screen) is not None
        opened = screen.article.id
        await press(pilot, "backspace")
        await settle(pilot)
        assert isinstance(pilot.app.screen, AnswerScreen)
        assert "2 of 2 · Wire A" in screen_text(pilot)[-2] and QUESTION in screen_text(pilot)[1]
        await press(pilot, "j", "k", "enter")
        assert screen.article is not None and screen.article.id != opened
        gone = screen.article.id
        stocked.articles.remove(gone)
        await press(pilot, "backspace")
        assert isinstance(pilot.app.screen, AnswerScreen)
        cited = [each.article for row in pilot.app.screen.listed.rows for each in row.citations]
        assert gone not in cited and pilot.app.screen.row_key.startswith(opened)
        await press(pilot, "g", "q")
        assert sum(isinstance(each, AnswerScreen) for each in pilot.app.screen_stack) == 1


async def test_from_an_article_tab_asks_its_story_and_then_the_list(stocked: Library) -> None:
    async with the_list(stocked, (120, 40)) as (pilot, _):
        await press(pilot, "enter", "0", "g", "q", *"who pays", "enter")
        asked = [screen_text(pilot)[0]]
        for _ in range(3):
            await press(pilot, "tab")
            asked.append(screen_text(pilot)[0])
        for title, count, row in zip(
            ("Ask the article", "Ask its story", "Ask the 3 listed articles", "Ask the article"),
            ("in 1 of 1 article ", "in 2 of 2 articles", "in 3 of 3 articles", "in 1 of 1 article "),
            asked,
            strict=True,
        ):
            assert title in row and count in row


async def test_the_selected_articles_are_asked_first(stocked: Library) -> None:
    async with the_list(stocked, (120, 40)) as (pilot, _):
        await press(pilot, "space", "g", "q")
        assert "Ask the 1 selected article" in screen_text(pilot)[0]


async def test_a_story_is_asked_from_its_screen(stocked: Library) -> None:
    async with the_list(stocked, (120, 40)) as (pilot, _):
        await press(pilot, "O")
        assert isinstance(pilot.app.screen, StoryScreen)
        await press(pilot, "g", "q", *QUESTION, "enter")
        assert "Ask the story" in screen_text(pilot)[0] and "of 2 articles" in screen_text(pilot)[0]
        await press(pilot, "tab")
        assert "There are no other articles to ask." in screen_text(pilot)[-2]
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, StoryScreen)


async def test_the_articles_with_an_actor_and_a_story_in_today_are_asked(
    stocked: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(stocked.stories, "look", lambda: NEWEST - timedelta(days=9))
    for id_ in (talks(0).id, talks(30).id):
        stocked.analyses.get(stocked.articles.article(id_))
    async with the_list(stocked, (120, 40)) as (pilot, _):
        await press(pilot, "g", "t", "j", "g", "q", *QUESTION, "enter")
        assert "Ask the story" in screen_text(pilot)[0] and "of 2 articles" in screen_text(pilot)[0]
        await press(pilot, "q")
        assert isinstance(pilot.app.screen, TodayScreen)
        await press(pilot, "@", *"Ann Brook", "enter", "g", "q", *QUESTION, "enter")
        assert "Ask the articles with Ann Brook" in screen_text(pilot)[0]
        assert PAYS[:40] in "\n".join(screen_text(pilot))


async def test_what_finds_nothing_says_what_to_do(stocked: Library) -> None:
    async with the_list(stocked, (120, 40)) as (pilot, screen):
        await press(pilot, "g", "q", *"zebras", "enter")
        assert any(NO_MATCH[:40] in row for row in screen_text(pilot))
        await press(pilot, "enter")
        assert "Nothing here to go to: / asks." in screen_text(pilot)[-2]
        await press(pilot, "y", "n")
        await press(pilot, "escape")
        assert pilot.app.screen is screen


async def test_while_a_question_is_looked_for_nothing_is_said_of_what_was_typed_before(
    stocked: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    find, is_found = QuestionService.passages, Event()

    def passages(self: QuestionService, question: str, ids: Sequence[str]) -> Answer:
        if question == "isx":
            is_found.wait(30)
        return find(self, question, ids)

    monkeypatch.setattr(QuestionService, "passages", passages)
    async with the_list(stocked, (120, 40)) as (pilot, _):
        await press(pilot, "g", "q", *"is")
        assert any(NO_TERMS in row for row in screen_text(pilot))
        await pilot.press("x")
        await pilot.pause()
        rows = screen_text(pilot)
        is_found.set()
        assert any(SEARCHING in row for row in rows) and not any(NO_TERMS in row for row in rows)


async def test_a_passage_is_copied_with_its_source(stocked: Library) -> None:
    async with the_list(stocked, (120, 40)) as (pilot, _):
        await press(pilot, "g", "q", *QUESTION, "enter", "y")
        assert pilot.app.clipboard.startswith(f"“{PAYS}”")


# With a language model


@pytest.fixture
def answered(monkeypatch: pytest.MonkeyPatch) -> None:
    """A model that says of the best passage what it says in other words."""

    def ask(self: QuestionService, question: str, ids: Sequence[str], is_cancelled: object) -> Answer:
        found = self.passages(question, ids)
        lines = (replace(found.lines[0], words="The payer was not named."),)
        return replace(found, lines=lines, model=ModelShare("small", 1, 0, 2))

    monkeypatch.setattr(QuestionService, "model", "small")
    monkeypatch.setattr(QuestionService, "ask", ask)


@pytest.mark.usefixtures("answered")
async def test_enter_asks_the_model_whose_words_are_marked(stocked: Library) -> None:
    async with the_list(stocked, (120, 40)) as (pilot, screen):
        await press(pilot, "g", "q")
        assert any("Enter asks small." in row for row in screen_text(pilot))
        await press(pilot, *QUESTION)
        assert "passages in" in screen_text(pilot)[0], "nothing is sent while one types"
        await press(pilot, "enter")
        rows = screen_text(pilot)
        assert f"{MODEL_MARK} small · 2 lines dropped: not in the articles" in rows[0]
        assert f"▶ {MODEL_MARK} The payer was not named." in rows[3]
        assert f": “{PAYS}”" in rows[-2]
        await press(pilot, "y")
        assert pilot.app.clipboard.startswith(f"“{PAYS}”"), "a model's words are no quote"
        await press(pilot, "enter")
        assert lit(screen) == [PAYS]
        await press(pilot, "backspace")
        await settle(pilot)
        assert "The payer was not named." in screen_text(pilot)[3]


@pytest.mark.usefixtures("answered")
async def test_without_an_answer_the_passages_stand_and_a_sentence_says_why(
    stocked: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def ask(self: QuestionService, question: str, ids: Sequence[str], is_cancelled: object) -> Answer:
        return replace(self.passages(question, ids), notice=f"The server is asleep. {INSTEAD}")

    monkeypatch.setattr(QuestionService, "ask", ask)
    async with the_list(stocked, (120, 40)) as (pilot, _):
        await press(pilot, "g", "q", *QUESTION, "enter")
        rows = screen_text(pilot)
        assert f"The server is asleep. {INSTEAD}" in rows[-2] and PAYS[:40] in rows[3]


@pytest.fixture
def called_off(answered: None, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that were called off; a model answers no other."""
    questions: list[str] = []

    def ask(
        self: QuestionService, question: str, ids: Sequence[str], is_cancelled: Callable[[], bool]
    ) -> Answer:
        wait_until(is_cancelled)
        questions.append(question)
        return replace(self.passages(question, ids), notice="The language model was stopped.")

    monkeypatch.setattr(QuestionService, "ask", ask)
    return questions


async def test_esc_stops_the_model(stocked: Library, called_off: list[str]) -> None:
    async with the_list(stocked, (120, 40)) as (pilot, _):
        await press(pilot, "g", "q", *QUESTION)
        await pilot.press("enter")
        await pilot.pause()
        assert "asking small · Esc stop" in screen_text(pilot)[0]
        await pilot.press("escape")
        await settle(pilot)
        assert isinstance(pilot.app.screen, AnswerScreen) and called_off == [QUESTION]
        assert "The language model was stopped." in screen_text(pilot)[-2]


async def test_leaving_stops_the_model(stocked: Library, called_off: list[str]) -> None:
    async with the_list(stocked, (120, 40)) as (pilot, screen):
        await press(pilot, "g", "q", *QUESTION)
        await pilot.press("enter", "q")
        await settle(pilot)
        assert pilot.app.screen is screen
        wait_until(lambda: called_off == [QUESTION])
