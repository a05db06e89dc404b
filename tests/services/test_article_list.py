"""Long lists of articles: in every order, within every scope, and what is told of them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from briefing.domain import Span
from briefing.domain.query.article_query import Sort
from briefing.services.article_list import ArticleListService
from briefing.services.library import Library
from tests.libraries import library_at
from tests.ui.conftest import StubEngine
from tests.ui.newsstand import fill, news


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, StubEngine()) as library:
        fill(library, [news(n) for n in range(6)])
        library.articles.mark([news(1).id, news(4).id], read=True)
        yield library


def numbers(ids: list[str] | tuple[str, ...]) -> list[int]:
    return [int(id_, 16) for id_ in ids]


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        (Sort.NEWEST, [0, 1, 2, 3, 4, 5]),
        (Sort.OLDEST, [5, 4, 3, 2, 1, 0]),
        (Sort.SOURCE, [1, 3, 5, 0, 2, 4]),
        (Sort.TITLE, [0, 1, 2, 3, 4, 5]),
        (Sort.UNREAD, [0, 2, 3, 5, 1, 4]),
    ],
)
def test_the_first_page_and_all_are_in_the_same_order(library: Library, sort: Sort, order: list[int]) -> None:
    catalogue = library.article_list
    assert numbers(catalogue.ids("", "", sort)) == order
    assert numbers(catalogue.first("", "", sort, 5).ids) == order[:5]


def test_what_is_typed_is_looked_for_within_the_scope_only(library: Library) -> None:
    catalogue = library.article_list
    assert numbers(catalogue.ids("is:unread", "title:1 OR title:2", Sort.NEWEST)) == [2]
    assert catalogue.count("is:unread", "source:courier") == 2


def test_what_is_passed_over_is_told_once_and_where_it_was_typed(library: Library) -> None:
    finding = library.article_list.first("is:unread", "is:unred foo:bar (x", Sort.UNREAD, 5)
    sentences = [problem.sentence for problem in finding.problems]
    assert "Unclosed parenthesis, at character 18." in sentences
    assert "There is no “is:unred”; did you mean is:unread?" in sentences
    assert len(sentences) == len(set(sentences)) == 3


def test_only_stories_that_are_told_more_than_once_are_named(library: Library) -> None:
    text = "The same words, told by several feeds at once. " * 8
    fill(
        library,
        [news(7, title="Ferry", text=text), news(300, title="Far", text="Nothing."), news(8, text=text)],
    )
    before = library.article_list.change_marker
    assert library.article_list.stories() == {}
    library.stories.assign()
    stories = library.article_list.stories()
    assert stories[news(7).id] == stories[news(8).id] and news(300).id not in stories
    assert library.article_list.change_marker != before


def test_the_state_differs_once_articles_have_come_or_gone_and_not_for_marks(library: Library) -> None:
    catalogue: ArticleListService = library.article_list
    before = catalogue.change_marker
    library.articles.mark([news(0).id], read=True)
    assert catalogue.change_marker == before
    fill(library, [news(9)])
    after = catalogue.change_marker
    library.articles.remove(news(2).id)
    assert before != after != catalogue.change_marker


def test_entries_come_for_those_that_are_here(library: Library) -> None:
    catalogue = library.article_list
    assert {entry.id for entry in catalogue.entries([news(1).id, "gone"])} == {news(1).id}
    assert catalogue.existing_ids([news(1).id, "gone"]) == {news(1).id}


def test_a_tag_is_told_for_one_that_is_like_it(library: Library) -> None:
    catalogue = library.article_list
    assert catalogue.tags.add([news(1).id, news(2).id], "Military") == [news(1).id, news(2).id]
    assert catalogue.tags.add([news(1).id], "Military") == []
    assert catalogue.suggest("ferry tag:militry") == "tag:Military"
    assert catalogue.suggest("tag:military") == "" == catalogue.suggest("tag:zzz")
    assert catalogue.tags.remove([news(1).id, news(3).id], "Military") == [news(1).id]


def test_where_the_list_was_left_is_remembered(library: Library) -> None:
    assert library.article_list.saved_position() == ""
    library.article_list.save_position("there")
    assert library.article_list.saved_position() == "there"


def test_tags_are_counted_by_articles_whether_these_bear_them_or_their_annotations(library: Library) -> None:
    library.article_list.tags.add([news(1).id, news(2).id], "Oil")
    for number in (2, 3):
        article = library.articles.article(news(number).id)
        note = library.annotations.draft(article, Span(0, 5), tags=("oil",))
        library.annotations.apply([note])
    assert {tag.lower(): count for tag, count in library.article_list.tags.counts().items()} == {"oil": 3}
