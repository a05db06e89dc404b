from __future__ import annotations

from collections.abc import Sequence

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


BRIDGE_COSTS = (
    "Residents asked how much money the town will pay for the bridge. The bridge was paid by a loan. "
    "The town will pay 3 million euros for it.\n\n"
    "The bridge will open with a feast. The mayor wants to open the bridge on 4 May. "
    "The bridge was closed, and people were angry. It was closed because piers had cracks.\n\n"
    "The mayor spoke of the bridge and its workers. The bridge needed 40 workers. "
    "Work at the bridge lasted. Work at the bridge took two years.\n\n"
    "The mayor is proud of the bridge. The mayor said of the bridge: “It stands.” "
    "The town talked of whether the bridge is safe. The bridge is not safe, an engineer found."
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


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param("How much will the town pay for the bridge?", "will pay 3 million euros", id="amount"),
        pytest.param("When will the bridge open?", "on 4 May", id="date"),
        pytest.param("Why was the bridge closed?", "because piers had cracks", id="reason"),
        pytest.param("How many workers did the bridge need?", "40 workers", id="number"),
        pytest.param("How long did work at the bridge take?", "two years", id="duration"),
        pytest.param("What did the mayor say of the bridge?", "“It stands.”", id="saying"),
        pytest.param("Is the bridge safe?", "is not safe", id="yes-or-no"),
    ],
)
def test_a_sentence_with_what_is_asked_for_comes_before_those_with_the_same_words(
    question: str, answer: str
) -> None:
    assert answer in first(question, BRIDGE_COSTS)


@pytest.mark.parametrize(
    ("question", "vague", "answer"),
    [
        ("Who drew the bridge?", "Men drew the bridge.", "Ann Brook drew the bridge."),
        ("Which woman drew the bridge?", "A woman drew the bridge.", "The woman Ann Brook drew the bridge."),
        ("Who drew Ann Brook?", "A man drew Ann Brook.", "Carl Dahl, a man, drew Ann Brook."),
        ("When did the bridge open?", "The bridge opened on Friday.", "The bridge opened on May 4."),
        ("When did the bridge open?", "The bridge opened on May 4", "On May 4 the bridge opened."),
    ],
    ids=["who", "which", "another-name", "day", "sentence"],
)
def test_what_names_somebody_or_a_day_in_a_sentence_comes_first(
    question: str, vague: str, answer: str
) -> None:
    assert first(question, f"It rained.\n\n{vague}\n\n{answer}") == answer


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        pytest.param("Who paid?", "The owner pays.", id="irregular-form"),
        pytest.param("How many were killed?", "Four died.", id="like-meaning"),
        pytest.param(
            "How long is the sentence?", "He was imprisoned for ten years.", id="like-meaning-and-kind"
        ),
    ],
)
def test_other_forms_and_words_of_like_meaning_count(question: str, answer: str) -> None:
    assert (
        first(question, "A ferry sank. The owner pays. Four died. He was imprisoned for ten years.") == answer
    )


def test_a_word_of_the_question_counts_before_one_of_like_meaning() -> None:
    assert first("Who bought the bridge?", "A town acquired the bridge. A bank bought the bridge.") == (
        "A bank bought the bridge."
    )


def test_the_title_tells_what_an_article_is_about() -> None:
    texts = ["Ten people were rescued."] * 2 + ["Nobody knows."]
    found = best_passages(
        "How many people were rescued from the ferry?", texts, 5, ["Flood", "Ferry sinks", ""]
    )
    assert [place for place, _ in found[0].places] == [1, 0]


def test_the_article_with_the_name_comes_first() -> None:
    other = "The mayor opened the harbour. Ships came."
    named = "Jane Poole is mayor.\n\nShe likes music. The mayor opened the harbour today."
    found = best_passages("What did mayor Poole open?", [other, named], 5)
    assert found[0].places[0][0] == 1


def test_the_article_that_has_more_of_the_question_comes_first() -> None:
    assert first("Do ferries carry people over the river by the bridge?", BRIDGE, HARBOUR) != first(
        "Do ferries carry people to islands from the harbour?", BRIDGE, HARBOUR
    )


def test_a_sentence_that_several_articles_have_is_one_passage() -> None:
    found = best_passages("Who will pay for repairs?", [BRIDGE, BRIDGE.upper(), HARBOUR], 10)
    assert [place for place, _ in found[0].places] == [0, 1]
    assert len({each.places[0][1].text.lower() for each in found}) == len(found)


def test_what_says_the_same_in_other_words_comes_first() -> None:
    def likeness(question: str, passages: Sequence[tuple[str, str]]) -> list[float]:
        assert {title for title, _ in passages} == {"Bridge"}
        return [float("Engineers" in passage) for _, passage in passages]

    found = best_passages("Who looked at the bridge, twice?", [BRIDGE], 3, ["Bridge"], likeness)
    assert found[0].places[0][1].text == "Engineers inspected it twice."
    assert found[0].is_sure


@pytest.mark.parametrize(
    ("question", "is_sure"),
    [
        ("Who will pay for the repairs?", True),
        ("Who inspected the bridge?", True),
        ("Who will pay for the new opera house in Oslo?", False),
        ("When did the queen of Sweden inspect the royal palace?", False),
    ],
)
def test_a_passage_with_little_of_the_question_does_not_surely_answer(question: str, is_sure: bool) -> None:
    assert best_passages(question, [BRIDGE], 1)[0].is_sure is is_sure


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
