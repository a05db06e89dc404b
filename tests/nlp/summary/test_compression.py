"""Compression of sentences to the part that can stand alone."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Article
from briefing.nlp.engine.built_in_names import DEFAULT_PIPELINES
from briefing.nlp.engine.spacy_pipelines import load_pipeline
from briefing.nlp.parsing.document import parse
from briefing.nlp.summary.compression import compress


@pytest.fixture(scope="module")
def nlp() -> Language:
    return load_pipeline(DEFAULT_PIPELINES["en"]).nlp


def point(nlp: Language, text: str, lead: bool = False) -> str | None:
    """The text's last sentence as a point; one stands before it unless it is to be the lead."""
    document = parse(nlp, Article("id", "", text if lead else f"The council met on Monday.\n\n{text}"))
    found = compress(document.sentences[-1])
    assert found is None or found.holds_in(document.article.text)
    return found.text if found else None


LONG = (
    "The city has been home to intense, occasionally violent pro-democracy protests since June of this year"
)


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        pytest.param(
            "However, the ministers rejected the plan on Friday.",
            "the ministers rejected the plan on Friday.",
            id="however",
        ),
        pytest.param(
            "But the ministers rejected the plan on Friday.",
            "the ministers rejected the plan on Friday.",
            id="but",
        ),
        pytest.param(
            "- The United States is Panama's top economic partner.",
            "The United States is Panama's top economic partner.",
            id="bullet",
        ),
        pytest.param(
            "Two women and a man were injured, according to the reports.",
            "Two women and a man were injured",
            id="reports",
        ),
        pytest.param(
            "Further charges may be laid in the future, police said.",
            "Further charges may be laid in the future",
            id="police said",
        ),
        pytest.param(f"{LONG}, some of which have shut down parts of the city.", LONG, id="some of which"),
        pytest.param(
            "The Government thanks the many individuals and organisations from across the whole country, who "
            "have provided constructive input into the development of the Terms of Reference.",
            "The Government thanks the many individuals and organisations from across the whole country",
            id="who",
        ),
        pytest.param(
            "Multiple officials pressured the president not to commute the long sentence of the governor, "
            "including Republican members of the House of Representatives and the Senate.",
            "Multiple officials pressured the president not to commute the long sentence of the governor",
            id="including",
        ),
    ],
)
def test_what_ties_or_only_adds_is_left_off(nlp: Language, text: str, wanted: str) -> None:
    assert point(nlp, text) == wanted


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The ships will leave on Friday, President Vladimir Putin said.", id="who claims it"),
        pytest.param("The border is the main difference, he added.", id="who is a pronoun"),
        pytest.param("The ministers met on Friday, which pleased the king.", id="short"),
        pytest.param(
            "We decided to look at this subject because although there have been some studies that reported "
            "an association between gun ownership and suicide rates, one could argue that households differ.",
            id="what would break off",
        ),
        pytest.param(
            "Researchers from the universities of the north of the country compared data from the year 2004, "
            "when the body last asked owners, to data of today.",
            id="what goes on behind",
        ),
        pytest.param("There are fears that the bank may fail before the summer.", id="there are"),
        pytest.param("I find that a sale of petroleum from the reserve is required.", id="who publishes it"),
        pytest.param("Both Warren and Sanders remain in the race.", id="both, then the names"),
    ],
)
def test_what_stands_alone_is_left_whole(nlp: Language, text: str) -> None:
    assert point(nlp, text) == text


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("He resigned on Friday after the vote.", id="he"),
        pytest.param("This came after concerns about the bank.", id="this"),
        pytest.param("One of these groups opposed the plan on Friday.", id="one of these"),
        pytest.param("They were told that the bank had failed.", id="they were told"),
        pytest.param("However, they left the city on Friday.", id="however, they"),
        pytest.param("During all three stops, he will discuss trade with the allies.", id="late he"),
        pytest.param('"We will never leave the city again.', id="quotation not closed"),
        pytest.param("They left.", id="too short"),
        pytest.param("The ministers of finance of the seven countries.", id="no verb"),
    ],
)
def test_what_leans_on_another_sentence_is_no_point(nlp: Language, text: str) -> None:
    assert point(nlp, text) is None


def test_the_lead_keeps_its_end(nlp: Language) -> None:
    text = f"{LONG}, some of which have shut down parts of the city."
    assert point(nlp, text, lead=True) == text
