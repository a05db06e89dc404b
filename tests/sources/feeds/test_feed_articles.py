from __future__ import annotations

import pickle

import pytest

from briefing.domain import Article, Span
from briefing.domain.article import article_id
from briefing.domain.feeds.feed import FeedItem, ParsedFeed
from briefing.domain.structure import BlockKind, MarkedBlock, Structure
from briefing.sources.feeds.feed_articles import assemble_feed

URL = "https://news.example/feed"


def item(
    guid: str | None = "1",
    url: str | None = "https://news.example/1",
    title: str | None = "One",
    markup: str = "<p>Words</p>",
    **others: str | None,
) -> FeedItem:
    return FeedItem(guid, url, title, markup, **others)


def articles(*items: FeedItem, title: str | None = "News", language: str | None = "en") -> dict[str, Article]:
    return dict(assemble_feed(ParsedFeed(title, None, items, language), url=URL).entries)


def only(entry: FeedItem, **feed: str | None) -> Article:
    (article,) = articles(entry, **feed).values()
    return article


def test_an_entry_becomes_an_article() -> None:
    entry = item(
        url="https://NEWS.example/1?utm_source=rss#top",
        markup="<h2>Head</h2><p>First\n line.<br>Second.</p><ul><li>Point</li></ul><script>x()</script>",
        author="Ann",
        published="2024-10-01T10:00:00+02:00",
        updated="2024-10-02",
        language="de-AT",
    )
    assert only(entry) == Article(
        id=article_id("https://news.example/1"),
        title="One",
        text="Head\n\nFirst line.\nSecond.\n\nPoint",
        author="Ann",
        published="2024-10-01T10:00:00+02:00",
        source="News",
        url="https://news.example/1",
        language="de",
        structure=Structure(
            blocks=(MarkedBlock(BlockKind.HEADING, Span(0, 4), 2), MarkedBlock(BlockKind.ITEM, Span(27, 32)))
        ),
    )


def test_what_is_missing_is_made_up_from_what_is_there() -> None:
    article = only(
        item(None, None, None, "<p>The talks have failed. More to come.</p>", updated="2024-10-02"),
        title=None,
    )

    assert article.title == "The talks have failed"
    assert (article.published, article.source, article.url) == ("2024-10-02", "news.example", None)


@pytest.mark.parametrize(
    ("entry", "text"),
    [
        pytest.param(item(markup=""), "One", id="title alone"),
        pytest.param(item(markup="<img src='/1.png'>"), "One", id="picture"),
        pytest.param(item(title=None, markup=""), "https://news.example/1", id="address alone"),
        pytest.param(item(markup="<div>" * 5000 + "Deep"), "Deep", id="nested too deep for a tree"),
        pytest.param(item(markup="A\x1b]0;x\x07B\x1b[31mC&#27;[0mD"), "ABC[0mD", id="terminal sequences"),
    ],
)
def test_there_is_always_something_to_read(entry: FeedItem, text: str) -> None:
    assert only(entry).text == text


def test_an_entry_that_says_nothing_is_left_out() -> None:
    assert articles(item(None, None, None, ""), item("2", None, "…", "<hr>")) == {}


@pytest.mark.parametrize(
    ("entry", "key", "identity"),
    [
        pytest.param(item(), "1", "https://news.example/1", id="address"),
        pytest.param(item(guid=None), "https://news.example/1", "https://news.example/1", id="no guid"),
        pytest.param(item(url=None), "1", f"{URL} 1", id="guid alone"),
        pytest.param(item(url="https://news.example/"), "1", f"{URL} 1", id="front page"),
        pytest.param(item(url="http://[::1"), "1", f"{URL} 1", id="no address"),
    ],
)
def test_an_article_is_told_by_its_address_else_by_its_guid_in_this_feed(
    entry: FeedItem, key: str, identity: str
) -> None:
    ((found, article),) = articles(entry).items()

    assert (found, article.id) == (key, article_id(identity))


def test_without_address_and_guid_the_words_tell_and_tell_the_same_again() -> None:
    nameless = item(None, None, "One"), item(None, None, "Two")

    assert len(articles(*nameless)) == 2
    assert articles(*nameless) == articles(*nameless)


def test_a_guid_or_an_address_of_several_entries_names_none_of_them() -> None:
    """Some feeds give every entry the same guid, some have all lead to one page."""
    one_guid = articles(*(item("0", f"https://news.example/{n}", f"Title {n}") for n in range(3)))
    one_page = articles(*(item(str(n), "https://news.example/all", f"Title {n}") for n in range(3)))

    assert list(one_guid) == [f"https://news.example/{n}" for n in range(3)]
    assert list(one_page) == ["0", "1", "2"]
    for kept in (one_guid, one_page):
        assert len({article.id for article in kept.values()}) == 3
        assert [article.title for article in kept.values()] == ["Title 0", "Title 1", "Title 2"]


def test_an_entry_that_is_there_twice_counts_once_and_the_order_is_kept() -> None:
    kept = articles(item("2", "https://news.example/2"), item(), item("2", "https://news.example/2"))

    assert list(kept) == ["2", "1"]


def test_a_key_has_an_end() -> None:
    (key,) = articles(item("x" * 5000))

    assert key.startswith("sha256:")
    assert len(key) < 100


@pytest.mark.parametrize(
    ("declared", "of_feed", "language"),
    [
        pytest.param("fr-CA", "en", "fr", id="entry first"),
        pytest.param(None, "en-us", "en", id="then feed"),
        pytest.param("und", None, "de", id="then the words"),
    ],
)
def test_the_language_is_what_is_declared_before_what_is_likely(
    declared: str | None, of_feed: str | None, language: str
) -> None:
    words = "<p>Die Regierung sagte am Montag, dass die Gespräche über den Haushalt weitergehen.</p>"

    assert only(item(markup=words, language=declared), language=of_feed).language == language


def test_a_reading_goes_to_another_process_with_the_hashes_already_made() -> None:
    feed = ParsedFeed("News", "https://news.example/", (item(),), "en")
    reading = pickle.loads(pickle.dumps(assemble_feed(feed, url=URL)))

    assert reading.head == ParsedFeed("News", "https://news.example/", (), "en")
    ((key, article),) = reading.entries
    assert key == "1"
    assert {"sha256", "input_sha256"} <= vars(article).keys()
