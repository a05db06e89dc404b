from __future__ import annotations

import pytest

from briefing.sources.feeds.feed_links import FeedLink, common_feed_urls, find_feed_links

SITE = "https://news.example/world/"


@pytest.mark.parametrize(
    ("head", "found"),
    [
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" title="World" href="/world.xml">',
            FeedLink("World", "https://news.example/world.xml", "RSS"),
            id="rss",
        ),
        pytest.param(
            '<LINK HREF="atom" TYPE="Application/Atom+XML; charset=utf-8" REL="Alternate home">',
            FeedLink(None, "https://news.example/world/atom", "Atom"),
            id="any case, several relations, a parameter",
        ),
        pytest.param(
            "<link rel=alternate type=application/feed+json href=//cdn.example/feed.json>",
            FeedLink(None, "https://cdn.example/feed.json", "JSON Feed"),
            id="json feed without quotes, on another host",
        ),
        pytest.param(
            '<base href="https://other.example/x/"><link rel="alternate" type="text/rss" href="feed">',
            FeedLink(None, "https://other.example/x/feed", "RSS"),
            id="base",
        ),
        pytest.param(
            '<link rel="feed" href="/all">',
            FeedLink(None, "https://news.example/all", None),
            id="rel feed without type",
        ),
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" title="A &amp; B\x1b[31m" href="/f">',
            FeedLink("A & B", "https://news.example/f", "RSS"),
            id="title with a reference and a terminal sequence",
        ),
    ],
)
def test_a_page_names_its_feed(head: str, found: FeedLink) -> None:
    assert find_feed_links(f"<html><head>{head}</head><body><p>Words</p></body></html>", SITE) == (found,)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param('<link rel="alternate" hreflang="de" href="/de/">', id="translation"),
        pytest.param('<link rel="stylesheet" type="application/rss+xml" href="/x">', id="other relation"),
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" href="javascript:alert(1)">', id="script"
        ),
        pytest.param(
            '<link rel="alternate" type="application/rss+xml" href="file:///etc/passwd">', id="file"
        ),
        pytest.param('<link rel="alternate" type="application/rss+xml">', id="no address"),
        pytest.param(
            '<link rel="alternate" type="application/json" href="/wp-json/1">', id="data of the page"
        ),
        pytest.param('<link rel="alternate" type="application/rss+xml" href="http://[::1">', id="no url"),
    ],
)
def test_what_is_no_feed_is_not_taken_for_one(head: str) -> None:
    assert find_feed_links(f"<html><head>{head}</head><body></body></html>", SITE) == ()


def test_each_feed_comes_once_and_those_of_comments_come_last() -> None:
    page = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{title}" href="{href}">'
        for title, href in (
            ("News » Comments Feed", "/comments/feed/"),
            ("News", "/feed/"),
            ("Again", "/feed/"),
        )
    )
    assert [(feed.title, feed.url) for feed in find_feed_links(page, SITE)] == [
        ("News", "https://news.example/feed/"),
        ("News » Comments Feed", "https://news.example/comments/feed/"),
    ]


def test_links_to_read_count_only_where_the_head_names_none_and_only_on_the_site() -> None:
    body = (
        '<a href="/politics.rss">Politics</a><a href="https://x.example/feed">X</a><a href="/about">About</a>'
    )

    assert find_feed_links(body, SITE) == (FeedLink("Politics", "https://news.example/politics.rss", None),)
    named = '<link rel="alternate" type="application/rss+xml" href="/all">' + body
    assert [feed.url for feed in find_feed_links(named, SITE)] == ["https://news.example/all"]


@pytest.mark.parametrize("page", ["", "\0", "<", "no markup", "<div>" * 50_000])
def test_a_page_that_names_nothing_gives_nothing(page: str) -> None:
    assert find_feed_links(page, SITE) == ()


def test_the_usual_places_are_those_below_the_page_and_then_those_of_the_site() -> None:
    places = common_feed_urls("https://news.example/blog/?page=2#top")

    assert places[0] == "https://news.example/blog/feed"
    assert "https://news.example/rss.xml" in places
    assert places.index("https://news.example/blog/atom.xml") < places.index("https://news.example/feed")
    assert len(set(places)) == len(places)


@pytest.mark.parametrize(
    "url",
    [pytest.param("https://news.example", id="root"), pytest.param("https://news.example/a.html", id="file")],
)
def test_beside_a_page_without_a_folder_only_the_root_is_tried(url: str) -> None:
    assert all(place.count("/") == 3 for place in common_feed_urls(url))
    assert "https://news.example/feed" in common_feed_urls(url)


def test_no_other_scheme_is_looked_at() -> None:
    assert common_feed_urls("file:///home/") == common_feed_urls("news.example") == ()
