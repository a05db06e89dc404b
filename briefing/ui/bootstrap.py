"""Starts the reader and ends it: the first article, the library, the engine and the app."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Sequence
from concurrent.futures import Future
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.diagnostics import catch_uncaught
from briefing.errors import BriefingError
from briefing.paths import Paths, bundled_themes
from briefing.settings import Settings
from briefing.ui.opening import Opening
from briefing.ui.tasks import run_in_thread

if TYPE_CHECKING:
    from briefing.domain import Article
    from briefing.nlp.engine.engine_pool import EnginePool
    from briefing.ui.screens.reader.frame import FirstFrame
    from briefing.ui.screens.reader.screen import ReaderScreen

__all__ = ["run_reader"]

_logger = logging.getLogger(__name__)

SWITCHING = 0.0005
"""Seconds until a thread that works gives way to one that waits: a key goes through three on its way to the
screen, and with Python's 5 ms it would wait for each of them while a refresh is at work."""
COLLECTING = (2_000, 10, 50)
"""When garbage is looked for. All of the memory seldom, since that holds up a key for as long as several
frames; a refresh, which leaves most behind, does it at its end."""


def run_reader(paths: Paths, settings: Settings, problems: Sequence[str], references: Sequence[str]) -> int:
    """Run the reader until the user leaves it; return the exit status.

    Raises StoreError, and BriefingError where a fault ended it.

    Nothing that the first frame does not show is imported before it: that frame is what one waits for.
    """
    first = run_in_thread(lambda: _first_text(references[0])) if references else None

    # Here: Textual takes long to import, and the first article is read meanwhile.
    from briefing.ui import app, theme

    themes, failed = theme.load_themes((bundled_themes(), paths.themes_dir))
    session = _Session(paths, settings, references, first)
    reader = app.BriefingApp(
        settings,
        themes,
        session.make_reader,
        first=first,
        problems=[*problems, *map(str, failed)],
        on_leaving=session.stop,
    )
    catch_uncaught(reader.tell_fault)
    try:
        reader.run()
        if reader.fault:
            raise BriefingError(reader.fault)
    finally:
        session.end()
    return reader.return_code or 0


def _first_text(reference: str) -> Article | None:
    """Load the article for the first frame, if it is a file; None for what is slower or fails."""
    if not Path(reference).is_file():
        return None
    # Here: in the thread, while the main one imports Textual.
    from briefing.sources.load import load

    try:
        return load(reference)
    except Exception as error:  # it is read once more for the library, and reported then
        _logger.debug("The first article could not be read", exc_info=error)
        return None


class _Session:
    """The library and the engine, which start after the first frame and end with the app."""

    def __init__(
        self,
        paths: Paths,
        settings: Settings,
        references: Sequence[str],
        first: Future[Article | None] | None,
    ) -> None:
        self._first = first
        self._paths = paths
        self._settings = settings
        self._references = references
        self._engine: EnginePool | None = None
        self._opening: Opening | None = None

    def make_reader(self, frame: FirstFrame, problems: Sequence[str]) -> ReaderScreen:
        from briefing.nlp.engine.engine_pool import EnginePool
        from briefing.services.factory import open_library
        from briefing.ui.screens.reader.screen import ReaderScreen

        engine = self._engine = EnginePool(self._settings.pipelines, self._settings.engine)
        self._opening = Opening.begin(
            lambda: open_library(self._paths, self._settings, engine),
            self._references,
            self._first,
        )
        run_in_thread(engine.warm)
        # Nothing that is here now will ever be garbage.
        gc.freeze()
        gc.set_threshold(*COLLECTING)
        gc.enable()
        sys.setswitchinterval(SWITCHING)
        return ReaderScreen(
            self._opening,
            problems,
            first=frame.article,
            typed=frame.typed,
            width=self._settings.width,
            plain_emoji=self._settings.plain_emoji,
            templates=self._paths.templates_dir,
            queries=self._settings.queries,
            refresh_minutes=self._settings.feeds.refresh_minutes,
            offers_starters=True,
        )

    def stop(self) -> None:
        """Stop the engine, even at work."""
        if self._engine is not None:
            self._engine.close()

    def end(self) -> None:
        """Close the library. Raises StoreError where it could not be opened.

        Also when changes could not be written, to tell where they are; ExchangeError says that they are lost.
        """
        self.stop()
        if self._opening is not None:
            self._opening.library.result().close_or_rescue()
