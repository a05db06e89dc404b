"""What goes wrong outside the program while it runs: a sentence says what to do, and no note is lost."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain import Article, Span
from briefing.errors import StoreError
from briefing.services.library import Library
from tests.full_disk import ARTICLE, NoEngine, note, notes
from tests.libraries import library_at

OTHER = Article("fedcba9876543210", "Storm", "Rain fell for days.")


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def library(home: Path) -> Iterator[Library]:
    with library_at(home, NoEngine()) as library:
        library.ingest.ingest(ARTICLE)
        yield library


@pytest.mark.skipif(os.name == "nt", reason="Windows deletes no file that is open")
class TestAHomeThatVanishes:
    def test_is_told_before_anything_is_written_where_nobody_finds_it(
        self, home: Path, library: Library
    ) -> None:
        shutil.rmtree(home)
        for change in (
            lambda: library.articles.mark([ARTICLE.id], starred=True),
            lambda: library.ingest.ingest(OTHER),
        ):
            with pytest.raises(StoreError, match=r"library\.db is not in .* any more.* start briefing again"):
                change()
        assert library.articles.article(ARTICLE.id) == ARTICLE, "reading goes on"

    def test_and_is_replaced_is_not_written_to_either(self, home: Path, library: Library) -> None:
        home.rename(home.with_name("away"))
        library_at(home, NoEngine()).close()
        with pytest.raises(StoreError, match="any more"):
            library.articles.mark([ARTICLE.id], starred=True)

    def test_and_comes_back_is_written_to_again(self, home: Path, library: Library) -> None:
        home.rename(home.with_name("away"))
        with pytest.raises(StoreError, match="any more"):
            library.articles.mark([ARTICLE.id], starred=True)
        home.with_name("away").rename(home)
        library.articles.mark([ARTICLE.id], starred=True)
        assert library.articles.entry(ARTICLE.id).starred

    def test_keeps_a_note_that_is_written_meanwhile(self, home: Path, library: Library) -> None:
        shutil.rmtree(home)
        note(library)
        assert library.annotations.unsaved_count == 0
        with library_at(home, NoEngine()) as again:
            assert notes(again) == ["who?"]

    def test_and_cannot_be_made_again_leaves_a_note_in_memory(
        self, home: Path, library: Library, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise PermissionError(errno.EACCES, os.strerror(errno.EACCES))

        home.rename(home.with_name("away"))
        with monkeypatch.context() as patched:
            patched.setattr(os, "mkdir", refuse)
            note(library)
        assert (library.annotations.unsaved_count, notes(library)) == (1, ["who?"])
        assert "give yourself permission" in (library.annotations.pending_error or "")
        home.with_name("away").rename(home)
        library.close_or_rescue()
        with library_at(home, NoEngine()) as again:
            assert notes(again) == ["who?"]


def test_a_clock_that_goes_back_costs_no_note(home: Path) -> None:
    moments = [datetime(2036, 3, 4, 12, tzinfo=UTC)]
    with library_at(home, NoEngine(), now=lambda: moments[-1]) as library:
        library.ingest.ingest(ARTICLE)
        note(library)
    moments.append(datetime(2026, 3, 4, 12, tzinfo=UTC))
    with library_at(home, NoEngine(), now=lambda: moments[-1]) as library:
        annotations = library.annotations
        (made,) = annotations.for_article(ARTICLE).annotations
        annotations.apply([annotations.revise(ARTICLE.id, made, note="who now?")])
        annotations.apply([annotations.draft(ARTICLE, Span(9, 13), note="later")])
        library.ingest.ingest(OTHER)
        assert {entry.title for entry in library.articles.entries()} == {"Talks", "Storm"}
    with library_at(home, NoEngine(), now=lambda: moments[-1]) as library:
        assert notes(library) == ["who now?", "later"]
        assert {entry.annotation.note for entry in library.annotations.entries()} == {"who now?", "later"}


def test_two_at_once_on_one_home_lose_nothing(home: Path, library: Library) -> None:
    with library_at(home, NoEngine()) as other:
        note(library)
        assert notes(other) == ["who?"]
        other.annotations.apply([other.annotations.draft(ARTICLE, Span(9, 13), note="other")])
        (first, _) = library.annotations.for_article(ARTICLE).annotations
        library.annotations.apply([library.annotations.revise(ARTICLE.id, first, note="who now?")])
        other.ingest.ingest(OTHER)
        library.articles.mark([OTHER.id], starred=True)
        assert other.articles.entry(OTHER.id).starred
        assert notes(other) == ["who now?", "other"]


@pytest.mark.skipif(os.name == "nt", reason="Windows locks otherwise")
def test_a_disk_without_locks_is_told_and_the_note_waits(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: object) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    with monkeypatch.context() as patched:
        patched.setattr("fcntl.flock", refuse)
        note(library)
        assert library.annotations.pending_error == (
            "annotations cannot be locked on its disk, so nothing is written: "
            "choose another folder with --home."
        )
        assert notes(library) == ["who?"]
    library.annotations.retry()
    assert library.annotations.unsaved_count == 0
