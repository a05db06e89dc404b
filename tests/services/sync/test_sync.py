"""What a sync does to either side; the server is a small model of one."""

from __future__ import annotations

from concurrent.futures import Future
from pathlib import Path

import pytest

from briefing.domain.article import ArticleEntry
from briefing.domain.feeds.feed import FeedOptions, Subscription
from briefing.domain.feeds.refresh_result import PageFailure
from briefing.domain.feeds.sync import SyncStep
from briefing.errors import FetchError, UnreadableError
from briefing.services.feeds import service
from briefing.services.library import Library
from briefing.services.sync.sync_service import SyncService
from briefing.sources.feeds.feed_articles import FeedArticles
from briefing.sources.sync import google_reader
from tests.services.sync.conftest import ReadersHere, synced_library
from tests.sync_server import Fault, Item, Reader, Reply, SyncServer, broken_off, half, lost_page, status

WORLD = "https://news.example/1.xml"


def sync_of(library: Library) -> SyncService:
    assert library.sync is not None
    return library.sync


def moved_in(library: Library) -> SyncService:
    """Take the server's feeds, and sync for the first time."""
    sync = sync_of(library)
    sync.take(sync.takable())
    sync.run()
    return sync


def here(library: Library) -> dict[str, ArticleEntry]:
    return {entry.title: entry for entry in library.articles.entries()}


def marks_here(library: Library) -> dict[str, tuple[bool, bool]]:
    return {title: (entry.read, entry.starred) for title, entry in here(library).items()}


def marks_there(reader: Reader) -> dict[str, tuple[bool, bool]]:
    return {item.title: (item.read, item.starred) for item in reader.items.values()}


def mark(library: Library, item: Item, *, read: bool | None = None, starred: bool | None = None) -> None:
    library.articles.mark([here(library)[item.title].id], read=read, starred=starred)


def test_articles_come_with_their_marks_feed_and_folder(library: Library, reader: Reader) -> None:
    reader.add(1), reader.add(2, read=True), reader.add(3, starred=True)
    moved_in(library)
    assert library.feeds.subscriptions() == (Subscription(WORLD, "Feed 1", ("World",)),)
    assert marks_here(library) == marks_there(reader)
    article = library.articles.article(here(library)["Article 1"].id)
    assert (article.url, article.author, article.source) == (
        "https://news.example/1/1",
        "Ada Miller",
        "Feed 1",
    )
    assert article.text.startswith("Article 1 tells of the harbour")


@pytest.mark.parametrize("has_decimal_ids", [True, False])
@pytest.mark.parametrize("user", ["-", "1"])
def test_marks_go_both_ways(library: Library, reader: Reader, has_decimal_ids: bool, user: str) -> None:
    reader.has_decimal_ids, reader.user_in_states = has_decimal_ids, user
    for id_ in range(1, 5):
        reader.add(id_ << 40 | 0xABC, read=id_ > 2, starred=id_ > 3)
    sync = moved_in(library)
    one, two, three, four = reader.items.values()
    mark(library, one, read=True, starred=True)
    mark(library, three, read=False)
    two.read = two.starred = True
    four.read = four.starred = False
    report = sync.run()
    assert (report.sent, report.received) == (3, 4)
    assert marks_here(library) == marks_there(reader)
    assert [(item.read, item.starred) for item in reader.items.values()] == [
        (True, True),
        (True, True),
        (False, False),
        (False, False),
    ]


def test_what_was_changed_offline_is_sent_before_anything_is_fetched(
    library: Library, reader: Reader
) -> None:
    item = reader.add(1)
    sync = moved_in(library)
    mark(library, item, read=True)
    reader.requests.clear()
    sync.run()
    assert [path.rpartition("/")[2] for path in reader.requests][:3] == ["contents", "edit-tag", "list"]
    assert item.read


def test_marks_and_notes_outlive_an_article_on_the_server(library: Library, reader: Reader) -> None:
    item = reader.add(1)
    sync = moved_in(library)
    mark(library, item, starred=True)
    sync.run()
    del reader.items[1]
    sync.run()
    sync.run()
    assert marks_here(library) == {"Article 1": (False, True)}


def test_an_article_that_was_here_is_the_same_one(library: Library, reader: Reader) -> None:
    item = reader.add(1)
    moved_in(library)
    id_ = here(library)["Article 1"].id
    mark(library, item, read=True, starred=True)
    with library.feeds._store._database.writing() as connection:  # as if it had come from its feed
        connection.execute("DELETE FROM synced")
        connection.execute("UPDATE feed_articles SET guid = 'its own'")
    sync_of(library).run()
    assert [entry.id for entry in library.articles.entries()] == [id_]
    assert (item.read, item.starred) == (True, True)


def test_nothing_new_takes_two_requests(library: Library, reader: Reader) -> None:
    for id_ in range(1, 40):
        reader.add(id_, read=id_ % 3 == 0, starred=id_ % 5 == 0)
    sync = moved_in(library)
    reader.requests.clear()
    report = sync.run(is_quick=True)
    assert (len(reader.requests), report.new, report.received) == (2, 0, 0)


@pytest.mark.parametrize("change", ["followed", "moved"])
def test_a_quick_sync_brings_feeds_that_were_changed_here_to_the_server(
    library: Library, reader: Reader, change: str
) -> None:
    reader.add(1)
    sync = moved_in(library)
    sync.give([])
    if change == "followed":
        library.feeds.follow([Subscription("https://example.org/own.xml")])
    else:
        library.feeds.move(WORLD, ("Mine",))
    sync.run(is_quick=True)
    there = {feed.url: feed.labels for feed in reader.feeds.values()}
    assert there.get("https://example.org/own.xml") == (() if change == "followed" else None)
    assert there[WORLD] == (("World",) if change == "followed" else ("Mine",))
    reader.requests.clear()
    sync.run(is_quick=True)
    assert len(reader.requests) == 2


def stop(step: SyncStep) -> None:
    raise FetchError("The server is gone.")


@pytest.mark.parametrize("is_stopped", [False, True])
def test_pages_are_fetched_and_old_articles_removed_as_after_a_refresh(
    server: SyncServer,
    reader: Reader,
    tmp_path: Path,
    readers_here: None,
    monkeypatch: pytest.MonkeyPatch,
    is_stopped: bool,
) -> None:
    """What a sync received before it broke off gets its pages after the next one."""
    wanted: list[str] = []

    def fetch_all(ids: list[str], is_cancelled: object) -> dict[str, PageFailure]:
        wanted.extend(ids)
        return dict.fromkeys(ids, PageFailure("a", "Title", "It is gone."))

    reader.add(1)
    with synced_library(server, tmp_path, {WORLD: FeedOptions(full_text=True)}) as library:
        monkeypatch.setattr(library.page_texts, "fetch_all", fetch_all)
        monkeypatch.setattr(service, "prune", lambda *args, **options: ["b"])
        sync = sync_of(library)
        sync.take(sync.takable())
        if is_stopped:
            with pytest.raises(FetchError):
                sync.run(on_step=stop)
            assert wanted == [] and "Article 1" in here(library)
        report = sync.run()
        assert wanted == [here(library)["Article 1"].id]
        assert (report.page_failures, report.pruned) == ((PageFailure("a", "Title", "It is gone."),), ("b",))
        sync.run()
        assert len(wanted) == 1


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (status(401), "does not take your login (HTTP 401): check user under [sync]"),
        (status(403), "does not take your login (HTTP 403): check user under [sync]"),
        (status(404), "There is no sync server at http://127.0.0.1"),
        (status(429), "is limiting requests (HTTP 429); try again later"),
        (status(429, ("Retry-After", "90")), "is limiting requests (HTTP 429); try again in 90 seconds"),
        (status(503), "has a server error (HTTP 503): try again later"),
        (status(301, ("Location", "https://rss.example/")), "leads to https://rss.example/ (HTTP 301)"),
        (status(200), "sent half an answer"),
        (half, "sent half an answer"),
    ],
    ids=["401", "403", "404", "429", "429 with a time", "503", "redirect", "no JSON", "half"],
)
def test_a_failure_is_a_sentence_and_changes_nothing(
    library: Library, reader: Reader, fault: Fault, sentence: str
) -> None:
    items = [reader.add(id_, read=id_ > 3) for id_ in range(1, 6)]
    sync = moved_in(library)
    before = marks_here(library)
    mark(library, items[0], read=True)
    items[4].read = False
    for number in range(12):
        reader.fail_at(number, fault)
    with pytest.raises(FetchError) as raised:
        sync.run()
    assert sentence in str(raised.value)
    assert sync.state().error == str(raised.value)
    assert marks_here(library) == before | {"Article 1": (True, False)}
    reader.faults.clear()
    sync.run()
    assert sync.state().error == ""
    assert marks_here(library) == marks_there(reader)
    assert items[0].read and not items[4].read


def test_a_mark_that_the_server_refuses_stays_and_is_sent_later(library: Library, reader: Reader) -> None:
    item = reader.add(1)
    sync = moved_in(library)
    mark(library, item, read=True)
    reader.refuses_marks = True
    for _ in range(2):
        with pytest.raises(FetchError):
            sync.run()
        assert marks_here(library) == {"Article 1": (True, False)}
    reader.refuses_marks = False
    sync.run()
    assert item.read and marks_here(library) == marks_there(reader)


def test_an_article_without_a_time_has_no_day_of_1970(library: Library, reader: Reader) -> None:
    reader.add(1).is_dated = False
    moved_in(library)
    (entry,) = library.articles.entries()
    assert not (entry.published or "").startswith("1970")


def test_a_lost_page_marks_nothing_read(library: Library, reader: Reader) -> None:
    for id_ in range(1, 21):
        reader.add(id_, starred=id_ == 7)
    sync = moved_in(library)
    reader.page = 5
    for number in range(10):
        reader.fail_at(number, lost_page)
    sync.run()
    assert marks_here(library) == marks_there(reader)
    assert not any(read for read, _ in marks_here(library).values())


@pytest.mark.parametrize("fault", [broken_off, status(503), status(429)], ids=["killed", "503", "429"])
def test_what_could_not_be_sent_is_sent_later(library: Library, reader: Reader, fault: Fault) -> None:
    item = reader.add(1)
    sync = moved_in(library)
    mark(library, item, read=True)
    reader.faults = {1: fault}
    with pytest.raises(FetchError):
        sync.run()
    reader.faults.clear()
    sync.run()
    assert item.read
    assert marks_here(library) == {"Article 1": (True, False)}


def test_a_mark_that_the_server_has_is_not_sent(library: Library, reader: Reader) -> None:
    one, two = reader.add(1), reader.add(2)
    sync = moved_in(library)
    for item in (one, two):
        mark(library, item, read=True, starred=True)
    one.read = two.starred = True
    sync.run()
    assert (
        marks_here(library) == marks_there(reader) == dict.fromkeys(("Article 1", "Article 2"), (True, True))
    )


def test_a_mark_is_not_sent_again_where_its_answer_was_lost(library: Library, reader: Reader) -> None:
    item = reader.add(1)
    sync = moved_in(library)
    mark(library, item, read=True)
    reader.fail_at(1, broken_off)
    with pytest.raises(FetchError):
        sync.run()
    assert item.read
    sync.run()
    assert marks_here(library) == marks_there(reader) == {"Article 1": (True, False)}


def test_a_mark_that_is_given_during_a_sync_holds(library: Library, reader: Reader) -> None:
    item = reader.add(1)
    sync = moved_in(library)
    item.starred = True

    def meanwhile(reply: Reply) -> Reply:
        mark(library, item, read=True)
        return reply

    reader.fail_at(2, meanwhile)
    sync.run()
    assert marks_here(library) == marks_there(reader) == {"Article 1": (True, True)}


def test_an_answer_without_some_articles_has_none_forgotten(library: Library, reader: Reader) -> None:
    items = [reader.add(1), reader.add(2)]
    sync = moved_in(library)
    items[0].read = True

    def emptied(reply: Reply) -> Reply:
        return Reply(b'{"items": []}') if b'"items": [' in reply.content else reply

    reader.fail_at(4, emptied)
    sync.run()
    items[0].read = False
    mark(library, items[1], read=True)
    sync.run()
    assert (
        marks_here(library)
        == marks_there(reader)
        == {"Article 1": (False, False), "Article 2": (True, False)}
    )
    assert sum("Article" in title for title in here(library)) == 2
    assert len(sync._store.agreed()) == 2


def test_a_token_and_a_login_that_expire_are_renewed(library: Library, reader: Reader) -> None:
    items = [reader.add(id_) for id_ in range(1, 4)]
    sync = moved_in(library)
    reader.token_uses = 1
    reader.token_left = 0
    reader.login = 2
    mark(library, items[0], read=True)
    mark(library, items[1], starred=True)
    sync.run()
    assert marks_here(library) == marks_there(reader)


def test_a_password_that_is_wrong_or_missing_is_told(
    library: Library, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.password = "another"
    with pytest.raises(FetchError, match=r"does not take your login \(HTTP 401\)"):
        sync_of(library).run()
    monkeypatch.delenv("BRIEFING_FEED_PASSWORD_127_0_0_1")
    with pytest.raises(FetchError, match="There is no password for ada at"):
        sync_of(library).run()


@pytest.mark.parametrize("path", ["/api/greader.php", "/p/api/greader.php"])
def test_the_api_is_found_below_the_address(library: Library, reader: Reader, path: str) -> None:
    reader.path = path
    reader.add(1)
    moved_in(library)
    assert marks_here(library) == {"Article 1": (False, False)}


def test_a_first_sync_goes_on_where_it_broke_off(
    server: SyncServer,
    reader: Reader,
    tmp_path: Path,
    readers_here: None,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(google_reader, "REQUESTS_PER_BATCH", 1)
    for id_ in range(1, 601):
        reader.add(id_)
    with synced_library(server, tmp_path) as library:
        sync = sync_of(library)
        sync.take(sync.takable())
        reader.fail_at(6, broken_off)
        reader.fail_at(7, broken_off)
        with pytest.raises(FetchError):
            sync.run()
        assert library.article_list.count("") == 250
    with synced_library(server, tmp_path) as library:
        reader.requests.clear()
        assert sync_of(library).run().new == 350
        assert sum(path.endswith("contents") for path in reader.requests) == 2
        assert library.article_list.count("") == 600


def test_it_can_be_stopped_between_two_parts(
    library: Library, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(google_reader, "REQUESTS_PER_BATCH", 1)
    for id_ in range(1, 601):
        reader.add(id_)
    sync = sync_of(library)
    sync.take(sync.takable())
    steps: list[int] = []
    report = sync.run(on_step=lambda step: steps.append(step.done), is_cancelled=lambda: len(steps) == 2)
    assert (steps, report.was_cancelled, report.new) == ([250, 500], True, 500)
    assert sync.run().new == 100


def test_an_article_that_is_removed_here_stays_away(library: Library, reader: Reader) -> None:
    item = reader.add(1)
    sync = moved_in(library)
    library.articles.remove(here(library)[item.title].id)
    sync.run()
    item.read = True
    sync.run()
    assert marks_here(library) == {}


def test_articles_of_feeds_that_are_not_followed_come_once_they_are(library: Library, reader: Reader) -> None:
    reader.add(1), reader.add_feed(2), reader.add(2, 2, starred=True)
    sync = sync_of(library)
    sync.take(feed for feed in sync.takable() if feed.url == WORLD)
    sync.run()
    assert set(marks_here(library)) == {"Article 1"}
    library.feeds.follow([Subscription("http://news.example/2.xml")])
    sync.run()
    assert marks_here(library) == marks_there(reader)


def test_two_items_of_one_page_have_one_state(library: Library, reader: Reader) -> None:
    one, _ = reader.add(1), reader.add_feed(2)
    reader.items[2] = Item(2, 1, one.title, markup=one.markup)
    reader.items[2].__class__ = type("Same", (Item,), {"url": property(lambda self: one.url)})
    sync = moved_in(library)
    mark(library, one, read=True)
    sync.run()
    assert [item.read for item in reader.items.values()] == [True, True]
    reader.items[2].read = False
    sync.run()
    sync.run()
    assert [item.read for item in reader.items.values()] == [False, False]


def test_an_article_that_breaks_the_reading_is_left_out_alone(
    library: Library, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader.add(1)
    reader.add(2).markup = "<p>poison</p>"
    is_poison = True

    def submit(self: ReadersHere, data: bytes, **options: str) -> Future[FeedArticles]:
        if is_poison and b"poison" in data:
            broken: Future[FeedArticles] = Future()
            broken.set_exception(UnreadableError("It broke the reading."))
            return broken
        return honest(self, data, **options)

    honest = ReadersHere.submit
    monkeypatch.setattr(ReadersHere, "submit", submit)
    sync = moved_in(library)
    assert set(marks_here(library)) == {"Article 1"}
    is_poison = False
    sync.run()
    assert set(marks_here(library)) == {"Article 1", "Article 2"}
