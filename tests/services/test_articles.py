from __future__ import annotations

import errno
import json
import os
import re
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from briefing.domain import Actor, ActorKind, Analysis, Article, EngineInfo, Part, Passage, Span
from briefing.domain.annotation_revision import Revision
from briefing.domain.article import article_id
from briefing.errors import EngineError, ExchangeError, NotFoundError, StoreError, UnreadableError
from briefing.services.library import Library
from briefing.sources.load import LoadFailure
from briefing.store.articles.article_store import ArticleStore
from tests.libraries import library_at

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


class FirstLine:
    """An engine that takes the first line for the summary and counts how often it was asked."""

    def __init__(self, version: str = "1") -> None:
        self.info = EngineInfo("first-line", version, "none")
        self.asked = 0

    def parts(self, article: Article) -> Iterator[Part]:
        self.asked += 1
        line = article.text.partition("\n")[0]
        name = line.split()[0]
        yield Part("summary", (Passage.at(article.text, 0, len(line)),))
        yield Part(
            "actors",
            (Actor(name, ActorKind.PERSON, None, (), 1.0, (Passage.at(article.text, 0, len(name)),), ()),),
        )
        yield Part("issues", ())


class Files:
    """A loader of plain files: the first line is the title, the rest the text; the path is the identity."""

    def load(
        self,
        reference: str,
        *,
        stdin: Callable[[], bytes] | None = None,
        trusted_hosts: frozenset[str] | None = None,
    ) -> Article:
        if reference == "-":
            assert stdin is not None
            title, _, text = stdin().decode().partition("\n")
            return Article(id=article_id(text), title=title, text=text)
        path = Path(reference).resolve()
        if path.is_dir():
            raise NotFoundError(f"No article in {path.name}.")
        try:
            title, _, text = path.read_text().partition("\n")
        except FileNotFoundError as error:
            raise NotFoundError(f"No file {reference}.") from error
        if not text:
            raise UnreadableError(f"{reference} is empty.")
        return Article(id=article_id(str(path)), title=title, text=text, path=str(path))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[ArticleStore]:
    with ArticleStore(tmp_path / "home" / "library.db") as store:
        yield store


@pytest.fixture
def seeds(tmp_path: Path) -> Path:
    folder = tmp_path / "seeds"
    folder.mkdir()
    (folder / "sample.txt").write_text("Sample\nKim Sen met Ada Roe.")
    return folder


@pytest.fixture
def library(store: ArticleStore, seeds: Path) -> Library:
    return library_at(store.database.file.parent, FirstLine(), loader=Files(), now=lambda: NOON, seeds=seeds)


@pytest.fixture
def news(tmp_path: Path) -> Path:
    folder = tmp_path / "news"
    folder.mkdir()
    (folder / "a.txt").write_text("Talks\nKim Sen met Ada Roe.\n\nTalks go on.")
    (folder / "b.txt").write_text("Storm\nRain fell for days.")
    return folder


def ids(library: Library) -> set[str]:
    return {entry.id for entry in library.articles.entries()}


class TestAdd:
    def test_what_loads_is_kept_and_what_fails_is_told(self, library: Library, news: Path) -> None:
        (news / "c.txt").write_text("Only a title")
        empty = news / "none"
        empty.mkdir()
        added = library.articles.add(
            [str(news), "missing.txt", str(empty), "-"], stdin=lambda: b"Piped\nIn here."
        )
        assert [article.title for article in added.articles] == ["Talks", "Storm", "Piped"]
        assert [(failure.reference, str(failure.error)) for failure in added.failures] == [
            (str(news / "c.txt"), f"{news / 'c.txt'} is empty."),
            ("missing.txt", "No file missing.txt."),
            (str(empty), "No article in none."),
        ]
        assert {entry.title for entry in library.articles.entries()} == {"Talks", "Storm", "Piped"}

    def test_each_is_kept_before_the_next_is_read(self, library: Library, news: Path) -> None:
        outcomes = library.articles.add_each([str(news)])
        first = next(outcomes)
        assert isinstance(first, Article)
        assert ids(library) == {first.id}

    def test_again_with_a_new_text_it_keeps_its_marks(self, library: Library, news: Path) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        library.articles.mark([article.id], read=True)
        library.articles.mark([article.id], starred=True)
        (news / "a.txt").write_text("Talks end\nKim Sen left.")
        (again,) = library.articles.add([str(news / "a.txt")]).articles
        assert again.id == article.id
        assert library.articles.article(article.id).text == "Kim Sen left."
        entry = library.articles.entry(article.id)
        assert (entry.title, entry.read, entry.starred) == ("Talks end", True, True)

    def test_an_id_means_the_article_the_library_has(self, library: Library, news: Path) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        (news / "a.txt").unlink()
        assert library.articles.add([article.id]).articles == (article,)

    def test_an_id_that_nothing_goes_by_is_a_file_name(self, library: Library) -> None:
        assert [type(failure) for failure in library.articles.add(["0" * 16]).failures] == [LoadFailure]

    def test_a_file_named_like_an_id_is_that_file(
        self, library: Library, news: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        monkeypatch.chdir(news)
        (news / article.id).write_text("Other\nAnother text.")
        assert [added.title for added in library.articles.add([article.id]).articles] == ["Other"]


class TestMovedFiles:
    def test_a_file_that_moved_is_the_same_article(self, library: Library, news: Path) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        library.articles.mark([article.id], starred=True)
        (news / "a.txt").rename(news / "moved.txt")
        (moved,) = library.articles.add([str(news / "moved.txt")]).articles
        assert moved.id == article.id
        assert moved.path == str(news / "moved.txt")
        assert library.articles.entry(article.id).starred
        assert len(library.articles.entries()) == 1

    def test_it_stays_so_when_its_text_changes_later(self, library: Library, news: Path) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        (news / "a.txt").rename(news / "moved.txt")
        library.articles.add([str(news / "moved.txt")])
        (news / "moved.txt").write_text("Talks end\nKim Sen left.")
        (changed,) = library.articles.add([str(news / "moved.txt")]).articles
        assert changed.id == article.id
        assert len(library.articles.entries()) == 1

    def test_a_copy_is_an_article_of_its_own(self, library: Library, news: Path) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        (news / "copy.txt").write_text((news / "a.txt").read_text())
        (copy,) = library.articles.add([str(news / "copy.txt")]).articles
        assert copy.id != article.id

    def test_a_new_file_at_the_old_place_is_another_article(self, library: Library, news: Path) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        (news / "a.txt").rename(news / "moved.txt")
        library.articles.add([str(news / "moved.txt")])
        (news / "a.txt").write_text("Flood\nThe river rose.")
        (new,) = library.articles.add([str(news / "a.txt")]).articles
        assert new.id != article.id
        assert library.articles.article(article.id).text == article.text
        (news / "a.txt").write_text("Flood ends\nThe river fell.")
        assert library.articles.add([str(news / "a.txt")]).articles[0].id == new.id
        assert len(library.articles.entries()) == 2

    def test_moving_on_and_back_it_stays_the_same(self, library: Library, news: Path) -> None:
        places = [news / name for name in ("a.txt", "b2.txt", "c2.txt", "a.txt")]
        (article,) = library.articles.add([str(places[0])]).articles
        for old, new in pairwise(places):
            old.rename(new)
            assert library.articles.add([str(new)]).articles[0].id == article.id
        assert [entry.path for entry in library.articles.entries()] == [str(places[0])]

    def test_an_article_with_an_address_is_not_taken_for_a_file(
        self, library: Library, store: ArticleStore, news: Path
    ) -> None:
        text = "Kim Sen met Ada Roe.\n\nTalks go on."
        page = Article(id="p", title="Page", text=text, url="https://example.com/a", path=str(news / "gone"))
        store.put(page, fetched=NOON)
        assert library.articles.add([str(news / "a.txt")]).articles[0].id != "p"


class TestAnalysis:
    def test_the_engine_is_asked_once_for_an_article(self, store: ArticleStore, news: Path) -> None:
        engine = FirstLine()
        library = library_at(store.database.file.parent, engine, loader=Files())
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        assert library.analyses.cached(article) is None
        analysis = library.analyses.get(article)
        assert analysis.summary[0].text == "Kim Sen met Ada Roe."
        assert library.analyses.get(article) == analysis == library.analyses.cached(article)
        assert engine.asked == 1

    def test_another_version_of_the_engine_is_asked_again(self, store: ArticleStore, news: Path) -> None:
        newer = FirstLine("2")
        (article,) = (
            library_at(store.database.file.parent, FirstLine(), loader=Files())
            .articles.add([str(news / "a.txt")])
            .articles
        )
        library_at(store.database.file.parent, FirstLine(), loader=Files()).analyses.get(article)
        assert (
            library_at(store.database.file.parent, newer, loader=Files()).analyses.get(article).engine.version
            == "2"
        )
        assert newer.asked == 1

    def test_words_that_do_not_stand_there_are_neither_shown_nor_kept(
        self, store: ArticleStore, news: Path
    ) -> None:
        class Inventive(FirstLine):
            def parts(self, article: Article) -> Iterator[Part]:
                yield Part("summary", (Passage(Span(0, 7), "Kim Son"),))

        library = library_at(store.database.file.parent, Inventive(), loader=Files())
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        with pytest.raises(EngineError, match="do not stand in the article"):
            library.analyses.get(article)
        with pytest.raises(EngineError):
            library.analyses.save(
                article, Analysis(library.analyses.engine.info, (Passage(Span(0, 1), "x"),), (), ())
            )
        assert library.analyses.cached(article) is None

    def test_a_fault_after_the_first_part_leaves_that_part_which_is_not_kept(
        self, store: ArticleStore, news: Path
    ) -> None:
        class Breaking(FirstLine):
            def parts(self, article: Article) -> Iterator[Part]:
                yield from super().parts(article)
                raise EngineError("No timeline could be made.")

        library = library_at(store.database.file.parent, Breaking(), loader=Files())
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        analysis = library.analyses.get(article)
        assert analysis.summary[0].text == "Kim Sen met Ada Roe."
        assert not analysis.is_complete and analysis.notice == "No timeline could be made."
        assert library.analyses.cached(article) is None

    def test_one_that_cannot_be_kept_is_still_shown(
        self, library: Library, store: ArticleStore, news: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def refuse(*_: object) -> None:
            raise StoreError("The disk is full.")

        (article,) = library.articles.add([str(news / "a.txt")]).articles
        monkeypatch.setattr(ArticleStore, "put_analysis", refuse)
        assert library.analyses.get(article).summary


class TestSample:
    def test_it_comes_once_and_stays_away_when_removed(self, library: Library) -> None:
        sample = library.ensure_sample()
        assert sample is not None and sample.title == "Sample"
        assert library.ensure_sample() is None
        library.articles.remove(sample.id)
        assert library.ensure_sample() is None
        assert library.articles.entries() == []

    def test_it_does_not_come_to_a_library_that_has_articles(self, library: Library, news: Path) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        assert library.ensure_sample() is None
        assert [entry.id for entry in library.articles.entries()] == [article.id]

    def test_it_comes_again_when_asked_for(self, library: Library) -> None:
        sample = library.ensure_sample()
        assert sample is not None
        library.articles.remove(sample.id)
        assert library.ensure_sample(again=True) == sample
        assert library.ensure_sample(again=True) == sample
        assert len(library.articles.entries()) == 1

    def test_a_missing_seed_is_a_failure_with_a_sentence(self, store: ArticleStore, tmp_path: Path) -> None:
        empty = tmp_path / "empty"
        empty.mkdir()
        with pytest.raises(NotFoundError):
            library_at(store.database.file.parent, FirstLine(), loader=Files(), seeds=empty).ensure_sample()


def test_find_knows_ids_paths_and_addresses(
    library: Library, store: ArticleStore, news: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (article,) = library.articles.add([str(news / "a.txt")]).articles
    store.put(Article(id="page", title="Page", text="Text.", url="https://example.com/a"), fetched=NOON)
    monkeypatch.chdir(news)
    for reference in (article.id, str(news / "a.txt"), "a.txt", "../news/a.txt"):
        assert library.articles.find(reference).id == article.id
    assert library.articles.find("https://example.com/a").id == "page"
    with pytest.raises(NotFoundError, match=r"“b\ufffd.txt” is not in the library"):
        library.articles.find("b\x1b.txt")


def test_a_removed_article_can_be_put_back(library: Library, news: Path) -> None:
    (article,) = library.articles.add([str(news / "a.txt")]).articles
    library.articles.mark([article.id], starred=True)
    library.articles.set_reading_position(article.id, 5)
    removed = library.articles.remove(article.id)
    with pytest.raises(NotFoundError, match="is not in the library"):
        library.articles.article(article.id)
    assert library.articles.reading_position(article.id) == 0
    library.articles.restore(removed)
    assert library.articles.article(article.id) == article
    assert library.articles.reading_position(article.id) == 5
    assert library.articles.entry(article.id) == removed.entry


def test_a_library_of_a_newer_briefing_still_shows(library: Library, store: ArticleStore, news: Path) -> None:
    library.articles.add([str(news / "a.txt")])
    library._store._database._refusal = "It was written by a newer briefing."
    with pytest.raises(StoreError, match="newer briefing"):
        library.articles.add([str(news / "b.txt")])
    (article,) = library.articles.add([str(news / "b.txt")], or_unstored=True).articles
    assert "“Storm” is shown, but could not be stored: It was" in library.annotations.pop_notices()[0]
    assert library.analyses.get(article).summary[0].text == "Rain fell for days."
    assert len(library.articles.entries()) == 1


def test_importing_it_is_light() -> None:
    script = (
        "import sys, briefing.services.articles; "
        "heavy = {'spacy', 'httpcore', 'trafilatura', 'textual', 'lxml', 'numpy', 'rich', 'platformdirs'}; "
        "print(sorted(heavy & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], capture_output=True, text=True).stdout == "[]\n"


def test_what_a_key_opens_is_made_once_the_library_is_warm(library: Library) -> None:
    assert "stories" not in vars(library)
    library.warm()
    assert {"stories", "actors", "watches", "questions", "feeds"} <= vars(library).keys()


def test_the_shipped_sample_opens(tmp_path: Path) -> None:
    with library_at(tmp_path, FirstLine()) as library:
        sample = library.ensure_sample()
    assert sample is not None
    assert sample.title and sample.section and sample.text


class TestAnnotations:
    """What becomes of annotations when their article comes, goes or changes."""

    @pytest.fixture
    def talks(self, library: Library, news: Path) -> Article:
        """With one note."""
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        self.note(library, article, "Ada Roe")
        return article

    @staticmethod
    def note(library: Library, article: Article, quote: str, note: str = "") -> None:
        start = article.text.index(quote)
        library.annotations.apply(
            [library.annotations.draft(article, Span(start, start + len(quote)), note=note)]
        )

    @staticmethod
    def quotes(library: Library, article: Article) -> list[str]:
        return [
            each.anchor.quote
            for each in library.annotations.for_article(library.articles.article(article.id)).annotations
        ]

    def test_a_removed_article_comes_back_with_them_when_it_is_put_back(
        self, library: Library, talks: Article
    ) -> None:
        removed = library.articles.remove(talks.id)
        assert library.annotations.entries() == []
        library.articles.restore(removed)
        assert self.quotes(library, talks) == ["Ada Roe"]

    def test_a_removed_article_comes_back_with_them_when_it_is_added_again(
        self, library: Library, news: Path, talks: Article
    ) -> None:
        library.articles.remove(talks.id)
        library.articles.add([str(news / "a.txt")])
        assert self.quotes(library, talks) == ["Ada Roe"]
        assert library.annotations.pop_notices() == (
            "The annotations that were removed with this article are back.",
        )

    def test_added_again_with_another_text_it_has_them_found_in_that(
        self, library: Library, news: Path, talks: Article
    ) -> None:
        library.articles.remove(talks.id)
        (news / "a.txt").write_text("Talks\nAt noon, Kim Sen met Ada Roe.\n\nTalks go on.")
        library.articles.add([str(news / "a.txt")])
        (found,) = library.annotations.for_article(library.articles.article(talks.id)).annotations
        assert (found.anchor.quote, found.anchor.span) == ("Ada Roe", Span(21, 28))

    def test_a_file_that_changes_has_them_found_again_as_soon_as_it_is_read(
        self, library: Library, news: Path, talks: Article
    ) -> None:
        (news / "a.txt").write_text("Talks\nAt noon, Kim Sen met Ada Roe.\n\nTalks go on.")
        library.articles.add([str(news / "a.txt")])
        assert library.annotations.pop_notices() == ("The text has changed: your note was found again.",)

    def test_the_text_they_were_made_on_can_be_shown_and_stays_until_it_is_put_away(
        self, library: Library, news: Path, talks: Article
    ) -> None:
        (news / "a.txt").write_text("Talks\nSign in to read on.")
        (stub,) = library.articles.add([str(news / "a.txt")]).articles
        earlier = library.annotations.earlier_text(talks.id)
        assert earlier == talks.text
        shown = library.ingest.show_text(stub, earlier)
        assert self.quotes(library, shown) == ["Ada Roe"]
        library.articles.add([str(news / "a.txt")])
        assert library.articles.article(talks.id).text == talks.text
        library.ingest.show_text(shown, stub.text)
        library.articles.add([str(news / "a.txt")])
        assert library.articles.article(talks.id).text == stub.text

    def test_a_text_that_is_new_is_taken_though_an_older_one_was_put_away(
        self, library: Library, news: Path, talks: Article
    ) -> None:
        (news / "a.txt").write_text("Talks\nSign in to read on.")
        (stub,) = library.articles.add([str(news / "a.txt")]).articles
        library.ingest.show_text(stub, talks.text)
        (news / "a.txt").write_text("Talks\nKim Sen met Ada Roe again.")
        library.articles.add([str(news / "a.txt")])
        assert library.articles.article(talks.id).text == "Kim Sen met Ada Roe again."

    def test_a_file_that_moved_keeps_them(self, library: Library, news: Path, talks: Article) -> None:
        (news / "a.txt").rename(news / "z.txt")
        (moved,) = library.articles.add([str(news / "z.txt")]).articles
        assert self.quotes(library, moved) == ["Ada Roe"]

    def test_a_lost_database_comes_back_with_their_articles(
        self, library: Library, store: ArticleStore, tmp_path: Path, talks: Article
    ) -> None:
        library.close()
        store.close()
        store.database.file.unlink()
        with library_at(store.database.file.parent, FirstLine()) as again:
            assert again.notices == (
                "The library was rebuilt: 1 annotated article came back with all notes; read and starred "
                "marks, and texts without annotations, did not.",
            )
            assert again.articles.article(talks.id).text == talks.text
            assert self.quotes(again, talks) == ["Ada Roe"]
        with library_at(store.database.file.parent, FirstLine()) as once_more:
            assert once_more.notices == ()

    def test_a_damaged_file_that_is_met_while_a_database_is_begun_anew_is_told(
        self, library: Library, store: ArticleStore, talks: Article
    ) -> None:
        library.close()
        store.close()
        store.database.file.unlink()
        file = library.annotations.folder / f"{talks.id}.json"
        file.write_bytes(file.read_bytes()[:-40])
        with library_at(store.database.file.parent, FirstLine()) as again:
            assert "was damaged" in again.notices[0]
            assert self.quotes(again, talks) == ["Ada Roe"]


class TestLeaving:
    def test_with_everything_saved_says_nothing(self, library: Library, news: Path) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        TestAnnotations.note(library, article, "Ada Roe")
        library.close_or_rescue()

    @pytest.fixture
    def full(self, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
        """The disk of the annotations is full, that of temporary files is not."""
        monkeypatch.setattr(os, "replace", _refuse)
        monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def test_with_a_full_disk_puts_what_is_unsaved_where_import_takes_it_back(
        self, library: Library, store: ArticleStore, news: Path, full: None, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        TestAnnotations.note(library, article, "Ada Roe", "who?")
        TestAnnotations.note(library, article, "Talks go on")
        with pytest.raises(StoreError, match="2 changes to your annotations could not be saved") as raised:
            library.close_or_rescue()
        monkeypatch.undo()
        (name,) = re.findall(r"`briefing import (.+)`", str(raised.value))
        assert Path(name).parent == store.database.file.parent / "unsaved"
        with library_at(store.database.file.parent, FirstLine()) as again:
            assert again.annotations.for_article(article).annotations == ()
            assert again.import_annotations(Path(name).read_bytes(), Path(name).name).added == 2
            found = again.annotations.for_article(article).annotations
            assert [(each.anchor.quote, each.note) for each in found] == [
                ("Ada Roe", "who?"),
                ("Talks go on", ""),
            ]
            assert again.import_annotations(Path(name).read_bytes(), Path(name).name).known == 2

    def test_with_space_again_saves_what_was_unsaved(
        self, library: Library, store: ArticleStore, news: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", _refuse)
            TestAnnotations.note(library, article, "Ada Roe")
        assert library.annotations.unsaved_count == 1
        library.close_or_rescue()
        home = store.database.file.parent
        assert not (home / "unsaved").exists()
        with library_at(home, FirstLine()) as again:
            assert len(again.annotations.for_article(article).annotations) == 1

    def test_of_which_the_file_has_become_a_newer_ones_is_put_where_import_takes_it_back(
        self, library: Library, store: ArticleStore, news: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", _refuse)
            TestAnnotations.note(library, article, "Ada Roe")
        file = library.annotations.folder / f"{article.id}.json"
        file.write_text(json.dumps({"schema": 99, "items": []}))
        with pytest.raises(StoreError, match=r"`briefing import .*unsaved"):
            library.close_or_rescue()
        assert json.loads(file.read_text())["schema"] == 99

    def test_a_change_that_was_rescued_is_taken_for_the_later_one(
        self, store: ArticleStore, news: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
    ) -> None:
        moments = iter(NOON + timedelta(minutes=number) for number in range(100))
        library = library_at(
            store.database.file.parent, FirstLine(), loader=Files(), now=lambda: next(moments)
        )
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        TestAnnotations.note(library, article, "Ada Roe", "who?")
        (kept,) = library.annotations.for_article(article).annotations
        with monkeypatch.context() as patched:
            patched.setattr(os, "replace", _refuse)
            patched.setattr(tempfile, "tempdir", str(tmp_path))
            library.annotations.apply([library.annotations.revise(article.id, kept, note="the envoy")])
            with pytest.raises(StoreError) as raised:
                library.close_or_rescue()
        (name,) = re.findall(r"`briefing import (.+)`", str(raised.value))
        with library_at(store.database.file.parent, FirstLine()) as again:
            assert again.import_annotations(Path(name).read_bytes(), "rescued").updated == 1
            assert [each.note for each in again.annotations.for_article(article).annotations] == ["the envoy"]

    def test_with_nothing_unsaved_but_a_deletion_says_that_it_was_not_done(
        self, library: Library, news: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        TestAnnotations.note(library, article, "Ada Roe")
        (kept,) = library.annotations.for_article(article).annotations
        monkeypatch.setattr(os, "replace", _refuse)
        library.annotations.apply([Revision(article.id, kept, None)])
        with pytest.raises(StoreError, match="1 annotation could not be deleted"):
            library.close_or_rescue()

    def test_where_nothing_can_be_written_it_is_told_and_the_library_closed(
        self, library: Library, news: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        (article,) = library.articles.add([str(news / "a.txt")]).articles
        monkeypatch.setattr(os, "fsync", _refuse)
        TestAnnotations.note(library, article, "Ada Roe")
        with pytest.raises(ExchangeError, match="are lost"):
            library.close_or_rescue()
        with pytest.raises(sqlite3.ProgrammingError, match="closed"):
            library.articles.entries()


def _refuse(*_: object) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")
