"""Collects annotations and briefings for an export."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace

from briefing.domain import Analysis, Article
from briefing.domain.annotation import AnnotationEntry
from briefing.errors import EngineError, NotFoundError
from briefing.exchange.export_bundle import ExportBundle
from briefing.services.library import Library
from briefing.sources.load import LoadFailure

AnalyzedArticle = LoadFailure | tuple[Article, Analysis | EngineError]
"""An article with its analysis or the error that prevented one, or the failure to load the article."""

AnalyzeArticles = Callable[
    [Library, Iterable[Article | LoadFailure]], Iterable[AnalyzedArticle | tuple[Article, None]]
]
"""Returns each article with its analysis, in the same order."""


@dataclass(frozen=True, slots=True)
class CollectedExport:
    bundle: ExportBundle
    failures: tuple[str, ...]
    """A sentence for each article whose briefing is missing or not whole."""


def analysis_or_error(library: Library, article: Article) -> Analysis | EngineError:
    try:
        return library.analyses.get(article)
    except EngineError as error:
        return error


def analyze_each(library: Library, outcomes: Iterable[Article | LoadFailure]) -> Iterator[AnalyzedArticle]:
    """Yield each article with its analysis, which is made when it is asked for."""
    for outcome in outcomes:
        yield outcome if isinstance(outcome, LoadFailure) else (outcome, analysis_or_error(library, outcome))


def cached_each(
    library: Library, outcomes: Iterable[Article | LoadFailure]
) -> Iterator[AnalyzedArticle | tuple[Article, None]]:
    """Yield each article with its stored analysis, or None if there is none."""
    for outcome in outcomes:
        if isinstance(outcome, LoadFailure):
            yield outcome
            continue
        try:
            cached = library.analyses.cached(outcome)
        except EngineError as error:
            yield outcome, error
        else:
            yield (outcome, cached) if cached else (outcome, None)


def collect_export(
    library: Library,
    entries: Iterable[AnnotationEntry],
    *,
    briefings: bool = False,
    guard_cells: bool = False,
    analyze: AnalyzeArticles = analyze_each,
) -> CollectedExport:
    """Collect the annotations as they are by now, with their articles sorted by title.

    With `briefings`, the briefing of each article comes too, by `analyze`. Raises StoreError.
    """
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        wanted.setdefault(entry.head.id, set()).add(entry.annotation.id)
    articles = []
    for article_id, ids in wanted.items():
        if (found := library.annotations.find(article_id)) is not None:
            chosen = tuple(each for each in found.annotations if each.id in ids)
            articles.append(replace(found, annotations=chosen))
    analyses, failures = {}, []
    if briefings:
        outcomes = (_found(library, each.head.id) for each in articles)
        for annotated, analyzed in zip(articles, analyze(library, outcomes), strict=True):
            head = annotated.head
            analysis = analyzed.error if isinstance(analyzed, LoadFailure) else analyzed[1]
            if isinstance(analysis, Analysis):
                analyses[head.id] = analysis
                if not analysis.is_complete:
                    failures.append(f"{head.title} goes out without its whole briefing: {analysis.notice}")
            elif analysis is not None:
                failures.append(f"{head.title} goes out without its briefing: {analysis}")
    articles.sort(key=lambda each: (each.head.title.casefold(), each.head.id))
    return CollectedExport(ExportBundle(tuple(articles), analyses, guard_cells), tuple(failures))


def _found(library: Library, article_id: str) -> Article | LoadFailure:
    try:
        return library.articles.article(article_id)
    except NotFoundError as error:
        return LoadFailure(article_id, error)
