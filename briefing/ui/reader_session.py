"""A session of the reader: opens the library after the first frame, and closes it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path

from briefing.domain import Article
from briefing.nlp.engine.protocol import Engine
from briefing.paths import Paths
from briefing.services.library import Library, open_library
from briefing.settings import Settings
from briefing.ui.configuration import ConfigurationFiles
from briefing.ui.first_frame import FirstFrame
from briefing.ui.opening import Opening
from briefing.ui.screens.reader.screen import ReaderScreen
from briefing.ui.tasks import run_in_thread

SWITCH_INTERVAL = 0.0005
"""Python's thread switch interval, in seconds: a key passes through three threads on its way to the screen,
and at Python's 5 ms it would wait for each of them during a refresh."""
GC_THRESHOLD = (2_000, 10, 50)
"""Thresholds of the garbage collector. Full collections are rare, since one delays a key by several frames; a
refresh, which leaves most garbage, is followed by one."""


class ReaderSession:
    """The library, which opens after the first frame and is closed after the app."""

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        engine: Engine,
        theme_folders: Sequence[Path],
        references: Sequence[str],
        first: Future[Article | None] | None,
    ) -> None:
        self._first = first
        self._paths = paths
        self._settings = settings
        self._theme_folders = theme_folders
        self._references = references
        self._engine = engine
        self._opening: Opening | None = None

    def make_reader(self, frame: FirstFrame, problems: Sequence[str]) -> ReaderScreen:
        self._opening = Opening.begin(self._open_library, self._references, self._first)
        # What exists now lives until the end.
        gc.freeze()
        gc.set_threshold(*GC_THRESHOLD)
        gc.enable()
        sys.setswitchinterval(SWITCH_INTERVAL)
        return ReaderScreen(
            self._opening,
            problems,
            files=ConfigurationFiles(self._paths.config_file, self._theme_folders, self._settings),
            first=frame.article,
            width=self._settings.width,
            plain_emoji=self._settings.plain_emoji,
            templates=self._paths.templates_dir,
            queries=self._settings.queries,
            refresh_minutes=self._settings.feeds.refresh_minutes,
            opens_on=self._settings.opens_on,
            notifies_watches=self._settings.notify_watches,
        )

    def _open_library(self) -> Library:
        library = open_library(self._paths, self._settings, self._engine, or_in_memory=True)
        run_in_thread(library.warm)
        return library

    def end(self) -> None:
        """Close the library. Raises StoreError if it could not be opened.

        Also raises it if changes could not be written, saying where they are; ExchangeError if they are lost.
        """
        if self._opening is not None:
            self._opening.library.result().close_or_rescue()
