"""Opens the library and wires its services together."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import cached_property, partial
from pathlib import Path
from threading import RLock
from typing import TYPE_CHECKING, Any

from briefing.errors import StoreError
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.nlp.engine.protocol import Engine
from briefing.paths import Paths, bundled_seeds
from briefing.services import lazy
from briefing.services.articles import Library, Loader
from briefing.settings import Settings
from briefing.sources.http.fetch_policy import PAGE_LIMITS, FetchLimits
from briefing.store.articles.article_store import RESTORED, ArticleStore
from briefing.store.articles.retention import Retention
from briefing.store.database.connections import BUSY_SECONDS
from briefing.store.feeds.feed_membership import feeds_of
from briefing.store.feeds.subscriptions import Subscriptions
from briefing.store.files.atomic_write import close_to_others
from briefing.store.notices import Notices

if TYPE_CHECKING:
    from briefing.services.actors import ActorService
    from briefing.services.analyses import AnalysisService
    from briefing.services.annotations import AnnotationService
    from briefing.services.article_ingest import ArticleIngest
    from briefing.services.article_list import ArticleListService
    from briefing.services.feeds.service import FeedService
    from briefing.services.issues import IssueService
    from briefing.services.language_model.model_writing import ModelWriting
    from briefing.services.page_text import PageTextService
    from briefing.services.questions.question_service import QuestionService
    from briefing.services.stories.story_service import StoryService
    from briefing.services.stories.watches import WatchService
    from briefing.store.annotations.annotation_store import AnnotationStore
    from briefing.store.articles.article_search import ArticleSearch
    from briefing.store.stories.story_store import StoryStore

    once = cached_property
else:

    class once(cached_property):
        """Since Python 3.12 two threads may compute a `cached_property` at a time."""

        def __get__(self, services: Any, owner: Any = None) -> Any:
            with services.lock:
                return super().__get__(services, owner)


_PRIVATE = "private"
"""Metadata key: what earlier versions left open to others has been closed, once: later the owner decides."""


MAX_PROCESSES = 2
"""What a laptop has to spare."""


def make_engine_pool(settings: Settings) -> EnginePool:
    """Make the engine of a command; its processes start with the first new article."""
    size = min(MAX_PROCESSES, os.cpu_count() or 1)
    return EnginePool(settings.pipelines, settings.engine, settings.summary_points, size=size, niceness=0)


class LibraryServices:
    """The services of a library, each made at its first use: no command needs all of them."""

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        engine: Engine,
        store: ArticleStore,
        loader: Loader | None,
        seeds: Path,
        now: Callable[[], datetime],
    ) -> None:
        self.lock = RLock()
        self.notices = Notices()
        """What was odd about the files of annotations, corrections and decisions."""
        self._paths = paths
        self._settings = settings
        self._engine = engine
        self._store = store
        self._loader = loader
        self._seeds = seeds
        self._now = now
        self._subscriptions = Subscriptions(paths.feeds_file, now=now)
        feeds = settings.feeds
        self._limits = FetchLimits(
            connections=feeds.connections,
            per_host=feeds.per_host,
            private_addresses=feeds.private_addresses,
            tracking_parameters=feeds.tracking_parameters,
        )
        self._page_limits = replace(self._limits, body=PAGE_LIMITS.body)

    @once
    def search(self) -> ArticleSearch:
        return lazy.article_search.ArticleSearch(
            self._store.database,
            subscriptions=self._subscriptions.read,
            now=lambda: self._now().astimezone(),
        )

    @once
    def loader(self) -> Loader:
        return self._loader or lazy.load.SingleLoader(self._page_limits)

    @once
    def annotation_store(self) -> AnnotationStore:
        return lazy.annotation_store.AnnotationStore(self._paths.annotations_dir, now=self._now)

    @once
    def annotations(self) -> AnnotationService:
        return lazy.annotations.AnnotationService(
            self.annotation_store,
            lazy.annotation_index.AnnotationIndex(self._store.database),
            article_of=self._store.get,
            rescue_folder=self._paths.rescue_dir,
            now=self._now,
            notices=self.notices,
        )

    @once
    def ingest(self) -> ArticleIngest:
        return lazy.article_ingest.ArticleIngest(
            self._store, lambda: self.annotation_store, lambda: self.annotations, self._now
        )

    @once
    def article_list(self) -> ArticleListService:
        return lazy.article_list.ArticleListService(self._store, self.search)

    @once
    def page_texts(self) -> PageTextService:
        open_pages = partial(lazy.load.ArticleLoader, limits=self._page_limits)
        return lazy.page_text.PageTextService(self._store, self.annotations, open_pages)

    @once
    def writing(self) -> ModelWriting | None:
        config, feeds = self._settings.model, partial(feeds_of, self._store.database)
        if config is None:
            return None
        options = self._settings.feeds.of
        return lazy.model_writing.ModelWriting(config, self._paths.model_dir, feeds, options)

    @once
    def found_analyses(self) -> AnalysisService:
        """Those of the engine alone."""
        folder = self._paths.annotations_dir / "corrections"
        corrections = lazy.corrections.CorrectionService(
            lazy.correction_store.CorrectionStore(folder, self.notices, now=self._now),
            self.notices,
            self._now,
        )
        return lazy.analyses.AnalysisService(self._store, self._engine, corrections)

    @once
    def analyses(self) -> AnalysisService:
        found = self.found_analyses
        if self.writing is None or not self.writing.writes("article"):
            return found
        return lazy.analyses.AnalysisService(
            self._store, self.writing.engine(self._engine, found.save), found.corrections
        )

    @once
    def _story_store(self) -> StoryStore:
        return lazy.story_store.StoryStore(self._store.database)

    @once
    def issues(self) -> IssueService:
        decisions = lazy.decision_store.DecisionStore(
            self._paths.annotations_dir, self.notices, now=self._now
        )
        return lazy.issues.IssueService(
            self._story_store, self._store, self.found_analyses, decisions, self.notices, self._now
        )

    @once
    def stories(self) -> StoryService:
        return lazy.story_service.StoryService(
            self._story_store, self._store, self.found_analyses, self.issues, self._now, self.writing
        )

    @once
    def actors(self) -> ActorService:
        return lazy.actors.ActorService(
            self._store, self.article_list, self.found_analyses, self.stories, self.issues
        )

    @once
    def watches(self) -> WatchService:
        return lazy.watches.WatchService(self._store, self.search, self.stories, self._now)

    @once
    def questions(self) -> QuestionService:
        return lazy.question_service.QuestionService(self._store, self.search, self.writing)

    @once
    def feeds(self) -> FeedService:
        feeds, rules = self._settings.feeds, self._settings.rules
        return lazy.service.FeedService(
            self._store.database,
            self._subscriptions,
            search=lambda: self.search,
            annotated=lambda: self.annotation_store.ids(),
            ingest=self.ingest,
            rules=lazy.rules.RuleRunner(rules, self._store, self.search) if rules else None,
            page_texts=lambda: self.page_texts,
            options=feeds.of,
            limits=self._limits,
            retention=Retention(feeds.keep_days, feeds.keep_per_feed),
            seeds=self._seeds,
            now=self._now,
        )

    def warm(self) -> None:
        """Make what the reader opens by a key, which would else wait for the imports."""
        _ = self.page_texts, self.stories, self.actors, self.watches, self.questions, self.feeds

    def keep_marks(self) -> None:
        """Copy the marks once a day, should the library be lost; not those of one that is not kept."""
        file = self._paths.marks_file
        if self._store.database.is_shared and lazy.marks_journal.is_due(file):
            lazy.marks_journal.keep_marks(self._store, file, self._now())

    def close(self) -> None:
        """End what the services have started."""
        made = vars(self)
        if made.get("writing") is not None:
            made["writing"].model.close()


def open_library(
    paths: Paths,
    settings: Settings,
    engine: Engine,
    *,
    loader: Loader | None = None,
    seeds: Path | None = None,
    busy_seconds: float = BUSY_SECONDS,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    or_in_memory: bool = False,
) -> Library:
    """The library at these paths, begun where there is none; to be closed. Raises StoreError.

    `or_in_memory` lets one read where the disk is full or cannot be written: what is opened then is not kept.
    `seeds` is the folder of the sample and of the starter feeds, by default the one shipped with the program.
    """
    seeds = seeds or bundled_seeds()
    store = ArticleStore(paths.library_db, busy_seconds=busy_seconds, or_in_memory=or_in_memory)
    services = LibraryServices(paths, settings, engine, store, loader, seeds, now)
    with suppress(StoreError):  # of a disk that cannot be written
        if not store.get_meta(_PRIVATE):
            close_to_others(*paths.private())
            store.set_meta(_PRIVATE, "closed")
    notices = store.notices
    if not (store.read_only or store.get_meta(RESTORED)):
        notices += lazy.restore_from_annotations.restore_from_annotations(
            store, services.annotation_store, paths.marks_file, now
        )
    return Library(
        store,
        services,
        seeds=seeds,
        keeps_tracking=settings.feeds.tracking_parameters,
        now=now,
        notices=notices,
    )
