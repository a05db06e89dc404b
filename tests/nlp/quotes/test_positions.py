"""The statement that tells where an actor stands."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Article
from briefing.nlp.actors.actor_extraction import extract_actors
from briefing.nlp.parsing.document import parse
from briefing.nlp.quotes.quote_extraction import extract_quotes
from briefing.nlp.quotes.statements import told_statements
from tests.nlp.conftest import models

LEAD = "The council voted on Monday to close the hospital in Velmar. "


def position_of(nlp: Language, text: str, name: str) -> str | None:
    article = Article("id", "Velmar hospital to close", LEAD + text, published="2024-08-29", language="en")
    document = parse(nlp, article)
    _, spoken = extract_quotes(document, extract_actors(document, models()))
    actors = {actor.name: actor for actor in told_statements(spoken, document)}
    position = actors[name].position
    assert position is None or position in actors[name].statements
    return position.text if position else None


@pytest.mark.parametrize(
    ("text", "name", "position"),
    [
        pytest.param(
            "Mayor Greta Lindner said that it was May. Lindner said that the hospital must not close.",
            "Greta Lindner",
            "the hospital must not close",
            id="what is nearest to the headline, not what comes first",
        ),
        pytest.param(
            "Mayor Greta Lindner said that she would not accept a closed hospital. Lindner left at noon.",
            "Greta Lindner",
            "she would not accept a closed hospital",
            id="a pronoun of the speaker",
        ),
        pytest.param(
            "The Velmar Medical Council said that it would not leave the hospital. The council then met.",
            "Velmar Medical Council",
            "it would not leave the hospital",
            id="a body means itself by it",
        ),
        pytest.param(
            "Mayor Greta Lindner said that it would not leave the hospital. Lindner then left.",
            "Greta Lindner",
            None,
            id="a person does not",
        ),
        pytest.param(
            "“That would not save the hospital in Velmar,” Mayor Greta Lindner said.",
            "Greta Lindner",
            None,
            id="on something named before",
        ),
        pytest.param(
            "“Must the hospital in Velmar not close?” Mayor Greta Lindner asked. Lindner laughed.",
            "Greta Lindner",
            None,
            id="a question",
        ),
        pytest.param(
            "“The hospital in Velmar must close because "
            + "we have paid for it for years and " * 5
            + "will not pay any longer,” Mayor Greta Lindner said.",
            "Greta Lindner",
            None,
            id="too long for a line",
        ),
        pytest.param(
            "“A wrong vote on the hospital in Velmar,” Mayor Greta Lindner said. Lindner left.",
            "Greta Lindner",
            None,
            id="no sentence",
        ),
        pytest.param(
            "Mayor Greta Lindner said that the cake was made of flour. Lindner ate it.",
            "Greta Lindner",
            None,
            id="on something else",
        ),
        pytest.param(
            "Mayor Greta Lindner did not comment. Lindner left the hospital.",
            "Greta Lindner",
            None,
            id="no statement",
        ),
    ],
)
def test_a_position_is_the_most_telling_statement(
    nlp: Language, text: str, name: str, position: str | None
) -> None:
    assert position_of(nlp, text, name) == position
