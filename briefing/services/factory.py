"""Opens the library and wires its services together."""

from __future__ import annotations

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.errors import StoreError
from briefing.nlp.engine.engine_pool import EnginePool
from briefing.nlp.engine.protocol import Engine
from briefing.paths import Paths, bundled_seeds
from briefing.services import language_model
from briefing.services.actors import ActorService
from briefing.services.analyses import AnalysisService
from briefing.services.annotations import AnnotationService
from briefing.services.article_ingest import ArticleIngest
from briefing.services.article_list import ArticleListService
from briefing.services.articles import Library, Loader
from briefing.services.backup.restore_from_annotations import restore_from_annotations
from briefing.services.corrections import CorrectionService
from briefing.services.feeds.rules import RuleRunner
from briefing.services.issues import IssueService
from briefing.services.page_text import PageTextService
from briefing.services.questions.question_service import QuestionService
from briefing.services.stories import StoryService
from briefing.services.watches import WatchService
from briefing.settings import Settings
from briefing.sources.http.fetch_policy import PAGE_LIMITS, FetchLimits
from briefing.sources.load import ArticleLoader, SingleLoader
from briefing.store.annotations.annotation_index import AnnotationIndex
from briefing.store.annotations.annotation_store import AnnotationStore
from briefing.store.annotations.correction_store import CorrectionStore
from briefing.store.articles.article_search import ArticleSearch
from briefing.store.articles.article_store import ArticleStore
from briefing.store.articles.retention import Retention
from briefing.store.database.connections import BUSY_SECONDS
from briefing.store.feeds.feed_membership import feeds_of
from briefing.store.feeds.subscriptions import Subscriptions
from briefing.store.files.atomic_write import close_to_others
from briefing.store.notices import Notices
from briefing.store.stories.decision_store import DecisionStore
from briefing.store.stories.story_store import StoryStore

if TYPE_CHECKING:
    from briefing.services.feeds.service import FeedService
    from briefing.services.language_model import ModelWriting

_PRIVATE = "private"
"""Metadata key: what earlier versions left open to others has been closed, once: later the owner decides."""


MAX_PROCESSES = 2
"""What a laptop has to spare."""


def make_engine_pool(settings: Settings) -> EnginePool:
    """Make the engine of a command; its processes start with the first new article."""
    size = min(MAX_PROCESSES, os.cpu_count() or 1)
    return EnginePool(settings.pipelines, settings.engine, settings.summary_points, size=size, niceness=0)


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
    database = store.database
    subscriptions = Subscriptions(paths.feeds_file, now=now)
    search = ArticleSearch(database, subscriptions=subscriptions.read, now=lambda: now().astimezone())
    annotation_store = AnnotationStore(paths.annotations_dir, now=now)
    notices = Notices()
    annotations = AnnotationService(
        annotation_store,
        AnnotationIndex(database),
        article_of=store.get,
        rescue_folder=paths.rescue_dir,
        now=now,
        notices=notices,
    )
    correction_store = CorrectionStore(paths.annotations_dir / "corrections", notices, now=now)
    corrections = CorrectionService(correction_store, notices, now)
    writing: ModelWriting | None = None
    if settings.model is not None:
        feeds = partial(feeds_of, database)
        writing = language_model.ModelWriting(settings.model, paths.model_dir, feeds, settings.feeds.of)
    found = AnalysisService(store, engine, corrections)
    analyses = found
    if writing is not None and writing.writes("article"):
        analyses = AnalysisService(store, writing.engine(engine, found.save), corrections)
    ingest = ArticleIngest(store, annotation_store, annotations, now)
    limits = FetchLimits(
        connections=settings.feeds.connections,
        per_host=settings.feeds.per_host,
        private_addresses=settings.feeds.private_addresses,
        tracking_parameters=settings.feeds.tracking_parameters,
    )
    page_limits = replace(limits, body=PAGE_LIMITS.body)
    page_texts = PageTextService(store, annotations, partial(ArticleLoader, limits=page_limits))
    story_store = StoryStore(database)
    decisions = DecisionStore(paths.annotations_dir, notices, now=now)
    issues = IssueService(story_store, store, found, decisions, notices, now)

    def open_feeds() -> FeedService:
        # Most commands, and the first frame, do without feeds and what fetches them.
        from briefing.services.feeds.service import FeedService

        feeds = settings.feeds
        return FeedService(
            database,
            subscriptions,
            search=search,
            annotations=annotation_store,
            ingest=ingest,
            rules=RuleRunner(settings.rules, store, search),
            page_texts=page_texts,
            options=feeds.of,
            limits=limits,
            retention=Retention(feeds.keep_days, feeds.keep_per_feed),
            seeds=seeds,
            now=now,
        )

    with suppress(StoreError):  # of a disk that cannot be written
        if not store.get_meta(_PRIVATE):
            close_to_others(*paths.private())
            store.set_meta(_PRIVATE, "closed")
    article_list = ArticleListService(store, search)
    stories = StoryService(story_store, store, found, issues, now, writing)
    return Library(
        store,
        search,
        loader=loader or SingleLoader(page_limits),
        ingest=ingest,
        annotations=annotations,
        analyses=analyses,
        article_list=article_list,
        page_texts=page_texts,
        stories=stories,
        actors=ActorService(store, article_list, found, stories, issues),
        watches=WatchService(store, search, stories, now),
        issues=issues,
        questions=QuestionService(store, search, writing),
        writing=writing,
        open_feeds=open_feeds,
        seeds=seeds,
        keeps_tracking=settings.feeds.tracking_parameters,
        now=now,
        notices=store.notices + restore_from_annotations(store, annotation_store, now),
    )
