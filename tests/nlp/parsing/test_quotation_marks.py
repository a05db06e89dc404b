"""Boundaries of quotations for all kinds of marks."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.nlp.parsing.quotation_marks import find_quotations


def words(text: str) -> list[str]:
    return [quotation.span.of(text) for quotation in find_quotations(text)]


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        pytest.param("“We go,” he said. “Now.”", ["We go", "Now."], id="curly"),
        pytest.param('"We go," he said. "Now."', ["We go", "Now."], id="straight"),
        pytest.param("“He said ‘go now’ to us,” she said.", ["He said ‘go now’ to us"], id="single within"),
        pytest.param("“He said “go now” to us,” she said.", ["He said “go now” to us"], id="double within"),
        pytest.param('"He said "go now" to us," she said.', ['He said "go now" to us'], id="straight within"),
        pytest.param(
            "'We will go on,' Sen said. 'It isn't over yet.'",
            ["We will go on", "It isn't over yet."],
            id="British",
        ),
        pytest.param("‘We will go on,’ Sen said.", ["We will go on"], id="British and curly"),
        pytest.param("``We go,'' he said. ''Now.''", ["We go", "Now."], id="doubled single marks"),
        pytest.param("« We go », he said. »", ["We go"], id="guillemets"),
        pytest.param("The players' union calls it 'free'.", [], id="apostrophes"),
        pytest.param('A 5" pipe fits a 6" one.', [], id="inches"),
        pytest.param("“ ” and “”", [], id="nothing within"),
        pytest.param("He left.”", [], id="closed alone"),
        pytest.param("“We go, he said, and went.", [], id="never closed"),
        pytest.param("“We go, he said. “Now.”", ["Now."], id="one of two never closed"),
    ],
)
def test_quoted_words_are_found_without_their_marks(text: str, quoted: list[str]) -> None:
    assert words(text) == quoted


@pytest.mark.parametrize("opening", ["“", '"'], ids=["curly", "straight"])
def test_a_quotation_of_several_paragraphs_is_one_for_each_that_goes_on(opening: str) -> None:
    closing = "”" if opening == "“" else opening
    text = (
        f"{opening}It was late.\n\n{opening}Nobody came.\n\n{opening}We left,{closing} he said.\n\nThe end."
    )
    found = find_quotations(text)
    assert [each.span.of(text) for each in found] == ["It was late.", "Nobody came.", "We left"]
    assert [each.continues for each in found] == [False, True, True]


def test_a_paragraph_that_only_begins_with_a_quotation_goes_on_with_none() -> None:
    found = find_quotations("“It was late,” he said.\n\n“Nobody came,” she said.")
    assert [each.continues for each in found] == [False, False]


@given(st.text(alphabet="ab .,!“”\"'‘’\n", max_size=60))
def test_quotations_of_any_text_lie_within_it_in_order_with_their_marks_around(text: str) -> None:
    found = find_quotations(text)
    for quotation in found:
        assert quotation.outer.end <= len(text)
        assert quotation.outer.covers(quotation.span)
        assert quotation.span.of(text).strip(" ,") != ""
        assert "\n\n" not in quotation.span.of(text)
    assert all(left.outer.end <= right.outer.start for left, right in pairwise(found))
