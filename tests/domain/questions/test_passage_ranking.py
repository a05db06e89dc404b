from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.questions.passage_ranking import best_passages, question_terms

BRIDGE = (
    "Bridge over the river closed\n\n"
    "The bridge was closed on Monday after cracks had been found in its piers. "
    "Engineers inspected it twice.\n\n"
    "The ministry will pay for the repairs. Ferries carry people meanwhile."
)
HARBOUR = (
    "Harbour opens again\n\n"
    "The harbour opened on Monday. Its ferries carry people to the islands.\n\n"
    "The repairs were paid by the town."
)


def first(question: str, *texts: str) -> str:
    return best_passages(question, texts, 1)[0].places[0][1].text


@pytest.mark.parametrize(
    ("question", "terms"),
    [
        ("Who paid for the repairs?", ("paid", "repair")),
        ("Why were they arrested, and who arrests?", ("arrest",)),
        ("What is it?", ()),
        ("", ()),
        ("stopped stopping stop", ("stop",)),
    ],
)
def test_a_question_is_searched_by_the_stems_of_its_telling_words(
    question: str, terms: tuple[str, ...]
) -> None:
    assert question_terms(question) == terms


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param("Who inspects the bridge?", "Engineers inspected it twice.", id="another-form"),
        pytest.param(
            "Why was the bridge closed?",
            "The bridge was closed on Monday after cracks had been found in its piers.",
            id="several-words",
        ),
        pytest.param("Who is paying for repairs?", "The ministry will pay for the repairs.", id="tense"),
    ],
)
def test_the_sentence_that_answers_comes_first(question: str, answer: str) -> None:
    assert first(question, BRIDGE) == answer


def test_the_article_that_has_more_of_the_question_comes_first() -> None:
    assert first("Do ferries carry people over the river by the bridge?", HARBOUR, BRIDGE) != first(
        "Do ferries carry people to islands from the harbour?", HARBOUR, BRIDGE
    )


def test_a_sentence_that_several_articles_have_is_one_passage() -> None:
    found = best_passages("Who will pay for repairs?", [BRIDGE, BRIDGE.upper(), HARBOUR], 10)
    assert [place for place, _ in found[0].places] == [0, 1]
    assert len({each.places[0][1].text.lower() for each in found}) == len(found)


def test_without_a_word_in_common_nothing_is_found() -> None:
    assert best_passages("Who won the championship?", [BRIDGE], 5) == []
    assert best_passages("What is it?", [BRIDGE], 5) == []
    assert best_passages("Who paid?", [], 5) == []


@given(st.text(max_size=60), st.lists(st.text("ab .\n?é漢", max_size=60), max_size=4), st.integers(1, 5))
def test_every_passage_stands_where_it_says(question: str, texts: list[str], limit: int) -> None:
    found = best_passages(question + " aa bb", texts, limit)
    assert len(found) <= limit
    assert [each.score for each in found] == sorted((each.score for each in found), reverse=True)
    for each in found:
        for article, passage in each.places:
            assert passage.span.of(texts[article]) == passage.text != ""
