"""What is pasted says where it is from, with what is known of that."""

from __future__ import annotations

from dataclasses import replace

import pytest

from briefing.domain.annotation import ArticleHead
from briefing.presentation.sentences import format_citation

FULL = ArticleHead(
    "0" * 16,
    "Ferry fares to rise",
    "https://a.example/1",
    None,
    "The Wire",
    "Ann Brook",
    "2026-03-04T09:00:00Z",
)


@pytest.mark.parametrize(
    ("head", "citation"),
    [
        (FULL, "Ann Brook, “Ferry fares to rise”, The Wire, 2026-03-04. https://a.example/1"),
        (replace(FULL, author=None, published=None), "“Ferry fares to rise”, The Wire. https://a.example/1"),
        (
            replace(FULL, source=FULL.url, author=None, published=None),
            "“Ferry fares to rise”. https://a.example/1",
        ),
        (ArticleHead("0" * 16, "Notes", path="/a/notes.txt"), "“Notes”. /a/notes.txt"),
        (ArticleHead("0" * 16, "From a pipe"), "“From a pipe”"),
    ],
    ids=["all", "no author", "source is the address", "file", "title alone"],
)
def test_a_citation_has_what_is_known(head: ArticleHead, citation: str) -> None:
    assert format_citation("fares will rise", head) == f"“fares will rise”\n— {citation}"


def test_marks_within_are_single_and_paragraphs_follow_one_another() -> None:
    quote = "“No,” she said.\n\n  Then she left."
    assert format_citation(quote, ArticleHead("0" * 16, "")) == "“‘No,’ she said.\nThen she left.”"
