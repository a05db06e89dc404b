"""Annotations of other programs: each to its article, once, however often and in whatever order they come."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from briefing.domain import Article, Span
from briefing.domain.anchoring.normalize import NormalizedText, normalize_text
from briefing.domain.annotation import Annotation
from briefing.domain.article import article_id
from briefing.errors import ExchangeError
from briefing.services.annotation_import import ImportResult
from briefing.services.library import Library
from briefing.store.articles.article_store import ArticleStore
from tests.exchange.foreign import NOW, PAGE, URN, hypothesis_row, web_annotation
from tests.feeding import NoEngine
from tests.libraries import library_at

TEXT = "First came before the words after them, 🚢 and then before the words after all."
ARTICLE = Article(article_id(PAGE), "News", TEXT, url=PAGE)


@pytest.fixture
def store(tmp_path: Path) -> ArticleStore:
    return ArticleStore(tmp_path / "library.db")


@pytest.fixture
def library(store: ArticleStore) -> Iterator[Library]:
    with library_at(store.database.file.parent, NoEngine(), now=lambda: NOW) as library:
        yield library


@pytest.fixture
def page(store: ArticleStore, library: Library) -> Article:
    """In the library."""
    return store.put(ARTICLE, fetched=NOW)


def take(library: Library, value: object) -> ImportResult:
    return library.import_annotations(json.dumps(value).encode(), "the file")


def target(exact: str, source: str = PAGE, **members: Any) -> dict[str, Any]:
    quote = {"type": "TextQuoteSelector", "exact": exact, **members}
    return {"source": source, "selector": quote}


def found(library: Library, article: Article = ARTICLE) -> tuple[Annotation, ...]:
    annotated = library.annotations.find(article.id)
    return annotated.annotations if annotated else ()


def test_many_annotations_of_one_article_normalize_its_text_no_more_often_than_one(
    library: Library, page: Article, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts: list[str] = []

    def counting(text: str) -> NormalizedText:
        texts.append(text)
        return normalize_text(text)

    monkeypatch.setattr("briefing.domain.anchoring.reanchor.normalize_text", counting)
    words = [match.span() for match in re.finditer(r"\w+", TEXT)]
    made = [
        web_annotation(id=f"urn:test:{start}", target=target(TEXT[start:end], prefix=TEXT[:start][-32:]))
        for start, end in words
    ]
    assert take(library, made).added == len(words)
    assert texts.count(TEXT) <= 2


class TestItsArticle:
    @pytest.mark.parametrize(
        "source",
        [PAGE, f"{PAGE}#part", "HTTPS://Example.org/news", f"{PAGE}?utm_source=x"],
        ids=["its address", "with a fragment", "in another case", "with what tells where one came from"],
    )
    def test_is_found_by_its_address(self, library: Library, page: Article, source: str) -> None:
        assert take(library, web_annotation(target=target("First", source))).added == 1
        assert [each.anchor.span for each in found(library)] == [Span(0, 5)]

    @pytest.mark.parametrize("form", [str, Path.as_uri], ids=["a path", "a file:// address"])
    def test_is_found_by_its_files_path(
        self, library: Library, store: ArticleStore, tmp_path: Path, form: Any
    ) -> None:
        file = tmp_path / "Größe – 1.txt"
        here = replace(ARTICLE, id=article_id(str(file)), url=None, path=str(file))
        store.put(here, fetched=NOW)
        assert take(library, web_annotation(target=target("First", form(file)))).waiting == 0
        assert [each.anchor.span for each in found(library, here)] == [Span(0, 5)]

    def test_is_found_where_a_file_moved_to(
        self, library: Library, store: ArticleStore, tmp_path: Path
    ) -> None:
        old = tmp_path / "old.txt"
        here = replace(ARTICLE, id="00000000000000aa", url=None, path=str(tmp_path / "new.txt"))
        store.put(here, fetched=NOW)
        store.record_move(article_id(str(old)), here.id)
        take(library, web_annotation(target=target("First", str(old))))
        assert len(found(library, here)) == 1

    def test_that_is_not_here_yet_is_waited_for(self, library: Library, store: ArticleStore) -> None:
        taken = take(library, web_annotation(target=target("First"), bodyValue="why?"))
        assert (taken.added, taken.waiting) == (1, 1)
        assert [(each.note, each.is_orphan) for each in found(library)] == [("why?", True)]
        assert take(library, web_annotation(target=target("First"), bodyValue="why?")).known == 1
        page = store.put(ARTICLE, fetched=NOW)
        library.annotations.reanchor(page)
        assert [each.anchor.span for each in found(library)] == [Span(0, 5)]

    def test_that_comes_without_the_words_leaves_them_listed_and_says_so(
        self, library: Library, store: ArticleStore
    ) -> None:
        take(library, web_annotation(target=target("words that nobody wrote down here")))
        library.annotations.reanchor(store.put(ARTICLE, fetched=NOW))
        assert [each.is_orphan for each in found(library)] == [True]
        assert library.annotations.pop_notices() == (
            "The article is here now: your note was not found again (“All annotations” lists it).",
        )

    def test_of_which_nothing_is_said_is_told(self, library: Library, page: Article) -> None:
        taken = take(library, web_annotation(target=target("First", "")))
        assert (taken.added, len(taken.passed_over)) == (0, 1)


class TestItsPlace:
    def test_is_told_by_the_words_around_it(self, library: Library, page: Article) -> None:
        take(library, web_annotation(target=target("the words", prefix="then before ", suffix=" after all")))
        (note,) = found(library)
        assert note.anchor.span == Span(TEXT.rindex("the words"), TEXT.rindex("the words") + 9)

    def test_is_counted_as_browsers_count(self, library: Library, page: Article) -> None:
        at = TEXT.rindex("the words") + 1  # the ship is two of their units
        selectors = [
            {"type": "TextPositionSelector", "start": at, "end": at + 9},
            {"type": "TextQuoteSelector", "exact": "the words"},
        ]
        row = hypothesis_row(target=[{"source": PAGE, "selector": selectors}])
        take(library, {"total": 1, "rows": [row]})
        (note,) = found(library)
        assert note.anchor.span == Span(at - 1, at + 8)


class TestTakenInAgain:
    def test_it_is_known(self, library: Library, page: Article) -> None:
        value = [web_annotation(target=target("First")), hypothesis_row()]
        assert take(library, value).added == 2
        before = found(library)
        again = take(library, value)
        assert (again.added, again.updated, again.known) == (0, 0, 2)
        assert found(library) == before

    def test_a_later_change_is_taken_over_and_its_place_kept(self, library: Library, page: Article) -> None:
        take(library, web_annotation(target=target("First"), modified="2026-11-01T10:00:00Z"))
        (before,) = found(library)
        taken = take(
            library,
            web_annotation(target=target("came"), modified="2026-11-02T10:00:00Z", bodyValue="later"),
        )
        assert (taken.added, taken.updated) == (0, 1)
        assert found(library) == (replace(before, note="later", modified="2026-11-02T10:00:00Z"),)

    def test_an_earlier_state_changes_nothing(self, library: Library, page: Article) -> None:
        take(
            library, web_annotation(target=target("First"), modified="2026-11-03T10:00:00Z", bodyValue="new")
        )
        taken = take(
            library,
            web_annotation(target=target("First"), modified="2026-11-02T10:00:00Z", bodyValue="old"),
        )
        assert (taken.updated, taken.known) == (0, 1)
        assert [each.note for each in found(library)] == ["new"]

    def test_what_the_reader_wrote_here_since_stays(self, library: Library, page: Article) -> None:
        value = web_annotation(target=target("First"), modified="2026-11-01T10:00:00Z", bodyValue="theirs")
        take(library, value)
        (note,) = found(library)
        library.annotations.apply([library.annotations.revise(page.id, note, note="mine")])
        take(library, value)
        assert [(each.id, each.note) for each in found(library)] == [(URN, "mine")]

    def test_what_the_reader_wrote_here_stays_when_the_file_says_no_date(self, store: ArticleStore) -> None:
        moments = iter(NOW + timedelta(minutes=number) for number in range(100))
        store.put(ARTICLE, fetched=NOW)
        with library_at(store.database.file.parent, NoEngine(), now=lambda: next(moments)) as library:
            undated = web_annotation(target=target("First"), bodyValue="theirs")
            del undated["created"]
            take(library, undated)
            (note,) = found(library)
            library.annotations.apply([library.annotations.revise(ARTICLE.id, note, note="mine")])
            assert take(library, undated).known == 1
            assert [each.note for each in found(library)] == ["mine"]

    def test_a_place_that_was_found_elsewhere_since_is_taken_for_one_that_is_lost_here(
        self, library: Library, page: Article
    ) -> None:
        lost = web_annotation(target=target("words that nobody wrote"), modified="2026-11-01T10:00:00Z")
        take(library, lost)
        assert [each.is_orphan for each in found(library)] == [True]
        placed = web_annotation(target=target("First"), modified="2026-11-02T10:00:00Z")
        assert take(library, placed).updated == 1
        assert [each.anchor.span for each in found(library)] == [Span(0, 5)]

    def test_twice_in_one_file_it_comes_once(self, library: Library, page: Article) -> None:
        value = web_annotation(target=target("First"))
        assert take(library, [value, value]).added == 1


@pytest.mark.parametrize("data", [b"", b"{", b"Dear reader,", b'{"a": 1}'])
def test_a_file_that_holds_none_is_refused_and_nothing_kept(library: Library, data: bytes) -> None:
    with pytest.raises(ExchangeError, match="the file"):
        library.import_annotations(data, "the file")
    assert library.annotations.entries() == []
