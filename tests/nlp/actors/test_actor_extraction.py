"""extract_actors on news, and its invariants on any text."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from spacy.language import Language

from briefing.domain import Actor, ActorKind, Article
from briefing.nlp.actors.actor_extraction import extract_actors
from briefing.nlp.parsing.document import parse
from tests.nlp.conftest import models, parses_each

REPOSITORY = Path(__file__).parents[3]
SEED = REPOSITORY / "seeds" / "000_544e8202dd5ab671.txt"


@pytest.fixture(scope="module")
def seed(nlp: Language) -> dict[str, Actor]:
    _, title, *paragraphs = SEED.read_text(encoding="utf-8").split("\n")
    return {actor.name: actor for actor in actors_of(nlp, "\n\n".join(filter(None, paragraphs)), title)}


def actors_of(nlp: Language, text: str, title: str = "") -> tuple[Actor, ...]:
    return extract_actors(
        parse(nlp, Article("id", title, text, published="2024-08-29", language="en")), models()
    )


def assert_sound(actors: tuple[Actor, ...], text: str) -> None:
    names = [name for actor in actors for name in (actor.name, *actor.aliases)]
    assert len(names) == len(set(names)), "no two actors share a name, and a name is no alias of its own"
    assert [a.salience for a in actors] == sorted((a.salience for a in actors), reverse=True)
    for actor in actors:
        assert 0 <= actor.salience <= 1
        assert actor.name in text
        assert actor.role is None or (actor.role in text and actor.role.strip() == actor.role != "")
        assert actor.mentions
        assert {m.text for m in actor.mentions} == {actor.name, *actor.aliases}
        assert all(passage.holds_in(text) for passage in actor.mentions)
        spans = [mention.span for mention in actor.mentions]
        assert spans == sorted(spans)
        assert all(a.end <= b.start for a, b in pairwise(spans))


@pytest.mark.parametrize(
    ("name", "alias", "role"),
    [
        ("Joe Biden", "Biden", "U.S. President"),
        ("Xi Jinping", "Xi", "Chinese leader"),
        ("Jake Sullivan", "Sullivan", "national security adviser"),
        ("Wang Yi", "Wang", "Chinese Foreign Minister"),
        ("Zhang Youxia", None, "vice chairman of China’s Central Military Commission"),
    ],
)
def test_seed_persons_are_merged_and_carry_their_roles(
    seed: dict[str, Actor], name: str, alias: str | None, role: str
) -> None:
    actor = seed[name]
    assert actor.kind is ActorKind.PERSON
    assert actor.role == role
    assert actor.aliases == ((alias,) if alias else ())


def test_the_seed_is_about_whom_its_headline_opens_with(seed: dict[str, Actor]) -> None:
    assert next(iter(seed)) == "Joe Biden"


def test_seed_has_governments_and_no_titles_or_datelines(seed: dict[str, Actor]) -> None:
    names = {name for actor in seed.values() for name in (actor.name, *actor.aliases)}
    assert seed["China"].kind is ActorKind.COUNTRY
    assert "Beijing" in seed["China"].aliases
    assert seed["White House"].kind is ActorKind.ORGANIZATION
    assert not names & {"HONG KONG", "Hong Kong", "House", "Defense", "Foreign Minister"}


@pytest.mark.parametrize(
    ("text", "name", "aliases"),
    [
        pytest.param(
            "The Syrian Democratic Forces (SDF) announced a deal. The SDF said fighters fled.",
            "Syrian Democratic Forces",
            {"SDF"},
            id="bracketed acronym",
        ),
        pytest.param(
            "The Federal Trade Commission sued the firm. The firm rejected the suit. The FTC went on.",
            "Federal Trade Commission",
            {"FTC"},
            id="acronym by initials",
        ),
        pytest.param(
            "Chancellor Angela Merkel met reporters in Munich. Merkel said talks went well. Mrs Merkel left.",
            "Angela Merkel",
            {"Merkel"},
            id="surname",
        ),
        pytest.param(
            "Russia attacked again. Moscow said it would go on. The Russian government denied losses.",
            "Russia",
            {"Moscow", "Russian government"},
            id="capital and government",
        ),
        pytest.param(
            "Ricardo Rosselló Nevares, the governor, resigned. Rosselló apologised. Rosselló left.",
            "Ricardo Rosselló Nevares",
            {"Rosselló"},
            id="first of two surnames",
        ),
        pytest.param(
            "The Riverside County Court heard the case. The Court ruled on Monday. The Court was split.",
            "Riverside County Court",
            {"Court"},
            id="what kind of body it is",
        ),
        pytest.param(
            "The Houthi movement fired a missile. The Houthis said that it hit an airport.",
            "Houthi movement",
            {"Houthis"},
            id="a movement and its people",
        ),
        pytest.param(
            "North Korea fired a missile. Korea said that it was a test. The missile fell into the sea.",
            "North Korea",
            {"Korea"},
            id="the one Korea",
        ),
        pytest.param(
            "The Italian Supreme Court of Cassation ruled on Monday. The Supreme Court rejected the appeal.",
            "Italian Supreme Court of Cassation",
            {"Supreme Court"},
            id="opening of a name, its country aside",
        ),
        pytest.param(
            "U.S. President Donald Trump spoke. The United States sent help. The Trump administration knew.",
            "United States",
            {"U.S.", "Trump administration"},
            id="administration",
        ),
        pytest.param(
            "Ukraine signed it with Apple Inc. and Apple Ukraine LLC. Apple said that it would help. "
            "Apple Inc. is in California.",
            "Apple Inc.",
            {"Apple"},
            id="a firm in short",
        ),
        pytest.param(
            "The Democrats said no on Monday. Democratic lawmakers voted on it. The Democrats won.",
            "Democratic lawmakers",
            {"Democrats"},
            id="a party and its lawmakers",
        ),
        pytest.param(
            "St George's Hospital said it was treating 20 people. Doctors praised St George's Hospital.",
            "St George's Hospital",
            set(),
            id="a saint's hospital",
        ),
        pytest.param(
            "Fenwick said that sales rose. Fenwick owns the Fenwick Channel. Otto Fenwick Co. was founded in "
            "1920, and Fenwick sold its shares.",
            "Otto Fenwick Co.",
            {"Fenwick"},
            id="a firm named after its founder",
        ),
        pytest.param(
            "The Velmar State Attorney General (VAG) sued the bank. The VAG said that the bank had lied.",
            "Velmar State Attorney General",
            {"VAG"},
            id="an office with its acronym",
        ),
        pytest.param(
            "He spoke for the Colleges and Schools Employers’ Association (CSEA). The CSEA said no.",
            "Colleges and Schools Employers’ Association",
            {"CSEA"},
            id="a name with an apostrophe and its acronym",
        ),
        pytest.param(
            "The Velmar Centre for Plague Control and Prevention warned of fleas. The VCPC said it was sure.",
            "Velmar Centre for Plague Control and Prevention",
            {"VCPC"},
            id="an acronym without what follows and",
        ),
        pytest.param(
            "Harlow.com Inc. raised its prices on Monday. Harlow said that it had to. Harlow lost customers.",
            "Harlow.com Inc.",
            {"Harlow"},
            id="a firm by its address",
        ),
        pytest.param(
            "North Korea fired a missile at South Korea. The North said that the South had asked for it.",
            "North Korea",
            {"North"},
            id="the north of the two",
        ),
        pytest.param(
            "Protesters blocked the bridge on Monday. The demonstrators said that they would stay.",
            "demonstrators",
            {"Protesters"},
            id="two words for those who protest",
        ),
        pytest.param(
            "Trevor Houser wrote the report. Trevor Houser met the press. Hauser said that it was long.",
            "Trevor Houser",
            {"Hauser"},
            id="a letter taken for another",
        ),
    ],
)
def test_names_of_one_actor_are_merged(nlp: Language, text: str, name: str, aliases: set[str]) -> None:
    actors = {actor.name: actor for actor in actors_of(nlp, text)}
    assert aliases <= set(actors[name].aliases)
    assert not aliases & set(actors)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(
            "The Secretary of Justice, Wanda Vázquez Garced, spoke on Monday. Vázquez Garced refused.",
            "Wanda Vázquez Garced",
            id="two surnames",
        ),
        pytest.param(
            "The meeting was led by Assistant Secretary of State for Near Eastern Affairs Joey Hood.",
            "Joey Hood",
            id="after the field of an office",
        ),
        pytest.param(
            "Nothing is left, Hong Kong director of Amnesty International Man-kei Tam said in a statement.",
            "Man-kei Tam",
            id="after the house of an office",
        ),
        pytest.param(
            "Ecologist Ryan Norris of the University of Guelph of the UK said that butterflies starved.",
            "University of Guelph",
            id="without the country after it",
        ),
        pytest.param(
            "The Court of Appeals for the Third Circuit affirmed the conviction on Monday.",
            "Court of Appeals for the Third Circuit",
            id="the circuit of a court",
        ),
        pytest.param(
            "Protesters stormed the United States Embassy in Baghdad, and the Embassy was closed.",
            "United States Embassy in Baghdad",
            id="where an embassy is",
        ),
        pytest.param(
            "Support came from Senator from Vermont Bernie Sanders, who spoke to voters.",
            "Bernie Sanders",
            id="after the state of a senator",
        ),
        pytest.param(
            "The Islamic State of Iraq and the Levant claimed responsibility for the attack.",
            "Islamic State of Iraq and the Levant",
            id="two seats",
        ),
        pytest.param(
            "Wong Yeung-tat of Civic Passion lost his seat. Wong Yeung-tat said the vote was fair.",
            "Wong Yeung-tat",
            id="the hyphenated end of a name",
        ),
        pytest.param(
            "The UAE Ministry of Foreign Affairs and International Cooperation said the talks would go on.",
            "UAE Ministry of Foreign Affairs and International Cooperation",
            id="two fields",
        ),
        pytest.param(
            "The High Court of England and Wales ruled against the government on Monday.",
            "High Court of England and Wales",
            id="two countries",
        ),
        pytest.param(
            "Lydia Buchtmann for Food Standards Australia said on Monday that bread would change.",
            "Lydia Buchtmann",
            id="before the body that somebody speaks for",
        ),
        pytest.param(
            "State prosecutors charged two men. State prosecutors said that they would seek life in prison.",
            "State prosecutors",
            id="a group that has no proper name",
        ),
        pytest.param(
            "Riders met the Riverside County criminal court's order. "
            "The Riverside County criminal court sentenced two men.",
            "Riverside County criminal court",
            id="a body that has no proper name",
        ),
        pytest.param(
            "The California Governor's Office of Emergency Services said on Monday that it was unacceptable.",
            "California Governor's Office of Emergency Services",
            id="whose office it is",
        ),
        pytest.param(
            "Will Michael Cohen flip? Michael Cohen, a lawyer, spoke on Monday.",
            "Michael Cohen",
            id="no verb",
        ),
        pytest.param(
            "The mayor spoke to all Democratic Party members.", "Democratic Party", id="without all"
        ),
    ],
)
def test_a_name_is_taken_whole_and_alone(nlp: Language, text: str, name: str) -> None:
    assert name in {actor.name for actor in actors_of(nlp, text)}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        pytest.param(
            "Fenwick said that sales rose. Fenwick owns the Fenwick Channel. It lost viewers.",
            {"Fenwick"},
            id="a firm and its channel",
        ),
        pytest.param(
            "The FTA said so on Monday. The FTA was criticised by the FTA's Office of the Inspector General. "
            "The FTA denied it.",
            {"FTA"},
            id="a body and its inspectors",
        ),
        pytest.param(
            "Russia’s Defense Ministry said that it won. Ukraine’s Defense Ministry said that it did not. "
            "Russia’s Defense Ministry said nothing more.",
            {"Russia’s Defense Ministry", "Ukraine’s Defense Ministry"},
            id="ministries of two countries",
        ),
        pytest.param(
            "According to Reuters's Greta Lindner, the plan failed. Greta Lindner said so. Reuters agreed.",
            {"Greta Lindner", "Reuters"},
            id="the paper and its reporter",
        ),
        pytest.param(
            "The SpaceX Crew Dragon docked on Sunday. SpaceX said that it went well. SpaceX will fly again.",
            {"SpaceX"},
            id="a firm and its capsule",
        ),
        pytest.param(
            "Ann Harlow resigned on Monday. The Harlows had lived in Leeds. Ann Harlow said no.",
            {"Ann Harlow"},
            id="a person without the family",
        ),
    ],
)
def test_what_is_not_one_actor_is_kept_apart(nlp: Language, text: str, names: set[str]) -> None:
    actors = {actor.name: actor for actor in actors_of(nlp, text)}
    assert names <= set(actors)
    assert not names & {alias for actor in actors.values() for alias in actor.aliases}
    assert not {"Harlows", "Fenwick Channel"} & {alias for name in names for alias in actors[name].aliases}


def test_a_family_is_none_of_its_members(nlp: Language) -> None:
    text = "Gloria Sam fell ill. The Sams were charged on Monday. Gloria Sam said that the Sams had prayed."
    assert not any("Sams" in (a.name, *a.aliases) for a in actors_of(nlp, text))


def test_a_surname_is_that_of_the_headline(nlp: Language) -> None:
    text = (
        "Debbie Harlow is the wife of Rep. Mark Harlow. Friends of Debbie Harlow ran for his seat. "
        "Critics said that Harlow had planned it. Harlow did not answer."
    )
    actors = {actor.name: actor for actor in actors_of(nlp, text, "Mark Harlow accused of helping a friend")}
    assert actors["Mark Harlow"].aliases == ("Harlow",)
    assert actors["Debbie Harlow"].aliases == ()


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(
            "Critics said that Harlow had planned it. The event of first lady Debbie Harlow was cancelled. "
            "Advisers of Harlow say that Harlow will win.",
            "Harlow",
            id="her husband is not named in full",
        ),
        pytest.param(
            "Mark Harlow had planned it. His wife Debbie Harlow came on Monday. Debbie Harlow left. Friends "
            "of Debbie Harlow say that Harlow will win.",
            "Mark Harlow",
            id="he is",
        ),
        pytest.param(
            "Debbie Harlow had planned it. Critics said that Harlow would lose. Harlow did not answer.",
            "Debbie Harlow",
            id="nobody's wife",
        ),
    ],
)
def test_a_surname_is_not_that_of_a_relative(nlp: Language, text: str, name: str) -> None:
    owners = [actor for actor in actors_of(nlp, text) if "Harlow" in (actor.name, *actor.aliases)]
    assert [(a.name, a.kind) for a in owners] == [(name, ActorKind.PERSON)]


def test_a_country_is_not_named_in_capitals_where_the_text_has_it_otherwise(nlp: Language) -> None:
    text = "VELMAR and NORWAY signed it. Norway said that it was fair. Norway will pay."
    assert "Norway" in {actor.name for actor in actors_of(nlp, text)}


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        pytest.param("Chinese officials said on Monday that it was safe.", ActorKind.GROUP, id="officials"),
        pytest.param("The Turkish military said it had lost a plane.", ActorKind.ORGANIZATION, id="military"),
        pytest.param("Turkey sent the Turkish military. Turkey said no.", ActorKind.COUNTRY, id="country"),
    ],
)
def test_a_government_without_its_country_is_no_country(nlp: Language, text: str, kind: ActorKind) -> None:
    assert [actor.kind for actor in actors_of(nlp, text)] == [kind]


def test_a_party_is_an_organization_under_the_name_of_its_members_too(nlp: Language) -> None:
    text = "The Conservative Party changed its name. The Conservatives said that the Conservatives would win."
    assert {actor.name: actor.kind for actor in actors_of(nlp, text)} == {
        "Conservative Party": ActorKind.ORGANIZATION
    }


def test_an_airline_is_no_country(nlp: Language) -> None:
    actors = actors_of(nlp, "Emirates inked an order for 30 jets. Emirates had a fleet of 270 aircraft.")
    assert not [actor for actor in actors if actor.kind is ActorKind.COUNTRY]


def test_a_people_is_no_name_of_its_country(nlp: Language) -> None:
    text = "Israel closed the border on Monday. Israelis protested against the closure in Tel Aviv."
    actors = {actor.name: actor for actor in actors_of(nlp, text)}
    assert "Israelis" not in actors["Israel"].aliases
    assert actors["Israelis"].kind is ActorKind.GROUP


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param("Harlow Nutrition said that it will close the plant.", "Harlow Nutrition", id="a firm"),
        pytest.param(
            "Divers found U.S.S. Harlow, a lost submarine. U.S.S. Harlow sank.", "U.S.S. Harlow", id="a ship"
        ),
        pytest.param("Ann Lee told Wikinews why. Wikinews asked who Lee was.", "Wikinews", id="a newspaper"),
        pytest.param("ALDI said that sales rose. ALDI limits what each may buy.", "ALDI", id="capitals"),
        pytest.param("The mayor of Fort Lee said that the road was closed.", "Fort Lee", id="a place"),
        pytest.param(
            "Hurricane Dana has hit the coast. Hurricane Dana killed two.", "Hurricane Dana", id="storm"
        ),
        pytest.param(
            "Former students of Corinthian Colleges owe nothing. Corinthian Colleges closed in 2015.",
            "Corinthian Colleges",
            id="colleges",
        ),
        pytest.param(
            "Voters met Civic Passion leaders. The vote hurt Civic Passion in May.",
            "Civic Passion",
            id="a party",
        ),
        pytest.param(
            "Two died at Fishmongers' Hall. Police closed Fishmongers' Hall.",
            "Fishmongers' Hall",
            id="a hall",
        ),
        pytest.param(
            "The Vice Chairman spoke. Mr. Vice Chairman, we agree.", "Vice Chairman", id="an office"
        ),
        pytest.param(
            "Two were shot in the area of Joe Farrington Road. Police closed Joe Farrington Road.",
            "Joe Farrington Road",
            id="a road named after somebody",
        ),
        pytest.param(
            "Police in Boston said so. Boston Celtics lost again. The Celtics said they were tired.",
            "Boston Celtics",
            id="a team of a town",
        ),
        pytest.param(
            "It was a report by newspaper Dagens Nyheter. Dagens Nyheter said that police had leaked it.",
            "Dagens Nyheter",
            id="said to be a newspaper",
        ),
        pytest.param(
            "BT Openzone, which runs hotspots, told the BBC so. BT Openzone said it was safe.",
            "BT Openzone",
            id="which, not who",
        ),
        pytest.param("Acebush1 said so online. Acebush1 left the army.", "Acebush1", id="a user"),
        pytest.param(
            "Analysts at Goldman Sachs expect more oil. Goldman Sachs said so on Monday.",
            "Goldman Sachs",
            id="a firm named after two",
        ),
        pytest.param(
            "The laptop was sold by Lenoge Technology. Lenoge said that it was safe. Lenoge left the court.",
            "Lenoge Technology",
            id="a firm whose first word is a name",
        ),
        pytest.param(
            "Officer Ann Lee, from Punjab's Bhatinda, said no.", "Punjab's Bhatinda", id="a town of a state"
        ),
        pytest.param(
            "According to the Spokesman-Review, the judge agreed. The Spokesman-Review saw the letter.",
            "Review",
            id="a newspaper with a title in its name",
        ),
        pytest.param(
            "Rob Harlow, President Ascom North America, said so. Ascom North America sells phones.",
            "Ascom North America",
            id="a branch after a title",
        ),
        pytest.param(
            "Reason's Zach Lindner sat down with the builder. Reason has verified his identity.",
            "Reason",
            id="a publication by its reporter",
        ),
        pytest.param("He fell out with Twitter in May. Twitter banned him.", "Twitter", id="a platform"),
        pytest.param(
            "He was sacked by Manchester United in May. He left Manchester United for Spain.",
            "Manchester United",
            id="a club",
        ),
        pytest.param(
            'Ann Lee told voters so. Dubbed "Gucci Ann", she left. He called her “Mini Ann.”',
            "Gucci Ann",
            id="a nickname",
        ),
    ],
)
def test_what_has_no_face_is_no_person(nlp: Language, text: str, name: str) -> None:
    persons = {actor.name for actor in actors_of(nlp, text) if actor.kind is ActorKind.PERSON}
    assert name not in persons


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(
            "Merkel asked for more. The plan of Merkel, and Merkel alone, is to stay.", id="well known"
        ),
        pytest.param("Velmarin has a plan. He would close the bridge. It is Velmarin’s own.", id="he"),
    ],
)
def test_a_surname_alone_is_a_person(nlp: Language, text: str) -> None:
    name = text.split()[0]
    assert {actor.kind for actor in actors_of(nlp, text) if actor.name == name} == {ActorKind.PERSON}


def test_a_given_name_tells_a_person(nlp: Language) -> None:
    text = "Among those who resigned was Luis Rivera Marín. Regina Ip, too, was named in the report."
    kinds = {actor.name: actor.kind for actor in actors_of(nlp, text)}
    assert set(kinds.values()) == {ActorKind.PERSON}


@pytest.mark.parametrize(
    "paragraph",
    [
        "By Henrietta Walsh and Oskar Blume",
        "BY HENRIETTA WALSH",
        "By Henrietta Walsh | Associated Press",
        "Photo: Henrietta Walsh",
        "Image credit: Henrietta Walsh / Getty Images",
        "The mayor at the scene. Image: Henrietta Walsh.",
        "The mayor arrives. (AP Photo/Henrietta Walsh)",
        "(Reporting by Henrietta Walsh; editing by Oskar Blume)",
        "For further information, please contact Henrietta Walsh at press@example.org.",
        "Henrietta Walsh reported from Seoul, and Oskar Blume from Hong Kong.",
        "Henrietta Walsh and Oskar Blume contributed to this report.",
        "© 2024 Henrietta Walsh. All rights reserved.",
    ],
)
def test_bylines_captions_and_credits_name_no_actors(nlp: Language, paragraph: str) -> None:
    text = f"{paragraph}\n\nMayor Ann Lee resigned on Monday.\n\n{paragraph}"
    assert {actor.name for actor in actors_of(nlp, text)} == {"Ann Lee"}


@pytest.mark.parametrize(
    "paragraph",
    [
        "By Monday Henrietta Walsh had left the country.",
        "Photographs of Henrietta Walsh were shown to the jury.",
        "Henrietta Walsh showed the image: it was a fake, she said on Monday to the judges of the court.",
    ],
)
def test_a_sentence_that_opens_like_a_credit_counts(nlp: Language, paragraph: str) -> None:
    text = f"Mayor Ann Lee resigned on Monday.\n\n{paragraph}"
    assert "Henrietta Walsh" in {actor.name for actor in actors_of(nlp, text)}


def test_storm_is_a_given_name_where_no_storm_is_told_of(nlp: Language) -> None:
    text = "Storm Reeve said that she would act again. Storm Reeve played in six films."
    assert "Storm Reeve" in {actor.name for actor in actors_of(nlp, text)}


def test_the_office_of_a_city_is_nobody(nlp: Language) -> None:
    text = "The Archbishop of Gdańsk and the mayor were reported to be there. The Archbishop of Gdańsk left."
    assert "Gdańsk" not in {a.name for a in actors_of(nlp, text) if a.kind is ActorKind.PERSON}


@pytest.mark.parametrize(
    ("text", "listed"),
    [
        pytest.param(
            "A crane fell on a mosque in Saudi Arabia on Friday, killing dozens. The mosque was full.",
            True,
            id="where it happens",
        ),
        pytest.param(
            "Mayor Ann Lee said on Friday that a crane fell on a mosque. Lee said that dozens were killed. "
            "Engineer Tom Fry warned that the wind was strong. Fry said the crane was old. Nobody knew why. "
            "Cranes of this kind are also sold in Germany.",
            False,
            id="in passing",
        ),
    ],
)
def test_the_country_of_a_story_is_listed(nlp: Language, text: str, listed: bool) -> None:
    countries = {a.name for a in actors_of(nlp, text) if a.kind is ActorKind.COUNTRY}
    assert bool(countries) is listed


@pytest.mark.parametrize(
    ("sentence", "name", "role"),
    [
        pytest.param(
            "Finance Minister Christian Lindner said taxes would fall.",
            "Christian Lindner",
            "Finance Minister",
            id="title before",
        ),
        pytest.param(
            "Christine Lagarde, president of the European Central Bank, warned of inflation.",
            "Christine Lagarde",
            "president of the European Central Bank",
            id="apposition after",
        ),
        pytest.param(
            "The speaker of the parliament Ali Larijani wrote a letter.",
            "Ali Larijani",
            "speaker of the parliament",
            id="office with what it is of",
        ),
        pytest.param(
            "According to the city's mayor, Sadiq Khan, police shot the man.",
            "Sadiq Khan",
            "mayor",
            id="set off by commas",
        ),
        pytest.param(
            "Gen. Mark Milley spoke on Monday. Milley is the chairman of the Joint Chiefs.",
            "Mark Milley",
            "chairman of the Joint Chiefs",
            id="copula rather than address",
        ),
        pytest.param(
            "The Government thanked Air Marshal Geoff Brown for his service, and Brown left.",
            "Geoff Brown",
            "Air Marshal",
            id="rank of an arm",
        ),
        pytest.param(
            "Presidents Muhammadu Buhari of Nigeria and Patrice Talon of Benin signed it on Sunday.",
            "Patrice Talon",
            "President",
            id="shared with the one before",
        ),
        pytest.param(
            "I, JOSEPH R. BIDEN JR., President of the United States of America, proclaim a day of rest.",
            "JOSEPH R. BIDEN JR",
            "President of the United States of America",
            id="after Jr.",
        ),
        pytest.param("Olaf Scholz spoke on Monday. Olaf Scholz left.", "Olaf Scholz", None, id="none"),
        pytest.param(
            "He had hurt more people than Anna Lindner, so the judge gave him ten years. Anna Lindner left.",
            "Anna Lindner",
            None,
            id="who acts in the next clause",
        ),
        pytest.param(
            "Two days later a seven-year-old girl, Anna Lindner, was found there. Anna Lindner was well.",
            "Anna Lindner",
            "seven-year-old girl",
            id="when something happened",
        ),
        pytest.param(
            "Critics said that Olaf Brandt is a smart negotiator. Olaf Brandt left the talks at noon.",
            "Olaf Brandt",
            None,
            id="what somebody calls another",
        ),
        pytest.param(
            "Ann Lindner is the greatest mayor of all. Ann Lindner spoke in Montreal on Monday.",
            "Ann Lindner",
            None,
            id="a superlative",
        ),
        pytest.param(
            "Her friend Olaf Brandt called the police. Olaf Brandt waited at the gate.",
            "Olaf Brandt",
            None,
            id="a friend of nobody in particular",
        ),
        pytest.param(
            "His boss Olaf Brandt told the court so. Olaf Brandt waited at the gate.",
            "Olaf Brandt",
            None,
            id="a boss of nobody in particular",
        ),
        pytest.param(
            "Co-author Olaf Brandt wrote the study. Olaf Brandt, a chemist at Malmo University, said so.",
            "Olaf Brandt",
            "chemist at Malmo University",
            id="the fuller, though it comes later",
        ),
        pytest.param(
            "The lawyer Olaf Brandt wrote the letter. Olaf Brandt, a lawyer for the union, said so.",
            "Olaf Brandt",
            "lawyer for the union",
            id="the fuller with the same noun",
        ),
        pytest.param(
            "Sea-Eye, a German rescue charity, said on Monday it had saved ten people.",
            "Sea-Eye",
            "German rescue charity",
            id="a kind of organization",
        ),
        pytest.param(
            "The Royal Commission, a failure in the eyes of critics, said it would report. "
            "The Royal Commission said it would sit in May.",
            "Royal Commission",
            None,
            id="no kind of organization",
        ),
        pytest.param(
            "This Royal Commission will report in May. The Royal Commission said it would sit in Darwin.",
            "Royal Commission",
            None,
            id="named after a demonstrative",
        ),
        pytest.param(
            "Yesterday the speech of his son Edgar Lindner drew praise. Edgar Lindner thanked the voters.",
            "Edgar Lindner",
            None,
            id="a relative of nobody in particular",
        ),
        pytest.param(
            "Anna Lindner, just another apology, told Reuters so. Anna Lindner left.",
            "Anna Lindner",
            None,
            id="what no person can be",
        ),
        pytest.param(
            "Speaker Nancy Pelosi left. Nancy Pelosi, the Speaker of the House, said no.",
            "Nancy Pelosi",
            "Speaker of the House",
            id="the fuller of two",
        ),
        pytest.param(
            "Envoy talks were held by John Podesta, who succeeded Ann Lindner as climate envoy in May.",
            "John Podesta",
            "climate envoy",
            id="whom somebody succeeded",
        ),
        pytest.param(
            "Ann Lindner could become the next president. Ann Lindner spoke in Montreal on Monday.",
            "Ann Lindner",
            None,
            id="not yet in office",
        ),
        pytest.param(
            "Malaysian Prime Minister Datuk Seri Anwar Ibrahim left. Anwar Ibrahim met the press.",
            "Anwar Ibrahim",
            "Malaysian Prime Minister",
            id="before an honorific",
        ),
        pytest.param(
            "State Sen. Ann Lindner said no on Monday.",
            "Ann Lindner",
            "State Sen.",
            id="a title in short",
        ),
        pytest.param(
            "Ann Lindner, who heads the regional administration, met the press on Monday.",
            "Ann Lindner",
            None,
            id="a verb is no office",
        ),
        pytest.param(
            "The plan is ready, said Ann Lindner who is the concessions manager of the lake.",
            "Ann Lindner",
            "concessions manager of the lake",
            id="said in a relative clause",
        ),
        pytest.param(
            "Ann Lindner told the court that she had seen nothing. She is a surgeon in Leeds.",
            "Ann Lindner",
            "surgeon in Leeds",
            id="said in the next sentence",
        ),
        pytest.param(
            "The researchers, Ann Lindner and Andrew Bennie, published a paper in May.",
            "Andrew Bennie",
            "researcher",
            id="shared, set off by a comma",
        ),
        pytest.param(
            "South African rower Ann Lindner said she was tired.",
            "Ann Lindner",
            "South African rower",
            id="an occupation",
        ),
        pytest.param(
            "A spokesman for Ann Lindner declined to comment. Ann Lindner left on Monday.",
            "Ann Lindner",
            None,
            id="the office of another",
        ),
        pytest.param(
            "Rapper Jay Lindner sued the company. The company's founder Ann Lindner said no.",
            "Ann Lindner",
            "founder",
            id="not said of which company",
        ),
        pytest.param(
            "Ann Lindner, a lecturer at the Institute for Gender and Development Studies "
            "at The University of the West Indies in Jamaica, said so.",
            "Ann Lindner",
            "lecturer at the Institute for Gender and Development Studies",
            id="cut where it is too long",
        ),
        pytest.param(
            "The charge was against Wikileaks co-founder Ann Lindner in 2010. Ann Lindner denies it.",
            "Ann Lindner",
            "co-founder",
            id="a hyphenated office",
        ),
        pytest.param(
            "President Ann Lindner was honoured. Former President Ann Lindner died on Monday.",
            "Ann Lindner",
            "Former President",
            id="no longer in office",
        ),
        pytest.param(
            "The Green Party for the Future leader Ann Lindner urged the minister to resign.",
            "Ann Lindner",
            "Green Party for the Future leader",
            id="a party with a preposition",
        ),
        pytest.param(
            "A letter went to Tom Fry, who heads the Department of Homeland Security and Ann Lindner, the "
            "Health and Human Services secretary, on Monday.",
            "Ann Lindner",
            "Health and Human Services secretary",
            id="not that of whom she is named with",
        ),
        pytest.param(
            "Trump said that his nominee for commerce secretary, Ann Lindner, had told him so.",
            "Ann Lindner",
            "nominee for commerce secretary",
            id="a nominee",
        ),
        pytest.param(
            "If Ann Lindner becomes the president in November, taxes will rise. Ann Lindner spoke on Monday.",
            "Ann Lindner",
            None,
            id="a condition",
        ),
        pytest.param(
            "Ann Lindner was a secretary for the council. Ann Lindner left on Monday.",
            "Ann Lindner",
            None,
            id="long ago",
        ),
        pytest.param(
            "The ruling had found Ann Lindner to be a member of the board. Ann Lindner denied it.",
            "Ann Lindner",
            None,
            id="what others found",
        ),
        pytest.param(
            "Ann Lindner, a person of influence, the daughter of the former president, shared it.",
            "Ann Lindner",
            "daughter of the former president",
            id="not the office of her father",
        ),
        pytest.param(
            "John Podesta recently succeeded Ann Lindner as the climate envoy. Ann Lindner retired in May.",
            "Ann Lindner",
            None,
            id="whose successor holds it",
        ),
        pytest.param(
            "In 1991, when Prime Minister Ann Lindner opposed it, loans were held back. Ann Lindner lost.",
            "Ann Lindner",
            None,
            id="decades ago",
        ),
        pytest.param(
            "“We are delighted”, adds Ann Lindner, General Manager of Life Care Solutions Europe.",
            "Ann Lindner",
            "General Manager of Life Care Solutions Europe",
            id="a body of several words",
        ),
        pytest.param(
            "Ann Lindner, who served as finance minister for several years, spoke of the banks on Monday.",
            "Ann Lindner",
            None,
            id="an earlier post",
        ),
        pytest.param(
            "Ann Lindner, chief executive of the London-based website Blue Facts, spoke on Monday.",
            "Ann Lindner",
            "chief executive of the London-based website Blue Facts",
            id="of a body named after its kind",
        ),
        pytest.param(
            "Ann Lindner is the director of the Center for Food and Allergy Research at the Velmar School.",
            "Ann Lindner",
            "director of the Center for Food and Allergy Research",
            id="a predicate that is cut",
        ),
        pytest.param(
            "Her 22-year-old son, Ben Lindner, spoke on Monday.",
            "Ben Lindner",
            None,
            id="a relative with an age",
        ),
        pytest.param(
            "Statement from the Office of the Governor – Ann Lindner\n\nAnn Lindner spoke on Monday.",
            "Ann Lindner",
            None,
            id="a heading",
        ),
        pytest.param(
            "“It hurts them,” said Ann Lindner, a fierce elder of the Velmar tribe.",
            "Ann Lindner",
            "fierce elder of the Velmar tribe",
            id="an elder",
        ),
        pytest.param(
            "Ann Lindner saw the visit as a surprise. The real estate agent said that she was impressed.",
            "Ann Lindner",
            "real estate agent",
            id="taken up by the next sentence",
        ),
        pytest.param(
            "Voters met the other major candidate, Ann Lindner, on Monday. Ann Lindner said no.",
            "Ann Lindner",
            None,
            id="one among others",
        ),
        pytest.param(
            "Secretary of Justice Ann Lindner, the would-be successor, said she was not interested.",
            "Ann Lindner",
            "Secretary of Justice",
            id="not one that is hoped for",
        ),
        pytest.param(
            "The monument was moved, said study co-author Professor Ann Lindner of the museum.",
            "Ann Lindner",
            "study co-author",
            id="without a form of address",
        ),
        pytest.param(
            "Center for Biological Diversity scientist Ann Lindner counted the butterflies in May.",
            "Ann Lindner",
            "Center for Biological Diversity scientist",
            id="of a center with a preposition",
        ),
        pytest.param(
            "Ann Lindner, a member, resigned on Monday. Ann Lindner said no.",
            "Ann Lindner",
            None,
            id="a member of nothing in particular",
        ),
        pytest.param(
            "Deputy Director of Public Prosecution Eva-Marie Lindner took the decision on Monday.",
            "Eva-Marie Lindner",
            "Deputy Director of Public Prosecution",
            id="a field before a name",
        ),
        pytest.param(
            'Wikileaks editor-in-chief Ann Lindner said: "Let us now focus on the threat to us."',
            "Ann Lindner",
            "Wikileaks editor-in-chief",
            id="of a house that opens the sentence",
        ),
        pytest.param(
            "Judge Ann Lindner is ready. The state’s newest Supreme Court Justice, Ann Lindner, left.",
            "Ann Lindner",
            "Supreme Court Justice",
            id="rather than a bare title",
        ),
    ],
)
def test_roles_are_the_words_of_the_text(nlp: Language, sentence: str, name: str, role: str | None) -> None:
    actors = {actor.name: actor for actor in actors_of(nlp, sentence)}
    found = actors[name].role
    assert found == role if role is None else found is not None and role in found


@pytest.mark.parametrize(
    ("text", "role"),
    [
        pytest.param("Peter Brandt, a one-time mayor, lost on Monday.", "one-time mayor", id="a compound"),
        pytest.param(
            "Peter Brandt, an expert on Fiji with the Center for Strategic and International Studies, spoke.",
            "expert on Fiji with the Center for Strategic and International Studies",
            id="no half of a name",
        ),
        pytest.param("Any judge President Peter Brandt nominates will be heard.", "President", id="no noun"),
        pytest.param("The council President Peter Brandt spoke.", "council President", id="what is headed"),
        pytest.param("The obscure but powerful Rep. Peter Brandt chairs the panel.", "Rep.", id="no opinion"),
        pytest.param(
            "Joining him was former Surgeon General Dr. Peter Brandt, who served for a term.",
            "former Surgeon General",
            id="general is no rank",
        ),
        pytest.param(
            "Peter Brandt, a senior adviser to the Garrison, New York-based Harbor Research Institute, came.",
            "senior adviser to the Garrison, New York-based Harbor Research Institute",
            id="the seat of a body",
        ),
        pytest.param("The Free Press, Peter Brandt and Kim Sen, saw it.", None, id="a press is no plural"),
        pytest.param("Quoting Rep. Peter Brandt, who noted it, Ann Lindner left.", "Rep.", id="no verb"),
        pytest.param("CLOSE Democrat Peter Brandt faces John Cox in the race.", "Democrat", id="no button"),
        pytest.param(
            "Not invited were House Ways and Means Committee Chairman Peter Brandt and other Democrats.",
            "House Ways and Means Committee Chairman",
            id="the whole body",
        ),
        pytest.param(
            "Both the school’s director, Peter Brandt, and its deputy director, Kim Sen, resigned.",
            "director",
            id="no both",
        ),
        pytest.param(
            "He lost in a landslide to Peter Brandt, the liberal Republican establishment that Sen led "
            "would never be able to win again.",
            None,
            id="no person",
        ),
        pytest.param(
            "Peter Brandt, the best and most honest mayor we have ever had, left.", None, id="praise"
        ),
        pytest.param(
            "“Peter Brandt, a mayor who saved us all, won the case,” Ann Lindner said.", None, id="her words"
        ),
        pytest.param("“It was Mayor Peter Brandt,” Ann Lindner said.", "Mayor", id="a title in her words"),
        pytest.param(
            "Peter Brandt of the Harbor Monitoring Centre for Drug Addiction’s (HMC) risk division said so.",
            "of the Harbor Monitoring Centre for Drug Addiction",
            id="no possessive",
        ),
        pytest.param("The highly liberal Peter Brandt lost on Monday.", None, id="an adjective"),
        pytest.param(
            "A coin was given by acting Immigration and Customs Enforcement Director Peter Brandt.",
            "acting Immigration and Customs Enforcement Director",
            id="acting",
        ),
        pytest.param(
            "Peter Brandt, Europe and Central Asia director at Harbor Rights Watch, came.",
            "Europe and Central Asia director at Harbor Rights Watch",
            id="names joined",
        ),
        pytest.param(
            "Peter Brandt, the ministry's special representative for Syria engagement and special envoy "
            "for the whole of the large global coalition, came.",
            "ministry's special representative for Syria engagement",
            id="no second office without for what",
        ),
    ],
)
def test_a_role_is_whole_and_holds_no_opinion(nlp: Language, text: str, role: str | None) -> None:
    actors = {actor.name: actor for actor in actors_of(nlp, f"{text} Peter Brandt did not comment.")}
    assert actors["Peter Brandt"].role == role


def test_an_uncommon_first_name_is_the_person(nlp: Language) -> None:
    text = (
        "Omarina Sen-Newman drew criticism on Monday. Omarina, who led the office, said that she had tapes. "
        "Sen-Newman released them. The White House criticized Omarina."
    )
    assert [a.name for a in actors_of(nlp, text) if "Omarina" in (a.name, *a.aliases)] == [
        "Omarina Sen-Newman"
    ]


def test_a_nickname_in_quotation_marks_is_no_name_and_nobody_to_show(nlp: Language) -> None:
    text = (
        "“Shifty Adam Lindner is corrupt,” Peter Brandt said. Brandt attacked Rep. Adam Lindner again. "
        "Lindner declined to comment. “I call her that. Wacky Anny is a liar,” Brandt added."
    )
    actors = {actor.name: actor for actor in actors_of(nlp, text)}
    assert actors["Adam Lindner"].role == "Rep."
    assert not [name for name, actor in actors.items() if actor.shown and "Anny" in name]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("", id="empty"),
        pytest.param("Biden", id="one word"),
        pytest.param("PRESIDENT BIDEN MET CHANCELLOR SCHOLZ IN LIMA. SCHOLZ SAID NO.", id="all capitals"),
        pytest.param(
            "biden met xi and they said nothing at all to the press in lima", id="no capitals or stops"
        ),
        pytest.param("- Joe Biden\n- Xi Jinping\n- (EU)\n- ((", id="list"),
        pytest.param("def main(argv):\n    return {'US': US.value, \"UN\": [0]}\n", id="code"),
        pytest.param('’s ’s “ ” " ( ) [ the the of of and said said', id="fragments"),
        pytest.param("(SDF) (SDF (PKK", id="acronyms alone"),
        pytest.param("\n\n\n \n", id="blank"),
    ],
)
def test_odd_text_is_taken_as_it_comes(nlp: Language, text: str) -> None:
    assert_sound(actors_of(nlp, text, text), text)


PIECES = st.sampled_from(
    """Joe Biden|Biden|Mr. Biden's|the Biden administration|President|Paris Hilton|Paris|Jordan|Michael Jordan
    |China|Chinese officials|Beijing|the Houthis|Houthi rebels|U.S.|the United Nations (UN)|UN
    |Secretary of State|Department of State|police
    |The New York Times|said|met|is the chairman of|according to|in|of|and|,|.
    |“We will go on,”|"|she|it|’s|(|)|Queen|Pope Francis|Georgia|Central African Republic|PARAGRAPH
    """.strip()
    .replace("\n    ", "")
    .replace("PARAGRAPH", "\n\n")
    .split("|")
)


@pytest.mark.slow
@given(pieces=st.lists(PIECES | st.text(max_size=6), max_size=40))
@parses_each
def test_any_text_gives_sound_actors(nlp: Language, pieces: list[str]) -> None:
    text = " ".join(pieces)
    actors = actors_of(nlp, text, text[:60])
    assert_sound(actors, text)
    assert actors == actors_of(nlp, text, text[:60])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        pytest.param(
            "Senate Votes On Impeachment Against Nordholm\n\nNordholm spoke at noon. Nordholm said no. "
            "The senate will vote on Nordholm in May.",
            "Nordholm",
            id="a preposition",
        ),
        pytest.param(
            "Clara Nordholm Staffer Quits Over Pay\n\nClara Nordholm spoke at noon. Clara Nordholm said no.",
            "Clara Nordholm",
            id="a noun behind it",
        ),
        pytest.param(
            "Nordholm Steps In To Save The Mill\n\nNordholm spoke at noon. Nordholm said that she would pay.",
            "Nordholm",
            id="a verb",
        ),
        pytest.param(
            "Impeach Nordholm Now, Say Two Thirds Of All Voters\n\nNordholm spoke at noon. Nordholm said no.",
            "Nordholm",
            id="a demand",
        ),
        pytest.param(
            "Watch Clara Nordholm Live From The Town Hall\n\nClara Nordholm spoke. Clara Nordholm said no.",
            "Clara Nordholm",
            id="a button",
        ),
        pytest.param(
            "Clara Nordholm Wins The Race For Mayor Of Velmar\n\nNordholm said no. Nordholm left the hall.",
            "Clara Nordholm",
            id="a full name that stands in a heading alone",
        ),
    ],
)
def test_a_name_is_that_of_running_text_not_of_a_heading(nlp: Language, text: str, name: str) -> None:
    names = [actor.name for actor in actors_of(nlp, text)]
    assert [each for each in names if "Nordholm" in each] == [name]


@pytest.mark.parametrize(
    ("headline", "named"),
    [
        ("Nordholm Organization Faces New Lawsuit Over Loans", True),
        ("New Lawsuit Hits Nordholm Organization Over Loans", True),
        ("Nordholm Faces New Lawsuit Over Bank Loans", False),
    ],
)
def test_an_organization_of_a_heading_ends_with_its_noun(nlp: Language, headline: str, named: bool) -> None:
    text = f"{headline}\n\nClara Nordholm spoke at noon. The company lied, Nordholm said. Nordholm left."
    names = {actor.name: actor.aliases for actor in actors_of(nlp, text) if "Nordholm" in actor.name}
    assert names == {"Clara Nordholm": ("Nordholm",)} | ({"Nordholm Organization": ()} if named else {})


@pytest.mark.parametrize(
    ("text", "name", "kind"),
    [
        pytest.param(
            "Voters in conservative Oklahoma approved the law. Oklahoma now taxes the mills. Oklahoma gains.",
            "Oklahoma",
            ActorKind.ORGANIZATION,
            id="a state with an adjective that is a noun too",
        ),
        pytest.param(
            "Three-time champion Chicago Bulls left the league. The Chicago Bulls said so on Monday.",
            "Chicago Bulls",
            ActorKind.ORGANIZATION,
            id="a team that is a champion",
        ),
        pytest.param(
            "Conservative Ann Lindner won the vote. Ann Lindner spoke on Monday. Ann Lindner said no.",
            "Ann Lindner",
            ActorKind.PERSON,
            id="a conservative",
        ),
    ],
)
def test_an_office_before_a_place_or_team_makes_no_person(
    nlp: Language, text: str, name: str, kind: ActorKind
) -> None:
    assert {actor.name: actor.kind for actor in actors_of(nlp, text)}[name] is kind
