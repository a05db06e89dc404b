from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.domain.feeds.feed import FeedState, Subscription
from briefing.domain.rule import Action, Notification, Rule
from briefing.services.feeds.rules import RuleRunner
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.article_tags import ArticleTags
from briefing.store.articles.search_index import SearchIndex
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
WIRE, PAPER = "https://wire.example/feed", "https://paper.example/rss"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    with ArticleStore(tmp_path / "library.db") as store:
        yield store


@pytest.fixture
def search(store: ArticleStore) -> Iterator[ArticleSearch]:
    subscriptions = (Subscription(WIRE, "The Wire"), Subscription(PAPER, "The Paper"))
    yield ArticleSearch(store.database, subscriptions=lambda: subscriptions, now=lambda: NOON)


def bring(store: ArticleStore, url: str, **texts: str) -> list[str]:
    """Articles by id with their texts, as a feed brings them; not in the full-text index yet."""
    items = [(id_, Article(id_, f"On {id_}", text)) for id_, text in texts.items()]
    FeedStore(store.database).store_updates([FeedUpdate(FeedState(url), items)], fetched=NOON)
    return list(texts)


def marked(search: ArticleSearch, query: str) -> set[str]:
    return set(search.ids(query))


def test_each_rule_does_what_it_says_with_what_its_query_finds(
    store: ArticleStore, search: ArticleSearch
) -> None:
    ids = bring(store, WIRE, storm="Rain at sea.", budget="Money is short.", stars="Your horoscope.")
    rules = [
        Rule("horoscope", Action.MUTE),
        Rule("rain OR money", Action.STAR),
        Rule("title:budget", Action.READ),
        Rule('"at sea"', Action.TAG, "Weather"),
        Rule("feed:wire", Action.TAG, "All"),
    ]
    assert RuleRunner(rules, store, search).apply(ids) == ()

    assert marked(search, "is:muted") == {"stars"}
    assert marked(search, "is:starred") == {"storm", "budget"}
    assert marked(search, "is:read") == {"budget"}
    assert ArticleTags(store.database).by_article() == {
        "storm": ("All", "Weather"),
        "budget": ("All",),
        "stars": ("All",),
    }


def test_articles_that_were_there_before_are_left_alone(store: ArticleStore, search: ArticleSearch) -> None:
    bring(store, WIRE, old="Rain.")
    RuleRunner([Rule("rain", Action.STAR)], store, search).apply(bring(store, PAPER, new="Rain again."))

    assert marked(search, "is:starred") == {"new"}


def test_indexed_or_not_words_are_found(store: ArticleStore, search: ArticleSearch) -> None:
    ids = bring(store, WIRE, first="Rain.")
    SearchIndex(store.database).index_pending()
    ids += bring(store, WIRE, second="Rain.")
    RuleRunner([Rule("rain", Action.READ)], store, search).apply(ids)

    assert marked(search, "is:read") == {"first", "second"}


@pytest.mark.parametrize("order", [1, -1])
def test_the_order_of_the_rules_does_not_count(
    store: ArticleStore, search: ArticleSearch, order: int
) -> None:
    ids = bring(store, WIRE, storm="Rain.")
    rules = [Rule("is:unread", Action.STAR), Rule("rain", Action.READ), Rule("rain", Action.MUTE)][::order]
    RuleRunner(rules, store, search).apply(ids)

    assert marked(search, "is:muted is:starred is:read") == {"storm"}


def test_a_rule_that_found_something_tells_of_the_articles(
    store: ArticleStore, search: ArticleSearch
) -> None:
    ids = bring(store, WIRE, storm="Rain.", budget="Money.")
    rain, snow = Rule("rain", Action.NOTIFY), Rule("snow", Action.NOTIFY)

    assert RuleRunner([rain, snow], store, search).apply(ids) == (Notification(rain, ("On storm",)),)


def test_what_is_muted_is_not_told(store: ArticleStore, search: ArticleSearch) -> None:
    ids = bring(store, WIRE, storm="Rain.", budget="Rain of money.")
    rules = [Rule("rain", Action.NOTIFY), Rule("money", Action.MUTE)]

    assert RuleRunner(rules, store, search).apply(ids) == (Notification(rules[0], ("On storm",)),)


def test_by_a_new_library_of_thousands_each_is_found(store: ArticleStore, search: ArticleSearch) -> None:
    ids = bring(store, WIRE, **{f"a{n}": f"Text {n}." for n in range(2_000)})
    RuleRunner([Rule("text", Action.STAR)], store, search).apply(ids)

    assert search.count("is:starred") == 2_000
