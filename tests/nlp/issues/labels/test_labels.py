"""Labels, due dates and enumerations of open issues."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Article
from briefing.nlp.issues.due_date import due_date
from briefing.nlp.issues.enumerations import enumerated_issues
from briefing.nlp.issues.labels.label_candidates import label_candidates
from briefing.nlp.issues.labels.labels import make_label
from briefing.nlp.parsing.clauses import split_clauses
from briefing.nlp.parsing.document import Sentence, parse


def only_sentence(nlp: Language, text: str) -> Sentence:
    (sentence,) = parse(nlp, Article("id", "", text)).sentences
    return sentence


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        pytest.param(
            "Mexico would seek to extradite the gunman to Mexico.",
            ["Extradition of the gunman to Mexico", "Extraditing the gunman to Mexico"],
            id="a verb as a noun",
        ),
        pytest.param(
            "A second round of talks on fisheries was being planned.",
            ["Second round of talks on fisheries", "Talks on fisheries"],
            id="noun phrases with what follows, and without",
        ),
        pytest.param(
            "The parliament will debate the bill on Friday.",
            ["Parliament to debate the bill on Friday", "Debate on the bill"],
            id="a plan",
        ),
        pytest.param(
            "It is unclear whether the talks will go on.",
            ["Whether the talks will go on"],
            id="an indirect question",
        ),
        pytest.param(
            "Police do not know if the driver survived.",
            ["Whether the driver survived"],
            id="a question with if",
        ),
        pytest.param(
            "No appeal is possible.", ["No appeal is possible"], id="what is negated only as it stands"
        ),
        pytest.param(
            "Officials warned that the dam could break.", ["Dam could break"], id="the clause as it stands"
        ),
    ],
)
def test_candidates_name_the_matter(nlp: Language, text: str, labels: list[str]) -> None:
    clauses = split_clauses(only_sentence(nlp, text))
    found = [candidate.text for clause in clauses for candidate in label_candidates(clause)]
    assert [label for label in labels if label not in found] == []


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param("The court did not allow the appeal.", "Permission for the appeal", id="negated verb"),
        pytest.param("He will announce his decision.", "His decision", id="pronoun"),
        pytest.param("They will discuss trade, tourism and visas.", "Trade, tourism", id="list cut short"),
        pytest.param("The club signed a limited deal.", "Deal limitting", id="no such word"),
        pytest.param(
            "They said the fight against crime is over.", "Fight against crime is", id="half a copula"
        ),
        pytest.param(
            "We see what the crisis is doing to crops.",
            "Crisis is doing to crops",
            id="question without its word",
        ),
        pytest.param(
            "He criticized the decision to release him.",
            "Decision to release",
            id="infinitive without object",
        ),
    ],
)
def test_candidates_say_nothing_else(nlp: Language, text: str, label: str) -> None:
    clauses = split_clauses(only_sentence(nlp, text))
    assert label not in [candidate.text for clause in clauses for candidate in label_candidates(clause)]


@pytest.mark.parametrize("text", ["Unclear.", "“?!”", "He did.", "- -", "The", "1"])
def test_any_clause_has_a_candidate(nlp: Language, text: str) -> None:
    for sentence in parse(nlp, Article("id", "", text)).sentences:
        for clause in split_clauses(sentence):
            assert all(candidate.text for candidate in label_candidates(clause))


def test_the_words_that_labels_name_decide(nlp: Language) -> None:
    (clause,) = split_clauses(
        only_sentence(nlp, "The cause of the fire and the fate of its crew are unclear.")
    )

    def label(*words: str, taken: tuple[str, ...] = ()) -> str:
        named = {token.i: float(token.lower_ in words) for token in clause.sentence.tokens}
        return make_label(clause, named, taken)

    assert label("cause", "fire") == "Cause of the fire"
    assert label("fate", "crew") == "Fate of the crew"
    assert label("cause", "fire", taken=("cause of the fire",)) != "Cause of the fire"


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
        pytest.param("Sanctions imposed in 2014 will stay.", None, id="earlier year"),
        pytest.param("The 21-year-old will stay in custody.", None, id="age"),
        pytest.param("The talks will resume.", None, id="none"),
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
