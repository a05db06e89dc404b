"""Corrections hold for analyses that are made, cached and made anew by a newer engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from briefing.domain import Actor, ActorKind, Article, EngineInfo, Issue, IssueKind, Part, Passage
from briefing.domain.correction import CorrectionKind
from briefing.services.library import Library
from tests.libraries import library_at

TEXT = "Brook and Dahl will meet again next week. The ministry did not say who will pay for the talks."


class Engine:
    """Finds two issues, and words them in its own way in each version."""

    def __init__(self, version: str) -> None:
        self.info = EngineInfo("stub", version, "none")

    def parts(self, article: Article) -> Iterator[Part]:
        def issue(label: str, words: str) -> Issue:
            at = article.text.index(words)
            evidence = Passage.at(article.text, at, at + len(words))
            return Issue(f"{label} {self.info.version}", IssueKind.PENDING, 2, (evidence,), (), None)

        yield Part("summary", ())
        brook, dahl = (
            Passage.at(article.text, at, at + 5) for at in map(article.text.index, ("Brook", "Dahl "))
        )
        yield Part(
            "actors",
            (
                Actor("Brook", ActorKind.PERSON, None, (), 0.5, (brook,), ()),
                Actor("Dahl", ActorKind.PERSON, None, (), 0.4, (dahl,), ()),
            ),
        )
        yield Part("issues", (issue("Round", "meet again next week"), issue("Payer", "who will pay")))


def article_in(library: Library, folder: Path) -> Article:
    file = folder / "talks.txt"
    file.write_text(f"Talks\n\n{TEXT}\n", encoding="utf-8")
    return library.articles.add([str(file)]).articles[0]


def labels(library: Library, article: Article) -> list[str]:
    return [each.label for each in library.analyses.get(article).issues]


def test_a_dismissed_issue_stays_dismissed_when_the_engine_is_newer(tmp_path: Path) -> None:
    with library_at(tmp_path / "home", Engine("1")) as library:
        article = article_in(library, tmp_path)
        corrections = library.analyses.corrections
        first, _ = library.analyses.get(article).issues
        dismissal = corrections.draft(CorrectionKind.HIDE, first)
        corrections.add(article, dismissal)
        assert labels(library, article) == ["Payer 1"]
        cached = library.analyses.cached(article)
        assert cached is not None and len(cached.issues) == 1
    with library_at(tmp_path / "home", Engine("2")) as library:
        assert labels(library, article) == ["Payer 2"]
        library.analyses.corrections.take_back(article, dismissal)
        assert labels(library, article) == ["Round 2", "Payer 2"]


def test_the_cache_has_what_the_engine_made(tmp_path: Path) -> None:
    with library_at(tmp_path / "home", Engine("1")) as library:
        article = article_in(library, tmp_path)
        corrections = library.analyses.corrections
        dismissal = corrections.draft(CorrectionKind.HIDE, library.analyses.get(article).issues[0])
        corrections.add(article, dismissal)
        library.analyses.get(article)
        corrections.take_back(article, dismissal)
        assert labels(library, article) == ["Round 1", "Payer 1"]


def test_a_correction_of_a_kept_issue_can_be_taken_back(tmp_path: Path) -> None:
    with library_at(tmp_path / "home", Engine("1")) as library:
        article = article_in(library, tmp_path)
        corrections = library.analyses.corrections
        first = library.analyses.get(article).issues[0]
        corrections.add(article, corrections.draft(CorrectionKind.KEEP, first))
        kept = library.analyses.get(article).issues[0]
        name = corrections.draft(CorrectionKind.RENAME, kept, value="Next talks")
        corrections.add(article, name)
        assert labels(library, article) == ["Next talks", "Payer 1"]
        corrections.take_back(article, name)
        assert labels(library, article) == ["Round 1", "Payer 1"]


def test_filters_and_charts_have_the_actors_as_they_are_corrected(tmp_path: Path) -> None:
    def named(library: Library) -> list[tuple[str, str]]:
        return [(each.name, each.kind) for each in library.article_list.actors().actors]

    def found(library: Library, query: str) -> int:
        return library.article_list.count(query)

    with library_at(tmp_path / "home", Engine("1")) as library:
        article, analyses = article_in(library, tmp_path), library.analyses
        brook, dahl = analyses.get(article).actors
        assert named(library) == [("Brook", "person"), ("Dahl", "person")]
        renamed = analyses.corrections.draft(CorrectionKind.RENAME, brook, value="Envoy Ann Brook")
        hidden = analyses.corrections.draft(CorrectionKind.HIDE, dahl)
        analyses.correct(article, renamed)
        analyses.correct(article, hidden)
        assert named(library) == [("Envoy Ann Brook", "person")]
        assert (found(library, "actor:ann"), found(library, "actor:dahl")) == (1, 0)
        analyses.take_back(article, hidden)
        assert named(library) == [("Dahl", "person"), ("Envoy Ann Brook", "person")]
        assert found(library, 'actor:"=dahl"') == 1
    with library_at(tmp_path / "home", Engine("2")) as library:  # which analyses anew
        library.analyses.get(article)
        assert named(library) == [("Dahl", "person"), ("Envoy Ann Brook", "person")]
        library.analyses.take_back(article, renamed)
        assert named(library) == [("Brook", "person"), ("Dahl", "person")]
        assert found(library, "actor:ann") == 0


def test_corrections_that_cannot_be_read_are_reported(tmp_path: Path) -> None:
    with library_at(tmp_path / "home", Engine("1")) as library:
        article = article_in(library, tmp_path)
        (library.annotations.folder / "corrections").mkdir(parents=True)
        (library.annotations.folder / "corrections" / f"{article.id}.json").mkdir()
        assert labels(library, article) == ["Round 1", "Payer 1"]
        assert any(article.id in notice for notice in library.annotations.pop_notices())
