"""However many dates and quotations a text has, what they cost grows with its length and no faster."""

from __future__ import annotations

import gc
from collections.abc import Callable
from time import process_time

import pytest
from spacy.language import Language

from briefing.domain import Article
from briefing.domain.stories.statements import SentenceIndex
from briefing.nlp.actors.countries import load_countries
from briefing.nlp.actors.entities import merge_mentions
from briefing.nlp.actors.mentions import find_mentions
from briefing.nlp.parsing.clauses import split_clauses
from briefing.nlp.parsing.document import parse
from briefing.nlp.parsing.quotation_marks import find_quotations
from briefing.nlp.quotes.quote_extraction import extract_quotes
from briefing.nlp.timeline.date_expressions import find_dates
from briefing.nlp.timeline.timeline_extraction import extract_timeline

TIMES = 8
"""How much longer the long text is; work that grows with the square would take 64 times as long."""
AT_MOST = 24
"""How many times as long it may take: work that grows with the length takes about 8 times as long."""


def growth(work: Callable[[int], Callable[[], object]], size: int) -> float:
    """How many times the processor time `TIMES` as much text takes; the quickest of three tries each."""

    def cost(size: int) -> float:
        todo, tries = work(size), []
        gc.disable()  # what else lives in the process would be paid for here
        try:
            for _ in range(3):
                began = process_time()
                todo()
                tries.append(process_time() - began)
        finally:
            gc.enable()
        return min(tries)

    return cost(TIMES * size) / cost(size)


@pytest.mark.parametrize("unit", ["5 May, ", "on Monday ", "in 2019 ", "June and ", "the most early "])
@pytest.mark.thorough
def test_dates_in_one_line(unit: str) -> None:
    assert growth(lambda size: lambda: list(find_dates(unit * size)), 1_000) < AT_MOST


@pytest.mark.parametrize("unit", ["apples, ", "Ann and Bob and ", "of the house ", "it will be said that "])
@pytest.mark.thorough
def test_clauses_of_one_sentence(nlp: Language, unit: str) -> None:
    def split(size: int) -> Callable[[], object]:
        sentences = parse(nlp, Article("id", "", unit * size)).sentences
        return lambda: [split_clauses(sentence) for sentence in sentences]

    assert growth(split, 100) < AT_MOST


@pytest.mark.slow
def test_names_of_one_sentence(nlp: Language) -> None:
    countries = load_countries()

    def merge(size: int) -> Callable[[], object]:
        mentions = find_mentions(parse(nlp, Article("id", "", "Donald Trump and Trump, " * size)), countries)
        assert len(mentions) > size
        return lambda: merge_mentions(mentions, countries)

    assert growth(merge, 60) < AT_MOST


@pytest.mark.parametrize("unit", ["'a ", "‘a b ", "'a, ", '"a ', '"', "“", "“a ” ", "“a\n\n"])
def test_marks_in_one_text(unit: str) -> None:
    assert growth(lambda size: lambda: find_quotations(unit * size), 2_000) < AT_MOST


@pytest.mark.parametrize(
    "unit",
    [
        pytest.param("He said “we went on Monday” on 3 May 2020.\n\n", id="paragraphs"),
        pytest.param("“Go,” he said. ", id="one paragraph"),
        pytest.param("on 3 May 2020, ", id="one sentence"),
    ],
)
@pytest.mark.thorough
def test_timeline_and_quotes(nlp: Language, unit: str) -> None:
    def work(size: int) -> Callable[[], object]:
        document = parse(nlp, Article("id", "T", unit * size, published="2026-03-04", language="en"))
        assert document.sentences
        return lambda: (extract_timeline(document), extract_quotes(document, ()))

    assert growth(work, 40) < AT_MOST


def test_leads_of_a_storys_articles() -> None:
    def leads(size: int) -> Callable[[], object]:
        index = SentenceIndex(["The dam at Malden has burst. " * 20] * size)
        return lambda: [index.lead(article) for article in range(size)]

    assert growth(leads, 60) < AT_MOST
