"""Counts of articles by day, week and actor, and that the query of each finds as many."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, timedelta, timezone
from pathlib import Path

import pytest

from briefing.domain import Actor, ActorKind, Analysis, Article, EngineInfo, Passage
from briefing.domain.annotation import AnnotatedArticle, ArticleHead, new_annotation
from briefing.domain.span import Span
from briefing.domain.stories.activity import ActorCount, Period
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore

NOW = datetime(2026, 3, 4, 12, tzinfo=timezone(timedelta(hours=9)))  # a Wednesday
PUBLISHED = {
    "today": "2026-03-04T00:00:00+09:00",
    "last minute": "2026-03-03T23:59:00+09:00",
    "in utc": "2026-03-03T14:30:00+00:00",
    "sunday": "2026-03-01T10:00:00+09:00",
    "old": "2025-01-01",
}


def article(id_: str, text: str = "Kim Sen met the EU.") -> Article:
    return Article(id_, id_, text, published=PUBLISHED[id_])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    with ArticleStore(tmp_path / "library.db") as store:
        for id_ in PUBLISHED:
            store.put(article(id_, f"Kim Sen met the EU, which Reuters said {id_}."), fetched=NOW)
        store.mark(["in utc", "old"], read=True)
        noted = article("sunday")
        note = new_annotation(noted.text, Span(0, 7), NOW, note="Why?")
        other = new_annotation(noted.text, Span(8, 11), NOW)
        AnnotationIndex(store.database).put([("1", AnnotatedArticle(ArticleHead.of(noted), (note, other)))])
        yield store


@pytest.fixture
def search(store: ArticleStore) -> Iterator[ArticleSearch]:
    yield ArticleSearch(store.database, now=lambda: NOW)


def analysed(store: ArticleStore, id_: str, *actors: tuple[str, tuple[str, ...]]) -> None:
    found = store.get(id_)
    assert found is not None
    whole = (Passage.at(found.text, 0, 7),)
    named = tuple(Actor(name, ActorKind.PERSON, None, names, 0.5, whole, ()) for name, names in actors)
    store.put_analysis(found, Analysis(EngineInfo("e", "1", "m"), (), named, ()))


def test_days_begin_at_midnight_where_the_reader_is(search: ArticleSearch) -> None:
    assert search.periods("", days=1, most=90) == (
        Period(date(2026, 3, 4), date(2026, 3, 4), 1),
        Period(date(2026, 3, 3), date(2026, 3, 3), 2, 1),
        Period(date(2026, 3, 2), date(2026, 3, 2)),
        Period(date(2026, 3, 1), date(2026, 3, 1), 1, 0, 1),
        Period(None, date(2026, 2, 28), 1, 1),
    )


def test_weeks_begin_on_monday(search: ArticleSearch) -> None:
    assert search.periods("", days=7, most=104) == (
        Period(date(2026, 3, 2), date(2026, 3, 4), 3, 1),
        Period(date(2026, 2, 23), date(2026, 3, 1), 1, 0, 1),
        *(
            Period(monday, monday + timedelta(days=6))
            for monday in (date(2026, 2, 16) - timedelta(days=7 * week) for week in range(59))
        ),
        Period(date(2024, 12, 30), date(2025, 1, 5), 1, 1),
    )


@pytest.mark.parametrize("days", [1, 7])
@pytest.mark.parametrize("most", [1, 2, 90])
def test_the_query_of_a_period_finds_its_articles(search: ArticleSearch, days: int, most: int) -> None:
    periods = search.periods("", days=days, most=most)
    for period in periods:
        end = period.last + timedelta(days=1)
        query = f"after:{period.first or '1970'} before:{end}"
        assert search.count(query) == period.articles
        assert search.count(f"{query} is:read") == period.read
        assert search.count(f"{query} has:annotation") == period.annotated
    assert sum(period.articles for period in periods) == len(PUBLISHED)


def test_only_what_the_query_matches_is_counted(search: ArticleSearch, store: ArticleStore) -> None:
    store.mark("today", muted=True)
    assert search.periods("is:unread after:2026-03-03", days=1, most=90) == (
        Period(date(2026, 3, 4), date(2026, 3, 4)),
        Period(date(2026, 3, 3), date(2026, 3, 3), 1),
    )
    assert search.periods("nothing", days=1, most=90) == ()


def test_actors_are_counted_once_an_article_as_the_query_of_their_name_finds_them(
    search: ArticleSearch, store: ArticleStore
) -> None:
    analysed(store, "today", ("Kim Sen", ("Sen",)), ("EU", ()), ("Reuters", ()))
    analysed(store, "sunday", ("KIM SEN", ()), ("European Union", ("EU",)))
    analysed(store, "old", ("Kim Sen", ()), ("Reuters", ()), ('Ann "Nan" Lee', ()))
    counts = search.actors("", most=9)
    assert (counts.briefed, counts.articles) == (3, 5)
    assert counts.actors == tuple(
        ActorCount(name, "person", number)
        for name, number in (
            ("Kim Sen", 3), ("EU", 2), ("Reuters", 2), ('Ann "Nan" Lee', 1), ("European Union", 1),
        )
    )  # fmt: skip
    for actor in counts.actors:
        query = f'actor:"={actor.name.replace(chr(34), " ")}"'
        assert search.count(query) == actor.articles, query
    assert search.count("actor:eu") == 3  # a part of Reuters, too
    assert search.actors("after:2026-03-02", most=1).actors == (ActorCount("EU", "person", 1),)


def test_a_damaged_analysis_counts_nobody(search: ArticleSearch, store: ArticleStore) -> None:
    analysed(store, "today", ("Kim Sen", ()))
    analysed(store, "old", ("Kim Sen", ()), ("Reuters", ()))
    with store.database.writing() as connection:
        connection.execute("UPDATE analyses SET payload = '{' WHERE payload LIKE '%Reuters%'")
    assert [actor.name for actor in search.actors("", most=9).actors] == ["Kim Sen"]
