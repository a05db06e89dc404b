"""Annotations out of the library: what an export is made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from briefing.domain.annotation import AnnotationEntry
from briefing.errors import EngineError, NotFoundError
from briefing.exchange.bundle import Bundle
from briefing.library import Library

__all__ = ["GivenOut", "give_out"]


@dataclass(frozen=True, slots=True)
class GivenOut:
    """What is ready to be exported, and what had to stay behind."""

    bundle: Bundle
    failures: tuple[str, ...]
    """A sentence for each article whose briefing could not be made."""


def give_out(
    library: Library,
    entries: Iterable[AnnotationEntry],
    *,
    briefings: bool = False,
    only_kept: bool = False,
    guard_cells: bool = False,
) -> GivenOut:
    """These annotations, as they now are, article by article in the order of their titles.

    `briefings` asks for each article's too, which takes the engine a second an article the first time;
    `only_kept` for those that have been made, and for none of the others. Raises StoreError.
    """
    wanted: dict[str, set[str]] = {}
    for entry in entries:
        wanted.setdefault(entry.head.id, set()).add(entry.annotation.id)
    articles, analyses, failures = [], {}, []
    for article_id, ids in wanted.items():
        found = library.notebook.find(article_id)
        if found is None:
            continue
        chosen = tuple(each for each in found.annotations if each.id in ids)
        articles.append(replace(found, annotations=chosen))
        if briefings:
            try:
                article = library.article(article_id)
                made = library.cached_analysis(article) if only_kept else library.analysis(article)
                if made is not None:
                    analyses[article_id] = made
            except (EngineError, NotFoundError) as error:
                failures.append(f"{found.head.title} goes out without its briefing: {error}")
    articles.sort(key=lambda each: (each.head.title.casefold(), each.head.id))
    return GivenOut(Bundle(tuple(articles), analyses, guard_cells), tuple(failures))
