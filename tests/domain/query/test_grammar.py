"""The grammar of filters: what is typed, the tree that it is read into, and what the tree lets through."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.query.grammar import (
    And,
    FieldTerm,
    Not,
    Or,
    Parsed,
    Phrase,
    Query,
    compile_query,
    fields_in,
    parse,
)
from briefing.domain.query.search_words import search_words

FIELDS = ("tag", "note")


def tag(value: str, *, quoted: bool = False, at: int = 0) -> FieldTerm:
    return FieldTerm("tag", value, quoted, at)


@dataclass(frozen=True)
class Card:
    words: str
    tags: tuple[str, ...] = ()


def tag_test(field: FieldTerm) -> Callable[[Card], bool]:
    if field.value == "no":
        raise ValueError("“no” is no tag.")
    return lambda card: field.value in card.tags


TESTS = {"tag": tag_test, "note": tag_test}

CARDS = [
    Card("xi agreed to resume communications", ("military",)),
    Card("talks on trade\nsullivan in beijing", ("trade", "military")),
    Card("oil facilities hit by drones"),
    Card("who launched them?", ("open",)),
]


def found(typed: str) -> list[int]:
    passes = compile_query(parse(typed, FIELDS), TESTS)
    return [number for number, card in enumerate(CARDS) if passes(card)]


@pytest.mark.parametrize(
    ("typed", "query"),
    [
        ("", And()),
        ("  \t ", And()),
        ("Xi", Phrase("xi")),
        ("Xi agreed", And((Phrase("xi"), Phrase("agreed")))),
        ('"Xi  agreed"', Phrase("xi agreed")),
        ("“Xi agreed”", Phrase("xi agreed")),
        ("tag:mil*", tag("mil*")),
        ("Tag:military", tag("military")),
        ('tag:"two words"', tag("two words", quoted=True)),
        ('tag:so-"called', tag('so-"called')),
        ('5" x', And((Phrase('5"'), Phrase("x")))),
        ('tag:"a"b', And((tag("a", quoted=True), Phrase("b")))),
        ("-tag:a", Not(tag("a", at=1))),
        ('-"two words"', Not(Phrase("two words"))),
        ("--a", Phrase("a")),
        ("a-b", Phrase("a-b")),
        ("a OR b", Or((Phrase("a"), Phrase("b")))),
        ("a or b", And((Phrase("a"), Phrase("or"), Phrase("b")))),
        ("ORB", Phrase("orb")),
        ("a b OR c d", Or((And((Phrase("a"), Phrase("b"))), And((Phrase("c"), Phrase("d")))))),
        ("a (b OR c)", And((Phrase("a"), Or((Phrase("b"), Phrase("c")))))),
        ("-(a OR b)", Not(Or((Phrase("a"), Phrase("b"))))),
        ("((a))", Phrase("a")),
        ("10:30", Phrase("10:30")),
        ("https://example.org/a", Phrase("https://example.org/a")),
        ('"tga:x"', Phrase("tga:x")),
        ("Erdoğan’s", Phrase("erdogan's")),
        ("STRASSE", Phrase("strasse")),
        ("Straße", Phrase("strasse")),
    ],
)
def test_what_is_typed_is_read_as(typed: str, query: Query) -> None:
    assert parse(typed, FIELDS) == Parsed(query)


@pytest.mark.parametrize(
    ("typed", "query", "problem"),
    [
        ('a "b c', And((Phrase("a"), Phrase("b c"))), "Unclosed quote, at character 3."),
        ('tag:"mil', tag("mil", quoted=True), "Unclosed quote, at character 5."),
        ("a OR", Phrase("a"), "OR with nothing after it, at character 3."),
        ("a OR OR b", Or((Phrase("a"), Phrase("b"))), "OR with nothing after it, at character 3."),
        ("OR a", Phrase("a"), "OR with nothing before it, at character 1."),
        ("a -", Phrase("a"), "A minus with nothing after it, at character 3."),
        ("tag:", And(), "tag: with nothing after it, at character 1."),
        ("-tag: a", Phrase("a"), "tag: with nothing after it, at character 2."),
        ("(a b", And((Phrase("a"), Phrase("b"))), "Unclosed parenthesis, at character 1."),
        (
            "a) b",
            And((Phrase("a"), Phrase("b"))),
            "A parenthesis closes that was not opened, at character 2.",
        ),
        ("(a -)", Phrase("a"), "A minus with nothing after it, at character 4."),
        ("tga:x", Phrase("tga:x"), "There is no field “tga:”; did you mean tag:?"),
        (
            'tga:"x y" z',
            And((Phrase("tga:x y"), Phrase("z"))),
            "There is no field “tga:”; did you mean tag:?",
        ),
        ("zzz:x", Phrase("zzz:x"), "There is no field “zzz:”; in quotes it is looked for as it stands."),
    ],
)
def test_what_makes_no_sense_yet_is_passed_over_and_told(typed: str, query: Query, problem: str) -> None:
    parsed = parse(typed, FIELDS)
    assert (parsed.query, [each.sentence for each in parsed.problems]) == (query, [problem])


def test_parentheses_may_be_as_deep_as_one_likes() -> None:
    parsed = parse("(" * 5000 + "a", FIELDS)
    assert parsed.query == Phrase("a")
    assert parsed.problems


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("", [0, 1, 2, 3]),
        ("RESUME xi", [0]),
        ('"xi resume"', []),
        ('"trade sullivan"', []),
        ("tag:military", [0, 1]),
        ("-tag:military", [2, 3]),
        ("tag:military -tag:trade", [0]),
        ("oil OR tag:trade", [1, 2]),
        ("tag:military (xi OR trade)", [0, 1]),
        ("-(oil OR tag:military)", [3]),
        ("tag:no", [0, 1, 2, 3]),
        ("-tag:no oil", [2]),
        ("tag:no OR oil", [2]),
    ],
)
def test_records_that_match(typed: str, expected: list[int]) -> None:
    assert found(typed) == expected
    assert [n for n, card in enumerate(CARDS) if compile_query(parse(typed, FIELDS), TESTS)(card)] == expected


def test_a_value_that_means_nothing_is_told_where_it_stands() -> None:
    problems = compile_query(parse("oil -tag:no (", FIELDS), TESTS).problems
    assert [(each.sentence, each.at) for each in problems] == [
        ("“no” is no tag.", 5),
        ("Unclosed parenthesis, at character 13.", 12),
    ]


def test_the_fields_are_given_in_the_order_in_which_they_were_typed() -> None:
    query = parse("tag:a -(note:b OR tag:c) d", FIELDS).query
    assert [field.value for field in fields_in(query)] == ["a", "b", "c"]


# Properties

PIECES = st.sampled_from(
    ['"', "“", "(", ")", "-", " ", "OR", " OR ", "tag:", "tga:", "a", "xi", "note:", "é"]
)
TYPED = st.lists(PIECES, max_size=20).map("".join) | st.text(max_size=40)
TERMS = st.sampled_from(["xi", "oil", "tag:military", "-tag:trade", '"in beijing"', "(talks OR who)", "zz"])
SENSIBLE = st.lists(TERMS, min_size=1, max_size=4).map(" ".join)


@given(TYPED)
def test_whatever_is_typed_is_read_and_can_be_asked(typed: str) -> None:
    parsed = parse(typed, FIELDS)
    for problem in parsed.problems:
        assert 0 <= problem.at <= len(typed)
        assert problem.sentence.endswith((".", "?"))
    for card in CARDS:
        assert compile_query(parsed, TESTS)(card) in (True, False)


@given(TYPED)
def test_what_is_read_without_a_problem_can_be_denied(typed: str) -> None:
    parsed = parse(typed, FIELDS)
    if not parsed.problems and not parsed.is_empty:
        assert sorted(found(typed) + found(f"-({typed})")) == [0, 1, 2, 3]


@given(SENSIBLE, SENSIBLE)
def test_or_is_the_union_and_a_blank_the_intersection(one: str, other: str) -> None:
    assert set(found(f"{one} OR {other}")) == set(found(one)) | set(found(other))
    assert set(found(f"({one}) ({other})")) == set(found(one)) & set(found(other))


@given(st.text(max_size=60))
def test_folding_forgets_case_and_marks_and_is_done_once(text: str) -> None:
    assert search_words(search_words(text)) == search_words(text)
    assert search_words(f"{text}\u0301") == search_words(text)
