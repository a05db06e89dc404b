"""Starting the reader: what is begun before Textual is even imported, and what is ended with it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from threading import Thread
from typing import TypeVar

from briefing.library import open_library
from briefing.nlp.worker import EngineProcess
from briefing.paths import Paths, bundled_themes
from briefing.settings import Settings

__all__ = ["in_the_background", "run_reader"]

Result = TypeVar("Result")


def in_the_background(job: Callable[[], Result]) -> Future[Result]:
    """Run a job in a thread that nothing waits for at the end of the program."""
    future: Future[Result] = Future()

    def run() -> None:
        try:
            future.set_result(job())
        except BaseException as error:
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    return future


def run_reader(paths: Paths, settings: Settings, problems: Sequence[str], references: Sequence[str]) -> int:
    """Open the reader until the user leaves it; the exit status. Raises StoreError.

    The articles are read while Textual is imported, so that the first frame can show the first of them.
    """
    engine = EngineProcess(settings.pipelines)
    with open_library(paths.library_db, engine) as library:
        opening = in_the_background(lambda: library.add(references)) if references else None

        from briefing.ui.app import BriefingApp
        from briefing.ui.themes import load_themes

        themes, failed = load_themes((bundled_themes(), paths.themes_dir))
        app = BriefingApp(
            library,
            settings,
            themes,
            opening=opening,
            problems=[*problems, *map(str, failed), *library.notices],
            on_first_paint=lambda: _go_on(engine.warm),
            on_leaving=engine.close,
        )
        app.run()
    return app.return_code or 0


def _go_on(warm: Callable[[], None]) -> None:
    """After the first frame: start the engine, and let garbage be collected, less what stays to the end."""
    in_the_background(warm)
    gc.freeze()
    gc.enable()
