"""The short way past the parser says what the parser would."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from briefing.cli.command_names import COMMAND_NAMES, articles_alone
from briefing.cli.parser import build_parser, parse

WORDS = [
    "a.txt",
    "-",
    "show",
    "./show",
    "read",
    "--",
    "--home",
    "-h",
    "--version",
    "",
    " ",
    "https://x.org/?a=--b",
]


@given(st.lists(st.sampled_from(WORDS), max_size=4))
def test_it_agrees_with_the_parser_or_leaves_the_words_to_it(words: list[str]) -> None:
    short = articles_alone(words)
    if short is None:
        return
    parsed = parse(words)
    assert (short.command, short.home, short.articles) == (parsed.command, parsed.home, parsed.articles)


def test_the_common_cases_go_the_short_way() -> None:
    for words in ([], ["a.txt"], ["-"], ["--home", "d", "a.txt", "b.md"]):
        assert articles_alone(words) is not None


def test_the_names_are_those_of_the_parser() -> None:
    listed = re.findall(r"^    ([a-z]+)\b", build_parser().format_help(), re.MULTILINE)
    assert tuple(listed) == COMMAND_NAMES
