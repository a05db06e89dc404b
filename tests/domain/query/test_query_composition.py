"""Queries put together ask for what passes each of them, however each was typed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.query.article_query import FIELDS
from briefing.domain.query.grammar import And, parse
from briefing.domain.query.query_composition import join_queries, while_typed


@pytest.mark.parametrize(
    ("queries", "expected"),
    [
        ((), ""),
        (("", "  "), ""),
        (("is:unread",), "is:unread"),
        (("is:unread", "taiwan strait"), "is:unread (taiwan strait)"),
        (("is:unread", "a OR b"), "is:unread (a OR b)"),
        (("is:unread", "(a OR b"), "is:unread (a OR b)"),
        (("is:unread", "a) OR b"), "is:unread (a OR b)"),
        (("a OR b", "c"), "(a OR b) c"),
        (('"open quote', "is:unread"), '"open quote" is:unread'),
        (('feed:"https://a.example/x"', "-title:ferry"), 'feed:"https://a.example/x" -title:ferry'),
        (("coast*", "title:bord*"), "coast* title:bord*"),
        (("-(a b)",), "-(a b)"),
        (("tag:", "OR", "-"), ""),
    ],
)
def test_what_one_leaves_open_is_closed_before_the_next(queries: tuple[str, ...], expected: str) -> None:
    assert join_queries(*queries, fields=FIELDS) == expected


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("tra", "tra*"),
        ("is:unread -tra", "is:unread -tra*"),
        ("(title:port", "(title:port*"),
        ("don’t", "don’t*"),
        ("tra ", "tra "),
        ("tr", "tr"),
        ("tag:tra", "tag:tra"),
        ('"the tra', '"the tra'),
        ('"the" tra', '"the" tra*'),
        ("tra*", "tra*"),
        ("a OR", "a OR"),
        ("AUTHOR", "AUTHOR*"),
        ("", ""),
    ],
)
def test_the_word_that_is_being_typed_finds_what_begins_so(typed: str, query: str) -> None:
    assert while_typed(typed) == query


TYPED = st.lists(
    st.sampled_from(
        [
            "a",
            "b*",
            '"two words"',
            '"',
            "(",
            ")",
            "OR",
            "-",
            "is:unread",
            'tag:"x y"',
            "title:",
            "foo:bar",
            "“c”",
        ]
    ),
    max_size=8,
).map(" ".join)


@given(TYPED, TYPED)
def test_the_text_of_several_means_all_of_them(one: str, other: str) -> None:
    """Compared as trees, in which what stands in nested pairs of parentheses is all of one level."""
    alone = [parse(each, FIELDS).query for each in (one, other)]
    wanted = And(tuple(each for each in alone if each != And()))
    assert flat(parse(join_queries(one, other, fields=FIELDS), FIELDS).query) == flat(wanted)


def flat(query: object) -> object:
    """Without places, and without what stands between parentheses for their own sake."""
    if hasattr(query, "queries"):
        kind = type(query).__name__
        parts: list[object] = []
        for each in map(flat, query.queries):
            parts += each[1:] if isinstance(each, tuple) and each[0] == kind else [each]
        return parts[0] if len(parts) == 1 else (kind, *parts)
    if hasattr(query, "query"):
        return ("Not", flat(query.query))
    if hasattr(query, "value"):
        return (query.name, query.value, query.quoted)  # type: ignore[attr-defined]
    return (query.text, query.typed, query.quoted)  # type: ignore[attr-defined]
