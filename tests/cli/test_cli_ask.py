from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Briefing = Callable[..., Any]

QUESTION = "Who pays for the bridges?"
ANSWER = "It is unclear who pays for the bridges."


@pytest.fixture(autouse=True)
def added(briefing: Briefing, news: Path) -> None:
    briefing("add", "talks.txt", "storm.txt")


def test_the_best_passage_is_printed_first_with_its_article(briefing: Briefing) -> None:
    run = briefing("ask", QUESTION)
    assert (run.status, run.err) == (0, "")
    question, about, _, first, where, *_ = run.out.splitlines()
    assert (question, first) == (QUESTION, f"- {ANSWER}")
    assert about.endswith("of 2 articles")
    assert where.startswith("    Talks on the *border* [road] go on · ")


def test_of_passages_that_do_not_surely_answer_the_three_nearest_are_printed(
    briefing: Briefing, news: Path
) -> None:
    days = ("Monday", "Tuesday", "Wednesday", "Friday")
    (news / "ferry.txt").write_text(" ".join(f"On {day} the ferry sails at noon." for day in days))
    briefing("add", "ferry.txt")
    words = ["Which singers of the opera in Oslo own a ferry?"]
    run, more = briefing("ask", *words), briefing("ask", *words, "--limit", "4")
    assert "Nothing in these articles answers this surely." in run.err
    assert run.out.splitlines()[1] == "3 nearest passages in 1 of 3 articles"
    assert (run.out.count("\n- "), more.out.count("\n- ")) == (3, 4)


def test_markdown_escapes_what_articles_say(briefing: Briefing) -> None:
    run = briefing("ask", QUESTION, "--format", "markdown")
    assert run.out.startswith(f"# {QUESTION}\n")
    assert f"\n- {ANSWER}\n  - Talks on the \\*border\\* [road] go on · " in run.out


def test_json_says_where_each_line_stands(briefing: Briefing) -> None:
    answer = json.loads(briefing("ask", QUESTION, "--format", "json", "--limit", "1").out)
    (line,) = answer["lines"]
    assert (answer["question"], answer["articles"], line["text"], line["also"]) == (QUESTION, 2, ANSWER, [])
    (cited,) = answer["cited"]
    assert (cited["id"], cited["title"]) == (line["article"], "Talks on the *border* [road] go on")
    assert "model" not in answer
    assert line["end"] - line["start"] == len(ANSWER)


@pytest.mark.parametrize("query", ["storm.txt", "title:rain", "harbour"])
def test_a_query_or_a_file_narrows_what_is_asked(briefing: Briefing, query: str) -> None:
    answer = json.loads(briefing("ask", "Which board is at the harbour?", query, "--format", "json").out)
    assert (answer["articles"], answer["cited"][0]["title"]) == (1, "Rain fell for days on the coast")


@pytest.mark.parametrize(
    ("words", "status", "says"),
    [
        (["What is it?"], 1, "The question has no word to search for"),
        (["Who sang songs?"], 1, "No passage has a word of the question"),
        (["Who", "pays", "for", "bridges"], 1, "A question of several words stands in quotation marks."),
        (["Who", "sang"], 1, "No article matches sang: put the question into quotation marks"),
        ([QUESTION, "0123456789abcdef"], 1, "is not in the library"),
        ([" "], 2, "a question needs words"),
        ([], 2, "QUESTION"),
    ],
)
def test_what_finds_nothing_says_what_to_do(
    briefing: Briefing, words: list[str], status: int, says: str
) -> None:
    run = briefing("ask", *words)
    assert (run.status, run.out) == (status, "")
    assert says in run.err


def test_an_empty_library_has_nothing_to_ask(briefing: Briefing, tmp_path: Path) -> None:
    run = briefing("--home", tmp_path / "empty", "ask", QUESTION)
    assert (run.status, run.err) == (
        1,
        "briefing: There is no article to ask: `briefing add ARTICLE` adds one.\n",
    )
