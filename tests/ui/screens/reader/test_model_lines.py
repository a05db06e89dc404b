"""Lines of a language model in the panes: marked, counted, stopped by Esc."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from threading import Event

import pytest

from benchmarks.model_server import ModelServer, lines_of, model_server
from briefing.nlp.language_model.model_config import ModelConfig
from briefing.nlp.language_model.prompt import Prompt
from briefing.services.language_model.client import Completion
from briefing.services.language_model.model_engine import INSTEAD
from briefing.services.library import Library
from briefing.ui.screens.reader import model_wait
from briefing.ui.screens.reader.screen import ReaderScreen
from briefing.ui.screens.stories.story_screen import StoryScreen
from tests.libraries import library_at
from tests.model_asking import ask_in_this_process
from tests.services.test_stories import told
from tests.ui.conftest import StubEngine
from tests.ui.newsstand import fill, press, the_list
from tests.ui.reading import lit, settle, shown

pytestmark = pytest.mark.usefixtures("no_proxy")

REASON = "Nordline gave no reason"
ANSWER = lines_of(
    ("summary", "No reason was given by Nordline.", REASON),
    ("summary", "The Queen resigned.", "The Queen resigned after the ruling on Monday"),
    ("unknown", "Reason for the merger", REASON),
)


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[ModelServer]:
    ask_in_this_process(monkeypatch)
    with model_server(answer=lambda prompt: ANSWER) as server:
        yield server


@pytest.fixture
def library(tmp_path: Path, server: ModelServer) -> Iterator[Library]:
    model = ModelConfig("ollama", server.address, "small", uses=("article", "story"), check=False)
    with library_at(tmp_path, StubEngine(), model=model) as library:
        yield library


def titles(screen: ReaderScreen | StoryScreen) -> str:
    return "; ".join(pane.heading.text for pane in screen.panes.panes)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["narrow", "normal"])
async def test_lines_bear_the_mark_and_the_pane_says_what_was_dropped(
    library: Library, size: tuple[int, int]
) -> None:
    fill(library, [told(2, 0)])
    async with the_list(library, size) as (pilot, screen):
        await press(pilot, "enter", "1")
        text = shown(pilot)
        assert "~ No reason was given by Nordline." in text
        assert "~ small · 1 line dropped: not in the" in text  # it may go on in the next row
        assert "1 Summary 1" in text and "Queen" not in text
        assert "in words of small" in text
        assert any(each.startswith("sent ") and "words to 127.0.0.1" in each for each in screen.messages)
        assert lit(screen) == [REASON]
        await press(pilot, "3")
        assert "~ Reason for the merger" in shown(pilot)


async def test_without_an_answer_the_engines_lines_stay_and_a_sentence_says_why(
    library: Library, server: ModelServer
) -> None:
    server.status = 500
    fill(library, [told(2, 0)])
    async with the_list(library, (120, 40)) as (pilot, screen):
        await press(pilot, "enter", "1")
        text = shown(pilot)
        assert REASON in text and "~" not in text.replace("~/", "")
        assert "gave no answer: it has an error (HTTP 500)" in screen.messages[-1]


async def test_esc_stops_it(library: Library, server: ModelServer, monkeypatch: pytest.MonkeyPatch) -> None:
    server.behaviour = "drip"
    asked = Event()
    assert library.writing is not None
    ask = library.writing.model.ask

    def note(prompt: Prompt, is_cancelled: Callable[[], bool]) -> Completion:
        asked.set()
        return ask(prompt, is_cancelled)

    monkeypatch.setattr(library.writing.model, "ask", note)
    fill(library, [told(2, 0)])
    async with the_list(library, (120, 40)) as (pilot, screen):
        await pilot.press("enter")
        while not asked.is_set():
            await pilot.pause(0.01)
        await press(pilot, "escape")
        assert screen.messages[-1] == f"The language model was stopped. {INSTEAD}"


@pytest.mark.parametrize(
    "size",
    [pytest.param((80, 24), id="narrow", marks=pytest.mark.thorough), pytest.param((120, 40), id="normal")],
)
async def test_while_it_writes_panes_and_the_status_row_say_so(
    library: Library, server: ModelServer, monkeypatch: pytest.MonkeyPatch, size: tuple[int, int]
) -> None:
    monkeypatch.setattr(model_wait, "SECONDS", 0.01)
    server.behaviour = "drip"
    fill(library, [told(2, 0)])
    async with the_list(library, size) as (pilot, screen):
        await pilot.pause()
        assert "…" not in titles(screen)
        await pilot.press("enter")
        while not re.fullmatch(r"small at 127\.0\.0\.1: \d s, \d+ words", screen.status.progress):
            await pilot.pause(0.01)
        assert titles(screen) == "1 Summary 1 …; 2 Key actors 0; 3 Open issues 0 …; 4 Timeline 0; 5 Quotes 0"
        await pilot.pause()
        assert re.search(r"sent .* words to 127.0.0.1 +small at 127\.0\.0\.1: \d s, \d+ words", shown(pilot))
        await press(pilot, "escape")
        assert "…" not in titles(screen) and screen.status.progress == ""
        assert screen.messages[-1] == f"The language model was stopped. {INSTEAD}"


async def test_a_story_waits_for_its_lines_in_its_titles(library: Library, server: ModelServer) -> None:
    came, goes = Event(), Event()

    def answer(prompt: str) -> str:
        came.set()
        goes.wait(30)
        return ANSWER

    server.answer = answer
    fill(library, [told(2, 0), told(2, 1)])
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, _):
        await pilot.press("O")
        while not (came.is_set() and isinstance(pilot.app.screen, StoryScreen)):
            await pilot.pause(0.01)
        await pilot.pause()
        assert "1 Summary 2 …" in titles(pilot.app.screen)
        goes.set()
        await settle(pilot)
        assert "…" not in titles(pilot.app.screen)


async def test_a_story_has_lines_of_the_model_with_the_passages_of_all_articles(
    library: Library, server: ModelServer
) -> None:
    answer = json.loads(ANSWER)
    answer["lines"][0]["evidence"].append({"article": 2, "quote": REASON})
    server.answer = lambda prompt: json.dumps(answer)
    fill(library, [told(2, 0), told(2, 1)])
    library.stories.assign()
    async with the_list(library, (120, 40)) as (pilot, screen):
        await press(pilot, "O", "1")
        assert isinstance(pilot.app.screen, StoryScreen)
        text = shown(pilot)
        assert "~ No reason was given by Nordline." in text and "2/2" in text
        assert "~ small · 1 line dropped: not in the articles" in text
        await press(pilot, "n")
        assert f"2 of 2 · Paper 1: “{REASON}" in shown(pilot)
        await press(pilot, "enter")
        assert lit(screen)[0].startswith(REASON)
