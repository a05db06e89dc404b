"""Names that a country shares with a state, a town or a person."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Article
from briefing.nlp.actors.actor_extraction import extract_actors
from briefing.nlp.parsing.document import parse
from tests.nlp.conftest import models


def kinds_of(nlp: Language, text: str) -> dict[str, str]:
    actors = extract_actors(parse(nlp, Article("id", "A headline", text, language="en")), models())
    return {name: actor.kind.value for actor in actors for name in (actor.name, *actor.aliases)}


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        pytest.param(
            "Georgia's secretary of state, Ann Hall, said that the count was over. Georgia votes again soon.",
            "Georgia",
            "organization",
            id="the state by its offices",
        ),
        pytest.param(
            "The firm will open a plant in Atlanta. Georgia offered it tax breaks. Alabama had bid too.",
            "Georgia",
            "organization",
            id="the state by its city and its neighbours",
        ),
        pytest.param(
            "Georgia and Russia signed an accord in Tbilisi. Georgia asked the alliance for help.",
            "Georgia",
            "country",
            id="the country by its capital",
        ),
        pytest.param(
            "Georgia asked the alliance for help on Monday. Georgia said that it was alone.",
            "Georgia",
            "country",
            id="the country where nothing tells",
        ),
        pytest.param(
            "Ohio sent doctors to Georgia. Georgian officials thanked them. Georgia paid for the flight.",
            "Georgia",
            "country",
            id="the country by its adjective, beside a state",
        ),
        pytest.param(
            "Lebanon closed the border on Monday. Lebanon said that it would appeal.",
            "Lebanon",
            "country",
            id="no town",
        ),
        pytest.param(
            "Chad Mercer said that the border would be closed. Chad told reporters that he was tired.",
            "Chad",
            "person",
            id="a given name",
        ),
        pytest.param(
            "Chad Mercer flew to N'Djamena. Chad said that it would close the border. Chadian troops moved.",
            "Chad",
            "country",
            id="the country beside somebody of that name",
        ),
        pytest.param(
            "Jim Jordan said that he would support the bill. Jordan urged others to follow.",
            "Jordan",
            "person",
            id="a surname",
        ),
    ],
)
def test_the_rest_of_the_text_tells_who_has_the_name_of_a_country(
    nlp: Language, text: str, name: str, kind: str
) -> None:
    assert kinds_of(nlp, text)[name] == kind
