from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain import ActorKind, EngineInfo
from briefing.errors import StoreError
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.search_index import SearchIndex
from briefing.store.database.migrations import STEPS
from briefing.store.database.schema import VERSION, migrate

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
TALKS, ODD, MOVED = "0123456789abcdef", "00000000000000b0", "00000000000000c0"
DUMP = Path(__file__).with_name("library_version_2.sql")


@pytest.fixture
def old(tmp_path: Path) -> Path:
    """A library as the second version of the tables kept it."""
    file = tmp_path / "library.db"
    connection = sqlite3.connect(file)
    connection.execute("PRAGMA journal_mode = WAL")
    connection.executescript(DUMP.read_text(encoding="utf-8"))
    connection.close()
    return file


def version_of(file: Path) -> int:
    connection = sqlite3.connect(file)
    try:
        version: int = connection.execute("PRAGMA user_version").fetchone()[0]
    finally:
        connection.close()
    return version


def assert_everything_is_there(file: Path) -> None:
    with ArticleStore(file) as store:
        assert store.notices == ()
        assert store.integrity() == ()
        assert [entry.id for entry in store.entries()] == [MOVED, ODD, TALKS]
        talks, odd = store.get(TALKS), store.get(ODD)
        assert talks is not None and odd is not None
        assert talks.text == "Kim Sen met Ada Roe on Monday.\n\nTalks go on."
        assert (talks.author, talks.section, talks.published) == ("Ann Lee", "World", "2026-03-02")
        assert (odd.text, odd.path) == ("À L’Élysée.", "/news/caf\udce9.txt")
        entry, read = store.entry(TALKS), store.entry(ODD)
        assert entry is not None and read is not None
        assert (entry.starred, entry.reading_position, entry.fetched) == (True, 7, "2026-03-04T12:00:00Z")
        assert (read.read, read.muted, read.by_hand) == (True, False, True)
        assert store.resolve_id("00000000000000d0") == MOVED
        assert store.get_meta("sample") == TALKS
        analysis = store.analysis(talks, EngineInfo("briefing", "1", "model"))
        assert analysis is not None
        assert [(actor.name, actor.kind) for actor in analysis.actors] == [("Kim Sen", ActorKind.PERSON)]
        (noted,) = AnnotationIndex(store.database).entries()
        assert (noted.annotation.note, noted.annotation.tags) == ("Who?", ("talks",))


def test_an_old_library_keeps_everything(old: Path) -> None:
    assert_everything_is_there(old)
    assert version_of(old) == VERSION


def test_old_articles_are_searched_before_and_after_they_are_indexed(old: Path) -> None:
    queries = ("elysee", '"talks go on"', "author:lee", "actor:sen", "issue:outcome", "tag:talks has:note")
    with ArticleStore(old) as store, ArticleSearch(store.database, now=lambda: NOON) as search:
        before = [search.ids(query) for query in queries]
        index = SearchIndex(store.database)
        assert index.index_pending() == 3
        assert index.problems() == ()
        assert [search.ids(query) for query in queries] == before == [[ODD], *([[TALKS]] * 5)]


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
        "CREATE TABLE texts",
        "DROP TABLE articles",
        "ALTER TABLE numbered",
        "CREATE INDEX articles_source",
        "INSERT INTO unindexed",
        "CREATE VIRTUAL TABLE",
        "PRAGMA user_version = 3",
        "COMMIT",
    ],
)
def test_one_killed_in_the_middle_leaves_the_old_library_whole(old: Path, statement: str) -> None:
    child = subprocess.run([sys.executable, "-c", _KILLED, str(old), statement], check=False)
    assert child.returncode == -signal.SIGKILL
    assert version_of(old) == 2
    assert_everything_is_there(old)


def test_a_full_disk_in_the_middle_is_told_and_changes_nothing(old: Path) -> None:
    connection = sqlite3.connect(old, isolation_level=None)
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count = {pages + 2}")
    with pytest.raises(sqlite3.OperationalError, match="full"):
        migrate(connection)
    connection.close()
    assert version_of(old) == 2
    assert_everything_is_there(old)


def test_numbers_of_articles_survive_a_vacuum(old: Path) -> None:
    with ArticleStore(old) as store:
        SearchIndex(store.database).index_pending()
        store.remove(ODD)
    connection = sqlite3.connect(old, isolation_level=None)
    connection.execute("VACUUM")
    connection.close()
    with ArticleStore(old) as store, ArticleSearch(store.database) as search:
        assert SearchIndex(store.database).problems() == ()
        assert search.ids('"it moved"') == [MOVED]


def test_what_refers_to_an_article_still_goes_with_it(old: Path) -> None:
    with ArticleStore(old) as store:
        store.remove(MOVED)
        assert store.resolve_id("00000000000000d0") == "00000000000000d0"
        assert store.integrity() == ()


def test_steps_that_were_released_are_as_they_were(tmp_path: Path, old: Path) -> None:
    connection = sqlite3.connect(tmp_path / "new.db", isolation_level=None)
    for step in (*STEPS[0], *STEPS[1]):
        step(connection)
    tables = "SELECT name, sql FROM sqlite_master ORDER BY name"
    made = [(name, sql and sql.split()) for name, sql in connection.execute(tables)]
    connection.close()
    connection = sqlite3.connect(old)
    assert [(name, sql and sql.split()) for name, sql in connection.execute(tables)] == made
    connection.close()


def test_a_newer_library_is_not_touched(old: Path) -> None:
    connection = sqlite3.connect(old)
    connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    connection.close()
    with ArticleStore(old) as store, pytest.raises(StoreError, match="newer briefing"):
        store.set_meta("name", "value")
    assert version_of(old) == VERSION + 1
