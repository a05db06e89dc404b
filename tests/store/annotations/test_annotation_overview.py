"""All annotations at once: the files' own words, whether there is an index of them or not."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing.domain import Article, Span
from briefing.domain.annotation import Annotation, ArticleHead, new_annotation
from briefing.errors import StoreError
from briefing.store.annotations import annotation_overview
from briefing.store.annotations.annotation_changes import Edit
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.annotations.annotation_overview import AnnotationOverview
from briefing.store.annotations.annotation_store import AnnotationStore, StoredAnnotations
from briefing.store.database.connections import Database
from briefing.store.notices import Notices

TEXT = "Brook called the first round useful. Dahl said that the border remains open."
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
A, B = "a" * 16, "b" * 16


class Shelf:
    """A store with its overview, and its notices."""

    def __init__(self, folder: Path) -> None:
        self.store = AnnotationStore(folder / "annotations", now=lambda: NOON)
        self.database = Database(folder / "library.db")
        self.notices = Notices()
        self.index = AnnotationIndex(self.database)
        self.overview = AnnotationOverview(self.store, self.index, self.notices)

    def note(self, article_id: str, minute: int, *tags: str) -> Annotation:
        """Made behind the overview's back, as by another program."""
        made = new_annotation(TEXT, Span(minute, minute + 5), NOON + timedelta(minutes=minute), tags=tags)
        head = ArticleHead.of(Article(article_id, f"Article {article_id[0]}", TEXT))
        self.store.edit(head, TEXT, [Edit(made)])
        return made

    @property
    def listed(self) -> list[Annotation]:
        return [entry.annotation for entry in self.overview.entries()]


@pytest.fixture
def shelf(tmp_path: Path) -> Iterator[Shelf]:
    shelf = Shelf(tmp_path)
    yield shelf
    shelf.database.close()


@contextmanager
def locked(shelf: Shelf) -> Iterator[None]:
    """No index can be had, as when another program holds the database."""

    def refuse(*_: object, **__: object) -> Any:
        raise StoreError("library.db is in use.")

    with pytest.MonkeyPatch.context() as patched:
        for name in ("reading", "writing"):
            patched.setattr(shelf.database, name, refuse)
        yield


@contextmanager
def there(_: Shelf) -> Iterator[None]:
    yield


@pytest.mark.parametrize("index", [there, locked], ids=["with the index", "without it"])
class TestWhatTheFilesSay:
    def test_is_listed_the_last_changed_first(
        self, shelf: Shelf, index: Callable[[Shelf], AbstractContextManager[None]]
    ) -> None:
        first, third, second = shelf.note(A, 1), shelf.note(A, 3), shelf.note(B, 2)
        with index(shelf):
            assert shelf.listed == [third, second, first]
            limited = shelf.overview.entries(limit=2)
        assert [(entry.head.title, entry.annotation) for entry in limited] == [
            ("Article a", third),
            ("Article b", second),
        ]

    def test_is_counted(self, shelf: Shelf, index: Callable[[Shelf], AbstractContextManager[None]]) -> None:
        shelf.note(A, 1, "talks", "x")
        shelf.note(A, 2, "Talks")
        shelf.note(B, 3, "talks")
        with index(shelf):
            assert dict(shelf.overview.tags()) == {"talks": 3, "x": 1}
            assert dict(shelf.overview.counts()) == {A: 2, B: 1}
            assert dict(shelf.overview.tags_by_article()) == {A: ("Talks", "talks", "x"), B: ("talks",)}

    def test_shows_what_another_program_changed(
        self, shelf: Shelf, index: Callable[[Shelf], AbstractContextManager[None]]
    ) -> None:
        gone, stays = shelf.note(A, 1), shelf.note(B, 2)
        with index(shelf):
            assert shelf.listed == [stays, gone]
            shelf.store.edit(ArticleHead(A, "Article a"), None, [Edit(None, gone)])
            added = shelf.note(B, 3)
            assert shelf.listed == [added, stays]
            (shelf.store.folder / f"{B}.json").unlink()
            assert shelf.listed == []

    def test_leaves_out_a_file_that_cannot_be_read_and_tells_it(
        self,
        shelf: Shelf,
        index: Callable[[Shelf], AbstractContextManager[None]],
        monkeypatch: pytest.MonkeyPatch,
    ) -> None:
        shelf.note(A, 1)
        stays = shelf.note(B, 2)
        true_open = os.open

        def refuse(path: Any, *given: Any, **named: Any) -> int:
            if Path(path).name == f"{A}.json":
                raise PermissionError(errno.EACCES, "Permission denied")
            return true_open(path, *given, **named)

        monkeypatch.setattr(os, "open", refuse)
        with index(shelf):
            assert shelf.listed == [stays]
        assert f"{A}.json cannot be read" in shelf.notices.pop()[0]


def test_a_file_is_read_once_for_as_long_as_it_stays_as_it_is(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = shelf.note(A, 1)
    read: list[str] = []
    true_read = shelf.store.read

    def watched(id_: str) -> StoredAnnotations | None:
        read.append(id_)
        return true_read(id_)

    monkeypatch.setattr(shelf.store, "read", watched)
    for _ in range(3):
        assert shelf.listed == [kept]
    assert read == [A]


def test_what_was_written_here_is_not_read_again(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    made = new_annotation(TEXT, Span(0, 5), NOON)
    shelf.overview.update(shelf.store.edit(ArticleHead(A, "Article a"), TEXT, [Edit(made)]))

    def refuse(id_: str) -> None:
        raise AssertionError(f"{id_} was read")

    monkeypatch.setattr(shelf.store, "read", refuse)
    assert shelf.listed == [made]


def test_more_files_than_go_into_one_transaction_are_all_listed(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(annotation_overview, "BATCH", 2)
    for number in range(5):
        shelf.note(f"{number:016x}", 1)
    assert len(shelf.listed) == 5


def test_a_folder_that_cannot_be_listed_leaves_what_was_known_and_tells_it(
    shelf: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = shelf.note(A, 1)
    assert shelf.listed == [kept]

    def refuse() -> None:
        raise StoreError("annotations cannot be read.")

    monkeypatch.setattr(shelf.store, "stamps", refuse)
    assert shelf.listed == [kept]
    assert shelf.notices.pop() == ("annotations cannot be read.",)


def test_a_file_of_a_newer_briefing_is_listed(shelf: Shelf) -> None:
    kept = shelf.note(A, 1)
    file = shelf.store.folder / f"{A}.json"
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"schema": 99}))
    assert shelf.listed == [kept]
