"""`sources:` and `has:new`: articles by how many publishers tell their story, and by what is new in it."""

from __future__ import annotations

import operator
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.domain.query.article_query import query_problems
from briefing.domain.rule import parse_rule
from briefing.services.library import Library
from tests.libraries import library_at
from tests.services.test_stories import DAY, article, ingest
from tests.ui.conftest import StubEngine

NOW = DAY + timedelta(days=2)
LONG = "More was said of the ruling by those who had been there, and by some who had not. " * 4
ARTICLES = (
    *(article(0, remark) for remark in range(4)),
    article(1, 0),
    article(1, 1),
    article(1, 1, 1, source="Paper 0"),
    *(
        replace(article(2, 0), text=LONG, id=f"{n:016x}", source=None, url=f"https://www.p{n}.example/")
        for n in (8, 9)
    ),
)


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, StubEngine(), now=lambda: NOW) as library:
        ingest(library, *ARTICLES)
        library.stories.assign()
        yield library


@pytest.mark.parametrize(
    ("written", "compare"),
    [
        ("{}", operator.eq),
        ("={}", operator.eq),
        (">{}", operator.gt),
        (">={}", operator.ge),
        ("<{}", operator.lt),
        ("<={}", operator.le),
    ],
)
def test_sources_compares_what_a_story_counts(library: Library, written: str, compare: object) -> None:
    stories = library.stories.stories([each.id for each in ARTICLES])
    assert {story.sources for story in stories} >= {1, 2, 4}
    for number in range(6):
        wanted = {each.id for story in stories if compare(story.sources, number) for each in story.articles}  # type: ignore[operator]
        query = f"sources:{written.format(number)}"
        assert set(library.articles.ids(query)) == wanted, query
        assert set(library.articles.ids(f"-{query}")) == {each.id for each in ARTICLES} - wanted


def test_an_article_without_a_story_has_no_sources(library: Library) -> None:
    ingest(library, late := article(2, 3, 9))
    assert late.id not in library.articles.ids("sources:<9") and late.id in library.articles.ids(
        "-sources:<9"
    )


def test_has_new_finds_stories_with_what_came_since_the_reader_left_them(library: Library) -> None:
    assert library.articles.ids("has:new") == []  # none was opened: all would be new
    story = library.stories.story(ARTICLES[0].id)
    library.stories.edits.set_seen(story.id, DAY.timestamp())
    assert library.articles.ids("has:new") == []
    story = library.stories.story(from_feed(library, article(0, 3, 1), days=-9, fetched=8).id)
    library.stories.edits.set_seen(story.id, (DAY + timedelta(days=1)).timestamp())
    assert (
        library.stories.story(story.id).new == 0 and library.articles.ids("has:new") == []
    )  # its feed's past
    from_feed(library, article(0, 2, 1), days=0.5, fetched=2)  # published before, brought after
    story = library.stories.story(story.id)
    assert story.new == 1
    assert set(library.articles.ids("has:new")) == {each.id for each in story.articles}
    library.stories.edits.set_seen(story.id, (DAY + timedelta(days=2)).timestamp())
    assert library.articles.ids("has:new") == []


def from_feed(library: Library, made: Article, *, days: float, fetched: float) -> Article:
    """Put an article of the first story into it, published and fetched so many days after `DAY`."""
    ingest(library, replace(made, published=(DAY + timedelta(days=days)).isoformat()))
    library.stories.assign()
    library.stories.edits.merge([made.id, ARTICLES[0].id])
    with library._store.database.writing() as connection:
        connection.execute(
            "UPDATE articles SET by_hand = 0, fetched = ? WHERE id = ?",
            ((DAY + timedelta(days=fetched)).isoformat().replace("+00:00", "Z"), made.id),
        )
    return made


@pytest.mark.parametrize("value", ["many", ">", "-1", "1.5", "=>2", "9999999", "٣"])
def test_what_is_no_number_of_sources_says_so(library: Library, value: str) -> None:
    (problem,) = query_problems(f'sources:"{value}"', NOW) or [None]
    assert problem is not None and "sources:3 or sources:>2" in problem.sentence
    assert library.articles.search(f'sources:"{value}"').problems


def test_a_rule_cannot_ask_for_sources() -> None:
    with pytest.raises(ValueError, match="sources: is known only once the article is in a story"):
        parse_rule("sources:>2", "star", NOW)
