"""Values come back from their JSON, in the order that their classes list, and nothing damaged is taken."""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date
from enum import StrEnum
from typing import Any, ClassVar

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from briefing.domain.analysis import Actor, Analysis, EngineInfo, Event, Issue, ModelShare, Point, Quote
from briefing.domain.annotation import ArticleHead
from briefing.domain.briefing import Citation
from briefing.domain.codec import decode, encode, encoded, without_controls
from briefing.domain.followups.issue_decision import IssueDecision, RaisedAt
from briefing.domain.followups.tracked_issue import SettlingPassage
from briefing.domain.span import Passage, Span
from briefing.domain.stories.story import Story
from briefing.domain.text.sanitize import safe_line
from briefing.store.articles.article_marks import Marks
from briefing.store.stories.story_marks import StoryMarks
from briefing.store.stories.watch_store import Watch

st.register_type_strategy(
    Span, st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda ends: Span(min(ends), max(ends)))
)
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))

CODED = (
    Actor, Analysis, ArticleHead, Citation, EngineInfo, Event, Issue, Marks, ModelShare, Passage, Point,
    Quote, RaisedAt, SettlingPassage, Story, StoryMarks, Watch,
)  # fmt: skip


half_as_often = settings(max_examples=settings().max_examples // 2)
"""Most of the classes are drawn again as members of others."""
DAMAGED: list[object] = [None, [], {}, "", [None], [[]], -1, 0.5, True, "much", float("inf")]


def values(kind: type) -> st.SearchStrategy[Any]:
    """Those of a class, without what its JSON leaves out."""
    listed = getattr(kind, "JSON", None)
    left_out = {"is_kept", "is_complete", "number"} if listed is not None else set()
    given_: dict[str, Any] = {each.name: ... for each in fields(kind) if each.name not in left_out}
    if kind is Analysis:
        given_["issues"] = st.lists(values(Issue), max_size=2).map(tuple)
    return st.builds(kind, **given_)


@half_as_often
@given(st.data())
@pytest.mark.parametrize("kind", CODED, ids=lambda kind: kind.__name__)
def test_a_value_comes_back_from_its_json_whatever_unknown_members_are_beside_it(
    kind: type, data: st.DataObject
) -> None:
    value = data.draw(values(kind))
    read = json.loads(json.dumps(encode(value)))
    assert decode(kind, read) == value
    assert decode(kind, {"unknown": [1], **read, "$": {}}) == value


@half_as_often
@given(st.data())
@pytest.mark.parametrize("kind", CODED, ids=lambda kind: kind.__name__)
def test_a_member_of_another_type_is_refused_or_makes_a_value_of_the_class(
    kind: type, data: st.DataObject
) -> None:
    made = encode(data.draw(values(kind)))
    name = data.draw(st.sampled_from(sorted(made) or ["id"]))
    damaged = data.draw(st.sampled_from(DAMAGED))
    try:
        read: object = decode(kind, made | {name: damaged})
    except ValueError:
        return
    assert isinstance(read, kind)
    json.dumps(encode(read))


@pytest.mark.parametrize("value", [None, [], "", 7, [{}], {"start": 1}, {"start": 2, "end": 1}], ids=repr)
def test_what_is_no_object_of_a_class_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match="no Span: "):
        decode(Span, value)


class Kind(StrEnum):
    ONE = "one"


@dataclass(frozen=True, slots=True)
class Inner:
    JSON: ClassVar = "b=second first"
    JSON_IN_PLACE: ClassVar = True

    first: int
    second: str


@dataclass(frozen=True, slots=True)
class Outer:
    JSON: ClassVar = "b kind inside.deep=deep? many first date? name=called"

    inner: Inner
    kind: Kind
    called: str | None
    many: tuple[Inner, ...] = ()
    deep: int = 0
    date: date | None = None
    left_out: bool = False


@dataclass(frozen=True, slots=True)
class Plain:
    inner: Inner
    outer: tuple[Outer, ...]


OUTER = Outer(Inner(1, "two"), Kind.ONE, None, (Inner(3, "four"),), 5, date(2026, 3, 4), True)


def test_members_stand_in_the_order_in_which_a_class_lists_them() -> None:
    assert json.dumps(encode(OUTER)) == (
        '{"b": "two", "kind": "one", "inside": {"deep": 5}, "many": [{"b": "four", "first": 3}], "first": 1, '
        '"date": "2026-03-04", "name": null}'
    )


def test_what_may_be_left_out_is_where_it_has_its_default() -> None:
    small = Outer(Inner(1, "two"), Kind.ONE, "x")
    assert list(encode(small)) == ["b", "kind", "many", "first", "name"]
    assert decode(Outer, encode(small)) == small


def test_a_class_without_a_list_has_its_fields_in_their_order() -> None:
    assert list(encode(Plain(Inner(1, "two"), ()))) == ["b", "first", "outer"]
    assert encoded((Inner(1, "two"), Kind.ONE, 1.5, None)) == [{"b": "two", "first": 1}, "one", 1.5, None]


@pytest.mark.parametrize(
    "changes",
    [
        {"b": 7},
        {"kind": "two"},
        {"kind": None},
        {"many": {}},
        {"many": [{"b": "x"}]},
        {"inside": {"deep": "5"}},
        {"inside": 7},
        {"first": 1.5},
        {"first": None},
        {"name": []},
    ],
    ids=repr,
)
def test_each_member_is_checked(changes: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match="no Outer: "):
        decode(Outer, encode(Outer(Inner(1, "two"), Kind.ONE, "x")) | changes)


_TREES = st.recursive(
    st.none() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
)


@given(_TREES)
def test_controls_are_taken_out_of_everything_but_what_an_article_says(value: Any) -> None:
    assert without_controls(without_controls(value)) == without_controls(value)
    cleaned = without_controls({"text": "\x1b", "more": [value, "\x1b[31m", {"text": "\x1b"}]})
    assert cleaned["text"] == cleaned["more"][2]["text"] == "\x1b"
    assert cleaned["more"][1] == safe_line("\x1b[31m")


def test_a_decision_names_the_passage_in_the_order_of_its_file() -> None:
    decision = IssueDecision(
        "settled",  # type: ignore[arg-type]  # equal to the state
        (RaisedAt("a" * 16, "Vote", Span(0, 5)),),
        "2026-03-04T12:00:00Z",
        SettlingPassage("b" * 16, Passage(Span(1, 4), "yes"), "Title"),
    )
    assert json.dumps(encode(decision)) == (
        '{"state": "settled", '
        '"raised": [{"article": "aaaaaaaaaaaaaaaa", "label": "Vote", "start": 0, "end": 5}], '
        '"made": "2026-03-04T12:00:00Z", '
        '"evidence": {"article": "bbbbbbbbbbbbbbbb", "start": 1, "end": 4, '
        '"text": "yes", "title": "Title", "source": "", "published": ""}}'
    )
