"""Libraries for tests, with all files in one folder."""

from __future__ import annotations

import tarfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path

from briefing.domain.feeds.feed import FeedOptions
from briefing.domain.rule import Rule
from briefing.nlp.engine.protocol import Engine
from briefing.nlp.language_model.model_config import ModelConfig
from briefing.paths import Paths
from briefing.services.articles import Loader
from briefing.services.library import Library, open_library
from briefing.settings import FeedSettings, Settings, SyncSettings

__all__ = ["home_of", "library_at", "ticking"]


def home_of(version: int, folder: Path) -> Path:
    """Unpack the home that this version of library.db was left in; return the library's file."""
    with tarfile.open(Path(__file__).parent / "store" / "homes" / f"version_{version}.tar.gz") as archive:
        archive.extractall(folder, filter="data")
    return folder / "library.db"


def ticking(start: datetime) -> Callable[[], datetime]:
    """A clock that is a second later at each look."""
    seconds = count()
    return lambda: start + timedelta(seconds=next(seconds))


def library_at(
    home: Path,
    engine: Engine,
    *,
    rules: tuple[Rule, ...] = (),
    options: Mapping[str, FeedOptions] | None = None,
    feeds: FeedSettings | None = None,
    loader: Loader | None = None,
    seeds: Path | None = None,
    busy_seconds: float = 5.0,
    now: Callable[[], datetime] = lambda: datetime.now(UTC),
    or_in_memory: bool = False,
    model: ModelConfig | None = None,
    sync: SyncSettings | None = None,
) -> Library:
    """The library in the folder `home`; `options` are those of feeds, by address, where `feeds` has none."""
    settings = Settings(
        rules=rules, feeds=feeds or FeedSettings(of=options or {}), model=model, sync=sync or SyncSettings()
    )
    paths = Paths.under(home)
    return open_library(
        paths,
        settings,
        engine,
        loader=loader,
        seeds=seeds,
        busy_seconds=busy_seconds,
        now=now,
        or_in_memory=or_in_memory,
    )
