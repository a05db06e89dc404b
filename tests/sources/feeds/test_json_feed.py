from __future__ import annotations

from typing import Any

import pytest

from briefing.domain.feeds.feed import FeedItem, ParsedFeed
from briefing.sources.feeds.json_feed import parse_json_feed

URL = "https://news.example/feed.json"


def read(**fields: Any) -> ParsedFeed:
    """Any: whatever JSON holds."""
    feed = parse_json_feed({"version": "https://jsonfeed.org/version/1.1", "items": [], **fields}, url=URL)
    assert feed is not None
    return feed


def only(**fields: Any) -> FeedItem:
    (item,) = read(items=[fields]).items
    return item


def test_a_whole_feed_is_read() -> None:
    feed = read(
        title="News",
        home_page_url="https://news.example/",
        language="en-GB",
        items=[
            {
                "id": "https://news.example/1",
                "url": "/1",
                "title": "One",
                "content_html": "<p>All</p>",
                "summary": "Short",
                "date_published": "2024-10-01T10:00:00+02:00",
                "date_modified": "2024-10-02T10:00:00Z",
                "authors": [{"name": "Ann"}, {"name": "Bob"}, {"url": "https://x.example/"}],
                "language": "de",
            }
        ],
    )
    assert feed == ParsedFeed(
        title="News",
        site="https://news.example/",
        language="en-GB",
        items=(
            FeedItem(
                guid="https://news.example/1",
                url="https://news.example/1",
                title="One",
                markup="<p>All</p>",
                author="Ann, Bob",
                published="2024-10-01T10:00:00+02:00",
                updated="2024-10-02T10:00:00+00:00",
                language="de",
            ),
        ),
    )


def test_version_1_names_one_author_and_the_feeds_own_stands_in() -> None:
    assert only(author={"name": "Ann"}).author == "Ann"
    assert read(author={"name": "Staff"}, items=[{"id": "1"}]).items[0].author == "Staff"


@pytest.mark.parametrize(
    ("fields", "markup"),
    [
        pytest.param({"content_text": "1 < 2\n\nTwo"}, "<p>1 &lt; 2</p><p>Two</p>", id="text"),
        pytest.param({"content_html": " ", "content_text": "Words"}, "<p>Words</p>", id="empty html"),
        pytest.param({"summary": "Short"}, "<p>Short</p>", id="summary"),
        pytest.param({}, "", id="nothing"),
        pytest.param({"content_html": ["no", "text"]}, "", id="wrong kind"),
    ],
)
def test_the_first_content_with_words_counts(fields: dict[str, Any], markup: str) -> None:
    assert only(**fields).markup == markup


@pytest.mark.parametrize(
    ("fields", "url"),
    [
        pytest.param({"url": "javascript:alert(1)"}, None, id="script"),
        pytest.param({"id": "https://news.example/1"}, "https://news.example/1", id="id"),
        pytest.param({"id": "1", "external_url": "https://x.example/"}, "https://x.example/", id="elsewhere"),
        pytest.param({"url": 7}, "https://news.example/7", id="number"),
        pytest.param({"url": None, "id": "1"}, None, id="none"),
    ],
)
def test_an_entry_leads_to_the_web_or_nowhere(fields: dict[str, Any], url: str | None) -> None:
    assert only(**fields).url == url


def test_an_id_may_be_a_number() -> None:
    assert only(id=12).guid == "12"
    assert only(id=True).guid is None


def test_a_title_is_cleaned_and_no_markup() -> None:
    assert only(title="A\u001b[31m <b> &amp;\u0000 B\n").title == "A <b> &amp; B"


def test_what_is_no_entry_is_left_out() -> None:
    feed = read(items=["x", None, {"id": "1"}])

    assert [item.guid for item in feed.items] == ["1"]


@pytest.mark.parametrize(
    "document",
    [
        None,
        [],
        "feed",
        {},
        {"items": []},
        {"version": "https://jsonfeed.org/version/1"},
        {"version": 1, "items": []},
        {"version": "https://jsonfeed.org/version/1", "items": {}},
    ],
)
def test_json_of_another_kind_is_no_feed(document: object) -> None:
    assert parse_json_feed(document, url=URL) is None
