"""Whose words a quotation is where "he" or "she" says it, and what is denied or not said."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Article
from briefing.nlp.actors.actor_extraction import extract_actors
from briefing.nlp.parsing.document import parse
from briefing.nlp.quotes.quote_extraction import extract_quotes
from tests.nlp.conftest import models


def speakers_of(nlp: Language, text: str) -> list[str | None]:
    document = parse(nlp, Article("id", "A headline", text, published="2026-03-04", language="en"))
    return [quote.speaker for quote in extract_quotes(document, extract_actors(document, models()))[0]]


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        pytest.param(
            "Kim Sen attacked Peter Brandt for saying “the whole town must be closed at once.”",
            ["Peter Brandt"],
            id="who is attacked for saying it",
        ),
        pytest.param(
            "After an exchange over whether Peter Brandt should testify, John Dahl admonished both parties. "
            "“I do think that you should remember where you are,” he said.",
            ["John Dahl"],
            id="not who has not testified yet",
        ),
        pytest.param(
            "Peter Brandt, the Ukrainian President, met President John Dahl on Monday. "
            "“The town is safe for all of us,” the president said.",
            ["John Dahl"],
            id="the president, not one of elsewhere",
        ),
        pytest.param(
            "Linda Okafor opened the clinic on Monday. Peter Brandt paid for it. "
            "“We have waited for years for a doctor,” she said.",
            ["Linda Okafor"],
            id="she, the woman before the man named last",
        ),
        pytest.param(
            "Robert Hale sued the town. His lawyer, Susan Reyes, came to court with a map. "
            "“I have lived beside this road all my life,” he said.",
            ["Robert Hale"],
            id="he, the man before the woman",
        ),
        pytest.param(
            "Robert Hale met the press in Oslo with Maria Costa. She asked if he had read Brandt's report. "
            "“The mine was safe in all the years I was there,” he said. Peter Brandt did not come.",
            ["Robert Hale"],
            id="he, not the man whose report is named",
        ),
        pytest.param(
            "Mr. Peter Brandt closed the mill.\n\n“I do not know how we will pay the rent,” she said.",
            [None],
            id="she, where only a man is addressed",
        ),
        pytest.param(
            "Maria Brandt closed the mill on Friday.\n\n“I do not know how we will pay the rent,” he said.",
            ["Maria Brandt"],
            id="he, where only one person is named, whose name may be a man's",
        ),
        pytest.param(
            "Broadcaster Gayle King met Mayor Susan Miller on Monday in Denver. King welcomed the visit. "
            "“We will never close the schools of this city,” she said.",
            ["Gayle King"],
            id="she, whose surname is a title",
        ),
        pytest.param(
            "Mr. Okonjo left the bank in May. Ms. Tran took his place. Mr. Okonjo was paid for a year. "
            "“The bank will be safer than it was,” she said.",
            ["Tran"],
            id="by how somebody is addressed",
        ),
        pytest.param(
            "Olga Petrova runs the farm with David Miller. Miller feeds the cows. "
            "“We rise at four on every day of the year,” she said.",
            ["Olga Petrova"],
            id="she, before a surname",
        ),
        pytest.param(
            "Thomas Weber found the coin. His wife was at home. "
            "“I heard him shout from the end of the field,” she said.",
            ["His wife"],
            id="she, somebody without a name",
        ),
        pytest.param(
            "Thomas Weber found the coin. A teacher at the school saw it first. "
            "“I thought that it was a button,” she said.",
            ["A teacher at the school"],
            id="she, of a trade",
        ),
        pytest.param(
            "Karen Lindt lost the vote. A spokesman for the party was calm. "
            "“Nobody will leave because of one vote,” he said.",
            ["A spokesman for the party"],
            id="he, a spokesman",
        ),
        pytest.param(
            "Karen Lindt lost the vote. A spokesman for the party was calm. "
            "“Nobody will leave because of one vote,” she said.",
            ["Karen Lindt"],
            id="she, who is no spokesman",
        ),
        pytest.param(
            "Paul Adeyemi and Anna Virtanen built the boat. Adeyemi cut the wood. "
            "“The sail took us a whole winter,” she said.",
            ["Anna Virtanen"],
            id="she, of two",
        ),
        pytest.param(
            "Judge Helen Marsh sent Kevin Doyle to prison for six years. Doyle wept. "
            "“You took the savings of forty families,” she told him.",
            ["Helen Marsh"],
            id="she, to him",
        ),
        pytest.param(
            "Elizabeth Ward wrote the book. George Ward, her brother, printed it. "
            "She said: “Nobody else in the town would have touched it.”",
            ["Elizabeth Ward"],
            id="before the words",
        ),
        pytest.param(
            "Michael Stone bought the ferry from Laura Stone. According to her, “the engine was worth more "
            "than the whole of the ship.”",
            ["Laura Stone"],
            id="according to her",
        ),
        pytest.param(
            "Richard Lowe saw the fire. “It came over the hill within a minute,” he said. “We ran to the "
            "river.” Nancy Lowe was asleep. “I was sure that she would die,” he said.",
            ["Richard Lowe"] * 3,
            id="he goes on after a woman is named",
        ),
        pytest.param(
            "Natalia Green saw the statue fall. Gov. Howard Pike, a Democrat who has called for a park, was "
            "not there. “Nobody should have been hurt because of a stone,” he wrote.",
            ["Howard Pike"],
            id="he, of whom a clause speaks",
        ),
        pytest.param(
            "Howard Pike went to see the council. The council has blamed the town since Oscar Brill left it. "
            "“They want to see us fail in this,” he said.",
            ["Howard Pike"],
            id="he, not whom a sentence names in passing",
        ),
    ],
)  # fmt: skip
def test_he_is_no_woman_and_she_no_man(nlp: Language, text: str, speakers: list[str | None]) -> None:
    assert speakers_of(nlp, text) == speakers


NOT_SAID = [
    pytest.param("Peter Brandt denied that {}.", id="denied that"),
    pytest.param("Peter Brandt has denied {}.", id="denied"),
    pytest.param("Peter Brandt did not say that {}.", id="did not say"),
    pytest.param("Peter Brandt didn’t say {}.", id="didn’t say"),
    pytest.param("Peter Brandt never said that {}.", id="never said"),
    pytest.param("Peter Brandt refused to say that {}.", id="refused to say"),
    pytest.param("Peter Brandt declined to confirm that {}.", id="declined to confirm"),
    pytest.param("Peter Brandt would not say that {}.", id="would not say"),
    pytest.param("Peter Brandt could not confirm that {}.", id="could not confirm"),
    pytest.param("Peter Brandt rejected claims that {}.", id="rejected claims"),
    pytest.param("Peter Brandt denied that he had said that {}.", id="denied having said"),
    pytest.param("Peter Brandt dismissed reports that he told the board that {}.", id="dismissed reports"),
    pytest.param("Peter Brandt did not think that {}.", id="did not think"),
    pytest.param("Peter Brandt stopped short of saying that {}.", id="stopped short of"),
    pytest.param("Peter Brandt might say that {}.", id="might say"),
    pytest.param("Peter Brandt asked whether {}.", id="asked whether"),
    pytest.param("Peter Brandt asked if {}.", id="asked if"),
    pytest.param("Peter Brandt did not say if {}.", id="did not say if"),
    pytest.param("Peter Brandt failed to explain why {}.", id="failed to explain"),
]
CLAIM = "the mill was sold to the bank for nothing"


@pytest.mark.parametrize("denial", NOT_SAID)
def test_what_is_denied_or_not_said_is_no_statement(nlp: Language, denial: str) -> None:
    for claim in (CLAIM, f"“{CLAIM}”"):
        text = f"Peter Brandt owns the mill. {denial.format(claim)} Peter Brandt left at noon."
        document = parse(nlp, Article("id", "Peter Brandt and the mill", text, language="en"))
        quotes, actors = extract_quotes(document, extract_actors(document, models()))
        said = {actor.name: [each.text for each in actor.statements] for actor in actors}
        assert said["Peter Brandt"] == []
        assert not [quote for quote in quotes if quote.speaker is not None]


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("Peter Brandt denied it. “{},” he said.", id="denied it, and said"),
        pytest.param("Peter Brandt denied the charge: “{}.”", id="a colon"),
        pytest.param("Peter Brandt denied the charge, saying “{}.”", id="saying"),
        pytest.param("“{},” said Peter Brandt, who denied the charge.", id="who denied"),
        pytest.param("Peter Brandt rejected the claim and said, “{}.”", id="rejected and said"),
        pytest.param("“{},” Peter Brandt said, but did not say more.", id="said, but not more"),
    ],
)
def test_who_denies_may_say_something_else(nlp: Language, text: str) -> None:
    words = CLAIM.capitalize()
    assert speakers_of(nlp, f"Peter Brandt owns the mill. {text.format(words)}") == ["Peter Brandt"]


def test_what_is_said_to_happen_if_something_else_does_is_said(nlp: Language) -> None:
    text = "Finance Minister Anna Berg said if inflation continues, the bank will raise rates in July."
    document = parse(nlp, Article("id", "Anna Berg and the bank", text, language="en"))
    [actor] = extract_quotes(document, extract_actors(document, models()))[1]
    assert [each.text for each in actor.statements] == [text.partition("said ")[2].rstrip(".")]
    assert speakers_of(nlp, "Anna Berg said if it went on, “the bank will raise its rates in July.”") == [
        "Anna Berg"
    ]
