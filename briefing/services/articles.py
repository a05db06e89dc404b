"""Adds, finds, marks and removes articles, for the reader and the command line."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from briefing.domain import Article
from briefing.domain.article import ArticleEntry, is_article_id
from briefing.domain.query.article_query import Sort
from briefing.domain.text.sanitize import safe_line
from briefing.errors import NotFoundError, SourceError
from briefing.services.annotations import AnnotationService
from briefing.services.article_ingest import ArticleIngest
from briefing.sources.article_identity import normalize_url
from briefing.sources.load import LoadFailure
from briefing.sources.local_files import expand
from briefing.store.annotations.annotation_store import RemovedAnnotations
from briefing.store.articles.article_search import ArticlePage, ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.feeds.feed_membership import feeds_of

if TYPE_CHECKING:
    from briefing.services.page_text import PageTextService

_EXPORTED_TO = "exported to"
"""Metadata key: the folder of the last export."""


class Loader(Protocol):
    """Loads articles; `briefing.sources.load.SingleLoader` is one."""

    def load(
        self,
        reference: str,
        *,
        stdin: Callable[[], bytes] | None = None,
        trusted_hosts: frozenset[str] | None = None,
    ) -> Article:
        """Load the article that a reference names; `trusted_hosts` as in FetchRequest. Raises SourceError."""


@dataclass(frozen=True, slots=True)
class AddResult:
    """Articles that were added, and what could not be loaded."""

    articles: tuple[Article, ...]
    failures: tuple[LoadFailure, ...]
    waiting: int = 0
    """How many of those that were requested have not been read yet."""
    passed_over: tuple[str, ...] = ()
    """Which files of folders are no articles; sentences."""


@dataclass(frozen=True, slots=True)
class RemovedArticle:
    """Everything about a removed article, for `restore`."""

    article: Article
    entry: ArticleEntry
    annotations: RemovedAnnotations | None = None


class ArticleService:
    """The articles of the library, and the reader's marks on them. Safe to use from several threads.

    Everything may raise StoreError.
    """

    def __init__(
        self,
        store: ArticleStore,
        loader: Loader,
        ingest: ArticleIngest,
        search: ArticleSearch,
        annotations: AnnotationService,
        page_texts: PageTextService,
        keep_marks: Callable[[], object],
    ) -> None:
        """`keep_marks` is called after a mark was made: it copies all of them once a day."""
        self._store = store
        self._loader = loader
        self._ingest = ingest
        self._search = search
        self._annotations = annotations
        self._page_texts = page_texts
        self._keep_marks = keep_marks

    def add(
        self,
        references: Iterable[str],
        *,
        stdin: Callable[[], bytes] | None = None,
        loaded: Mapping[str, Article] | None = None,
        linked_from: str | None = None,
        or_unstored: bool = False,
    ) -> AddResult:
        """Add articles as `add_each` does, and return what became of all of them."""
        return _result(
            list(
                self.add_each(
                    references, stdin=stdin, loaded=loaded, linked_from=linked_from, or_unstored=or_unstored
                )
            )
        )

    def add_in_steps(
        self,
        references: Sequence[str],
        *,
        loaded: Mapping[str, Article] | None = None,
        linked_from: str | None = None,
    ) -> Iterator[AddResult]:
        """Add articles as `add_each` does, and yield what became of them after each one."""
        found, passed_over = expand(references)
        outcomes: list[Article | LoadFailure] = []
        for outcome in self.add_each(found, loaded=loaded, linked_from=linked_from, or_unstored=True):
            outcomes.append(outcome)
            if len(found) > len(outcomes):
                yield _result(outcomes, len(found) - len(outcomes))
        yield replace(_result(outcomes), passed_over=tuple(passed_over))

    def add_each(
        self,
        references: Iterable[str],
        *,
        stdin: Callable[[], bytes] | None = None,
        loaded: Mapping[str, Article] | None = None,
        linked_from: str | None = None,
        or_unstored: bool = False,
        only_known: bool = False,
    ) -> Iterator[Article | LoadFailure]:
        """Load each article and yield it once it is stored; or with `or_unstored` where it cannot be.

        With `only_known`, an article that the library does not have is not stored either.

        A reference is a file, a folder, an address, `-`, or the id of an article in the library; articles
        among `loaded` are not loaded again. A known one gets its new text, and keeps its marks. `linked_from`
        is the id of the article whose links the references are, not the reader's own word.
        """
        trusted_hosts = None if linked_from is None else self._page_texts.trusted_hosts(linked_from)
        for reference in references:
            if loaded and reference in loaded:
                yield self._ingest.ingest(loaded[reference], or_unstored=or_unstored)
                continue
            if (known := self._by_id(reference)) is not None:
                yield known
                continue
            for piece in expand([reference]).references:
                try:
                    article = self._loader.load(piece, stdin=stdin, trusted_hosts=trusted_hosts)
                except SourceError as error:
                    yield LoadFailure(piece, error)
                else:
                    yield self._ingest.ingest(article, or_unstored=or_unstored, only_known=only_known)

    def entries(self) -> list[ArticleEntry]:
        """All articles, newest first."""
        return self._store.entries()

    def search(self, query: str = "", limit: int = 200) -> ArticlePage:
        """The newest articles that match. No query is an error."""
        return self._search.entries(query, limit=limit)

    def ids(self, query: str = "", order: Sort = Sort.NEWEST) -> list[str]:
        """All articles that match."""
        return self._search.ids(query, order=order)

    def feeds_of(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """Addresses of feeds by article id."""
        return feeds_of(self._store.database, ids)

    def entry(self, id_: str) -> ArticleEntry:
        """Find an entry. Raises NotFoundError."""
        entry = self._store.entry(id_)
        if entry is None:
            raise _absent(id_)
        return entry

    def article(self, id_: str) -> Article:
        """Find an article. Raises NotFoundError."""
        article = self._store.get(id_)
        if article is None:
            raise _absent(id_)
        return article

    def find(self, reference: str) -> ArticleEntry:
        """Find the entry of an id, a file or an address, without loading anything. Raises NotFoundError."""
        entry = self._store.entry(reference) if is_article_id(reference) else None
        found = [entry] if entry else self._store.find_by_url(safe_line(reference))
        url = normalize_url(reference)
        found = found or (self._store.find_by_url(url) if url else [])
        found = found or self._store.find_by_path(str(Path(reference).resolve()))
        if not found:
            raise _absent(reference)
        return found[0]

    def remove(self, id_: str) -> RemovedArticle:
        """Remove an article with its annotations. Raises NotFoundError."""
        article, entry = self.article(id_), self.entry(id_)
        # The article goes first, so that a kill in between leaves no notes without their article.
        removed = self._annotations.remove(id_)
        self._store.remove(id_)
        return RemovedArticle(article, entry, removed)

    def restore(self, removed: RemovedArticle) -> None:
        self._store.restore(removed.article, removed.entry)
        if removed.annotations is not None:
            self._annotations.undo_remove(removed.annotations)

    def mark(
        self,
        ids: Iterable[str],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        muted: bool | None = None,
    ) -> tuple[str, ...]:
        """Mark many articles at once; return the ids of those that this has changed, for undo."""
        changed = self._store.mark(ids, read=read, starred=starred, muted=muted)
        self._keep_marks()
        return tuple(changed)

    def reading_position(self, id_: str) -> int:
        """The offset in the text where the reader stopped; 0 for an article that is not there."""
        entry = self._store.entry(id_)
        return entry.reading_position if entry else 0

    def set_reading_position(self, id_: str, offset: int) -> None:
        self._store.set_reading_position(id_, offset)

    def export_folder(self) -> Path | None:
        """The folder of the last export; None before the first."""
        folder = self._store.get_meta(_EXPORTED_TO)
        return Path(folder) if folder else None

    def set_export_folder(self, folder: Path) -> None:
        self._store.set_meta(_EXPORTED_TO, str(folder))

    def _by_id(self, reference: str) -> Article | None:
        if not is_article_id(reference) or Path(reference).exists():
            return None
        return self._store.get(reference)


def _result(outcomes: Sequence[Article | LoadFailure], waiting: int = 0) -> AddResult:
    return AddResult(
        tuple(each for each in outcomes if isinstance(each, Article)),
        tuple(each for each in outcomes if isinstance(each, LoadFailure)),
        waiting,
    )


def _absent(reference: str) -> NotFoundError:
    return NotFoundError(
        f"“{safe_line(reference)}” is not in the library: `briefing list` shows what is, "
        f"and `briefing add` adds files and addresses."
    )
