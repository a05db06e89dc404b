"""A line that says something else than its evidence is shown in the words of the article."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from briefing.nlp.language_model.answers import ClaimedLine, ClaimedQuote
from briefing.nlp.language_model.assertions import contradicts
from briefing.nlp.language_model.evidence import check_lines

LINES = [
    json.loads(line)
    for line in (Path(__file__).parent / "lines_on_true_quotes.jsonl").read_text("utf-8").splitlines()
]
"""Lines on true quotes of Wikinews articles (CC BY 2.5), written by somebody who had not read the rules: 60
follow from their quotes, in words as far from the article's as a good model's, and 40 do not. Each has the
paragraphs of its quotes, and in `turn` what was turned."""


def shown_of(lines: list[dict[str, Any]]) -> list[str]:  # Any: whatever JSON holds
    """The lines that are shown in the words in which they were written."""
    shown = []
    for each in lines:
        quotes = tuple(ClaimedQuote(1, quote) for quote in each["quotes"])
        claimed = ClaimedLine(each["kind"], each["line"], quotes)
        (line,) = check_lines([claimed], [each["text"]], [each["title"]]).lines
        shown += [line.words] if line.words is not None else []
    return shown


def test_most_true_lines_are_shown_as_they_were_written_and_most_false_ones_are_not() -> None:
    honest = [each for each in LINES if each["honest"]]
    false = [each for each in LINES if not each["honest"]]
    assert (len(honest), len(false)) == (60, 40)
    assert len(shown_of(honest)) >= 48, "of lines that are as free as any model's"
    assert len(shown_of(false)) <= 14, "the second request has to find these"


@pytest.mark.parametrize(
    ("line", "evidence"),
    [
        pytest.param("Dunmore accused Ashby of fraud.", "Ashby accused Dunmore of fraud.", id="turned names"),
        pytest.param("Athens threatened Libya.", "Libya has threatened Greece.", id="seat"),
        pytest.param("Five men and nine women fell.", "Nine men and five women fell.", id="numbers"),
        pytest.param("The firm sold the yard.", "She denied that the firm sold the yard.", id="denied"),
        pytest.param("The plan breaks a law.", "He rejected claims that the plan breaks a law.", id="claim"),
        pytest.param("The ministers commented.", "The ministers did not comment.", id="not"),
        pytest.param("The talks failed.", "Officials did not say the talks failed.", id="not failed"),
        pytest.param("Farmers did not sign the deal.", "Farmers signed the deal on Friday.", id="affirmed"),
        pytest.param("Parliament has passed the budget.", "Parliament may pass the budget.", id="possible"),
        pytest.param("Parliament will pass the budget.", "Parliament may pass the budget.", id="certain"),
        pytest.param("Parliament will pass the budget.", "Parliament has passed the budget.", id="past"),
        pytest.param("Exports rose in the spring.", "Exports fell in the spring.", id="opposite"),
        pytest.param("The ruling was lawful.", "The court found the ruling unlawful.", id="prefix"),
        pytest.param("Dunmore said that taxes will fall.", "Ashby said that taxes will fall.", id="speaker"),
        pytest.param("The vessel sails.", "The vessel sails unless the harbour freezes.", id="condition"),
        pytest.param("The ban ends.", "If the river falls, the ban will end.", id="only if"),
        pytest.param("The bank moved the funds.", "She disputed that it moved the funds.", id="disputed"),
        pytest.param("A post names the source.", "A post that names the source is a hoax.", id="hoax"),
        pytest.param("It has plans for a bridge.", "It shelved plans for a bridge.", id="shelved"),
        pytest.param("It blamed the pilot.", "It stopped short of blaming the pilot.", id="short of"),
        pytest.param("The dam burst in the night.", "The dam almost burst in the night.", id="almost"),
        pytest.param("He took bribes.", "Detectives suspect that he took bribes.", id="suspected"),
        pytest.param("He took bribes.", "Prosecutors say that he took bribes.", id="prosecutors"),
        pytest.param("He is a friend of miners.", "“He is a friend of miners,” Reed said.", id="sarcasm"),
        pytest.param("Castor sued Orban.", "Castor was sued by Orban over rents.", id="passive"),
        pytest.param("Lund has less rain than Ulm.", "Ulm has less rain than Lund.", id="than"),
        pytest.param("The new bridge is longer.", "The new bridge is shorter.", id="comparative"),
        pytest.param("It trimmed the forecast.", "It lifted the forecast.", id="doubled letter"),
        pytest.param("Aid reached 35 villages.", "Aid reached 85 villages; 35 are cut off.", id="clause"),
        pytest.param("It was put off to 1 May.", "Set for 1 May, it was put off to 9 June.", id="other day"),
        pytest.param(
            "Holt said the reform ruins farms.",
            "“The reform ruins farms,” said Brel; Holt said that it saves them.",
            id="opponent",
        ),
        pytest.param(
            "The ministry calls the dam a disaster.",
            "Critics call the dam a disaster; the ministry calls it a blessing.",
            id="opponent without a name",
        ),
    ],
)  # fmt: skip
def test_what_says_something_else_contradicts(line: str, evidence: str) -> None:
    assert contradicts(line, [evidence])
    assert not contradicts(evidence, [evidence])


@pytest.mark.parametrize(
    ("line", "evidence"),
    [
        pytest.param("Dunmore was accused by Ashby.", "Ashby accused Dunmore of fraud.", id="passive"),
        pytest.param("In Dunmore, Ashby met farmers.", "Ashby met farmers in Dunmore.", id="place"),
        pytest.param("Ashby and Dunmore met.", "Dunmore and Ashby met on Friday.", id="both"),
        pytest.param("Taxes will fall, Ashby said.", "Ashby said that taxes will fall.", id="speaker last"),
        pytest.param("She refused to sign the deal.", "She did not agree to sign the deal.", id="refused"),
        pytest.param("The law is void, the court ruled.", "The court ruled that the law is void.", id="void"),
        pytest.param("A flood is possible.", "A flood could come.", id="possible"),
        pytest.param("They met in Vienna.", "They met in Vienna in May 2023", id="month"),
        pytest.param("Ashby said that she would stay.", "She said that she would stay on.", id="pronoun"),
        pytest.param("85 villages got aid.", "Aid reached 85 of 120 villages; 35 got none.", id="clause"),
        pytest.param("Orban sued Castor.", "Castor was sued by Orban over rents.", id="active"),
        pytest.param("Reed said he is a friend.", "“He is a friend of miners,” Reed said.", id="quoted"),
        pytest.param("He is accused of taking bribes.", "Prosecutors say that he took bribes.", id="accused"),
        pytest.param("The dam nearly burst.", "The dam almost burst in the night.", id="nearly"),
        pytest.param("Ulm has less rain than Lund.", "Less rain fell in Ulm than in Lund.", id="than"),
    ],
)  # fmt: skip
def test_what_says_the_same_in_other_words_does_not(line: str, evidence: str) -> None:
    assert not contradicts(line, [evidence])
