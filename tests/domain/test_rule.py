from __future__ import annotations

from datetime import UTC, datetime

import pytest

from briefing.domain.query.article_query import query_problems
from briefing.domain.rule import Action, Notification, Rule, notifications, parse_rule

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("then", "rule"),
    [
        ("mute", Rule("rain", Action.MUTE)),
        (" Star ", Rule("rain", Action.STAR)),
        ("READ", Rule("rain", Action.READ)),
        ("notify", Rule("rain", Action.NOTIFY)),
        ("tag:Weather", Rule("rain", Action.TAG, "Weather")),
        ("tag: #sea,  level ", Rule("rain", Action.TAG, "sea level")),
        ("tag:a:b", Rule("rain", Action.TAG, "a:b")),
    ],
)
def test_what_a_rule_does_is_read(then: str, rule: Rule) -> None:
    assert parse_rule(" rain ", then, NOON) == rule


@pytest.mark.parametrize(
    "when", ["", "-", "rain OR", "is:unred", "before:13-13", "has:notes", "topic:x", '"a']
)
def test_a_rule_is_refused_whole_where_part_of_its_query_makes_no_sense(when: str) -> None:
    with pytest.raises(ValueError, match=r"\.$|\?$"):
        parse_rule(when, "mute", NOON)


@pytest.mark.parametrize(
    ("typed", "places"),
    [
        ('rain (feed:wire OR -is:starred) has:note after:7d "at sea"', []),
        ("is:x rain after:y (", [0, 10, 18]),
    ],
)
def test_problems_are_told_in_the_order_of_what_was_typed(typed: str, places: list[int]) -> None:
    assert [problem.at for problem in query_problems(typed, NOON)] == places


def test_a_notification_of_many_names_a_few_and_counts_the_rest() -> None:
    titles = ("One", "T" * 80, "Three\x1b", "Four", "Five")

    assert notifications([Notification(Rule("rain\n", Action.NOTIFY), titles)]) == (
        f"New for rain : “One”; “{'T' * 59}…”; “Three\ufffd” and 2 more.",
    )


def test_a_rule_that_found_something_several_times_has_one_sentence() -> None:
    rain, snow = Rule("rain", Action.NOTIFY), Rule("snow", Action.NOTIFY)

    assert notifications(
        [Notification(rain, ("One",)), Notification(snow, ("Two",)), Notification(rain, ("Three",))]
    ) == (
        "New for rain: “One”; “Three”.",
        "New for snow: “Two”.",
    )
