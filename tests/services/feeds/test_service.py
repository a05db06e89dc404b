"""What the reader follows: added by address or site, filed, dropped and taken back, imported and exported."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.feed_server import FeedServer
from briefing.domain import Span
from briefing.domain.feeds.feed import Subscription
from briefing.errors import FetchError, NotFoundError, UnreadableError
from briefing.services.library import Library
from tests.feeding import HandSite, NoEngine
from tests.libraries import library_at

pytestmark = pytest.mark.usefixtures("no_proxy")

ITEMS = [("1", "One", "The first story."), ("2", "Two", "The second story.")]


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, NoEngine()) as library:
        yield library


def followed(library: Library) -> list[str]:
    return [feed.url for feed in library.feeds.subscriptions()]


def page_with(*links: str) -> str:
    heads = "".join(
        f'<link rel="alternate" type="application/rss+xml" title="{link}" href="{link}">' for link in links
    )
    return f"<!doctype html><html><head><title>A site</title>{heads}</head><body>Words.</body></html>"


class TestAdd:
    def test_a_feed_is_followed_and_its_articles_are_there(self, library: Library, site: HandSite) -> None:
        url = site.put("/f", ITEMS)
        feed = library.feeds.add(url, folder=("World", "Asia"))
        assert feed == Subscription(url, "By hand", ("World", "Asia"))
        assert {entry.title for entry in library.articles.entries()} == {"One", "Two"}
        assert library.articles.search("second").unsearched == 0
        assert library.feeds.refresh().new == 0

    def test_one_that_breaks_off_says_so_until_it_is_whole(self, library: Library, site: HandSite) -> None:
        url = site.put("/f", ITEMS)
        whole = site.answers["/f"]
        site.answers["/f"] = replace(whole, body=whole.body.rpartition(b"<item>")[0] + b"<item><ti")
        library.feeds.add(url)
        assert len(library.articles.entries()) == 1
        assert [("breaks off" in (feed.error or "")) for feed in library.feeds.listing()] == [True]
        site.answers["/f"] = whole
        assert library.feeds.refresh([url]).new == 1
        assert [feed.error for feed in library.feeds.listing()] == [None]

    def test_the_readers_own_name_for_it_stays(self, library: Library, site: HandSite) -> None:
        library.feeds.add(site.put("/f", ITEMS), title="Mine")
        assert [feed.title for feed in library.feeds.listing()] == ["Mine"]

    def test_one_that_is_followed_is_not_asked(
        self, library: Library, served: tuple[FeedServer, HandSite]
    ) -> None:
        server, site = served
        url = site.put("/f", ITEMS)
        library.feeds.follow([Subscription(url, "Known")])
        assert library.feeds.add(url) == Subscription(url, "Known")
        assert server.requests == []

    def test_a_site_with_one_feed_leads_to_it(self, library: Library, site: HandSite) -> None:
        url = site.put("/f", ITEMS)
        assert library.feeds.add(site.page("/", page_with("/f"))) == Subscription(url, "By hand")

    def test_a_site_with_several_gives_them_to_choose(self, library: Library, site: HandSite) -> None:
        found = library.feeds.add(site.page("/", page_with("/a", "/b")))
        assert isinstance(found, tuple)
        assert [each.url for each in found] == [f"{site.root()}/a", f"{site.root()}/b"]
        assert (followed(library), library.articles.ids()) == ([], [])

    def test_a_site_that_names_none_is_looked_through(self, library: Library, site: HandSite) -> None:
        url = site.put("/rss.xml", ITEMS)
        assert library.feeds.add(site.page("/", page_with())) == Subscription(url, "By hand")

    def test_one_that_has_moved_for_good_is_followed_where_it_is(
        self, library: Library, site: HandSite
    ) -> None:
        url = site.put("/new", ITEMS)
        library.feeds.add(site.redirect("/old", "/new"))
        assert followed(library) == [url]
        assert library.feeds.refresh().new == 0

    def test_where_no_feed_is_found_it_is_said(self, library: Library, site: HandSite) -> None:
        with pytest.raises(NotFoundError, match="names no feed: look"):
            library.feeds.add(site.page("/", page_with()))
        with pytest.raises(NotFoundError, match="HTTP 404"):
            library.feeds.add(f"{site.root()}/nothing")
        with pytest.raises(FetchError, match="HTTP 500"):
            library.feeds.add(site.url(0, status=500))
        assert followed(library) == []

    @pytest.mark.parametrize("typed", ["file:///etc/passwd", "javascript:alert(1)", "ftp://a.example/f", ""])
    def test_nothing_but_the_web_is_opened(self, library: Library, typed: str) -> None:
        with pytest.raises(UnreadableError, match="begins with http"):
            library.feeds.add(typed)

    def test_a_password_in_the_address_is_warned_of(self, library: Library, site: HandSite) -> None:
        library.feeds.add(site.put("/f", ITEMS).replace("//", "//ann:secret@"))
        (warning,) = library.feeds.pop_notices()
        assert "lies in clear" in warning
        assert "secret" not in warning


class TestDroppingOne:
    @pytest.fixture
    def url(self, library: Library, site: HandSite) -> str:
        url = site.put("/f", [*ITEMS, ("3", "Three", "The third story.")])
        library.feeds.add(url, folder=("World",), title="Mine")
        return url

    def test_its_articles_go_but_for_those_that_something_was_made_of(
        self, library: Library, url: str
    ) -> None:
        (one,), (two,) = library.articles.ids("title:One"), library.articles.ids("title:Two")
        library.articles.mark([one], starred=True)
        article = library.articles.article(two)
        library.annotations.apply([library.annotations.draft(article, Span(0, 3))])
        library.feeds.remove([url])
        assert followed(library) == []
        assert set(library.articles.ids()) == {one, two}

    def test_can_be_undone_with_every_mark(self, library: Library, site: HandSite, url: str) -> None:
        (one,), (two,) = library.articles.ids("title:One"), library.articles.ids("title:Two")
        library.articles.mark([one], read=True)
        library.articles.mark([two], starred=True)
        before = {entry.id: entry for entry in library.articles.entries()}
        listed = library.feeds.listing()
        unfollowed = library.feeds.remove([url])
        assert set(library.articles.ids()) == {two}
        library.feeds.restore(unfollowed)
        assert {entry.id: entry for entry in library.articles.entries()} == before
        assert library.feeds.listing() == listed
        assert library.articles.search("third").entries[0].title == "Three"
        assert library.feeds.refresh().new == 0

    def test_links_come_back_with_their_articles(self, library: Library, site: HandSite) -> None:
        linked = "See <a href='/law'>the law</a>, which is long."
        url = site.put("/linked", [("1", "Linked", linked)])
        library.feeds.follow([Subscription(url)])
        library.feeds.refresh([url])
        (id_,) = library.articles.ids("title:Linked")
        before = library.articles.article(id_)
        assert [each.url for each in before.structure.links] == [f"{site.root()}/law"]
        library.feeds.restore(library.feeds.remove([url]))
        assert library.articles.article(id_) == before

    def test_what_was_removed_stays_removed_when_it_is_undone(self, library: Library, url: str) -> None:
        library.articles.remove(library.articles.ids("title:One")[0])
        library.feeds.restore(library.feeds.remove([url]))
        assert library.feeds.refresh().new == 0
        assert {entry.title for entry in library.articles.entries()} == {"Two", "Three"}

    def test_a_removed_article_that_is_put_back_is_of_its_feed_again(
        self, library: Library, url: str
    ) -> None:
        (before,) = (entry for entry in library.articles.entries() if entry.title == "One")
        library.articles.restore(library.articles.remove(before.id))
        library.feeds.remove([url])  # the articles go with their feed
        assert library.articles.entries() == []

    def test_articles_of_another_feed_too_stay(self, library: Library, site: HandSite) -> None:
        first, second = site.url(0), site.url(0, "rss", again=1)
        for url in (first, second):
            library.feeds.add(url)
        ids = set(library.articles.ids())
        library.feeds.remove([second])
        assert set(library.articles.ids()) == ids

    def test_one_that_is_unknown_is_told_before_any_goes(self, library: Library, url: str) -> None:
        with pytest.raises(NotFoundError, match="is not followed"):
            library.feeds.remove([url, "http://other.example/"])
        assert followed(library) == [url]


class TestFiling:
    def test_a_feed_is_moved_and_renamed(self, library: Library) -> None:
        library.feeds.follow([Subscription("http://a.example/f", "A")])
        library.feeds.move("http://a.example/f", ("World", "Asia"))
        library.feeds.rename("http://a.example/f", "B")
        (feed,) = library.feeds.listing()
        assert (feed.folder, feed.title) == (("World", "Asia"), "B")

    def test_one_without_a_name_goes_by_its_own_then_by_its_address(
        self, library: Library, site: HandSite
    ) -> None:
        url = site.put("/f", ITEMS)
        library.feeds.follow([Subscription(url)])
        assert [feed.title for feed in library.feeds.listing()] == [url]
        library.feeds.refresh()
        assert [(feed.title, feed.unread) for feed in library.feeds.listing()] == [("By hand", 2)]

    def test_what_is_not_followed_cannot_be_moved(self, library: Library) -> None:
        with pytest.raises(NotFoundError, match="`briefing feeds list` shows what is"):
            library.feeds.move("http://a.example/f", ())


class TestOpml:
    def test_added_known_and_refused_are_told_apart(self, library: Library) -> None:
        library.feeds.follow([Subscription("http://a.example/f", "A")])
        imported = library.feeds.import_opml(
            b'<opml><body><outline text="World"><outline xmlUrl="http://b.example/f" text="B & C"/></outline>'
            b'<outline xmlUrl="http://a.example/f"/><outline xmlUrl="ftp://c.example/"/></body></opml>',
            "list.opml",
        )
        assert imported.added == (Subscription("http://b.example/f", "B & C", ("World",)),)
        assert [feed.url for feed in imported.known] == ["http://a.example/f"]
        assert len(imported.refused) == 1
        assert followed(library) == ["http://a.example/f", "http://b.example/f"]

    def test_what_is_exported_is_the_same_when_it_is_imported(self, library: Library, tmp_path: Path) -> None:
        feeds = (
            Subscription("http://a.example/f", "A", ("World", "Asia"), "http://a.example/"),
            Subscription("http://b.example/f?x=1&y=2", "B <&>"),
        )
        library.feeds.follow(feeds)
        with library_at(tmp_path / "other", NoEngine()) as other:
            other.feeds.import_opml(library.feeds.export_opml(), "x")
            assert other.feeds.subscriptions() == library.feeds.subscriptions()
            assert set(other.feeds.subscriptions()) == set(feeds)

    def test_the_starters_can_all_be_followed(self, library: Library) -> None:
        starters = library.feeds.starter_feeds()
        assert len(starters) > 20
        assert library.feeds.follow(starters) == starters
        assert library.feeds.follow(starters) == ()


def test_feeds_survive_a_library_that_is_lost(tmp_path: Path, site: HandSite) -> None:
    file = tmp_path / "library.db"
    with library_at(file.parent, NoEngine()) as library:
        library.feeds.add(site.put("/f", ITEMS))
    for each in tmp_path.glob("library.db*"):
        each.unlink()
    with library_at(file.parent, NoEngine()) as library:
        assert library.feeds.refresh().new == 2
