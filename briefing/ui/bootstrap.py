"""Runs the reader: starts reading the first article, runs the app, and closes the library after it."""

from __future__ import annotations

import gc
import logging
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from briefing.diagnostics import catch_uncaught
from briefing.ending_signals import ending_by_signals
from briefing.errors import BriefingError
from briefing.nlp.engine.engine_pool import EnginePool, inherited_pipe
from briefing.paths import Paths, bundled_sample, bundled_themes
from briefing.processes import NICENESS, give_way
from briefing.settings import Settings
from briefing.settings.table import AUTO_THEME
from briefing.threads import run_in_thread
from briefing.ui.opening import Opening
from briefing.ui.terminal_background import Background, ask_background

if TYPE_CHECKING:
    from textual.screen import Screen

    from briefing.domain import Article
    from briefing.services.library import Library
    from briefing.ui.first_frame import FirstFrame

SWITCH_INTERVAL = 0.0005
"""Python's thread switch interval, in seconds: a key passes through three threads on its way to the screen,
and at Python's 5 ms it would wait for each of them during a refresh."""
GC_THRESHOLD = (2_000, 10, 50)
"""Thresholds of the garbage collector. Full collections are rare, since one delays a key by several frames; a
refresh, which leaves most garbage, is followed by one."""

_logger = logging.getLogger(__name__)


def run_reader(paths: Paths, settings: Settings, problems: Sequence[str], references: Sequence[str]) -> int:
    """Run the reader until the user quits; return the exit status.

    Raises StoreError, and BriefingError if a fault ended it. Also raises StoreError if changes could not be
    written, saying where they are; ExchangeError if they are lost.
    """
    asked = run_in_thread(ask_background) if settings.theme == AUTO_THEME else None
    shown = _first_reference(paths, references)
    first = run_in_thread(partial(_first_text, shown)) if shown else None
    pipe = inherited_pipe()
    engine = EnginePool(settings.pipelines, settings.engine, settings.summary_points, pipe=pipe)
    run_in_thread(partial(_warm, engine))

    # Imported here, since Textual is slow to import, and the first article is read meanwhile.
    from briefing.ui import app, configuration, theme

    folders = (bundled_themes(), paths.themes_dir)
    themes, failed = theme.load_themes(folders)
    openings: list[Opening] = []

    def make_reader(frame: FirstFrame, problems: Sequence[str]) -> Screen[None]:
        # Imported here, since the first frame needs no library and but a few of the widgets.
        from briefing.ui.screens.reader.screen import ReaderScreen

        openings.append(Opening.begin(partial(_open_library, paths, settings, engine), references, first))
        files = configuration.ConfigurationFiles(paths.config_file, folders, settings)
        return ReaderScreen(
            openings[0],
            settings,
            problems,
            files=files,
            first=frame.article,
            templates=paths.templates_dir,
        )

    reader = app.BriefingApp(
        settings,
        themes,
        make_reader,
        first=first,
        problems=[*problems, *map(str, failed)],
        on_exit=engine.close,  # even while it analyses
        background=asked.result() if asked is not None else Background(),
    )
    catch_uncaught(reader.report_fault)
    with ending_by_signals(reader.end_by_signal, needs_terminal=True):
        try:
            reader.run()
            if reader.fault and not reader.ended_by:
                raise BriefingError(reader.fault)
        finally:
            engine.close()
            for opening in openings:
                opening.library.result().close_or_rescue()
    return 128 + reader.ended_by if reader.ended_by else reader.return_code or 0


def _warm(engine: EnginePool) -> None:
    """Load the engine, which the panes wait for longest, on a core that has nothing else to do."""
    give_way(NICENESS)  # a process begins with the priority of its thread, and the first frame comes first
    engine.warm()


def _open_library(paths: Paths, settings: Settings, engine: EnginePool) -> Library:
    """Open the library once the first frame is drawn, and let garbage be collected from now on."""
    from briefing.services.library import open_library  # the first frame does without

    # What exists now lives until the end.
    gc.freeze()
    gc.set_threshold(*GC_THRESHOLD)
    gc.enable()
    sys.setswitchinterval(SWITCH_INTERVAL)
    library = open_library(paths, settings, engine, or_in_memory=True)
    run_in_thread(library.warm)
    return library


def _first_reference(paths: Paths, references: Sequence[str]) -> str | None:
    """The article of the first frame: the first one asked for, or the sample if the library is new."""
    if references:
        return references[0]
    is_new = not (paths.library_db.exists() or paths.annotations_dir.exists())
    return str(bundled_sample()) if is_new else None


def _first_text(reference: str) -> Article | None:
    """Load the article for the first frame, if it is a file; None for what is slower or fails."""
    if not Path(reference).is_file():
        return None
    # Imported here, in the thread, while the main one imports Textual.
    from briefing.sources.load import load

    try:
        return load(reference)
    except Exception as error:  # it is read again for the library, which reports the error
        _logger.debug("The first article could not be read", exc_info=error)
        return None
