"""Which articles are one story, and which story keeps its id."""

from __future__ import annotations

import gzip
import json
import random
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path

import pytest

from briefing.domain.stories.assignment import AssignedStory, Membership, StoryWindow, assign_stories
from briefing.domain.stories.event_index import EventArticle
from briefing.domain.stories.terms import article_terms

RULING = (
    "Supreme Court rules suspension of Parliament by Boris Johnson unlawful, Lady Hale announced in London"
)
STORM = (
    "Hurricane Humberto strengthens to category three while approaching Bermuda, the Hurricane Center said"
)
MERGER = "Nordline and Kestrel Shipping agree to merge their container terminals in Rotterdam and Gdansk"


def window(
    *texts: str, stories: Mapping[int, Membership] | None = None, days: Sequence[int] | None = None
) -> StoryWindow:
    """Articles 0, 1, … with the ids a, b, … and these texts."""
    days = days or [0] * len(texts)
    return StoryWindow(
        [
            EventArticle(number, article_terms(text, text), "en", day, day)
            for number, (text, day) in enumerate(zip(texts, days, strict=True))
        ],
        {number: chr(ord("a") + number) for number in range(len(texts))},
        stories or {},
    )


def members(stories: Sequence[AssignedStory]) -> dict[str, set[int]]:
    return {story.id: set(story.members) for story in stories}


def test_articles_on_one_event_are_a_story_named_by_its_first() -> None:
    found = assign_stories(window(RULING, STORM, f"{RULING} today", MERGER), range(4))
    assert members(found) == {"a": {0, 2}, "b": {1}, "d": {3}}
    assert found[0].members[0] > 0.9 and found[1].members == {1: 1.0}
    assert {"parliament", "johnson"} & set(found[0].terms)


def test_articles_a_week_apart_or_in_two_languages_are_two_stories() -> None:
    assert len(assign_stories(window(RULING, RULING, days=(0, 5)), range(2))) == 2
    one, other = window(RULING, RULING).articles
    german = EventArticle(1, other.terms, "de", 0, 0)
    assert len(assign_stories(StoryWindow([one, german], {0: "a", 1: "b"}), range(2))) == 2


def test_an_undated_article_is_as_far_away_as_its_fetch() -> None:
    terms = article_terms(RULING, RULING)
    old, undated = EventArticle(0, terms, "en", 100, 10), EventArticle(1, terms, "en", 100, None)
    assert len(assign_stories(StoryWindow([old, undated], {0: "a", 1: "b"}), range(2))) == 1


def test_a_story_keeps_its_id_when_articles_join_it() -> None:
    stories = {1: Membership("b"), 2: Membership("b")}
    found = assign_stories(window(RULING, RULING, RULING, STORM, stories=stories), [0, 3])
    assert members(found) == {"b": {0, 1, 2}, "d": {3}}


def test_stories_that_nothing_new_touches_are_left_alone() -> None:
    stories = {0: Membership("a"), 1: Membership("a")}
    assert members(assign_stories(window(RULING, MERGER, STORM, stories=stories), [2])) == {"c": {2}}


def test_a_story_that_another_takes_in_is_named() -> None:
    stories = {0: Membership("a"), 1: Membership("a"), 2: Membership("c")}
    found = assign_stories(window(RULING, RULING, RULING, RULING, stories=stories), [3])
    assert members(found) == {"a": {0, 1, 2, 3}}
    assert found[0].replaces == ("c",)


def test_an_id_is_never_given_twice() -> None:
    # The article that story “a” began with is in another story by now.
    stories = {1: Membership("a"), 0: Membership("z")}
    found = assign_stories(window(STORM, MERGER, RULING, stories=stories), [2], taken=("c", "c-2"))
    assert [story.id for story in found] == ["c-3"]


def test_what_the_reader_did_by_hand_stays() -> None:
    apart = {number: Membership(story, by_hand=True) for number, story in enumerate("aba")}
    found = members(assign_stories(window(RULING, RULING, RULING, RULING, stories=apart), [3]))
    assert 1 in found["b"] and {0, 2} <= found["a"] and 3 in found["a"] | found["b"]
    together = {0: Membership("a", by_hand=True), 1: Membership("a", by_hand=True)}
    found = members(assign_stories(window(RULING, STORM, RULING, STORM, stories=together), [2, 3]))
    assert {0, 1} <= found["a"]


# Real articles


Row = Mapping[str, str]


@pytest.fixture(scope="module")
def rows() -> list[Row]:
    with gzip.open(Path(__file__).with_name("ecbplus.jsonl.gz"), "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


@pytest.fixture(scope="module")
def articles(rows: Sequence[Row]) -> list[EventArticle]:
    return [
        EventArticle(number, article_terms(row["title"], row["text"]), "en", 0, None)
        for number, row in enumerate(rows)
    ]


def b_cubed(one: Mapping[int, str], other: Mapping[int, str]) -> tuple[float, float]:
    """Precision and recall of the second against the first, after Bagga & Baldwin 1998."""
    ones, others = defaultdict(set), defaultdict(set)
    for item in one:
        ones[one[item]].add(item)
        others[other[item]].add(item)
    shared = {item: len(ones[one[item]] & others[other[item]]) for item in one}
    precision = sum(shared[item] / len(others[other[item]]) for item in one) / len(one)
    return precision, sum(shared[item] / len(ones[one[item]]) for item in one) / len(one)


def f1(one: Mapping[int, str], other: Mapping[int, str]) -> float:
    precision, recall = b_cubed(one, other)
    return 2 * precision * recall / (precision + recall)


def story_of(found: Sequence[AssignedStory]) -> dict[int, str]:
    return {number: story.id for story in found for number in story.members}


def test_events_of_real_articles_are_told_apart(
    rows: Sequence[Row], articles: Sequence[EventArticle]
) -> None:
    ids = {number: row["id"] for number, row in enumerate(rows)}
    found = assign_stories(StoryWindow(articles, ids), ids)
    gold = {number: row["story"] for number, row in enumerate(rows)}
    assert f1(gold, story_of(found)) >= 0.92
    groups = [story.members for story in found if len(story.members) > 1]
    mixed = sum(len({gold[number] for number in group}) > 1 for group in groups)
    assert mixed / len(groups) <= 0.1


def test_the_order_in_which_articles_come_matters_little(
    rows: Sequence[Row], articles: Sequence[EventArticle]
) -> None:
    """One after the other, which is worse than at once, as the feeds of a day come."""
    some = [article for article in articles if article.number % 5 == 0]
    results = []
    for seed in range(2):
        order = random.Random(seed).sample(some, len(some))
        memberships: dict[int, Membership] = {}
        for at, article in enumerate(order, 1):
            before = sorted(order[:at], key=lambda each: each.number)
            ids = {each.number: rows[each.number]["id"] for each in before}
            for story in assign_stories(StoryWindow(before, ids, memberships), [article.number]):
                memberships |= {number: Membership(story.id) for number in story.members}
        results.append({number: each.story for number, each in memberships.items()})
    assert f1(*results) >= 0.97
