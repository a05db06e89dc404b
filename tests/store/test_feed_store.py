from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
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
from briefing.store.articles.search_index import SearchIndex
from briefing.store.articles.text_versions import TextVersions
from briefing.store.feeds.feed_items import StoredItems
from briefing.store.feeds.feed_membership import feeds_of
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
LATER = NOON + timedelta(hours=1)
WIRE, PAPER = "https://wire.example/feed", "https://paper.example/rss"
LONG = "The ministers met in the capital and agreed on a plan for the coming year. " * 4


def article(id_: str, text: str = "", title: str = "") -> Article:
    return Article(
        id_, title or f"Title {id_}", text or f"Text {id_}.", published="2026-03-03", source="Wire"
    )


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    with ArticleStore(tmp_path / "library.db") as store:
        yield store


@pytest.fixture
def feeds(store: ArticleStore) -> FeedStore:
    return FeedStore(store.database)


def bring(feeds: FeedStore, url: str, *articles: Article, when: datetime = NOON) -> StoredItems:
    """A document in which each article has its title for a guid."""
    items = [(each.title, each) for each in articles]
    (arrived,) = feeds.store_updates([FeedUpdate(FeedState(url), items)], fetched=when)
    return arrived


def ids(store: ArticleStore) -> set[str]:
    return {entry.id for entry in store.entries()}


def annotate(store: ArticleStore, id_: str) -> None:
    kept = store.get(id_)
    assert kept is not None
    notes = AnnotatedArticle(ArticleHead.of(kept), (new_annotation(kept.text, Span(0, 4), NOON),))
    AnnotationIndex(store.database).put([("stamp", notes)])


class TestStates:
    STATE = FeedState(
        WIRE,
        title="The Wire",
        site="https://wire.example",
        etag='"1"',
        last_modified="Wed, 04 Mar 2026 12:00:00 GMT",
        body_sha256="ab" * 32,
        checked="2026-03-04T12:00:00Z",
        changed="2026-03-04T11:00:00Z",
        next_try="2026-03-04T13:00:00Z",
        failures=2,
        error="It did not answer.",
        is_gone=True,
    )

    def test_one_comes_back_as_it_was_put(self, feeds: FeedStore) -> None:
        feeds.store_updates([FeedUpdate(self.STATE)], fetched=NOON)
        assert feeds.states() == {WIRE: self.STATE}

    def test_news_without_a_document_change_the_state_alone(
        self, store: ArticleStore, feeds: FeedStore
    ) -> None:
        bring(feeds, WIRE, article("a"))
        assert feeds.store_updates([FeedUpdate(self.STATE)], fetched=LATER) == [StoredItems(WIRE)]
        assert feeds.states() == {WIRE: self.STATE}
        assert feeds_of(store.database, ["a"]) == {"a": [WIRE]}
        assert bring(feeds, WIRE, article("a")).known == 1


class TestItems:
    def test_what_is_new_is_kept_and_told(self, store: ArticleStore, feeds: FeedStore) -> None:
        assert bring(feeds, WIRE, article("a"), article("b")) == StoredItems(
            WIRE, (article("a"), article("b"))
        )
        assert store.get("a") == article("a")
        entry = store.entry("a")
        assert entry is not None
        assert (entry.read, entry.by_hand, entry.fetched) == (False, False, "2026-03-04T12:00:00Z")

    def test_what_was_there_is_known(self, feeds: FeedStore) -> None:
        bring(feeds, WIRE, article("a"))
        assert bring(feeds, WIRE, article("a"), article("b")) == StoredItems(WIRE, (article("b"),), known=1)

    def test_many_feeds_come_in_one_transaction(self, store: ArticleStore, feeds: FeedStore) -> None:
        news = [FeedUpdate(FeedState(f"https://{n}.example/"), [("1", article(f"{n}"))]) for n in range(40)]
        assert [each.new for each in feeds.store_updates(news, fetched=NOON)] == [
            (article(f"{n}"),) for n in range(40)
        ]
        assert len(feeds.states()) == len(ids(store)) == 40

    def test_one_with_a_known_guid_and_another_address_is_the_same(
        self, store: ArticleStore, feeds: FeedStore
    ) -> None:
        bring(feeds, WIRE, article("a", title="guid"))
        assert bring(feeds, WIRE, article("b", title="guid", text="Text a.")).known == 1
        assert ids(store) == {"a"}

    def test_one_address_in_two_feeds_is_one_article(self, store: ArticleStore, feeds: FeedStore) -> None:
        bring(feeds, WIRE, article("a"))
        assert bring(feeds, PAPER, article("a")) == StoredItems(PAPER, known=1)
        assert feeds_of(store.database, ["a"]) == {"a": [WIRE, PAPER]}

    @pytest.mark.parametrize(
        ("source", "published", "author", "whole"),
        [
            (None, None, None, ("Wire", "2026-03-03", "Ada")),
            ("paper.example", None, "Bob", ("Wire", "2026-03-03", "Bob")),
            ("The Paper", "2026-03-01", None, ("The Paper", "2026-03-01", "Ada")),
        ],
    )
    def test_a_page_that_was_opened_gets_from_a_feed_what_it_does_not_name(
        self, store: ArticleStore, feeds: FeedStore, source: str | None, published: str | None,
        author: str | None, whole: tuple[str, str, str],
    ) -> None:  # fmt: skip
        url = "https://www.paper.example/plan"
        page = Article("a", "Plan", LONG, url=url, source=source, published=published, author=author)
        store.put(page, fetched=NOON)
        store.mark("a", read=True)
        bring(feeds, WIRE, replace(article("a", "Teaser."), url=url, author="Ada"))
        kept = store.get("a")
        assert kept is not None
        assert (kept.source, kept.published, kept.author, kept.text) == (*whole, LONG)
        assert [entry.read for entry in store.entries()] == [True]

    def test_a_feed_does_not_complete_what_another_feed_brings_up_to_date(
        self, store: ArticleStore, feeds: FeedStore
    ) -> None:
        bring(feeds, WIRE, replace(article("a"), published=None))
        bring(feeds, PAPER, article("a"))
        changed = replace(article("a", "Another text.", "Title a"), published=None)
        assert bring(feeds, WIRE, changed).changed == (changed,)

    def test_the_same_words_under_a_new_guid_and_address_of_one_feed_are_one_article(
        self, store: ArticleStore, feeds: FeedStore
    ) -> None:
        first, again = article("a", LONG, "Plan"), article("b", LONG, "Plan")
        news = [FeedUpdate(FeedState(WIRE), [("1", first)]), FeedUpdate(FeedState(WIRE), [("2", again)])]
        assert [each.known for each in feeds.store_updates(news, fetched=NOON)] == [0, 1]
        both = [
            FeedUpdate(FeedState(PAPER), [("1", article("c", LONG, "P")), ("2", article("d", LONG, "P"))])
        ]
        assert [len(each.new) for each in feeds.store_updates(both, fetched=NOON)] == [1]

    def test_few_words_that_are_the_same_are_no_sign(self, store: ArticleStore, feeds: FeedStore) -> None:
        items = [("1", article("a", "Comments", "Ask")), ("2", article("b", "Comments", "Ask"))]
        feeds.store_updates([FeedUpdate(FeedState(WIRE), items)], fetched=NOON)
        assert ids(store) == {"a", "b"}

    def test_the_same_words_in_two_feeds_are_one_text_and_two_articles(
        self, store: ArticleStore, feeds: FeedStore
    ) -> None:
        bring(feeds, WIRE, article("a", LONG), article("c", LONG + "More."))
        bring(feeds, PAPER, article("b", LONG))
        assert ids(store) == {"a", "b", "c"}
        with store.database.reading() as connection:
            texts = dict(connection.execute("SELECT id, same_text FROM articles"))
        assert texts["a"] == texts["b"] != texts["c"]

    def test_of_two_with_one_guid_the_first_counts(self, store: ArticleStore, feeds: FeedStore) -> None:
        items = [("1", article("a")), ("1", article("b"))]
        feeds.store_updates([FeedUpdate(FeedState(WIRE), items)], fetched=NOON)
        assert ids(store) == {"a"}

    def test_a_document_of_thousands_is_kept(self, store: ArticleStore, feeds: FeedStore) -> None:
        items = [(f"{n}", article(f"{n}")) for n in range(2_000)]
        news = [FeedUpdate(FeedState(WIRE), items)]
        assert len(feeds.store_updates(news, fetched=NOON)[0].new) == 2_000
        assert feeds.store_updates(news, fetched=LATER)[0].known == 2_000

    def test_dangerous_characters_never_get_in(self, store: ArticleStore, feeds: FeedStore) -> None:
        arrived = bring(feeds, WIRE, article("a", "a\x1b[2Jb", "c\x07d"))
        assert (arrived.new[0].text, arrived.new[0].title) == ("a\ufffd[2Jb", "c\ufffdd")
        assert store.get("a") == arrived.new[0]


class TestChanges:
    def test_a_changed_text_is_told_and_the_marks_stay(self, store: ArticleStore, feeds: FeedStore) -> None:
        bring(feeds, WIRE, article("a"))
        store.mark("a", read=True)
        store.mark("a", starred=True)
        changed = article("a", "Another text.")
        arrived = bring(feeds, WIRE, changed, when=LATER)
        assert arrived == StoredItems(WIRE, changed=(changed,), known=1)
        entry = store.entry("a")
        assert entry is not None
        assert (entry.read, entry.starred, entry.fetched) == (True, True, "2026-03-04T13:00:00Z")
        assert bring(feeds, WIRE, changed) == StoredItems(WIRE, known=1)

    def test_another_date_alone_is_kept_and_not_told(self, store: ArticleStore, feeds: FeedStore) -> None:
        bring(feeds, WIRE, article("a"))
        arrived = bring(feeds, WIRE, replace(article("a"), published="2026-03-01"))
        assert arrived.changed == ()
        kept = store.get("a")
        assert kept is not None and kept.published == "2026-03-01"

    def test_a_changed_text_is_searched_by_its_new_words(self, store: ArticleStore, feeds: FeedStore) -> None:
        bring(feeds, WIRE, article("a", "Old words."))
        index = SearchIndex(store.database)
        index.index_pending()
        bring(feeds, WIRE, article("a", "New words."))
        search = ArticleSearch(store.database)
        assert search.ids("old") == []
        index.index_pending()
        assert (search.ids("old"), search.ids("new")) == ([], ["a"])
        assert index.problems() == ()

    def test_two_feeds_that_tell_one_article_differently_do_not_change_it_in_turn(
        self, store: ArticleStore, feeds: FeedStore
    ) -> None:
        bring(feeds, WIRE, article("a", LONG))
        for _ in range(2):
            assert bring(feeds, PAPER, article("a", "A summary.")).changed == ()
            assert bring(feeds, WIRE, article("a", LONG)).changed == ()
        kept = store.get("a")
        assert kept is not None and kept.text == LONG

    def test_a_text_that_the_reader_put_in_is_left_alone(self, store: ArticleStore, feeds: FeedStore) -> None:
        store.put(article("a", LONG), fetched=NOON)
        assert bring(feeds, WIRE, article("a", "A summary.")).known == 1
        assert bring(feeds, WIRE, article("a", "Another summary.")).changed == ()
        entry, kept = store.entry("a"), store.get("a")
        assert entry is not None and entry.by_hand
        assert kept is not None and kept.text == LONG

    def test_beside_the_text_of_the_page_the_feeds_own_is_brought_up_to_date(
        self, store: ArticleStore, feeds: FeedStore
    ) -> None:
        texts = TextVersions(store.database)
        bring(feeds, WIRE, article("a", "A summary."))
        texts.put("a", "feed", article("a", "A summary."))
        texts.put("a", "page", article("a", LONG))
        store.put(article("a", LONG), fetched=LATER)
        assert bring(feeds, WIRE, article("a", "Another summary.")).changed == ()
        assert texts.get("a") == {"feed": "Another summary.", "page": LONG}
        kept = store.get("a")
        assert kept is not None and kept.text == LONG


class TestTakenOut:
    def test_what_the_reader_took_out_does_not_come_again(
        self, store: ArticleStore, feeds: FeedStore
    ) -> None:
        bring(feeds, WIRE, article("a"), article("b"))
        store.remove("a")
        assert bring(feeds, WIRE, article("a", "Changed."), article("b")).known == 2
        assert bring(feeds, PAPER, article("a")).known == 1
        assert ids(store) == {"b"}

    def test_nor_when_its_feed_lacked_it_once(self, store: ArticleStore, feeds: FeedStore) -> None:
        bring(feeds, WIRE, article("a"), article("b"))
        store.remove("a")
        bring(feeds, WIRE, article("b"))
        bring(feeds, WIRE, article("a"), article("b"))
        assert ids(store) == {"b"}

    def test_it_is_forgotten_when_its_feed_has_long_dropped_it(
        self, store: ArticleStore, feeds: FeedStore
    ) -> None:
        bring(feeds, WIRE, article("a"), article("b"))
        store.remove("a")
        for _ in range(2):
            bring(feeds, WIRE, article("b"))
        assert bring(feeds, WIRE, article("a")).new == (article("a"),)

    def test_what_is_put_back_is_its_feeds_again(self, store: ArticleStore, feeds: FeedStore) -> None:
        bring(feeds, WIRE, article("a"))
        entry = store.entry("a")
        assert entry is not None
        store.remove("a")
        store.restore(article("a"), entry)
        assert feeds_of(store.database, ["a"]) == {"a": [WIRE]}
        assert store.entry("a") == entry
        assert bring(feeds, WIRE, article("a", "Changed.")).changed == (article("a", "Changed."),)


class TestRenamed:
    def test_a_feed_with_a_new_address_keeps_its_articles(
        self, store: ArticleStore, feeds: FeedStore
    ) -> None:
        bring(feeds, WIRE, article("a"))
        feeds.rename(WIRE, PAPER)
        assert list(feeds.states()) == [PAPER]
        assert feeds_of(store.database, ["a"]) == {"a": [PAPER]}
        assert bring(feeds, PAPER, article("a")).known == 1

    def test_one_that_becomes_another_gives_it_its_articles(
        self, store: ArticleStore, feeds: FeedStore
    ) -> None:
        bring(feeds, WIRE, article("a"), article("both"))
        bring(feeds, PAPER, article("both"), article("b"))
        feeds.rename(WIRE, PAPER)
        assert list(feeds.states()) == [PAPER]
        assert ids(store) == {"a", "both", "b"}
        assert feeds_of(store.database, ["a", "both", "b"]) == {id_: [PAPER] for id_ in ids(store)}

    def test_one_that_is_not_there_changes_nothing(self, feeds: FeedStore) -> None:
        feeds.rename(WIRE, PAPER)
        assert feeds.states() == {}


class TestRemoved:
    def test_its_articles_go_but_for_those_that_the_reader_made_something_of(
        self, store: ArticleStore, feeds: FeedStore
    ) -> None:
        names = ("plain", "read", "starred", "tagged", "annotated", "elsewhere", "noted in a file")
        bring(feeds, WIRE, *map(article, names))
        bring(feeds, PAPER, article("elsewhere"), article("other"))
        store.put(article("by hand"), fetched=NOON)
        bring(feeds, WIRE, *map(article, (*names, "by hand")))
        store.mark("read", read=True)
        store.mark("starred", starred=True)
        ArticleTags(store.database).add(["tagged"], "talks")
        annotate(store, "annotated")
        gone = feeds.remove(WIRE, keep=["noted in a file"])
        assert set(gone) == {"plain", "read"}
        assert ids(store) == {*names, "other", "by hand"} - {"plain", "read"}
        assert list(feeds.states()) == [PAPER]
        assert store.integrity() == ()
        assert SearchIndex(store.database).problems() == ()

    def test_one_that_is_not_there_removes_nothing(self, store: ArticleStore, feeds: FeedStore) -> None:
        bring(feeds, WIRE, article("a"))
        assert feeds.remove(PAPER) == []
        assert ids(store) == {"a"}

    def test_followed_again_it_brings_its_articles_again(self, store: ArticleStore, feeds: FeedStore) -> None:
        bring(feeds, WIRE, article("a"))
        feeds.remove(WIRE)
        assert bring(feeds, WIRE, article("a")).new == (article("a"),)


_REFRESH = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from briefing.domain import Article
from briefing.domain.feeds.feed import FeedState
from briefing.store.articles.article_store import ArticleStore
from briefing.store.feeds.feed_store import FeedUpdate, FeedStore

feeds = FeedStore(ArticleStore(Path(sys.argv[1])).database)
for number in range(10_000):
    url = f"https://{number}.example/feed"
    items = [(str(n), Article(f"{number}-{n}", "Title", f"Text {n}. " * 200)) for n in range(30)]
    feeds.store_updates([FeedUpdate(FeedState(url, etag="1"), items)], fetched=datetime.now(UTC))
    print(number, flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize("feeds_kept", [1, 12, 40])
def test_a_kill_leaves_each_feed_whole_or_absent(tmp_path: Path, feeds_kept: int) -> None:
    file = tmp_path / "library.db"
    child = subprocess.Popen([sys.executable, "-c", _REFRESH, str(file)], stdout=subprocess.PIPE, text=True)
    assert child.stdout is not None
    for _ in range(feeds_kept):
        child.stdout.readline()
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    child.stdout.close()
    with ArticleStore(file) as store:
        assert store.notices == ()
        assert store.integrity() == ()
        states = FeedStore(store.database).states()
        assert len(states) >= feeds_kept
        wanted = {f"{number}-{n}" for number in range(len(states)) for n in range(30)}
        assert ids(store) == wanted
        assert SearchIndex(store.database).problems() == ()
