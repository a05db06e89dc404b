"""Ingests articles into the library and re-anchors their annotations."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from briefing.domain import Article
from briefing.domain.article import ArticleEntry, article_id
from briefing.errors import StoreError
from briefing.services.annotations import AnnotationService
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.articles.article_store import ArticleStore
from briefing.store.feeds.feed_items import StoredItems

_REFUSED = "refused:"
"""Prefix of the metadata key, before an article's id, for the hash of the text that the reader rejected."""


class ArticleIngest:
    """Puts articles into the library. Every method may raise StoreError."""

    def __init__(
        self,
        store: ArticleStore,
        annotation_store: AnnotationStore,
        annotations: AnnotationService,
        now: Callable[[], datetime],
    ) -> None:
        self._store = store
        self._annotation_store = annotation_store
        self._annotations = annotations
        self._now = now

    def ingest(self, article: Article, *, or_unstored: bool = False, only_known: bool = False) -> Article:
        """Store an article that was loaded from a file, an address or standard input; return it as stored.

        With `or_unstored`, an article that cannot be stored is returned as it is, with a notice. With
        `only_known`, one that the library does not have is returned as it is.
        """
        try:
            return self._ingest(article, only_known=only_known)
        except StoreError as error:
            if not or_unstored:
                raise
            self._annotations.add_unstored(article, str(error))
            return article

    def _ingest(self, article: Article, *, only_known: bool) -> Article:
        known_id = self._store.resolve_id(article.id)
        if self._store.get_meta(_REFUSED + known_id) == article.sha256:
            stored = self._store.get(known_id)
            if stored is not None:
                return stored
        known = self._store.entry(known_id)
        if known is None:
            known = find_moved_article(self._store, article)
            if known is None:
                # What was removed with an article lies under the id that it had before it moved.
                new = replace(article, id=known_id)
                return new if only_known else self._put(new, is_new=True)
        elif is_different_file(self._store, article, known):
            # Its own id would lead to the article that moved away from this place.
            other = replace(article, id=article_id(f"{article.id} {article.sha256}"))
            is_new = self._store.entry(other.id) is None
            if is_new and only_known:
                return other
            stored = self._put(other, is_new=is_new)
            self._store.record_move(article.id, stored.id)
            return stored
        if known.id != article.id:
            self._store.record_move(article.id, known.id)
            article = replace(article, id=known.id)
        return self._put(article)

    def put_saved(self, article: Article, saved: datetime) -> Article:
        """Store an article that another program kept since `saved`, which the library does not have."""
        return self._put(article, is_new=True, fetched=saved)

    def show_text(self, article: Article, text: str) -> Article:
        """Show another of the article's texts, such as one that its annotations were made on.

        Ingesting the article again does not bring back the text it has now, unless this undoes such a choice.
        """
        return self._show(article, article.with_text(text))

    def toggle_rest(self, article: Article) -> Article:
        """Show what stood behind the article on its page at the end of its text, or hide it again."""
        return self._show(article, article.with_rest_toggled())

    def _show(self, article: Article, shown: Article) -> Article:
        takes_back = self._store.get_meta(_REFUSED + article.id) == shown.sha256
        self._store.set_meta(_REFUSED + article.id, "" if takes_back else article.sha256)
        return self._put(shown)

    def reanchor_new(self, batch: Iterable[StoredItems]) -> None:
        """Re-anchor or restore the annotations of articles that feeds brought and the store has."""
        batch = list(batch)
        new = {article.id: article for each in batch for article in each.new}
        if new:
            for id_ in self._annotation_store.removed_ids() & new.keys():
                self._annotations.restore(id_)
            for id_ in new.keys() & set(self._annotation_store.ids()):
                self._annotations.reanchor(new[id_])
        for each in batch:
            for article in each.changed:
                self._annotations.reanchor(article)

    def _put(self, article: Article, *, is_new: bool = False, fetched: datetime | None = None) -> Article:
        stored = self._store.put(article, fetched=fetched or self._now())
        if is_new:
            self._annotations.restore(stored.id)
        self._annotations.reanchor(stored)
        return stored


def find_moved_article(articles: ArticleStore, article: Article) -> ArticleEntry | None:
    """The known article with this text whose file no longer exists, or is this very file."""
    if article.url is not None or article.path is None:
        return None
    for entry in articles.find_by_text(article.sha256):
        if entry.url is None and entry.path and (entry.path == article.path or _is_gone(entry.path)):
            return entry
    return None


def is_different_file(articles: ArticleStore, article: Article, known: ArticleEntry) -> bool:
    """Whether a different file now exists at the path that `known` moved away from."""
    if article.path is None or known.path is None or article.path == known.path:
        return False
    if not articles.has_moved(known.id) or _is_gone(known.path):
        return False
    there = articles.get(known.id)
    return there is not None and there.sha256 != article.sha256


def _is_gone(path: str) -> bool:
    """Return whether the file is gone, which one that may not be accessed is not."""
    try:
        Path(path).stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False
