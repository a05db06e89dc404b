"""Which actors' lines are shown at once, and which are folded."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Actor, Article
from briefing.nlp.actors.actor_extraction import extract_actors
from briefing.nlp.actors.line_judge import MAX_SHOWN, shown_lines
from briefing.nlp.parsing.document import parse
from tests.nlp.conftest import models

STORY = (
    "Health Minister Greta Lindner said on Monday that the hospital in Velmar must close. Lindner called it "
    "unsafe. The Velmar Medical Council said that it would sue. Lindner refused to wait for the council. The "
    "Velmar Medical Council sued on Friday. "
)


def actors_of(nlp: Language, text: str, source: str | None = None) -> dict[str, Actor]:
    article = Article(
        "id",
        "Lindner: Velmar hospital must close",
        text,
        published="2024-08-29",
        language="en",
        source=source,
    )
    return {actor.name: actor for actor in extract_actors(parse(nlp, article), models())}


def test_who_acts_and_speaks_is_shown(nlp: Language) -> None:
    actors = actors_of(nlp, STORY)
    assert actors["Greta Lindner"].shown
    assert actors["Velmar Medical Council"].shown


@pytest.mark.parametrize(
    ("text", "name", "source"),
    [
        pytest.param(
            "Among the guests were nurse unions, Tom Fry, Paul Dorn and Eva Stahl. Nobody spoke to them.",
            "Tom Fry",
            None,
            id="named once, without role or statement",
        ),
        pytest.param(
            "Reuters reporter Tom Fry said that he had seen the letter.", "Tom Fry", None, id="a reporter"
        ),
        pytest.param(
            "The minister told the Velmar Courier so. The Velmar Courier said that she was calm.",
            "Velmar Courier",
            "The Velmar Courier",
            id="whose article it is",
        ),
        pytest.param(
            "The Velmar Morning News reported that she was calm.", "Velmar Morning News", None, id="a paper"
        ),
        pytest.param(
            "Mayor Tom Fry (left) and Premier Carl Brandt shake hands in Velmar.",
            "Tom Fry",
            None,
            id="a caption",
        ),
        pytest.param(
            "Nurses filled the Velmar Statehouse on Monday. Police closed the Velmar Statehouse to them.",
            "Velmar Statehouse",
            None,
            id="a building",
        ),
        pytest.param(
            "She wrote so on Facebook. Nurses shared it on Facebook, too.", "Facebook", None, id="a platform"
        ),
        pytest.param(
            "The Velmar Bus Rapid Transit will go on. Nurses like Velmar Bus Rapid Transit, and say that "
            "velmar bus rapid transit is safe.",
            "Velmar Bus Rapid Transit",
            None,
            id="what has no name of its own",
        ),
    ],
)
def test_who_only_passes_by_or_is_cited_is_folded(
    nlp: Language, text: str, name: str, source: str | None
) -> None:
    actors = actors_of(nlp, STORY + text, source)
    assert not actors[name].shown if name in actors else True
    assert actors["Greta Lindner"].shown


@pytest.mark.parametrize(
    ("title", "text", "name"),
    [
        pytest.param(
            "Velmar premier Lindner arrested in France",
            "Velmar's Premier Greta Lindner was arrested in France on Monday. Police in France held Lindner "
            "overnight. France will try her in May.",
            "Greta Lindner",
            id="a person rather than the country where it happens",
        ),
        pytest.param(
            "Norway slams Sweden for drill",
            "Sweden began a drill on Monday, and Norway condemned it. Sweden said it would go on. "
            "Norway said that Sweden was wrong.",
            "Norway",
            id="the subject of the headline",
        ),
        pytest.param(
            "Lindner doubles tariffs on Norway's steel",
            "Premier Greta Lindner doubled tariffs against Norway. Norway said that Norway would reply. "
            "Norway sells steel. Prices in Norway rose. Norway wants talks. Lindner said no.",
            "Greta Lindner",
            id="a person who opens the headline rather than the country most spoken of",
        ),
        pytest.param(
            "Judges open the papers of Lindner's inquiry",
            "The Velmar High Court ruled on Monday that the council may read the papers of counsel Greta "
            "Lindner. The council had sued. The council wants to question the mayor. The court said that the "
            "Velmar High Court had the right to decide.",
            "Velmar High Court",
            id="not a person of whom the headline only says whose it is",
        ),
    ],
)
def test_whom_an_article_is_about_comes_first(nlp: Language, title: str, text: str, name: str) -> None:
    article = Article("id", title, text, published="2024-08-29", language="en")
    actors = extract_actors(parse(nlp, article), models())
    assert actors[0].name == name
    assert actors[0].salience == max(actor.salience for actor in actors)


def line(**features: float) -> dict[str, float]:
    return {name.replace("_", " "): value for name, value in features.items()}


def test_no_more_than_eight_lines_are_shown() -> None:
    shown = shown_lines([line(good=1.0)] * 12, {"good": 3.0})
    assert sum(shown) == MAX_SHOWN
    assert shown[0]


def test_the_best_line_is_shown_however_unsure() -> None:
    assert shown_lines([line(good=-9.0), line(good=-3.0)], {"good": 1.0}) == (False, True)


def test_whom_an_article_is_about_is_shown_sooner_than_others() -> None:
    unsure, sure = line(good=-0.7), line(good=3.0)
    assert shown_lines([unsure | {"salience": 4.0}, sure, unsure], {"good": 1.0}) == (True, True, False)


@pytest.mark.parametrize(
    "name",
    ["kind:place", "silent artifact", "idle scene", "common noun", "cited", "others' word"],
)
def test_towns_things_and_citations_are_never_shown(name: str) -> None:
    assert shown_lines([{"good": 5.0, name: 1.0}, line(good=5.0)], {"good": 1.0}) == (False, True)


def test_whom_an_article_names_once_is_shown_only_if_that_surely_helps() -> None:
    unsure, sure = line(good=1.3), line(good=3.0)
    assert shown_lines([sure, unsure, unsure | {"once": 1.0}], {"good": 1.0}) == (True, True, False)


def test_an_article_without_actors_has_no_lines() -> None:
    assert shown_lines([], {"good": 1.0}) == ()


@pytest.mark.parametrize(
    ("title", "first"),
    [
        pytest.param("Lindner resigns as the mill closes", "Lindner", id="who does it"),
        pytest.param("With the mill closing, Lindner resigns", "Lindner", id="behind a phrase"),
        pytest.param("Lindner issues correction on the mill", "Lindner", id="a verb that is a noun too"),
        pytest.param("What became of Lindner", "Lindner", id="of whom it is"),
    ],
)
def test_a_person_in_the_headline_is_shown_and_comes_first(nlp: Language, title: str, first: str) -> None:
    text = (
        "Lindner left office on Monday. Governor Carl Brandt said that the mill would close. Brandt praised "
        "the workers. Brandt met them at noon. Brandt said that he would be back. Lindner did not speak."
    )
    article = Article("id", title, text, published="2024-08-29", language="en")
    actors = extract_actors(parse(nlp, article), models())
    assert (actors[0].name, actors[0].shown) == (first, True)
