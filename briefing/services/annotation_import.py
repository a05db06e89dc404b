"""Imports what other programs kept: articles, and annotations, which are matched to articles."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property
from pathlib import Path

from briefing.domain import Article
from briefing.domain.anchoring.reanchor import reanchor
from briefing.domain.annotation import AnnotatedArticle, Annotation, ArticleHead
from briefing.domain.annotation_revision import Revision
from briefing.domain.article import article_id, text_hash
from briefing.errors import StoreError
from briefing.exchange.importers.import_file import read_annotations
from briefing.exchange.importers.import_record import ImportRecord, SavedArticle
from briefing.exchange.importers.import_record import passed_over as left_out
from briefing.services.annotations import AnnotationService
from briefing.services.saved_articles import TakenArticles
from briefing.sources.article_identity import is_web_address, normalize_url
from briefing.store.articles.article_store import ArticleStore


@dataclass(frozen=True, slots=True)
class ImportResult:
    """Counts of a file's annotations by what became of them."""

    added: int
    updated: int
    """The number of known annotations that were changed elsewhere later."""
    known: int
    waiting: int
    """The number of added annotations whose articles the library does not have yet."""
    passed_over: tuple[str, ...]
    """A sentence for each annotation that marks no text, or names no article."""
    failures: tuple[str, ...] = ()
    """A sentence for each article whose annotations must not or cannot be changed (others were)."""
    articles: int = 0
    """The number of articles that are new in the library."""


def import_annotations(
    data: bytes,
    name: str,
    annotations: AnnotationService,
    articles: ArticleStore,
    take: Callable[[Sequence[SavedArticle]], TakenArticles],
    now: datetime,
) -> ImportResult:
    """Store the articles and annotations in a file; `take` stores articles. No source is opened or fetched.

    An annotation whose article the library lacks is stored under the id that the article will have, or, if
    the file says no address, under one of its title. Raises ExchangeError for a file without annotations, and
    StoreError when the library cannot be read.
    """
    read = read_annotations(data, name, now)
    taken = take(read.articles)
    passed_over = [*read.passed_over, *left_out(taken.unread, "article", name, "that cannot be read")]
    failures: list[str] = []
    lookup = _ArticleLookup(articles)
    by_article: dict[str, tuple[AnnotatedArticle, list[ImportRecord]]] = {}
    for each in read.incoming:
        target = _target(each, lookup)
        if target is None:
            quote = " ".join(each.annotation.anchor.quote.split())[:40]
            passed_over.append(
                f"“{quote}” of {name} does not say which article it belongs to{lookup.why(each)}."
            )
            continue
        by_article.setdefault(target.head.id, (target, []))[1].append(each)
    added, updated, known, waiting = 0, 0, taken.known, 0
    for target, group in by_article.values():
        try:
            _take_over(target, group, annotations)
            revisions = _revisions(target, group, annotations)
            annotations.apply(revisions, head=target.head, text=target.text)
        except StoreError as error:
            failures.append(str(error))
            continue
        new = sum(revision.before is None for revision in revisions)
        added += new
        updated += len(revisions) - new
        known += len(group) - len(revisions)
        waiting += new if target.text is None else 0
    return ImportResult(added, updated, known, waiting, tuple(passed_over), tuple(failures), taken.new)


def _target(incoming: ImportRecord, lookup: _ArticleLookup) -> AnnotatedArticle | None:
    """Return the article of an annotation, without a text if the library does not have it."""
    article = lookup.article_of(incoming)
    if article is not None:
        return AnnotatedArticle(ArticleHead.of(article), (), article.text)
    url = normalize_url(incoming.source) if is_web_address(incoming.source) else None
    path = None if is_web_address(incoming.source) else _path(incoming.source)
    id_ = incoming.article_id or (article_id(url or path or "") if url or path else None)
    if id_ is None:
        if not incoming.title or lookup.why(incoming):
            return None
        id_ = _book_id(incoming)
    head = ArticleHead(
        id=id_,
        title=incoming.title or url or path or "",
        url=url,
        path=path,
        author=incoming.author,
        published=incoming.published,
        text_sha256=text_hash(incoming.text) if incoming.text else "",
    )
    return AnnotatedArticle(head, (), incoming.text)


class _ArticleLookup:
    def __init__(self, articles: ArticleStore) -> None:
        self._articles = articles

    def article_of(self, incoming: ImportRecord) -> Article | None:
        """Find the article by its id, address or path, or by its title if there is nothing else."""
        articles = self._articles
        ids = [incoming.article_id] if incoming.article_id else []
        if is_web_address(incoming.source):
            url = normalize_url(incoming.source)
            entries = articles.find_by_url(url) if url else []
            ids += [entry.id for entry in entries] + ([articles.resolve_id(article_id(url))] if url else [])
        elif path := _path(incoming.source):
            ids += [entry.id for entry in articles.find_by_path(path)] + [
                articles.resolve_id(article_id(path))
            ]
        elif not ids and not incoming.source and len(alike := self._titled(incoming)) == 1:
            ids = alike
        return next((article for id_ in ids if (article := articles.get(id_)) is not None), None)

    def why(self, incoming: ImportRecord) -> str:
        """Return why a title did not identify an article, as the end of a sentence; empty if none has it."""
        number = 0 if incoming.source else len(self._titled(incoming))
        return f": {number} articles are called “{incoming.title}”" if number else ""

    def _titled(self, incoming: ImportRecord) -> list[str]:
        return self._by_title.get(_folded(incoming.title), []) if incoming.title else []

    @cached_property
    def _by_title(self) -> Mapping[str, list[str]]:
        """Ids of articles by case-folded title."""
        found: dict[str, list[str]] = {}
        for entry in self._articles.entries():
            found.setdefault(_folded(entry.title), []).append(entry.id)
        return found


def _folded(title: str) -> str:
    return " ".join(title.split()).casefold()


def _path(source: str) -> str | None:
    """The resolved path that a source names, or None if it names none."""
    if not source or ":" in source.split("/")[0][2:]:
        return None
    try:
        return str(Path(source).expanduser().resolve())
    except (OSError, RuntimeError, ValueError):
        return None


def _book_id(incoming: ImportRecord) -> str:
    """Return the id under which annotations wait for an article of which only the title is known."""
    return article_id(f"titled {_folded(incoming.title or '')}\n{_folded(incoming.author or '')}")


def _take_over(
    target: AnnotatedArticle, group: Sequence[ImportRecord], annotations: AnnotationService
) -> None:
    """Move annotations that waited for an article of this title to it, as they were changed here since."""
    if target.text is None:
        return
    for id_ in {_book_id(each) for each in group if each.title and not each.source}:
        if id_ != target.head.id and (waiting := annotations.find(id_)) is not None:
            known = annotations.find(target.head.id)
            ids = {each.id for each in known.annotations} if known else set()
            moved = [each for each in reanchor(waiting.annotations, target.text) if each.id not in ids]
            annotations.apply([Revision(target.head.id, None, each) for each in moved], head=target.head)
            annotations.remove(id_)


def _revisions(
    target: AnnotatedArticle, group: Sequence[ImportRecord], annotations: AnnotationService
) -> list[Revision]:
    found = annotations.find(target.head.id)
    stored = {each.id: each for each in found.annotations} if found else {}
    given = [incoming.annotation for incoming in group]
    if (text := target.text) is not None:
        # All at once, since they are looked for in a normalized copy of the text.
        given = list(reanchor([incoming.placed_in(text) for incoming in group], text))
    revisions: dict[str, Revision] = {}
    for incoming, annotation in zip(group, given, strict=True):
        old = stored.get(annotation.id)
        if (
            old is None
            and not incoming.named
            and any(_is_alike(annotation, each) for each in stored.values())
        ):
            continue  # our own export, which comes back
        if old is None:
            revisions[annotation.id] = Revision(target.head.id, None, annotation)
        elif incoming.dated and _is_later(annotation, old):
            place = annotation if _is_found(annotation, old) else old
            revisions[annotation.id] = Revision(
                target.head.id,
                old,
                replace(
                    annotation,
                    anchor=place.anchor,
                    state=place.state,
                    confidence=place.confidence,
                    first=place.first,
                ),
            )
    return list(revisions.values())


def _is_alike(annotation: Annotation, old: Annotation) -> bool:
    """Return whether both say the same about the same passage."""
    said, stored = ((each.anchor.quote, each.note, set(each.tags)) for each in (annotation, old))
    place, there = annotation.anchor.span, old.anchor.span
    return said == stored and (place == there or place is None or there is None)


def _is_later(annotation: Annotation, old: Annotation) -> bool:
    """Return whether the imported annotation was changed after the stored one."""
    try:
        later = datetime.fromisoformat(annotation.modified) > datetime.fromisoformat(old.modified)
    except (ValueError, TypeError):
        return False
    said, stored = ((each.note, each.tags, each.color) for each in (annotation, old))
    return later and (said != stored or _is_found(annotation, old))


def _is_found(annotation: Annotation, old: Annotation) -> bool:
    """Return whether the imported annotation has a passage while the stored one is an orphan."""
    return old.is_orphan and not annotation.is_orphan
