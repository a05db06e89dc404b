"""Drafts of notes: nothing that was typed is lost, whatever happened to the program or the file."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from briefing.domain.annotation import Color
from briefing.domain.span import Span
from briefing.domain.text.sanitize import safe_one_to_one
from briefing.errors import StoreError
from briefing.store.annotations.drafts import DraftStore, NoteDraft, parse_draft, serialize_draft

ID = "0123456789abcdef"
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
DRAFT = NoteDraft(
    article_id=ID,
    quote="first round",
    span=Span(17, 28),
    annotation_id=None,
    note='Why "useful"?\n\n  Größe → ',
    tags=("talks", "border"),
    color=Color.BLUE,
)


class Clock:
    """A minute passes with every look."""

    def __init__(self) -> None:
        self.moment = NOON

    def __call__(self) -> datetime:
        self.moment += timedelta(minutes=1)
        return self.moment


@pytest.fixture
def store(tmp_path: Path) -> DraftStore:
    return DraftStore(tmp_path / "drafts", now=Clock())


def only_file(store: DraftStore) -> Path:
    (file,) = store.folder.iterdir()
    return file


def test_what_was_typed_comes_back_as_it_was(store: DraftStore) -> None:
    assert store.for_article(ID) == []
    store.save(DRAFT)
    assert store.for_article(ID) == [replace(DRAFT, saved="2026-03-04T12:01:00Z", file=DRAFT.key)]
    assert store.for_article("f" * 16) == []


def test_a_draft_has_one_file_however_often_it_is_kept(store: DraftStore) -> None:
    for note in ("W", "Wh", "Why"):
        store.save(replace(DRAFT, note=note))
    (kept,) = store.for_article(ID)
    store.save(replace(kept, note="Why?"))
    assert [each.note for each in store.for_article(ID)] == ["Why?"]
    assert len(list(store.folder.iterdir())) == 1


def test_drafts_come_newest_first_each_of_its_own_place(store: DraftStore) -> None:
    others = [replace(DRAFT, span=Span(0, 11)), replace(DRAFT, annotation_id="urn:uuid:1")]
    elsewhere = replace(DRAFT, article_id="f" * 16)
    for each in (DRAFT, *others, elsewhere):
        store.save(each)
    assert [(each.span, each.annotation_id) for each in store.for_article(ID)] == [
        (DRAFT.span, "urn:uuid:1"),
        (Span(0, 11), None),
        (DRAFT.span, None),
    ]
    assert len(store.all()) == 4


@pytest.mark.parametrize("again", [False, True], ids=["by its place", "as it was read"])
def test_one_that_was_saved_or_given_up_is_dropped(store: DraftStore, again: bool) -> None:
    store.save(DRAFT)
    store.delete(store.for_article(ID)[0].key if again else DRAFT.key)
    assert store.for_article(ID) == []
    store.delete(DRAFT.key)  # twice does no harm


def test_no_key_reaches_out_of_the_folder(store: DraftStore, tmp_path: Path) -> None:
    (tmp_path / "precious").write_text("kept")
    store.save(DRAFT)
    store.delete("../precious")
    assert (tmp_path / "precious").exists()
    with pytest.raises(ValueError, match="not an article's id"):
        store.save(replace(DRAFT, article_id="../x"))


class TestDamage:
    @pytest.mark.parametrize(
        ("harm", "note"),
        [
            pytest.param(
                lambda content: content[: content.index("öß".encode())],
                'Why "useful"?\n\n  Gr',
                id="cut off in the note",
            ),
            pytest.param(
                lambda content: content[: content.index(b"n  Gr")],
                'Why "useful"?\n',
                id="cut off in an escape",
            ),
            pytest.param(
                lambda content: content.replace("ö".encode(), b"\xff"),
                'Why "useful"?\n\n  Gr\ufffdße → ',
                id="broken letter",
            ),
            pytest.param(lambda content: content.replace(b'"schema"', b"schema"), DRAFT.note, id="no JSON"),
        ],
    )
    def test_leaves_what_can_be_read(
        self, store: DraftStore, harm: Callable[[bytes], bytes], note: str
    ) -> None:
        store.save(DRAFT)
        file = only_file(store)
        file.write_bytes(harm(file.read_bytes()))
        (draft,) = store.for_article(ID)
        assert draft.note == note
        assert (draft.quote, draft.span, draft.color) == (DRAFT.quote, DRAFT.span, DRAFT.color)
        assert draft.saved == "2026-03-04T12:01:00Z"

    def test_of_all_but_some_letters_shows_these(self, store: DraftStore) -> None:
        store.save(DRAFT)
        only_file(store).write_bytes(b"hardly a note\0\0")
        assert [each.note for each in store.for_article(ID)] == ["hardly a note"]

    def test_is_not_written_over(self, store: DraftStore) -> None:
        store.save(DRAFT)
        file = only_file(store)
        file.write_bytes(file.read_bytes()[:-14])
        store.save(replace(DRAFT, note="begun anew"))
        assert sorted(each.note[:10] for each in store.for_article(ID)) == ['Why "usefu', "begun anew"]
        for each in store.for_article(ID):
            store.delete(each.key)
        assert list(store.folder.iterdir()) == []

    def test_does_not_reach_the_terminal(self, store: DraftStore) -> None:
        store.save(replace(DRAFT, note="\x1b[31mred\u202e", quote="a\x07b"))
        (draft,) = store.for_article(ID)
        assert (draft.note, draft.quote) == ("\ufffd[31mred\ufffd", "a\ufffdb")


def test_a_full_disk_is_told_and_costs_no_earlier_state(
    store: DraftStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    store.save(DRAFT)
    with monkeypatch.context() as patched, pytest.raises(StoreError, match="the disk is full: free some"):
        patched.setattr(os, "fsync", fail)
        store.save(replace(DRAFT, note="more"))
    assert [each.note for each in store.for_article(ID)] == [DRAFT.note]
    assert len(list(store.folder.iterdir())) == 1


@given(st.text(st.characters(codec=None), max_size=40), st.text(st.characters(codec=None), max_size=10))
def test_any_letters_are_read_as_they_were_typed(note: str, quote: str) -> None:
    content = serialize_draft(replace(DRAFT, note=note, quote=quote, saved="2026"))
    draft = parse_draft(content, DRAFT.key, "2026")
    assert (draft.note, draft.quote) == (safe_one_to_one(note), safe_one_to_one(quote))
    assert json.loads(content)["schema"] == 1


@given(st.integers(0, 400))
def test_a_file_cut_off_anywhere_is_read(length: int) -> None:
    content = serialize_draft(replace(DRAFT, saved="2026"))
    draft = parse_draft(content[:length], DRAFT.key, "2026")
    assert draft.article_id == ID
    if length >= len(content) - 3:
        assert draft.note == DRAFT.note
