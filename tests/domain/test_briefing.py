"""The sections of a briefing as every output has them."""

from __future__ import annotations

from briefing.domain import Analysis, EngineInfo, Event, Issue, IssueKind, Passage, Quote
from briefing.domain.briefing import document_sections

TEXT = "The court will rule on 9 March. Ann Brook resigned on 2 March. “Not now,” she said."


def passage(words: str) -> Passage:
    at = TEXT.index(words)
    return Passage.at(TEXT, at, at + len(words))


RULING = Issue(
    "Court to rule on 9 March",
    IssueKind.PENDING,
    3,
    (passage("The court will rule"),),
    (),
    "on 9 March",
    due="2026-03-09",
)
ANALYSIS = Analysis(
    EngineInfo("stub", "1", "none"),
    issues=(RULING,),
    timeline=(
        Event("2026-03-02", passage("Ann Brook resigned on 2 March.")),
        Event("2026-03-09", passage("The court will rule on 9 March."), is_next=True),
    ),
    quotes=(Quote(None, passage("Not now"), shown=False),),
)


def test_a_document_has_what_comes_next_before_what_was_and_leaves_folded_lines_out() -> None:
    found = {
        title: ([line.text() for line in lines], empty) for title, lines, empty in document_sections(ANALYSIS)
    }
    assert found["Timeline"][0] == ["Court to rule on 9 March", "Ann Brook resigned on 2 March."]
    assert found["Open issues"][0] == ["The court will rule"]
    assert found["Quotes"] == ([], "Nothing that is worth a line.")
    assert found["Key actors"] == ([], "Nothing was found.")
