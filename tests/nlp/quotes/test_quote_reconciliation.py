"""Reconciliation of quotes with reported statements."""

from __future__ import annotations

import pytest

from briefing.domain import Actor, ActorKind, Passage, Quote
from briefing.nlp.parsing.quotation_marks import find_quotations
from briefing.nlp.quotes.quote_reconciliation import reconcile_statements

TEXT = "Wang said the talks went well. “We will go on,” he told Sullivan. “Not before May,” Sullivan replied."


def words(part: str) -> Passage:
    start = TEXT.index(part)
    return Passage.at(TEXT, start, start + len(part))


REPORT, GO_ON, TOLD = words("the talks went well"), words("We will go on"), words("Not before May")


def actor(name: str, *statements: Passage) -> Actor:
    return Actor(name, ActorKind.PERSON, None, (), 0.5, (), statements)


@pytest.mark.parametrize(
    ("said", "speaker", "expected"),
    [
        pytest.param([REPORT], "Wang", [REPORT, GO_ON], id="a quote joins the reports, in reading order"),
        pytest.param([GO_ON], "Wang", [GO_ON], id="what is both is there once"),
        pytest.param([words("“We will go on,” he told")], "Wang", [words("“We will go on,” he told")],
                     id="a report that has the quote in it stays"),
        pytest.param([REPORT, GO_ON], "Sullivan", [REPORT], id="somebody else is quoted for it"),
        pytest.param([words("will go on")], "Sullivan", [], id="a part of what somebody else says"),
        pytest.param([REPORT, GO_ON], None, [REPORT], id="nobody is known to have said it"),
    ],
)  # fmt: skip
def test_statements_agree_with_the_quotes(
    said: list[Passage], speaker: str | None, expected: list[Passage]
) -> None:
    (joined,) = reconcile_statements((actor("Wang", *said),), (Quote(speaker, GO_ON),), find_quotations(TEXT))
    assert list(joined.statements) == expected


def test_each_actor_has_its_own() -> None:
    quotes = (Quote("Wang", GO_ON), Quote("Sullivan", TOLD))
    wang, sullivan = reconcile_statements((actor("Wang"), actor("Sullivan")), quotes, find_quotations(TEXT))
    assert (wang.statements, sullivan.statements) == ((GO_ON,), (TOLD,))


def test_a_word_that_leads_on_to_the_rest_of_a_quotation_is_no_statement() -> None:
    (joined,) = reconcile_statements((actor("Wang"),), (Quote("Wang", words("Not before")),), ())
    assert joined.statements == ()
