from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.questions.question_kind import QuestionKind, kind_of, places_of_kind, without_kind


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("How many people died?", "number"),
        ("How much does it cost?", "amount"),
        ("What was the price of the bridge?", "amount"),
        ("How long was the trial?", "duration"),
        ("For how many years was she in office?", "duration"),
        ("When will they meet?", "date"),
        ("Until when is the road closed?", "date"),
        ("What day was it?", "date"),
        ("Where did he die?", "place"),
        ("Which countries joined?", "place"),
        ("Why did she resign?", "reason"),
        ("What caused the fire?", "reason"),
        ("What is the money for?", "reason"),
        ("Is the bridge safe?", "yes or no"),
        ("did she resign", "yes or no"),
        ("What did the mayor say about it?", "saying"),
        ("What is the bridge made of?", None),
        ("Who paid?", "name"),
        ("By whom was it paid?", "name"),
        ("Which bank paid?", "name"),
        ("", None),
        ("Wer bezahlt die Brücke?", None),
    ],
)
def test_the_words_of_a_question_tell_what_it_asks_for(question: str, kind: str | None) -> None:
    assert kind_of(question) == kind


@pytest.mark.parametrize(
    ("kind", "sentence", "found"),
    [
        ("number", "On 4 May 2019 some 40 people and three dogs came.", ["40", "three"]),
        ("number", "Nobody came on Monday.", []),
        ("amount", "It cost $3.5 million, or 12 percent more, for 40 people.", ["$3.5", "million", "12"]),
        ("duration", "He served for life, she ten years.", ["for life", "ten year"]),
        (
            "date",
            "They met on Tuesday and will meet next week, on June 3.",
            ["Tuesday", "next week", "June 3"],
        ),
        ("place", "He died in Singapore, she at home.", ["Singapore"]),
        ("reason", "It fell because of the wind.", ["because"]),
        ("yes or no", "She didn’t resign.", ["n’t"]),
        ("saying", "“Never”, he said.", ["“", "said"]),
    ],
)
def test_a_sentence_has_places_of_the_kind(kind: str, sentence: str, found: list[str]) -> None:
    assert [place.of(sentence) for place in places_of_kind(QuestionKind(kind), sentence)] == found


def test_the_words_that_say_what_is_asked_for_are_not_searched() -> None:
    assert without_kind("How long was the trial?").split() == ["was", "the", "trial?"]
    assert without_kind("Which long trial was it?") == "Which long trial was it?"


@given(st.sampled_from(QuestionKind), st.text("ab .?“$4%AnottoMay", max_size=80))
def test_every_place_lies_within_the_sentence(kind: QuestionKind, sentence: str) -> None:
    assert all(0 <= place.start < place.end <= len(sentence) for place in places_of_kind(kind, sentence))
