"""Annotations out of the library: what an export is made from."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from briefing.domain import Analysis, Article
from briefing.domain.annotation import AnnotationEntry
from briefing.errors import EngineError, NotFoundError
from briefing.exchange.export_bundle import ExportBundle
from briefing.services.articles import Library, LoadFailure

__all__ = [
    "AnalyzeArticles",
    "AnalyzedArticle",
    "CollectedExport",
    "analysis_or_error",
    "analyze_each",
    "collect_export",
]

AnalyzedArticle = LoadFailure | tuple[Article, Analysis | EngineError]
"""An article that could not be had, or one with its analysis or what went wrong with that."""

AnalyzeArticles = Callable[[Library, Iterable[Article | LoadFailure]], Iterable[AnalyzedArticle]]
"""How the briefings of articles are made; in the order of the articles."""


@dataclass(frozen=True, slots=True)
class CollectedExport:
    """What is ready to be exported, and what had to stay behind."""

    bundle: ExportBundle
    failures: tuple[str, ...]
    """A sentence for each article whose briefing could not be made, or not whole."""


def analysis_or_error(library: Library, article: Article) -> Analysis | EngineError:
    try:
        return library.analyses.get(article)
    except EngineError as error:
        return error


def analyze_each(library: Library, outcomes: Iterable[Article | LoadFailure]) -> Iterator[AnalyzedArticle]:
    """Each with its analysis, which is made when it is asked for."""
    for outcome in outcomes:
        yield outcome if isinstance(outcome, LoadFailure) else (outcome, analysis_or_error(library, outcome))


def collect_export(
    library: Library,
    entries: Iterable[AnnotationEntry],
    *,
    briefings: bool = False,
    only_kept: bool = False,
    guard_cells: bool = False,
    brief: AnalyzeArticles = analyze_each,
) -> CollectedExport:
    """These annotations, as they now are, article by article in the order of their titles.

    `briefings` asks for each article's too, which takes the engine a second an article the first time;
    `only_kept` for those that have been made, and for none of the others; else `brief` makes them.
    Raises StoreError.
    """
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        wanted.setdefault(entry.head.id, set()).add(entry.annotation.id)
    articles = []
    for article_id, ids in wanted.items():
        found = library.annotations.find(article_id)
        if found is None:
            continue
        chosen = tuple(each for each in found.annotations if each.id in ids)
        articles.append(replace(found, annotations=chosen))
    analyses, failures = {}, []
    if briefings:
        outcomes = (_found(library, each.head.id) for each in articles)
        all_made = _kept(library, outcomes) if only_kept else brief(library, outcomes)
        for annotated, briefed in zip(articles, all_made, strict=True):
            made = briefed.error if isinstance(briefed, LoadFailure) else briefed[1]
            if isinstance(made, Analysis):
                analyses[annotated.head.id] = made
                if not made.is_complete:
                    failures.append(
                        f"{annotated.head.title} goes out without its whole briefing: {made.notice}"
                    )
            elif made is not None:
                failures.append(f"{annotated.head.title} goes out without its briefing: {made}")
    articles.sort(key=lambda each: (each.head.title.casefold(), each.head.id))
    return CollectedExport(ExportBundle(tuple(articles), analyses, guard_cells), tuple(failures))


def _found(library: Library, article_id: str) -> Article | LoadFailure:
    try:
        return library.article(article_id)
    except NotFoundError as error:
        return LoadFailure(article_id, error)


def _kept(
    library: Library, outcomes: Iterable[Article | LoadFailure]
) -> Iterator[LoadFailure | tuple[Article, Analysis | EngineError | None]]:
    """Each with its analysis where it has been made."""
    for outcome in outcomes:
        if isinstance(outcome, LoadFailure):
            yield outcome
            continue
        try:
            yield outcome, library.analyses.cached(outcome)
        except EngineError as error:
            yield outcome, error
