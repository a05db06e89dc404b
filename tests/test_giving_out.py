"""What an export is made from: the annotations that were chosen, as they are now."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from briefing.domain import Article, EngineInfo, Passage, Span
from briefing.domain.annotation import AnnotationEntry, ArticleHead
from briefing.domain.article import article_id
from briefing.giving_out import give_out
from briefing.library import Library
from briefing.nlp.engine import ActorsReady, IssuesReady, Part, SummaryReady
from briefing.store.articles import ArticleStore

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


class FirstWord:
    """An engine that takes the first five letters for the summary."""

    info = EngineInfo("first-word", "1", "none")
    asked = 0

    def parts(self, article: Article) -> Iterator[Part]:
        self.asked += 1
        yield SummaryReady((Passage.at(article.text, 0, 5),))
        yield ActorsReady(())
        yield IssuesReady(())


@pytest.fixture
def engine() -> FirstWord:
    return FirstWord()


@pytest.fixture
def library(tmp_path: Path, engine: FirstWord) -> Iterator[Library]:
    """Two articles with two annotations each."""
    store = ArticleStore(tmp_path / "library.db")
    with Library(store, engine, now=lambda: NOON) as library:
        for title in ("storm", "Talks"):
            article = Article(article_id(title), title, f"{title}: some words of it stand here.")
            store.put(article, fetched=NOON)
            library.notebook.keep(
                [library.notebook.new(article, Span(at, at + 4), note=f"{at}") for at in (0, 7)]
            )
        yield library


def chosen(library: Library, *notes: str) -> list[AnnotationEntry]:
    return [each for each in library.notebook.entries() if not notes or each.annotation.note in notes]


def test_articles_go_out_in_the_order_of_their_titles_and_annotations_in_that_of_the_text(
    library: Library,
) -> None:
    given = give_out(library, chosen(library))
    assert [each.head.title for each in given.bundle.articles] == ["storm", "Talks"]
    assert [[each.note for each in article.annotations] for article in given.bundle.articles] == [
        ["0", "7"],
        ["0", "7"],
    ]
    assert (given.failures, given.bundle.briefings) == ((), {})


def test_only_the_chosen_ones_go_out_with_the_text_they_stand_on(library: Library) -> None:
    entries = [each for each in chosen(library, "7") if each.head.title == "Talks"]
    (article,) = give_out(library, entries).bundle.articles
    assert [each.note for each in article.annotations] == ["7"]
    assert article.text == "Talks: some words of it stand here."


def test_they_go_out_as_they_are_now(library: Library) -> None:
    entries = chosen(library)
    (entry, *_) = entries
    known = library.notebook.annotation(entry.head.id, entry.annotation.id)
    library.notebook.keep([library.notebook.changed(entry.head.id, known, note="changed since")])
    notes = {
        each.note for article in give_out(library, entries).bundle.articles for each in article.annotations
    }
    assert "changed since" in notes


def test_what_is_gone_by_then_stays_behind(library: Library) -> None:
    entries = chosen(library)
    library.remove(article_id("storm"))
    assert [each.head.title for each in give_out(library, entries).bundle.articles] == ["Talks"]


def test_briefings_go_along_where_asked(library: Library, engine: FirstWord) -> None:
    given = give_out(library, chosen(library), briefings=True)
    assert {id_: made.summary[0].text for id_, made in given.bundle.briefings.items()} == {
        article_id("storm"): "storm",
        article_id("Talks"): "Talks",
    }
    give_out(library, chosen(library), briefings=True)
    assert engine.asked == 2


def test_or_only_those_that_have_been_made(library: Library, engine: FirstWord) -> None:
    library.analysis(library.article(article_id("storm")))
    given = give_out(library, chosen(library), briefings=True, only_kept=True)
    assert (set(given.bundle.briefings), engine.asked) == ({article_id("storm")}, 1)


def test_an_article_that_is_not_here_goes_out_without_its_briefing_which_is_told(library: Library) -> None:
    waiting = ArticleHead(article_id("elsewhere"), "Elsewhere")
    elsewhere = Article(waiting.id, "Elsewhere", "Elsewhere: some words.")
    library.notebook.keep([library.notebook.new(elsewhere, Span(0, 4))], head=waiting)
    given = give_out(library, chosen(library), briefings=True)
    assert [each.head.title for each in given.bundle.articles] == ["Elsewhere", "storm", "Talks"]
    (failure,) = given.failures
    assert failure.startswith("Elsewhere goes out without its briefing: “")


def test_nothing_chosen_gives_nothing_out(library: Library) -> None:
    given = give_out(library, [], briefings=True, guard_cells=True)
    assert (given.bundle.articles, given.bundle.guard_cells) == ((), True)
