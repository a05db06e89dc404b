"""The files of annotations: what was kept is there, in a form that is read, diffed and synced."""

from __future__ import annotations

import json
import os
import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefing.domain import Article, Span
from briefing.domain.annotation import Annotation, ArticleHead, Color, new_annotation, revise
from briefing.domain.article import text_hash
from briefing.errors import StoreError
from briefing.store.annotations.annotation_changes import Edit
from briefing.store.annotations.annotation_store import AnnotationStore, StoredAnnotations
from briefing.store.annotations.backups import Backup, Backups
from briefing.store.annotations.collection import parse, serialize

ID = "0123456789abcdef"
TEXT = "Brook called the first round useful. Dahl said that the border remains open."
OTHER_TEXT = f"Updated at noon. {TEXT}"
CUT_TEXT = "Brook called the first round useful. Subscribe to read on."
NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)
HEAD = ArticleHead.of(Article(ID, "Talks", TEXT, url="https://a.example/1"))


@pytest.fixture
def store(tmp_path: Path) -> AnnotationStore:
    return AnnotationStore(tmp_path, now=lambda: NOON)


def note(start: int = 0, minutes: int = 0, words: str = "why?", **more: Any) -> Annotation:
    moment = NOON + timedelta(minutes=minutes)
    return new_annotation(TEXT, Span(start, start + 5), moment, note=words, **more)


def put(store: AnnotationStore, *annotations: Annotation) -> StoredAnnotations:
    return store.edit(HEAD, TEXT, [Edit(each) for each in annotations])


def read(store: AnnotationStore) -> StoredAnnotations:
    notes = store.read(ID)
    assert notes is not None
    return notes


def ids(notes: StoredAnnotations) -> set[str]:
    return {each.id for each in notes.article.annotations}


def names(folder: Path) -> list[str]:
    return sorted(each.name for each in folder.iterdir() if each.is_file() and each.name != ".lock")


def test_what_was_kept_is_read_by_place(store: AnnotationStore) -> None:
    late, early = note(37, 1, tags=["border"], color=Color.BLUE), note(0, 2)
    written = put(store, late, early)
    assert written.article.annotations == (early, late)
    assert AnnotationStore(store.folder).read(ID) == written
    assert (written.article.head, written.article.text, written.notices) == (HEAD, TEXT, ())


def test_the_file_is_made_to_be_read_and_diffed(store: AnnotationStore) -> None:
    first = replace(note(5, 1, "Größe → 3", tags=["Über"]), id="urn:uuid:b")
    put(store, replace(note(0, 5), id="urn:uuid:c"), first)
    put(store, replace(note(9, 1), id="urn:uuid:a"))
    content = (store.folder / f"{ID}.json").read_bytes()
    assert content.endswith(b"\n}\n")
    text = content.decode("utf-8")
    assert '\n      "created": "2026-03-04T12:01:00Z",\n' in text
    assert "Größe → 3" in text
    value = json.loads(text)
    assert list(value) == ["@context", "type", "schema", "article", "items"]
    assert [item["id"][-1] for item in value["items"]] == ["a", "b", "c"]
    assert (store.folder / f"{ID}.txt").read_text(encoding="utf-8") == TEXT


def test_nothing_is_there_before_anything_was_kept(store: AnnotationStore) -> None:
    assert (store.read(ID), store.ids(), store.stamps(), store.has(ID)) == (None, [], {}, False)
    assert not AnnotationStore(store.folder / "never made").ids()


@pytest.mark.parametrize("word", ["../../etc/passwd", "", "0123456789ABCDEF", "0123456789abcde/"])
def test_what_is_no_article_id_is_refused(store: AnnotationStore, word: str) -> None:
    for ask in (store.read, store.has, store.versions, store.remove):
        with pytest.raises(ValueError, match="not an article's id"):
            ask(word)


def test_a_stamp_changes_with_the_file_and_only_then(store: AnnotationStore) -> None:
    assert ID not in store.stamps()
    known, seen = note(), [""]
    for words in ("one?", "two?", "six?"):  # files of the same size
        notes = store.edit(HEAD, TEXT, [Edit(revise(known, NOON, note=words), known)])
        (known,) = notes.article.annotations
        assert notes.stamp == store.stamps()[ID] == read(store).stamp
        assert notes.stamp != seen[-1]
        seen.append(notes.stamp)


class TestChanges:
    def test_each_applies_to_what_the_file_says_now(self, store: AnnotationStore) -> None:
        other = AnnotationStore(store.folder)
        mine, theirs = note(0), note(5)
        put(store, mine)
        put(other, theirs)
        changed = revise(mine, NOON, note="because")
        notes = store.edit(HEAD, TEXT, [Edit(changed, mine), Edit(note(12))])
        assert len(notes.article.annotations) == 3
        notes = other.edit(HEAD, TEXT, [Edit(None, theirs)])
        assert [each.note for each in notes.article.annotations] == ["because", "why?"]

    def test_of_one_annotation_by_two_are_merged(self, store: AnnotationStore) -> None:
        base = note(tags=["talks"])
        put(store, base)
        theirs = revise(base, NOON + timedelta(minutes=1), note="theirs", tags=("talks", "b"))
        mine = revise(base, NOON + timedelta(minutes=2), note="mine", tags=())
        store.edit(HEAD, TEXT, [Edit(theirs, base)])
        (merged,) = store.edit(HEAD, TEXT, [Edit(mine, base)]).article.annotations
        assert (merged.note, merged.tags) == ("theirs\n\n---\n\nmine", ("b",))

    def test_a_deletion_spares_what_was_changed_meanwhile(self, store: AnnotationStore) -> None:
        base = note()
        put(store, base)
        store.edit(HEAD, TEXT, [Edit(revise(base, NOON, note="read this first"), base)])
        notes = store.edit(HEAD, TEXT, [Edit(None, base)])
        assert [each.note for each in notes.article.annotations] == ["read this first"]
        assert notes.notices == (
            "An annotation that was changed elsewhere meanwhile has been kept: "
            "delete it again if it should go.",
        )

    def test_a_change_outlives_a_deletion_elsewhere(self, store: AnnotationStore) -> None:
        base = note()
        put(store, base)
        store.edit(HEAD, TEXT, [Edit(None, base)])
        notes = store.edit(HEAD, TEXT, [Edit(revise(base, NOON, note="mine"), base)])
        assert [each.note for each in notes.article.annotations] == ["mine"]
        assert len(notes.notices) == 1

    def test_by_several_threads_are_all_kept(self, store: AnnotationStore) -> None:
        made = [[note(at, each) for each in range(10)] for at in range(4)]

        def write(mine: list[Annotation]) -> None:
            for each in mine:
                put(store, each)

        threads = [threading.Thread(target=write, args=[mine]) for mine in made]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert ids(read(store)) == {each.id for mine in made for each in mine}

    def test_a_lock_that_another_holds_too_long_is_told(self, store: AnnotationStore) -> None:
        put(store, note())
        impatient = AnnotationStore(store.folder, wait_seconds=0.05)
        with store._lock.held(), pytest.raises(StoreError, match="in use: another briefing is writing"):
            put(impatient, note(5))
        assert len(put(impatient, note(5)).article.annotations) == 2


class TestTexts:
    def test_annotations_stand_on_another_text(self, store: AnnotationStore) -> None:
        made = note(5)
        put(store, made)
        head = replace(HEAD, text_sha256=text_hash(OTHER_TEXT))
        moved = replace(made, anchor=new_annotation(OTHER_TEXT, Span(22, 27), NOON).anchor, first=made.anchor)
        notes = store.replace_text(head, OTHER_TEXT, [moved])
        assert notes.article.text == OTHER_TEXT
        assert notes.article.annotations == (moved,)
        assert read(store) == notes
        assert store.versions(ID) == [(text_hash(OTHER_TEXT), OTHER_TEXT)]

    def test_one_made_meanwhile_is_found_in_the_new_text(self, store: AnnotationStore) -> None:
        put(store, note(0), note(37, words="meanwhile"))
        head = replace(HEAD, text_sha256=text_hash(OTHER_TEXT))
        notes = store.replace_text(head, OTHER_TEXT, [])
        assert [each.anchor.span for each in notes.article.annotations] == [Span(17, 22), Span(54, 59)]

    def test_an_edit_on_another_text_takes_the_others_along(self, store: AnnotationStore) -> None:
        put(store, note(0))
        added = new_annotation(OTHER_TEXT, Span(0, 7), NOON)
        notes = store.edit(HEAD, OTHER_TEXT, [Edit(added)])
        assert notes.article.head.text_sha256 == text_hash(OTHER_TEXT)
        assert [each.anchor.span for each in notes.article.annotations] == [Span(0, 7), Span(17, 22)]

    def test_an_edit_on_a_text_without_a_line_takes_its_note_to_no_line_like_it(
        self, store: AnnotationStore
    ) -> None:
        lines = [
            f"{name} was injured near the market at noon, police said. No other details were given."
            for name in ("One man", "Two men", "A woman", "A child")
        ]
        whole, left = "\n".join(lines), "\n".join([lines[0], *lines[2:]])
        marked = new_annotation(whole, Span(len(lines[0]) + 9, len(lines[0]) + 45), NOON)
        store.edit(HEAD, whole, [Edit(marked)])
        notes = store.edit(HEAD, left, [Edit(new_annotation(left, Span(0, 7), NOON))])
        assert [each.is_orphan for each in notes.article.annotations] == [False, True]

    def test_a_text_that_an_orphan_was_made_on_stays_until_there_is_none(
        self, store: AnnotationStore
    ) -> None:
        lost = note(37)
        put(store, note(0), lost)
        notes = store.edit(HEAD, CUT_TEXT, [])
        orphan = notes.article.annotations[-1]
        assert orphan.is_orphan
        assert dict(store.versions(ID)) == {text_hash(TEXT): TEXT, text_hash(CUT_TEXT): CUT_TEXT}
        store.edit(HEAD, CUT_TEXT, [Edit(note(1))])
        assert text_hash(TEXT) in dict(store.versions(ID))
        store.edit(HEAD, f"{CUT_TEXT} Now.", [])
        assert text_hash(TEXT) in dict(store.versions(ID))
        store.edit(HEAD, CUT_TEXT, [Edit(None, orphan)])
        assert dict(store.versions(ID)) == {text_hash(CUT_TEXT): CUT_TEXT}
        assert names(store.folder) == [f"{ID}.json", f"{ID}.txt"]

    @pytest.mark.parametrize("step", ["before the collection", "before the text"])
    def test_a_change_of_text_that_was_cut_short_leaves_a_pair(
        self, store: AnnotationStore, monkeypatch: pytest.MonkeyPatch, step: str
    ) -> None:
        put(store, note(5))
        from briefing.store.annotations import anchored_texts as texts
        from briefing.store.annotations import annotation_files

        def stop(*_: object) -> None:
            raise KeyboardInterrupt

        where = annotation_files if step == "before the collection" else texts
        with monkeypatch.context() as patched, pytest.raises(KeyboardInterrupt):
            patched.setattr(where, "write_durably", stop)
            store.edit(HEAD, OTHER_TEXT, [])
        notes = read(store)
        assert (notes.article.text, notes.article.annotations[0].anchor.span) == (TEXT, Span(5, 10))
        assert store.edit(HEAD, OTHER_TEXT, []).article.text == OTHER_TEXT
        assert [text for _, text in store.versions(ID)] == [OTHER_TEXT]

    def test_a_collection_may_come_before_its_text(self, store: AnnotationStore) -> None:
        put(store, note(5))
        (store.folder / f"{ID}.txt").write_text("of another time", encoding="utf-8")
        notes = read(store)
        assert (notes.article.text, len(notes.article.annotations)) == (None, 1)
        assert put(store, note(9)).article.text == TEXT

    def test_annotations_may_be_kept_before_their_article_is_here(self, store: AnnotationStore) -> None:
        head = replace(HEAD, text_sha256="")
        notes = store.edit(head, None, [Edit(note(5))])
        assert (notes.article.text, read(store).article.text) == (None, None)
        assert put(store).article.text == TEXT

    def test_a_place_that_a_hand_has_changed_is_found_again(self, store: AnnotationStore) -> None:
        put(store, note(37))
        file = store.folder / f"{ID}.json"
        file.write_text(
            file.read_text(encoding="utf-8").replace('"start": 37', '"start": 36'), encoding="utf-8"
        )
        assert read(store).article.annotations[0].anchor.span == Span(37, 42)


class TestOtherPrograms:
    def test_what_they_wrote_survives_a_change(self, store: AnnotationStore) -> None:
        put(store, note(0))
        file = store.folder / f"{ID}.json"
        value = json.loads(file.read_bytes())
        value |= {"label": "mine", "@context": ["http://www.w3.org/ns/anno.jsonld", "https://a.example"]}
        value["article"]["shelf"] = 3
        value["items"][0]["via"] = {"half": "\ud800"}
        foreign = {"id": "urn:x", "type": "Annotation", "target": "https://a.example", "created": "2020"}
        value["items"] += [foreign, "a word", 7]
        file.write_text(json.dumps(value), encoding="utf-8")
        before = read(store)
        assert len(before.article.annotations) == 1
        put(store, note(5))
        after = json.loads(file.read_bytes())
        added = [item for item in after["items"] if item not in value["items"]]
        assert len(added) == 1
        after["items"].remove(added[0])
        assert after["items"] == [foreign, value["items"][0], "a word", 7]
        assert {name: after[name] for name in after if name != "items"} == {
            name: value[name] for name in value if name != "items"
        }

    @pytest.mark.parametrize("schema", [99, "2", 1.5], ids=repr)
    def test_a_newer_schema_is_read_and_never_rewritten(self, store: AnnotationStore, schema: object) -> None:
        put(store, note(0))
        file = store.folder / f"{ID}.json"
        value = json.loads(file.read_bytes()) | {"schema": schema}
        file.write_text(json.dumps(value), encoding="utf-8")
        content = file.read_bytes()
        notes = read(store)
        assert len(notes.article.annotations) == 1
        assert notes.read_only == (
            f"{ID}.json was written by a newer briefing: it can be read, but not changed, until briefing is "
            f"updated."
        )
        with pytest.raises(StoreError, match="written by a newer briefing"):
            put(store, note(5))
        with pytest.raises(StoreError, match="written by a newer briefing"):
            store.replace_text(HEAD, OTHER_TEXT, [])
        assert file.read_bytes() == content

    def test_a_newer_schema_of_another_shape_is_left_alone(self, store: AnnotationStore) -> None:
        store.folder.mkdir(exist_ok=True)
        (store.folder / f"{ID}.json").write_text('{"schema": 2, "items": {"a": 1}}')
        notes = read(store)
        assert notes.article.annotations == ()
        assert notes.read_only is not None
        assert names(store.folder) == [f"{ID}.json"]


CONFLICTS = [
    f"{ID}.sync-conflict-20261125-041500-ABCDEFG.json",
    f"{ID} (Anna's conflicted copy 2026-11-25).json",
    f"{ID} (In Konflikt stehende Kopie von Anna 2026-11-25).json",
    f"{ID} (conflicted copy 2026-11-25 041500).json",
    f"{ID}_conflict-20261125-041500.json",
    f"{ID} (SFConflict anna@a.example 2026-11-25-04-15-00).json",
    f"{ID} 2.json",
    f"{ID} (1).json",
    f"{ID}.conflict.json",
    f"{ID}-LAPTOP-7.json",
]


class TestConflictCopies:
    @pytest.mark.parametrize("name", CONFLICTS)
    def test_are_merged_and_put_among_the_backups(self, store: AnnotationStore, name: str) -> None:
        base = note(0)
        put(store, base)
        elsewhere = AnnotationStore(store.folder / "elsewhere")
        put(elsewhere, revise(base, NOON + timedelta(minutes=1), tags=("theirs",)), note(5))
        store.edit(HEAD, TEXT, [Edit(revise(base, NOON, note="why? mine"), base)])
        (elsewhere.folder / f"{ID}.json").rename(store.folder / name)
        assert store.ids() == [ID]
        notes = read(store)
        merged = notes.article.annotations[0]
        assert (merged.note, merged.tags, len(notes.article.annotations)) == ("why? mine", ("theirs",), 2)
        assert notes.notices == (
            f"{name}, written on another device, was merged into these annotations and moved to backups.",
        )
        assert name in names(store.folder / "backups")
        assert names(store.folder) == [f"{ID}.json", f"{ID}.txt"]
        assert read(store).notices == ()

    @pytest.mark.parametrize(
        "name", [f"{ID}-backup.json", f"{ID}.old.json", f"{ID} copy.json", f"{ID}.json~", f"x{ID} 2.json"]
    )
    def test_a_copy_that_somebody_made_is_none(self, store: AnnotationStore, name: str) -> None:
        put(store, note(0))
        (store.folder / f"{ID}.json").rename(store.folder / name)
        assert (store.read(ID), names(store.folder)) == (None, sorted([f"{ID}.txt", name]))

    def test_one_without_a_file_becomes_the_file(self, store: AnnotationStore) -> None:
        made = put(store, note(0)).article
        (store.folder / f"{ID}.json").rename(store.folder / f"{ID} 2.json")
        assert read(store).article == made

    def test_one_on_another_text_is_found_in_this_one(self, store: AnnotationStore) -> None:
        put(store, note(0))
        elsewhere = AnnotationStore(store.folder / "elsewhere")
        elsewhere.edit(HEAD, OTHER_TEXT, [Edit(new_annotation(OTHER_TEXT, Span(54, 59), NOON))])
        (elsewhere.folder / f"{ID}.json").rename(store.folder / f"{ID} 2.json")
        notes = put(store, note(5))
        assert [each.anchor.span for each in notes.article.annotations] == [
            Span(0, 5),
            Span(5, 10),
            Span(37, 42),
        ]

    def test_one_of_a_newer_schema_waits(self, store: AnnotationStore) -> None:
        put(store, note(0))
        copy = store.folder / f"{ID} 2.json"
        copy.write_text('{"schema": 2, "items": [], "article": {}}')
        assert len(read(store).notices) == 1
        assert len(put(store, note(5)).article.annotations) == 2
        assert copy.exists()

    def test_a_damaged_one_gives_what_can_be_read(self, store: AnnotationStore) -> None:
        put(store, note(0))
        elsewhere = AnnotationStore(store.folder / "elsewhere")
        put(elsewhere, note(5), note(9, 5))
        content = (elsewhere.folder / f"{ID}.json").read_bytes()
        (store.folder / f"{ID} 2.json").write_bytes(content[:-100])
        notes = read(store)
        assert len(notes.article.annotations) == 2
        assert notes.notices == (
            f"{ID} 2.json was damaged: what could be read was merged into these annotations, "
            f"the rest lies in backups.",
        )
        assert (store.folder / "backups" / f"{ID} 2.json").read_bytes() == content[:-100]


def backups_of(store: AnnotationStore) -> list[Backup]:
    return list(Backups(store.folder / "backups").states(ID))


class TestBackups:
    def test_hold_the_last_two_states_and_an_older_one(
        self, store: AnnotationStore, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        made = [note(each, each) for each in range(6)]
        for each in made[:4]:
            put(store, each)
        counts = [len(each.collection.annotations) for each in backups_of(store)]
        assert counts == [4, 3, 1]
        from briefing.store.files import generations

        monkeypatch.setattr(generations, "DAY_SECONDS", 0)  # a day later
        put(store, made[4])
        counts = [len(each.collection.annotations) for each in backups_of(store)]
        assert counts == [5, 4, 3]

    def test_come_back_at_their_passages_in_the_text_of_now(self, store: AnnotationStore) -> None:
        first, later = note(0), note(5)
        put(store, first)
        store.edit(HEAD, TEXT, [Edit(None, first)])
        moved = f"A paragraph before. {TEXT}"
        store.edit(HEAD, moved, [Edit(later)])
        states = [[made.id for made in each.collection.annotations] for each in store.earlier(ID)]
        assert states == [[], [first.id]]
        earlier = store.earlier(ID)[1]
        restored = store.restore_earlier(ID, earlier).article
        (annotation,) = restored.annotations
        assert restored.text == moved
        assert annotation.anchor.span is not None
        assert annotation.anchor.span.of(moved) == first.anchor.quote
        (replaced,) = store.earlier(ID)[0].collection.annotations
        assert replaced.id == later.id, "what was replaced can come back as well"

    def test_are_copies_that_damage_in_place_does_not_reach(self, store: AnnotationStore) -> None:
        put(store, note(0))
        with (store.folder / f"{ID}.json").open("r+b") as handle:
            handle.write(b"\0" * 50)
        assert len(backups_of(store)[0].collection.annotations) == 1

    def test_hold_what_a_hand_wrote(self, store: AnnotationStore) -> None:
        put(store, note(0))
        file = store.folder / f"{ID}.json"
        by_hand = file.read_text(encoding="utf-8").replace("why?", "by hand")
        file.write_text(by_hand, encoding="utf-8")
        put(store, note(5))
        assert (store.folder / "backups" / f"{ID}.2.json").read_text(encoding="utf-8") == by_hand

    def test_that_cannot_be_made_do_not_fail_a_write(self, store: AnnotationStore) -> None:
        store.folder.mkdir(exist_ok=True)
        (store.folder / "backups").write_text("in the way")
        assert len(put(store, note(0)).article.annotations) == 1

    def test_are_not_mistaken_for_a_file_that_somebody_deleted(self, store: AnnotationStore) -> None:
        made = note(0)
        put(store, made)
        (store.folder / f"{ID}.json").unlink()
        assert store.read(ID) is None
        assert [each.collection.annotations for each in backups_of(store)] == [(made,)]


class TestForgetting:
    def test_an_article_can_be_brought_back(self, store: AnnotationStore) -> None:
        put(store, note(0), note(37))
        store.edit(HEAD, CUT_TEXT, [])  # with an orphan and two texts
        before, versions = read(store), store.versions(ID)
        forgotten = store.remove(ID)
        assert (store.read(ID), store.ids(), names(store.folder)) == (None, [], [])
        assert store.undo_remove(forgotten) == replace(before, stamp=store.stamps()[ID])
        assert store.versions(ID) == versions

    def test_what_was_made_since_is_kept_too(self, store: AnnotationStore) -> None:
        first, second = note(0), note(5)
        put(store, first)
        forgotten = store.remove(ID)
        put(store, second)
        notes = store.undo_remove(forgotten)
        assert notes is not None
        assert ids(notes) == {first.id, second.id}

    def test_of_nothing_brings_nothing_back(self, store: AnnotationStore) -> None:
        assert store.undo_remove(store.remove(ID)) is None

    def test_twice_in_a_second_takes_two_places(self, store: AnnotationStore) -> None:
        put(store, note(0))
        first = store.remove(ID)
        put(store, note(5))
        second = store.remove(ID)
        assert first.folder != second.folder
        store.undo_remove(first)
        notes = store.undo_remove(second)
        assert notes is not None
        assert len(notes.article.annotations) == 2

    def test_files_that_are_gone_are_missed(self, store: AnnotationStore) -> None:
        put(store, note(0))
        forgotten = store.remove(ID)
        (forgotten.folder / f"{ID}.json").unlink()
        with pytest.raises(StoreError, match="not brought back"):
            store.undo_remove(forgotten)


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**9), 10**9) | st.text(st.characters(codec=None), max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
NOTED = st.builds(
    lambda at, words, tags, members: replace(note(at, 0, words, tags=tags), raw=members),
    st.integers(0, 60),
    st.text(st.characters(codec=None), max_size=30),
    st.lists(st.text(max_size=8), max_size=3),
    st.dictionaries(st.text(max_size=5).map("x-{}".format), VALUES, max_size=2),
)


@settings(max_examples=30)
@example([], {"x-rule": {"if": None}})  # a bit from "id"
@given(
    st.lists(NOTED, max_size=5), st.dictionaries(st.text(max_size=5).map("x-{}".format), VALUES, max_size=3)
)
def test_any_collection_is_read_as_it_was_written_and_written_alike(
    annotations: list[Annotation], members: dict[str, Any]
) -> None:
    value = {"article": {"id": ID, "title": "T", **members}, "items": ["foreign", members], **members}
    collection = parse(json.dumps(value).encode(), ID).changed(HEAD, annotations)
    content = serialize(collection)
    again = parse(content, ID)
    assert sorted(again.annotations, key=lambda each: each.id) == sorted(
        annotations, key=lambda each: each.id
    )
    assert sorted(map(repr, again.foreign)) == sorted(map(repr, collection.foreign))
    assert serialize(again) == content
    assert serialize(replace(again, annotations=tuple(reversed(again.annotations)))) == content


def test_a_look_at_two_thousand_files_opens_none(
    store: AnnotationStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(200):
        (store.folder / f"{number:016x}.json").write_text("{}")
    opened: list[Path] = []
    monkeypatch.setattr(os, "open", lambda file, *_: opened.append(file))
    assert len(store.stamps()) == len(store.ids()) == 200
    assert opened == []
