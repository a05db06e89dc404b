"""Folding of names, titles, and merging of one actor's names."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.nlp.actors.countries import Countries, load_countries
from briefing.nlp.actors.naming.aliases import SurnameIndex, merge_organizations, merge_people
from briefing.nlp.actors.naming.name_boundaries import name_parts
from briefing.nlp.actors.naming.names import can_mean, fold_name, is_office, leading_titles


@pytest.fixture(scope="module")
def countries() -> Countries:
    return load_countries()


@pytest.mark.parametrize(
    ("name", "folded"),
    [
        ("The White House's", "white house"),
        ("Recep Tayyip Erdoğan", "recep tayyip erdogan"),
        ("U.S.", "us"),
        ("Kurdistan Workers’ Party", "kurdistan workers party"),
        ("Jean-Yves Le Drian", "jean-yves le drian"),
    ],
)
def test_one_spelling(name: str, folded: str) -> None:
    assert fold_name(name) == folded


@pytest.mark.parametrize(
    ("words", "names"),
    [
        ("Ann Harlow - in", ["Ann Harlow", "in"]),
        ("Ann Harlow – video", ["Ann Harlow", "video"]),
        ("Ann Harlow-Berg", ["Ann Harlow-Berg"]),
    ],
)
def test_a_spaced_dash_ends_a_name(nlp: Language, words: str, names: list[str]) -> None:
    doc = nlp.make_doc(words)
    assert [doc[start:end].text for start, end in name_parts(doc, 0, len(doc))] == names


@pytest.mark.parametrize(
    ("words", "count"),
    [
        ("Chief Superintendent Graciano Mijares", 2),
        ("Prime Minister Boris Johnson", 2),
        ("Mr. Key", 1),
        ("Pope Francis", 0),
        ("Joe Biden", 0),
        ("Secretary of State Antony Blinken", 3),
    ],
)
def test_titles_before_a_name(words: str, count: int) -> None:
    assert leading_titles(words.split()) == count


@pytest.mark.parametrize(
    ("acronym", "name", "match"),
    [
        ("SDF", "Syrian Democratic Forces", True),
        ("FDA", "Food and Drug Administration", True),
        ("OIC", "Organisation of Islamic Cooperation", True),
        ("FBI", "Food and Drug Administration", False),
        ("sdf", "Syrian Democratic Forces", False),
        ("EU", "European", False),
    ],
)
def test_acronyms(countries: Countries, acronym: str, name: str, match: bool) -> None:
    short, long = fold_name(acronym), fold_name(name)
    merged = merge_organizations(
        [short, long], {short: acronym, long: name}, {}, lambda words: countries.named(words) is not None
    )
    assert (merged[short] == long) is match


@pytest.mark.parametrize("word", ["adviser", "Senators", "oceanographer", "ecologist", "spokeswoman", "Gov."])
def test_offices(word: str) -> None:
    assert is_office(word) is (word != "Gov.")


@pytest.mark.parametrize(
    ("name", "pronouns"),
    [
        ("Gayle King", "he she"),
        ("Alexandra King", "she"),
        ("King Charles", "he"),
        ("Mrs. Monk", "she"),
        ("Queen of Denmark", "she"),
        ("A spokesman for the queen", "he"),
        ("The woman’s husband", "he"),
        ("His wife", "she"),
        ("A teacher", "he she"),
        ("Andrea Bocelli", "he she"),
        ("Susan Miller", "she"),
        ("Miller", "he she"),
    ],
)
def test_whom_he_and_she_can_mean(name: str, pronouns: str) -> None:
    assert [each for each in ("he", "she") if can_mean(each, name, {})] == pronouns.split()


def test_how_the_only_person_of_a_text_is_addressed_tells_more_than_the_given_name() -> None:
    assert can_mean("she", "Peter Brandt", {}, is_only=True)
    assert not can_mean("she", "Peter Brandt", {"brandt": "men"}, is_only=True)
    assert not can_mean("she", "Prince Peter", {}, is_only=True)


@pytest.mark.parametrize(
    ("short", "people", "owner"),
    [
        pytest.param("xi", ["joe biden", "xi jinping"], "xi jinping", id="family name first"),
        pytest.param("baker", ["ginger baker", "nettie baker"], "ginger baker", id="the more used one"),
        pytest.param("assad", ["bashar al-assad"], "bashar al-assad", id="article in the name"),
        pytest.param("bin laden", ["hamza bin laden"], "hamza bin laden", id="two words"),
        pytest.param(
            "pierliusi", ["pedro r pierluisi urrutia"], "pedro r pierluisi urrutia", id="letters swapped"
        ),
        pytest.param("smith", ["joe biden"], None, id="nobody"),
    ],
)
def test_whose_surname(short: str, people: list[str], owner: str | None) -> None:
    assert SurnameIndex(people).owner(short) == owner


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("joe biden", "joseph r biden jr", True),
        ("hamza bin laden", "hamza bin ladin", True),
        ("sean o'donnell", "cherie o'donnell", False),
        ("recep tayyip erdogan", "tayyip erdogan", True),
        ("george bush", "laura bush", False),
    ],
)
def test_spellings_of_a_person(one: str, other: str, same: bool) -> None:
    merged = merge_people([one, other])
    assert (merged[one] == merged[other]) is same


@pytest.mark.parametrize(
    ("short", "long", "same"),
    [
        ("justice department", "us department of justice", True),
        ("house", "house of representatives", True),
        ("parliament", "uk parliament", True),
        ("congress", "african national congress", False),
        ("untied nations", "united nations", True),
        ("university of kansas", "university of guelph", False),
        ("us navy", "united states navy", True),
        ("us army", "united states navy", False),
        ("russian navy", "united states navy", False),
    ],
)
def test_short_forms_of_an_organization(countries: Countries, short: str, long: str, same: bool) -> None:
    def is_place(words: str) -> bool:
        return words in ("us", "uk") or countries.named(words) is not None

    def country_of(words: str) -> str | None:
        return countries.named(words.upper()) or countries.by_adjective(words.title())

    merged = merge_organizations([short, long], {short: short, long: long}, {}, is_place, country_of)
    assert (merged[short] == merged[long]) is same


@pytest.mark.parametrize(
    ("form", "country"),
    [
        ("US", "United States"),
        ("U.S.", "United States"),
        ("the United States", "United States"),
        ("us", None),
        ("U.A.E.", "United Arab Emirates"),
        ("UK", "United Kingdom"),
        ("North Korea", "North Korea"),
        ("Türkiye", "Turkey"),
        ("Côte d’Ivoire", "Ivory Coast"),
        ("Atlantis", None),
    ],
)
def test_names_of_countries(countries: Countries, form: str, country: str | None) -> None:
    assert countries.named(form) == country


def test_every_country_can_be_told_by_its_name_and_demonym(countries: Countries) -> None:
    named = set(countries.names.values())
    assert len(named) >= 195 + 6
    without = named - set(countries.adjectives.values()) - set(countries.people.values())
    assert without <= {"Congo", "Dominica", "Palestine", "Vatican City"}
    assert countries.by_adjective("Chinese") == "China"
    assert countries.by_adjective("polish") is None
    assert countries.by_people("Israelis") == "Israel"
    assert countries.by_seat("the Kremlin") == "Russia"
