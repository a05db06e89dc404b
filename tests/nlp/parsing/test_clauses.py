"""Sentences are split into clauses, each with the words that belong to it alone."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Article
from briefing.nlp.parsing.clauses import split_clauses
from briefing.nlp.parsing.document import parse


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        pytest.param(
            "The court will hear the appeal on Monday, and police are looking for a second suspect.",
            ["The court will hear the appeal on Monday", "police are looking for a second suspect"],
            id="coordinate clauses",
        ),
        pytest.param(
            "Officials said on Friday that the toll may rise.",
            ["Officials said on Friday that the toll may rise", "the toll may rise"],
            id="reported content",
        ),
        pytest.param(
            "The minister, who denies the charges, will resign next week.",
            ["The minister, who denies the charges, will resign next week", "who denies the charges"],
            id="a relative clause in the midst",
        ),
        pytest.param(
            "The union will strike unless the company raises wages.",
            ["The union will strike unless the company raises wages"],
            id="a condition stays",
        ),
        pytest.param(
            "They plan to publish the report.", ["They plan to publish the report"], id="an infinitive stays"
        ),
        pytest.param("Two dead.", ["Two dead"], id="a fragment"),
    ],
)
def test_clauses_of_a_sentence(nlp: Language, text: str, clauses: list[str]) -> None:
    (sentence,) = parse(nlp, Article("id", "", text)).sentences
    found = sorted(split_clauses(sentence), key=lambda clause: clause.tokens[0].i)
    assert [clause.passage_tokens.text.rstrip(".") for clause in found] == clauses


def test_no_word_is_in_two_clauses(nlp: Language) -> None:
    text = (
        "The mayor, who was elected in May, said that she will close the bridge, which experts call unsafe, "
        "and asked the council, led by her rival, to pay for a new one before winter comes."
    )
    for sentence in parse(nlp, Article("id", "", text)).sentences:
        words = [token.i for clause in split_clauses(sentence) for token in clause.tokens]
        assert len(words) == len(set(words))


@pytest.mark.parametrize(
    ("text", "verb", "passage"),
    [
        pytest.param(
            "Apple fought on and is appealing the ruling.",
            "appealing",
            "Apple fought on and is appealing the ruling.",
            id="the subject of both",
        ),
        pytest.param(
            "Police seek the driver, who left the scene, and his car.",
            "left",
            "the driver, who left the scene",
            id="the noun that it describes",
        ),
        pytest.param(
            "The dam may break, officials said.", "break", "The dam may break", id="a subject of its own"
        ),
    ],
)
def test_a_passage_that_stands_alone(nlp: Language, text: str, verb: str, passage: str) -> None:
    (sentence,) = parse(nlp, Article("id", "", text)).sentences
    (clause,) = [clause for clause in split_clauses(sentence) if clause.head.text == verb]
    assert clause.standalone_tokens.text == passage
