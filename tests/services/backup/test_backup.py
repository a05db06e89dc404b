"""A home goes into one archive and comes back from it, into an empty home and into one in use."""

from __future__ import annotations

import itertools
import json
import os
import sqlite3
import subprocess
import sys
import threading
import zipfile
from contextlib import closing, suppress
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain import Article, Issue, IssueKind, Passage
from briefing.domain.annotation import ArticleHead
from briefing.domain.article import article_id, text_hash
from briefing.domain.correction import CorrectionKind
from briefing.domain.feeds.feed import FeedState, Subscription
from briefing.domain.followups.issue_decision import DECISIONS, IssueDecision, RaisedAt
from briefing.domain.followups.tracked_issue import IssueState
from briefing.domain.matters.matter import MATTERS, Matter
from briefing.domain.span import Span
from briefing.errors import StoreError
from briefing.paths import Paths
from briefing.regular_files import read_regular
from briefing.services.backup import make_backup as make_backup_module
from briefing.services.backup.make_backup import BackupReport, make_backup
from briefing.services.backup.restore_backup import RestoreReport, restore_backup
from briefing.services.library import Library
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.annotations.correction_store import CorrectionStore
from briefing.store.annotations.merged_files import ItemFile
from briefing.store.articles.article_marks import Marks, all_marks
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.article_tags import ArticleTags
from briefing.store.feeds.feed_store import FeedStore, FeedUpdate
from briefing.store.files.archive import SourceFile, write_archive
from briefing.store.files.lock import FolderLock
from briefing.store.notices import Notices
from tests.feeding import NoEngine
from tests.libraries import library_at

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
URL = "https://example.org/feed"
CONFIG = 'theme = "newsprint"\n[queries]\nNew = "is:unread"\n'


def article(number: int) -> Article:
    id_ = article_id(f"article {number}")
    return Article(id_, f"Title {number}", f"Words of article {number}. " * 20, url=f"https://x.org/{number}")


def open_home(home: Path) -> Library:
    return library_at(home, NoEngine(), now=lambda: NOON)


def note(home: Path, number: int, words: str) -> None:
    with open_home(home) as library:
        start = len(library.annotations.for_article(article(number)).annotations) * 6
        draft = library.annotations.draft(article(number), Span(start, start + 5), note=words)
        library.annotations.apply([draft])


def correct(home: Path, number: int, about: str) -> None:
    store = CorrectionStore(home / "annotations" / "corrections", Notices(), now=lambda: NOON)
    with open_home(home) as library:
        corrections = library.analyses.corrections
        issue = Issue(about, IssueKind.PENDING, 2, (Passage.at(article(number).text, 0, 5),), (), None)
        made = corrections.draft(CorrectionKind.HIDE, issue)
    store.edit(ArticleHead.of(article(number)), lambda known: (*known, made))


def settle(home: Path, label: str) -> None:
    made = IssueDecision(IssueState.SETTLED, (RaisedAt(article(2).id, label, Span(0, 5)),), NOON.isoformat())
    ItemFile(home / "annotations", DECISIONS, Notices(), now=lambda: NOON).edit(lambda known: (*known, made))


def follow(home: Path, number: int) -> None:
    matter = Matter(article(number).id, NOON.isoformat(), (article(number).id,))
    ItemFile(home / "annotations", MATTERS, Notices(), now=lambda: NOON).edit(lambda known: (*known, matter))


def followed(home: Path) -> set[str]:
    return {each.id for each in ItemFile(home / "annotations", MATTERS, Notices()).read()}


def settled(home: Path) -> set[str]:
    return {each.raised[0].label for each in ItemFile(home / "annotations", DECISIONS, Notices()).read()}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """Forty articles of a feed: 0 and 1 annotated, 2 corrected, 3 starred, 4 tagged, 5 to 9 read."""
    home = tmp_path / "home"
    with open_home(home) as library:
        library.feeds.follow([Subscription(URL, "Example", ("World",))])
    with ArticleStore(home / "library.db") as store:
        items = [(f"guid {number}", article(number)) for number in range(40)]
        FeedStore(store.database).store_updates([FeedUpdate(FeedState(URL), items)], fetched=NOON)
        store.mark(article(3).id, starred=True)
        ArticleTags(store.database).add([article(4).id], "kept")
        store.mark([article(number).id for number in range(5, 10)], read=True)
        store.set_reading_position(article(6).id, 77)
    note(home, 0, "first")
    note(home, 0, "second")
    note(home, 1, "third")
    correct(home, 2, "Payer")
    settle(home, "Payer")
    (home / "config.toml").write_text(CONFIG)
    for name in ("themes/loud.toml", "templates/list.md", "annotations/drafts/own.json", "unsaved/note.json"):
        (home / name).parent.mkdir(exist_ok=True)
        (home / name).write_text(name)
    return home


def backup(home: Path, file: Path, *, whole: bool = False) -> BackupReport:
    with ArticleStore(home / "library.db") as store:
        return make_backup(file, Paths.under(home), store, NOON, whole=whole)


def restore(file: Path, home: Path) -> RestoreReport:
    return restore_backup(file, Paths.under(home), lambda: NOON)


def notes(home: Path, number: int) -> list[str]:
    stored = AnnotationStore(home / "annotations").read(article(number).id)
    return [each.note for each in stored.article.annotations] if stored else []


def marks(home: Path) -> dict[str, Marks]:
    with ArticleStore(home / "library.db") as store, store.database.reading() as connection:
        return {each.id: each for each in all_marks(connection)}


def files(home: Path) -> dict[str, bytes]:
    """Of the reader's own."""
    return {
        each.relative_to(home).as_posix(): each.read_bytes()
        for each in home.rglob("*")
        if each.is_file() and not each.name.startswith((".", "library.db")) and each.suffix != ".zip"
    }


def test_a_whole_home_comes_back_into_an_empty_one(home: Path, tmp_path: Path) -> None:
    made = backup(home, tmp_path / "b.zip")
    assert (made.annotated, made.corrected, made.articles, made.left_out, made.unsafe) == (2, 1, 5, 35, ())
    other = tmp_path / "other"
    report = restore(tmp_path / "b.zip", other)
    assert (report.annotated, report.corrected, report.articles, report.feeds) == (2, 1, 5, 1)
    assert report.before is None
    assert files(other) == files(home)
    assert marks(other) == marks(home)
    with open_home(other) as library:
        assert library.notices == ()
        assert [each.url for each in library.feeds.subscriptions()] == [URL]
        assert library.articles.article(article(3).id) == article(3)
        assert library.articles.entry(article(3).id).by_hand is False
        assert {entry.id for entry in library.articles.entries()} == {
            article(number).id for number in range(5)
        }


def test_marks_hold_once_the_feed_brings_the_articles(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.zip")
    other = tmp_path / "other"
    assert restore(tmp_path / "b.zip", other).waiting == 5
    with ArticleStore(other / "library.db") as store:
        items = [(f"guid {number}", article(number)) for number in range(40)]
        FeedStore(store.database).store_updates([FeedUpdate(FeedState(URL), items)], fetched=NOON)
        entry = store.entry(article(6).id)
        assert entry is not None and (entry.read, entry.reading_position) == (True, 77)
    assert marks(other) == marks(home)


def test_all_articles_go_along_when_asked_for(home: Path, tmp_path: Path) -> None:
    assert backup(home, tmp_path / "b.zip", whole=True).left_out == 0
    restore(tmp_path / "b.zip", tmp_path / "other")
    with open_home(home) as library, open_home(tmp_path / "other") as other:
        assert sorted(map(str, other.articles.entries())) == sorted(map(str, library.articles.entries()))


def test_a_home_in_use_is_merged_and_what_stood_there_is_kept(home: Path, tmp_path: Path) -> None:
    follow(home, 5)
    backup(home, tmp_path / "b.zip")
    (home / "annotations" / "matters.json").unlink()
    note(home, 0, "later")
    correct(home, 2, "Date")
    settle(home, "Date")
    follow(home, 6)
    with open_home(home) as library:
        library.feeds.follow([Subscription("https://example.org/other")])
        library.articles.mark([article(9).id], read=False)
        library.articles.mark([article(11).id], starred=True)
    (home / "config.toml").write_text("width = 60\n")
    (home / "annotations" / "drafts" / "own.json").write_text("changed")
    report = restore(tmp_path / "b.zip", home)
    assert notes(home, 0) == ["first", "second", "later"]
    assert notes(home, 1) == ["third"]
    stored = CorrectionStore(home / "annotations" / "corrections", Notices()).read(article(2).id)
    assert len(stored.corrections) == 2
    assert settled(home) == {"Payer", "Date"}
    assert followed(home) == {article(5).id, article(6).id}
    with open_home(home) as library:
        assert [each.url for each in library.feeds.subscriptions()] == [URL, "https://example.org/other"]
    assert marks(home)[article(9).id].read and marks(home)[article(11).id].starred
    assert (home / "config.toml").read_text() == CONFIG
    assert [kept.read_text() for _, kept in report.replaced] == ["width = 60\n"]
    assert (home / "annotations" / "drafts" / "own.json").read_text() == "changed"
    assert (home / "annotations" / "drafts" / "own.json-2").read_text() == "annotations/drafts/own.json"
    # And all of it can be had as it was.
    assert report.before is not None
    restore(report.before, tmp_path / "undone")
    assert notes(tmp_path / "undone", 0) == ["first", "second", "later"]
    assert (tmp_path / "undone" / "config.toml").read_text() == "width = 60\n"


@pytest.mark.skipif(os.name == "nt", reason="no such names")
def test_what_no_archive_may_hold_is_named(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("briefing.services.backup.make_backup.MAX_FILE_BYTES", 20_000)
    (home / "templates" / "large.md").write_bytes(bytes(20_001))
    (home / "templates" / "C:list.md").write_bytes(b"")
    assert backup(home, tmp_path / "b.zip").unsafe == ("templates/C:list.md", "templates/large.md")


def test_a_library_of_a_newer_briefing_is_left_alone(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.zip")
    with closing(sqlite3.connect(home / "library.db")) as connection:
        connection.execute("PRAGMA user_version = 99")
    (home / "config.toml").write_text("width = 60\n")
    before = files(home)
    with pytest.raises(StoreError, match="written by a newer briefing"):
        restore(tmp_path / "b.zip", home)
    assert files(home) == before


def test_a_folder_that_another_process_writes_to_is_waited_for(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.zip")
    note(home, 0, "later")
    lock = FolderLock(home / "annotations")
    reached, done = threading.Event(), threading.Event()

    def hold() -> None:
        with lock.held():
            reached.set()
            done.wait(0.3)

    holder = threading.Thread(target=hold)
    holder.start()
    reached.wait()
    restore(tmp_path / "b.zip", home)
    holder.join()
    assert sorted(notes(home, 0)) == ["first", "later", "second"]


def test_the_same_backup_again_changes_nothing(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.zip")
    before, marked = files(home), marks(home)
    restore(tmp_path / "b.zip", home)
    assert (files(home), marks(home)) == (before, marked)


def test_notes_that_were_removed_or_damaged_come_back(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.zip")
    for each in (home / "annotations").rglob(f"{article(0).id}*"):
        each.unlink()
    (home / "annotations" / f"{article(1).id}.json").write_bytes(b"\0" * 80)
    (home / "library.db").write_bytes(b"damaged")
    restore(tmp_path / "b.zip", home)
    assert [notes(home, number) for number in (0, 1)] == [["first", "second"], ["third"]]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("annotations/.lock", b""),
        ("library/articles/0001.jsonl", b'{"id": 1}\n'),
        ("library/articles/0001.jsonl", b"[]\n"),
        ("library/marks/0001.jsonl", b'{"id": "x"}\n'),
        ("library/stories/0001.jsonl", b'{"id": "x"}\n'),
        ("library/stories/0001.jsonl", b'{"id": "0123456789abcdef", "by_hand": ["x"]}\n'),
        ("library/stories/0001.jsonl", b"[]\n"),
        ("unsaved/.lock", b""),
        ("library.db", b""),
        ("elsewhere/x", b""),
    ],
)
def test_a_backup_with_anything_odd_is_refused_before_anything_is_touched(
    tmp_path: Path, name: str, content: bytes
) -> None:
    write_archive(tmp_path / "b.zip", [SourceFile("config.toml", b"", 0), SourceFile(name, content, 0)], "")
    with pytest.raises(StoreError, match=r"^b\.zip is "):
        restore(tmp_path / "b.zip", tmp_path / "home")
    assert not (tmp_path / "home").exists()


@pytest.mark.parametrize(
    ("name", "there"),
    [
        ("themes/mine.toml", "themes/mine.toml/x"),
        ("themes/mine/x.toml", "themes/mine"),
        ("annotations/drafts/x.json", "annotations"),
        ("templates/note.md", "templates/note.md/x"),
    ],
)
def test_a_home_where_something_is_in_the_way_is_left_as_it_is(tmp_path: Path, name: str, there: str) -> None:
    write_archive(tmp_path / "b.zip", [SourceFile("feeds.opml", b"", 0), SourceFile(name, b"x", 0)], "")
    (tmp_path / "home" / there).parent.mkdir(parents=True)
    (tmp_path / "home" / there).write_text("mine")
    before = sorted((tmp_path / "home").rglob("*"))
    with pytest.raises(StoreError, match=r"is in the way; move it elsewhere first\.$"):
        restore(tmp_path / "b.zip", tmp_path / "home")
    assert sorted((tmp_path / "home").rglob("*")) == before


def test_a_backup_while_others_write_has_each_note_with_its_text(home: Path, tmp_path: Path) -> None:
    done = threading.Event()
    texts = [f"{article(0).text} Version {number}." for number in range(2)]

    def rewrite() -> None:
        store = AnnotationStore(home / "annotations")
        number = 0
        while not done.is_set():
            number += 1
            store.edit(ArticleHead.of(article(0)), texts[number % 2], [])

    writer = threading.Thread(target=rewrite)
    writer.start()
    try:
        for number in range(15):
            backup(home, tmp_path / f"{number}.zip")
    finally:
        done.set()
        writer.join()
    for number in range(15):
        assert_held_with_its_text(tmp_path / f"{number}.zip", article(0).id)


def test_a_backup_makes_a_steady_writer_wait(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = AnnotationStore(home / "annotations", wait_seconds=0.01)
    versions = itertools.count()

    def read_after_a_write(file: Path, limit: int) -> bytes:
        if file.name.startswith(article(0).id):
            with suppress(StoreError):  # the folder is locked
                store.edit(ArticleHead.of(article(0)), f"Version {next(versions)}.", [])
        return read_regular(file, limit)

    monkeypatch.setattr(make_backup_module, "read_regular", read_after_a_write)
    backup(home, tmp_path / "b.zip")
    assert next(versions) > 4
    assert_held_with_its_text(tmp_path / "b.zip", article(0).id)


def assert_held_with_its_text(file: Path, article_id: str) -> None:
    with zipfile.ZipFile(file) as archive:
        stored = json.loads(archive.read(f"annotations/{article_id}.json"))
        texts = [archive.read(name) for name in archive.namelist() if name.endswith(".txt")]
    assert stored["article"]["text_sha256"] in [text_hash(each.decode()) for each in texts]


_RESTORE = """
import os, sys
from datetime import UTC, datetime
from pathlib import Path
from briefing.paths import Paths
from briefing.services.backup import restore_backup as r
from briefing.store.files import atomic_write as a
left = int(sys.argv[3])
replace = os.replace
def counted(*names):
    global left
    left -= 1
    if left < 0:
        os.kill(os.getpid(), 9)
    replace(*names)
os.replace = a.os.replace = counted
r.restore_backup(Path(sys.argv[1]), Paths.under(Path(sys.argv[2])), lambda: datetime.now(UTC))
"""


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="needs SIGKILL")
def test_a_kill_at_any_write_loses_nothing_and_the_next_restore_goes_on(home: Path, tmp_path: Path) -> None:
    backup(home, tmp_path / "b.zip")
    other = tmp_path / "other"
    with open_home(other) as library:
        library.ingest.ingest(article(0))
    note(other, 0, "of here")
    codes = []
    for writes in (0, 1, 2, 3, 5, 8):
        command = [sys.executable, "-c", _RESTORE, str(tmp_path / "b.zip"), str(other), str(writes)]
        codes.append(subprocess.run(command, check=False).returncode)
        assert "of here" in notes(other, 0)
    assert codes == [-9] * 6, codes
    restore(tmp_path / "b.zip", other)
    assert sorted(notes(other, 0)) == ["first", "of here", "second"]
    assert notes(other, 1) == ["third"]
    assert marks(other).keys() == marks(home).keys()
