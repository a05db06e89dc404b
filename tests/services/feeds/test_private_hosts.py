"""Feeds and articles lead to this machine only where the reader follows something on that very host."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from benchmarks.feed_answers import Answer
from benchmarks.feed_server import FeedServer
from briefing.domain.feeds.feed import FeedOptions, Subscription
from briefing.errors import FetchError
from briefing.services.library import Library
from briefing.settings import FeedSettings
from tests.feeding import HandSite, NoEngine
from tests.libraries import library_at

pytestmark = pytest.mark.usefixtures("no_proxy")

WORDS = "The council votes on the harbour next week. " * 60


@pytest.fixture
def library(tmp_path: Path, site: HandSite) -> Iterator[Library]:
    options = {f"{site.root()}/f": FeedOptions(full_text=True)}
    with library_at(tmp_path, NoEngine(), options=options) as library:
        yield library


def page(site: HandSite, path: str) -> str:
    """Plain text, which needs no process to extract it."""
    site.answers[path] = Answer(200, WORDS.encode(), {"Content-Type": "text/plain"})
    return site.root() + path


def elsewhere(site: HandSite, path: str) -> str:
    """The same server by a name that the reader did not give."""
    return site.root().replace("127.0.0.1", "localhost") + path


def follow(library: Library, site: HandSite, *links: str) -> None:
    items = "".join(f"<item><title>On {link}</title><link>{link}</link></item>" for link in links)
    feed = f"<rss version='2.0'><channel><title>By hand</title>{items}</channel></rss>"
    site.answers["/f"] = Answer(200, feed.encode(), {"Content-Type": "application/rss+xml"})
    library.feeds.follow([Subscription(f"{site.root()}/f", None)])


def paths(server: FeedServer) -> list[str]:
    return [asked.target for asked in server.requests]


def test_the_page_of_an_entry_is_fetched_from_its_feeds_host_alone(
    library: Library, served: tuple[FeedServer, HandSite]
) -> None:
    server, site = served
    follow(library, site, page(site, "/own"), elsewhere(site, "/admin"))
    report = library.feeds.refresh()

    (failure,) = report.page_failures
    assert "leads to localhost, on this machine or in a private network" in failure.sentence
    assert paths(server) == ["/f", "/own"]
    assert len(library.articles.ids()) == 2


def test_a_link_is_opened_on_its_feeds_host_alone(library: Library, site: HandSite) -> None:
    follow(library, site, page(site, "/own"))
    library.feeds.refresh()
    (id_,) = library.articles.ids()
    linked = page(site, "/linked")

    assert library.articles.add([linked], linked_from=id_).articles
    (failure,) = library.articles.add([elsewhere(site, "/linked")], linked_from=id_).failures
    assert "in a private network" in str(failure.error)
    assert library.articles.add([elsewhere(site, "/linked")]).articles  # typed by the reader


def test_an_article_of_no_feed_opens_no_link_to_this_machine(library: Library, site: HandSite) -> None:
    linked = page(site, "/page")
    (article,) = library.articles.add([linked]).articles

    assert library.articles.add([linked], linked_from=article.id).failures


def test_a_site_cannot_name_a_feed_on_another_private_host(
    library: Library, served: tuple[FeedServer, HandSite]
) -> None:
    server, site = served
    head = '<link rel="alternate" type="application/rss+xml" href="{}">'
    two = head.format("http://10.0.0.1/") + head.format(elsewhere(site, "/0.rss"))
    one = site.page("/one", f"<html><head>{head.format(elsewhere(site, '/0.rss'))}</head></html>")
    several = site.page("/several", f"<html><head>{two}{head.format('/1.atom')}</head></html>")

    with pytest.raises(FetchError, match="leads to localhost"):
        library.feeds.add(one)
    assert library.feeds.add(several) == library.feeds.subscriptions()[0]
    assert paths(server) == ["/one", "/several", "/1.atom"]


def test_a_feed_that_moves_into_a_private_network_stays_where_it_is(library: Library, site: HandSite) -> None:
    old = site.redirect("/old", elsewhere(site, "/0.rss"))
    library.feeds.follow([Subscription(old, None)])

    assert len(library.feeds.refresh().failures) == 1
    assert [feed.url for feed in library.feeds.subscriptions()] == [old]


def test_the_setting_lets_them(tmp_path: Path, site: HandSite) -> None:
    linked = page(site, "/page")
    with library_at(tmp_path, NoEngine(), feeds=FeedSettings(private_addresses=True)) as library:
        (article,) = library.articles.add([linked]).articles
        assert library.articles.add([elsewhere(site, "/page")], linked_from=article.id).articles
        assert library.feeds.add(site.redirect("/old", elsewhere(site, "/0.rss"), 302))
