"""Read and starred marks come back to a library that was lost or damaged, from the copy of the day."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain import Article, EngineInfo, Part
from briefing.domain.article import article_id
from briefing.domain.feeds.feed import FeedState
from briefing.domain.span import Span
from briefing.paths import Paths
from briefing.services.backup import marks_journal
from briefing.services.backup.restore_backup import restore_backup
from briefing.services.library import Library
from briefing.store.articles.article_marks import Marks, all_marks
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.article_tags import ArticleTags
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate
from briefing.store.stories.story_marks import StoryMarks, all_story_marks
from briefing.store.stories.watch_store import Watch, WatchKind, WatchStore
from tests.libraries import library_at

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
URL = "https://example.org/feed"
YESTERDAY = marks_journal.DAY_SECONDS + 60


class NoEngine:
    info = EngineInfo("none", "1", "none")

    def parts(self, article: Article) -> Iterator[Part]:
        raise AssertionError("nothing is analysed here")


def article(number: int) -> Article:
    return Article(article_id(f"article {number}"), f"Title {number}", f"Words of article {number}. " * 20)


def open_home(home: Path) -> Library:
    return library_at(home, NoEngine(), now=lambda: NOON)


def bring(library: Library) -> None:
    items = [(f"guid {number}", article(number)) for number in range(9)]
    FeedStore(library._store.database).store_updates([FeedUpdate(FeedState(URL), items)], fetched=NOON)


def marks(library: Library) -> list[Marks]:
    with library._store.database.reading() as connection:
        return list(all_marks(connection))


def story_marks(library: Library) -> list[StoryMarks]:
    with library._store.database.reading() as connection:
        return list(all_story_marks(connection))


def journal_of(home: Path) -> Path:
    return Paths.under(home).marks_file


def age(file: Path) -> None:
    then = file.stat().st_mtime - YESTERDAY
    os.utime(file, (then, then))


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Nine articles of a feed: 0 annotated, 1 and 2 read, 2 starred, 3 tagged; a story followed; a watch."""
    home = tmp_path / "home"
    with open_home(home) as library:
        bring(library)
        draft = library.annotations.draft(article(0), Span(0, 5), note="first")
        library.annotations.apply([draft])
        ArticleTags(library._store.database).add([article(3).id], "kept")
        WatchStore(library._store.database).add(Watch(WatchKind.ACTOR, "Ann Lee", 1.5, 2.5))
        with library._store.database.writing() as connection:
            connection.execute(
                "INSERT INTO stories (number, id, terms, followed) VALUES (7, ?, '[]', 1)", (article(4).id,)
            )
        library.articles.set_reading_position(article(1).id, 77)
        library.articles.mark([article(2).id], starred=True)
        age(journal_of(home))
        library.articles.mark([article(1).id, article(2).id], read=True)
    return home


def _overwrite(file: Path) -> None:
    with file.open("r+b") as handle:
        handle.seek(100)
        handle.write(b"\xa5" * 3_000)


def _truncate(file: Path) -> None:
    os.truncate(file, 0)


@pytest.mark.parametrize("harm", [_overwrite, _truncate, Path.unlink], ids=["damaged", "emptied", "lost"])
def test_marks_hold_again_as_their_articles_come_back(home: Path, harm: Callable[[Path], object]) -> None:
    with open_home(home) as library:
        before, followed = marks(library), story_marks(library)
    harm(home / "library.db")
    with open_home(home) as library:
        assert library.notices[-1] == (
            "The library was rebuilt: 1 annotated article came back with all notes, read and starred marks "
            "came back as they were on 2026-03-04; texts without annotations did not."
        )
        assert len(library.notices) == (1 if harm is Path.unlink else 2)
        assert [entry.id for entry in library.articles.entries()] == [article(0).id]
        assert marks(library) == before, "they wait"
        bring(library)
        assert marks(library) == before
        assert {each.id for each in library.articles.entries() if each.starred} == {article(2).id}
        assert story_marks(library) == followed
        assert [each.what for each in library.watches.all()] == ["Ann Lee"]
    with open_home(home) as library:
        assert library.notices == ()


def test_they_are_copied_once_a_day(home: Path) -> None:
    file = journal_of(home)
    was = file.read_bytes()
    with open_home(home) as library:
        library.articles.mark([article(5).id], read=True)
        assert file.read_bytes() == was
        age(file)
        library.articles.mark([article(6).id], read=True)
    assert file.read_bytes() != was
    assert file.stat().st_mode & 0o077 == 0


def test_what_waits_is_copied_on(home: Path) -> None:
    (home / "library.db").unlink()
    with open_home(home) as library:
        before = marks(library)
        age(journal_of(home))
        library.articles.mark([article(0).id], read=True)
    (home / "library.db").unlink()
    with open_home(home) as library:
        assert {each.id for each in marks(library)} == {each.id for each in before} | {article(0).id}


def test_the_copy_is_a_backup_of_marks(home: Path, tmp_path: Path) -> None:
    other = Paths.under(tmp_path / "other")
    report = restore_backup(journal_of(home), other, lambda: NOON)
    assert (report.marked, report.waiting, report.articles) == (3, 3, 0)
    with ArticleStore(other.library_db) as store, store.database.reading() as connection:
        assert {each.id for each in all_marks(connection)} == {article(number).id for number in (1, 2, 3)}


@pytest.mark.parametrize("content", [b"", b"no archive"])
def test_a_damaged_copy_is_set_aside_and_told(home: Path, content: bytes) -> None:
    file = journal_of(home)
    file.write_bytes(content)
    (home / "library.db").unlink()
    with open_home(home) as library:
        assert library.notices[0] == (
            "marks.zip, the copy of your marks, was damaged; it has been set aside as "
            "marks.zip.damaged-20260304-120000."
        )
        assert "read and starred marks, and texts without annotations, did not" in library.notices[1]
    assert file.with_name("marks.zip.damaged-20260304-120000").read_bytes() == content
    with open_home(home) as library:
        assert library.notices == ()


def test_a_copy_that_was_not_restored_yet_is_kept(home: Path) -> None:
    """As where the disk was full as the library was begun anew."""
    file = journal_of(home)
    was = file.read_bytes()
    age(file)
    with open_home(home) as library:
        with library._store.database.writing() as connection:
            connection.execute("DELETE FROM facts WHERE name = 'recovered'")
        library.articles.mark([article(5).id], read=True)
    assert file.read_bytes() == was


def test_a_disk_that_is_full_keeps_no_mark_from_being_made(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    age(journal_of(home))
    monkeypatch.setattr(os, "fsync", refuse)
    with open_home(home) as library:
        assert library.articles.mark([article(5).id], read=True) == (article(5).id,)
