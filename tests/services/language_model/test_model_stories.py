"""Lines of a language model about several articles: in stories, and in Today."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from benchmarks.model_server import ModelServer, model_server
from briefing.domain.analysis import ModelWords
from briefing.domain.stories.story_briefing import LineState
from briefing.domain.stories.story_codec import story_briefing_to_dict
from briefing.domain.stories.today import Today
from briefing.nlp.language_model.model_config import ModelConfig, Use
from briefing.services.library import Library
from tests.libraries import library_at
from tests.services.test_stories import DAY, article, ingest, told
from tests.ui.conftest import StubEngine

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("no_proxy")]

RULED = "The Supreme Court ruled that Boris Johnson suspended Parliament unlawfully"
UNANIMOUS = "Judges were unanimous about it in the morning"


def line(text: str, *evidence: tuple[int, str]) -> dict[str, object]:
    quotes = [{"article": number, "quote": quote} for number, quote in evidence]
    return {"kind": "summary", "text": text, "evidence": quotes}


BOTH = line("The court ruled that Boris Johnson had suspended Parliament unlawfully.", (1, RULED), (2, RULED))
ONE = line("Judges were unanimous.", (1, UNANIMOUS))
INVENTED = line("The Queen resigned.", (1, "The Queen resigned after the ruling on Monday"))


@pytest.fixture
def server() -> Iterator[ModelServer]:
    with model_server(answer=lambda prompt: json.dumps({"lines": [BOTH, ONE, INVENTED]})) as server:
        yield server


def open_with(folder: Path, server: ModelServer, *uses: Use) -> Library:
    model = ModelConfig("ollama", server.address, "small", uses=uses, check=False)
    return library_at(folder, StubEngine(), now=lambda: DAY + timedelta(days=9), model=model)


def test_the_lines_of_a_story_cite_all_articles_that_say_them(tmp_path: Path, server: ModelServer) -> None:
    with open_with(tmp_path, server, "story") as library:
        ingest(library, told(0, 0), told(0, 1))
        library.stories.assign()
        story, briefing = library.stories.briefing(told(0, 0).id)
        both, one = briefing.summary
        assert both.words == ModelWords(str(BOTH["text"]), "small")
        assert (both.voices, both.state) == (2, LineState.AGREED)
        assert {each.article for each in both.citations} == {told(0, 0).id, told(0, 1).id}
        assert (one.words, one.voices, one.state) == (
            ModelWords("Judges were unanimous.", "small"),
            1,
            "single",
        )
        texts = {each.id: library.articles.article(each.id).text for each in story.articles}
        assert all(each.passage.holds_in(texts[each.article]) for each in briefing.citations())
        assert briefing.model is not None and (briefing.model.kept, briefing.model.dropped) == (2, 1)

        made = story_briefing_to_dict(story, briefing)
        assert made["summary"][0]["text"] == RULED
        assert made["summary"][0]["model"] == {"name": "small", "text": BOTH["text"]}
        assert made["model"]["dropped"] == 1

        shown = [each.summary for _, each in library.stories.filled(story.id)]
        assert all(each == briefing.summary for each in shown), "what was answered is there at once"
    assert len(server.requests) == 1


def test_a_story_has_the_open_issues_of_the_model_before_its_own(tmp_path: Path, server: ModelServer) -> None:
    issue = line("Legality of suspending Parliament", (1, RULED)) | {"kind": "dispute", "date": None}
    server.answer = lambda prompt: json.dumps({"lines": [BOTH, issue]})
    with open_with(tmp_path, server, "story") as library:
        ingest(library, told(0, 0), told(0, 1))
        library.stories.assign()
        _, briefing = library.stories.briefing(told(0, 0).id)
        assert [each.words and each.words.text for each in briefing.summary] == [BOTH["text"]]
        first = briefing.issues[0]
        assert (first.issue.label, first.issue.kind, first.issue.model) == (
            "Legality of suspending Parliament",
            "dispute",
            "small",
        )
        assert first.evidence[0].passage.text == RULED


def test_a_story_fills_with_the_engines_lines_first(tmp_path: Path, server: ModelServer) -> None:
    with open_with(tmp_path, server, "story") as library:
        ingest(library, told(0, 0), told(0, 1))
        library.stories.assign()
        shown = [each for _, each in library.stories.filled(told(0, 0).id)]
    assert [each.model is not None for each in shown] == [False] * (len(shown) - 1) + [True]
    assert shown[-2].summary and all(each.words is None for each in shown[-2].summary)


def test_numbers_that_differ_are_told_in_the_words_of_the_articles(
    tmp_path: Path, server: ModelServer
) -> None:
    title = "Flood near Bermuda kills people"
    first = replace(
        told(0, 0), title=title, text="A flood near Bermuda killed 20 people, officials said. " * 2
    )
    second = replace(
        told(0, 1), title=title, text="A flood near Bermuda killed 34 people, officials said. " * 2
    )
    died = line("The flood killed 20 people.", (1, "flood near Bermuda killed 20 people"))
    server.answer = lambda prompt: json.dumps({"lines": [died]})
    with open_with(tmp_path, server, "story") as library:
        ingest(library, first, second)
        library.stories.assign()
        library.stories.merge([first.id, second.id])
        _, briefing = library.stories.briefing(first.id)
    (told_line,) = briefing.summary
    assert told_line.state is LineState.DIFFER and told_line.words is None
    assert told_line.numbers == ("20 people", "34 people")


def test_without_an_answer_the_engines_lines_stand_with_a_sentence(
    tmp_path: Path, server: ModelServer
) -> None:
    server.status = 503
    with open_with(tmp_path, server, "story", "today") as library:
        ingest(library, told(0, 0), told(0, 1), told(1, 0), told(1, 1))
        library.stories.assign()
        _, briefing = library.stories.briefing(told(0, 0).id)
        assert briefing.summary and briefing.notice is not None and briefing.model is None
        assert "gave no answer: it has an error (HTTP 503)" in briefing.notice
        today = library.stories.today(DAY - timedelta(days=1), 5)
        assert len(today.entries) == 2 and today.notice is not None
    assert len(server.requests) == 1, "a server that has failed is left alone, for all stories"


def test_today_has_lines_of_the_model_where_it_is_to(tmp_path: Path, server: ModelServer) -> None:
    with open_with(tmp_path, server, "today") as library:
        ingest(library, told(0, 0), told(0, 1))
        library.stories.assign()
        shown: list[Today] = []
        asked: list[int] = []

        def show(today: Today) -> None:
            shown.append(today)
            asked.append(len(server.requests))

        (entry,) = library.stories.today(DAY - timedelta(days=1), 5, on_progress=show).entries
        assert asked[0] == 0, "at once is without waiting for a model"
        assert [each.words is not None for each in entry.lines] == [True, True]
        assert all(each.words is None for each in shown[0].entries[0].lines), "the engine's come first"
        shown.clear()
        library.stories.today(DAY - timedelta(days=1), 5, on_progress=show)
        assert shown[0].entries[0].lines == entry.lines, "what was answered is there at once"
        assert library.stories.briefing(told(0, 0).id)[1].model is None, "stories are not for it"
    assert len(server.requests) == 1


def test_a_story_of_one_publisher_is_not_sent_for_today(tmp_path: Path, server: ModelServer) -> None:
    with open_with(tmp_path, server, "today") as library:
        ingest(library, told(0, 0), article(1, 1))
        library.stories.assign()
        library.stories.today(DAY - timedelta(days=1), 5)
    assert server.requests == []


def test_articles_of_feeds_with_a_login_are_left_out(tmp_path: Path, server: ModelServer) -> None:
    with open_with(tmp_path, server, "story") as library:
        ingest(library, told(0, 0), told(0, 1))
        library.stories.assign()
        assert library.writing is not None
        secret = told(0, 1).id
        library.writing._feeds_of = lambda ids: {secret: ["https://me@paid.example/feed"]}
        _, briefing = library.stories.briefing(secret)
        assert briefing.model is not None
        (request,) = server.requests
        assert UNANIMOUS in request["messages"][1]["content"]
        assert "Nobody expected this" not in request["messages"][1]["content"]
        library.writing._feeds_of = lambda ids: {each: ["https://me@paid.example/feed"] for each in ids}
        _, briefing = library.stories.briefing(secret)
        assert briefing.notice is not None and "write feeds = " in briefing.notice
    assert len(server.requests) == 1
