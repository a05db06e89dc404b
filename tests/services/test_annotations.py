"""The notebook: what was asked to be kept is kept, whatever becomes of the disk, the text or the article."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from briefing.domain import Article, Span
from briefing.domain.annotation import AnchorState, Annotation, ArticleHead, Color
from briefing.domain.annotation_revision import Revision
from briefing.errors import NotFoundError, StoreError
from briefing.services.annotations import AnnotationService
from briefing.store.annotations import annotation_files
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.annotations.collection import Collection, parse
from briefing.store.annotations.drafts import NoteDraft
from briefing.store.database.connections import Database

ID, OTHER = "0123456789abcdef", "fedcba9876543210"
TEXT = (
    "Brook called the first round of the talks useful.\n\n"
    "Dahl said that the border remains open to all who live on either side.\n\n"
    "Vale left on Monday without a word to the press."
)
TALKS = Article(ID, "Talks", TEXT, url="https://a.example/1")
STORM = Article(OTHER, "Storm", "Rain fell for days on the coast, and the harbour stayed closed.")
FULL = f"{ID}.json could not be written because the disk is full: free some space and try again."


class Clock:
    """A minute passes from one look to the next."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.time += timedelta(minutes=1)
        return self.time


class Desk:
    """A folder of annotations with its database, and a library that is nothing but articles by id."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.articles = {each.id: each for each in (TALKS, STORM)}
        self.clock = Clock()
        self.databases: list[Database] = []

    def notebook(self, database: str = "library.db") -> AnnotationService:
        self.databases.append(Database(self.folder / database))
        store = AnnotationStore(self.folder / "annotations", now=self.clock)
        return AnnotationService(
            store,
            AnnotationIndex(self.databases[-1]),
            article_of=self.articles.get,
            rescue_folder=self.folder / "unsaved",
            now=self.clock,
        )

    def let_change(self, text: str) -> Article:
        self.articles[ID] = replace(TALKS, text=text)
        return self.articles[ID]

    @property
    def file(self) -> Path:
        return self.folder / "annotations" / f"{ID}.json"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    for database in desk.databases:
        database.close()


@pytest.fixture
def notebook(desk: Desk) -> AnnotationService:
    return desk.notebook()


@contextmanager
def full_disk(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def fail(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with monkeypatch.context() as patched:
        patched.setattr(os, "write", fail)
        yield


def made(
    notebook: AnnotationService, quote: str, *tags: str, note: str = "", article: Article = TALKS
) -> Revision:
    start = article.text.index(quote)
    return notebook.draft(article, Span(start, start + len(quote)), note=note, tags=tags)


def keep(
    notebook: AnnotationService, quote: str, *tags: str, note: str = "", article: Article = TALKS
) -> Annotation:
    revision = made(notebook, quote, *tags, note=note, article=article)
    notebook.apply([revision])
    assert revision.after is not None
    return revision.after


def quotes(notebook: AnnotationService, article: Article = TALKS) -> list[str]:
    return [each.anchor.quote for each in notebook.for_article(article).annotations]


def tags_of(notebook: AnnotationService, article: Article = TALKS) -> list[tuple[str, ...]]:
    return [each.tags for each in notebook.for_article(article).annotations]


def starts_in(file: Path) -> list[int]:
    """Where the annotations stand, as their file says it."""
    selectors = [
        each for item in json.loads(file.read_bytes())["items"] for each in item["target"]["selector"]
    ]
    return [int(each["start"]) for each in selectors if "start" in each]


def in_newer_schema(file: Path) -> bytes:
    """Let the file be one of a newer briefing; its content."""
    file.write_text(json.dumps(json.loads(file.read_bytes()) | {"schema": 99}))
    return file.read_bytes()


class TestChanges:
    def test_what_is_made_is_on_disk_once_it_is_kept(self, desk: Desk, notebook: AnnotationService) -> None:
        revision = made(notebook, "first round", "talks", note="which?")
        assert notebook.for_article(TALKS).annotations == ()
        notebook.apply([revision])
        (found,) = desk.notebook("another.db").for_article(TALKS).annotations
        assert (found, found.note, found.tags) == (revision.after, "which?", ("talks",))

    def test_a_span_that_is_no_passage_is_refused(self, notebook: AnnotationService) -> None:
        for span in (Span(3, 3), Span(0, len(TEXT) + 1)):
            with pytest.raises(ValueError, match="no passage"):
                notebook.draft(TALKS, span)

    def test_a_change_is_undone_by_its_opposite_and_redone_by_that_one(
        self, notebook: AnnotationService
    ) -> None:
        before = keep(notebook, "first round", note="one")
        change = notebook.revise(ID, before, note="two", color=Color.BLUE)
        for revision, note, color in (
            (change, "two", Color.BLUE),
            (change.inverse, "one", Color.YELLOW),
            (change.inverse.inverse, "two", Color.BLUE),
        ):
            notebook.apply([revision])
            after = notebook.get(ID, before.id)
            assert (after.note, after.color) == (note, color)

    def test_making_is_undone_by_deleting_and_deleting_by_making(self, notebook: AnnotationService) -> None:
        making = made(notebook, "first round", "talks", note="one")
        notebook.apply([making])
        notebook.apply([making.inverse])
        assert quotes(notebook) == []
        notebook.apply([making])
        assert notebook.for_article(TALKS).annotations == (making.after,)

    def test_an_undo_leaves_what_another_changed_meanwhile(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        before = keep(notebook, "first round", note="one")
        change = notebook.revise(ID, before, note="two")
        notebook.apply([change])
        there = desk.notebook("another.db")
        there.apply([there.revise(ID, there.get(ID, before.id), tags=("theirs",))])
        notebook.apply([change.inverse])
        after = notebook.get(ID, before.id)
        assert (after.note, after.tags) == ("one", ("theirs",))

    def test_several_articles_are_changed_at_once(self, notebook: AnnotationService) -> None:
        notebook.apply([made(notebook, "Dahl"), made(notebook, "harbour", article=STORM)])
        assert notebook.counts() == {ID: 1, OTHER: 1}

    def test_one_put_on_another_passage_was_made_there_from_now_on(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        keep(notebook, "Dahl said that the border remains open", note="why?")
        cut = desk.let_change("Vale left on Monday without a word to the press.")
        (lost,) = notebook.for_article(cut).annotations
        assert lost.is_orphan
        notebook.apply([notebook.reattach(cut, lost, Span(0, 9))])
        (found,) = notebook.for_article(cut).annotations
        assert (found.anchor.quote, found.note, found.state) == ("Vale left", "why?", AnchorState.EXACT)
        assert found.made == found.anchor

    def test_of_an_unknown_article_is_refused_and_not_tried_again(self, notebook: AnnotationService) -> None:
        unknown = replace(TALKS, id="00000000000000aa")
        with pytest.raises(NotFoundError, match="not in the library"):
            notebook.apply([made(notebook, "Dahl", article=unknown)])
        assert (notebook.unsaved_count, notebook.pending_error) == (0, None)

    def test_an_annotation_that_is_gone_is_told_so(self, notebook: AnnotationService) -> None:
        with pytest.raises(NotFoundError, match="annotation is gone"):
            notebook.get(ID, "urn:uuid:gone")

    def test_a_file_of_a_newer_briefing_is_shown_and_not_changed(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        keep(notebook, "first round")
        content = in_newer_schema(desk.file)
        assert quotes(notebook) == ["first round"]
        with pytest.raises(StoreError, match="written by a newer briefing"):
            notebook.apply([made(notebook, "Dahl")])
        assert (notebook.unsaved_count, desk.file.read_bytes()) == (0, content)

    def test_one_article_that_is_refused_keeps_no_other_from_being_written(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        keep(notebook, "first round")
        in_newer_schema(desk.file)
        with pytest.raises(StoreError, match="newer"):
            notebook.apply([made(notebook, "Dahl"), made(notebook, "harbour", article=STORM)])
        assert quotes(notebook, STORM) == ["harbour"]


class TestAFullDisk:
    def test_leaves_the_change_in_memory_where_everything_shows_it(
        self, notebook: AnnotationService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep(notebook, "first round", "talks")
        with full_disk(monkeypatch):
            kept = keep(notebook, "Dahl", "talks", "who")
            assert (notebook.unsaved_count, notebook.pending_error) == (1, FULL)
            assert quotes(notebook) == ["first round", "Dahl"]
            assert [entry.annotation.id for entry in notebook.entries(limit=1)] == [kept.id]
            assert {entry.head.title for entry in notebook.entries()} == {"Talks"}
            assert notebook.tags() == {"talks": 2, "who": 1}
            assert notebook.counts() == {ID: 2}
            assert notebook.tags_by_article() == {ID: ("talks", "who")}
            assert notebook.get(ID, kept.id) == kept

    def test_that_has_room_again_takes_it_with_a_retry(
        self, desk: Desk, notebook: AnnotationService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with full_disk(monkeypatch):
            keep(notebook, "Dahl")
            notebook.retry()
            assert (notebook.unsaved_count, notebook.pending_error) == (1, FULL)
        assert not desk.file.exists()
        notebook.retry()
        assert (notebook.unsaved_count, notebook.pending_error) == (0, None)
        assert quotes(desk.notebook("another.db")) == ["Dahl"]

    def test_that_has_room_again_takes_it_with_the_next_change(
        self, desk: Desk, notebook: AnnotationService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with full_disk(monkeypatch):
            first = keep(notebook, "Dahl", note="one")
            notebook.apply([notebook.revise(ID, first, note="two")])
            assert notebook.unsaved_count == 2
        keep(notebook, "Vale left")
        assert notebook.unsaved_count == 0
        found = desk.notebook("another.db").for_article(TALKS).annotations
        assert [(each.anchor.quote, each.note) for each in found] == [("Dahl", "two"), ("Vale left", "")]

    def test_holds_up_no_other_article(
        self, notebook: AnnotationService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        true_write = os.replace

        def fail_for_talks(source: Path, target: Path) -> None:
            if Path(target).name.startswith(ID):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            true_write(source, target)

        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", fail_for_talks)
            notebook.apply([made(notebook, "Dahl"), made(notebook, "harbour", article=STORM)])
            assert (notebook.unsaved_count, notebook.counts()) == (1, {ID: 1, OTHER: 1})

    def test_hides_a_deletion_that_is_not_written_yet(
        self, notebook: AnnotationService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        kept = keep(notebook, "Dahl", "who")
        with full_disk(monkeypatch):
            notebook.apply([Revision(ID, kept, None)])
            assert (quotes(notebook), notebook.entries(), notebook.tags()) == ([], [], {})

    def test_undo_works_on_what_is_in_memory(
        self, desk: Desk, notebook: AnnotationService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with full_disk(monkeypatch):
            making = made(notebook, "Dahl")
            notebook.apply([making])
            notebook.apply([making.inverse])
            assert quotes(notebook) == []
        notebook.retry()
        assert (quotes(notebook), notebook.unsaved_count) == ([], 0)

    def test_keeps_an_article_with_unsaved_changes_from_being_removed(
        self, notebook: AnnotationService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with full_disk(monkeypatch):
            keep(notebook, "Dahl")
            with pytest.raises(StoreError, match="the disk is full"):
                notebook.remove(ID)
        forgotten = notebook.remove(ID)
        assert quotes(notebook) == []
        notebook.undo_remove(forgotten)
        assert quotes(notebook) == ["Dahl"]

    def test_shows_what_came_for_an_article_that_is_not_here(
        self, notebook: AnnotationService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        head = ArticleHead("00000000000000aa", "Elsewhere", url="https://b.example/")
        elsewhere = replace(TALKS, id=head.id)
        with full_disk(monkeypatch):
            notebook.apply([made(notebook, "Dahl", article=elsewhere)], head=head)
            found = notebook.find(head.id)
            assert found is not None
            assert (found.head, len(found.annotations)) == (head, 1)
            assert [entry.head.title for entry in notebook.entries()] == ["Elsewhere"]
        notebook.retry()
        found = notebook.find(head.id)
        assert found is not None
        assert (found.head.title, len(found.annotations), notebook.unsaved_count) == ("Elsewhere", 1, 0)

    def test_lets_a_changed_text_be_shown_all_the_same(
        self, desk: Desk, notebook: AnnotationService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep(notebook, "Dahl said")
        longer = desk.let_change(f"Updated at noon.\n\n{TEXT}")
        with full_disk(monkeypatch):
            (found,) = notebook.for_article(longer).annotations
            assert found.state is AnchorState.MOVED
            assert notebook.pop_notices() == (FULL,)
        notebook.for_article(longer)
        assert notebook.pop_notices() == ("The text has changed: your note was found again.",)


class TestRetagging:
    def test_a_tag_is_renamed_wherever_it_is_whatever_its_case(self, notebook: AnnotationService) -> None:
        keep(notebook, "first round", "Talks", "x")
        keep(notebook, "Dahl", "talks")
        keep(notebook, "harbour", "TALKS", article=STORM)
        keep(notebook, "coast", "other", article=STORM)
        revisions = notebook.retag(["talks"], "summit")
        assert len(revisions) == 3
        notebook.apply(revisions)
        assert tags_of(notebook) == [("summit", "x"), ("summit",)]
        assert notebook.tags() == {"summit": 3, "other": 1, "x": 1}

    def test_several_become_one_once_each(self, notebook: AnnotationService) -> None:
        keep(notebook, "first round", "talk", "x", "talks")
        keep(notebook, "Dahl", "talks")
        keep(notebook, "Vale left", "summit")
        notebook.apply(notebook.retag(["talk", "talks"], "summit"))
        assert tags_of(notebook) == [("summit", "x"), ("summit",), ("summit",)]

    def test_a_tag_is_taken_away(self, notebook: AnnotationService) -> None:
        keep(notebook, "first round", "talks", "x")
        notebook.apply(notebook.retag(["#Talks"], None))
        assert tags_of(notebook) == [("x",)]

    def test_another_spelling_is_a_change(self, notebook: AnnotationService) -> None:
        keep(notebook, "first round", "nato")
        notebook.apply(notebook.retag(["nato"], "NATO"))
        assert tags_of(notebook) == [("NATO",)]

    @pytest.mark.parametrize("name", ["#", " ", ",", ""])
    def test_a_name_of_which_nothing_is_left_changes_nothing(
        self, notebook: AnnotationService, name: str
    ) -> None:
        keep(notebook, "first round", "talks")
        assert notebook.retag(["talks"], name) == []

    def test_all_of_it_is_undone_at_once(self, notebook: AnnotationService) -> None:
        keep(notebook, "first round", "talks", "x")
        keep(notebook, "harbour", "talks", article=STORM)
        revisions = notebook.retag(["talks"], "x")
        notebook.apply(revisions)
        notebook.apply([each.inverse for each in revisions])
        assert (tags_of(notebook), tags_of(notebook, STORM)) == ([("talks", "x")], [("talks",)])

    def test_a_file_of_a_newer_briefing_is_left_out_and_told(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        keep(notebook, "first round", "talks")
        keep(notebook, "harbour", "talks", article=STORM)
        content = in_newer_schema(desk.file)
        revisions = notebook.retag(["talks"], "summit")
        assert [revision.article_id for revision in revisions] == [OTHER]
        assert notebook.pop_notices() == (
            f"{ID}.json was written by a newer briefing: it can be read, but not changed, "
            f"until briefing is updated.",
        )
        notebook.apply(revisions)
        assert desk.file.read_bytes() == content

    def test_what_is_in_memory_alone_is_retagged_too(
        self, notebook: AnnotationService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        with full_disk(monkeypatch):
            keep(notebook, "first round", "talks")
            notebook.apply(notebook.retag(["talks"], "summit"))
            assert notebook.tags() == {"summit": 1}


def test_a_saved_note_has_its_file_parsed_once(
    notebook: AnnotationService, monkeypatch: pytest.MonkeyPatch
) -> None:
    keep(notebook, "first round")
    parsed = list[bytes]()

    def counted(content: bytes, article_id: str) -> Collection:
        parsed.append(content)
        return parse(content, article_id)

    monkeypatch.setattr(annotation_files, "parse", counted)
    for quote in ("Dahl", "Vale left"):
        keep(notebook, quote)
        notebook.for_article(TALKS)
        notebook.entries()
    assert len(parsed) == len(set(parsed)) == 3  # as it was found, and as each of the two left it


class TestATextThatChanges:
    def test_lets_its_notes_be_found_again_at_once_and_says_so(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        keep(notebook, "Dahl said")
        notebook.reanchor(desk.let_change(f"Updated at noon.\n\n{TEXT}"))
        assert notebook.pop_notices() == ("The text has changed: your note was found again.",)
        assert starts_in(desk.file) == [TEXT.index("Dahl") + len("Updated at noon.\n\n")]

    def test_counts_what_is_lost_and_keeps_the_text_it_was_made_on(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        for quote in ("first round", "useful", "Vale left", "the border remains open to all who live"):
            keep(notebook, quote)
        first, _, last = TEXT.split("\n\n")
        notebook.reanchor(desk.let_change(f"{first}\n\n{last}"))
        assert notebook.pop_notices() == (
            "The text has changed: 3 of your 4 notes were found again, 1 is lost "
            "(“All annotations” lists it; “Earlier text” shows the text it was made on).",
        )
        assert notebook.earlier_text(ID) == TEXT

    def test_says_nothing_when_every_note_stands_where_it_stood(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        keep(notebook, "Dahl said")
        notebook.reanchor(desk.let_change(f"{TEXT}\n\nAn editor’s note stands beneath it now."))
        assert notebook.pop_notices() == ()

    def test_that_loses_a_line_puts_its_note_on_no_line_like_it_then_or_later(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        lines = [
            f"{name} was injured near the market at noon, police said. No other details were given."
            for name in ("One man", "Two men", "A woman", "A child")
        ]
        whole = desk.let_change("\n".join(lines))
        start = whole.text.index("was injured", len(lines[0]))
        notebook.apply([notebook.draft(whole, Span(start, start + 36), note="two?")])
        left = desk.let_change("\n".join([lines[0], *lines[2:]]))
        (orphan,) = notebook.for_article(left).annotations
        assert orphan.is_orphan
        notebook.apply([notebook.revise(ID, orphan, note="which two?")])
        notebook.apply([notebook.draft(left, Span(0, 7))])
        longer = desk.let_change(f"{left.text}\nMore is to follow.")
        assert [each.state for each in notebook.for_article(longer).annotations] == [
            AnchorState.EXACT,
            AnchorState.ORPHAN,
        ]
        desk.let_change(whole.text)
        back = notebook.for_article(whole).annotations[-1]
        assert (back.anchor.span, back.note) == (Span(start, start + 36), "which two?")

    def test_says_it_once(self, desk: Desk, notebook: AnnotationService) -> None:
        keep(notebook, "Dahl said")
        longer = desk.let_change(f"Updated at noon.\n\n{TEXT}")
        notebook.for_article(longer)
        assert len(notebook.pop_notices()) == 1
        notebook.for_article(longer)
        desk.notebook("another.db").for_article(longer)
        assert notebook.pop_notices() == ()

    def test_that_comes_back_brings_all_notes_back(self, desk: Desk, notebook: AnnotationService) -> None:
        keep(notebook, "first round")
        keep(notebook, "Dahl said")
        before = notebook.for_article(TALKS).annotations
        stub = desk.let_change("Sign in to read on.")
        assert [each.is_orphan for each in notebook.for_article(stub).annotations] == [True, True]
        assert notebook.earlier_text(ID) == TEXT
        desk.let_change(TEXT)
        assert notebook.for_article(TALKS).annotations == before
        assert notebook.earlier_text(ID) is None

    def test_of_several_earlier_texts_gives_the_one_that_most_lost_notes_stand_in(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        keep(notebook, "first round")
        keep(notebook, "Dahl said")
        other = "The ferry to the northern islands runs again from Friday, its owner told us."
        second = desk.let_change(other)
        notebook.for_article(second)
        keep(notebook, "runs again from Friday", article=second)
        notebook.for_article(desk.let_change("Sign in to read on."))
        assert notebook.earlier_text(ID) == TEXT

    def test_without_notes_is_no_business_of_the_notebook(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        notebook.reanchor(desk.let_change("Another text."))
        assert (notebook.pop_notices(), desk.file.exists()) == ((), False)

    def test_moves_a_note_that_was_made_on_the_old_one_by_then(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        revision = made(notebook, "Dahl said")
        longer = desk.let_change(f"Updated at noon.\n\n{TEXT}")
        notebook.apply([revision])
        (found,) = notebook.for_article(longer).annotations
        assert (found.anchor.span, found.state) == (
            Span(longer.text.index("Dahl"), longer.text.index("Dahl") + 9),
            AnchorState.MOVED,
        )
        assert starts_in(desk.file) == [longer.text.index("Dahl")]

    def test_whose_earlier_one_is_lost_has_none_to_show(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        keep(notebook, "Dahl said")
        notebook.for_article(desk.let_change("Sign in to read on."))
        for file in desk.file.parent.glob("*.txt"):
            if file.read_text(encoding="utf-8") == TEXT:
                file.unlink()
        assert notebook.earlier_text(ID) is None

    def test_after_one_that_lost_notes_keeps_the_text_they_were_made_on(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        keep(notebook, "Dahl said")
        for number in range(3):
            notebook.for_article(desk.let_change(f"Sign in to read on, {number} of 3."))
        assert notebook.earlier_text(ID) == TEXT
        texts = {each.read_text(encoding="utf-8") for each in desk.file.parent.glob("*.txt")}
        assert texts == {TEXT, "Sign in to read on, 2 of 3."}

    def test_of_a_newer_briefings_file_is_shown_and_the_file_left(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        keep(notebook, "Dahl said")
        content = in_newer_schema(desk.file)
        (found,) = notebook.for_article(desk.let_change(f"Updated at noon.\n\n{TEXT}")).annotations
        assert (found.state, desk.file.read_bytes()) == (AnchorState.MOVED, content)


class TestAnArticleThatGoes:
    def test_takes_its_notes_along_and_brings_them_back(self, notebook: AnnotationService) -> None:
        kept = keep(notebook, "Dahl", "who", note="why?")
        forgotten = notebook.remove(ID)
        assert (quotes(notebook), notebook.entries(), notebook.counts()) == ([], [], {})
        notebook.undo_remove(forgotten)
        assert notebook.for_article(TALKS).annotations == (kept,)
        assert notebook.counts() == {ID: 1}

    def test_is_recalled_with_what_was_removed_last(self, notebook: AnnotationService) -> None:
        keep(notebook, "Dahl")
        notebook.remove(ID)
        notebook.restore(ID)
        assert quotes(notebook) == ["Dahl"]
        assert notebook.pop_notices() == ("The annotations that were removed with this article are back.",)

    def test_that_had_none_is_recalled_without_a_word(self, notebook: AnnotationService) -> None:
        notebook.restore(ID)
        assert notebook.pop_notices() == ()

    def test_is_recalled_once(self, notebook: AnnotationService) -> None:
        keep(notebook, "Dahl")
        notebook.remove(ID)
        notebook.restore(ID)
        notebook.pop_notices()
        notebook.restore(ID)
        assert (quotes(notebook), notebook.pop_notices()) == (["Dahl"], ())


class TestTwoNotebooks:
    def test_on_one_folder_see_what_the_other_keeps(self, desk: Desk, notebook: AnnotationService) -> None:
        there = desk.notebook("another.db")
        keep(there, "Dahl", "theirs")
        assert (quotes(notebook), notebook.tags()) == (["Dahl"], {"theirs": 1})
        keep(notebook, "first round", "ours")
        assert (quotes(there), there.counts()) == (["first round", "Dahl"], {ID: 2})

    def test_that_change_one_note_lose_neither_change(self, desk: Desk, notebook: AnnotationService) -> None:
        kept = keep(notebook, "Dahl")
        there = desk.notebook("another.db")
        ours, theirs = notebook.revise(ID, kept, note="ours"), there.revise(ID, kept, tags=("theirs",))
        there.apply([theirs])
        notebook.apply([ours])
        found = there.get(ID, kept.id)
        assert (found.note, found.tags) == ("ours", ("theirs",))

    def test_of_which_one_deletes_what_the_other_changes_keep_it_and_say_so(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        kept = keep(notebook, "Dahl")
        there = desk.notebook("another.db")
        there.apply([there.revise(ID, kept, note="theirs")])
        notebook.apply([Revision(ID, kept, None)])
        assert notebook.get(ID, kept.id).note == "theirs"
        assert notebook.pop_notices() == (
            "An annotation that was changed elsewhere meanwhile has been kept: "
            "delete it again if it should go.",
        )


class TestOddFiles:
    def test_a_damaged_one_is_mended_shown_and_told_once(
        self, desk: Desk, notebook: AnnotationService
    ) -> None:
        keep(notebook, "first round")
        keep(notebook, "Dahl")
        desk.file.write_bytes(desk.file.read_bytes()[:-400])
        assert [entry.annotation.anchor.quote for entry in notebook.entries()] == ["Dahl", "first round"]
        (notice,) = notebook.pop_notices()
        assert notice.startswith(f"{ID}.json was damaged (it breaks off): it has been set aside")
        assert quotes(notebook) == ["first round", "Dahl"]
        assert notebook.pop_notices() == ()

    def test_one_that_cannot_be_read_keeps_no_other_from_being_listed(
        self, desk: Desk, notebook: AnnotationService, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        keep(notebook, "first round")
        keep(notebook, "harbour", article=STORM)
        fresh = desk.notebook("another.db")
        true_open = os.open

        def refuse(path: Path, *given: int) -> int:
            if path == desk.file:
                raise PermissionError(errno.EACCES, "Permission denied")
            return true_open(path, *given)

        monkeypatch.setattr(os, "open", refuse)
        assert [entry.head.title for entry in fresh.entries()] == ["Storm"]
        (notice,) = fresh.pop_notices()
        assert notice.startswith(f"{ID}.json cannot be read: give yourself permission")


def test_drafts_lie_beside_the_annotations_and_are_no_annotations(
    desk: Desk, notebook: AnnotationService
) -> None:
    draft = NoteDraft(ID, "Dahl", Span(51, 55), None, "half a thou", ("who",))
    notebook.drafts.save(draft)
    (found,) = desk.notebook("another.db").drafts.for_article(ID)
    assert (found.note, found.tags, found.quote) == ("half a thou", ("who",), "Dahl")
    assert (notebook.entries(), quotes(notebook)) == ([], [])
    notebook.drafts.delete(found.key)
    assert notebook.drafts.all() == []
