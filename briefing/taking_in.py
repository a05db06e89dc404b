"""Annotations from other programs into the notebook: each to its article, once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from briefing.domain import Article
from briefing.domain.anchoring import stand_on
from briefing.domain.annotation import Annotation, ArticleHead
from briefing.domain.article import article_id, text_hash
from briefing.exchange.incoming import Incoming, read_annotations
from briefing.notebook import Notebook, Revision
from briefing.sources.identity import is_web_address, normalised_url
from briefing.store.articles import ArticleStore

__all__ = ["TakenIn", "take_in"]


@dataclass(frozen=True, slots=True)
class TakenIn:
    """What became of the annotations of a file."""

    added: int
    updated: int
    """Known ones that were changed elsewhere since."""
    known: int
    waiting: int
    """How many of the added belong to articles that the library does not have yet."""
    passed_over: tuple[str, ...]
    """A sentence for each that marks no text, or names no article."""


def take_in(data: bytes, name: str, notebook: Notebook, articles: ArticleStore, now: datetime) -> TakenIn:
    """Keep the annotations in a file. Nothing is opened or fetched for them.

    One whose article the library does not have is kept beside the name that the article will have. Raises
    ExchangeError for a file that holds none, and StoreError.
    """
    read = read_annotations(data, name, now)
    passed_over = list(read.passed_over)
    by_article: dict[str, tuple[_Target, list[Incoming]]] = {}
    for each in read.incoming:
        target = _target(each, articles)
        if target is None:
            quote = " ".join(each.annotation.anchor.quote.split())[:40]
            passed_over.append(f"“{quote}” of {name} does not say which article it belongs to.")
            continue
        by_article.setdefault(target.head.id, (target, []))[1].append(each)
    added = updated = known = waiting = 0
    for target, group in by_article.values():
        revisions = _revisions(target, group, notebook)
        notebook.keep(revisions, head=target.head, text=target.text)
        new = sum(revision.before is None for revision in revisions)
        added += new
        updated += len(revisions) - new
        known += len(group) - len(revisions)
        waiting += new if target.text is None else 0
    return TakenIn(added, updated, known, waiting, tuple(passed_over))


@dataclass(frozen=True, slots=True)
class _Target:
    """The article that annotations belong to, as far as it is known."""

    head: ArticleHead
    text: str | None


def _target(incoming: Incoming, articles: ArticleStore) -> _Target | None:
    article = _in_library(incoming, articles)
    if article is not None:
        return _Target(ArticleHead.of(article), article.text)
    url = normalised_url(incoming.source) if is_web_address(incoming.source) else None
    path = None if is_web_address(incoming.source) else _path(incoming.source)
    id_ = incoming.article_id or (article_id(url or path or "") if url or path else None)
    if id_ is None:
        return None
    head = ArticleHead(
        id=id_,
        title=incoming.title or url or path or "",
        url=url,
        path=path,
        author=incoming.author,
        published=incoming.published,
        text_sha256=text_hash(incoming.text) if incoming.text else "",
    )
    return _Target(head, incoming.text)


def _in_library(incoming: Incoming, articles: ArticleStore) -> Article | None:
    """The article by its id, its address, or its file's path."""
    ids = [incoming.article_id] if incoming.article_id else []
    if is_web_address(incoming.source):
        url = normalised_url(incoming.source)
        entries = articles.find_by_url(url) if url else []
        ids += [entry.id for entry in entries] + ([articles.true_id(article_id(url))] if url else [])
    elif path := _path(incoming.source):
        ids += [entry.id for entry in articles.find_by_path(path)] + [articles.true_id(article_id(path))]
    return next((article for id_ in ids if (article := articles.get(id_)) is not None), None)


def _path(source: str) -> str | None:
    """The resolved path that a source names; None for what is none, such as a name of ours."""
    if not source or ":" in source.split("/")[0][2:]:
        return None
    try:
        return str(Path(source).expanduser().resolve())
    except (OSError, RuntimeError, ValueError):
        return None


def _revisions(target: _Target, group: Sequence[Incoming], notebook: Notebook) -> list[Revision]:
    """What the file says that is not known yet."""
    found = notebook.find(target.head.id)
    kept = {each.id: each for each in found.annotations} if found else {}
    revisions: dict[str, Revision] = {}
    for incoming in group:
        annotation = incoming.annotation
        if target.text is not None:
            (annotation,) = stand_on([incoming.placed_in(target.text)], target.text)
        old = kept.get(annotation.id)
        if old is None:
            revisions[annotation.id] = Revision(target.head.id, None, annotation)
        elif _is_later(annotation, old):
            revisions[annotation.id] = Revision(
                target.head.id,
                old,
                replace(
                    annotation, anchor=old.anchor, state=old.state, confidence=old.confidence, first=old.first
                ),
            )
    return list(revisions.values())


def _is_later(annotation: Annotation, old: Annotation) -> bool:
    """Whether it was changed after the one that is kept."""
    try:
        later = datetime.fromisoformat(annotation.modified) > datetime.fromisoformat(old.modified)
    except (ValueError, TypeError):
        return False
    said, kept = ((each.note, each.tags, each.color) for each in (annotation, old))
    return later and said != kept
