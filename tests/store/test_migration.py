"""Libraries as commits 7fd0fa9 (version 3, that of 0.1.0) and 2d4600b (version 8) left them on the disk.

Each archive is a home with three articles added by hand, annotated, briefed and starred, and a feed of five,
of which some are read, starred, muted, tagged and removed.
"""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain import ActorKind, EngineInfo
from briefing.errors import StoreError
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.annotations.collection import parse, serialize
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.article_tags import ArticleTags
from briefing.store.articles.search_index import SearchIndex
from briefing.store.database import connections
from briefing.store.database.access import Access
from briefing.store.database.schema import VERSION, migrate
from briefing.store.feeds.feed_store import FeedStore
from briefing.store.stories.story_store import StoryStore
from briefing.store.stories.watch_store import WatchStore
from tests.libraries import home_of

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
FERRY, BRIDGE, NOTE = "78cbc61c3b80e10d", "14620356478e1137", "e8ef0ba0afe91d98"
ITEMS = [f"{number:016x}" for number in range(1, 5)]


@pytest.fixture(params=[3, 8])
def library(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    return home_of(request.param, tmp_path)


@pytest.fixture
def old(tmp_path: Path) -> Path:
    return home_of(3, tmp_path)


def version_of(file: Path) -> int:
    with closing(sqlite3.connect(file)) as connection:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    return version


def assert_everything_is_there(file: Path) -> None:
    with ArticleStore(file) as store:
        assert store.notices == ()
        assert store.integrity() == ()
        entries = {entry.id: entry for entry in store.entries()}
        assert set(entries) == {FERRY, BRIDGE, NOTE, *ITEMS}
        assert [id_ for id_ in ITEMS if entries[id_].read] == ITEMS[:2]
        assert {id_ for id_ in entries if entries[id_].starred} == {ITEMS[1], FERRY}
        assert {id_ for id_ in entries if entries[id_].muted} == {ITEMS[3]}
        assert {id_ for id_ in entries if entries[id_].by_hand} == {FERRY, BRIDGE, NOTE}
        assert (entries[FERRY].reading_position, entries[FERRY].path) == (42, "/news/ferry.md")
        assert ArticleTags(store.database).by_article() == {ITEMS[2]: ("harbour",)}
        bridge = store.get(BRIDGE)
        assert bridge is not None
        assert (bridge.title, bridge.source, bridge.published) == (
            "À bridge for Port Ellis",
            "Gazette",
            "2026-03-03",
        )
        assert bridge.text.endswith("called the vote “a début”.\n\nThe cost is not known yet.")
        assert store.resolve_id("00000000000000d0") == FERRY
        assert store.get_meta("sample") == FERRY
        feed = FeedStore(store.database).states()["https://example.org/feed"]
        assert (feed.title, feed.etag, feed.failures, feed.error) == ("A feed", '"x"', 2, "It failed.")
        assert_briefed(store)
        noted = {each.annotation.note: each for each in AnnotationIndex(store.database).entries()}
        assert noted["Who decides?"].annotation.tags == ("talks", "ferry")


def assert_briefed(store: ArticleStore) -> None:
    """By whichever engine it was."""
    ferry = store.get(FERRY)
    assert ferry is not None
    with store.database.reading() as connection:
        ((*names, version),) = connection.execute("SELECT engine, model, version FROM analyses").fetchall()
    analysis = store.analysis(ferry, EngineInfo(names[0], version, names[1]))
    assert analysis is not None
    assert "Kim Sen" in [actor.name for actor in analysis.actors if actor.kind is ActorKind.PERSON]


def test_an_earlier_library_keeps_everything(library: Path) -> None:
    assert_everything_is_there(library)
    assert version_of(library) == VERSION
    assert_everything_is_there(library)


def test_its_tables_are_those_of_a_new_one(library: Path, tmp_path: Path) -> None:
    def tables(file: Path) -> set[tuple[str, str, str]]:
        with ArticleStore(file) as store, store.database.reading() as connection:
            rows = connection.execute("SELECT type, name, type <> 'table' AND sql FROM sqlite_master")
            found = rows.fetchall()
            columns = [
                ("column", name, str(each))
                for kind, name, _ in found
                if kind == "table"
                for each in connection.execute(f"PRAGMA table_info({name})")
            ]
            return {*map(_words, found), *columns}

    assert tables(library) == tables(tmp_path / "new.db")


def _words(row: tuple[str, str, object]) -> tuple[str, str, str]:
    return row[0], row[1], " ".join(str(row[2]).split())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("debut", [BRIDGE]),
        ('"harbour union"', [FERRY]),
        ("title:item is:unread", [ITEMS[2]]),
        ('actor:"kim sen"', [FERRY]),
        ("tag:talks has:note", [FERRY]),
        ("tag:harbour", [ITEMS[2]]),
    ],
)
def test_its_articles_are_found(library: Path, query: str, found: list[str]) -> None:
    with ArticleStore(library) as store:
        search = ArticleSearch(store.database, now=lambda: NOON)
        index = SearchIndex(store.database)
        while index.index_pending():
            pass
        assert index.problems() == ()
        assert search.ids(query) == found


def test_what_refers_to_an_article_still_goes_with_it(library: Path) -> None:
    with ArticleStore(library) as store:
        store.remove(FERRY)
        assert store.resolve_id("00000000000000d0") == "00000000000000d0"
        assert store.integrity() == ()


def test_stories_and_watches_of_the_last_version_are_there(tmp_path: Path) -> None:
    with ArticleStore(home_of(8, tmp_path)) as store:
        stories = StoryStore(store.database)
        story = stories.story(FERRY)
        assert story is not None and story.followed
        assert story == stories.story("00000000000000e0")
        assert [each.what for each in WatchStore(store.database).all()] == ["Ann Lee"]


def test_files_of_annotations_are_read_and_written_as_they_are(library: Path) -> None:
    folder = library.parent / "annotations"
    store = AnnotationStore(folder)
    assert sorted(store.ids()) == [BRIDGE, FERRY]
    for article_id in store.ids():
        notes, content = store.read(article_id), (folder / f"{article_id}.json").read_bytes()
        assert notes is not None and notes.notices == () and len(notes.article.annotations) == 1
        assert serialize(parse(content, article_id)) == content


_KILLED = """
import os, signal, sqlite3, sys
from briefing.store.database.schema import migrate

def watch(statement):
    if statement.strip().startswith(sys.argv[2]):
        os.kill(os.getpid(), signal.SIGKILL)

connection = sqlite3.connect(sys.argv[1], isolation_level=None)
connection.set_trace_callback(watch)
migrate(connection)
"""


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="needs SIGKILL")
@pytest.mark.parametrize(
    "statement",
    [
        "DROP TABLE words",
        "ALTER TABLE articles",
        "CREATE TABLE texts",
        "INSERT INTO articles",
        "DROP TABLE earlier_articles",
        "CREATE VIRTUAL TABLE",
        "INSERT INTO words (words) VALUES ('rebuild')",
        f"PRAGMA user_version = {VERSION}",
        "COMMIT",
    ],
)
def test_one_killed_in_the_middle_leaves_the_old_library_whole(old: Path, statement: str) -> None:
    child = subprocess.run([sys.executable, "-c", _KILLED, str(old), statement], check=False)
    assert child.returncode == -signal.SIGKILL
    assert version_of(old) == 3
    assert_everything_is_there(old)


def test_a_full_disk_in_the_middle_is_told_and_changes_nothing(old: Path) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        pages = connection.execute("PRAGMA page_count").fetchone()[0]
        connection.execute(f"PRAGMA max_page_count = {pages + 2}")
        with pytest.raises(sqlite3.OperationalError, match="full"):
            migrate(connection)
    assert version_of(old) == 3
    assert_everything_is_there(old)


def test_numbers_of_articles_survive_a_vacuum(library: Path) -> None:
    with ArticleStore(library) as store:
        SearchIndex(store.database).index_pending()
        store.remove(BRIDGE)
    with closing(sqlite3.connect(library, isolation_level=None)) as connection:
        connection.execute("VACUUM")
    with ArticleStore(library) as store:
        search = ArticleSearch(store.database)
        assert SearchIndex(store.database).problems() == ()
        assert search.ids('"harbour union"') == [FERRY]


def test_one_from_before_the_first_release_is_set_aside_unchanged(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute("PRAGMA user_version = 2")
    before = old.read_bytes()
    with ArticleStore(old, now=lambda: NOON) as store:
        assert "set aside as library.db.damaged-20260304-120000" in store.notices[0]
    assert old.with_name("library.db.damaged-20260304-120000").read_bytes() == before


@pytest.mark.parametrize(("table", "column"), [("annotations", "created"), ("articles", "title")])
def test_one_with_a_damaged_name_of_a_column_is_set_aside(old: Path, table: str, column: str) -> None:
    with closing(sqlite3.connect(old, isolation_level=None)) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        change = "UPDATE sqlite_master SET sql = replace(sql, ?, ?) WHERE name = ?"
        connection.execute(change, (f" {column} ", f" x{column[1:]} ", table))
    with ArticleStore(old, now=lambda: NOON) as store:
        assert "set aside as library.db.damaged-20260304-120000" in store.notices[0]
        assert store.entries() == []


def full_unless_in_memory(connection: sqlite3.Connection) -> int:
    """Migrate as on a full disk."""
    if connection.execute("PRAGMA database_list").fetchone()[2]:
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error
    return migrate(connection)


@pytest.mark.parametrize("want", ["space", "permission"])
def test_one_that_cannot_be_written_is_read_as_it_is(
    old: Path, monkeypatch: pytest.MonkeyPatch, want: str
) -> None:
    """As after an update, on a disk that is full or was mounted read-only."""
    before = old.read_bytes()
    if want == "space":
        monkeypatch.setattr(connections, "migrate", full_unless_in_memory)
    else:
        monkeypatch.setattr(connections, "find_access", lambda _: Access.READ_ONLY)
    with ArticleStore(old, or_in_memory=True) as store:
        assert {FERRY, BRIDGE, *ITEMS} <= {entry.id for entry in store.entries()}
        assert store.read_only
        (notice,) = store.notices
        assert "can be read, but not changed, until there is space or permission" in notice
        with pytest.raises(StoreError, match="is of an earlier briefing"):
            store.set_meta("name", "value")
    assert old.read_bytes() == before
    assert not list(old.parent.glob("*damaged*"))


def test_a_newer_library_is_not_touched(old: Path) -> None:
    with closing(sqlite3.connect(old)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    with ArticleStore(old) as store, pytest.raises(StoreError, match="newer briefing"):
        store.set_meta("name", "value")
    assert version_of(old) == VERSION + 1
