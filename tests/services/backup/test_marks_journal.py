"""Read and starred marks come back to a library that was lost or damaged, from the file beside it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain import Article
from briefing.domain.article import article_id
from briefing.domain.feeds.feed import FeedState
from briefing.domain.span import Span
from briefing.paths import Paths
from briefing.services.library import Library
from briefing.store.articles.article_marks import Marks, all_marks
from briefing.store.articles.article_tags import ArticleTags
from briefing.store.database.quarantine import mark_suspect
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate
from briefing.store.stories.story_marks import StoryMarks, all_story_marks
from briefing.store.stories.watch_store import Watch, WatchKind, WatchStore
from tests.feeding import NoEngine
from tests.libraries import home_of, library_at

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
URL = "https://example.org/feed"


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
    """Let the file be of the day before."""
    file.write_bytes(file.read_bytes().replace(b"written 2026-03-04", b"written 2026-03-03"))


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
            "came back; texts without annotations did not."
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
        added = file.read_bytes().removeprefix(was)
        assert added.count(b"article ") == 1
        age(file)
        library.articles.mark([article(6).id], read=True)
        before = marks(library)
    assert file.read_bytes().startswith(b"written 2026-03-04")
    assert file.read_bytes().count(article(1).id.encode()) == 1
    assert file.stat().st_mode & 0o077 == 0
    (home / "library.db").unlink()
    with open_home(home) as library:
        assert marks(library) == before


def test_what_was_marked_since_the_copy_comes_back_too(home: Path) -> None:
    with open_home(home) as library:
        tags, watches = ArticleTags(library._store.database), WatchStore(library._store.database)
        library.articles.mark([article(number).id for number in (5, 6)], read=True, starred=True)
        library.articles.mark([article(2).id, article(5).id], starred=False)
        library.articles.mark([article(6).id], muted=True)
        tags.add([article(7).id], "later")
        tags.remove([article(3).id], "kept")
        watches.remove(watches.all()[0])
        watches.add(Watch(WatchKind.QUERY, "harbour", 1.5, 2.5))
        with library._store.database.writing() as connection:
            connection.execute("UPDATE stories SET followed = 0, muted = 1 WHERE number = 7")
        before, stories = marks(library), story_marks(library)
    (home / "library.db").unlink()
    with open_home(home) as library:
        assert "read and starred marks came back; texts" in library.notices[-1]
        assert marks(library) == before
        bring(library)
        assert marks(library) == before
        assert story_marks(library) == stories
        assert [each.what for each in library.watches.all()] == ["harbour"]


def test_a_change_that_was_rolled_back_is_not_written_down(home: Path) -> None:
    with open_home(home) as library:
        with pytest.raises(ZeroDivisionError), library._store.database.writing() as connection:
            connection.execute("UPDATE articles SET starred = 1")
            1 / 0  # noqa: B018
        library.articles.mark([article(5).id], read=True)
        before = marks(library)
    (home / "library.db").unlink()
    with open_home(home) as library:
        assert marks(library) == before


@pytest.mark.parametrize("cut", [1, 30])
def test_a_line_that_a_kill_has_cut_costs_no_other(home: Path, cut: int) -> None:
    file = journal_of(home)
    with open_home(home) as library:
        library.articles.mark([article(4).id], starred=True)
        library.articles.mark([article(5).id], starred=True)
    os.truncate(file, file.stat().st_size - cut)
    with open_home(home) as library:
        library.articles.mark([article(6).id], starred=True)
    (home / "library.db").unlink()
    with open_home(home) as library:
        assert {article(4).id, article(6).id} <= {each.id for each in marks(library) if each.starred}


def test_what_waits_is_copied_on(home: Path) -> None:
    (home / "library.db").unlink()
    with open_home(home) as library:
        before = marks(library)
        age(journal_of(home))
        library.articles.mark([article(0).id], read=True)
    (home / "library.db").unlink()
    with open_home(home) as library:
        assert {each.id for each in marks(library)} == {each.id for each in before} | {article(0).id}


@pytest.mark.parametrize(("content", "back"), [(b"", 0), (b"no marks", 0), (b"flipped", 2)])
def test_a_damaged_file_is_kept_and_told(home: Path, content: bytes, back: int) -> None:
    file = journal_of(home)
    if back:
        content = file.read_bytes().replace(f'"{article(2).id}"'.encode(), b'"?"')
    file.write_bytes(content)
    (home / "library.db").unlink()
    with open_home(home) as library:
        assert library.notices[0] == (
            "marks.jsonl, the copy of your marks, was damaged; it is kept as "
            "marks.jsonl.damaged-20260304-120000."
        )
        lost = "read and starred marks, and texts without annotations, did not"
        assert (lost in library.notices[1]) == (not back)
        assert len(marks(library)) == back
    assert file.with_name("marks.jsonl.damaged-20260304-120000").read_bytes() == content
    with open_home(home) as library:
        assert library.notices == ()


def test_a_copy_that_was_not_restored_yet_is_kept(home: Path) -> None:
    """As where the disk was full as the library was begun anew."""
    file = journal_of(home)
    with open_home(home) as library:
        with library._store.database.writing() as connection:
            connection.execute("DELETE FROM facts WHERE name = 'recovered'")
        age(file)
        was = file.read_bytes()
        library.articles.mark([article(5).id], read=True)
    assert file.read_bytes().startswith(was)


def test_a_disk_that_is_full_keeps_no_mark_from_being_made(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(28, "No space left on device")

    age(journal_of(home))
    monkeypatch.setattr(os, "fsync", refuse)
    with open_home(home) as library:
        assert library.articles.mark([article(5).id], read=True) == (article(5).id,)


@pytest.mark.parametrize("version", [3, 8])
def test_marks_of_an_upgraded_library_outlive_damage_to_any_of_its_first_pages(
    tmp_path: Path, version: int
) -> None:
    """The libraries of 0.1.0 and of the version after it, opened once before the damage."""
    made = home_of(version, tmp_path / "made").parent
    with open_home(made) as library:
        before, stories, watches = set(marks(library)), story_marks(library), library.watches.all()
        annotated = set(library.annotation_store.ids())
    assert len(before) > 4
    assert annotated
    page_bytes = int.from_bytes((made / "library.db").read_bytes()[16:18], "big")
    for page in range(20):
        home = tmp_path / str(page)
        shutil.copytree(made, home)
        with (home / "library.db").open("r+b") as file:
            file.seek(page * page_bytes)
            file.write(b"\xa5" * page_bytes)
        mark_suspect(home / "library.db")
        with open_home(home) as library:
            assert set(marks(library)) == before, page
            assert story_marks(library) == stories, page
            assert [each.what for each in library.watches.all()] == [each.what for each in watches], page
            assert annotated <= {entry.id for entry in library.articles.entries()}, page


def test_a_library_without_marks_makes_no_copy(tmp_path: Path) -> None:
    with open_home(tmp_path):
        pass
    assert not journal_of(tmp_path).exists()
    with open_home(tmp_path) as library:
        bring(library)
        library.articles.mark([article(5).id], read=True)
    assert journal_of(tmp_path).exists(), "it is made with the first mark"
