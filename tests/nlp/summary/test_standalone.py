"""Sentences that can stand alone as points of a summary."""

from __future__ import annotations

import pytest
from spacy.language import Language

from briefing.domain import Article
from briefing.nlp.parsing.document import parse
from briefing.nlp.summary.standalone import standalone_passage


def point(nlp: Language, text: str, *, contrasts: bool = False) -> str | None:
    """The text's last sentence as a point."""
    document = parse(nlp, Article("id", "", f"The council met on Monday.\n\n{text}"))
    last = document.sentences[-1]
    if last.paragraph == 0:
        return None  # The parser left the text out, as no prose.
    found = standalone_passage(last, document.quotations, contrasts=contrasts)
    assert found is None or found.holds_in(document.article.text)
    return found.text if found else None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("The ships will leave on Friday, President Vladimir Putin said.", id="who claims it"),
        pytest.param("Two women and a man were injured, according to police.", id="according to"),
        pytest.param(
            "The mayor was stabbed on stage on Sunday and taken to a hospital of the city where doctors "
            "operated on him for five hours, but he died of his injuries on Monday.",
            id="what reverses the rest",
        ),
        pytest.param(
            "The city has been home to intense, occasionally violent pro-democracy protests since June of "
            "this year, some of which have shut down parts of the city.",
            id="some of which",
        ),
        pytest.param("The debt of the town is higher than that of the whole region.", id="that of"),
        pytest.param("There are fears that the bank may fail before the summer.", id="there are"),
        pytest.param("I find that a sale of petroleum from the reserve is required.", id="who publishes it"),
        pytest.param("Both Warren and Sanders remain in the race.", id="both, then the names"),
        pytest.param("“We will not sign the deal,” the minister told reporters.", id="a quotation that ends"),
        pytest.param("Thousands signed up for the newsletter of the party.", id="newsletter in the news"),
        pytest.param("The photos by satellites show that the base was hit.", id="photos in the news"),
        pytest.param(
            "The company will start to read more of its users' messages.", id="read more in the news"
        ),
    ],
)
def test_what_stands_alone_is_left_whole(nlp: Language, text: str) -> None:
    assert point(nlp, text) == text


def test_a_bullet_is_left_off(nlp: Language) -> None:
    told = "The United States is Panama's top economic partner."
    assert point(nlp, f"- {told}") == told


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("He resigned on Friday after the vote.", id="he"),
        pytest.param("This came after concerns about the bank.", id="this"),
        pytest.param("Which means that the bank will close all its branches.", id="which"),
        pytest.param(
            "A saviour from the two parties that have failed to deliver reforms.", id="no main verb"
        ),
        pytest.param("One of these groups opposed the plan on Friday.", id="one of these"),
        pytest.param("They were told that the bank had failed.", id="they were told"),
        pytest.param("However, the ministers rejected the plan on Friday.", id="however"),
        pytest.param("But the ministers rejected the plan on Friday.", id="but"),
        pytest.param("For the ministers, however, the plan was a success.", id="however, later on"),
        pytest.param("In fact, the ministers rejected the plan on Friday.", id="in fact"),
        pytest.param("Even so, the ministers rejected the plan on Friday.", id="even so"),
        pytest.param("No, the debut of the former mayor has turned brutal.", id="no, then"),
        pytest.param("The ministers want to rule by oil, but what does that mean?", id="a teaser"),
        pytest.param("“I will never get the blood off my hands.”", id="nobody says it"),
        pytest.param("“We lost. I will never leave the city. We won.", id="quotation that goes on"),
        pytest.param("The resolution was introduced on Friday by two of the Sens.", id="cut before a name"),
        pytest.param("During all three stops, he will discuss trade with the allies.", id="late he"),
        pytest.param('"We will never leave the city again.', id="quotation not closed"),
        pytest.param("They left.", id="too short"),
        pytest.param("The ministers of finance of the seven countries.", id="no verb"),
        pytest.param("which the ministers of the seven countries had rejected.", id="middle of a sentence"),
        pytest.param(
            "The text of the following statement was released by the governments:", id="released by"
        ),
        pytest.param("The ministers met on Friday to discuss the sanctions", id="heading or caption"),
        pytest.param("Director Carissa Etienne as she urged them to stay alert.", id="a lost first half"),
        pytest.param("Says the President as he takes on the role of Minister of Lands.", id="a lost subject"),
        pytest.param("First, let us say what the sale of the bank is not.", id="a request"),
        pytest.param(
            "Republicans in Ohio grumble about his announcement of Friday.", id="his, of nobody here"
        ),
        pytest.param(
            "Travellers who come from those places must stay at home for a week.", id="those places"
        ),
        pytest.param(
            "Critics of that deal in the new Congress objected to oil for the north.", id="that deal"
        ),
        pytest.param("The mayor thought about all of this on the way to her lawyers.", id="all of this"),
        pytest.param("Three years into that effort, the state of the country is grim.", id="that effort"),
        pytest.param("This disregard for the rules shows why the bank failed.", id="this disregard"),
        pytest.param("In doing so, the ministers were following the plan of the bank.", id="in doing so"),
        pytest.param("Other state governors have cut the costs of the bank.", id="other than told"),
        pytest.param("The law of the town does not protect such people from the bank.", id="such people"),
    ],
)
def test_what_leans_on_another_sentence_is_no_point(nlp: Language, text: str) -> None:
    assert point(nlp, text) is None


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("(The bank has told all of its customers on Friday.)", id="an aside"),
        pytest.param("Sign up for our newsletter to get the news every morning.", id="subscription"),
        pytest.param("Click here to read more about the talks in Geneva.", id="read more"),
        pytest.param("Ann Lee and Bo Chen contributed to this report.", id="credits"),
        pytest.param("Photo by Ann Lee shows ministers as they leave the hall.", id="photo credit"),
        pytest.param("For more information, contact the press office in Geneva.", id="contact"),
        pytest.param("Write to the desk at news@example.org if you saw the accident.", id="address"),
        pytest.param("This article was originally published in the Daily Example.", id="published elsewhere"),
        pytest.param("All rights reserved, and no part may be copied.", id="rights"),
        pytest.param("Watch Ann Lee debate Bo Chen at 8 p.m. on the news channel.", id="a programme"),
    ],
)
def test_what_a_publisher_adds_is_no_point(nlp: Language, text: str) -> None:
    assert point(nlp, text) is None


def test_a_point_may_contrast_with_those_before_it(nlp: Language) -> None:
    told = "But the ministers rejected the plan on Friday."
    assert point(nlp, told, contrasts=True) == told
    assert point(nlp, "But he rejected the plan of the council on Friday.", contrasts=True) is None


def test_a_sentence_that_the_parser_cut_at_a_mark_is_no_point(nlp: Language) -> None:
    document = parse(
        nlp, Article("id", "", "He shouted “Free the whole town now!” as the police came near him.")
    )
    cut = [standalone_passage(each, document.quotations) for each in document.sentences[:-1]]
    assert cut == [None] * len(cut)
