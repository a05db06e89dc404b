"""Passages that say what a question says, in other words."""

from __future__ import annotations

import pytest

from briefing.nlp.passage_likeness import PassageLikeness

RESIGNED, RAIN = "The mayor stepped down on Friday.", "Heavy rain is expected on Friday."


@pytest.fixture(scope="module")
def likeness() -> PassageLikeness:
    return PassageLikeness()


def test_other_words_for_the_same_are_more_alike_than_the_same_day(likeness: PassageLikeness) -> None:
    resigned, rain = likeness("Did the mayor resign on Friday?", [("", RESIGNED), ("Weather", RAIN)])
    assert 0 < rain < resigned <= 1


@pytest.mark.parametrize(
    ("question", "title", "passage"),
    [("?", "", "."), ("a " * 999, "b " * 999, "c " * 9999), ("誰？", "題", "誰が"), ("Who?", " ", "\u0301")],
    ids=["signs", "long", "unknown", "mark alone"],
)
def test_any_text_can_be_compared(likeness: PassageLikeness, question: str, title: str, passage: str) -> None:
    (like,) = likeness(question, [(title, passage)])
    assert -1.001 <= like <= 1.001
