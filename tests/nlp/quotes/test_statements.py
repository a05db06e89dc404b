"""What each actor is reported and quoted to say, and which of it is told."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Actor, ActorKind, Article, Passage, Quote
from briefing.nlp.actors.actor_extraction import extract_actors
from briefing.nlp.parsing.document import Document, parse
from briefing.nlp.quotes.quote_extraction import extract_quotes
from briefing.nlp.quotes.statements import told_statements, with_statements
from tests.nlp.conftest import models

TEXT = "Wang said the talks went well. “We will go on,” he told Sullivan. “Not before May,” Sullivan replied."


def words(part: str) -> Passage:
    start = TEXT.index(part)
    return Passage.at(TEXT, start, start + len(part))


REPORT, GO_ON, TOLD = words("the talks went well"), words("We will go on"), words("Not before May")


@pytest.mark.parametrize(
    ("reported", "speaker", "expected"),
    [
        pytest.param(REPORT, "Wang", [REPORT, GO_ON], id="a quote joins the reports, in reading order"),
        pytest.param(GO_ON, "Wang", [GO_ON], id="what is both is there once"),
        pytest.param(words("“We will go on,” he told"), "Wang", [words("“We will go on,” he told")],
                     id="a report that has the quote in it stays"),
        pytest.param(REPORT, "Sullivan", [REPORT], id="somebody else is quoted"),
        pytest.param(REPORT, None, [REPORT], id="nobody is known to have said it"),
    ],
)  # fmt: skip
def test_an_actor_has_what_is_reported_and_quoted(
    reported: Passage, speaker: str | None, expected: list[Passage]
) -> None:
    wang, sullivan = (Actor(name, ActorKind.PERSON, None, (), 0.5, (), ()) for name in ("Wang", "Sullivan"))
    quotes, reports = (Quote(speaker, GO_ON), Quote("Sullivan", TOLD)), (Quote("Wang", reported),)
    wang, sullivan = with_statements((wang, sullivan), quotes, reports)
    assert list(wang.statements) == expected
    assert TOLD in sullivan.statements


def parsed(nlp: Language, text: str, title: str = "") -> Document:
    return parse(nlp, Article("id", title, text, published="2024-08-29", language="en"))


def spoken(document: Document) -> tuple[Actor, ...]:
    actors = extract_quotes(document, extract_actors(document, models()))[1]
    for actor in actors:
        said = [statement.span for statement in actor.statements]
        assert said == sorted(set(said))
        assert all(statement.holds_in(document.article.text) for statement in actor.statements)
    return actors


@pytest.mark.parametrize(
    ("text", "name", "statement"),
    [
        pytest.param(
            "“We will not accept this deal as it stands,” Angela Merkel said on Monday.",
            "Angela Merkel",
            "We will not accept this deal as it stands",
            id="quotation before its speaker",
        ),
        pytest.param(
            'Boris Johnson said: "The people of this country want a vote now."',
            "Boris Johnson",
            "The people of this country want a vote now.",
            id="straight quotation marks",
        ),
        pytest.param(
            "Emmanuel Macron said that the summit had failed to agree on anything.",
            "Emmanuel Macron",
            "the summit had failed to agree on anything",
            id="reported speech",
        ),
        pytest.param(
            "Donald Trump congratulated her on Monday, saying, “we are going to get a lot of things done.”",
            "Donald Trump",
            "we are going to get a lot of things done.",
            id="saying",
        ),
        pytest.param(
            "Legislator Tanya Chan spoke to the press after the speech: “This is the only way forward.”",
            "Tanya Chan",
            "This is the only way forward.",
            id="before a colon",
        ),
        pytest.param(
            "Angela Merkel arrived late. She said that nobody had told her about the vote.",
            "Angela Merkel",
            "nobody had told her about the vote",
            id="pronoun",
        ),
        pytest.param(
            "‘We are ready to talk to them about it,’ Angela Merkel said on Monday.",
            "Angela Merkel",
            "We are ready to talk to them about it",
            id="single marks",
        ),
        pytest.param(
            "Ann Lindner said the bridge was safe and told drivers to use it.",
            "Ann Lindner",
            "the bridge was safe",
            id="no further verb of speech",
        ),
        pytest.param(
            "Ann Lindner said the bridge is safe, and defended the council when asked if it was paid.",
            "Ann Lindner",
            "the bridge is safe",
            id="no further verb of hers",
        ),
        pytest.param(
            "Ann Lindner said the summit will go ahead in June, adding another twist to a long dance.",
            "Ann Lindner",
            "the summit will go ahead in June",
            id="without what the author adds",
        ),
        pytest.param(
            "Ann Lindner said on Friday she would open the bridge in June.",
            "Ann Lindner",
            "she would open the bridge in June",
            id="without the day on which it was said",
        ),
    ],
)
def test_statements_are_given_to_their_speakers(nlp: Language, text: str, name: str, statement: str) -> None:
    said = {actor.name: [each.text for each in actor.statements] for actor in spoken(parsed(nlp, text))}
    assert statement in said[name]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Ann Lindner vowed to look closely into the failure of the bridge.", id="a vow"),
        pytest.param("Ann Lindner demanded that the council close the bridge at once.", id="a demand"),
        pytest.param("The vote will allow Ann Lindner to claim that the bridge is safe.", id="not yet said"),
        pytest.param(
            "Ann Lindner’s lawyers claimed that the bridge had been safe for years.", id="her lawyers"
        ),
        pytest.param(
            "The Velmar Opposition asked voters to come. The Velmar Opposition is small. Observers are "
            "watching closely as they say the turnout will serve as a test of the law.",
            id="others of the sentence",
        ),
        pytest.param(
            "The Velmar Health Department’s stated positivity rates and associated volume of cases does not "
            "match claims made by the laboratories, reported Radio Velmar.",
            id="a participle",
        ),
        pytest.param(
            "The Velmar Group has a feud with Ann Lindner. In 2015, she said Ann Lindner is no friend of it.",
            id="who is named in the words",
        ),
        pytest.param("Ann Lindner asked what the council had paid for the bridge.", id="a question"),
        pytest.param(
            "Ann Lindner wrongly claimed that the bridge had been safe for years.", id="called untrue"
        ),
    ],
)
def test_what_an_actor_does_not_state_is_no_statement(nlp: Language, text: str) -> None:
    text += " Ann Lindner left."
    assert not any(actor.statements for actor in spoken(parsed(nlp, text)))


def told(nlp: Language, text: str) -> list[str]:
    document = parsed(nlp, text, "Ann Lindner on the Velmar bridge")
    return [each.text for actor in told_statements(spoken(document), document) for each in actor.statements]


LONG = "the Velmar bridge must stay closed to all lorries until the spring of next year"


@pytest.mark.parametrize(
    ("text", "statements"),
    [
        pytest.param(f"Ann Lindner said that {LONG}.", [LONG], id="a sentence"),
        pytest.param(f"Ann Lindner said that {LONG}. Hours passed. Ann Lindner said that {LONG}.", [LONG],
                     id="once"),
        pytest.param(f"“I say that {LONG},” Ann Lindner said. Hours passed. “I say that {LONG} at least,” "
                     "Ann Lindner said.", [f"I say that {LONG} at least"], id="once, at greater length"),
        pytest.param(f"“That is why {LONG},” Ann Lindner said.", [], id="on what was said before"),
        pytest.param(f"“However, {LONG},” Ann Lindner said.", [], id="going on from what was said before"),
        pytest.param(f"Ann Lindner called it a place “where {LONG}.”", [], id="the end of a sentence"),
        pytest.param("Ann Lindner said that he must close the Velmar bridge to all lorries.", [], id="a man"),
        pytest.param("Appearing on a bunch of shows recently, Ann Lindner argued not only that the Velmar "
                     "bridge had to be closed but that it was old.", [], id="half of a sentence"),
        pytest.param(f"Ann Lindner said it is likely that {LONG}.", [f"it is likely that {LONG}"],
                     id="it that means nothing before it"),
        pytest.param("Ann Lindner said it is going to stay closed to lorries.", [], id="it, named before"),
        pytest.param("“I am sorry,” Ann Lindner said.", [], id="a trifle"),
        pytest.param(f"“Who says that {LONG}?” Ann Lindner asked.", [], id="a question"),
        pytest.param(" ".join(f"Ann Lindner said that {LONG} by road {n}." for n in range(5)),
                     [f"{LONG} by road {n}" for n in range(3)], id="three of many"),
    ],
)  # fmt: skip
def test_what_can_be_read_alone_is_told(nlp: Language, text: str, statements: list[str]) -> None:
    assert told(nlp, text) == statements


def test_who_vows_in_a_relative_clause_is_whom_it_is_of(nlp: Language) -> None:
    text = (
        "President Carl Brandt wrote on Friday after a defiant speech by Premier Adam Lindner in which he "
        "vowed that the town would never bow to threats. Brandt replied. Lindner left."
    )
    said = {actor.name: [s.text for s in actor.statements] for actor in spoken(parsed(nlp, text))}
    assert "the town would never bow to threats" in said["Adam Lindner"]
    assert not said["Carl Brandt"]


def test_what_is_said_of_a_thing_outside_the_clause_is_no_statement(nlp: Language) -> None:
    text = "Adam Lindner released the call that he says he received from the mayor on Monday. Lindner left."
    assert [actor.statements for actor in spoken(parsed(nlp, text)) if actor.name == "Adam Lindner"] == [()]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("“I will close the bridge to all lorries,” Trump said.", ActorKind.PERSON),
        ("“We will close the bridge to all lorries,” Trump said.", ActorKind.ORGANIZATION),
    ],
)
def test_who_says_i_is_a_person(text: str, kind: ActorKind) -> None:
    said = Passage.at(text, 1, text.index(",”"))
    name = Passage.at(text, text.index("Trump"), text.index(" said."))
    surname = Actor("Trump", ActorKind.ORGANIZATION, None, (), 1.0, (name,), ())
    assert [actor.kind for actor in with_statements([surname], [Quote("Trump", said)], ())] == [kind]
