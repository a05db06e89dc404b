from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.domain.annotation import AnnotatedArticle, ArticleHead, new_annotation
from briefing.domain.feeds.feed import FeedState
from briefing.domain.span import Span
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.article_tags import ArticleTags
from briefing.store.articles.retention import Retention, prune
from briefing.store.articles.search_index import SearchIndex
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate

NOW = datetime(2026, 3, 31, 12, 0, tzinfo=UTC)
WIRE, PAPER = "https://wire.example/feed", "https://paper.example/rss"
WEEK = Retention(keep_days=7)


def article(id_: str, days: float, text: str = "") -> Article:
    """One that was published so many days ago."""
    published = (NOW - timedelta(days=days)).isoformat()
    return Article(id_, f"Title {id_}", text or f"Text of {id_}.", published=published)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    with ArticleStore(tmp_path / "library.db") as store:
        yield store


def bring(store: ArticleStore, url: str, *articles: Article) -> int:
    """A document of a feed; how many of its articles are new."""
    items = [(each.id, each) for each in articles]
    (arrived,) = FeedStore(store.database).store_updates([FeedUpdate(FeedState(url), items)], fetched=NOW)
    return len(arrived.new)


def read_all(store: ArticleStore) -> None:
    store.mark([entry.id for entry in store.entries()], read=True)


def ids(store: ArticleStore) -> set[str]:
    return {entry.id for entry in store.entries()}


def pruned(store: ArticleStore, retention: Retention, keep: Iterable[str] = ()) -> set[str]:
    gone = prune(store.database, retention, NOW, keep=lambda: list(keep))
    assert len(gone) == len(set(gone))
    return set(gone)


def test_without_a_wish_everything_is_kept(store: ArticleStore) -> None:
    bring(store, WIRE, article("old", 4_000))
    read_all(store)
    assert pruned(store, Retention()) == set()
    assert ids(store) == {"old"}


def test_what_is_older_than_the_days_goes(store: ArticleStore) -> None:
    bring(store, WIRE, article("old", 7.1), article("young", 6.9))
    read_all(store)
    assert pruned(store, WEEK) == {"old"}
    assert ids(store) == {"young"}
    assert pruned(store, WEEK) == set()


def test_of_each_feed_the_newest_stay(store: ArticleStore) -> None:
    bring(store, WIRE, *(article(f"w{day}", day) for day in range(5)))
    bring(store, PAPER, *(article(f"p{day}", day + 100) for day in range(2)))
    read_all(store)
    assert pruned(store, Retention(keep_per_feed=2)) == {"w2", "w3", "w4"}
    assert ids(store) == {"w0", "w1", "p0", "p1"}


def test_one_in_two_feeds_goes_when_it_is_too_many_in_both(store: ArticleStore) -> None:
    both, late = article("both", 9), article("late", 10)
    bring(store, WIRE, *(article(f"w{day}", day) for day in range(2)), both, late)
    bring(store, PAPER, both, *(article(f"p{day}", day) for day in range(2)), late)
    bring(store, "https://small.example/", both)
    read_all(store)
    assert pruned(store, Retention(keep_per_feed=2)) == {"late"}


@pytest.mark.parametrize(
    "retention", [WEEK, Retention(keep_per_feed=1), Retention(7, 1)], ids=["by days", "by feed", "by both"]
)
def test_what_the_reader_made_something_of_never_goes(store: ArticleStore, retention: Retention) -> None:
    names = ["plain", "starred", "tagged", "annotated", "noted in a file"]
    bring(store, WIRE, article("newest", 0), *(article(name, 30) for name in names))
    store.put(article("by hand", 30), fetched=NOW)
    read_all(store)
    store.mark("starred", starred=True)
    ArticleTags(store.database).add(["tagged"], "talks")
    kept = store.get("annotated")
    assert kept is not None
    notes = AnnotatedArticle(ArticleHead.of(kept), (new_annotation(kept.text, Span(0, 4), NOW),))
    AnnotationIndex(store.database).put([("stamp", notes)])
    assert pruned(store, retention, keep=["noted in a file"]) == {"plain"}
    assert ids(store) == {"newest", "by hand", *names} - {"plain"}


def test_what_is_unread_stays_as_long_as_its_feed_holds_it(store: ArticleStore) -> None:
    old, other = article("old", 30), article("other", 30)
    bring(store, WIRE, old, other)
    store.mark("other", read=True)
    assert pruned(store, WEEK) == {"other"}
    bring(store, WIRE, article("young", 1))
    assert pruned(store, WEEK) == {"old"}


def test_what_went_does_not_come_again_from_the_document_that_still_holds_it(store: ArticleStore) -> None:
    old = article("old", 30)
    bring(store, WIRE, old)
    read_all(store)
    assert pruned(store, WEEK) == {"old"}
    assert bring(store, WIRE, old) == 0
    assert ids(store) == set()


def test_the_index_and_the_file_are_right_afterwards(store: ArticleStore) -> None:
    bring(store, WIRE, *(article(f"{number}", number) for number in range(1_200)))
    index = SearchIndex(store.database)
    index.index_pending(900)
    read_all(store)
    assert len(pruned(store, WEEK)) == 1_192
    assert (index.problems(), store.integrity()) == ((), ())
    search = ArticleSearch(store.database)
    assert search.count("text") == 8


def test_the_space_is_used_again(store: ArticleStore) -> None:
    def size() -> int:
        with store.database.reading() as connection:
            pages: int = connection.execute("PRAGMA page_count").fetchone()[0]
        return pages

    index = SearchIndex(store.database)
    sizes = []
    for round_ in range(6):
        bring(store, WIRE, *(article(f"{round_}-{number}", 30, "Words. " * 700) for number in range(100)))
        index.index_pending()
        read_all(store)
        sizes.append(size())
        assert len(pruned(store, WEEK)) == 100
    # The index keeps some words of what went until it is merged.
    assert sizes[-1] < 1.5 * sizes[0]
