"""Where a typed quote stands: to the letter first, else whatever its blanks and quotation marks."""

from __future__ import annotations

import pytest

from briefing.domain.anchoring.quote_lookup import find_quote

TEXT = "Brook said “no”. Dahl said “no” too.\n\nIt wasn’t over — Brook  said so. [a.b]"


@pytest.mark.parametrize(
    ("quote", "prefix", "suffix", "found"),
    [
        ("Brook said", "", "", ["Brook said"]),
        ("said", "", "", ["said", "said", "said"]),
        ("said", "Dahl", "", ["said"]),
        ("said", "Dahl ", " “no” too", ["said"]),
        ("said", "Dahl", "so", []),
        ("said", "Nobody", "", []),
        ('"no" too', "", "", ["“no” too"]),
        ("wasn't over - Brook said", "", "", ["wasn’t over — Brook  said"]),
        ("too. It wasn’t", "", "", ["too.\n\nIt wasn’t"]),
        ("[a.b]", "so. ", "", ["[a.b]"]),
        ("axb", "", "", []),
        ("", "", "", []),
        ("  ", "Brook", "", ["  "]),
        ("   ", "", "", []),
        ("aa", "", "", []),
    ],
)
def test_places(quote: str, prefix: str, suffix: str, found: list[str]) -> None:
    assert [span.of(TEXT) for span in find_quote(TEXT, quote, prefix, suffix)] == found


def test_places_may_overlap() -> None:
    assert [span.start for span in find_quote("aaaa", "aa")] == [0, 1, 2]


def test_the_context_picks_the_place() -> None:
    (span,) = find_quote(TEXT, "said", prefix='"no".  Dahl')
    assert span.start == TEXT.index("Dahl said") + 5
