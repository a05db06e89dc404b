"""Passages for questions, from one article or from a library."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from briefing.domain import Article
from briefing.domain.analysis import ModelShare
from briefing.domain.questions.answer import answer_to_dict
from briefing.services.library import Library
from briefing.services.questions import question_service
from briefing.services.questions.question_service import NO_ARTICLES, NO_MATCH, NO_TERMS, NOT_SURE
from tests.cli.conftest import PatternEngine
from tests.libraries import library_at

TEXTS = (
    "The ministry pays for the bridge. Nobody knows when it opens.",
    "The harbour was closed. The town pays for its cranes.",
    "A storm is expected. Ferries stay in the harbour.",
)
IDS = tuple(f"{number:016x}" for number in range(len(TEXTS)))


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, PatternEngine()) as library:
        for id_, text in zip(IDS, TEXTS, strict=True):
            library.ingest.ingest(Article(id_, f"Title {id_[-1]}", text, source="Gazette"))
        yield library


def test_the_best_passage_is_cited_with_its_article(library: Library) -> None:
    answer = library.questions.ask("Who pays for the bridge?", IDS)
    cited = answer.lines[0].citations[0]
    assert (cited.article, cited.passage.text) == (IDS[0], "The ministry pays for the bridge.")
    assert cited.passage.span.of(TEXTS[0]) == cited.passage.text
    assert list(answer.heads) == list(
        dict.fromkeys(each.article for line in answer.lines for each in line.citations)
    )
    assert (answer.heads[IDS[0]].source, answer.articles, answer.model) == ("Gazette", 3, None)


def test_what_nothing_answers_has_the_nearest_passages_and_a_sentence_says_so(library: Library) -> None:
    answer = library.questions.ask("Who pays for the new opera house in Oslo?", IDS)
    assert answer.notice == NOT_SURE
    assert [line.shown for line in answer.lines] == [False, False]
    assert answer_to_dict(answer)["lines"][0]["shown"] is False


def test_an_answer_that_a_model_bears_out_is_not_told_to_be_unsure(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    line = library.questions.passages("Who pays for the bridge?", IDS).lines[0]
    writing = SimpleNamespace(answer=lambda *_: ([line], ModelShare("small", 1, 0, 0)))
    monkeypatch.setattr(library.questions, "_writing", writing)
    answer = library.questions.ask("Who pays for the new opera house in Oslo?", IDS)
    assert (answer.lines, answer.notice) == ((line,), "")


def test_only_the_articles_that_are_asked_answer(library: Library) -> None:
    answer = library.questions.passages("Who pays for the bridge?", [IDS[1]])
    assert {each.article for line in answer.lines for each in line.citations} == {IDS[1]}


@pytest.mark.parametrize("is_indexed", [True, False])
def test_of_many_articles_those_that_the_index_finds_are_read(
    library: Library, monkeypatch: pytest.MonkeyPatch, is_indexed: bool
) -> None:
    monkeypatch.setattr(question_service, "MAX_ARTICLES", 1)
    if is_indexed:
        library.rebuild_search()
    answer = library.questions.passages("Which ferries stayed?", [*IDS, "gone"])
    assert [line.citations[0].article for line in answer.lines] == [IDS[2]]
    assert library.questions.passages("Which ferries stayed?", IDS[:2]).notice == NO_MATCH


@pytest.mark.parametrize(
    ("question", "ids", "notice"),
    [("What is it?", IDS, NO_TERMS), ("Who sang?", IDS, NO_MATCH), ("Who pays?", (), NO_ARTICLES)],
)
def test_where_nothing_is_found_a_sentence_says_what_to_do(
    library: Library, question: str, ids: tuple[str, ...], notice: str
) -> None:
    answer = library.questions.ask(question, ids)
    assert (answer.lines, answer.notice) == ((), notice)
