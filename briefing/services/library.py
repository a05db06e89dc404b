"""The library: opens its files, and makes each of its services at its first use."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime
from functools import cached_property, partial
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self

from briefing.domain import Article
from briefing.domain.annotation import utc_now
from briefing.domain.followups.issue_decision import DECISIONS
from briefing.domain.matters.matter import MATTERS
from briefing.errors import StoreError
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.nlp.engine.protocol import Engine
from briefing.paths import SAMPLE, Paths, bundled_seeds
from briefing.services.actors import ActorService
from briefing.services.analyses import AnalysisService
from briefing.services.annotations import AnnotationService
from briefing.services.article_ingest import ArticleIngest
from briefing.services.article_list import ArticleListService
from briefing.services.articles import ArticleService, Loader
from briefing.services.backup.marks_journal import MarksJournal
from briefing.services.backup.restore_from_annotations import restore_from_annotations
from briefing.services.corrections import CorrectionService
from briefing.services.feeds.feed_ingest import FeedIngest
from briefing.services.feeds.rules import RuleRunner
from briefing.services.issues import IssueService
from briefing.services.page_text import PageTextService
from briefing.services.questions.question_service import QuestionService
from briefing.services.stories.matters import MatterService
from briefing.services.stories.story_service import StoryService
from briefing.services.stories.watches import WatchService
from briefing.settings import Settings
from briefing.sources.http.fetch_policy import PAGE_LIMITS, FetchLimits
from briefing.sources.load import ArticleLoader, SingleLoader
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.annotations.correction_store import CorrectionStore
from briefing.store.annotations.merged_files import ItemFile
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import RESTORED, ArticleStore
from briefing.store.articles.retention import Retention
from briefing.store.articles.search_index import SearchIndex
from briefing.store.database.connections import BUSY_SECONDS
from briefing.store.feeds.feed_membership import feeds_of
from briefing.store.feeds.feed_store import FeedStore
from briefing.store.feeds.subscriptions import Subscriptions
from briefing.store.files.atomic_write import close_to_others
from briefing.store.notices import Notices
from briefing.store.stories.story_store import StoryStore

if TYPE_CHECKING:
    # These are imported where they are made: few commands need feeds, imports, questions and a model.
    from briefing.nlp.language_model.model_config import ModelConfig
    from briefing.nlp.passage_likeness import PassageLikeness
    from briefing.services.annotation_import import ImportResult
    from briefing.services.feeds.service import FeedService
    from briefing.services.language_model.model_setup import ModelSetup
    from briefing.services.language_model.model_writing import ModelWriting
    from briefing.services.sync.sync_service import SyncService

    once = cached_property
else:

    class once(cached_property):
        """A property that is computed once: since Python 3.12 two threads may compute a `cached_property`."""

        def __get__(self, library: Any, owner: Any = None) -> Any:
            with library.lock:
                return super().__get__(library, owner)


_PRIVATE = "private"
"""Metadata key: what earlier versions left open to others was closed once; later the owner decides."""
_SAMPLE = "sample"
"""Metadata key: the sample has been added."""
MAX_PROCESSES = 2
"""The most processes that a laptop has to spare."""


def make_engine_pool(settings: Settings) -> EnginePool:
    """Make the engine of a command; its processes start with the first new article."""
    size = min(MAX_PROCESSES, os.cpu_count() or 1)
    return EnginePool(settings.pipelines, settings.engine, settings.summary_points, size=size)


class Library:
    """The services of one home, each made at its first use. Safe to use from several threads; to be closed.

    Everything may raise StoreError. `open_library` makes one.
    """

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        engine: Engine,
        store: ArticleStore,
        *,
        loader: Loader | None,
        seeds: Path,
        now: Callable[[], datetime],
    ) -> None:
        """`loader` takes the place of the one that loads files and pages; `seeds` has the sample."""
        self.lock = RLock()
        self.keeps_tracking = settings.feeds.tracking_parameters
        """Whether opened and exported addresses keep what they say of where they were seen."""
        self.notices: tuple[str, ...] = store.notices
        """Sentences for the reader about how the library was found."""
        self._file_notices = Notices()
        """Notices about the files of annotations, corrections and decisions."""
        self._paths = paths
        self._settings = settings
        self._engine = engine
        self._store = store
        self._loader = loader
        self._seeds = seeds
        self._now = now
        self.marks = MarksJournal(store, paths.marks_file, now)
        """What keeps marks beside the library."""
        self._subscriptions = Subscriptions(paths.feeds_file, now=now)
        feeds = settings.feeds
        self._limits = FetchLimits(
            connections=feeds.connections,
            per_host=feeds.per_host,
            private_addresses=feeds.private_addresses,
            tracking_parameters=feeds.tracking_parameters,
        )
        self._page_limits = replace(self._limits, body=PAGE_LIMITS.body)

    @property
    def is_read_only(self) -> bool:
        """Whether a newer briefing wrote the library, or its disk cannot be written."""
        return self._store.read_only

    # Articles

    @once
    def articles(self) -> ArticleService:
        return ArticleService(
            self._store,
            self._loader or SingleLoader(self._page_limits),
            self.ingest,
            self._search,
            self.annotations,
            self.page_texts,
            self.marks.keep,
        )

    @once
    def article_list(self) -> ArticleListService:
        return ArticleListService(self._store, self._search)

    @once
    def ingest(self) -> ArticleIngest:
        return ArticleIngest(self._store, self.annotation_store, self.annotations, self._now)

    @once
    def page_texts(self) -> PageTextService:
        open_pages = partial(ArticleLoader, limits=self._page_limits)
        return PageTextService(self._store, self.annotations, open_pages)

    @once
    def _search(self) -> ArticleSearch:
        return ArticleSearch(
            self._store.database,
            subscriptions=self._subscriptions.read,
            now=lambda: self._now().astimezone(),
        )

    def ensure_sample(self, *, again: bool = False) -> Article | None:
        """Add the sample article to a library that has never had an article, or `again`; else return None.

        So a sample that was removed stays away. Raises SourceError.
        """
        if not again:
            had_sample = self._store.read_only or self._store.get_meta(_SAMPLE)
            if had_sample or self.article_list.count(""):
                return None
        added = self.articles.add([str(self._seeds / SAMPLE)], or_unstored=True)
        if not added.articles:
            raise added.failures[0].error
        with suppress(StoreError):  # if the disk is full, it is added again the next time
            self._store.set_meta(_SAMPLE, added.articles[0].id)
        return added.articles[0]

    # What the reader makes of them

    @once
    def annotation_store(self) -> AnnotationStore:
        return AnnotationStore(self._paths.annotations_dir, now=self._now)

    @once
    def annotations(self) -> AnnotationService:
        return AnnotationService(
            self.annotation_store,
            AnnotationIndex(self._store.database),
            article_of=self._store.get,
            rescue_folder=self._paths.rescue_dir,
            now=self._now,
            notices=self._file_notices,
        )

    def import_annotations(self, data: bytes, name: str) -> ImportResult:
        """Import articles and annotations from another program's file, or ours. Raises ExchangeError."""
        from briefing.services.annotation_import import import_annotations
        from briefing.services.saved_articles import SavedArticles

        saved = SavedArticles(self._store, self.ingest, self.articles, self.article_list.tags, self._now)
        return import_annotations(data, name, self.annotations, self._store, saved.take, self._now())

    # Briefings

    @once
    def writing(self) -> ModelWriting | None:
        """The writing by a language model, if one is configured."""
        config, feeds = self._settings.model, partial(feeds_of, self._store.database)
        options = self._settings.feeds.of
        return None if config is None else self.model_setup.writing(config, feeds, options)

    @once
    def found_analyses(self) -> AnalysisService:
        """The briefings of the engine alone."""
        folder = self._paths.annotations_dir / "corrections"
        corrections = CorrectionService(
            CorrectionStore(folder, self._file_notices, now=self._now), self._file_notices, self._now
        )
        return AnalysisService(self._store, self._engine, corrections)

    @once
    def analyses(self) -> AnalysisService:
        found = self.found_analyses
        if self.writing is None or not self.writing.writes("article"):
            return found
        engine = self.writing.engine(self._engine, found.save)
        return AnalysisService(self._store, engine, found.corrections)

    def stop_model(self) -> bool:
        """Cancel what a language model is being asked about an article; return whether it was being asked."""
        return self._stop_trial() or (self.writing is not None and self.writing.stop_article())

    def _stop_trial(self) -> bool:
        return (setup := vars(self).get("model_setup")) is not None and setup.stop()

    @once
    def model_setup(self) -> ModelSetup:
        from briefing.services.language_model.model_setup import ModelSetup

        return ModelSetup(self._paths.model_dir)

    def use_model(self, config: ModelConfig | None) -> None:
        """Ask this language model from now on, or none."""
        with self.lock:
            self._settings = replace(self._settings, model=config)
            self._close_model()
            for made in ("writing", "analyses", "stories", "matters", "actors", "watches", "questions"):
                vars(self).pop(made, None)

    def _close_model(self) -> None:
        if (writing := vars(self).get("writing")) is not None:
            writing.model.close()

    # Stories

    @once
    def _story_store(self) -> StoryStore:
        return StoryStore(self._store.database)

    @once
    def issues(self) -> IssueService:
        decisions = ItemFile(self._paths.annotations_dir, DECISIONS, self._file_notices, now=self._now)
        return IssueService(
            self._story_store, self._store, self.found_analyses, decisions, self._file_notices, self._now
        )

    @once
    def stories(self) -> StoryService:
        return StoryService(
            self._story_store, self._store, self.found_analyses, self.issues, self._now, self.writing
        )

    @once
    def matters(self) -> MatterService:
        return MatterService(
            ItemFile(self._paths.annotations_dir, MATTERS, self._file_notices, now=self._now),
            self._story_store,
            self.stories,
            self._store,
            self.issues,
            self._file_notices,
            self._now,
        )

    @once
    def actors(self) -> ActorService:
        return ActorService(self._store, self.article_list, self.found_analyses, self.stories, self.issues)

    @once
    def watches(self) -> WatchService:
        return WatchService(self._store, self._search, self.stories, self.found_analyses, self._now)

    @once
    def questions(self) -> QuestionService:
        return QuestionService(self._store, self._search, self.writing, self._like)

    @once
    def _likeness(self) -> PassageLikeness:
        from briefing.nlp.passage_likeness import PassageLikeness

        return PassageLikeness()

    def _like(self, question: str, passages: Sequence[tuple[str, str]]) -> Sequence[float]:
        """Compare passages with a question; the first call loads the encoder."""
        return self._likeness(question, passages)

    # Feeds

    @once
    def feeds(self) -> FeedService:
        from briefing.services.feeds.service import FeedPolicy, FeedService

        database, feeds = self._store.database, self._settings.feeds
        return FeedService(
            database,
            self._subscriptions,
            self._feed_ingest,
            FeedPolicy(feeds.of, self._limits, Retention(feeds.keep_days, feeds.keep_per_feed)),
            search=self._search,
            annotated=self.annotation_store.ids,
            page_texts=self.page_texts,
            starters=self._seeds / "feeds.opml",
        )

    @once
    def _feed_ingest(self) -> FeedIngest:
        rules = self._settings.rules
        runner = RuleRunner(rules, self._store, self._search) if rules else None
        paged = {url for url, feed in self._settings.feeds.of.items() if feed.full_text}
        return FeedIngest(FeedStore(self._store.database), self.ingest, runner, self._now, with_pages=paged)

    @once
    def sync(self) -> SyncService | None:
        """The sync with a server, if one is configured."""
        if not self._settings.sync.address:
            return None
        from briefing.services.sync.sync_service import make_sync

        database, folder = self._store.database, self._subscriptions.file.parent
        return make_sync(self._settings.sync, database, self.feeds, self._feed_ingest, folder)

    # The files

    def integrity(self) -> tuple[str, ...]:
        """Return what is wrong inside the database; empty if nothing is."""
        return self._store.integrity()

    def search_problems(self) -> tuple[str, ...]:
        """Return where the full-text index differs from the articles, by reading all of both."""
        return SearchIndex(self._store.database).problems()

    def rebuild_search(self) -> None:
        SearchIndex(self._store.database).rebuild()

    def pop_notices(self) -> tuple[str, ...]:
        """Return and forget what was odd about the reader's files, a sentence each."""
        return self._file_notices.pop()

    def finish_index(self) -> None:
        """Index for search what an interrupted refresh left waiting, if the library can be written."""
        if not self._store.read_only:
            with suppress(StoreError):
                SearchIndex(self._store.database).index_all()

    def warm(self) -> None:
        """Make what a key opens and the reader would wait for, and index what waits to be searched."""
        _ = self.page_texts, self.stories, self.matters, self.actors, self.watches, self.questions, self.feeds
        with suppress(sqlite3.ProgrammingError):  # it may be closed meanwhile
            self.finish_index()

    def close(self) -> None:
        self._stop_trial()
        self._close_model()
        self._store.close()

    def close_or_rescue(self) -> None:
        """Close the library at the end of the program.

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


def open_library(
    paths: Paths,
    settings: Settings,
    engine: Engine,
    *,
    loader: Loader | None = None,
    seeds: Path | None = None,
    busy_seconds: float = BUSY_SECONDS,
    now: Callable[[], datetime] = utc_now,
    or_in_memory: bool = False,
) -> Library:
    """Open the library at these paths, made if there is none; close it after use. Raises StoreError.

    `or_in_memory` lets one read where the disk is full or cannot be written: what is opened then is not kept.
    `seeds` is the folder of the sample and of the starter feeds, by default the one shipped with the program.
    """
    store = ArticleStore(paths.library_db, busy_seconds=busy_seconds, or_in_memory=or_in_memory)
    library = Library(paths, settings, engine, store, loader=loader, seeds=seeds or bundled_seeds(), now=now)
    with suppress(StoreError):  # if the disk cannot be written
        if not store.get_meta(_PRIVATE):
            close_to_others(*paths.private())
            store.set_meta(_PRIVATE, "closed")
    if not (store.read_only or store.get_meta(RESTORED)):
        library.notices += restore_from_annotations(store, library.annotation_store, library.marks, now)
    with suppress(StoreError):
        library.marks.begin()
    library.marks.keep()
    return library
