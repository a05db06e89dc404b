"""Starting the reader: what is begun before Textual is even imported, and what is ended with it."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from threading import Thread
from typing import TypeVar

from briefing.library import Added, Library, open_library
from briefing.nlp.worker import EngineProcess
from briefing.paths import Paths, bundled_themes
from briefing.settings import Settings

__all__ = ["Opening", "in_the_background", "run_reader"]

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


@dataclass(frozen=True, slots=True)
class Opening:
    """What a start is opening: the library, soon there, and the articles asked for, which may take long."""

    library: Future[Library]
    added: Future[Added] | None
    """None where no article was asked for."""

    @classmethod
    def begin(cls, open_it: Callable[[], Library], references: Sequence[str]) -> Opening:
        """Set both going; the articles are read as soon as the library is open."""
        library = in_the_background(open_it)
        if not references:
            return cls(library, None)
        return cls(library, in_the_background(lambda: library.result().add(references)))

    def added_already(self) -> Added | None:
        """What has been read, if that is done and there is no failure to tell."""
        if self.added is None or not self.added.done() or self.added.exception():
            return None
        return self.added.result()


def run_reader(paths: Paths, settings: Settings, problems: Sequence[str], references: Sequence[str]) -> int:
    """Open the reader until the user leaves it; the exit status. Raises StoreError.

    Library and articles are opened while Textual is imported, so that the first frame can show a text.
    """
    engine = EngineProcess(settings.pipelines)
    opening = Opening.begin(lambda: open_library(paths.library_db, engine), references)

    from briefing.ui.app import BriefingApp
    from briefing.ui.themes import load_themes

    themes, failed = load_themes((bundled_themes(), paths.themes_dir))
    app = BriefingApp(
        opening,
        settings,
        themes,
        problems=[*problems, *map(str, failed)],
        on_first_paint=lambda: _go_on(engine.warm),
        on_leaving=engine.close,
    )
    try:
        app.run()
    finally:
        engine.close()
        opening.library.result().close()
    return app.return_code or 0


def _go_on(warm: Callable[[], None]) -> None:
    """After the first frame: start the engine, and let garbage be collected, less what stays to the end."""
    in_the_background(warm)
    gc.freeze()
    gc.enable()
