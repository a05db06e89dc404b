"""Against the loopback feed server: what a refresh keeps, whatever servers, readers and systems do to it."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

import pytest

from benchmarks.feed_answers import Answer, Plan
from benchmarks.feed_server import FeedServer
from briefing.domain import Span
from briefing.domain.feeds.feed import FeedOptions, FeedState, Subscription
from briefing.domain.feeds.refresh_result import RefreshStep
from briefing.domain.rule import Rule, parse_rule
from briefing.errors import AlreadyRefreshingError
from briefing.services.feeds.fetch_pipeline import FetchPipeline
from briefing.services.feeds.refresh import refresh_lock
from briefing.services.feeds.rules import RuleRunner
from briefing.services.library import Library
from briefing.services.page_text import PageTextService
from briefing.sources.feeds.feed_readers import FeedReaders
from briefing.sources.http.fetch_result import FetchRequest
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.feeds.feed_store import FeedStore
from tests import feeding
from tests.feeding import HandSite, NoEngine, hand_server
from tests.libraries import library_at

pytestmark = pytest.mark.usefixtures("no_proxy")

NOON = datetime(2026, 11, 4, 12, 0, tzinfo=UTC)
ROOT = Path(__file__).parents[1]


@pytest.fixture
def served() -> Iterator[tuple[FeedServer, HandSite]]:
    server, site = hand_server(Plan(feeds=4, items=3, own_hosts=True))
    with server:
        yield server, site


@pytest.fixture
def server(served: tuple[FeedServer, HandSite]) -> FeedServer:
    return served[0]


class Clock:
    def __init__(self) -> None:
        self.now = NOON

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(tmp_path: Path, clock: Clock) -> Iterator[Library]:
    with library_at(tmp_path, NoEngine(), now=clock) as library:
        yield library


def follow(library: Library, *urls: str) -> None:
    library.feeds.follow(map(Subscription, urls))


def state(library: Library, url: str) -> FeedState | None:
    return FeedStore(library._store.database).states().get(url)


class Ended(BaseException):
    """The program was killed there."""


def end(rules: RuleRunner, ids: object) -> None:
    raise Ended


@contextmanager
def ended_before_the_rules(
    folder: Path, site: HandSite, monkeypatch: pytest.MonkeyPatch, rules: tuple[Rule, ...]
) -> Iterator[Library]:
    """The library whose refresh has kept an article of rain when its end came."""
    with monkeypatch.context() as at_the_end:
        at_the_end.setattr(RuleRunner, "apply", end)
        with library_at(folder, NoEngine(), rules=rules) as library:
            follow(library, site.put("/f", [("1", "Rain", "The first.")]))
            with pytest.raises(Ended):
                library.feeds.refresh()
            yield library


def closed_port(host: str = "127.0.0.1") -> str:
    """An address where nobody answers."""
    import socket

    with socket.create_server((host, 0)) as taken:
        port = taken.getsockname()[1]
    return f"http://{host}:{port}/feed"


class TestWhatComes:
    def test_every_article_is_kept_and_can_be_searched(self, library: Library, site: HandSite) -> None:
        follow(library, *site.urls())
        steps: list[RefreshStep] = []
        report = library.feeds.refresh(on_step=steps.append)
        assert (report.asked, report.new, report.failures, report.was_cancelled) == (4, 12, (), False)
        assert [step.done for step in steps] == [1, 2, 3, 4]
        assert {step.total for step in steps} == {4}
        assert steps[-1].new == 12
        assert len(library.articles.ids()) == 12
        page = library.articles.search('title:"(2.1)"')
        assert ([entry.title[-5:] for entry in page.entries], page.unsearched) == (["(2.1)"], 0)

    def test_the_server_is_told_what_is_known(self, library: Library, server: FeedServer) -> None:
        url = server.site.url(0)
        follow(library, url)
        library.feeds.refresh()
        assert library.feeds.refresh().new == 0
        assert server.requests[-1].headers["if-none-match"] == '"0-0"'

    @pytest.mark.slow
    @pytest.mark.parametrize("asked_for", [{}, {"validators": "none"}], ids=["304", "the same bytes"])
    def test_what_has_not_changed_is_not_read_again(
        self,
        library: Library,
        site: HandSite,
        monkeypatch: pytest.MonkeyPatch,
        asked_for: dict[str, str],
    ) -> None:
        follow(library, site.url(0, **asked_for))
        library.feeds.refresh()
        monkeypatch.setattr(FeedReaders, "submit", lambda *args, **names: pytest.fail("it is read again"))
        report = library.feeds.refresh()
        assert (report.asked, report.new, report.failures) == (1, 0, ())

    @pytest.mark.slow
    def test_what_was_removed_does_not_come_back(self, library: Library, site: HandSite) -> None:
        follow(library, site.put("/f", [("1", "One", "The first."), ("2", "Two", "The second.")]))
        library.feeds.refresh()
        library.articles.remove(library.articles.ids("One")[0])
        site.put("/f", [("1", "One", "The first."), ("2", "Two", "The second."), ("3", "Three", "New.")])
        assert library.feeds.refresh().new == 1
        assert {entry.title for entry in library.articles.entries()} == {"Two", "Three"}

    @pytest.mark.slow
    def test_annotations_are_found_again_in_a_text_that_changed(
        self, library: Library, site: HandSite, tmp_path: Path
    ) -> None:
        url = site.put("/f", [("1", "One", "Talks went on in the capital until the morning.")])
        follow(library, url)
        library.feeds.refresh()
        (id_,) = library.articles.ids()
        article = library.articles.article(id_)
        start = article.text.index("the capital")
        marked = Span(start, start + len("the capital"))
        library.annotations.apply([library.annotations.draft(article, marked)])
        site.put("/f", [("1", "One", "Updated: late talks went on in the capital until the morning.")])
        report = library.feeds.refresh()
        assert (report.new, report.changed) == (0, 1)
        assert library.articles.article(id_).text.startswith("Updated")
        written = AnnotationStore(tmp_path / "annotations").read(id_)
        assert written is not None
        (annotation,) = written.article.annotations
        assert annotation.anchor.span == Span(marked.start + 14, marked.end + 14)

    def test_rules_are_applied_to_what_is_new_and_their_words_reported(
        self, tmp_path: Path, site: HandSite
    ) -> None:
        rules = (parse_rule("title:Two", "star", NOON), parse_rule("title:One", "notify", NOON))
        with library_at(tmp_path, NoEngine(), rules=rules) as library:
            follow(library, site.put("/f", [("1", "One", "The first."), ("2", "Two", "The second.")]))
            (said,) = library.feeds.refresh().notifications
            assert "One" in said
            assert [entry.title for entry in library.articles.search("is:starred").entries] == ["Two"]
            assert library.feeds.refresh().notifications == ()

    def test_a_rule_is_told_of_once_however_many_batches_its_articles_came_in(
        self, tmp_path: Path, site: HandSite, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr("briefing.services.feeds.refresh.FEEDS_PER_BATCH", 1)
        rules = (parse_rule("title:rain", "notify", NOON),)
        with library_at(tmp_path, NoEngine(), rules=rules) as library:
            for name in ("One", "Two"):
                follow(library, site.put(f"/{name}", [(name, f"Rain {name}", f"The {name}.")]))
            (said,) = library.feeds.refresh().notifications
            assert "“Rain One”" in said and "“Rain Two”" in said

    def test_rules_reach_articles_that_were_kept_right_before_the_end_came(
        self, tmp_path: Path, site: HandSite, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rules = (parse_rule("title:rain", "star", NOON),)
        with ended_before_the_rules(tmp_path, site, monkeypatch, rules) as library:
            assert not library.articles.search("is:starred").entries
        with library_at(tmp_path, NoEngine(), rules=rules) as library:
            library.feeds.refresh()
            (starred,) = library.articles.search("is:starred").entries
            assert starred.title == "Rain"
            library.articles.mark([starred.id], starred=False)
            library.feeds.refresh()
            assert not library.articles.search("is:starred").entries

    @pytest.mark.slow
    def test_what_the_end_kept_from_being_told_is_told_by_the_next_refresh_whatever_comes_between(
        self, tmp_path: Path, site: HandSite, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        rules = (parse_rule("title:rain", "notify", NOON),)
        with ended_before_the_rules(tmp_path, site, monkeypatch, rules):
            pass
        with library_at(tmp_path, NoEngine(), rules=rules) as library:
            library.feeds.add(site.put("/other", [("2", "Snow", "The second.")]))
            (said,) = library.feeds.refresh().notifications
            assert "“Rain”" in said
            assert library.feeds.refresh().notifications == ()

    @pytest.mark.slow
    def test_a_feed_that_is_dropped_meanwhile_is_not_kept(self, library: Library, site: HandSite) -> None:
        # The quick one takes no process, whose start might take until the slow one has answered.
        quick, slow = site.url(0, status=404), site.url(1, delay=1)
        follow(library, quick, slow)

        def drop(step: RefreshStep) -> None:
            assert step.url == quick
            library.feeds.remove([slow])

        assert library.feeds.refresh(on_step=drop).asked == 1
        assert state(library, slow) is None
        assert library.articles.ids() == []

    def test_headers_and_login_go_with_each_request(self, tmp_path: Path, server: FeedServer) -> None:
        url = server.site.url(0, login="ann:secret")
        options = {url: FeedOptions(user="ann", headers={"X-Key": "7"})}
        with (
            pytest.MonkeyPatch.context() as patch,
            library_at(tmp_path, NoEngine(), options=options) as library,
        ):
            patch.setenv("BRIEFING_FEED_PASSWORD_127_0_1_1", "secret")
            follow(library, url)
            report = library.feeds.refresh()
            assert (report.new, report.failures) == (3, ())
            assert server.requests[-1].headers["x-key"] == "7"
            assert [feed.url for feed in library.feeds.subscriptions()] == [url]


class TestFailures:
    def test_a_reason_is_shown_and_each_waits_longer(
        self, library: Library, site: HandSite, clock: Clock
    ) -> None:
        good, bad = site.url(0), site.url(1, status=500)
        follow(library, good, bad)
        (failure,) = library.feeds.refresh().failures
        assert (failure.url, failure.next_try) == (bad, "2026-11-04T12:05:00+00:00")
        assert "HTTP 500" in failure.sentence
        (failure,) = library.feeds.refresh().failures
        assert failure.next_try == "2026-11-04T12:10:00+00:00"
        listed = {feed.url: feed for feed in library.feeds.listing()}
        assert (listed[bad].error, listed[bad].next_try) == (failure.sentence, failure.next_try)
        assert listed[good].error is None

    def test_only_due_feeds_are_asked_where_that_is_wanted(
        self, library: Library, site: HandSite, clock: Clock
    ) -> None:
        good, bad = site.url(0), site.url(1, status=500)
        follow(library, good, bad)
        library.feeds.refresh()
        assert library.feeds.refresh(due_only=True).asked == 1
        clock.now += timedelta(minutes=5)
        assert library.feeds.refresh(due_only=True).asked == 2

    def test_a_host_that_limits_requests_fails_the_feeds_that_it_said_so_to_and_no_other(
        self, library: Library, server: FeedServer, site: HandSite, clock: Clock
    ) -> None:
        others = [site.put(f"/f{n}", [("1", "One", f"The first of {n}.")]) for n in range(30)]
        site.answers["/busy"] = Answer(429, b"", {"Retry-After": "600"})
        busy = f"{site.root()}/busy"
        follow(library, busy, *others)
        report = library.feeds.refresh()
        assert [failure.url for failure in report.failures] == [busy]
        assert report.waiting > 0
        assert report.asked + report.waiting == 31 and report.asked == len(server.requests)
        listed = {feed.url: feed for feed in library.feeds.listing()}
        assert [url for url, feed in listed.items() if feed.error] == [busy]
        unasked = [feed for feed in listed.values() if feed.checked is None]
        assert len(unasked) == report.waiting
        tries = {feed.next_try or "" for feed in unasked}
        assert max(tries) == report.waiting_until
        assert all("2026-11-04T12:05" < each <= "2026-11-04T12:10:00+00:00" for each in tries)
        assert library.feeds.refresh(due_only=True).asked == report.asked - 1
        site.answers["/busy"] = site.answers["/f0"]
        clock.now += timedelta(minutes=10)
        after = library.feeds.refresh(due_only=True)
        assert (after.asked, after.waiting, after.failures) == (31, 0, ())
        assert {feed.next_try for feed in library.feeds.listing()} == {None}

    def test_an_answer_ends_the_trouble(self, library: Library, site: HandSite) -> None:
        url = site.put("/f", [("1", "One", "The first.")])
        good = site.answers["/f"]
        site.answers["/f"] = Answer(500)
        follow(library, url)
        assert len(library.feeds.refresh().failures) == 1
        site.answers["/f"] = good
        assert library.feeds.refresh().failures == ()
        assert [feed.error for feed in library.feeds.listing()] == [None]

    @pytest.mark.slow
    def test_a_page_in_place_of_a_feed_changes_nothing_that_is_known(
        self, library: Library, site: HandSite
    ) -> None:
        url = site.put("/f", [("1", "One", "The first.")])
        follow(library, url)
        library.feeds.refresh()
        before = state(library, url)
        site.page("/f", "<html><title>Log in</title><body>Log in to use this network.</body></html>")
        (failure,) = library.feeds.refresh().failures
        after = state(library, url)
        assert "is not a feed" in failure.sentence
        assert before is not None and after is not None
        assert (after.title, after.body_sha256) == ("By hand", before.body_sha256)
        assert len(library.articles.ids()) == 1

    def test_a_feed_that_is_gone_is_not_asked_again_by_itself(
        self, library: Library, server: FeedServer
    ) -> None:
        url = server.site.url(0, status=410)
        follow(library, url)
        (failure,) = library.feeds.refresh().failures
        assert (failure.next_try, [feed.is_gone for feed in library.feeds.listing()]) == (None, [True])
        assert library.feeds.refresh().asked == 0
        assert library.feeds.refresh(due_only=True).asked == 0
        assert len(server.requests) == 1
        assert library.feeds.refresh([url]).asked == 1

    def test_no_feed_is_blamed_where_not_one_server_can_be_reached(self, library: Library) -> None:
        urls = [closed_port("127.0.0.1"), closed_port("127.0.0.2")]
        follow(library, *urls)
        report = library.feeds.refresh()
        assert report.is_offline
        assert {failure.url for failure in report.failures} == set(urls)
        assert [(feed.error, feed.next_try) for feed in library.feeds.listing()] == [(None, None)] * 2

    @pytest.mark.slow
    def test_one_that_cannot_be_reached_among_others_is(self, library: Library, site: HandSite) -> None:
        dead = closed_port("127.0.0.2")
        follow(library, dead, site.url(0))
        report = library.feeds.refresh()
        assert ([failure.url for failure in report.failures], report.is_offline) == ([dead], False)
        assert [feed.url for feed in library.feeds.listing() if feed.next_try] == [dead]


class TestFeedsThatMove:
    def test_for_good_to_a_feed_are_followed_there(
        self, library: Library, site: HandSite, server: FeedServer
    ) -> None:
        old = site.redirect("/old", "/new")
        new = site.put("/new", [("1", "One", "The first.")])
        follow(library, old)
        assert library.feeds.refresh().new == 1
        assert [feed.url for feed in library.feeds.subscriptions()] == [new]
        assert list(FeedStore(library._store.database).states()) == [new]
        server.requests.clear()
        assert library.feeds.refresh().new == 0
        assert [request.target for request in server.requests] == ["/new"]

    @pytest.mark.slow
    @pytest.mark.parametrize("status", [302, 307])
    def test_for_a_while_stay(self, library: Library, site: HandSite, status: int) -> None:
        old = site.redirect("/old", "/new", status)
        site.put("/new", [("1", "One", "The first.")])
        follow(library, old)
        assert library.feeds.refresh().new == 1
        assert [feed.url for feed in library.feeds.subscriptions()] == [old]

    def test_for_good_to_a_page_stay(self, library: Library, site: HandSite) -> None:
        old = site.redirect("/old", "/portal")
        site.page("/portal", "<html><body>Log in to use this network.</body></html>")
        follow(library, old)
        assert len(library.feeds.refresh().failures) == 1
        assert [feed.url for feed in library.feeds.subscriptions()] == [old]

    def test_to_one_that_is_followed_too_become_one(self, library: Library, site: HandSite) -> None:
        new = site.put("/new", [("1", "One", "The first.")])
        follow(library, new, site.redirect("/old", "/new"))
        library.feeds.refresh()
        assert [feed.url for feed in library.feeds.subscriptions()] == [new]
        assert list(FeedStore(library._store.database).states()) == [new]
        assert len(library.articles.ids()) == 1


class TestOneAtATime:
    def test_of_two_processes_the_second_is_told_to_wait(
        self, library: Library, site: HandSite, tmp_path: Path
    ) -> None:
        follow(library, site.url(0))
        with refresh_lock(tmp_path), pytest.raises(AlreadyRefreshingError, match="wait until"):
            library.feeds.refresh()
        assert library.feeds.refresh().new == 3

    def test_of_two_calls_the_second_is_told_to_wait(self, library: Library, site: HandSite) -> None:
        follow(library, site.url(0))

        def again(step: RefreshStep) -> None:
            with pytest.raises(AlreadyRefreshingError, match="wait until"):
                library.feeds.refresh()

        assert library.feeds.refresh(on_step=again).new == 3


class TestCallingItOff:
    def test_takes_half_a_second_at_the_most_and_keeps_what_was_done(
        self, library: Library, site: HandSite
    ) -> None:
        follow(library, site.url(0), site.url(1, delay=20), site.url(2, drip=0.1))
        steps: list[RefreshStep] = []
        called_off: list[float] = []

        def is_cancelled() -> bool:
            if steps and not called_off:
                called_off.append(monotonic())
            return bool(called_off)

        report = library.feeds.refresh(on_step=steps.append, is_cancelled=is_cancelled)
        assert monotonic() - called_off[0] < 0.5
        assert (report.was_cancelled, report.asked, report.new) == (True, 1, 3)
        assert len(library.articles.ids()) == 3
        assert [feed.error for feed in library.feeds.listing()] == [None] * 3

    @pytest.mark.slow
    def test_an_error_of_who_listens_ends_it_too(self, library: Library, site: HandSite) -> None:
        follow(library, site.url(0), site.url(1, delay=20))

        def fail(step: RefreshStep) -> None:
            raise ZeroDivisionError

        with pytest.raises(ZeroDivisionError):
            library.feeds.refresh(on_step=fail)
        assert len(library.articles.ids()) == 3
        assert library.feeds.refresh([site.url(0)]).asked == 1


class TestPages:
    @pytest.fixture
    def library(self, tmp_path: Path, site: HandSite, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
        """One whose feed has seven articles without an address, two of whose pages are tried at a time."""
        monkeypatch.setattr("briefing.services.page_text.MAX_PAGES", 2)
        url = site.put("/f", [(str(number), f"On {number}", "Words.") for number in range(7)])
        options = {url: FeedOptions(full_text=True)}
        with library_at(tmp_path, NoEngine(), options=options) as library:
            follow(library, url)
            yield library

    def test_those_that_were_not_tried_wait_unless_their_article_went(self, library: Library) -> None:
        first = library.feeds.refresh().page_failures
        tried = {failure.article_id for failure in first}
        for id_ in [id_ for id_ in library.articles.ids() if id_ not in tried][:2]:
            library.articles.remove(id_)
        later = [library.feeds.refresh().page_failures for _ in range(3)]
        assert [len(first), *map(len, later)] == [2, 2, 1, 0]
        assert all("has no page" in failure.sentence for each in (first, *later) for failure in each)

    def test_a_fault_of_ours_is_told_and_not_met_again(
        self, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(PageTextService, "_take", lambda *given: 1 / 0)
        told = [failure for _ in range(5) for failure in library.feeds.refresh().page_failures]
        assert len({failure.article_id for failure in told}) == len(told) == 7
        assert all(failure.sentence.startswith("Unexpected error") for failure in told)


@pytest.mark.slow
def test_what_is_not_taken_holds_up_the_servers_instead_of_filling_the_memory() -> None:
    with FeedServer(Plan(feeds=200, items=1)) as server:
        requests = [FetchRequest(url) for url in server.site.urls()]
        with FetchPipeline(requests) as gathering:
            assert not server.wait_until(lambda: len(server.requests) > 150, 1.5)
            taken = 0
            while not gathering.is_done:
                taken += len(gathering.next_batch(25, 5.0))
        assert (taken, len(server.requests)) == (200, 200)


@pytest.mark.slow
@pytest.mark.parametrize(
    "lines", [1, 30, *(pytest.param(more, marks=pytest.mark.thorough) for more in (2, 9, 55))]
)
def test_a_kill_leaves_what_was_acknowledged_and_the_next_refresh_brings_the_rest(
    tmp_path: Path, lines: int
) -> None:
    """`lines` is how much the child has said when it is killed: that the library is open, then its feeds."""
    with FeedServer(Plan(feeds=60, items=5, latency=0.01, own_hosts=True)) as server:
        urls = server.site.urls()
        with library_at(tmp_path, NoEngine()) as library:
            follow(library, *urls)
        child = subprocess.Popen(
            [sys.executable, feeding.__file__, str(tmp_path)],
            env=os.environ | {"PYTHONPATH": str(ROOT)},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert child.stdout is not None
        said = [child.stdout.readline().split() for _ in range(lines)]
        child.kill()
        said += [line.split() for line in child.stdout.read().splitlines() if line]
        child.wait()
        acknowledged = {words[0]: int(words[1]) for words in said if len(words) == 2}
        with library_at(tmp_path, NoEngine()) as library:
            assert (library.notices, library.integrity(), library.search_problems()) == ((), (), ())
            unread = {feed.url: feed.unread for feed in library.feeds.listing() if feed.unread}
            assert {url: unread.get(url) for url in acknowledged} == dict.fromkeys(acknowledged, 5)
            # A feed is there with all its articles or not at all.
            assert set(unread.values()) <= {5}
            report = library.feeds.refresh()
            assert (report.asked, report.failures) == (60, ())
            assert {feed.url: feed.unread for feed in library.feeds.listing()} == dict.fromkeys(urls, 5)
            assert len(library.articles.ids()) == 300
