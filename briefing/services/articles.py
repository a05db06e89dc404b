"""Adds, finds, marks and removes articles: the library that the reader and the command line share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from briefing.domain import Article
from briefing.domain.article import is_article_id
from briefing.domain.text.sanitize import safe_line
from briefing.errors import NotFoundError, SourceError, StoreError
from briefing.services import lazy
from briefing.sources.article_identity import normalize_url
from briefing.store.articles.article_rows import ArticleEntry
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.paging import ArticleOrder, Cursor
from briefing.store.articles.search_index import SearchIndex
from briefing.store.feeds.feed_membership import feeds_of

if TYPE_CHECKING:
    from briefing.services.actors import ActorService
    from briefing.services.analyses import AnalysisService
    from briefing.services.annotation_import import ImportResult
    from briefing.services.annotations import AnnotationService
    from briefing.services.article_ingest import ArticleIngest
    from briefing.services.article_list import ArticleListService
    from briefing.services.factory import LibraryServices
    from briefing.services.feeds.service import FeedService
    from briefing.services.issues import IssueService
    from briefing.services.language_model.model_writing import ModelWriting
    from briefing.services.page_text import PageTextService
    from briefing.services.questions.question_service import QuestionService
    from briefing.services.stories.story_service import StoryService
    from briefing.services.stories.watches import WatchService
    from briefing.sources.load import LoadFailure
    from briefing.store.annotations.annotation_store import RemovedAnnotations
    from briefing.store.articles.article_search import ArticlePage

_SAMPLE = "sample"
"""Metadata key: the sample has been added."""
_EXPORTED_TO = "exported to"
"""Metadata key: the folder of the last export."""


class Loader(Protocol):
    """Loads articles; `briefing.sources.load.SingleLoader` is one."""

    def expand(self, references: Iterable[str]) -> Iterator[str]:
        """The references with each folder replaced by the files in it. Raises SourceError."""

    def load(
        self,
        reference: str,
        *,
        stdin: Callable[[], bytes] | None = None,
        trusted_hosts: frozenset[str] | None = None,
    ) -> Article:
        """The article there; `trusted_hosts` as in FetchRequest. Raises SourceError."""


@dataclass(frozen=True, slots=True)
class AddResult:
    """Articles that were added, and what could not be loaded."""

    articles: tuple[Article, ...]
    failures: tuple[LoadFailure, ...]


@dataclass(frozen=True, slots=True)
class RemovedArticle:
    """Everything about a removed article, for `restore`."""

    article: Article
    entry: ArticleEntry
    annotations: RemovedAnnotations | None = None


class Library:
    """Articles with the reader's marks, and the services around them. Safe to use from several threads.

    Everything may raise StoreError. `open_library` in `briefing.services.factory` makes one.
    """

    def __init__(
        self,
        store: ArticleStore,
        services: LibraryServices,
        *,
        seeds: Path,
        keeps_tracking: bool,
        now: Callable[[], datetime],
        notices: tuple[str, ...],
    ) -> None:
        self.keeps_tracking = keeps_tracking
        """Whether addresses are opened and exported with what they say of where they were seen."""
        self.notices = notices
        """What the reader should know about how the library was found; one sentence each."""
        self._store = store
        self._services = services
        self._seeds = seeds
        self._now = now

    @property
    def is_read_only(self) -> bool:
        """Whether a newer briefing wrote it, or its disk cannot be written."""
        return self._store.read_only

    @property
    def annotations(self) -> AnnotationService:
        return self._services.annotations

    @property
    def analyses(self) -> AnalysisService:
        return self._services.analyses

    @property
    def article_list(self) -> ArticleListService:
        return self._services.article_list

    @property
    def ingest(self) -> ArticleIngest:
        return self._services.ingest

    @property
    def page_texts(self) -> PageTextService:
        return self._services.page_texts

    @property
    def stories(self) -> StoryService:
        return self._services.stories

    @property
    def actors(self) -> ActorService:
        return self._services.actors

    @property
    def watches(self) -> WatchService:
        return self._services.watches

    @property
    def issues(self) -> IssueService:
        return self._services.issues

    @property
    def questions(self) -> QuestionService:
        return self._services.questions

    @property
    def feeds(self) -> FeedService:
        return self._services.feeds

    @property
    def writing(self) -> ModelWriting | None:
        """What a language model writes; None where none is configured."""
        return self._services.writing

    def warm(self) -> None:
        """Import, make and index now what the reader will ask for."""
        self._services.warm()
        self.finish_index()

    def pop_notices(self) -> tuple[str, ...]:
        """What was odd about the reader's files since the last call, a sentence each."""
        return self._services.notices.pop()

    def add(
        self,
        references: Iterable[str],
        *,
        stdin: Callable[[], bytes] | None = None,
        loaded: Mapping[str, Article] | None = None,
        linked_from: str | None = None,
        or_unstored: bool = False,
    ) -> AddResult:
        """See `add_each`."""
        outcomes = list(
            self.add_each(
                references, stdin=stdin, loaded=loaded, linked_from=linked_from, or_unstored=or_unstored
            )
        )
        return AddResult(
            tuple(each for each in outcomes if isinstance(each, Article)),
            tuple(each for each in outcomes if isinstance(each, lazy.load.LoadFailure)),
        )

    def add_each(
        self,
        references: Iterable[str],
        *,
        stdin: Callable[[], bytes] | None = None,
        loaded: Mapping[str, Article] | None = None,
        linked_from: str | None = None,
        or_unstored: bool = False,
    ) -> Iterator[Article | LoadFailure]:
        """Load each article and yield it once it is stored; or with `or_unstored` where it cannot be.

        A reference is a file, a folder, an address, `-`, or the id of an article that the library has; those
        among `loaded` are not loaded again. One that was there before gets its new text, and keeps its marks.
        `linked_from` is the id of the article whose links the references are, not the reader's own word.
        """
        trusted_hosts = None if linked_from is None else self.page_texts.trusted_hosts(linked_from)
        for reference in references:
            if loaded and reference in loaded:
                yield self.ingest.ingest(loaded[reference], or_unstored=or_unstored)
                continue
            if (known := self._by_id(reference)) is not None:
                yield known
                continue
            pieces = iter(self._services.loader.expand([reference]))
            while True:
                piece = reference
                try:
                    piece = next(pieces)
                    article = self._services.loader.load(piece, stdin=stdin, trusted_hosts=trusted_hosts)
                except StopIteration:
                    break
                except SourceError as error:
                    yield lazy.load.LoadFailure(piece, error)
                    continue
                yield self.ingest.ingest(article, or_unstored=or_unstored)

    def entries(self) -> list[ArticleEntry]:
        """All articles, newest first."""
        return self._store.entries()

    def search(
        self,
        query: str = "",
        order: ArticleOrder = ArticleOrder.NEWEST,
        after: Cursor | None = None,
        limit: int = 200,
    ) -> ArticlePage:
        """A page of the articles that match. No query is an error."""
        return self._services.search.entries(query, order=order, after=after, limit=limit)

    def ids(self, query: str = "", order: ArticleOrder = ArticleOrder.NEWEST) -> list[str]:
        """All articles that match."""
        return self._services.search.ids(query, order=order)

    def feeds_of(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """Article id to the addresses of its feeds."""
        return feeds_of(self._store.database, ids)

    def entry(self, id_: str) -> ArticleEntry:
        """Raises NotFoundError."""
        entry = self._store.entry(id_)
        if entry is None:
            raise _absent(id_)
        return entry

    def article(self, id_: str) -> Article:
        """Raises NotFoundError."""
        article = self._store.get(id_)
        if article is None:
            raise _absent(id_)
        return article

    def find(self, reference: str) -> ArticleEntry:
        """The entry of an id, a file or an address, without loading anything. Raises NotFoundError."""
        entry = self._store.entry(reference) if is_article_id(reference) else None
        found = [entry] if entry else self._store.find_by_url(safe_line(reference))
        url = normalize_url(reference)
        found = found or (self._store.find_by_url(url) if url else [])
        found = found or self._store.find_by_path(str(Path(reference).resolve()))
        if not found:
            raise _absent(reference)
        return found[0]

    def ensure_sample(self, *, again: bool = False) -> Article | None:
        """Add the sample article to a library that has never had an article, or `again`; else return None.

        So a sample that was removed stays away. Raises SourceError.
        """
        if not again:
            had_sample = self._store.read_only or self._store.get_meta(_SAMPLE)
            if had_sample or self.article_list.count(""):
                return None
        added = self.add([str(self._seeds)], or_unstored=True)
        if not added.articles:
            raise added.failures[0].error
        with suppress(StoreError):  # of a full disk: it is added again the next time
            self._store.set_meta(_SAMPLE, added.articles[0].id)
        return added.articles[0]

    def remove(self, id_: str) -> RemovedArticle:
        """Remove it with its annotations. Raises NotFoundError."""
        article, entry = self.article(id_), self.entry(id_)
        # First, so that one killed in between has an article without notes, not notes without their article.
        removed = self.annotations.remove(id_)
        self._store.remove(id_)
        return RemovedArticle(article, entry, removed)

    def restore(self, removed: RemovedArticle) -> None:
        self._store.restore(removed.article, removed.entry)
        if removed.annotations is not None:
            self.annotations.undo_remove(removed.annotations)

    def mark(
        self,
        ids: Iterable[str],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        muted: bool | None = None,
    ) -> tuple[str, ...]:
        """Mark many at once; the ids of those that this has changed, for undo."""
        wanted, changed = list(ids), list[str]()
        for value, mark in (
            (read, self._store.set_read),
            (starred, self._store.set_starred),
            (muted, self._store.set_muted),
        ):
            if value is not None:
                changed += mark(wanted, value)
        self._services.keep_marks()
        return tuple(dict.fromkeys(changed))

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

    def import_annotations(self, data: bytes, name: str) -> ImportResult:
        """Import annotations from another program's file, or ours. Raises ExchangeError."""
        from briefing.services.annotation_import import import_annotations  # all importers, 12 ms

        return import_annotations(data, name, self.annotations, self._store, self._now())

    def integrity(self) -> tuple[str, ...]:
        """What is wrong inside the database; empty when nothing is."""
        return self._store.integrity()

    def search_problems(self) -> tuple[str, ...]:
        """Where the full-text index differs from the articles. Reads all of both."""
        return SearchIndex(self._store.database).problems()

    def finish_index(self) -> None:
        """Index for search what a refresh that was ended left waiting, where the library can be written."""
        if not self._store.read_only:
            with suppress(StoreError):
                SearchIndex(self._store.database).index_all()

    def rebuild_search(self) -> None:
        SearchIndex(self._store.database).rebuild()

    def stop_model(self) -> bool:
        """Call off what a language model is asked about an article; return whether it is."""
        return self.writing is not None and self.writing.stop_article()

    def close(self) -> None:
        self._services.close()
        self._store.close()

    def close_or_rescue(self) -> None:
        """Close it at the end of the program.

        Raises StoreError with the place of the changes that could not be written, and ExchangeError when they
        are lost.
        """
        try:
            if self.annotations.unsaved_count and (left := self.annotations.rescue()):
                raise StoreError(left)
        finally:
            self.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def _by_id(self, reference: str) -> Article | None:
        if not is_article_id(reference) or Path(reference).exists():
            return None
        return self._store.get(reference)


def _absent(reference: str) -> NotFoundError:
    return NotFoundError(
        f"“{safe_line(reference)}” is not in the library: `briefing list` shows what is, "
        f"and `briefing add` adds files and addresses."
    )
