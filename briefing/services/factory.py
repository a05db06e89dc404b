"""The library as the reader's files and settings have it."""

from __future__ import annotations

from briefing.nlp.engine.protocol import Engine
from briefing.paths import Paths
from briefing.services.articles import Library, open_library
from briefing.settings import Settings
from briefing.sources.http.fetch_policy import FetchLimits
from briefing.store.articles.retention import Retention

__all__ = ["open_as_set"]


def open_as_set(paths: Paths, settings: Settings, engine: Engine) -> Library:
    """See `open_library`."""
    feeds = settings.feeds
    return open_library(
        paths.library_db,
        engine,
        paths.annotations_dir,
        feed_options=feeds.of,
        limits=FetchLimits(connections=feeds.connections, per_host=feeds.per_host),
        rules=settings.rules,
        retention=Retention(feeds.keep_days, feeds.keep_per_feed),
    )
