"""Matters that the reader follows, and the file of them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import pytest

from briefing.domain.matters.matter import (
    Matter,
    MatterList,
    latest,
    merge_matters,
    merged,
    parse_matters,
    serialize_matters,
    with_stories,
    without_story,
)
from briefing.domain.matters.matter_match import MatterActor, MatterMatcher, MatterTitle
from briefing.domain.stories.terms import terms_of

FERRY = Matter("a", "2026-03-04T10:00:00Z", ("a", "b"))
BUDGET = Matter("c", "2026-03-04T10:00:00Z", ("c",), "Budget", apart=("a",))
DAY = 86_400.0


def test_what_the_reader_took_out_never_comes_by_itself() -> None:
    alone = without_story(FERRY, "b")
    assert (alone.stories, alone.apart) == (("a",), ("b",))
    assert with_stories(alone, ["b", "d"]).stories == ("a", "d")


def test_a_matter_that_became_a_part_gives_its_stories_and_its_name() -> None:
    whole, part = merged(BUDGET, FERRY)
    assert (whole.id, whole.name, whole.stories) == ("a", "Budget", ("a", "b", "c"))
    assert not part.is_open
    whole, _ = merged(FERRY, BUDGET)
    assert whole.stories == ("c", "a", "b") and not whole.apart, "merging by hand undoes taking out"


LATER = "2026-03-05T10:00:00Z"


@pytest.mark.parametrize(
    ("mine", "theirs", "stories", "apart"),
    [
        (FERRY, replace(FERRY, made=LATER, name="Ferry"), ("a", "b"), ()),
        (FERRY, replace(FERRY, made=LATER, stories=("a", "d")), ("a", "b", "d"), ()),
        (FERRY, replace(FERRY, made=LATER, stories=("a",), apart=("b",)), ("a",), ("b",)),
        (replace(FERRY, apart=("d",)), replace(FERRY, made=LATER, stories=("d",)), ("a", "b", "d"), ()),
    ],
    ids=["named", "another story", "taken out", "taken in again"],
)
def test_the_last_word_of_two_devices_holds_and_no_story_is_lost(
    mine: Matter, theirs: Matter, stories: tuple[str, ...], apart: tuple[str, ...]
) -> None:
    for one, other in ((mine, theirs), (theirs, mine)):
        whole = merge_matters(MatterList((one,)), MatterList((other,)))
        assert whole.matters == (replace(theirs, stories=stories, apart=apart),)
        assert merge_matters(whole, MatterList((one,))).matters == whole.matters


def test_the_file_keeps_what_is_unknown() -> None:
    value = json.loads(serialize_matters(MatterList(latest((BUDGET, FERRY)))))
    value["items"][0]["colour"] = "red"
    value["items"].append({"id": "", "of": "a later version"})
    value["about"] = "mine"
    read = parse_matters(json.dumps(value).encode())
    assert read.matters == (FERRY, BUDGET) and len(read.foreign) == 1
    assert json.loads(serialize_matters(read)) == value
    ended = replace(read, matters=(replace(read.matters[0], ended=True), read.matters[1]))
    opened = parse_matters(serialize_matters(ended))
    opened = replace(opened, matters=(replace(opened.matters[0], ended=False), opened.matters[1]))
    assert json.loads(serialize_matters(opened)) == value, "what is not said any more is not kept"


@pytest.mark.parametrize("content", [b"", b"[]", b'{"items": {}}'])
def test_what_is_no_file_of_matters_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"^(is|holds) "):
        parse_matters(content)


# Which stories belong to a matter

FOLLOWED = ("Ferry strike stops all boats to Fishbourne", 0.0)
UNION = MatterActor((frozenset(("harbour", "union")),), 1.0)
WIGHTLINK = MatterActor((frozenset(("wightlink",)),), 0.5)


def title(text: str, day: float) -> MatterTitle:
    return MatterTitle(frozenset(terms_of(text)), day * DAY)


@pytest.mark.parametrize(
    ("text", "day", "names", "joins"),
    [
        ("Ferry strike ends as boats to Fishbourne sail", 3, "harbour union wightlink", True),
        ("Ferry strike ends as boats to Fishbourne sail", 3, "", True),
        ("Boats of another ferry sail again", 3, "", False),
        ("Ferry strike ends as boats to Fishbourne sail", 40, "harbour union wightlink", False),
        ("Harbour union elects its chair", 3, "harbour union wightlink", False),
        ("Strike of nurses goes on", 3, "nhs", False),
    ],
    ids=[
        "what it is called and who",
        "what it is called",
        "nobody of it",
        "long after",
        "who alone",
        "one word",
    ],
)
def test_a_story_joins_a_matter_by_its_title_and_its_actors(
    text: str, day: float, names: str, joins: bool
) -> None:
    followed, other = title(*FOLLOWED), title(text, day)
    matcher = MatterMatcher({"old": [followed], "new": [other]}, lambda _: [names.split()])
    assert list(matcher.joining([followed], [UNION, WIGHTLINK], ["new"])) == (["new"] if joins else [])


def test_nothing_joins_a_matter_of_nothing() -> None:
    matcher = MatterMatcher({"new": [title("Ferry strike", 0)]}, lambda _: [()])
    empty: list[Any] = []
    assert not list(matcher.joining(empty, empty, ["new"]))
