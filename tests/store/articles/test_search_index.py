from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.domain.feeds.feed import FeedState
from briefing.errors import StoreError
from briefing.store.articles import search_index as full_text
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.search_index import SearchIndex
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


def article(id_: str, text: str = "") -> Article:
    return Article(id_, f"Title {id_}", text or f"Words of {id_}.", source="Wire", author="Ann Lee")


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    with ArticleStore(tmp_path / "library.db") as store:
        yield store


@pytest.fixture
def index(store: ArticleStore) -> SearchIndex:
    return SearchIndex(store.database)


@pytest.fixture
def search(store: ArticleStore) -> Iterator[ArticleSearch]:
    yield ArticleSearch(store.database)


def put(store: ArticleStore, *articles: Article) -> None:
    for each in articles:
        store.put(each, fetched=NOON)


def bring(store: ArticleStore, *articles: Article) -> None:
    """As a refresh does, which leaves them waiting to be indexed."""
    items = [(each.id, each) for each in articles]
    FeedStore(store.database).store_updates([FeedUpdate(FeedState("feed"), items)], fetched=NOON)


def test_what_a_refresh_brings_is_indexed_in_batches_until_none_waits(
    store: ArticleStore, index: SearchIndex
) -> None:
    bring(store, *(article(f"{number}") for number in range(7)))
    assert index.pending() == 7
    assert [index.index_pending(3) for _ in range(4)] == [3, 3, 1, 0]
    assert index.pending() == 0
    assert index.problems() == ()


def test_a_single_write_is_indexed_at_once(
    store: ArticleStore, index: SearchIndex, search: ArticleSearch
) -> None:
    put(store, article("a"), article("b"))
    assert (index.pending(), set(search.ids("words"))) == (0, {"a", "b"})


def test_a_single_write_takes_along_a_few_that_a_refresh_left(
    store: ArticleStore, index: SearchIndex, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(full_text, "FEW", 3)
    bring(store, *(article(f"{number}") for number in range(7)))
    put(store, article("a"))
    assert index.pending() == 5


def test_a_search_says_how_many_articles_it_left_out(
    store: ArticleStore, index: SearchIndex, search: ArticleSearch
) -> None:
    put(store, article("a"))
    bring(store, *(article(f"{number}") for number in range(4)))
    page = search.entries("words")
    assert ([entry.id for entry in page.entries], page.unsearched) == (["a"], 4)
    assert search.entries("is:unread").unsearched == 0
    index.index_all()
    page = search.entries("words")
    assert (len(page.entries), page.unsearched) == (5, 0)


@pytest.mark.parametrize("indexed", [True, False], ids=["indexed", "waiting"])
class TestKeptRight:
    @pytest.fixture(autouse=True)
    def an_article(self, store: ArticleStore, indexed: bool) -> None:
        (put if indexed else bring)(store, article("a", "Old words."), article("b"))

    def test_by_a_change_of_the_text(
        self, store: ArticleStore, index: SearchIndex, search: ArticleSearch
    ) -> None:
        put(store, article("a", "New words."))
        assert (search.ids("old"), search.ids("new")) == ([], ["a"])
        index.index_pending()
        assert (search.ids("old"), search.ids("new")) == ([], ["a"])
        assert index.problems() == ()

    @pytest.mark.parametrize(
        ("changes", "query"),
        [({"title": "Strike"}, "title:strike"), ({"author": "Bo Day"}, "author:day"), ({"source": "X"}, "x")],
    )
    def test_by_a_change_around_it(
        self,
        store: ArticleStore,
        index: SearchIndex,
        search: ArticleSearch,
        changes: dict[str, str],
        query: str,
    ) -> None:
        put(store, replace(article("a", "Old words."), **changes))  # type: ignore[arg-type]  # all are text
        assert search.ids(query) == ["a"]
        index.index_pending()
        assert search.ids(query) == ["a"]
        assert index.problems() == ()

    def test_by_a_removal(self, store: ArticleStore, index: SearchIndex, search: ArticleSearch) -> None:
        store.remove("a")
        assert search.ids("old") == []
        index.index_pending()
        put(store, article("c", "Takes its number."))
        assert (search.ids("old"), search.ids("takes")) == ([], ["c"])
        index.index_pending()
        assert index.problems() == ()

    def test_by_a_removal_that_is_undone(
        self, store: ArticleStore, index: SearchIndex, search: ArticleSearch
    ) -> None:
        entry, kept = store.entry("a"), store.get("a")
        assert entry is not None and kept is not None
        store.remove("a")
        store.restore(kept, entry)
        assert search.ids("old") == ["a"]
        index.index_pending()
        assert index.problems() == ()

    def test_by_what_changes_no_word(self, store: ArticleStore, index: SearchIndex) -> None:
        waiting = index.pending()
        store.mark(["a", "b"], read=True)
        store.set_reading_position("a", 3)
        assert index.pending() == waiting


def _take_words_away(file: Path) -> None:
    """Let the index hold other words than the articles, as after a write by another program."""
    connection = sqlite3.connect(file)
    connection.execute("UPDATE texts SET text = 'Something else.' WHERE number = 1")
    connection.commit()
    connection.close()


def _spoil_the_index(file: Path) -> None:
    connection = sqlite3.connect(file)
    connection.execute("UPDATE words_data SET block = x'0102030405060708090a' WHERE id > 10")
    connection.commit()
    connection.close()


@pytest.mark.parametrize("harm", [_take_words_away, _spoil_the_index])
class TestDamage:
    @pytest.fixture
    def file(self, tmp_path: Path) -> Path:
        """A library of 30 articles, all indexed."""
        file = tmp_path / "library.db"
        with ArticleStore(file) as store:
            put(store, *(article(f"{number}") for number in range(30)))
            SearchIndex(store.database).index_pending()
        return file

    def test_it_is_found_and_mended_with_no_article_lost(self, file: Path, harm: object) -> None:
        assert callable(harm)
        harm(file)
        with ArticleStore(file) as store:
            search = ArticleSearch(store.database)
            assert store.notices == (), "the library is not set aside for its index"
            index = SearchIndex(store.database)
            assert index.problems() == (
                "The search index of library.db is damaged: `briefing doctor --rebuild` makes it anew.",
            )
            index.rebuild()
            assert index.problems() == ()
            assert store.integrity() == ()
            assert len(search.ids("title")) == len(store.entries()) == 30
        with ArticleStore(file) as store:
            assert store.notices == ()

    def test_articles_are_read_all_the_same(self, file: Path, harm: object) -> None:
        assert callable(harm)
        harm(file)
        with ArticleStore(file) as store:
            assert store.integrity() == ()
            assert all(store.get(entry.id) for entry in store.entries())
        with ArticleStore(file) as store:
            assert store.notices == ()


def test_a_search_by_a_spoilt_index_says_what_to_do(store: ArticleStore, index: SearchIndex) -> None:
    put(store, *(article(f"{number}") for number in range(30)))
    index.index_pending()
    _spoil_the_index(store.database.file)
    with (
        ArticleStore(store.database.file) as other,
        pytest.raises(StoreError, match="`briefing doctor --rebuild` makes it anew"),
    ):
        ArticleSearch(other.database).entries("words")


def test_a_rebuilt_index_finds_what_it_found(
    store: ArticleStore, index: SearchIndex, search: ArticleSearch
) -> None:
    bring(store, article("a"), article("b"))
    index.index_pending(1)
    index.rebuild()
    assert (index.pending(), index.problems()) == (0, ())
    assert set(search.ids("words")) == {"a", "b"}


def test_the_index_is_made_while_others_write_and_search(store: ArticleStore, search: ArticleSearch) -> None:
    index, faults, done = SearchIndex(store.database), list[BaseException](), threading.Event()

    def write() -> None:
        try:
            for number in range(60):
                bring(store, article(f"{number}"))
                put(store, article("same", f"State {number}."))
        except BaseException as fault:
            faults.append(fault)
        finally:
            done.set()

    writer = threading.Thread(target=write)
    writer.start()
    seen = 0
    while not done.is_set():
        index.index_pending(5)
        found = search.count("words")
        assert found >= seen, "what was found is found on"
        seen = found
    writer.join()
    assert faults == []
    index.index_all()
    assert search.count("words") == 60
    assert index.problems() == ()
