"""Twice the text takes about twice the processor time, whatever it repeats."""

from __future__ import annotations

import pytest

from benchmarks.scaling import COMMON_FRAGMENTS, MEASURABLE, PARSERS, growth, seconds
from briefing.sources.source_document import MAX_CHEAP_MARKDOWN
from briefing.sources.text.html_to_text import parse_html

LENGTH = 6_000
WORST = 1.0
"""Seconds for a document that is read without a process that can be killed."""


@pytest.mark.parametrize("name", PARSERS)
@pytest.mark.thorough
def test_no_parser_takes_more_than_linear_time(name: str) -> None:
    parse = PARSERS[name]
    seconds(parse, "a")  # its imports
    suspects = [
        each for each in COMMON_FRAGMENTS if seconds(parse, each * (LENGTH // len(each))) > MEASURABLE
    ]
    found = {each: growth(parse, each, LENGTH // 4, LENGTH) for each in suspects}
    assert {each: found[each].times for each in found if found[each].is_excessive} == {}


@pytest.mark.slow
def test_a_page_of_paragraphs_without_end_takes_linear_time() -> None:
    """Only a large one shows it."""
    found = growth(parse_html, "<p>", 30_000, 120_000)
    assert not found.is_excessive, found.times


TABLE = "a|" * 1000 + "\n" + "-|" * 1000 + "\n" + "a\n" * 60 + "\n"


@pytest.mark.parametrize(
    "fragment", ["- a\n", "a|b\n-|-\n", TABLE, "> - a\n", "[a](b)\n\n", "---\na: b\n---\n"]
)
@pytest.mark.thorough
def test_markdown_that_is_read_without_a_process_is_quick(fragment: str) -> None:
    text = fragment * (MAX_CHEAP_MARKDOWN // len(fragment))
    assert min(seconds(PARSERS["Markdown"], text) for _ in range(2)) < WORST
