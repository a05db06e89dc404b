"""Answers of language models are read as far as they can be."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.nlp.language_model.answers import ClaimedLine, ClaimedQuote, parse_answer, refused_lines

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
        pytest.param(json.dumps([ONE, TWO]), id="a list"),
        pytest.param(f"[Note] The lines: [{json.dumps(ONE)}, {json.dumps(TWO)}]", id="a list after words"),
        pytest.param(json.dumps({"answer": {"lines": [ONE, TWO]}}), id="within another"),
        pytest.param(WHOLE.replace(", ", ",\n"), id="on many lines"),
    ],
)  # fmt: skip
def test_the_lines_of_an_answer(answer: str) -> None:
    parsed = parse_answer(answer)
    assert parsed.lines == LINES and parsed.is_whole


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(f"{json.dumps(ONE)}\n{json.dumps(TWO)}", id="a line each"),
        pytest.param(json.dumps([ONE, TWO])[:-1], id="a list that is cut off"),
        pytest.param(json.dumps({"briefing": [ONE, TWO, ONE]})[:-40], id="a list by another name, cut off"),
        pytest.param(f'{{"lines": [{json.dumps(ONE)}, {json.dumps(TWO)},]}}', id="a comma too many"),
        pytest.param(f"As {{you}} asked: {WHOLE}", id="braces before it"),
    ],
)  # fmt: skip
def test_the_lines_of_an_answer_of_another_form(answer: str) -> None:
    assert parse_answer(answer).lines == LINES


def test_a_line_break_within_a_quote_is_no_end() -> None:
    (line,) = parse_answer(
        WHOLE.replace("some words", "some\nwords")[: WHOLE.index(', {"kind": "Pending')]
    ).lines
    assert line.evidence == (ClaimedQuote(1, "some\nwords"),)


@pytest.mark.parametrize(
    ("written", "kind"),
    [
        ("Open issue: pending", "pending"),
        ("Key point", "summary"),
        ("Pending decision", "pending"),
        ("risks", "risk"),
        ("SUMMARY", "summary"),
        ("open questions", "question"),
        ("Disputed", "dispute"),
        ("Weather report", "weather report"),
    ],
)
def test_a_kind_that_is_spelt_otherwise(written: str, kind: str) -> None:
    (line,) = parse_answer(json.dumps({"lines": [{**ONE, "kind": written}]})).lines
    assert line.kind == kind


FIRST, LAST = "The court ruled on Monday", "that the law is void"


@pytest.mark.parametrize("dots", ["…", " … ", "...", " [...] ", " […] ", " (...) ", "...."])
def test_a_quote_with_something_left_out_is_two(dots: str) -> None:
    line = {**ONE, "evidence": [{"article": 2, "quote": f"{FIRST}{dots}{LAST}"}]}
    (parsed,) = parse_answer(json.dumps({"lines": [line]})).lines
    assert parsed.evidence == (ClaimedQuote(2, FIRST), ClaimedQuote(2, LAST))


@pytest.mark.parametrize(
    ("evidence", "quotes"),
    [
        pytest.param([FIRST], [(1, FIRST)], id="words alone"),
        pytest.param(FIRST, [(1, FIRST)], id="words in no list"),
        pytest.param({"article": 2, "quote": FIRST}, [(2, FIRST)], id="an object in no list"),
        pytest.param([{"article": "2", "quote": FIRST}], [(2, FIRST)], id="a number in quotation marks"),
        pytest.param([f"… {FIRST} …"], [(1, FIRST)], id="dots around it"),
        pytest.param([f"But … {FIRST}"], [(1, FIRST)], id="a part that is everywhere"),
        pytest.param(["Well ... yes"], [(1, "Well ... yes")], id="no part that is long enough"),
        pytest.param([7], [(0, "")], id="no words"),
    ],
)
def test_evidence_of_another_form(evidence: object, quotes: list[tuple[int, str]]) -> None:
    for name in ("evidence", "quote"):
        line = {"kind": "summary", "text": "One.", name: evidence}
        (parsed,) = parse_answer(json.dumps({"lines": [line]})).lines
        assert [(each.article, each.quote) for each in parsed.evidence] == quotes


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
        "evidence": [["words"], {"quote": "\ud800 half"}, {"article": True, "quote": "w"}],
    }
    (parsed,) = parse_answer(json.dumps({"lines": [line]})).lines
    assert parsed.evidence == (ClaimedQuote(0, ""), ClaimedQuote(0, "\ufffd half"), ClaimedQuote(0, "w"))


@pytest.mark.parametrize(
    ("answer", "refused"),
    [
        ('{"answers": [{"line": 1, "follows": "yes"}, {"line": 2, "follows": "no"}]}', {2}),
        ('Sure!\n{"answers": [{"line": 1, "follows": "No"}, {"line": "2", "follows": "no"}, {"li', {1, 2}),
        ('<think>{"line": 1, "follows": "no"}</think>{"line": 1, "follows": "yes"}', set()),
        (WHOLE, None),
        ("", None),
    ],
)
def test_the_lines_that_a_second_answer_refuses(answer: str, refused: set[int] | None) -> None:
    assert refused_lines(answer) == refused


def test_a_line_may_have_a_day_a_role_and_a_position() -> None:
    said = ONE | {"kind": "person", "date": " 2026-01-02 ", "role": "mayor", "position": None}
    (parsed,) = parse_answer(json.dumps({"lines": [said]})).lines
    assert (parsed.date, parsed.role, parsed.position) == ("2026-01-02", "mayor", "")


@given(
    st.text()
    | st.recursive(
        st.none() | st.integers() | st.text(),
        lambda inner: (
            st.lists(inner)
            | st.dictionaries(
                st.sampled_from(["lines", "kind", "text", "evidence", "quote", "article"]), inner
            )
        ),
    ).map(json.dumps)
)
def test_no_answer_is_a_fault(answer: str) -> None:
    parse_answer(answer)
