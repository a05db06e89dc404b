"""Names with an "and" inside, and names joined by one."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Article
from briefing.nlp.actors.actor_extraction import extract_actors
from briefing.nlp.parsing.document import parse
from tests.nlp.conftest import models


def named(nlp: Language, text: str) -> dict[str, str]:
    actors = extract_actors(parse(nlp, Article("id", "A headline", text, language="en")), models())
    return {actor.name: actor.kind.value for actor in actors}


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(
            "Kent Fire and Rescue said that the blaze was out. Kent Fire and Rescue sent four engines.",
            "Kent Fire and Rescue",
            id="fields",
        ),
        pytest.param(
            "The Department of Health and Human Services said that it will review the drug.",
            "Department of Health and Human Services",
            id="two fields",
        ),
        pytest.param(
            "The Bureau of Alcohol, Tobacco, Firearms and Explosives said that it joined the investigation.",
            "Bureau of Alcohol, Tobacco, Firearms and Explosives",
            id="a list of fields",
        ),
        pytest.param(
            "Ann Harlow and Sons said on Monday that it will raise its prices.",
            "Ann Harlow and Sons",
            id="heirs",
        ),
        pytest.param(
            "The firm reported a loss, and the Karl and Ann Berg Foundation has expressed interest in it.",
            "Karl and Ann Berg Foundation",
            id="its founders",
        ),
        pytest.param(
            "Harlow & Webb said on Monday that it will raise its prices.", "Harlow & Webb", id="ampersand"
        ),
    ],
)
def test_one_organization_has_an_and_in_its_name(nlp: Language, text: str, name: str) -> None:
    assert named(nlp, text) == {name: "organization"}


def test_a_country_has_an_and_in_its_name(nlp: Language) -> None:
    text = "Trinidad and Tobago signed the treaty on Monday. Trinidad and Tobago had long hesitated."
    assert named(nlp, text) == {"Trinidad and Tobago": "country"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param(
            "Donald Trump and Joe Biden met in Ohio. Trump and Biden disagreed on taxes.",
            {"Donald Trump", "Joe Biden"},
            id="two persons",
        ),
        pytest.param("The Senate and House passed the bill on Monday.", {"Senate", "House"}, id="two bodies"),
        pytest.param("France and Germany agreed on a plan.", {"France", "Germany"}, id="two countries"),
        pytest.param(
            "Oxfam and Amnesty International joined the call.",
            {"Oxfam", "Amnesty International"},
            id="two organizations",
        ),
    ],
)
def test_two_names_with_an_and_between_stay_two(nlp: Language, text: str, names: set[str]) -> None:
    assert names <= set(named(nlp, text))
