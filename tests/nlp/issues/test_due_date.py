"""Due dates and enumerations of open issues."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Article
from briefing.nlp.issues.due_date import due_date
from briefing.nlp.issues.enumerations import enumerated_issues
from briefing.nlp.parsing.document import Sentence, parse


def only_sentence(nlp: Language, text: str) -> Sentence:
    (sentence,) = parse(nlp, Article("id", "", text)).sentences
    return sentence


@pytest.mark.parametrize(
    ("text", "when"),
    [
        pytest.param(
            "The leaders will speak in the coming weeks, aides said Wednesday.",
            "in the coming weeks",
            id="ahead",
        ),
        pytest.param("The hearing is scheduled for Monday.", "for Monday", id="weekday"),
        pytest.param("The bridge collapsed on Friday.", None, id="past"),
        pytest.param("Two votes are set, followed by another next month.", None, id="what follows"),
        pytest.param("Sanctions imposed in 2014 will stay.", None, id="earlier year"),
        pytest.param("The 21-year-old will stay in custody.", None, id="age"),
        pytest.param("The talks will resume.", None, id="none"),
        pytest.param(
            "Lamb will face Rothfus in November's election.", "in November", id="whose election is when"
        ),
        pytest.param("Monday's announcement leaves open who will pay.", None, id="whose announcement"),
        pytest.param(
            "Xi will resume the talks after cutting them off in 2024 over a visit.", None, id="done before"
        ),
        pytest.param(
            "The company will decide in 2025 after closing the plant.",
            "in 2025",
            id="before it something else",
        ),
        pytest.param("What a report released on Friday leaves open is the cost.", None, id="past participle"),
        pytest.param("Divers were searching the lake on Friday.", None, id="past progressive"),
        pytest.param("The cause is unknown, officials said later Thursday.", None, id="later on a day"),
        pytest.param("A crash Sunday killed 12 people.", None, id="of what has happened"),
        pytest.param("Few can say much about how he escaped Monday.", None, id="in a past clause of a noun"),
        pytest.param("He is accused of firing shots on Friday.", None, id="charged with"),
        pytest.param("A summit on Thursday will decide it.", "on Thursday", id="of what will happen"),
        pytest.param("A vote expected on Friday will decide it.", "on Friday", id="planned"),
        pytest.param("A hearing was scheduled for Monday.", "for Monday", id="planned in the past"),
        pytest.param("The panel will meet later this month.", "later this month", id="later this month"),
    ],
)
def test_when_is_the_matters_own_time(nlp: Language, text: str, when: str | None) -> None:
    assert due_date(only_sentence(nlp, text).tokens, 2024) == when


@pytest.mark.parametrize(
    ("text", "items"),
    [
        pytest.param(
            "They differ on several issues, including fishing rights, a border wall and the status of Kars.",
            ["fishing rights", "a border wall", "the status of Kars"],
            id="including",
        ),
        pytest.param(
            "The panel faces challenges such as debt, drought, and the loss of staff.",
            ["debt", "drought", "the loss of staff"],
            id="such as, with a comma before and",
        ),
        pytest.param("They differ on issues including fishing and trade.", [], id="a pair"),
        pytest.param("They met in May, in June and in July.", [], id="no matters"),
    ],
)
def test_listed_matters_are_taken_apart(nlp: Language, text: str, items: list[str]) -> None:
    assert [item.text for item in enumerated_issues(only_sentence(nlp, text))] == items
