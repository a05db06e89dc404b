"""Lists of articles by their ids: folded by story, kept in place, and where a cursor goes."""

from __future__ import annotations

import json

import pytest

from briefing.domain.query.article_query import Sort
from briefing.presentation.library.library_listing import ArticleListing, folded, kept_in_place
from briefing.presentation.library.list_place import ALL, UNREAD, ListPlace, Scope, feed_scope, tag_scope

STORIES = {"b": "1", "d": "1", "e": "1", "c": "2", "f": "2"}


def test_the_first_of_a_story_stands_for_the_others() -> None:
    listing = folded("abcdefg", STORIES)
    assert listing.ids == ("a", "b", "c", "g")
    assert dict(listing.others) == {"b": ("d", "e"), "c": ("f",)}
    assert sorted(listing.every) == list("abcdefg")


def test_a_story_unfolds_where_it_stands_and_folds_again() -> None:
    listing = folded("abcdefg", STORIES).toggled("b")
    assert listing.ids == ("a", "b", "d", "e", "c", "g")
    assert (listing.head_of("e"), listing.head_of("b"), listing.head_of("a")) == ("b", "b", "a")
    assert listing.toggled("b").ids == ("a", "b", "c", "g")


def test_an_article_that_is_folded_away_is_found_at_the_one_that_stands_for_it() -> None:
    listing = folded("abcdefg", STORIES)
    assert (listing.line_of("e"), listing.line_of("g"), listing.line_of("z")) == (1, 3, None)


def test_a_story_told_once_in_this_list_is_not_folded() -> None:
    listing = folded("abc", {"b": "1", "elsewhere": "1"}, expanded={"b"})
    assert listing.ids == ("a", "b", "c") and not listing.others and not listing.expanded


@pytest.mark.parametrize(
    ("now", "line"),
    [("abcde", 2), ("zabcde", 3), ("abde", 2), ("ab", 1), ("e", 0), ("xyz", 0), ("", 0)],
    ids=["same", "one-above", "next", "before", "only-one-left", "none-left", "empty"],
)
def test_a_cursor_stays_on_its_article_or_goes_to_what_came_next(now: str, line: int) -> None:
    assert ArticleListing(tuple(now)).line_after(ArticleListing(tuple("abcde")), 2) == line


@pytest.mark.parametrize(
    ("before", "now", "kept", "listed"),
    [
        ("abcd", "abd", "c", "abcd"),
        ("abcd", "xabd", "c", "xabcd"),
        ("abcd", "bcd", "a", "abcd"),
        ("abcd", "xd", "abc", "abcxd"),
        ("abcd", "ad", "c", "acd"),
        ("abcd", "axd", "bc", "abcxd"),
        ("", "ab", "", "ab"),
    ],
)
def test_what_was_listed_before_stays_behind_what_it_stood_behind(
    before: str, now: str, kept: str, listed: str
) -> None:
    assert "".join(kept_in_place(before, now, set(kept))) == listed


def test_a_place_is_read_as_it_was_written() -> None:
    place = ListPlace(
        Scope("Wire", 'feed:"https://a.example"'), "ferry", Sort.UNREAD, "a", "b", ("ferry", "“x”")
    )
    assert ListPlace.read(place.written()) == place


@pytest.mark.parametrize(
    "written",
    ["", "{", "[]", "null", '{"scope": 3, "sort": "by colour", "filters": "x", "typed": []}', '{"sort": {}}'],
)
def test_a_damaged_place_is_the_start_of_everything(written: str) -> None:
    assert ListPlace.read(written) == ListPlace(ALL)


def test_a_filter_that_is_used_again_is_remembered_once_and_in_front() -> None:
    place = ListPlace().with_filter("a").with_filter("b").with_filter("a").with_filter(" ")
    assert place.filters == ("a", "b")
    many = place
    for number in range(100):
        many = many.with_filter(str(number))
    assert len(many.filters) == 30 and many.filters[0] == "99"
    assert len(json.loads(many.written())["filters"]) == 30


def test_scopes_are_queries_that_one_could_type() -> None:
    assert UNREAD.query == "is:unread"
    assert tag_scope("two words").query == 'tag:"two words"'
    urls = ["https://a.example/f", "https://b.example/g"]
    assert feed_scope("World", urls).query == 'feed:"https://a.example/f" OR feed:"https://b.example/g"'
