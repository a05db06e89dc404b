"""What the Feeds screen lists, without a screen."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from briefing.presentation.keys.registry import COMMANDS, with_keys
from briefing.presentation.library.feed_rows import FeedOverview, feed_row, folders_in, matching_lines, tree
from briefing.presentation.rows import Row
from tests.ui.feeding import FEEDS, OVERVIEW, feed

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


def shown(row: Row) -> str:
    return " ".join(filter(None, (row.label.strip(), row.text, row.count)))


def test_all_comes_first_then_queries_folders_with_their_feeds_and_tags() -> None:
    rows = [shown(feed_row(line, NOW)) for line in tree(OVERVIEW, ())]
    assert rows == [
        "All 15 of 340",
        "Unread 15",
        "Starred 2",
        "/ Budget",
        "Wire 3",
        "▾ World 12",
        "  Globe 12",
        "  ▾ Europe",
        "!     Post",
        "!   Old",
        "#oil 4",
    ]


def test_a_closed_folder_hides_what_lies_in_it_and_says_that_some_of_it_fails() -> None:
    rows = [shown(feed_row(line, NOW)) for line in tree(OVERVIEW, ["folder:World"])]
    assert rows[4:] == ["Wire 3", "! ▸ World 12", "#oil 4"]


@pytest.mark.parametrize(
    ("key", "query"),
    [
        ("all", ""),
        ("unread", "is:unread"),
        ("query:Budget", "budget OR tax"),
        ("feed:https://wire.example/rss", 'feed:"https://wire.example/rss"'),
        ("folder:World\nEurope", 'feed:"https://post.example/rss"'),
        ("tag:oil", 'tag:"oil"'),
    ],
)
def test_each_line_has_the_query_that_lists_it(key: str, query: str) -> None:
    (line,) = (line for line in tree(OVERVIEW, ()) if line.key == key)
    assert line.scope.query == query


def test_a_folder_stands_for_all_feeds_within() -> None:
    (line,) = (line for line in tree(OVERVIEW, ()) if line.key == "folder:World")
    assert line.feeds == FEEDS[1:]


def test_folders_and_feeds_of_one_name_do_not_get_mixed_up() -> None:
    feeds = (feed("a", "World"), feed("b", "Other", "World"), feed("c", "World"))
    lines = tree(FeedOverview(feeds), ())[3:]
    assert [(line.scope.title, line.depth, len(line.feeds)) for line in lines] == [
        ("World", 0, 2),
        ("a", 1, 1),
        ("c", 1, 1),
        ("Other", 0, 1),
        ("World", 1, 1),
        ("b", 2, 1),
    ]


@pytest.mark.parametrize(
    ("typed", "titles"),
    [
        ("post", ["World", "Europe", "Post"]),
        ("POST.example", ["World", "Europe", "Post"]),
        ("world", ["World"]),
        ("#oil", ["#oil"]),
        ("nowhere", []),
    ],
)
def test_a_filter_leaves_what_holds_the_words_with_the_folders_above(typed: str, titles: list[str]) -> None:
    assert [line.scope.title for line in matching_lines(OVERVIEW, typed)] == titles


def test_the_status_row_says_why_a_feed_fails_and_when_it_is_tried_next() -> None:
    failing = feed("A", error="a.example gave no answer.", next_try="2026-11-20T13:30:00+00:00")
    gone = replace(FEEDS[3], folder=())
    about = [feed_row(line, NOW).about for line in tree(FeedOverview((failing, gone, FEEDS[0])), ())[3:6]]
    assert about[0] == "Next try 13:30: a.example gave no answer."
    assert about[1].startswith("Gone, no longer refreshed: https://old.example/rss is gone")
    assert with_keys(about[1], COMMANDS).endswith("dd unfollows it.")
    assert about[2] == "https://wire.example/rss · refreshed 08:00"


def test_what_a_feed_calls_itself_cannot_harm_the_screen() -> None:
    row = feed_row(tree(FeedOverview((feed("x\x1b[2Jy\nz"),)), ())[3], NOW)
    assert row.text.isprintable()


def test_without_feeds_it_is_offered_to_pick_follow_and_import() -> None:
    keys = [line.key for line in tree(FeedOverview(), ())]
    assert keys == ["all", "unread", "starred", "do:starters", "do:follow"]


def test_folders_in_use_are_offered_as_one_types_them() -> None:
    assert folders_in(FEEDS) == ("World", "World / Europe")
