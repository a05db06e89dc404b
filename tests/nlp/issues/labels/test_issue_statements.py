"""Labels of open issues as statements that can be read alone."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Article
from briefing.nlp.actors.actor_extraction import extract_actors
from briefing.nlp.issues.labels.issue_statements import IssueLabel, statements
from briefing.nlp.issues.labels.references import References
from briefing.nlp.parsing.clauses import split_clauses
from briefing.nlp.parsing.document import parse
from tests.nlp.conftest import models


def all_statements(nlp: Language, text: str, title: str = "") -> list[IssueLabel]:
    document = parse(nlp, Article("id", title, text))
    references = References(document, extract_actors(document, models()))
    return [
        statement
        for sentence in document.sentences
        for clause in split_clauses(sentence)
        for statement in statements(clause, references)
    ]


def texts(nlp: Language, text: str, title: str = "") -> list[str]:
    return [statement.text for statement in all_statements(nlp, text, title)]


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param(
            "The parliament will debate the bill on Friday.",
            "The parliament will debate the bill on Friday",
            id="will",
        ),
        pytest.param("A new bridge is due to open in May.", "A new bridge is due to open in May", id="due"),
        pytest.param(
            "On Monday, the council will vote on the budget.",
            "The council will vote on the budget on Monday",
            id="a day before the subject goes to the end",
        ),
        pytest.param(
            "The court will not hear the appeal.", "The court will not hear the appeal", id="a negation stays"
        ),
        pytest.param(
            "It is unclear whether the talks will go on.", "Whether the talks will go on", id="whether"
        ),
        pytest.param(
            "Police do not know if the driver survived.", "Whether the driver survived", id="if that asks"
        ),
        pytest.param(
            "It is not clear how many workers will lose their jobs.",
            "How many workers will lose their jobs",
            id="how many",
        ),
        pytest.param(
            "The plan is to pass in May, but it’s unclear whether the party will get credit for the law.",
            "It’s unclear whether the party will get credit for the law",
            id="it is, in short",
        ),
        pytest.param(
            "Peter Brandt works in a bar. He’s still waiting to see if the concert will be canceled.",
            "Peter Brandt is still waiting to see if the concert will be canceled",
            id="is, for short, behind a name",
        ),
        pytest.param(
            "The mayor’s friends hold a majority and Democrats would need at least 67 votes.",
            "Democrats would need at least 67 votes",
            id="a subject that is taken for a further object",
        ),
        pytest.param(
            "NASA has not decided which two of the four will stay behind.",
            "NASA has not decided which two of the four will stay behind",
            id="which of how many",
        ),
        pytest.param(
            "The union urged the ministry to raise the wages of nurses.",
            "The union urged the ministry to raise the wages of nurses",
            id="a demand",
        ),
        pytest.param(
            "The mayor accused the developers of bribery.",
            "The mayor accused the developers of bribery",
            id="of what somebody is accused",
        ),
        pytest.param(
            "Analysts said the dam could break.",
            "Analysts: The dam could break",
            id="a claim has its claimant",
        ),
        pytest.param(
            "The Attorney General of Ohio (OAG) will sue the port of 'New Malden' in June.",
            "The Attorney General of Ohio will sue the port of New Malden in June",
            id="without brackets and quotation marks",
        ),
        pytest.param(
            "The port, which was built in 1960, will close in June.",
            "The port will close in June",
            id="without an aside",
        ),
        pytest.param(
            "The court, the mayor said, is examining the heads of the port over loans they may have got.",
            "The court is examining the heads of the port over loans they may have got",
            id="a pronoun that the label itself explains",
        ),
        pytest.param(
            "There is a dispute over the price of the land.",
            "There is a dispute over the price of the land",
            id="there is",
        ),
        pytest.param(
            "The bill would shield all of the poor of the region from the old fees for drinking water, "
            "electric power, district heat, household waste and the burial of their dead.",
            "The bill would shield all of the poor of the region from the old fees",
            id="no part of a list",
        ),
        pytest.param(
            "The plant could close if the strike goes on.",
            "The plant could close if the strike goes on",
            id="with its condition",
        ),
        pytest.param(
            "If the strike goes on, the plant could close.",
            "The plant could close if the strike goes on",
            id="with the condition before it",
        ),
    ],
)
def test_a_statement_says_who_is_to_do_what(nlp: Language, text: str, label: str) -> None:
    assert label in texts(nlp, text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param(
            "Angela Weber met the unions. She will present a plan on Friday.",
            "Angela Weber will present a plan on Friday",
            id="she",
        ),
        pytest.param(
            "Weber opened the meeting. Angela Weber said she will resign.",
            "Angela Weber will resign",
            id="who speaks of herself",
        ),
        pytest.param(
            "The plan was published on Monday. It will cost millions.", "The plan will cost millions", id="it"
        ),
        pytest.param(
            "Siemens reported a loss on Monday. The company will cut 500 jobs.",
            "Siemens will cut 500 jobs",
            id="the company",
        ),
        pytest.param(
            "Doctors began a clinical trial in April. The trial will end in May.",
            "The clinical trial will end in May",
            id="what a noun was called before",
        ),
        pytest.param(
            "A tax deal was signed in May. The mayor of Oslo wants to end the deal.",
            "The mayor of Oslo wants to end the tax deal",
            id="and in the predicate",
        ),
        pytest.param(
            "Joe Biden, a Democrat who has not ruled out a run, met John McCain on Friday.",
            "Joe Biden has not ruled out a run",
            id="whom an apposition describes",
        ),
        pytest.param(
            "Police arrested a man who will appear in court on Friday.",
            "A man will appear in court on Friday",
            id="who",
        ),
    ],
)
def test_a_subject_that_refers_back_is_named(nlp: Language, text: str, label: str) -> None:
    assert label in texts(nlp, text)


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("He will present a plan on Friday.", id="nobody before"),
        pytest.param("Angela Weber and Maria Schmidt met. She will present a plan.", id="one of several"),
        pytest.param(
            "Angela Weber and his wife met. Paul Braun's wife said he will resign.", id="a relative"
        ),
        pytest.param("We will discuss it on Friday.", id="we"),
        pytest.param("Robert Braun spoke. The judge did not say when she will rule.", id="the judge is she"),
        pytest.param(
            "The Senate meets. With letters from Ann Lee and Bo Roe that they will back it, it passes.",
            id="two persons in one sentence",
        ),
    ],
)
def test_an_uncertain_subject_stays_a_pronoun(nlp: Language, text: str) -> None:
    found = [s for s in all_statements(nlp, text) if s.form == "ahead"]
    assert all(s.subject == "pronoun" or s.leftover for s in found)


@pytest.mark.parametrize(
    ("text", "unwanted"),
    [
        pytest.param(
            "The agency is examining what the group paid.", "The group paid", id="a question without its word"
        ),
        pytest.param(
            "The issue that the ministry is examining is the cost.", "The ministry is examining", id="a gap"
        ),
        pytest.param("Up to 50 more workers will be hired, it said.", "It said", id="only that it was said"),
        pytest.param(
            "The president told reporters at a press conference.",
            "The president told reporters at a press conference",
            id="only that somebody was told",
        ),
        pytest.param(
            "It is unclear if the senators would have a majority.",
            "The senators would have a majority",
            id="what is asked as a fact",
        ),
        pytest.param(
            "If the council approves the plan, work will begin.",
            "The council approves the plan",
            id="a condition as a fact",
        ),
        pytest.param(
            "Two trials began in May, a civil trial and a criminal trial. The trial will end soon.",
            "The criminal trial will end soon",
            id="one of two that a noun may mean",
        ),
        pytest.param(
            "Paul Braun spoke on Monday. It would be the first summit in Oslo.",
            "Paul Braun would be the first summit in Oslo",
            id="it that stands for nothing named",
        ),
        pytest.param(
            "Nobody knows whether and how Peter Braun would pay the fine.",
            "Whether Peter Braun how would pay the fine",
            id="two questions in one",
        ),
    ],
)
def test_a_fragment_is_no_statement(nlp: Language, text: str, unwanted: str) -> None:
    assert unwanted not in texts(nlp, text)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        pytest.param(
            "The state is reviewing proposals to extend the operation of old natural gas plants in Nevada.",
            "The state is reviewing proposals to extend the operation of old natural gas plants in Nevada",
            id="where",
        ),
        pytest.param(
            "The American government plans to reverse its position on Sudan after nearly 20 years of hostile "
            "relations between the two countries and their many allies.",
            "The American government plans to reverse its position on Sudan after nearly 20 years of hostile "
            "relations between the two countries and their many allies",
            id="of what before when",
        ),
        pytest.param(
            "Carl Weber pleaded guilty on Monday. His sentencing is scheduled for Friday.",
            "Carl Weber's sentencing is scheduled for Friday",
            id="whose",
        ),
        pytest.param(
            "Officials said next steps to shape the future of the firm will be announced on Friday.",
            "Officials said next steps to shape the future of the firm will be announced on Friday",
            id="an infinitive of the subject",
        ),
        pytest.param(
            "In October, the airline revealed plans to expand its fleet by 2030.",
            "The airline revealed plans to expand its fleet by 2030",
            id="the day of the telling does not go behind what is planned",
        ),
        pytest.param(
            "A trade deal, once expected to be completed within weeks of a conference between two leaders, "
            "could now be pushed into next year.",
            "A trade deal could now be pushed into next year",
            id="once is no condition",
        ),
        pytest.param(
            "The bank is set to raise up to $12bn (£10bn) from its listing in Hong Kong.",
            "The bank is set to raise up to $12bn from its listing in Hong Kong",
            id="without what is in brackets",
        ),
        pytest.param(
            "What happens in the days ahead will test the grid.",
            "What happens in the days ahead will test the grid",
            id="a clause as the subject keeps will",
        ),
        pytest.param(
            "Should the talks fail, the union will close the port.",
            "The union will close the port should the talks fail",
            id="with an inverted condition",
        ),
        pytest.param(
            "The order that the president plans to sign on Friday will have a review period of six months.",
            "The order that the president plans to sign on Friday will have a review period of six months",
            id="with the relative clause that tells which",
        ),
        pytest.param(
            "Tim Clark, a former minister, is accused by critics of bribery.",
            "Tim Clark is accused by critics of bribery",
            id="without an apposition",
        ),
    ],
)
def test_a_label_is_not_cut_within_a_phrase(nlp: Language, text: str, label: str) -> None:
    assert label in texts(nlp, text)


def test_a_statement_is_short_and_never_cut_with_dots(nlp: Language) -> None:
    text = (
        "The regional government of the northern province, which has fought with the capital for years over "
        "taxes, schools and roads, will present a plan for the reform of the pensions of teachers, nurses "
        "and police officers to the parliament in the capital on Friday after weeks of talks with all."
    )
    found = texts(nlp, text)
    assert found
    assert all(len(label.split()) <= 29 and "…" not in label for label in found)
