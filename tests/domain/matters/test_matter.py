"""Matters that the reader follows, and the file of them."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from briefing.domain.correction_codec import ItemList
from briefing.domain.matters.matter import (
    MATTERS,
    Matter,
    latest,
    merged,
    split,
    with_stories,
    without_story,
)
from briefing.domain.matters.matter_match import MatterMatcher
from briefing.domain.stories.event_index import EventArticle, EventIndex, PlacedArticle
from briefing.domain.stories.terms import article_terms

FERRY = Matter("a", "2026-03-04T10:00:00Z", ("a", "b"))
BUDGET = Matter("c", "2026-03-04T10:00:00Z", ("c",), "Budget", apart=("a",))
DAY = 86_400.0


def test_what_the_reader_took_out_never_comes_by_itself() -> None:
    alone = without_story(FERRY, "b")
    assert (alone.stories, alone.apart) == (("a",), ("b",))
    assert with_stories(alone, ["b", "d"]).stories == ("a", "d")


def test_stories_that_are_split_off_stay_apart() -> None:
    rest, part = split(Matter("a", "", ("a", "b", "c")), ["b"], Matter("b", "", ("b",)))
    assert (rest.stories, rest.apart) == (("a", "c"), ("b",))
    assert (part.stories, part.apart) == (("b",), ("a", "c"))
    rest, part = split(rest, ["c"], part)
    assert (rest.stories, rest.apart, part.stories, part.apart) == (("a",), ("b", "c"), ("b", "c"), ("a",))
    assert with_stories(rest, ["b", "d"]).stories == ("a", "d")


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
        whole = MATTERS.merge(ItemList((one,)), ItemList((other,)))
        assert whole.items == (replace(theirs, stories=stories, apart=apart),)
        assert MATTERS.merge(whole, ItemList((one,))).items == whole.items


def test_the_file_keeps_what_is_unknown() -> None:
    value = json.loads(MATTERS.serialize(ItemList(latest((BUDGET, FERRY)))))
    value["items"][0]["colour"] = "red"
    value["items"].append({"id": "", "of": "a later version"})
    value["about"] = "mine"
    read = MATTERS.parse(json.dumps(value).encode())
    assert read.items == (FERRY, BUDGET) and len(read.foreign) == 1
    assert json.loads(MATTERS.serialize(read)) == value
    ended = replace(read, items=(replace(read.items[0], ended=True), read.items[1]))
    opened = MATTERS.parse(MATTERS.serialize(ended))
    opened = replace(opened, items=(replace(opened.items[0], ended=False), opened.items[1]))
    assert json.loads(MATTERS.serialize(opened)) == value, "what is not said any more is not kept"


@pytest.mark.parametrize("content", [b"", b"[]", b'{"items": {}}'])
def test_what_is_no_file_of_matters_is_refused(content: bytes) -> None:
    with pytest.raises(ValueError, match=r"^(is|holds) "):
        MATTERS.parse(content)


# Which stories belong to a matter

STRIKE = (
    "Ferry strike stops all boats to Fishbourne",
    "Dockers of the Harbour Union walked out over pay, and Wightlink put off all crossings to Fishbourne. "
    "Talks between Wightlink and the Harbour Union on the pay of dockers go on in Ryde.",
)
TALKS = (
    "Dockers take the offer",
    "The Harbour Union took the offer of Wightlink on the pay of dockers after talks in Ryde, and crossings "
    "to Fishbourne begin again.",
)
CHAIR = (
    "A teacher leads dockers",
    "Members of the Harbour Union chose Ann Lee of Cowes to follow Tom Moor. A teacher at Carisbrooke "
    "until 2019, she wants women on the board, a magazine, and a museum in Newport that Hugh Dale designs.",
)
NURSES = ("Strike of nurses goes on", "Nurses in Leeds walked out over shifts, and wards were closed.")


def joined(matter: list[str], other: tuple[str, str], day: float) -> list[str]:
    """Return what joins a matter of "strike" and "nurses", both of day 0: "other", or nothing."""
    told = (("strike", STRIKE, 0.0), ("other", other, day), ("nurses", NURSES, 0.0))
    index = EventIndex(
        EventArticle(at, article_terms(*text), "en", int(day), None) for at, (_, text, day) in enumerate(told)
    )
    articles = {at: PlacedArticle(id_, day * DAY) for at, (id_, _, day) in enumerate(told)}
    return MatterMatcher(index, articles).joining(matter, ["other"])


@pytest.mark.parametrize(
    ("other", "day", "joins"),
    [
        (STRIKE, 3, True),
        (TALKS, 3, True),
        (TALKS, 40, False),
        (CHAIR, 3, False),
        (NURSES, 3, False),
    ],
    ids=[
        "the same",
        "called otherwise",
        "long after",
        "one name",
        "one word",
    ],
)
def test_a_story_joins_a_matter_by_what_its_articles_say(
    other: tuple[str, str], day: float, joins: bool
) -> None:
    assert joined(["strike"], other, day) == (["other"] if joins else [])
    assert joined(["gone", "strike"], other, day) == (["other"] if joins else [])


WARDS = (
    "Wards open again",
    "Nurses in Leeds took an offer on shifts. The mayor of Hull praised surgeons, and porters in York vote.",
)


def test_what_has_joined_a_matter_does_not_carry_it_elsewhere() -> None:
    assert joined(["strike", "nurses"], TALKS, 3) and joined(["nurses", "strike"], WARDS, 3)
    assert not joined(["strike", "nurses"], WARDS, 3)


def test_nothing_joins_a_matter_of_nothing() -> None:
    assert not joined([], STRIKE, 1)
    assert not joined(["gone"], STRIKE, 1)
