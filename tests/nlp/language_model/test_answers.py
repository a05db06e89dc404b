"""Answers of language models are read as far as they can be."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.nlp.language_model.answers import ClaimedLine, ClaimedQuote, parse_answer

ONE = {"kind": "summary", "text": "One.", "evidence": [{"article": 1, "quote": "some words"}]}
TWO = {"kind": "Pending ", "text": "Two\x1b[31m.", "evidence": [{"article": 2, "quote": "other words"}]}
WHOLE = json.dumps({"lines": [ONE, TWO]})
LINES = (
    ClaimedLine("summary", "One.", (ClaimedQuote(1, "some words"),)),
    ClaimedLine("pending", "Two\ufffd[31m.", (ClaimedQuote(2, "other words"),)),
)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(WHOLE, id="as asked for"),
        pytest.param(f"Sure! Here is the briefing:\n```json\n{WHOLE}\n```\nAnything else?", id="more"),
        pytest.param(f"<think>The {{user}} wants {{}} lines.</think>{WHOLE}", id="thoughts before it"),
        pytest.param(json.dumps({"lines": [ONE, 7, {"kind": 1}, {"text": "x"}, TWO]}), id="between"),
    ],
)  # fmt: skip
def test_the_lines_of_an_answer(answer: str) -> None:
    parsed = parse_answer(answer)
    assert parsed.lines == LINES and parsed.is_whole


def test_of_half_an_answer_the_whole_lines_count() -> None:
    for length in range(len(WHOLE)):
        parsed = parse_answer(WHOLE[:length])
        assert parsed.lines == LINES[: len(parsed.lines)] and not parsed.is_whole
    assert len(parse_answer(WHOLE[: WHOLE.index("Two")]).lines) == 1
    assert len(parse_answer(WHOLE[:-1]).lines) == 2


@pytest.mark.parametrize("answer", ["", "I cannot help with that.", "[]", "{", '{"lines": 3}', "{" * 100_000])
def test_an_answer_of_another_form_has_no_lines(answer: str) -> None:
    assert parse_answer(answer).lines == ()


def test_evidence_of_no_form_is_none() -> None:
    """Else a line whose evidence cannot be read would seem to need none of it."""
    line = {
        "kind": "summary",
        "text": "x",
        "evidence": ["words", {"quote": "\ud800 half"}, {"article": True, "quote": "w"}],
    }
    (parsed,) = parse_answer(json.dumps({"lines": [line]})).lines
    assert parsed.evidence == (ClaimedQuote(0, ""), ClaimedQuote(0, "\ufffd half"), ClaimedQuote(0, "w"))


@given(
    st.text()
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(st.sampled_from(["lines", "kind", "text", "evidence", "quote"]), inner)
        ),
    ).map(json.dumps)
)
def test_no_answer_is_a_fault(answer: str) -> None:
    parse_answer(answer)
