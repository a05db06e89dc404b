from __future__ import annotations

import sqlite3
import subprocess
import sys
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.domain.article import article_id
from briefing.domain.feeds.feed import FeedState
from briefing.store.articles.article_marks import all_marks
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.article_tags import ArticleTags
from briefing.store.articles.article_writer import number_of
from briefing.store.database.connections import PAGE_BYTES
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate
from briefing.store.stories.story_store import StoryStore
from briefing.store.stories.watch_store import Watch, WatchKind, WatchStore

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
URL = "https://example.org/feed"
NUMBERS = range(400)


def article(number: int) -> Article:
    id_ = article_id(f"article {number}")
    return Article(id_, f"Title {number}", f"Words of article {number}. " * 40)


def change(file: Path, offset: int, length: int) -> None:
    with file.open("r+b") as handle:
        handle.seek(offset)
        handle.write(b"\xa5" * length)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A library of 400 articles of a feed: every 3rd is read, every 7th starred, every 11th tagged."""
    file = tmp_path / "library.db"
    with ArticleStore(file) as store:
        items = [(f"guid {number}", article(number)) for number in NUMBERS]
        FeedStore(store.database).store_updates([FeedUpdate(FeedState(URL, etag="x"), items)], fetched=NOON)
        ids = [article(number).id for number in NUMBERS]
        store.set_read(ids[::3], True)
        store.set_starred(ids[::7], True)
        ArticleTags(store.database).add(ids[::11], "kept")
        store.set_reading_position(ids[10], 123)
    return file


def marks(store: ArticleStore) -> dict[str, object]:
    with store.database.reading() as connection:
        return {each.id: each for each in all_marks(connection)}


def pages_of(file: Path, table: str) -> list[int]:
    with closing(sqlite3.connect(file)) as connection:
        rows = connection.execute(
            "SELECT DISTINCT pageno FROM dbstat WHERE name = ? AND pagetype = 'leaf'", (table,)
        ).fetchall()
        return [(page - 1) * PAGE_BYTES for (page,) in rows]


def _has_dbstat() -> bool:
    with closing(sqlite3.connect(":memory:")) as connection:
        return ("ENABLE_DBSTAT_VTAB",) in connection.execute("PRAGMA compile_options").fetchall()


needs_dbstat = pytest.mark.skipif(not _has_dbstat(), reason="SQLite does not say which pages a table has")


@pytest.mark.parametrize(
    "harm",
    [
        pytest.param(lambda file: change(file, 0, 64), id="header"),
        pytest.param(lambda file: change(file, 100, 3_000), id="names of the tables"),
    ],
)
def test_with_a_damaged_first_page_everything_comes_back(file: Path, harm: Callable[[Path], None]) -> None:
    with ArticleStore(file) as store:
        before, known = store.entries(), marks(store)
    harm(file)
    damaged = file.read_bytes()
    with ArticleStore(file, now=lambda: NOON) as store:
        assert store.entries() == before
        assert marks(store) == known
        assert store.get(article(5).id) == article(5)
        (notice,) = store.notices
        assert "with what could be read of it: 400 articles with read and starred marks." in notice
        assert store.integrity() == ()
    assert file.with_name("library.db.damaged-20260304-120000").read_bytes() == damaged


@needs_dbstat
@pytest.mark.parametrize("table", ["articles", "texts", "article_tags", "articles_newest", "feed_articles"])
def test_what_is_not_on_a_damaged_page_comes_back(file: Path, table: str) -> None:
    with ArticleStore(file) as store:
        before, known = {each.id: each for each in store.entries()}, marks(store)
    page = pages_of(file, table)[len(pages_of(file, table)) // 2]
    change(file, page, PAGE_BYTES)
    with ArticleStore(file) as store:
        after = {each.id: each for each in store.entries()}
        assert {id_: before[id_] for id_ in after} == after
        lost = len(before) - len(after)
        assert lost < 40, "no more than are on one page"
        # A text on a damaged page takes none of the marks along.
        if table in ("texts", "articles_newest", "feed_articles"):
            assert marks(store) == known
        if table == "articles":
            assert lost > 0
            assert marks(store) == {id_: each for id_, each in known.items() if id_ in after}


@needs_dbstat
def test_marks_hold_again_when_the_feed_brings_the_text_back(file: Path) -> None:
    with ArticleStore(file) as store:
        before = {each.id: each for each in store.entries()}
        known = marks(store)
    for page in pages_of(file, "texts"):
        change(file, page, PAGE_BYTES)
    with ArticleStore(file) as store:
        assert store.entries() == []
        assert "The marks of" in store.notices[0]
        assert marks(store) == known
        feeds = FeedStore(store.database)
        assert feeds.states()[URL].etag is None, "or the server would send nothing"
        items = [(f"guid {number}", article(number)) for number in NUMBERS]
        (stored,) = feeds.store_updates([FeedUpdate(FeedState(URL), items)], fetched=NOON)
        assert len(stored.new) == 400
        assert {each.id: each for each in store.entries()} == before
        assert marks(store) == known
        with store.database.reading() as connection:
            assert connection.execute("SELECT count(*) FROM facts WHERE name LIKE 'marks%'").fetchone() == (
                0,
            )


def test_a_text_that_was_changed_by_damage_is_not_taken_for_the_text(file: Path) -> None:
    content = file.read_bytes()
    at = content.index(b"Words of article 77. ")
    file.write_bytes(content[:at] + b"Swords" + content[at + 6 :])
    change(file, 0, 64)
    with ArticleStore(file) as store:
        assert store.get(article(77).id) is None
        assert len(store.entries()) == 399


def test_stories_stay_as_the_reader_has_put_them_together(file: Path) -> None:
    one, other = article(3), article(200)
    with ArticleStore(file) as store:
        with store.database.writing() as connection:
            numbers = {each.id: number_of(connection, each.id) for each in (one, other)}
            connection.execute(
                "INSERT INTO stories (number, id, terms, followed, seen) VALUES (7, ?, '[]', 1, 12.5)",
                (one.id,),
            )
            connection.executemany(
                "INSERT INTO story_members (article, story, score, by_hand) VALUES (?, 7, 0, 1)",
                [(number,) for number in numbers.values()],
            )
            connection.execute("INSERT INTO story_names (id, story) VALUES (?, 7)", (other.id,))
        before = StoryStore(store.database).story(one.id)
        watches = WatchStore(store.database)
        watches.add(Watch(WatchKind.ACTOR, "Ann Lee", 1.5, 2.5))
        watched = watches.all()
    change(file, file.read_bytes().index(b"Words of article 77. ") // PAGE_BYTES * PAGE_BYTES, PAGE_BYTES)
    with ArticleStore(file) as store:
        assert "has been set aside" in store.notices[0]
        after = StoryStore(store.database).story(one.id)
        assert after == before == StoryStore(store.database).story(other.id)
        assert after is not None and len(after.members) == 2 and after.followed
        assert WatchStore(store.database).all() == watched


def test_what_an_earlier_version_stored_comes_back(file: Path) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(
            "DROP TABLE watches; DROP TABLE story_terms; DROP TABLE story_names; DROP TABLE story_members;"
            "DROP TABLE stories;"
            "ALTER TABLE articles RENAME COLUMN same_text TO story; DROP INDEX articles_same_text;"
            "CREATE INDEX articles_story ON articles (story); PRAGMA user_version = 5"
        )
    change(file, file.read_bytes().index(b"Words of article 77. ") // PAGE_BYTES * PAGE_BYTES, PAGE_BYTES)
    with ArticleStore(file) as store:
        assert 400 > len(store.entries()) > 380
        assert f"{len(store.entries())} articles with read and starred marks." in store.notices[0]
        assert store.get(article(5).id) == article(5)
        assert store.integrity() == ()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="needs SIGKILL")
def test_a_kill_while_it_is_read_loses_nothing(file: Path) -> None:
    change(file, 100, 3_000)
    script = (
        "import os, sys; from pathlib import Path; from briefing.store.database import connections as c\n"
        "def stop(link, name, file=None):\n"
        "    print('read', flush=True); sys.stdin.read()\n"
        "c.Path.replace = stop\n"
        "c.Database(Path(sys.argv[1]))\n"
    )
    command = [sys.executable, "-c", script, str(file)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == b"read\n"
        child.kill()
    with ArticleStore(file) as store:
        assert len(store.entries()) == 400
