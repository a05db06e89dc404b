"""Archives of other reading programs in the library: each article and note once, however often they come."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from briefing.domain import Article
from briefing.domain.annotation import Annotation
from briefing.domain.article import article_id
from briefing.errors import UnreadableError
from briefing.services import saved_articles
from briefing.services.annotation_import import ImportResult
from briefing.services.library import Library
from briefing.services.sync.item_reading import ItemReader
from tests.exchange.archives import ARCHIVES, KINDLE, PAGE, POCKET_CSV, TEXT, WALLABAG
from tests.exchange.foreign import NOW
from tests.feeding import NoEngine
from tests.libraries import library_at

QUOTE = "ended without an agreement"
TITLE = "Talks over the harbour"


@pytest.fixture
def library(tmp_path: Path) -> Iterator[Library]:
    with library_at(tmp_path, NoEngine(), now=lambda: NOW) as library:
        yield library


def take(library: Library, data: bytes | str) -> ImportResult:
    return library.import_annotations(data.encode() if isinstance(data, str) else data, "the file")


def state(library: Library) -> object:
    entries = library.articles.entries()
    return (
        entries,
        [library.articles.article(each.id).text for each in entries],
        library.article_list.tags.by_article(),
        library.annotations.entries(),
    )


def notes(library: Library) -> list[Annotation]:
    return [each.annotation for each in library.annotations.entries()]


@pytest.mark.parametrize("program", ARCHIVES)
@pytest.mark.thorough
def test_a_second_import_adds_nothing(library: Library, program: str) -> None:
    first = take(library, ARCHIVES[program])
    assert first.articles + first.added
    before = state(library)
    again = take(library, ARCHIVES[program])
    assert (again.articles, again.added, again.updated) == (0, 0, 0)
    assert again.known == first.articles + first.added
    assert state(library) == before


@pytest.mark.parametrize("program", ["wallabag", "omnivore"])
def test_an_article_that_comes_with_its_text_has_its_highlights_in_it(library: Library, program: str) -> None:
    taken = take(library, ARCHIVES[program])
    entry = library.articles.find(PAGE)
    article = library.articles.article(entry.id)
    assert (taken.articles, taken.waiting, article.text) == (1, 0, TEXT)
    assert (entry.id, entry.title, entry.author, entry.source) == (
        article_id(PAGE),
        TITLE,
        "Ada Roe",
        "example.org",
    )
    assert entry.read and entry.starred == (program == "wallabag")
    assert entry.published == "2024-01-04T00:00:00+00:00"
    assert entry.fetched.startswith("2024-01-05T10:00:00")
    assert library.article_list.tags.by_article() == {entry.id: ("harbour", "to check")}
    span = notes(library)[-1].anchor.span
    assert span is not None and span.of(TEXT) == QUOTE


def test_an_article_without_its_text_has_its_title_and_its_highlights_wait(library: Library) -> None:
    taken = take(library, ARCHIVES["pocket archive"])
    article = library.articles.article(library.articles.find(PAGE).id)
    assert (taken.articles, taken.added, article.text) == (2, 1, TITLE)
    assert [(each.anchor.quote, each.is_orphan) for each in notes(library)] == [(QUOTE, True)]
    library.ingest.ingest(Article(article.id, TITLE, TEXT, url=PAGE))
    assert [
        each.is_orphan
        for each in library.annotations.for_article(library.articles.article(article.id)).annotations
    ] == [False]


def test_an_article_that_the_library_has_stays_as_it_is_and_gets_star_and_tags(library: Library) -> None:
    own = library.ingest.ingest(Article("00000000000000aa", "Own", f"{TEXT} And more.", url=PAGE))
    taken = take(library, WALLABAG)
    assert (taken.articles, taken.added) == (0, 1)
    entry = library.articles.find(PAGE)
    assert (entry.id, entry.title, entry.read, entry.starred) == (own.id, "Own", False, True)
    assert library.articles.article(own.id).text == own.text
    assert library.article_list.tags.by_article() == {own.id: ("harbour", "to check")}
    assert [each.is_orphan for each in notes(library)] == [False]


def test_a_star_and_a_tag_that_were_taken_away_stay_away(library: Library) -> None:
    take(library, WALLABAG)
    entry = library.articles.find(PAGE)
    library.articles.mark([entry.id], starred=False)
    library.article_list.tags.remove([entry.id], "harbour")
    take(library, WALLABAG)
    assert not library.articles.find(PAGE).starred
    assert library.article_list.tags.by_article() == {entry.id: ("to check",)}
    take(library, ARCHIVES["instapaper"].replace(b"to check", b"asked"))
    assert library.article_list.tags.by_article()[entry.id] == ("asked", "to check")
    library.articles.remove(entry.id)
    take(library, WALLABAG)
    assert library.articles.find(PAGE).starred


def test_what_two_programs_kept_is_one_article(library: Library) -> None:
    take(library, POCKET_CSV)
    assert take(library, ARCHIVES["instapaper"]).articles == 0
    assert len(library.articles.entries()) == 2


def test_an_import_that_breaks_off_leaves_what_it_stored_as_it_was_kept(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(saved_articles, "ARTICLES_PER_READING", 1)
    read, batches = ItemReader.read, list[object]()

    def break_off(self: ItemReader, *args: Any) -> Any:
        batches.append(args)
        if len(batches) == 2:
            raise UnreadableError("no memory")
        return read(self, *args)

    monkeypatch.setattr(ItemReader, "read", break_off)
    with pytest.raises(UnreadableError):
        take(library, POCKET_CSV)
    assert [entry.read for entry in library.articles.entries()] == [True]


@pytest.mark.skipif(sys.platform == "win32", reason="sets the time zone")
def test_times_without_a_zone_are_those_of_this_machine(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Taken for UTC they may lie ahead, and a second import would replace what was noted here since."""
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        take(library, KINDLE)
        (entry,) = library.annotations.entries()
        assert entry.annotation.created.startswith("2024-01-05T13:30:45")
    finally:
        monkeypatch.undo()
        time.tzset()


class TestABook:
    """A book has a title alone: its highlights wait until an article is called so."""

    def test_keeps_its_words_until_its_text_comes(self, library: Library) -> None:
        assert take(library, KINDLE).waiting == 1
        (waiting,) = library.annotations.entries()
        assert (waiting.head.title, waiting.head.author) == (f"{TITLE} (News)", "Ada Roe")
        assert (waiting.annotation.is_orphan, waiting.annotation.note) == (True, "who says so?")

    def test_has_its_highlights_with_what_was_changed_here_once_its_text_is_there(
        self, library: Library
    ) -> None:
        take(library, KINDLE)
        (waiting,) = library.annotations.entries()
        library.annotations.apply(
            [library.annotations.revise(waiting.head.id, waiting.annotation, note="they do")]
        )
        article = library.ingest.ingest(Article("00000000000000aa", f"{TITLE} (News)", TEXT, url=PAGE))
        taken = take(library, KINDLE)
        assert (taken.added, taken.updated, taken.known) == (0, 0, 1)
        (entry,) = library.annotations.entries()
        assert (entry.head.id, entry.annotation.note) == (article.id, "they do")
        assert entry.annotation.anchor.span is not None
        assert entry.annotation.anchor.span.of(TEXT) == QUOTE


def test_an_address_that_is_none_is_counted(library: Library) -> None:
    taken = take(library, WALLABAG.replace(PAGE, "ftp://example.org/x"))
    assert (taken.articles, taken.added, taken.waiting) == (0, 1, 1)
    assert taken.passed_over[1] == "the file: 1 article that cannot be read is passed over."
