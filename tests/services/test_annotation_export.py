"""What an export is made from: the annotations that were chosen, as they are now."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain import Article, EngineInfo, Part, Passage, Span
from briefing.domain.annotation import AnnotationEntry, ArticleHead
from briefing.domain.article import article_id
from briefing.errors import EngineError
from briefing.services.annotation_export import AnalyzedArticle, analyze_each, cached_each, collect_export
from briefing.services.library import Library
from briefing.sources.load import LoadFailure
from briefing.store.articles.article_store import ArticleStore
from tests.libraries import library_at

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


class FirstWord:
    """An engine that takes the first five letters for the summary."""

    info = EngineInfo("first-word", "1", "none")
    asked = 0

    def parts(self, article: Article) -> Iterator[Part]:
        self.asked += 1
        yield Part("summary", (Passage.at(article.text, 0, 5),))
        yield Part("actors", ())
        yield Part("issues", ())


@pytest.fixture
def engine() -> FirstWord:
    return FirstWord()


@pytest.fixture
def library(tmp_path: Path, engine: FirstWord) -> Iterator[Library]:
    """Two articles with two annotations each."""
    store = ArticleStore(tmp_path / "library.db")
    with library_at(store.database.file.parent, engine, now=lambda: NOON) as library:
        for title in ("storm", "Talks"):
            article = Article(article_id(title), title, f"{title}: some words of it stand here.")
            store.put(article, fetched=NOON)
            library.annotations.apply(
                [library.annotations.draft(article, Span(at, at + 4), note=f"{at}") for at in (0, 7)]
            )
        yield library


def chosen(library: Library, *notes: str) -> list[AnnotationEntry]:
    return [each for each in library.annotations.entries() if not notes or each.annotation.note in notes]


def test_articles_go_out_in_the_order_of_their_titles_and_annotations_in_that_of_the_text(
    library: Library,
) -> None:
    given = collect_export(library, chosen(library))
    assert [each.head.title for each in given.bundle.articles] == ["storm", "Talks"]
    assert [[each.note for each in article.annotations] for article in given.bundle.articles] == [
        ["0", "7"],
        ["0", "7"],
    ]
    assert (given.failures, given.bundle.briefings) == ((), {})


def test_only_the_chosen_ones_go_out_with_the_text_they_stand_on(library: Library) -> None:
    entries = [each for each in chosen(library, "7") if each.head.title == "Talks"]
    (article,) = collect_export(library, entries).bundle.articles
    assert [each.note for each in article.annotations] == ["7"]
    assert article.text == "Talks: some words of it stand here."


def test_they_go_out_as_they_are_now(library: Library) -> None:
    entries = chosen(library)
    (entry, *_) = entries
    known = library.annotations.get(entry.head.id, entry.annotation.id)
    library.annotations.apply([library.annotations.revise(entry.head.id, known, note="changed since")])
    notes = {
        each.note
        for article in collect_export(library, entries).bundle.articles
        for each in article.annotations
    }
    assert "changed since" in notes


def test_what_is_gone_by_then_stays_behind(library: Library) -> None:
    entries = chosen(library)
    library.articles.remove(article_id("storm"))
    assert [each.head.title for each in collect_export(library, entries).bundle.articles] == ["Talks"]


def test_briefings_go_along_where_asked(library: Library, engine: FirstWord) -> None:
    given = collect_export(library, chosen(library), briefings=True)
    assert {id_: made.summary[0].text for id_, made in given.bundle.briefings.items()} == {
        article_id("storm"): "storm",
        article_id("Talks"): "Talks",
    }
    collect_export(library, chosen(library), briefings=True)
    assert engine.asked == 2


def test_or_only_those_that_have_been_made(library: Library, engine: FirstWord) -> None:
    library.analyses.get(library.articles.article(article_id("storm")))
    given = collect_export(library, chosen(library), briefings=True, analyze=cached_each)
    assert (set(given.bundle.briefings), engine.asked) == ({article_id("storm")}, 1)


def test_whoever_makes_the_briefings_is_asked_for_all_of_them_at_once(library: Library) -> None:
    asked: list[Article | LoadFailure] = []

    def brief(library: Library, outcomes: Iterable[Article | LoadFailure]) -> Iterator[AnalyzedArticle]:
        asked.extend(outcomes)
        return analyze_each(library, asked)

    given = collect_export(library, chosen(library), briefings=True, analyze=brief)
    assert len(asked) == 2
    assert given == collect_export(library, chosen(library), briefings=True)


def test_an_engine_that_cannot_tell_its_name_costs_the_briefings_and_no_more(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def info(self: FirstWord) -> EngineInfo:
        raise EngineError("There is no engine: choose another.")

    monkeypatch.setattr(FirstWord, "info", property(info))
    for analyze in (analyze_each, cached_each):
        given = collect_export(library, chosen(library), briefings=True, analyze=analyze)
        assert [each.head.title for each in given.bundle.articles] == ["storm", "Talks"]
        assert len(given.failures) == 2 and given.bundle.briefings == {}


def test_a_briefing_that_lacks_a_part_goes_out_and_that_is_told(
    library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = library.analyses.get(library.articles.article(article_id("storm")))
    partial = replace(whole, is_complete=False, notice="No timeline could be made.")
    monkeypatch.setattr(library.analyses, "get", lambda _: partial)
    given = collect_export(library, chosen(library), briefings=True)
    assert set(given.bundle.briefings.values()) == {partial} and len(given.failures) == 2
    assert "storm goes out without its whole briefing: No timeline could be made." in given.failures


def test_an_article_that_is_not_here_goes_out_without_its_briefing_which_is_told(library: Library) -> None:
    waiting = ArticleHead(article_id("elsewhere"), "Elsewhere")
    elsewhere = Article(waiting.id, "Elsewhere", "Elsewhere: some words.")
    library.annotations.apply([library.annotations.draft(elsewhere, Span(0, 4))], head=waiting)
    given = collect_export(library, chosen(library), briefings=True)
    assert [each.head.title for each in given.bundle.articles] == ["Elsewhere", "storm", "Talks"]
    (failure,) = given.failures
    assert failure.startswith("Elsewhere goes out without its briefing: “")


def test_nothing_chosen_gives_nothing_out(library: Library) -> None:
    given = collect_export(library, [], briefings=True, guard_cells=True)
    assert (given.bundle.articles, given.bundle.guard_cells) == ((), True)
