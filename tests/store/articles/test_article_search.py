from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from briefing.domain import Actor, ActorKind, Analysis, Article, EngineInfo, Issue, IssueKind, Passage
from briefing.domain.annotation import AnnotatedArticle, ArticleHead, new_annotation
from briefing.domain.feeds.feed import FeedState, Subscription
from briefing.domain.query.article_query import Sort
from briefing.domain.span import Span
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.article_tags import ArticleTags
from briefing.store.articles.search_index import SearchIndex
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate

NOW = datetime(2026, 3, 4, 12, 0, tzinfo=timezone(timedelta(hours=9)))
WIRE, PAPER = "https://wire.example/feed", "https://paper.example/rss"

TALKS = Article(
    "talks",
    "Talks go on",
    "Kim Sen met Ada Roe on Monday.",
    "Ann Lee",
    "2026-03-04T08:00:00+09:00",
    "The Wire",
)
STRIKE = Article("strike", "Strike called", "Die Straße war leer. Kim stayed.", None, "2026-03-03", "El País")
PARIS = Article(
    "paris", "À l’Élysée", "On est 100% sûr: talks follow.", "José Núñez", "2026-02-10", "El País"
)
LETTER = Article("letter", "A letter", "Nothing but a note.", published="2025-12-31")


def search_of(store: ArticleStore) -> ArticleSearch:
    followed = (Subscription(WIRE, "My agency", ("Asia", "East")), Subscription(PAPER))
    return ArticleSearch(store.database, subscriptions=lambda: followed, now=lambda: NOW)


def fill(store: ArticleStore) -> None:
    """The Wire's feed has `talks`, El País' has `strike` and `paris`; `letter` was put in by hand."""
    news = [
        FeedUpdate(FeedState(WIRE, "The Wire"), [("1", TALKS)]),
        FeedUpdate(FeedState(PAPER, "El País"), [("1", STRIKE), ("2", PARIS)]),
    ]
    FeedStore(store.database).store_updates(news, fetched=NOW)
    store.put(LETTER, fetched=NOW)
    store.mark(["paris", "letter"], read=True)
    store.mark("strike", starred=True)
    ArticleTags(store.database).add(["paris"], "Élysée")
    note = new_annotation(LETTER.text, Span(0, 7), NOW, note="Why?", tags=("mail",))
    highlight = new_annotation(TALKS.text, Span(0, 7), NOW)
    AnnotationIndex(store.database).put(
        [
            ("1", AnnotatedArticle(ArticleHead.of(LETTER), (note,))),
            ("2", AnnotatedArticle(ArticleHead.of(TALKS), (highlight,))),
        ]
    )
    kim = Passage.at(TALKS.text, 0, 7)
    actor = Actor("Kim Sen", ActorKind.PERSON, None, ("Sen the Élder",), 1.0, (kim,), ())
    issue = Issue("outcome of the talks", IssueKind.PENDING, 2, (kim,), (), None)
    store.put_analysis(TALKS, Analysis(EngineInfo("e", "1", "m"), (kim,), (actor,), (issue,)))


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleSearch]:
    """Tests only read it."""
    with ArticleStore(tmp_path_factory.mktemp("search") / "library.db") as store:
        fill(store)
        SearchIndex(store.database).index_all()
        yield search_of(store)


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", "talks strike paris letter"),
        ("kim", "talks strike"),
        ("KIM monday", "talks"),
        ("ki", ""),
        ("ki*", "talks strike"),
        ('"ki*"', ""),
        ('"kim sen met"', "talks"),
        ('"sen kim"', ""),
        ("straße", "strike"),
        ("sur", "paris"),
        ("l'elysee", "paris"),
        ("100%", "paris"),
        ("talks", "talks paris"),
        ("title:talks", "talks"),
        ('title:"go on"', "talks"),
        ("author:nunez", "paris"),
        ('"ann lee"', "talks"),
        ("wire", "talks"),
        ("talks OR strike", "talks strike paris"),
        ("talks -kim", "paris"),
        ("-talks", "strike letter"),
        ("-(talks OR kim)", "letter"),
        ("kim (monday OR leer) -sen", "strike"),
        ("kim OR is:read", "talks strike paris letter"),
        ("kim is:unread -is:starred", "talks"),
        ("is:unread", "talks strike"),
        ("is:read", "paris letter"),
        ("is:starred", "strike"),
        ("-is:starred", "talks paris letter"),
        ("source:pais", "strike paris"),
        ('source:"the wire"', "talks"),
        ("-source:pais", "talks letter"),
        ("source:nobody", ""),
        ("feed:pais", "strike paris"),
        ("feed:paper.example", "strike paris"),
        ("feed:agency", "talks"),
        ("feed:east", "talks"),
        ("-feed:east", "strike paris letter"),
        ("feed:nobody", ""),
        ("tag:elysee", "paris"),
        ("tag:#mail", "letter"),
        ("tag:ely*", "paris"),
        ("tag:ely", ""),
        ("has:note", "letter"),
        ("has:annotation", "talks letter"),
        ("has:tag", "paris letter"),
        ("-has:tag", "talks strike"),
        ("actor:kim", "talks"),
        ("actor:se", "talks"),
        ("actor:=se", ""),
        ('actor:"=Kim Sen"', "talks"),
        ('actor:"=sen the elder"', "talks"),
        ('actor:"sen the elder"', "talks"),
        ("actor:outcome", ""),
        ("issue:outcome", "talks"),
        ("-issue:outcome", "strike paris letter"),
        ("after:today", "talks"),
        ("after:2026-03-03", "talks strike"),
        ("before:2026-03", "paris letter"),
        ("after:2026-02 before:2026-03", "paris"),
        ("after:7d", "talks strike"),
        ("before:0001", ""),
        ("after:9999", ""),
        ("--kim", "talks strike"),
        ("— kim", "talks strike"),
        ("-— kim", "talks strike"),
        ("kim OR —", "talks strike"),
        ("kim AND NOT NEAR", ""),
        ('kim"', "talks strike"),
        ("title : kim", ""),
        ("{kim}", "talks strike"),
        ("kim^2", ""),
        ("'); DROP TABLE articles; --", ""),
    ],
)
def test_a_query_finds(search: ArticleSearch, query: str, found: str) -> None:
    page = search.entries(query)
    assert [entry.id for entry in page.entries] == found.split()
    assert search.ids(query) == found.split()
    assert search.count(query) == len(found.split())


@pytest.mark.parametrize(
    ("query", "found", "problem"),
    [
        ("is:unred kim", "talks strike", "There is no “is:unred”; did you mean is:unread?"),
        ("is:x", "talks strike paris letter", "There is no “is:x”; is: takes unread, read, starred, muted."),
        ("-has:nots kim", "talks strike", "There is no “has:nots”; did you mean has:note?"),
        ("titel:talks", "", "There is no field “titel:”; did you mean title:?"),
        ("after:soon kim", "talks strike", "“soon” is no day; write"),
        ("kim OR", "talks strike", "OR with nothing after it, at character 5."),
        ('"kim sen', "talks", "Unclosed quote, at character 1."),
    ],
)
def test_what_makes_no_sense_is_told_and_passed_over(
    search: ArticleSearch, query: str, found: str, problem: str
) -> None:
    page = search.entries(query)
    assert [each.sentence[: len(problem)] for each in page.problems] == [problem]
    assert [entry.id for entry in page.entries] == found.split()


def test_muted_articles_are_found_only_by_who_asks_for_them(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "library.db") as store:
        search = search_of(store)
        fill(store)
        assert set(store.mark(["talks", "letter"], muted=True)) == {"talks", "letter"}
        assert search.ids() == ["strike", "paris"]
        assert search.ids("kim") == ["strike"]
        assert search.ids("is:muted") == ["talks", "letter"]
        assert search.ids("kim is:muted") == ["talks"]
        assert search.ids("is:muted OR is:read") == ["talks", "paris", "letter"]
        assert search.unread().total == 1


def test_what_was_taken_out_of_a_feed_hides_nothing_from_who_wants_the_others(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "library.db") as store:
        search = search_of(store)
        fill(store)
        store.remove("strike")
        assert search.ids("feed:pais") == ["paris"]
        assert search.ids("-feed:pais") == ["talks", "letter"]


def test_unread_articles_are_counted_by_feed_and_in_total(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "library.db") as store:
        search = search_of(store)
        fill(store)
        again = [FeedUpdate(FeedState(WIRE), [("1", TALKS), ("2", TALKS), ("3", PARIS), ("4", STRIKE)])]
        FeedStore(store.database).store_updates(again, fetched=NOW)
        unread = search.unread()
        assert (unread.total, unread.by_feed) == (2, {WIRE: 2, PAPER: 1})
        store.mark(["talks", "strike"], read=True)
        assert (search.unread().total, search.unread().by_feed) == (0, {})


@pytest.mark.parametrize(
    ("query", "found"),
    [("", "talks strike"), ("kim", "talks strike"), ("-monday", "strike"), ("is:read", ""), ("letter", "")],
)
def test_rules_are_asked_of_what_came_just_now(search: ArticleSearch, query: str, found: str) -> None:
    assert search.ids(query, among=["talks", "strike", "not there"]) == found.split()
    assert search.ids(query, among=[]) == []


# Pages


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ArticleSearch]:
    """500 articles: many share their moment, title or source."""
    articles = [
        Article(
            f"{number:03}",
            f"{'Title' if number % 2 else 'TITLE'} {number % 7}",
            f"Words{' odd' if number % 2 else ''}{' seldom' if number % 83 == 0 else ''}.",
            published=(
                datetime(2026, 1, 1, tzinfo=UTC) + timedelta(hours=number * 37 % 500 // 3)
            ).isoformat(),
            source=None if number % 5 == 0 else f"Source {number % 5}",
        )
        for number in range(500)
    ]
    with ArticleStore(tmp_path_factory.mktemp("many") / "library.db") as store:
        items = [(each.id, each) for each in articles]
        FeedStore(store.database).store_updates([FeedUpdate(FeedState(WIRE), items)], fetched=NOW)
        SearchIndex(store.database).index_all()
        store.mark([each.id for each in articles[::3]], read=True)
        yield search_of(store)


QUERIES = ("", "is:unread", "words", "odd", "seldom", "-odd", "odd is:unread", "nowhere", "seldom OR is:read")


@pytest.mark.slow
@pytest.mark.parametrize("query", QUERIES)
@pytest.mark.parametrize("order", [each for each in Sort if each is not Sort.UNREAD])
def test_the_first_are_the_first_of_all(many: ArticleSearch, query: str, order: Sort) -> None:
    wanted = many.ids(query, order=order)
    assert len(wanted) == len(set(wanted)) == many.count(query)
    found = many.entries(query, order=order, limit=7).entries
    assert [entry.id for entry in found] == wanted[:7]


def test_words_and_flags_choose_as_they_do_one_by_one(many: ArticleSearch) -> None:
    numbers = range(500)
    odd = {f"{number:03}" for number in numbers if number % 2}
    seldom = {f"{number:03}" for number in numbers if number % 83 == 0}
    read = {f"{number:03}" for number in numbers if number % 3 == 0}
    assert set(many.ids("odd is:unread")) == odd - read
    assert set(many.ids("seldom OR is:read")) == seldom | read
    assert set(many.ids("-odd -is:read")) == {f"{number:03}" for number in numbers} - odd - read


def test_orders_are_what_they_say(many: ArticleSearch) -> None:
    def values(order: Sort) -> Sequence[tuple[str, str, str]]:
        entries = many.entries(order=order, limit=500).entries
        return [(entry.published or "", entry.source or "", entry.title.lower()) for entry in entries]

    assert [published for published, _, _ in values(Sort.NEWEST)] == sorted(
        (published for published, _, _ in values(Sort.OLDEST)), reverse=True
    )
    by_source = [(source, published) for published, source, _ in values(Sort.SOURCE)]
    assert by_source == sorted(sorted(by_source, reverse=True), key=lambda each: each[0])
    titles = [title for _, _, title in values(Sort.TITLE)]
    assert titles == sorted(titles)


# Marks


def test_all_that_a_query_finds_are_marked_and_the_mark_is_undone(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "library.db") as store:
        search = search_of(store)
        fill(store)
        changed = store.mark(search.ids(), read=True)
        assert set(changed) == {"talks", "strike"}, "what was read before is not undone"
        assert search.ids("is:unread") == []
        assert set(store.mark(changed, read=False)) == {"talks", "strike"}
        assert search.ids("is:unread") == ["talks", "strike"]


@pytest.mark.slow
def test_thousands_are_marked_at_once(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "library.db") as store:
        search = search_of(store)
        items = [(f"{number}", replace(LETTER, id=f"{number}")) for number in range(3_000)]
        FeedStore(store.database).store_updates([FeedUpdate(FeedState(WIRE), items)], fetched=NOW)
        changed = store.mark([*search.ids(), "not there", "0"], starred=True)
        assert (len(changed), search.count("is:starred")) == (3_000, 3_000)
        assert store.mark("0", starred=True) == []


def test_tags_of_articles_are_added_and_taken_away_with_undo(tmp_path: Path) -> None:
    with ArticleStore(tmp_path / "library.db") as store:
        search = search_of(store)
        fill(store)
        tags = ArticleTags(store.database)
        assert set(tags.add(["talks", "paris", "not there"], "Élysée")) == {"talks"}
        assert tags.by_article() == {"paris": ("Élysée",), "talks": ("Élysée",)}
        assert tags.counts()["Élysée"] == 2
        assert tags.remove(["talks", "strike"], "Élysée") == ["talks"]
        assert search.ids("tag:elysee") == ["paris"]
