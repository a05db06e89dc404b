"""The library as the reader and the command line both speak to it: articles in, marks and analyses kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import nullcontext, suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Protocol, Self

from briefing.domain import Analysis, Article, Part
from briefing.domain.article import is_article_id
from briefing.domain.feeds.feed_options import FeedOptions
from briefing.domain.rule import Rule
from briefing.domain.text.sanitize import safe_line
from briefing.errors import EngineError, NotFoundError, SourceError, StoreError
from briefing.nlp.engine.protocol import Engine
from briefing.paths import bundled_seeds
from briefing.services.annotation_import import ImportResult, import_annotations
from briefing.services.annotations import AnnotationService
from briefing.services.article_ingest import ArticleIngest
from briefing.services.article_list import ArticleListService
from briefing.services.page_text import PageTextService
from briefing.services.restore import restore_from_annotations
from briefing.services.rules import RuleRunner
from briefing.sources import load as loading
from briefing.sources.article_identity import normalize_url
from briefing.sources.load import LoadFailure
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.annotations.annotation_store import AnnotationStore, RemovedAnnotations
from briefing.store.articles.article_search import ArticleOrder, ArticlePage, ArticleSearch, Cursor, Unread
from briefing.store.articles.article_store import ArticleEntry, ArticleStore
from briefing.store.articles.retention import Retention
from briefing.store.articles.search_index import SearchIndex
from briefing.store.feeds.feed_membership import feeds_of

if TYPE_CHECKING:
    from briefing.services.feeds.service import FeedService
    from briefing.sources.http.fetch_policy import FetchLimits

__all__ = [
    "AddResult",
    "ArticleEntry",
    "ArticleOrder",
    "ArticlePage",
    "Cursor",
    "ImportResult",
    "Library",
    "LoadFailure",
    "Loader",
    "RemovedArticle",
    "Unread",
    "open_library",
    "require_grounded",
]

_SAMPLE = "sample"
"""The name of the fact that the sample has been put into this library."""
_EXPORTED_TO = "exported to"
"""The name of the fact which folder an export went to last."""


class Loader(Protocol):
    """What turns references into articles; `briefing.sources.load` is one."""

    def expand(self, references: Iterable[str]) -> Iterator[str]:
        """The references with each folder replaced by the files in it. Raises SourceError."""

    def load(self, reference: str, *, stdin: Callable[[], bytes] | None = None) -> Article:
        """The article there. Raises SourceError."""


@dataclass(frozen=True, slots=True)
class AddResult:
    """What came into the library, and what could not be had."""

    articles: tuple[Article, ...]
    failures: tuple[LoadFailure, ...]


@dataclass(frozen=True, slots=True)
class RemovedArticle:
    """An article that was taken out, whole, so that it can be put back."""

    article: Article
    entry: ArticleEntry
    annotations: RemovedAnnotations | None = None


class Library:
    """Articles with the reader's marks and the engine's analyses. Safe to use from several threads.

    Everything may raise StoreError.
    """

    def __init__(
        self,
        store: ArticleStore,
        engine: Engine,
        *,
        loader: Loader = loading,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
        seeds: Path | None = None,
        annotations: Path | None = None,
        feed_options: Mapping[str, FeedOptions] | None = None,
        limits: FetchLimits | None = None,
        rules: Sequence[Rule] = (),
        retention: Retention | None = None,
    ) -> None:
        """`annotations` is the folder of the reader's annotations; without it, one beside the database."""
        self.engine = engine
        self._store = store
        self._loader = loader
        self._now = now
        self._seeds = seeds or bundled_seeds()
        database = store.database
        self._annotations = AnnotationStore(annotations or database.file.parent / "annotations", now=now)
        self.annotations = AnnotationService(
            self._annotations, AnnotationIndex(database), article_of=store.get, now=now
        )
        self._keeper = ArticleIngest(store, self._annotations, self.annotations, now)
        self._notices = store.notices + restore_from_annotations(store, self._annotations, now)
        self._feed_options = feed_options or {}
        self._limits = limits
        self._retention = retention or Retention()
        # Many pages have one process that takes them apart.
        self._page_texts = PageTextService(
            store,
            self.annotations,
            loading.ArticleLoader if loader is loading else lambda: nullcontext(loader),
        )
        self._turn = threading.Lock()
        self._feeds: FeedService | None = None
        self._search = ArticleSearch(
            database, subscriptions=lambda: self.feeds.subscriptions(), now=lambda: now().astimezone()
        )
        self._rules = RuleRunner(rules, store, self._search)

    @property
    def notices(self) -> tuple[str, ...]:
        """What the reader should know about how the library was found; one sentence each."""
        return self._notices

    @property
    def feeds(self) -> FeedService:
        """The feeds that the reader follows."""
        with self._turn:
            if self._feeds is None:
                from briefing.services.feeds.service import (
                    FeedService,  # which the first frame of an article does without
                )

                self._feeds = FeedService(
                    self._store.database,
                    self._store.database.file.parent / "feeds.opml",
                    self._seeds,
                    options=self._feed_options,
                    limits=self._limits,
                    unread=lambda: self.unread().by_feed,
                    annotated=self._annotations.ids,
                    arrived=self._keeper.reanchor_new,
                    after_batch=self._rules.apply,
                    take_pages=self._page_texts.fetch_all,
                    retention=self._retention,
                    now=self._now,
                )
            return self._feeds

    def add(self, references: Iterable[str], *, stdin: Callable[[], bytes] | None = None) -> AddResult:
        """Read them all into the library."""
        outcomes = list(self.add_each(references, stdin=stdin))
        return AddResult(
            tuple(each for each in outcomes if isinstance(each, Article)),
            tuple(each for each in outcomes if isinstance(each, LoadFailure)),
        )

    def add_each(
        self, references: Iterable[str], *, stdin: Callable[[], bytes] | None = None
    ) -> Iterator[Article | LoadFailure]:
        """Read each into the library, and yield it at once, as it is kept.

        A reference is a file, a folder, an address, `-`, or the id of an article that the library has.
        One that was there before gets its new text, and keeps its marks.
        """
        for reference in references:
            known = self._by_id(reference)
            if known is not None:
                yield known
                continue
            pieces = iter(self._loader.expand([reference]))
            while True:
                piece = reference
                try:
                    piece = next(pieces)
                    article = self._loader.load(piece, stdin=stdin)
                except StopIteration:
                    break
                except SourceError as error:
                    yield LoadFailure(piece, error)
                    continue
                yield self._keeper.ingest(article)

    def entries(self, *, words: Iterable[str] = (), limit: int | None = None) -> list[ArticleEntry]:
        """Newest first; with `words`, those that hold each of them in title, source, author or text."""
        return self._store.entries(words=words, limit=limit)

    def search(
        self,
        query: str = "",
        order: ArticleOrder = ArticleOrder.NEWEST,
        after: Cursor | None = None,
        limit: int = 200,
    ) -> ArticlePage:
        """The articles that a query finds, a page at a time; no query is an error."""
        return self._search.entries(query, order=order, after=after, limit=limit)

    def ids(self, query: str = "", order: ArticleOrder = ArticleOrder.NEWEST) -> list[str]:
        """All that a query finds."""
        return self._search.ids(query, order=order)

    @property
    def article_list(self) -> ArticleListService:
        """What long lists of articles are made from."""
        return ArticleListService(self._store, self._search)

    def unread(self) -> Unread:
        return self._search.unread()

    def feeds_of(self, ids: Sequence[str]) -> dict[str, list[str]]:
        """The addresses of the feeds that each of these articles came by."""
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
        """The article that is meant by an id, a file or an address; nothing is read or fetched.

        Raises NotFoundError.
        """
        entry = self._store.entry(reference) if is_article_id(reference) else None
        found = [entry] if entry else self._store.find_by_url(safe_line(reference))
        url = normalize_url(reference)
        found = found or (self._store.find_by_url(url) if url else [])
        found = found or self._store.find_by_path(str(Path(reference).resolve()))
        if not found:
            raise _absent(reference)
        return found[0]

    def analysis(self, article: Article) -> Analysis:
        """The cached analysis, else one made now and cached.

        Where the engine fails after it has made a part, its sentence is the notice of what there is.
        Raises EngineError where there is nothing.
        """
        kept = self.cached_analysis(article)
        if kept is not None:
            return kept
        parts: list[Part] = []
        try:
            for part in self.engine.parts(article):
                parts.append(part)
        except EngineError as error:
            if all(part.name == "notice" for part in parts):
                raise
            parts.append(Part("notice", str(error)))
            failed = Analysis.from_parts(self.engine.info, parts)
            require_grounded(failed, article)
            return replace(failed, is_complete=False)
        made = Analysis.from_parts(self.engine.info, parts)
        require_grounded(made, article)
        with suppress(StoreError):  # it is here; what cannot be kept is made again the next time
            self.store_analysis(article, made)
        return made

    def cached_analysis(self, article: Article) -> Analysis | None:
        """What this engine, in this version, made of exactly this article before."""
        return self._store.analysis(article, self.engine.info)

    def store_analysis(self, article: Article, analysis: Analysis) -> None:
        """Raises EngineError for one that quotes what does not stand in the article."""
        require_grounded(analysis, article)
        if not self._store.read_only:
            self._store.put_analysis(article, analysis)

    def ensure_sample(self, *, again: bool = False) -> Article | None:
        """Put the sample article in, once in the life of a library, or `again` because it was asked for.

        None where it has been done before, so that a sample that was removed stays away. Raises SourceError.
        """
        if not again and (self._store.read_only or self._store.get_meta(_SAMPLE)):
            return None
        added = self.add([str(self._seeds)])
        if not added.articles:
            raise added.failures[0].error
        self._store.set_meta(_SAMPLE, added.articles[0].id)
        return added.articles[0]

    def remove(self, id_: str) -> RemovedArticle:
        """Take it out with its annotations; what comes back is what `restore` needs. Raises NotFoundError."""
        article, entry = self.article(id_), self.entry(id_)
        # First, so that one killed in between has an article without notes, not notes without their article.
        forgotten = self.annotations.remove(id_)
        self._store.remove(id_)
        return RemovedArticle(article, entry, forgotten)

    def restore(self, removed: RemovedArticle) -> None:
        """Put it back with its marks and annotations."""
        self._store.restore(removed.article, removed.entry)
        if removed.annotations is not None:
            self.annotations.undo_remove(removed.annotations)

    def set_read(self, id_: str, read: bool) -> None:
        self._store.set_read(id_, read)

    def set_starred(self, id_: str, starred: bool) -> None:
        self._store.set_starred(id_, starred)

    def mark(
        self,
        ids: Iterable[str],
        *,
        read: bool | None = None,
        starred: bool | None = None,
        muted: bool | None = None,
    ) -> tuple[str, ...]:
        """Mark many at once; those that this has changed, which is what an undo needs."""
        wanted, changed = list(ids), list[str]()
        for value, mark in (
            (read, self._store.set_read),
            (starred, self._store.set_starred),
            (muted, self._store.set_muted),
        ):
            if value is not None:
                changed += mark(wanted, value)
        return tuple(dict.fromkeys(changed))

    def fetch_full_text(self, article_id: str) -> Article:
        """Fetch the article's own page; the article with the better of its texts. Raises SourceError."""
        return self._page_texts.fetch(article_id)

    def show_text(self, article: Article, text: str) -> Article:
        """See `ArticleIngest.show_text`."""
        return self._keeper.show_text(article, text)

    def reading_position(self, id_: str) -> int:
        """The offset in the text where the reader left off; 0 for an article that is not there."""
        entry = self._store.entry(id_)
        return entry.reading_position if entry else 0

    def set_reading_position(self, id_: str, offset: int) -> None:
        self._store.set_reading_position(id_, offset)

    def is_first_time(self, what: str) -> bool:
        """Whether this is asked for the first time in the library's life; never where it is read-only."""
        if self._store.read_only or self._store.get_meta(what):
            return False
        self._store.set_meta(what, "done")
        return True

    def export_folder(self) -> Path | None:
        """Where the last export went; None before the first."""
        folder = self._store.get_meta(_EXPORTED_TO)
        return Path(folder) if folder else None

    def set_export_folder(self, folder: Path) -> None:
        self._store.set_meta(_EXPORTED_TO, str(folder))

    def import_annotations(self, data: bytes, name: str) -> ImportResult:
        """Annotations from a file of another program, or of ours. Raises ExchangeError."""
        return import_annotations(data, name, self.annotations, self._store, self._now())

    def integrity(self) -> tuple[str, ...]:
        """What is wrong inside the library's file; empty when nothing is."""
        return self._store.integrity()

    def search_problems(self) -> tuple[str, ...]:
        """Where the full-text index does not say what the articles say. Reads all of both."""
        return SearchIndex(self._store.database).problems()

    def rebuild_search(self) -> None:
        """Make the full-text index anew."""
        SearchIndex(self._store.database).rebuild()

    def close(self) -> None:
        self._search.close()
        self._store.close()

    def close_or_rescue(self) -> None:
        """Close it at the end of the program.

        Raises StoreError that tells where changes are which could not be written, and ExchangeError when they
        could not be put anywhere.
        """
        try:
            if unsaved := self.annotations.unsaved_count:
                from briefing.exchange.emergency_export import emergency_message  # which hardly any run needs

                raise StoreError(emergency_message(unsaved, self.annotations.write_emergency_export()))
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


def open_library(
    file: Path,
    engine: Engine,
    annotations: Path | None = None,
    *,
    feed_options: Mapping[str, FeedOptions] | None = None,
    limits: FetchLimits | None = None,
    rules: Sequence[Rule] = (),
    retention: Retention | None = None,
) -> Library:
    """The library in the database at `file`, begun when there is none; to be closed. Raises StoreError.

    `annotations` is the folder of the annotations; without it, one beside the database.
    """
    return Library(
        ArticleStore(file),
        engine,
        annotations=annotations,
        feed_options=feed_options,
        limits=limits,
        rules=rules,
        retention=retention,
    )


def _absent(reference: str) -> NotFoundError:
    return NotFoundError(
        f"“{safe_line(reference)}” is not in the library: `briefing list` shows what is, "
        f"and `briefing add` takes files and addresses in."
    )


def require_grounded(analysis: Analysis, article: Article) -> None:
    """Nothing is shown or kept that the article does not say. Raises EngineError."""
    for passage in analysis.passages():
        if not passage.holds_in(article.text):
            raise EngineError(
                f"The engine {analysis.engine.name} quoted words that do not stand in the article: "
                f"this is a fault of the engine, and nothing of it was kept."
            )
